"""Published factsheets, from text to report: whole ones in many forms, wordings never seen, and broken ones."""

import itertools
import random
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text import richtext
from rights.importer.boilerplate import MARKERS
from rights.importer.matching import THRESHOLD
from tests.rights.importer.corpora import CORPORA, other
from tests.rights.importer.corpora import corpus as corpus_of
from tests.rights.importer.factsheets import (
    COUNTRIES,
    HEADINGS,
    Section,
    published_text,
    read,
    sections,
)
from tests.rights.importer.ireland import TEXT, WRITTEN
from tests.timing import Stopwatch

# Whole factsheets ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=CORPORA, ids=str)
def corpus(request):
    """Each made-up factsheet, with the report on it."""
    one = request.param
    return SimpleNamespace(corpus=one, report=read(one.text, one.country, one.language))


def test_every_answer_is_read_under_its_question_word_for_word_and_nothing_else(corpus):
    expected = {(one.section_title, one.heading): (one.question, one.html) for one in corpus.corpus.answers if one.html}
    found = {(one.page.section_title, one.heading): (one.question, one.html) for one in corpus.report.matched}
    assert found == expected
    assert corpus.report.template == corpus.corpus.template
    assert all(richtext.clean(html) == html for _question, html in found.values())


def test_what_is_said_outside_of_answers_is_left_to_the_editor_as_legislation(corpus):
    left = [(one.heading, [offer.question for offer in one.suggestions]) for one in corpus.report.unmatched]
    pages_with_more = [form for form in corpus.corpus.forms if form.headings and "additional" in corpus.corpus.features]
    more = MARKERS[corpus.corpus.language].additional[0]
    assert left == [(more, ["legislation"])] * len(pages_with_more)
    assert all(offer.confidence < THRESHOLD for one in corpus.report.unmatched for offer in one.suggestions)


def test_headings_without_an_answer_are_named_and_instructions_of_the_template_are_problems(corpus):
    silent = [(one.heading, one.question) for one in corpus.corpus.answers if not one.html]
    assert [(one.heading, one.question) for one in corpus.report.unanswered] == silent
    kinds = [problem.kind for problem in corpus.report.problems]
    assert kinds == (["placeholder"] if "unanswered" in corpus.corpus.features else [])


def test_nothing_of_the_site_is_in_what_is_brought_in(corpus):
    marker = MARKERS[corpus.corpus.language]
    phrases = [marker.updated, marker.link, *marker.disclaimers, *marker.pending, *marker.contents.split("|")]
    shown = " ".join(richtext.plain(one.html) for one in [*corpus.report.matched, *corpus.report.unmatched])
    assert [phrase for phrase in [*phrases, marker.provided, "Please delete"] if phrase in shown] == []


def test_pages_are_read_with_title_and_date_and_superseded_ones_as_such(corpus):
    titles = ["Titel - Land", *(form.title for form in corpus.corpus.forms)]
    pages = [(page.section_title, page.updated, page.superseded) for page in corpus.report.pages]
    old = [(corpus.corpus.forms[0].title, corpus.corpus.updated, True)]
    current = [(title, corpus.corpus.updated, False) for title in titles]
    is_old = "superseded" in corpus.corpus.features
    assert pages == (current[:1] + old + current[1:] if is_old else current)
    beaten = [one.heading for one in corpus.report.superseded]
    assert beaten == [heading for heading, _question in corpus.corpus.forms[0].headings[:3] if is_old]


def test_organisations_are_read_with_their_contacts(corpus):
    services = {service.name: (service.phones, service.emails) for service in corpus.report.services}
    named = any(one.question == "contacts" for one in corpus.corpus.answers)
    expected = {one.name: ((one.phone,), (one.email,)) for one in corpus.corpus.contacts if named}
    assert {name: services.get(name) for name in expected} == expected


def test_headings_in_another_language_than_the_page_are_matched():
    matched = {match.heading: match.question for match in read(corpus_of("BE").text, "BE").matched}
    assert matched["Is verder beroep nog mogelijk?"] == "further-appeal"


def test_a_question_that_is_asked_twice_becomes_one_answer_under_its_stages():
    answer = next(one for one in read(corpus_of("LV").text).answers() if one.question == "minor")
    assert answer.html.count("<h2>") == 2
    assert "<h2>Manas tiesības tiesas procesā</h2>" in answer.html


