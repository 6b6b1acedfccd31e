"""Templates are laid out to be read; what is sent is not."""

import re

from django.template import Origin
from django.template.loaders import filesystem

INDENTATION = re.compile(r"\n[ \t]+")
VOID = "area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr"
AFTER_OPENING_TAG = re.compile(rf"(<(?!(?:{VOID})\b)[a-z](?>\{{%.*?%\}}|\{{\{{.*?\}}\}}|[^>{{])*(?<!/)>)\n")
BEFORE_CLOSING_TAG = re.compile(r"\n(?=</[a-z])")
AROUND_BREAK = re.compile(r"\n?<br>\n?")


class Loader(filesystem.Loader):
    """Takes the layout of HTML templates away: indentation, and line breaks at the edges of elements.

    No browser shows the indentation, which is a tenth of a page. A break within a link would be shown, as an underlined
    space at its end, so that every template would have to avoid it.

    A sentence for translation that goes over several lines must be `trimmed`: `makemessages` sees the template as it
    was written.
    """

    def get_contents(self, origin: Origin) -> str:
        contents = super().get_contents(origin)
        return without_layout(contents) if origin.name.endswith(".html") else contents


def without_layout(template: str) -> str:
    """The same HTML but for white space. There is no `<pre>` with text of its own in a template."""
    template = INDENTATION.sub("\n", template)
    template = AFTER_OPENING_TAG.sub(r"\1", template)
    template = BEFORE_CLOSING_TAG.sub("", template)
    return AROUND_BREAK.sub("<br>", template)
