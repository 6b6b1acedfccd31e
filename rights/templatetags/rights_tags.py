"""Template filters for factsheets."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from rights import richtext

register = template.Library()


@register.filter
def rich(html: str, level: int) -> SafeString:
    """Stored rich text (cleaned when it was written) with its highest heading at a level of the page."""
    return mark_safe(richtext.shift_headings(html, level))