def test_a_telephone_number_below_its_label_heads_no_answer():
    """No heading of the page asks for a hotline: then a line that names one may head the answer, a contact may not."""
    answers = {one.question: one.html for one in read(corpus_of("HR").text, "HR").matched}
    assert "hotline" not in answers
    assert "+385" in answers["contacts"]


def test_the_defendants_factsheet_is_its_own_template():
    report = read(other("defendants-lv"))
    assert report.template == "defendants"
    assert [match.question for match in report.matched] == [
        "defence-court",
        "defence-charges",
        "defence-rights",
        "defence-penalties",
    ]


@pytest.mark.parametrize("name", ["introduction-en", "explainer-lv", "leaflet-lv", "table-en"])
def test_another_document_is_reported_and_matched_with_nothing(name):
    report = read(other(name), "LV", name[-2:])
    assert report.matched == ()
    assert "not-a-factsheet" in {problem.kind for problem in report.problems}


# Wordings ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", HEADINGS)
@pytest.mark.parametrize("leave_out", [0, 2, 3])
def test_headings_in_wordings_never_seen_are_matched_or_left_but_never_wrong(language, leave_out):
    made = [
        Section(
            title,
            tuple(
                (heading, "Foo bar baz.")
                for at, (heading, _slug) in enumerate(asked)
                if not leave_out or at % leave_out
            ),
        )
        for title, asked in sections(language)
    ]
    right = {(title, heading): slug for title, asked in sections(language) for heading, slug in asked}
    report = read(published_text(language, made), COUNTRIES[language], language)
    for match in report.matched[1:]:
        assert right[match.page.section_title, match.heading] == match.question
    assert report.template == HEADINGS[language]["template"]
    share = len(report.matched[1:]) / sum(len(section.answers) for section in made)
    assert share >= (0.85 if leave_out else 0.97)


def test_what_an_editor_confirmed_is_matched_surely():
    made = [Section("4 - Foo", (("Quid nunc agendum est?", "Respondetur."), ("Quid postea?", "Aliud respondetur.")))]
    text = published_text("en", made)
    assert "no-conviction" not in {match.question for match in read(text, "IE", "en").matched}
    match = next(
        match
        for match in read(text, "IE", "en", {"quid nunc agendum est?": "no-conviction"}).matched
        if match.question == "no-conviction"
    )
    assert match.confidence == 1


# Forms ---------------------------------------------------------------------------------------------------------------

SUPERSEDED = """(OLD)1 - Manas tiesības noziedzīga nodarījuma izmeklēšanas laikā

Kā un kur es varu ziņot par noziedzīgu nodarījumu?

Ja Jūs esat cietis no noziedzīga nodarījuma, Jūs varat ziņot par to policijai.

Lapa atjaunināta: 04/10/2021

1 - Manas kā noziegumā cietušā tiesības

Kādu informāciju es varu saņemt no iestādes (piemēram, policijas, prokurora) pēc tam, kad noziegums ir izdarīts, bet \
pirms es par to esmu ziņojis(-usi)?

(Please delete when inserting data)For example, information on:

 • how to report the crime
 • victim support

 

Vai man ir tiesības uz bezmaksas mutisko tulkošanu vai tulkošanas pakalpojumiem (saziņai ar policiju)?

(Please delete when inserting data)When? Under what conditions?

 

Cietušo atbalsta dienesti

Kas sniedz atbalstu cietušajiem?

 

Kā tiek aizsargāts mans privātums?

 

Lapa atjaunināta: 04/10/2021
"""


def test_superseded_pages_come_in_as_such_and_instructions_of_the_template_do_not():
    report = read(SUPERSEDED)
    assert [(page.section_title[:1], page.superseded) for page in report.pages] == [("1", True), ("1", False)]
    assert [(match.question, match.page.superseded) for match in report.matched] == [("report-crime", True)]
    assert {none.question for none in report.unanswered} == {
        "before-reporting",
        "interpreter",
        "support-who",
        "privacy",
    }
    assert [problem.kind for problem in report.problems] == ["placeholder"] * 4
    assert report.problems[0].line == 13


def test_a_current_answer_beats_a_superseded_one():
    made = [
        Section("(OLD) 2 - Reporting a crime and my rights", (("How do I report a crime?", "Old."),)),
        Section("2 - Reporting a crime and my rights", (("How do I report a crime?", "Current."),)),
    ]
    report = read(published_text("en", made), "IE", "en")
    assert [match.html for match in report.matched if match.question == "report-crime"] == ["<p>Current.</p>"]
    assert [match.html for match in report.superseded] == ["<p>Old.</p>"]


