"""Taking a text apart into segments, and putting it together again."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text import richtext
from rights.xliff import markup
from rights.xliff.segments import GAP, Mark, differing_tags, plain, put_together, remembered, sound, take_apart
from tests.rights.xliff.translator import fill_in, q, sent_back, version

BODY = (
    "<h2>Who may ask</h2>\n<p>Victims &amp; witnesses may ask for <strong>compensation</strong> of &lt;3 wages.<br>See "
    '<a href="https://example.eu/?a=1&amp;b=2">the <em>act</em></a>.</p>\n<ul><li>one<ul><li>two</li></ul>tail</li>'
    '<li><p>three</p></li></ul><table><thead><tr><th scope="col">Who</th></tr></thead><tbody><tr><td>&nbsp;you</td>'
    '<td></td></tr></tbody></table><p>The <abbr title="European “Arrest” Warrant &amp; more">EAW</abbr>.</p>'
)


def in_full(text) -> dict:
    return {name: segment.content for name, segment in text.segments.items()}


def test_a_passage_is_the_summary_each_block_of_the_body_and_the_legal_basis():
    text = take_apart(version("In brief.", BODY, "Act 1\nAct 2"))
    assert [(name, segment.block, plain(segment.content)) for name, segment in text.segments.items()] == [
        ("summary", "summary", "In brief."),
        ("body-1", "h2", "Who may ask"),
        ("body-2", "p", "Victims & witnesses may ask for compensation of <3 wages. See the act."),
        ("body-3", "li", "one"),
        ("body-4", "li", "two"),
        ("body-5", "li", "tail"),
        ("body-6", "li", "three"),
        ("body-7", "th", "Who"),
        ("body-8", "td", "you"),
        ("body-9", "p", "The EAW."),
        ("body-9-title-1", "title", "European “Arrest” Warrant & more"),
        ("legal-basis", "legal-basis", "Act 1 Act 2"),
    ]


def test_put_together_again_it_is_the_same_to_the_letter():
    body = richtext.clean(BODY)
    text = take_apart(version("In brief.", body, "Act 1\nAct 2"))
    fields = put_together(text, in_full(text))
    assert fields | {"body": richtext.clean(fields["body"])} == {
        "summary": "In brief.",
        "body": body,
        "legal_basis": "Act 1\nAct 2",
    }


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://example.eu"><p>one</p><p>two</p></a>',
        "<strong>foo<p>bar</p>baz</strong>",
        "loose text<p>and a paragraph</p>",
        "<p>  white \n space  </p>\n\n<p><em> </em></p>",
        "<p><em>a</em> <strong>b</strong></p>",
        "<p>&nbsp;</p><p>&nbsp;a&nbsp;</p>",
        "",
        "<p></p>",
        '<ol start="3"><li>c</li></ol>',
    ],
)
def test_unusual_bodies_come_back_as_they_were(html):
    html = richtext.clean(html)
    text = take_apart(version(body=html))
    assert "".join(part if isinstance(part, str) else "\0" for part in text.skeleton).count("\0") == len(text.segments)
    assert richtext.clean(put_together(text, in_full(text)).get("body", html)) == html


def test_a_tag_that_reaches_beyond_a_block_is_part_of_the_skeleton():
    text = take_apart(version(body='<a href="https://example.eu"><p>one</p></a>'))
    assert [(segment.content, dict(segment.tags)) for segment in text.segments.values()] == [(("one",), {})]


def test_a_missing_passage_of_the_body_leaves_a_gap_that_cannot_be_published():
    text = take_apart(version("Brief.", "<p>one</p><p>two</p>"))
    assert put_together(text, {"body-2": ("divi",)}) == {"body": f"<p>{GAP}</p><p>divi</p>"}


def test_nothing_translated_gives_no_field():
    assert put_together(take_apart(version("Brief.", "<p>one</p>", "Act")), {"body-1": (" ",)}) == {}


def test_a_mark_that_the_original_lacks_brings_in_nothing():
    text = take_apart(version(body="<p>one <em>two</em></p>"))
    content = (Mark("open", "7"), "viens ", Mark("close", "7"), Mark("open", "1"), "<script>", Mark("close", "1"))
    assert put_together(text, {"body-1": content}) == {"body": "<p>viens <em>&lt;script&gt;</em></p>"}
    assert differing_tags(text.segments["body-1"], content) == ([], True)


def test_lost_tags_are_named():
    segment = take_apart(version(body='<p><em>a</em> <a href="https://example.eu">b</a><br>c</p>')).segments["body-1"]
    assert differing_tags(segment, ("a b c",)) == (["<em>", '<a href="https://example.eu">', "<br>"], False)
    assert differing_tags(segment, segment.content) == ([], False)


def test_crossing_and_unclosed_marks_are_put_right():
    tags = take_apart(version(body="<p><em>a</em><strong>b</strong></p>")).segments["body-1"].tags
    crossing = (Mark("open", "1"), "a", Mark("open", "2"), "b", Mark("close", "1"), "c", Mark("close", "2"))
    assert sound(crossing, tags) == (*crossing[:4], Mark("close", "2"), Mark("close", "1"), "c")
    assert sound((Mark("open", "1"), "a"), tags) == (Mark("open", "1"), "a", Mark("close", "1"))
    assert sound((Mark("close", "1"), "a"), tags) == ("a",)
    assert sound((Mark("alone", "1"), "a"), tags) == ("a",)


def test_what_has_not_changed_is_remembered_and_what_has_is_not():
    former = take_apart(version("Old.", '<p>one <em>two</em> <abbr title="Act">A</abbr></p><p>three</p>', "Law"))
    present = take_apart(version("Vecs.", '<p><abbr title="Likums">L</abbr> <em>divi</em></p><p>trīs</p>', "Likums"))
    newest = take_apart(version("New.", '<p>zero</p><p>one <em>two</em> <abbr title="Act">A</abbr></p>', "Law"))
    assert remembered(newest, former, present) == {
        "body-2": (Mark("open", "2"), "L", Mark("close", "2"), " ", Mark("open", "1"), "divi", Mark("close", "1")),
        "body-2-title-2": ("Likums",),
        "legal-basis": ("Likums",),
    }


def test_no_break_spaces_are_part_of_the_text():
    text = take_apart(version("3\xa0000 €", "<p>3&nbsp;000 €&nbsp;</p>", "§\xa012"))
    assert put_together(text, in_full(text)) == {
        "summary": "3\xa0000 €",
        "body": "<p>3\xa0000 €\xa0</p>",
        "legal_basis": "§\xa012",
    }


def test_the_same_sentence_twice_keeps_both_its_translations():
    former = take_apart(version(body="<p>Yes</p><p>Yes</p>"))
    present = take_apart(version(body="<p>Jā</p><p>Tā ir</p>"))
    assert remembered(former, former, present) == {"body-1": ("Jā",), "body-2": ("Tā ir",)}


def test_nothing_is_remembered_of_a_translation_that_is_built_otherwise():
    former = take_apart(version("Brief.", "<p>one</p>"))
    assert remembered(former, former, take_apart(version("Īsi.", "<p>viens</p><p>divi</p>"))) == {}


# Made-up texts

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12)
TITLES = WORDS.map(lambda words: " ".join(words.split()))


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


INLINE = st.recursive(
    WORDS.map(escaped) | st.just("<br>"),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map("".join),
        st.tuples(st.sampled_from(["em", "strong", "dfn"]), inner).map(lambda t: f"<{t[0]}>{t[1]}</{t[0]}>"),
        inner.map(lambda html: f'<a href="https://example.eu/?a=1&amp;b=2">{html}</a>'),
        st.tuples(TITLES, inner).map(
            lambda t: f'<abbr title="{escaped(t[0]).replace(chr(34), "&quot;")}">{t[1]}</abbr>'
        ),
    ),
    max_leaves=5,
)
BLOCKS = st.recursive(
    INLINE | INLINE.map(lambda html: f"<p>{html}</p>") | INLINE.map(lambda html: f"<h3>{html}</h3>"),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map("\n".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: f"<ul><li>{'</li><li>'.join(items)}</li></ul>"),
        inner.map(lambda html: f"<blockquote>{html}</blockquote>"),
        st.lists(INLINE, min_size=1, max_size=3).map(
            lambda cells: f"<table><tbody><tr><td>{'</td><td>'.join(cells)}</td></tr></tbody></table>"
        ),
        inner.map(lambda html: f"<strong>{html}</strong>"),
    ),
    max_leaves=6,
)


def without_what_xml_cannot_hold(html: str) -> str:
    return markup.UNSUITABLE.sub("", html)


@given(BLOCKS.map(without_what_xml_cannot_hold))
def test_any_clean_text_survives_the_way_out_and_back(made_up):
    """Export, fill in with the words of the original, import: the same text."""
    body = richtext.clean(made_up)
    text = take_apart(version("In brief.", body, "Act 1\nAct 2"))
    sheet = markup.Sheet("EE", "damages", "Damages", 3, text)
    data = sent_back(fill_in(ET.fromstring(markup.write([sheet], "en", "lv")), lambda words: words))
    [[translated], strays] = markup.read("EE-lv.xlf", data)
    assert strays == []
    assert {unit.version for unit in translated.units} == {3}
    assert [unit.source for unit in translated.units] == [unit.target for unit in translated.units]
    fields = put_together(text, {unit.name: unit.target for unit in translated.units})
    assert richtext.clean(fields.get("body", body)) == richtext.clean(body)
    assert all(unit.get("id") for unit in ET.fromstring(data).iter(q("unit")))
