"""Rich text: what stays of it, and what it becomes."""

import pytest

from portal.text import richtext
from tests.timing import Stopwatch

# What stays, and what goes


@pytest.mark.parametrize(
    "html",
    [
        "<h2>a</h2><h3>b</h3><h4>c</h4>",
        "<p>a<br>b</p>",
        "<ul><li>a<ul><li>b</li></ul></li></ul>",
        '<ol start="3"><li>a</li></ol>',
        "<p><strong>a</strong> <em>b</em></p>",
        "<blockquote><p>a</p></blockquote>",
        '<p><abbr title="a b">ab</abbr> <dfn title="c">d</dfn></p>',
        '<p><a href="https://example.eu/a?b=1&amp;c=2#d" hreflang="lv">a</a></p>',
        '<p><a href="mailto:a@example.eu">a</a> <a href="tel:+371000">b</a> <a href="http://example.eu/">c</a></p>',
        '<p><a href="question:legal-aid">a</a> <a href="service:police">b</a> <a href="help-line:112">c</a></p>',
        '<table><caption>a</caption><thead><tr><th scope="col">b</th></tr></thead><tbody><tr>'
        '<th scope="row">c</th><td colspan="2" rowspan="2">d</td></tr></tbody></table>',
        "<p>Fish &amp; chips, 1 &lt; 2, “quoted” … 5 €</p>",
    ],
)
def test_what_is_allowed_stays_as_it_is(html):
    assert richtext.clean(html) == html


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<p>a<script>x()</script>b</p>", "<p>ab</p>"),
        ("<style>p{}</style><p>a</p>", "<p>a</p>"),
        ("<p>a<!-- note -->b</p>", "<p>ab</p>"),
        ("<div><section><p>a</p></section></div>", "<p>a</p>"),
        ("<p><span>a</span> <u>b</u> <font color='red'>c</font></p>", "<p>a b c</p>"),
        ('<p>a<img src="https://example.eu/x.png" onerror="x()"></p>', "<p>a</p>"),
        ('<iframe src="https://example.eu/"></iframe><p>a</p>', "<p>a</p>"),
        ('<form action="/"><input name="a"><button>b</button></form>', "b"),
        ('<p class="a" id="b" style="color:red" onclick="x()" data-a="b">a</p>', "<p>a</p>"),
        ('<a href="https://example.eu/" target="_blank" rel="x" onclick="x()" class="b">a</a>', None),
        ("<svg><script>x()</script></svg><p>a</p>", "<p>a</p>"),
        ("  \n<p>a</p>\n ", "<p>a</p>"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
    ],
)
def test_everything_else_goes_and_its_text_stays(html, left):
    assert richtext.clean(html) == (left or '<a href="https://example.eu/">a</a>')


@pytest.mark.parametrize("attribute", ["lang", "title"])
def test_an_attribute_that_is_not_listed_goes_from_every_tag(attribute):
    assert richtext.clean(f'<p {attribute}="de">a</p>') == "<p>a</p>"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:x()",
        "JaVaScRiPt:x()",
        " javascript:x()",
        "java\nscript:x()",
        "&#106;avascript:x()",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.eu/",
    ],
)
def test_a_link_with_an_unsafe_address_loses_it(address):
    assert richtext.clean(f'<p><a href="{address}">a</a></p>') == "<p><a>a</a></p>"


@pytest.mark.parametrize("address", ["/en/estonia/trial/", "../trial/", "trial/", "#appeal", "//example.eu/", "?q=1"])
def test_a_text_never_holds_an_address_of_the_portal_itself(address):
    assert "href" not in richtext.clean(f'<p><a href="{address}">a</a></p>')


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<h1>a</h1>", "<h2>a</h2>"),
        ('<H1 class="x">a</H1>', "<h2>a</h2>"),
        ("<h5>a</h5><h6 id='b'>c</h6>", "<h4>a</h4><h4>c</h4>"),
    ],
)
def test_headings_are_of_level_two_to_four(html, left):
    assert richtext.clean(html) == left


def test_a_heading_of_a_table_says_what_it_heads():
    html = "<table><tbody><tr><th>a</th><th scope='row'>b</th></tr></tbody></table>"
    left = richtext.clean(html)
    assert '<th scope="col">a</th>' in left
    assert '<th scope="row">b</th>' in left


@pytest.mark.parametrize(
    "html",
    [
        "<h1>a</h1><p>b & c</p>",
        "<scr<script>ipt>x()</script>",
        "<p>&lt;script&gt;x()&lt;/script&gt;</p>",
        "<table><tr><th>a</th></tr></table>",
        '<p><a href="question:a&quot;b">c</a></p>',
        "<h1><h1>a</h1>",
        "<<h1>script>x()</h1>",
        "<p>a</p>\n\n<p>b</p>",
    ],
)
def test_cleaning_twice_changes_nothing_more(html):
    once = richtext.clean(html)
    assert richtext.clean(once) == once
    assert "<script" not in once


# Markdown

