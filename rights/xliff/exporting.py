"""What goes out as XLIFF: a country's published originals for translation into one language.

A segment that a public translation already renders goes along as translated, so that a translator sees what is new.
"""

import io
import zipfile
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from countries.models import Country
from rights import permissions
from rights.models import Publication, Revision
from rights.services import errors
from rights.xliff import markup
from rights.xliff.segments import SegmentedText, plain, remembered, take_apart

XLIFF_TYPE, ZIP_TYPE = "application/xliff+xml", "application/zip"


@dataclass(frozen=True)
class Exported:
    """A file to download."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Original:
    """A published original, and what is public and what is begun in the language that it goes out for."""

    revision: Revision
    public: Publication | None
    is_begun: bool

    @property
    def is_wanted(self) -> bool:
        """Missing or outdated as the status table says it: what somebody is at work on is neither."""
        return not self.is_begun and (self.public is None or self.public.outdated_since is not None)


def originals(user, country: Country, language: str, wanted_only: bool = False) -> list[Original]:
    """The published originals of a country that can be translated into a language, in the order of the questionnaire.

    Raises `errors.NotAllowed` for those who do not see the country in that language.
    """
    if not permissions.may_see(user, country, language):
        raise errors.NotAllowed(_("You have no assignment for this country and language."))
    published = (
        Revision.objects.filter(
            answer__country=country, state=Revision.State.PUBLISHED, language=F("answer__source_language")
        )
        .exclude(language=language)
        .select_related("answer__question")
        .order_by("answer__question__section__position", "answer__question__position")
    )
    translations = Publication.objects.filter(answer__country=country, language=language)
    public = {row.answer_id: row for row in translations.select_related("revision__based_on")}
    begun = set(
        Revision.objects.filter(answer__country=country, language=language, state__in=Revision.OPEN).values_list(
            "answer_id", flat=True
        )
    )
    found = [Original(row, public.get(row.answer_id), row.answer_id in begun) for row in published]
    return [original for original in found if original.is_wanted or not wanted_only]


def export(country: Country, language: str, chosen: list[Original], one_file: bool = True) -> Exported | None:
    """The originals as one XLIFF file, or as a ZIP with a file for each answer; None where there are none.

    A file has one original language: a country that writes in several gets a ZIP with a file for each of them.
    """
    by_language: dict[str, list[Original]] = defaultdict(list)
    for original in chosen:
        by_language[original.revision.language].append(original)
    start = f"{country.code}-{language}"
    if one_file:
        files = {
            f"{start}.xlf" if len(by_language) == 1 else f"{start}-from-{source_language}.xlf": _document(
                country, language, found
            )
            for source_language, found in by_language.items()
        }
    else:
        files = {
            f"{start}-{original.revision.answer.question.slug}.xlf": _document(country, language, [original])
            for original in chosen
        }
    if not files:
        return None
    if one_file and len(files) == 1:
        [(name, content)] = files.items()
        return Exported(name, XLIFF_TYPE, content)
    return Exported(f"{start}.zip", ZIP_TYPE, _zipped(files))


def _document(country: Country, language: str, found: list[Original]) -> bytes:
    return markup.write([_sheet(country, original) for original in found], found[0].revision.language, language)


def _sheet(country: Country, original: Original) -> markup.Sheet:
    revision, question = original.revision, original.revision.answer.question
    text = take_apart(revision)
    translation = original.public.revision if original.public else None
    present = take_apart(translation) if translation else None
    known = {}
    if translation and present and translation.based_on:
        known = remembered(text, take_apart(translation.based_on), present)
    return markup.Sheet(
        country=country.code,
        question=question.slug,
        title=question.title,
        version=revision.number,
        text=text,
        translated=known,
        former=_former(text, present, known) if present else {},
    )


def _former(text: SegmentedText, present: SegmentedText, known: dict) -> dict[str, str]:
    """What is public for segments of the same name whose original has changed, where the texts are built alike."""
    names = present.segments if text.shape == present.shape else {"summary", "legal-basis"} & set(present.segments)
    return {
        name: plain(present.segments[name].content) for name in names if name in text.segments and name not in known
    }


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
