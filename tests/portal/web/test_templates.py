"""The layout of templates is taken away, and nothing else."""

import pytest

from portal.web.templates import without_layout


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("<ul>\n  <li>One</li>\n  <li>Two</li>\n</ul>\n", "<ul><li>One</li>\n<li>Two</li></ul>\n"),
        ('<a href="/">\n  Home\n</a>,\n<b>now</b>', '<a href="/">Home</a>,\n<b>now</b>'),
        ("<span{{ a.lang }}>{{ a }}</span>\n<b>now</b>", "<span{{ a.lang }}>{{ a }}</span>\n<b>now</b>"),
        ('<a{% if x > 1 %} rel="next"{% endif %}>\n  On\n</a>', '<a{% if x > 1 %} rel="next"{% endif %}>On</a>'),
        ("<p>\n  One\n  two\n</p>", "<p>One\ntwo</p>"),
        ("one\n  <br>\n  two", "one<br>two"),
        ('<input name="a">\n  Label', '<input name="a">\nLabel'),
        ('<use href="#a"/>\n  b', '<use href="#a"/>\nb'),
        ("<b>one</b>\n  <b>two</b>", "<b>one</b>\n<b>two</b>"),
    ],
)
def test_indentation_and_breaks_at_the_inner_edges_of_elements_go(written, sent):
    assert without_layout(written) == sent
