"""What changed between two texts: word by word, escaped, in bounded time, and nothing of either text lost."""

import random
import re
from types import SimpleNamespace

import pytest
from django.utils.html import escape

from portal.text import richtext
from rights import diffs
from tests.timing import Stopwatch

PAIRS = {
    "nothing": ("", ""),
    "all new": ("", "One two."),
    "all gone": ("One two.", ""),
    "the same": ("One two.", "One two."),
    "a word": ("You can claim damages.", "You may claim damages."),
    "a word more": ("You can claim.", "You can soon claim."),
    "a word less": ("You can soon claim.", "You can claim."),
    "punctuation": ("Ask, then wait.", "Ask; then wait!"),
    "white space": ("One  two\n three", "One two\nthree "),
    "markup": ("a < b & c", "a <b>&amp; c</b>"),
    "quotes": ("the “law” isn't", 'the "law" isn’t'),
    "Greek": ("Δικαιούστε αποζημίωση", "Δικαιούστε άμεση αποζημίωση"),
    "Bulgarian": ("Имате право", "Имате винаги право"),
    "composed and not": ("\u0101", "a\u0304"),
    "beyond the basic plane": ("a 🙂 b", "a 🙃 b"),
    "numbers": ("10 000 euros by 1.5.2026", "12 000 euros by 1.6.2026"),
    "nothing in common": ("abc def", "ghi jkl"),
    "swapped": ("one two three", "three two one"),
}
MARKED = re.compile(r"<(del|ins)>(.*?)</\1>", re.DOTALL)


def without(mark: str, html: str) -> str:
    """The text once what one mark holds is dropped, and only the tags of the other."""
    kept = re.sub(rf"<{mark}>.*?</{mark}>", "", html, flags=re.DOTALL)
    return re.sub(r"</?(?:del|ins)>", "", kept)


def paragraphs(mark: str, html: str) -> list[str]:
    found = [without(mark, each) for each in re.findall(r"<p>(.*?)</p>", html, re.DOTALL)]
    return [each for each in found if each]


# Words


@pytest.mark.parametrize(("before", "after"), PAIRS.values(), ids=PAIRS)
def test_without_what_came_it_is_the_old_text_and_without_what_went_the_new(before, after):
    marked = diffs.words(before, after)
    assert without("ins", marked) == escape(before)
    assert without("del", marked) == escape(after)


@pytest.mark.parametrize("seed", range(20))
def test_no_word_is_lost_in_made_up_texts(seed):
    made_up = random.Random(seed)
    old, new = (" ".join(made_up.choices("a b c d e, f. <g> &h", k=made_up.randrange(60))) for _ in range(2))
    marked = diffs.words(old, new)
    assert (without("ins", marked), without("del", marked)) == (escape(old), escape(new))


@pytest.mark.parametrize("text", ["", "One two.", "a < b"])
def test_the_same_text_has_no_marks(text):
    assert not MARKED.search(diffs.words(text, text))


@pytest.mark.parametrize(
    ("before", "after", "marks"),
    [
        ("You can claim.", "You may claim.", [("del", "can"), ("ins", "may")]),
        ("within 10 days", "within 14 days", [("del", "10"), ("ins", "14")]),
        ("unlawful", "lawful", [("del", "unlawful"), ("ins", "lawful")]),
        ("Õigus on olemas", "Õigusi on olemas", [("del", "Õigus"), ("ins", "Õigusi")]),
        ("one", "one!", [("ins", "!")]),
    ],
)
def test_whole_words_are_marked(before, after, marks):
    assert MARKED.findall(diffs.words(before, after)) == marks


@pytest.mark.parametrize(
    ("before", "after"),
    [("", "<script>alert(1)</script>"), ("<b onclick=x>", ""), ("a & b", "a &amp; b"), ("<del>", "</del><ins>")],
)
def test_markup_in_the_words_is_escaped(before, after):
    marked = diffs.words(before, after)
    assert not re.search(r"<(?!/?(?:del|ins)>)", marked)
    assert without("ins", marked) == escape(before)
    assert without("del", marked) == escape(after)


# Rich text


BODY = "<h2>Claim</h2><p>Ask the <strong>court</strong>.</p><ul><li>one</li><li>two</li></ul>"