LISTS = "<ol>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n<li>\n<p>c</p>\n<ol>\n<li>d</li>\n<li>e</li>\n</ol>\n</li>\n</ol>"
DATES = "<p>1. Mai 2026</p>\n<ul>\n<li>2025. gadā</li>\n<li>7. pants</li>\n</ul>"


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Ask *now* or **never**.", "<p>Ask <em>now</em> or <strong>never</strong>.</p>"),
        ("# a", "<h2>a</h2>"),
        ("## a", "<h2>a</h2>"),
        ("##### a", "<h4>a</h4>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("1. a\n\n   b\n\n2. c\n   1. d\n   2. e", LISTS),
        ("3. a", "<p>3. a</p>"),
        ("2025. gada 1. maijā.", "<p>2025. gada 1. maijā.</p>"),
        ("1. Mai 2026\n\n- 2025. gadā\n- 7. pants", DATES),
        ("Bis zum\n1. Mai", "<p>Bis zum\n1. Mai</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("[help](question:legal-aid)", '<p><a href="question:legal-aid">help</a></p>'),
        ("[call](help-line:112)", '<p><a href="help-line:112">call</a></p>'),
        ("a -- b... (c)", "<p>a -- b... (c)</p>"),
    ],
)
def test_markdown_becomes_clean_html(markdown, html):
    assert richtext.from_markdown(markdown) == html


def test_a_table_in_markdown_becomes_a_table():
    html = richtext.from_markdown("| a | b |\n|---|---|\n| 1 | 2 |")
    assert '<th scope="col">a</th>' in html
    assert "<td>2</td>" in html


@pytest.mark.parametrize("markdown", ["<b>a</b>", "a <script>x()</script> b", "<div>a</div>", "<!-- a -->"])
def test_html_in_markdown_is_text(markdown):
    html = richtext.from_markdown(markdown)
    assert richtext.plain(html) == " ".join(markdown.split())
    assert "&lt;" in html


def test_an_unsafe_link_in_markdown_is_no_link():
    assert "href" not in richtext.from_markdown("[a](javascript:x())")


# The text alone


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p> &nbsp; <br></p>", ""),
        ("<p>a</p><p>b</p>", "a\nb"),
        ("<p>a<br>b</p>", "a\nb"),
        ("<h2>a</h2><ul><li>b</li><li>c<ul><li>d</li></ul></li></ul>", "a\nb\nc\nd"),
        ("<table><tr><th>a</th><td>b</td></tr></table>", "a\nb"),
        ("<p>a <strong>b</strong><em>c</em></p>", "a bc"),
        ("<p>Fish &amp; chips, 1 &lt; 2</p>", "Fish & chips, 1 < 2"),
        ("<p>5\xa0000&nbsp;€</p>", "5 000 €"),
        ('<p><a href="https://example.eu/">The page</a></p>', "The page"),
        ("<p>a   b\tc</p>", "a b c"),
    ],
)
def test_the_text_alone_has_a_line_to_a_block(html, text):
    assert richtext.plain(html) == text


def test_a_line_that_is_wrapped_in_its_source_is_one_line_of_text():
    assert richtext.plain("<p>Ask the court\nfor help.</p>") == "Ask the court for help."


def test_text_that_looks_like_markup_stays_text():
    assert richtext.plain(richtext.clean("<p>&lt;b&gt;a&lt;/b&gt;</p>")) == "<b>a</b>"


@pytest.mark.parametrize(
    ("html", "count"), [("", 0), ("<p>one</p>", 1), ("<p>one two</p><ul><li>three</li></ul><p>four<br>five</p>", 5)]
)
def test_words_are_counted_across_blocks(html, count):
    assert richtext.words(html) == count


# Headings and parts


@pytest.mark.parametrize(
    ("level", "shifted"),
    [
        (2, "<h2>a</h2><p>b</p><h3>c</h3><h4>d</h4>"),
        (3, "<h3>a</h3><p>b</p><h4>c</h4><h5>d</h5>"),
        (4, "<h4>a</h4><p>b</p><h5>c</h5><h6>d</h6>"),
        (5, "<h5>a</h5><p>b</p><h6>c</h6><h6>d</h6>"),
        (6, "<h6>a</h6><p>b</p><h6>c</h6><h6>d</h6>"),
    ],
)
def test_headings_shift_to_the_level_of_their_place(level, shifted):
    assert richtext.shift_headings("<h2>a</h2><p>b</p><h3>c</h3><h4>d</h4>", level) == shifted


@pytest.mark.parametrize(
    ("html", "parts"),
    [
        ("", [""]),
        ("<p>a</p>", ["<p>a</p>"]),
        ("<p>a</p><h2>b</h2><p>c</p><h3>d</h3><h2>e</h2>", ["<p>a</p>", "<h2>b</h2><p>c</p><h3>d</h3>", "<h2>e</h2>"]),
        ("<h2>b</h2><p>c</p>", ["", "<h2>b</h2><p>c</p>"]),
    ],
)
def test_a_text_is_split_before_its_level_two_headings(html, parts):
    assert richtext.split_at_headings(html) == parts


# Symbolic links


