"""Text in a language: the only place that builds the name of a translated column, such as "body_de"."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from modeltranslation.utils import build_localized_fieldname

from portal.i18n import languages


def column(field: str, language: str) -> str:
    """`column("body", "de")` is "body_de"."""
    if language not in languages.CODES:
        raise ValueError(f"{language!r} is not one of the 24 languages")
    return build_localized_fieldname(field, language)


def columns(fields, language: str) -> list[str]:
    return [column(field, language) for field in fields]


def readable_columns(fields, language: str) -> list[str]:
    """The columns that a reader of `language` needs of short texts: that language and English, for `only()`."""
    wanted = dict.fromkeys([language, languages.ENGLISH])
    return [column(field, code) for field in fields for code in wanted]


def by_language(field: str, texts: dict[str, str]) -> dict[str, str]:
    """`by_language("name", {"en": "Latvia"})` is `{"name_en": "Latvia"}`."""
    return {column(field, language): text for language, text in texts.items()}


@dataclass(frozen=True)
class TranslatedText:
    """A text, the language that it is in, and the language of the page that it stands on."""

    text: str
    language: str
    page_language: str

    def __str__(self):
        return self.text

    def __bool__(self):
        return bool(self.text)

    @property
    def lang(self) -> SafeString | str:
        """The attribute that marks a passage in another language: ` lang="en"`, or nothing."""
        return format_html(' lang="{}"', self.language) if self.text and self.language != self.page_language else ""


def text(record, field: str, language: str) -> TranslatedText:
    """A short translated text of a record in the reader's language, else in English."""
    for code in (language, languages.ENGLISH):
        if value := getattr(record, column(field, code)):
            return TranslatedText(value, code, language)
    return TranslatedText("", language, language)
