"""Domain words for queries."""

from django.db import models
from django.db.models import Case, CharField, Expression, F, FilteredRelation, Q, Value, When

from portal.i18n import languages, translated

TEXT_FIELDS = ("summary", "body", "legal_basis")  # of an answer: published together, read together


class AnswerQuerySet(models.QuerySet):
    def for_language(self, language: str):
        """Rows for reading in a language: dicts of what is public in it, in English and in the source language.

        Each dict has `reader_*`, `english_*` and `source_*` entries for summary, body, legal_basis, since, origin,
        outdated_since and taken_down_at (`since` is None where the text is not public in that language), and the
        answer's own data. One query whatever the number of languages: the source language differs per row, so its
        column is chosen by a CASE.
        """
        roles = {"reader": Value(language), "english": Value(languages.ENGLISH), "source": F("source_language")}
        rows = self.annotate(
            **{
                f"{role}_publication": FilteredRelation("publications", condition=Q(publications__language=wanted))
                for role, wanted in roles.items()
            }
        )
        texts: dict[str, Expression | F] = {}
        for field in TEXT_FIELDS:
            texts[f"reader_{field}"] = F(translated.column(field, language))
            texts[f"english_{field}"] = F(translated.column(field, languages.ENGLISH))
            texts[f"source_{field}"] = source_text(field, known=(language, languages.ENGLISH))
        dates = {
            f"{role}_{field}": F(f"{role}_publication__{field}")
            for role in roles
            for field in ("since", "origin", "outdated_since", "taken_down_at")
        }
        return rows.values(
            "pk", "country_id", "question_id", "kind", "source_language", "checked_on", "review_due", **texts, **dates
        )


def source_text(field: str, known: tuple[str, ...]) -> Case:
    """The text in the row's own source language; empty where that language is fetched anyway."""
    return Case(
        *[
            When(source_language=code, then=F(translated.column(field, code)))
            for code in languages.CODES
            if code not in known
        ],
        default=Value(""),
        output_field=CharField(),
    )
