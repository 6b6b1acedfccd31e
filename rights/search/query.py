"""The read side of search: a query in a language → the answers that it finds, best first."""

from collections.abc import Collection
from dataclasses import dataclass

Pieces = tuple[tuple[str, bool], ...]  # a text in pieces: (text, whether it is marked as found)


@dataclass(frozen=True)
class Hit:
    """One answer found. Title and passage are in pieces, those with a word of the query marked."""

    country_pk: int
    question_slug: str
    language: str
    summary: str
    passage: Pieces
    title: Pieces


@dataclass(frozen=True)
class Results:
    query: str
    shown: str
    is_corrected: bool = False
    matching: str = "all"
    total: int = 0
    hits: tuple[Hit, ...] = ()
    pages: int = 0
    page: int = 1
    in_english: tuple[Hit, ...] = ()
    english_total: int = 0
    is_danger: bool = False
    numbers: tuple[int, ...] = ()
    telephones: tuple[int, ...] = ()
    by_country: dict[int, int] = None
    by_section: dict[str, int] = None


def search(
    query: str,
    *,
    language: str,
    reading: int | None = None,
    countries: Collection[int] = (),
    section: str = "",
    page: int = 1,
    exact: bool = False,
) -> Results:
    """A stand-in until the index is there: what contains the query as it is typed."""
    from portal import localized
    from rights.models import Publication

    shown = " ".join(query.replace("\0", " ").split())[:300]
    summary, title = f"answer__{localized.column('summary', language)}", localized.column("title", language)
    found = Publication.objects.filter(language=language, **{f"{summary}__icontains": shown}) if shown else []
    found = found and list(
        found.order_by("pk").values_list(
            "answer__country", "answer__question__slug", summary, f"answer__question__{title}",
            "answer__question__title_en", "answer__question__section__slug",
        )
    )  # fmt: skip
    found = sorted(found, key=lambda row: row[0] != reading)
    by_country, by_section = {}, {}
    for row in found:
        by_country[row[0]] = by_country.get(row[0], 0) + 1
        by_section[row[5]] = by_section.get(row[5], 0) + 1
    found = [row for row in found if (not countries or row[0] in countries) and section in ("", row[5])]
    pages = -(-len(found) // 10)
    page = min(max(1, page), max(1, pages))

    def hit(row):
        at = row[2].lower().find(shown.lower())
        pieces = ((row[2][:at], False), (row[2][at : at + len(shown)], True), (row[2][at + len(shown) :], False))
        return Hit(row[0], row[1], language, row[2], pieces, ((row[3] or row[4], False),))

    hits = tuple(hit(row) for row in found[(page - 1) * 10 : page * 10])
    return Results(
        shown, shown, total=len(found), hits=hits, pages=pages, page=page, by_country=by_country, by_section=by_section
    )
