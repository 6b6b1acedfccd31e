"""The glossary: words of the law with their meaning, and where they stand in a text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from portal.i18n import languages
from portal.text import alphabets, richtext
from rights.models import GlossaryTerm
from rights.selectors.kept import kept_by_version

MOST = 5  # terms marked in one text, so that it stays calm to read


class TermEntry(NamedTuple):
    slug: str
    term: str
    meaning: str


@dataclass(frozen=True)
class Glossary:
    """The terms of one language, in the order of its alphabet, and how they are found in texts."""

    language: str
    terms: tuple[TermEntry, ...]
    by_form: dict[str, TermEntry]  # in lower case
    pattern: re.Pattern[str] | None  # any form as a word of its own, the longest first; None where there is none


class Explained(NamedTuple):
    """Rich text with terms marked, each a button that shows the popover #<prefix>-<slug>; and these terms."""

    html: str
    terms: tuple[TermEntry, ...]
    glossary: str  # the address of the glossary in the language of the text


@kept_by_version(len(languages.CODES))
def read_glossaries(language: str) -> dict[str, Glossary]:
    """The glossaries that a page in a language needs, its own and the English one: one query."""
    codes = dict.fromkeys([language, languages.ENGLISH])
    rows = list(GlossaryTerm.objects.filter(language__in=codes))
    return {code: _glossary(code, [row for row in rows if row.language == code]) for code in codes}


def _glossary(language: str, rows: list[GlossaryTerm]) -> Glossary:
    entries = {row.slug: TermEntry(row.slug, row.term, row.meaning) for row in rows}
    by_form = {form.lower(): entries[row.slug] for row in rows for form in row.forms}
    ordered = sorted(entries.values(), key=lambda entry: alphabets.place(entry.term, language))
    return Glossary(language, tuple(ordered), by_form, _pattern(by_form, language))


def _pattern(forms: Iterable[str], language: str) -> re.Pattern[str] | None:
    ordered = sorted(forms, key=len, reverse=True)
    if not ordered:
        return None
    words = "|".join(re.escape(form).replace(r"\ ", r"\s") for form in ordered)
    before = r"\w" if language == "mt" else r"[\w-]"  # the article: "l-appell"; elsewhere an article ends in ’
    return re.compile(rf"(?<!{before})(?:{words})(?![\w’'-])", re.IGNORECASE)


UNMARKED = {"a", "abbr", "dfn", "h2", "h3", "h4", "h5", "h6", "th", "caption"}


def explain(html: str, glossary: Glossary, prefix: str) -> Explained:
    """A term is marked once, at its first use, at most `MOST` in a text; never within a link, a heading or a head.

    `html` is clean rich text. What the buttons show stands where the page puts it.
    """
    if glossary.pattern is None:
        return Explained(html, (), "")
    pieces: list[str] = []
    found: dict[str, TermEntry] = {}
    at = within = 0
    for start, end, tag in _texts(html):
        if not within and len(found) < MOST:
            for match in glossary.pattern.finditer(html, start, end):
                term = glossary.by_form.get(" ".join(match[0].lower().split()))
                if term and term.slug not in found and len(found) < MOST:
                    found[term.slug] = term
                    button = f'<button type="button" popovertarget="{prefix}-{term.slug}">{match[0]}</button>'
                    pieces += [html[at : match.start()], f"<dfn>{button}</dfn>"]
                    at = match.end()
        within += _nesting(tag)
    address = languages.in_language(reverse("glossary"), glossary.language)
    return Explained("".join([*pieces, html[at:]]), tuple(found.values()), address)


def _texts(html: str) -> Iterator[tuple[int, int, str]]:
    """Where the texts between tags begin and end, each with the tag after it."""
    start = 0
    for tag in richtext.TAG.finditer(html):
        yield start, tag.start(), tag[0]
        start = tag.end()
    yield start, len(html), ""


def _nesting(tag: str) -> int:
    """1 where a tag begins what is not marked, -1 where it ends it."""
    name = richtext.START_OR_END.match(tag)
    if not name or name[2] not in UNMARKED:
        return 0
    return -1 if name[1] else 1