def test_a_section_without_question_headings_is_kept_whole_and_offered():
    text = (
        "4 - Kompensācija\n\nLai prasītu no apsūdzētā atlīdzību, jūs varat iesniegt civilprasību.\n\n"
        "Lapa atjaunināta: 24/06/2019\n"
    )
    (left,) = read(text).unmatched
    assert left.heading == "4 - Kompensācija"
    assert left.suggestions[0].question == "damages"
    assert "civilprasību" in left.html


def test_one_heading_over_two_questions_is_proposed_for_both():
    made = [
        Section(
            "1 - My rights as a victim of crime",
            (
                ("How is my privacy protected?", "By law."),
                ("What types of protection are available? Who can offer me protection?", "The police."),
                ("I am a minor. Do I have special rights?", "Yes."),
            ),
        )
    ]
    report = read(published_text("en", made), "IE", "en")
    both = [match.question for match in report.matched if match.html == "<p>The police.</p>"]
    assert both == ["protection-types", "protection-who"]


def test_numbered_questions_and_notices_below_a_title_are_read():
    title, asked = sections("hu")[1]
    lines = [
        title,
        "",
        "Save as PDF",
        "",
        "Please note that the original language version of this page has changed.",
        "",
    ]
    for number, (heading, _slug) in enumerate(asked, 1):
        lines += [f"{number}. {heading}", "", "Foo bar.", ""]
    report = read("\n".join([*lines, "Utolsó frissítés: 01/02/2020"]), "HU", "hu")
    assert [match.question for match in report.matched] == [slug for _heading, slug in asked]
    assert report.unmatched == ()


def test_a_sub_heading_instead_of_its_question_heads_the_answer():
    made = [
        Section(
            "1 - My rights as a victim of crime",
            (
                ("How does the authority ensure I understand and am understood?", "It does."),
                ("Victim support services", "Support is given by:\n\n • the health service."),
                ("Will the police automatically refer me to victim support?", "Yes."),
            ),
        )
    ]
    matched = {match.question: match for match in read(published_text("en", made), "IE", "en").matched}
    assert matched["support-who"].heading == "Victim support services"
    assert matched["being-understood"].html == "<p>It does.</p>"


@pytest.mark.parametrize("title", ["", "Rights of victims - by country\n\n", "Moje prawa podczas dochodzenia\n\n"])
def test_a_section_pasted_without_its_number_is_known_by_its_headings(title):
    _title, asked = sections("pl")[0]
    text = (
        title + "".join(f"{heading}\n\nFoo bar.\n\n" for heading, _slug in asked) + "Ostatnia aktualizacja: 01/02/2020"
    )
    assert [match.question for match in read(text, "PL", "pl").matched] == [slug for _heading, slug in asked]


def test_contents_are_dropped_and_their_headings_known():
    made = [Section(title, tuple((heading, "Foo bar.") for heading, _slug in asked)) for title, asked in sections("fr")]
    report = read(published_text("fr", made, contents=True), "FR", "fr")
    assert len(report.matched) == 22
    assert all(match.html == "<p>Foo bar.</p>" for match in report.matched[1:])


def test_a_file_in_an_unknown_wording_of_the_site_is_read_by_its_form():
    made = [Section(title, tuple((heading, "Foo bar.") for heading, _slug in asked)) for title, asked in sections("de")]
    text = published_text("de", made)
    text = text.replace(MARKERS["de"].updated, "Zuletzt angefasst").replace(MARKERS["de"].disclaimers[0], "Unbekannt")
    report = read(text, "DE", "de")
    assert len(report.matched) == 48
    assert all("Unbekannt" not in match.html for match in report.matched)


SUPPORT = [
    ("I am a victim of crime, who do I contact for support and help?", "The office."),
    ("Victim support hotline", "Call 116 006."),
    ("Is victim support free?", "Yes."),
    ("What types of support can I receive from state services or authorities?", "Advice."),
    ("What types of support can I receive from non-governmental organisations?", "Shelter."),
]


