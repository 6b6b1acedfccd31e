"""The EU's minimum for a country: what EU law gives there, and not what an instrument gives that does not bind it.

An answer of the European Union rests on its `instruments` up to the first level-2 heading that cites another one by
its number ("Protection you take with you (Directive 2011/99/EU)"); from there to the next such heading it rests on
the one cited. `docs/content.md` tells editors so.
"""

import re
from dataclasses import dataclass

from portal.i18n.translated import TranslatedText
from portal.text import richtext

HEADING_TEXT = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)


@dataclass(frozen=True)
class Instrument:
    """An instrument with the codes of the countries that it does not bind."""

    slug: str
    number: str
    title: TranslatedText
    not_binding: frozenset[str]

    def is_cited_in(self, text: str) -> bool:
        return re.search(rf"(?<!\d){re.escape(self.number)}(?!\d)", text) is not None


@dataclass(frozen=True)
class Minimum:
    """What is left of the EU's answer for a country, and the instruments that do not bind it."""

    summary: str
    body: str
    legal_basis: tuple[str, ...]
    not_bound: tuple[Instrument, ...]

    def __bool__(self):
        return bool(self.summary or self.body)


def for_country(
    code: str,
    summary: str,
    body: str,
    legal_basis: tuple[str, ...],
    main: list[Instrument],
    instruments: list[Instrument],
) -> Minimum:
    """The EU's answer as the minimum of country `code`; empty where nothing in it binds."""

    def unbound(some: list[Instrument]) -> list[Instrument]:
        return [instrument for instrument in some if code in instrument.not_binding]

    binding_parts, left_out, governing = [], list(unbound(main)), main
    for part in richtext.split_at_headings(body):
        heading = HEADING_TEXT.match(part)
        if heading and (cited := [i for i in instruments if i.is_cited_in(heading[1])]):
            governing = cited
        if refused := unbound(governing):
            left_out += refused
        else:
            binding_parts.append(part)
    not_bound = tuple(dict.fromkeys(left_out))
    return Minimum(
        "" if unbound(main) else summary,
        "".join(binding_parts).strip(),
        tuple(line for line in legal_basis if not any(i.is_cited_in(line) for i in not_bound)),
        not_bound,
    )
