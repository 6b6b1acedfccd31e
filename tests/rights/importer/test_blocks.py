"""Lines become HTML that reads like the original: lists are lists, numbering is right, links are links."""

import pytest

from rights.importer.blocks import LINK, asks, filled_lines, render


def html(text: str) -> str:
    return render(filled_lines(text.split("\n")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("Street 1\nCity", "<p>Street 1<br>City</p>"),
        (" • a\n • b", "<ul><li>a</li><li>b</li></ul>"),
        (" • a\n  • b\n  • c\n • d", "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul>"),
        (" 1. a\n 2. b", "<ol><li>a</li><li>b</li></ol>"),
        (" 3. a\n 4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        (" 1. a\n  • x\n 2. b", "<ol><li>a<ul><li>x</li></ul></li><li>b</li></ol>"),
        ("4. where needed, ask for it.", '<ol start="4"><li>where needed, ask for it.</li></ol>'),
        ("1. Civil party\nYou may claim.", "<p>1. Civil party<br>You may claim.</p>"),
        ("a\tb\nc\td", "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></tbody></table>"),
        ("Who decides\n\nThe court decides.", "<h3>Who decides</h3><p>The court decides.</p>"),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
        (f"See {LINK}https://a.eu/x.", '<p>See <a href="https://a.eu/x">https://a.eu/x</a>.</p>'),
        ("Write to a.b@c.eu.", '<p>Write to <a href="mailto:a.b@c.eu">a.b@c.eu</a>.</p>'),
        ("(www.a.eu)", '<p>(<a href="https://www.a.eu">www.a.eu</a>)</p>'),
        (f"The {LINK}Ministry says.", "<p>The Ministry says.</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
    ],
)
def test_lines_become_html(text, expected):
    assert html(text) == expected


@pytest.mark.parametrize(
    "text", ["Can I?", "What is the process? (e.g. court case)", "Can I; \u037e".replace("; ", "")]
)
def test_questions_end_as_questions_do(text):
    assert asks(text)


def test_a_bullets_continuation_line_stays_in_the_list():
    assert html(" • one\n   goes on\n • two") == "<ul><li>one goes on</li><li>two</li></ul>"