@pytest.mark.parametrize(
    "heading",
    [
        "victim support hotline",
        "Victim support hotline:",
        "Victim Support Hotline 116 006",
        "**Victim support hotline**",
    ],
)
def test_a_heading_in_an_unusual_form_is_known_by_what_it_says(heading):
    answers = (SUPPORT[0], (heading, SUPPORT[1][1]), *SUPPORT[2:])
    text = published_text("en", [Section("5 - My rights to support and assistance", answers)])
    matched = {match.question: match.html for match in read(text, "IE", "en").matched}
    assert matched["contacts"] == "<p>The office.</p>"
    assert matched["hotline"] == "<p>Call 116 006.</p>"


def test_a_line_that_says_the_same_as_a_heading_stays_in_the_answer():
    first = (SUPPORT[0][0], "The office.\n\nVictim support hotline 116 006\n\nEvery day.")
    text = published_text("en", [Section("5 - My rights to support and assistance", (first, *SUPPORT[1:]))])
    matched = {match.question: match.html for match in read(text, "IE", "en").matched}
    assert matched["contacts"].count("<p>") == 3
    assert matched["hotline"] == "<p>Call 116 006.</p>"


AFTER_TRIAL = [
    ("Can I appeal against the ruling?", "You may appeal."),
    ("What are my rights after sentencing?", "Many."),
    ("Am I entitled to support or protection after the trial? For how long?", "Yes."),
]


@pytest.mark.parametrize("form", ["{}:", " • {}?", "**{}?**"])
def test_a_question_in_an_unusual_form_heads_its_answer(form):
    heading = form.format(AFTER_TRIAL[1][0].rstrip("?"))
    text = published_text(
        "en", [Section("3 - My rights after trial", (AFTER_TRIAL[0], (heading, "Many."), AFTER_TRIAL[2]))]
    )
    matched = {match.question: match.html for match in read(text, "IE", "en").matched}
    assert matched["appeal"] == "<p>You may appeal.</p>"
    assert matched["after-sentencing"] == "<p>Many.</p>"


def test_numbered_steps_of_an_answer_begin_no_pages():
    steps = "The steps are:\n\n1 - The request\n\nYou file it.\n\n2 - The hearing\n\nYou go there."
    made = [Section("3 - My rights after trial", ((AFTER_TRIAL[0][0], steps), *AFTER_TRIAL[1:]))]
    report = read(published_text("en", made), "IE", "en")
    matched = {match.question: match.html for match in report.matched}
    assert "You go there." in matched["appeal"]
    assert matched["after-sentencing"] == "<p>Many.</p>"


def test_a_list_of_sentences_behind_an_instruction_of_the_template_is_an_answer():
    answer = "(Please delete when inserting data) Please list here:\n\n • The court hears the case within 14 days."
    made = [Section("3 - My rights after trial", ((AFTER_TRIAL[0][0], answer), *AFTER_TRIAL[1:]))]
    matched = {match.question: match.html for match in read(published_text("en", made), "IE", "en").matched}
    assert matched["appeal"] == "<ul><li>The court hears the case within 14 days.</li></ul>"


def test_a_sub_heading_with_a_questions_word_is_no_heading_where_the_contents_name_the_heading():
    title, asked = sections("fr")[0]
    answers = [(heading, "Foo bar.") for heading, _slug in asked]
    at = [slug for _heading, slug in asked].index("mediation")
    answers[at - 1] = (answers[at - 1][0], "Foo bar.\n\nMédiation\n\nFoo bar.")
    report = read(published_text("fr", [Section(title, tuple(answers))], contents=True), "FR", "fr")
    headings = {match.question: match.heading for match in report.matched}
    assert headings["mediation"] == asked[at][0]
    assert report.unmatched == ()


def test_the_sites_request_for_feedback_is_no_page():
    text = published_text("en", [Section("3 - My rights after trial", tuple(AFTER_TRIAL))])
    report = read(text + "\nReport a technical/content problem or give feedback on this page\n", "IE", "en")
    assert len(report.pages) == 2


def test_square_brackets_mark_a_superseded_page_too():
    text = published_text("en", [Section("[OLD] 3 - My rights after trial", tuple(AFTER_TRIAL))])
    assert [page.superseded for page in read(text, "IE", "en").pages] == [False, True]


