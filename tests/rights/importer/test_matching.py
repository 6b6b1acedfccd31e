"""Headings find their questions by meaning and place, and stay unmatched where neither suffices."""

import pytest

from portal.i18n import languages
from rights.importer import heading_keywords
from rights.importer.matching import THRESHOLD, Heading, Matcher
from rights.importer.template import FIVE_PART, FOUR_PART, numbers
from tests.rights.importer.factsheets import QUESTIONNAIRE

ASKED = QUESTIONNAIRE.section(FIVE_PART, 4)


def test_the_cues_know_all_languages_and_all_questions():
    assert set(heading_keywords.languages()) == set(languages.CODES)
    assert set(heading_keywords.wordings()) == {question.slug for question in QUESTIONNAIRE.questions}


def test_places_in_the_templates_are_read_from_their_notation():
    assert numbers("1.13, 2.8") == ((1, 13), (2, 8))
    assert [question.slug for question in QUESTIONNAIRE.section(FOUR_PART, 3)] == [
        "appeal",
        "further-appeal",
        "after-sentencing",
    ]


def test_a_whole_section_is_matched_by_place_where_its_words_say_nothing():
    headings = [Heading(f"Quid {number} rerum?") for number in range(len(ASKED))]
    found = Matcher(QUESTIONNAIRE, "en").align(headings, FIVE_PART, 4).found
    assert [found[at].questions for at in sorted(found)] == [(question.slug,) for question in ASKED]


def test_words_that_say_nothing_and_no_place_leave_headings_unmatched():
    headings = [Heading("Quid primum rerum?"), Heading("Quid postea rerum?")]
    assert Matcher(QUESTIONNAIRE, "en").align(headings, FIVE_PART, 4).found == {}


def test_suggestions_are_three_and_below_the_threshold():
    offered = Matcher(QUESTIONNAIRE, "en").suggestions("Does the state compensate victims?", FIVE_PART, 4)
    assert offered[0][0] == "state-compensation"
    assert len(offered) == 3
    assert all(value < THRESHOLD for _slug, value in offered)


@pytest.mark.parametrize("slug", ["state-compensation", "emergency-payment", "damages"])
def test_our_own_wording_is_its_question(slug):
    question = QUESTIONNAIRE.get(slug)
    matcher = Matcher(QUESTIONNAIRE, "lv")
    assert matcher.similarity(question.wordings["lv"], question) == 1


def test_a_question_that_the_template_does_not_ask_is_part_of_the_answer_above():
    texts = [
        "Am I entitled to compensation from the state?",
        "Where do I send the form?",
        "Am I entitled to compensation if the offender is not convicted?",
    ]
    alignment = Matcher(QUESTIONNAIRE, "en").align([Heading(text) for text in texts], FIVE_PART, 4)
    assert set(alignment.found) == {0, 2}
    assert alignment.inner == {1}


def test_a_question_of_an_answer_is_never_matched_by_its_place_alone():
    texts = [
        "I am a victim of crime, who do I contact for support and help?",
        "How do I apply?",
        "Is victim support free?",
        "What types of support can I receive from state services or authorities?",
        "What types of support can I receive from non-governmental organisations?",
    ]
    found = Matcher(QUESTIONNAIRE, "en").align([Heading(text) for text in texts], FIVE_PART, 5).found
    assert 1 not in found


def test_a_listed_heading_is_matched_by_its_place_alone():
    texts = [question.wordings["en"] for question in ASKED]
    headings = [Heading(text, listed=True) for text in [texts[0], "Quid nunc agendum?", *texts[2:]]]
    found = Matcher(QUESTIONNAIRE, "en").align(headings, FIVE_PART, 4).found
    assert found[1].questions == (ASKED[1].slug,)


def test_a_question_that_resembles_nothing_is_part_of_the_answer_before_an_unmatched_heading():
    texts = [question.wordings["en"] for question in ASKED]
    headings = [Heading(text) for text in [texts[0], "Quid nunc agendum?", *texts[1:]]]
    alignment = Matcher(QUESTIONNAIRE, "en").align(headings, FIVE_PART, 4)
    assert alignment.inner == {1}


@pytest.mark.parametrize(
    ("language", "real", "other"),
    [
        ("en", "How can I find out about progress in my case?", "What happens if I do not go to the police?"),
        ("es", "¿Cómo puedo saber qué pasa con el caso?", "¿Qué ocurre si no voy a la policía?"),
    ],
)
def test_what_happens_in_the_case_is_nearer_to_its_question_than_what_happens_otherwise(language, real, other):
    matcher, question = Matcher(QUESTIONNAIRE, language), QUESTIONNAIRE.get("follow-up")
    assert matcher.similarity(real, question) > 2 * matcher.similarity(other, question)


@pytest.mark.parametrize(
    ("language", "heading", "slug"),
    [
        ("pl", "Jestem obcokrajowcem. Jak chroni się moje prawa i interesy?", "living-abroad"),
        ("pl", "Jak i gdzie mogę złożyć doniesienie o popełnieniu przestępstwa?", "report-crime"),
        ("en", "Can I have my costs reimbursed (for taking part in the investigation/trial)?", "expenses"),
        ("en", "Can I challenge the judgment?", "appeal"),
        ("en", "Do I have a right to compensation if the perpetrator is not found guilty?", "no-conviction"),
        ("en", "I am under age. Does this give me any extra rights?", "minor"),
        ("en", "What support can I receive from NGOs?", "ngo-support"),
    ],
)
def test_other_words_for_the_same_are_known(language, heading, slug):
    matcher = Matcher(QUESTIONNAIRE, language)
    assert matcher.suggestions(heading)[0][0] == slug