def test_symbolic_links_are_found_in_order():
    html = (
        '<p><a href="question:legal-aid">a</a> <a href="https://example.eu/question:x">b</a> question:c'
        ' <a href="help-line:+371 67">d</a> <a hreflang="lv" href="service:police">e</a></p>'
    )
    assert richtext.symbolic_links(html) == [("question", "legal-aid"), ("help-line", "+371 67"), ("service", "police")]


@pytest.mark.parametrize("address", ["Question:legal-aid", "QUESTION:legal-aid", " question:legal-aid"])
def test_a_symbolic_link_is_one_however_it_was_typed(address):
    html = richtext.clean(f'<p><a href="{address}">a</a></p>')
    assert richtext.symbolic_links(html) == [("question", "legal-aid")]


def test_symbolic_links_become_addresses_and_others_stay():
    html = '<p><a href="question:a">one</a>, <a href="https://example.eu/" hreflang="lv">two</a></p>'
    resolved = richtext.resolve_links(html, lambda scheme, target: f"/{scheme}/{target}/")
    assert resolved == '<p><a href="/question/a/">one</a>, <a href="https://example.eu/" hreflang="lv">two</a></p>'


def test_a_symbolic_link_without_an_address_leaves_its_text():
    html = '<p><a href="question:a"><strong>one</strong></a>, <a href="question:b">two</a></p>'
    resolved = richtext.resolve_links(html, lambda scheme, target: "/b/" if target == "b" else None)
    assert resolved == '<p><strong>one</strong>, <a href="/b/">two</a></p>'


def test_an_abbreviation_is_not_taken_for_a_link():
    html = '<p><abbr title="a">b</abbr> <a href="question:c">d</a></p>'
    assert richtext.resolve_links(html, lambda *_: None) == '<p><abbr title="a">b</abbr> d</p>'


# Limits: what is larger is refused before anything takes it apart, or made no larger


def _reopened(tag: str, times: int) -> str:
    return "<p>" + "".join(tag.format(n) for n in range(times)) + "</p>" + "<p>x" * times


HOSTILE = {
    "formatting that every paragraph opens again": _reopened("<em a={}>", 2200),
    "the same, little of it": _reopened("<em a={}>", 500),
    "the same in capitals, with a break": _reopened("<FONT\na={}>", 800),
    "the same, behind elements that hide their ends": _reopened("<strong a={}><object></strong></object>", 500),
    "headings without an end": "<h1 " * 25_000,
    "few headings without an end": "<h1 " * 4_000 + "a" * 80_000,
    "signs": "<" * 100_000,
    "few signs": "<" * 4_000,
    "tags without an end": "<p>" * 100_000,
    "lists in lists": "<ul><li>" * 2_400,
    "quotations in quotations": "<blockquote>" * 4_900,
    "a giant table": "<table><tbody>" + ("<tr>" + "<td>x</td>" * 100 + "</tr>") * 1000 + "</tbody></table>",
    "tables in tables": "<table><tr><td>" * 1_600,
    "entities": "&amp;" * 500_000,
    "few entities": "&lt" * 33_000,
    "ampersands": "&" * 100_000,
    "links without an end": '<a href="' * 4_900,
    "links in links": '<a href="https://example.eu/">' * 3_000,
    "an endless word": "a" * 5_000_000,
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_is_refused_or_cleaned_and_read_in_little_time(html):
    with Stopwatch() as watch:
        try:
            clean = richtext.clean(html)
        except richtext.TooMuch:
            clean = ""
        assert richtext.clean(clean) == clean
        richtext.blocks(clean)
        richtext.resolve_links(clean, lambda scheme, target: None)
    assert watch.seconds < 5


@pytest.mark.parametrize(
    ("kind", "html"),
    [
        ("length", "a" * (richtext.LONGEST + 1)),
        ("length", "&" * 50_000),  # what is escaped grows
        ("markup", "<br>" * (richtext.MOST_TAGS + 1)),
        ("markup", "<p>x" * (richtext.MOST_TAGS // 2 + 1)),  # the ends that were left out count
        ("markup", "<ul><li>" * (richtext.DEEPEST // 2 + 1)),
    ],
)
def test_what_is_beyond_a_limit_is_refused(kind, html):
    with pytest.raises(richtext.TooMuch) as much:
        richtext.clean(html)
    assert much.value.kind == kind


def test_what_is_just_within_the_limits_is_kept():
    for html in ("a" * richtext.LONGEST, "<p>x</p>" * (richtext.MOST_TAGS // 2)):
        assert richtext.clean(html) == html
    deep = "<blockquote>" * richtext.DEEPEST + "x" + "</blockquote>" * richtext.DEEPEST
    assert richtext.clean(deep) == deep


@pytest.mark.parametrize("html", ['<em class="a">b</em>', "<em\nclass='a'>b</em>", '<EM/class="a">b</EM>'])
def test_formatting_loses_its_attributes_and_nothing_else(html):
    assert richtext.clean(f"<p>{html} <code class='x'>c</code></p>") == "<p><em>b</em> c</p>"


def test_too_long_a_markdown_is_refused_before_it_is_read():
    with pytest.raises(richtext.TooMuch):
        richtext.from_markdown("[" * 200_000)
