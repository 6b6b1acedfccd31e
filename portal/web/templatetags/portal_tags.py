"""Template tags of the portal: dates, languages, flags, sources, checks, rich text."""

import segno
from django import template
from django.templatetags.static import static
from django.utils import translation
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from countries.selectors import CountryEntry, SourceEntry
from portal.i18n import dates, languages
from portal.i18n.translated import TranslatedText
from portal.text import richtext
from rights.selectors import freshness

register = template.Library()
register.filter("day", dates.day)


@register.filter
def language_name(code: str) -> str:
    """The name of a language in the language of the page."""
    return languages.name_of(code, translation.get_language())


@register.filter
def without_scheme(url: str) -> str:
    """A web address as people say it: "www.example.eu"."""
    return url.split("://", 1)[-1].removesuffix("/")


@register.filter
def marked(text: TranslatedText) -> SafeString:
    """A text within a sentence, its language marked where it is another than the page's."""
    return format_html("<span{}>{}</span>", text.lang, text) if text.lang else escape(text)


@register.simple_tag
def flag(country: CountryEntry) -> SafeString:
    """The flag of a country, which says nothing that its name beside it does not."""
    picture = f"{static('flags.svg')}#{country.flag}"
    return format_html('<svg class="flag" aria-hidden="true"><use href="{}"/></svg>', picture)


@register.filter
def qr_code(address: str) -> SafeString:
    """A picture that a telephone reads the address from, for paper."""
    picture = segno.make_qr(address, error="m").svg_inline(scale=3, border=4, svgclass=None, lineclass=None)
    return mark_safe(picture.replace("<svg", '<svg class="qr" aria-hidden="true"', 1))


@register.filter
def citation(source: SourceEntry) -> SafeString:
    """A source as it is cited: title (a link where its address is known), publisher, date."""
    title = format_html("<cite{}>{}</cite>", source.title.lang, source.title)
    if source.url:
        title = format_html('<a href="{}">{}</a>', source.url, title)
    publisher = marked(TranslatedText(source.publisher, source.language, source.title.page_language))
    return format_html("{}, {}, {}", title, publisher, dates.day(source.date) or _("undated"))


@register.filter
def last_check(entry: freshness.Checked) -> str:
    """When an answer or a fact was last checked; where nobody has, how old its source is."""
    return freshness.sentence(entry, dates.day)


@register.filter
def rich(html: str, level: int) -> SafeString:
    """Stored rich text (cleaned when it was written) with its highest heading at a level of the page."""
    return mark_safe(richtext.shift_headings(html, level))
