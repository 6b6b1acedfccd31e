"""Who may do what on the desk: decided by assignments (role × country × language) alone.

A superuser may do everything but review their own text.
"""

from collections.abc import Iterable

from countries.models import Country
from portal.i18n import languages
from rights.models import Answer, Assignment, Revision

Role = Assignment.Role
# Which roles may do what. A superuser may do everything but review their own text.
WRITES_SOURCE = (Role.AUTHOR,)
WRITES_TRANSLATION = (Role.AUTHOR, Role.TRANSLATOR)
REVIEWS = (Role.REVIEWER,)
MANAGES = (Role.MANAGER,)


def holds(user, roles: Iterable[str], country: Country, language: str | None = None) -> bool:
    """Whether a person holds one of the roles for a country and, where given, a language."""
    if not user or not user.is_active:
        return False
    if user.is_superuser:
        return True
    assigned = Assignment.objects.filter(user=user, role__in=roles, country=country)
    if language is not None:
        assigned = assigned.filter(language__in=["", language])
    return assigned.exists()


def may_write(user, answer: Answer, language: str) -> bool:
    roles = WRITES_SOURCE if language == answer.source_language else WRITES_TRANSLATION
    return holds(user, roles, answer.country, language)


def may_review(user, answer: Answer, language: str) -> bool:
    return holds(user, REVIEWS, answer.country, language)


def may_manage(user, country: Country) -> bool:
    return holds(user, MANAGES, country)


def may_take_down(user, country: Country) -> bool:
    """Who may take an answer or a number off the public pages at once, in every language, and show it again."""
    return holds(user, (*REVIEWS, *MANAGES), country)


def may_see_reports(user, country: Country) -> bool:
    """Who sees what readers report: everybody who works for the country, whatever the language of the report."""
    return holds(user, Role.values, country)


def managed_by(user):
    """The countries whose records and people somebody manages."""
    return _assigned(user, MANAGES)


def countries_of(user):
    """The countries that a person sees on the desk: those of any of their assignments."""
    return _assigned(user, Role.values)


def _assigned(user, roles: Iterable[str]):
    if not user.is_active:
        return Country.objects.none()
    if user.is_superuser:
        return Country.objects.all()
    return Country.objects.filter(pk__in=Assignment.objects.filter(user=user, role__in=roles).values("country"))


def languages_of(user, country: Country, roles: Iterable[str] = Role.values) -> list[str]:
    """The languages in which a person has one of the roles for a country, in the order of the 24."""
    if not user.is_active:
        return []
    if user.is_superuser:
        return list(languages.CODES)
    assigned = Assignment.objects.filter(user=user, country=country, role__in=roles)
    held = set(assigned.values_list("language", flat=True))
    return [code for code in languages.CODES if "" in held or code in held]


def has_originals(country: Country, codes: Iterable[str]) -> bool:
    """Whether any of a country's answers has its original in one of these languages, or would have."""
    codes = list(codes)
    return country.default_source_language in codes or country.answers.filter(source_language__in=codes).exists()


def may_see(user, country: Country, language: str) -> bool:
    """Whether a person sees a country's drafts in a language: whoever has any assignment for both."""
    return holds(user, Role.values, country, language)


def wrote(user, revision: Revision) -> bool:
    """Whether any word of a version is this person's."""
    return revision.author_id == user.pk or revision.writers.filter(pk=user.pk).exists()


def may_read(user, version: Revision) -> bool:
    """Whether a person may read a version: what was public, and what is in a language that they work in."""
    return version.published_at is not None or may_see(user, version.answer.country, version.language)
