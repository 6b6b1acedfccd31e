"""Published factsheets, from text to report: the real ones, made-up ones in other languages, and broken ones."""

import itertools
import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rights import richtext
from rights.exchange.markers import MARKERS
from rights.exchange.matching import THRESHOLD
from tests.rights.exchange.factsheets import (
    COUNTRIES,
    HEADINGS,
    Section,
    gold,
    needs_sources,
    published_text,
    read,
    sections,
    source,
)

FOUR = ["ee", "cz", "lv", "be"]
SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


def answered(country: str, report) -> dict[str, str]:
    """The gold headings under which the text answers something: those that do not only stand in the contents."""
    text = [line.strip() for line in source(country).splitlines()]
    silent = {none.heading for none in report.unanswered}
    right = gold()[country]
    # A heading in the contents comes twice; one worded otherwise there comes once, and its question elsewhere.
    return {
        heading: slug
        for heading, slug in right.items()
        if heading not in silent
        and heading in text
        and (heading in {match.heading for match in report.matched} or not _only_in_contents(heading, text))
    }


def _only_in_contents(heading: str, text: list[str]) -> bool:
    following = next(line for line in text[text.index(heading) + 1 :] if line)
    return text.count(heading) == 1 and (following.endswith("?") or following.startswith("Pap"))


@needs_sources
@pytest.mark.parametrize("country", FOUR)
def test_nearly_every_answered_question_is_matched_and_none_to_a_wrong_one(country):
    report = read(source(country), country.upper())
    expected = answered(country, report)
    matched = {match.heading: match.question for match in report.matched}
    wrong = {heading: slug for heading, slug in matched.items() if gold()[country].get(heading, slug) != slug}
    assert wrong == {}
    right = sum(matched.get(heading) == slug for heading, slug in expected.items())
    assert right >= (0.97 if report.template == "five-part" else 0.95) * len(expected)
    assert set(gold()[country].values()) <= {match.question for match in report.matched}


@needs_sources
@pytest.mark.parametrize("country", FOUR)
def test_nothing_of_the_site_is_in_what_is_brought_in(country):
    for match in read(source(country), country.upper()).matched:
        text = richtext.plain(match.html)
        assert text
        for phrase in ["Saite atveras", "Lapa atjaunināta", "Šīs lapas dažādās", "Noklikšķiniet", "Lūdzu, ņemiet vērā"]:
            assert phrase not in text
        assert richtext.clean(match.html) == match.html


@needs_sources
@pytest.mark.parametrize("country", FOUR)
def test_every_line_of_the_text_is_in_an_answer_or_is_the_sites(country):
    report = read(source(country), country.upper())
    kept = " ".join(" ".join(richtext.plain(text.html).split()) for text in [*report.matched, *report.unmatched])
    headings = {text.heading for text in [*report.matched, *report.unmatched, *report.unanswered]}
    headings |= set(gold()[country]) | {page.section_title for page in report.pages}
    for line in source(country).replace("Saite atveras jaunā logā", "\ue000").splitlines():
        words = " ".join(line.strip(" •").replace("\ue000", " ").split()).lstrip("0123456789. ")
        # Sentences only: short lines may be contents or the sub-heading of a group of questions.
        if len(words) < 60 or line.strip() in headings or "\ue000" in line or words.startswith(("Lūdzu", "Šīs lapas")):
            continue
        assert words in kept or words in {heading.lstrip("0123456789.- ") for heading in headings} | {
            "Noklikšķiniet uz norādītajām saitēm, lai iegūtu nepieciešamo informāciju"
        }


@needs_sources
def test_dates_and_titles_of_pages_are_read():
    pages = read(source("be"), "BE").pages
    assert [page.updated.isoformat() for page in pages] == ["2015-12-16"] * 5
    assert pages[1].section_title.startswith("1. MANAS TIESĪBAS")


@needs_sources
def test_headings_in_another_language_than_the_page_are_matched():
    matched = {match.heading: match.question for match in read(source("be"), "BE").matched}
    assert matched["Is verder beroep nog mogelijk?"] == "further-appeal"


@needs_sources
def test_a_question_that_is_asked_twice_becomes_one_answer_under_its_stages():
    answer = next(one for one in read(source("lv")).answers() if one.question == "minor")
    assert answer.html.count("<h2>") == 2
    assert "<h2>Manas tiesības tiesas procesā</h2>" in answer.html


@needs_sources
def test_more_information_goes_to_the_editor_as_legislation():
    report = read(source("be"), "BE")
    left = {text.heading: text.suggestions[0].question for text in report.unmatched}
    assert left["Bijkomende informatie"] == "legislation"
    assert all(one.confidence < THRESHOLD for text in report.unmatched for one in text.suggestions)


@needs_sources
def test_organisations_are_read_with_their_contacts():
    services = {service.name: service for service in read(source("be"), "BE").services}
    assert services["Vietējā un federālā policija"].emails == ("ibznet@ibz.fgov.be",)
    hotline = {service.name: service for service in read(source("cz"), "CZ").services}[
        "Cietušo atbalsta uzticības tālrunis"
    ]
    assert hotline.phones == ("116 006",)


@needs_sources
def test_the_defendants_factsheet_is_its_own_template():
    report = read(source("lv-defendants"))
    assert report.template == "defendants"
    assert [match.question for match in report.matched] == [
        "defence-court",
        "defence-charges",
        "defence-rights",
        "defence-penalties",
    ]


@needs_sources
@pytest.mark.parametrize("name", ["intro", "lv-state-compensation", "lv-mediation-leaflet", "lv-minimum-wage"])
def test_another_document_is_reported_and_matched_with_nothing(name):
    report = read(source(name), "LV", "en" if name == "intro" else "lv")
    assert report.matched == ()
    assert "not-a-factsheet" in {problem.kind for problem in report.problems}


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
def test_any_text_however_broken_gives_a_report_within_seconds(name, cut):
    started = time.process_time()
    report = read(BROKEN[name][:cut], "IE", "en")
    assert time.process_time() - started < 6
    assert report.as_json()["problems"]


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(st.binary(max_size=2000) | st.text(max_size=2000))
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


@settings(max_examples=20, deadline=None, suppress_health_check=SLOW)
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


@settings(max_examples=15, deadline=None, suppress_health_check=SLOW)
@given(st.data(), st.sampled_from(sorted(HEADINGS)))
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
