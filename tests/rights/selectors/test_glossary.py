"""Terms of the law in a text: which words are marked, and which are left as they are."""

import pytest

from rights.models import GlossaryTerm
from rights.selectors.glossary import MOST, explain, read_glossaries

pytestmark = pytest.mark.django_db


@pytest.fixture
def glossary():
    """Makes the glossary of a language: `glossary("en", appeal=["appeal", "appeals"])`."""

    def make(language, **forms):
        GlossaryTerm.objects.all().delete()
        for slug, written in forms.items():
            GlossaryTerm.objects.create(
                slug=slug, language=language, term=written[0], forms=written, meaning=f"What {slug} means."
            )
        return read_glossaries(f"{language} {forms}", language)[language]

    return make


def marked(html, glossary) -> list[str]:
    """What of a text is marked, as it is written there."""
    explained = explain(html, glossary, "q")
    parts = explained.html.split("<dfn>")
    written = [part.partition("</button>")[0].rpartition(">")[2] for part in parts[1:]]
    assert len(written) == len(explained.terms)
    return written


MARKS = {
    "the first use alone, in any case and form": ("<p>Appeals are free. An appeal …</p>", ["Appeals"]),
    "within other markup": ("<ul><li><strong>An <em>appeal</em></strong></li></ul>", ["appeal"]),
    "not in a link, a heading, a head or what is explained already": (
        '<h2>Appeal</h2><p><a href="question:appeal">appeal <em>appeal</em></a><abbr title="x">appeal</abbr></p>'
        "<table><caption>Appeal</caption><tr><th>appeal</th></tr></table>",
        [],
    ),
    "after these": ('<h2>Appeal</h2><p><a href="question:x">appeal</a> An appeal.</p>', ["appeal"]),
    "not within a word": ("<p>appealing, re-appeal, appeal-court, disappeal, appeal's</p>", []),
    "between signs": ("<p>(appeal), “appeal”: appeal.</p>", ["appeal"]),
    "the longest form": ("<p>A civil claim, then a claim.</p>", ["civil claim", "claim"]),
    "over a line that is broken": ("<p>A civil\nclaim.</p>", ["civil\nclaim"]),
    "beside what must be escaped": ("<p>R&amp;D appeal &lt;b&gt;</p>", ["appeal"]),
    "outside of any tag": ("An appeal", ["appeal"]),
}


def test_terms_are_marked_where_a_reader_meets_them_first(glossary):
    english = glossary("en", appeal=["appeal", "appeals"], civil=["civil claim"], claim=["claim"])
    assert {case: marked(html, english) for case, (html, _found) in MARKS.items()} == {
        case: found for case, (_html, found) in MARKS.items()
    }


@pytest.mark.parametrize(
    ("language", "forms", "text", "found"),
    [
        ("el", ["έφεση", "εφέσεις", "Έφεση"], "Η ΈΦΕΣΗ και η έφεση.", ["ΈΦΕΣΗ"]),
        ("bg", ["жалба", "жалбата"], "Подайте жалбата си.", ["жалбата"]),
        ("ga", ["achomharc", "hachomharc", "n-achomharc"], "Maidir leis an n-achomharc.", ["n-achomharc"]),
        ("fr", ["appel"], "Le délai de l’appel, le rappel.", ["appel"]),
        ("mt", ["appell"], "Dwar l-appell.", ["appell"]),
        ("de", ["Berufung"], "Berufungsfrist und Berufung", ["Berufung"]),
    ],
)
def test_forms_of_every_script_are_found(glossary, language, forms, text, found):
    assert marked(f"<p>{text}</p>", glossary(language, appeal=forms)) == found


def test_a_text_stays_calm(glossary):
    words = [f"term{letter}" for letter in "abcdefgh"]
    english = glossary("en", **{word: [word] for word in words})
    assert marked(f"<p>{' '.join(words)}</p>", english) == words[:MOST]


def test_a_button_shows_the_meaning_that_belongs_to_its_answer(glossary):
    explained = explain("<p>An appeal.</p>", glossary("en", appeal=["appeal"]), "damages")
    assert explained.html == (
        '<p>An <dfn><button type="button" popovertarget="damages-appeal">appeal</button></dfn>.</p>'
    )
    assert [(term.slug, term.meaning) for term in explained.terms] == [("appeal", "What appeal means.")]
    assert explained.glossary == "/en/glossary/"


def test_without_terms_a_text_is_as_it_was(glossary):
    assert explain("<p>An appeal.</p>", glossary("en"), "damages").html == "<p>An appeal.</p>"