@pytest.mark.parametrize("bullet", ["- ", " • "])
def test_contents_with_bullets_and_a_long_first_question_are_dropped(bullet):
    title, asked = sections("de")[0]
    contents = "\n".join(bullet + heading for heading, _slug in asked)
    made = Section(title, tuple((heading, "Foo bar.") for heading, _slug in asked))
    text = published_text("de", [made]).replace(f"{title}\n\n{asked[0][0]}", f"{title}\n\n{contents}\n\n{asked[0][0]}")
    report = read(text, "DE", "de")
    assert report.unmatched == ()
    assert len(report.matched) == 1 + len(asked)


def test_contents_of_the_whole_without_dashes_are_not_in_the_overview():
    text = published_text("en", [Section(title, tuple(AFTER_TRIAL)) for title in ("1 - First page", "2 - Second page")])
    text = text.replace("1 - First page", "1  First page", 1).replace("2 - Second page", "2  Second page", 1)
    overview = read(text, "IE", "en").matched[0]
    assert overview.html == "<p>The overview is one sentence.</p>"


def test_the_sites_own_titles_are_not_in_the_overview():
    text = published_text("en", [Section("3 - My rights after trial", tuple(AFTER_TRIAL))])
    report = read("Victims' rights - by country\n\nIreland\n\nContent provided by:\nIreland\n\n" + text, "IE", "en")
    assert report.pages[0].section_title == "Titel - Land"
    assert report.matched[0].html == "<p>The overview is one sentence.</p>"


def test_the_phrase_for_a_link_on_a_line_of_its_own_leaves_no_empty_line():
    answer = "Link opens in new window\nCourts Service\n\nText."
    made = [Section("3 - My rights after trial", ((AFTER_TRIAL[0][0], answer), *AFTER_TRIAL[1:]))]
    matched = {match.question: match.html for match in read(published_text("en", made), "IE", "en").matched}
    assert matched["appeal"] == "<p>Courts Service</p><p>Text.</p>"


# Broken --------------------------------------------------------------------------------------------------------------

BROKEN = {
    "empty": b"",
    "blank": b" \n\t\r\n" * 1000,
    "a million lines": b"Who can help me?\n\nYes.\n" * 333_334,
    "a million questions": b"Who can help me?\n" * 49_000,
    "one line of 5 MB": b"word " * 1_000_000,
    "one word of 1.9 MB": b"a" * 1_900_000,
    "digits and dots": b"1.2.3/4 " * 240_000,
    "brackets": b"(((((" * 380_000,
    "addresses": b"http://a.b/@" * 150_000,
    "mails": b"a.b@c.d." * 230_000,
    "bullets": b" \xe2\x80\xa2 x\n" * 49_000,
    "deep bullets": b"".join(b" " * (n % 900) + b"\xe2\x80\xa2 x\n" for n in range(3000)),
    "numbers": b" 1. x\n" * 49_000,
    "titles": b"1 - Title\n\n" * 49_000,
    "dates": b"Last update: 01/01/2020\n" * 49_000,
    "tabs": b"a\tb\tc\n" * 49_000,
    "markers": b"Link opens in new windowWord " * 60_000,
    "glue": b"one two threeWord " * 100_000,
    "question marks": b"?" * 1_900_000,
    "mojibake": "Ã© ".encode() * 400_000,
    "binary": bytes(range(256)) * 4000,
    "zeros": b"\0" * 1_000_000,
    "half a BOM": b"\xff\xfe\x00",
}


SHORT_ENOUGH = 990_000  # bytes: as much of them as is read at all


@pytest.mark.parametrize("cut", [None, SHORT_ENOUGH])
@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.slow
def test_any_text_however_broken_gives_a_report_within_seconds(name, cut):
    with Stopwatch() as watch:
        report = read(BROKEN[name][:cut], "IE", "en")
    assert watch.seconds < 6
    assert report.as_json()["problems"]


@given(st.binary(max_size=2000) | st.text(max_size=2000))
@pytest.mark.slow
def test_random_input_gives_a_report(data):
    assert set(read(data).as_json()) == {
        "country",
        "language",
        "template",
        "pages",
        "matched",
        "unmatched",
        "unanswered",
        "problems",
        "services",
    }


