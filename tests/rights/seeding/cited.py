"""A source for texts of tests: without one, nothing is published."""

from countries.models import Source


def a_source(code: str = "EE") -> Source:
    """One of a country's own, which its forms offer."""
    given = {"title_en": "The law", "publisher": "Ministry of Tests", "language": "en"}
    return Source.objects.get_or_create(slug=f"{code.lower()}-cited", defaults=given)[0]