def test_rich_text_is_compared_paragraph_by_paragraph():
    changed = BODY.replace("court", "judge").replace("<li>two</li>", "")
    marked = diffs.html(BODY, changed)
    assert MARKED.findall(marked) == [("del", "court"), ("ins", "judge"), ("del", "• two")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BODY, BODY),
        ("", BODY),
        (BODY, ""),
        (BODY, BODY.replace("<li>one</li>", "<li>one</li><li>one and a half</li>")),
        (BODY, "<p>New.</p>" + BODY),
        (BODY, "<blockquote><p>All else.</p></blockquote>"),
        ("<table><tr><td>Case</td><td>100</td></tr></table>", "<table><tr><td>Case</td><td>200</td></tr></table>"),
        ("<p>a &lt;b&gt; &amp; c</p>", "<p>a &lt;i&gt; &amp; c</p>"),
    ],
    ids=["same", "new", "gone", "an item more", "a paragraph before", "all else", "a table", "escaped"],
)
def test_no_paragraph_of_either_rich_text_is_lost(before, after):
    marked = diffs.html(before, after)
    assert paragraphs("ins", marked) == [escape(block) for block in richtext.blocks(before)]
    assert paragraphs("del", marked) == [escape(block) for block in richtext.blocks(after)]


def test_a_paragraph_that_became_a_heading_or_an_item_is_seen():
    assert MARKED.search(diffs.html("<p>Claim</p>", "<h2>Claim</h2>"))
    assert MARKED.search(diffs.html("<p>Claim</p>", "<ul><li>Claim</li></ul>"))


def test_a_change_of_the_markup_alone_is_no_change_of_the_words():
    assert not MARKED.search(diffs.html("<p>Ask the court.</p>", "<p>Ask the <em>court</em>.</p>"))


@pytest.mark.parametrize("text", ["&lt;script&gt;alert(1)&lt;/script&gt;", "&amp;lt;img src=x&amp;gt;"])
def test_markup_that_a_rich_text_shows_as_words_stays_words(text):
    for marked in (diffs.html("", f"<p>{text}</p>"), diffs.html(f"<p>{text}</p>", "<p>x</p>")):
        assert not re.search(r"<(?!/?(?:p|del|ins)>)", marked)


def test_brief_answer_and_law_are_compared_each_by_itself():
    old = SimpleNamespace(kind="text", summary="One.", body="<p>Two.</p>", legal_basis="§ 3")
    new = SimpleNamespace(kind="text", summary="One!", body="<p>Two!</p>", legal_basis="§ 4")
    changes = diffs.texts(old, new)
    assert (changes.summary, changes.body, changes.legal_basis) == (
        "One<del>.</del><ins>!</ins>",
        "<p>Two<del>.</del><ins>!</ins></p>",
        "§ <del>3</del><ins>4</ins>",
    )


# Time: a public page compares versions, too


def long_text(words: int, seed: int) -> str:
    made_up = random.Random(seed)
    return " ".join(f"word{made_up.randrange(800)}" for _ in range(words))


def every_third_changed(text: str) -> str:
    return " ".join(word if n % 3 else f"new{word}" for n, word in enumerate(text.split()))


def rewritten_whole(text: str) -> str:
    return long_text(len(text.split()), 2)


@pytest.mark.parametrize("words", [1_000, 12_000])
@pytest.mark.parametrize("rewritten", [every_third_changed, rewritten_whole])
def test_a_long_paragraph_is_compared_in_little_time(words, rewritten):
    old = long_text(words, 1)
    new = rewritten(old)
    with Stopwatch() as watch:
        marked = diffs.words(old, new)
    assert watch.seconds < 4
    assert (without("ins", marked), without("del", marked)) == (old, new)


def test_a_long_text_of_many_paragraphs_is_compared_in_little_time():
    old = [long_text(40, n) for n in range(300)]
    new = [every_third_changed(paragraph) for paragraph in old]
    with Stopwatch() as watch:
        diffs.html("".join(f"<p>{each}</p>" for each in old), "".join(f"<p>{each}</p>" for each in new))
    assert watch.seconds < 4


def test_a_list_of_many_equal_items_is_compared_in_little_time():
    old = "<ul>" + "<li>yes</li>" * 800 + "</ul>"
    with Stopwatch() as watch:
        diffs.html(old, old.replace("<li>yes</li>", "<li>yes</li><li>no</li>"))
    assert watch.seconds < 4


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("".join(f"<p>a{n}</p>" for n in range(60_000)), "".join(f"<p>b{n}</p>" for n in range(60_000))),
        ("<" * 100_000, "<p>x</p>"),
        ("<p>" + "a " * 60_000 + "</p>", "<p>" + "b " * 60_000 + "</p>"),
    ],
    ids=["600 KB of blocks", "signs that are no tags", "a giant block"],
)
def test_of_what_is_too_long_to_compare_both_texts_stand_whole(old, new):
    with Stopwatch() as watch:
        marked = diffs.html(old, new)
    assert watch.seconds < 5
    assert "Too long to compare word by word" in marked
    assert marked.count("<del>") + marked.count("<ins>") >= 2


def test_many_small_changes_are_compared_in_little_time():
    with Stopwatch() as watch:
        diffs.words("a " * 5_000, "b " * 5_000)
    assert watch.seconds < 3