@given(st.integers(), st.sampled_from(sorted(HEADINGS)))
def test_a_shuffled_and_torn_factsheet_gives_a_report(seed, language):
    made = [
        Section(title, tuple((heading, "Foo bar.") for heading, _slug in asked)) for title, asked in sections(language)
    ]
    chance = random.Random(seed)
    lines = published_text(language, made, contents=chance.random() < 0.5).split("\n")
    chance.shuffle(lines)
    torn = "\n".join(lines)[: chance.randrange(4000)].encode()[chance.randrange(3) :]
    read(torn, COUNTRIES[language], language).as_json()


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\u2028", "\x85"])
def test_line_ends_of_any_kind_make_no_difference(line_end):
    made = [Section(title, tuple((heading, "Foo bar.") for heading, _slug in asked)) for title, asked in sections("pl")]
    text = published_text("pl", made)
    assert read(text.replace("\n", line_end), "PL", "pl").as_json() == read(text, "PL", "pl").as_json()


@pytest.mark.parametrize(
    ("language", "encoding"), [("pl", "cp1250"), ("el", "cp1253"), ("bg", "cp1251"), ("de", "utf-16")]
)
def test_encodings_of_before_utf8_are_read(language, encoding):
    made = [Section(title, tuple((heading, "Foo.") for heading, _slug in asked)) for title, asked in sections(language)]
    text = published_text(language, made).replace("−", "-")
    data = text.encode(encoding, errors="replace")
    matched = read(data, COUNTRIES[language], language).matched
    assert len(matched) == len(read(text, COUNTRIES[language], language).matched)


# Round trip ----------------------------------------------------------------------------------------------------------

WORD = st.text("abcdefghijklmnopqrstuvwxyzāēģīķļņš", min_size=2, max_size=9)
SENTENCE = st.lists(WORD, min_size=2, max_size=9).map(lambda words: " ".join(words).capitalize() + ".")
PARAGRAPH = SENTENCE.map(lambda text: (text, f"<p>{text}</p>"))
BULLETS = st.lists(SENTENCE, min_size=1, max_size=4).map(
    lambda items: (
        "\n".join(f" • {item}" for item in items),
        "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>",
    )
)
NUMBERS = st.lists(SENTENCE, min_size=1, max_size=4).map(
    lambda items: (
        "\n".join(f" {number}. {item}" for number, item in enumerate(items, 1)),
        "<ol>" + "".join(f"<li>{item}</li>" for item in items) + "</ol>",
    )
)
NESTED = st.tuples(SENTENCE, SENTENCE, SENTENCE).map(
    lambda items: (
        f" • {items[0]}\n  • {items[1]}\n • {items[2]}",
        f"<ul><li>{items[0]}<ul><li>{items[1]}</li></ul></li><li>{items[2]}</li></ul>",
    )
)
LINKED = WORD.map(
    lambda word: (
        f"Skatīt {{link}}https://{word}.eu/a?b=c&d=e.",
        f'<p>Skatīt <a href="https://{word}.eu/a?b=c&amp;d=e">https://{word}.eu/a?b=c&amp;d=e</a>.</p>',
    )
)
BLOCKS = st.lists(PARAGRAPH | BULLETS | NUMBERS | NESTED | LINKED, min_size=1, max_size=4).filter(
    lambda blocks: all(not (a[0].startswith(" ") and b[0].startswith(" ")) for a, b in itertools.pairwise(blocks))
)


@given(st.data(), st.sampled_from(sorted(HEADINGS)))
@pytest.mark.slow
def test_a_made_up_factsheet_is_read_back_as_it_was_written(data, language):
    made, expected = [], {}
    for title, asked in sections(language):
        answers = []
        for heading, slug in asked:
            blocks = data.draw(BLOCKS)
            text = "\n\n".join(text for text, _html in blocks).replace("{link}", MARKERS[language].link)
            answers.append((heading, text))
            expected[title, slug] = (heading, "".join(html for _text, html in blocks))
        made.append(Section(title, tuple(answers)))
    report = read(published_text(language, made), COUNTRIES[language], language)
    read_back = {
        (match.page.section_title, match.question): (match.heading, match.html) for match in report.matched[1:]
    }
    assert read_back == expected
    assert report.problems == ()


def test_a_part_that_is_more_than_an_answer_may_be_is_left_out_and_said():
    def kinds(report) -> set[str]:
        return {problem.kind for problem in report.problems}

    assert "too-large" not in kinds(read(TEXT.encode(), "IE", "en"))
    listed = "".join(f"  • {n}\n" for n in range(4_000))
    report = read(TEXT.replace("The bailiff helps.\n", listed).encode(), "IE", "en")
    assert "too-large" in kinds(report)
    assert WRITTEN - {match.question for match in report.matched} == {"making-offender-pay"}
