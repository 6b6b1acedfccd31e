"""Template tags for what every page cites: dates, languages, sources."""

import datetime

from babel.dates import format_date
from django import template
from django.utils import timezone, translation
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from countries.directory import SourceEntry
from portal import languages
from portal.localized import Text

register = template.Library()
EUROPEAN_FORM = {"en": "en_GB", "pt": "pt_PT"}  # CLDR's plain forms are American and Brazilian


@register.filter
def day(date: datetime.date | datetime.datetime | None) -> str:
    """A date in words, in the page's language: "1 October 2020". Babel knows Maltese, Django does not."""
    language = translation.get_language()
    if isinstance(date, datetime.datetime) and timezone.is_aware(date):
        date = timezone.localtime(date)  # the day that it was where the portal is kept
    return format_date(date, "long", EUROPEAN_FORM.get(language, language)) if date else ""


@register.filter
def language_name(code: str) -> str:
    """The name of a language in the language of the page."""
    return languages.name_of(code, translation.get_language())


@register.filter
def without_scheme(url: str) -> str:
    """A web address as people say it: "www.example.eu"."""
    return url.split("://", 1)[-1].removesuffix("/")


@register.filter
def marked(text: Text) -> SafeString:
    """A text within a sentence, its language marked where it is another than the page's."""
    return format_html("<span{}>{}</span>", text.lang, text) if text.lang else escape(text)


@register.filter
def citation(source: SourceEntry) -> SafeString:
    """A source as it is cited: title (a link where its address is known), publisher, date."""
    title = format_html("<cite{}>{}</cite>", source.title.lang, source.title)
    if source.url:
        title = format_html('<a href="{}">{}</a>', source.url, title)
    return format_html("{}, {}, {}", title, source.publisher, day(source.date) or _("undated"))
