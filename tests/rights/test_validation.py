"""What may not be published, and that ordinary sentences of every language may."""

import pytest

from portal.i18n import languages
from portal.text import richtext
from rights import validation
from rights.models import Answer
from tests.timing import Stopwatch

SUMMARY, BODY = "You can ask for it.", "<p>Ask the court.</p>"

# Ordinary sentences, with the quotation marks, dashes and spaces that each language uses.
SENTENCES = {
    "bg": "Съдът решава „без забавяне“ – пострадалият получава до 5 000 € … и „още“.",
    "cs": "Soud rozhodne „bez odkladu“ – poškozený může žádat náhradu škody až 5 000 €…",
    "da": "Retten afgør »uden ophold« – du kan få op til 5.000 €… Spørg på rådhuset, også om »nævningeting«.",
    "de": "Das Gericht entscheidet „unverzüglich“ – Sie können bis zu 5.000 € verlangen… Ärzte müssen ›schweigen‹.",
    "el": "Το δικαστήριο αποφασίζει «αμέσως» – ο παθών ζητεί έως 5.000 €… Ποιος; Ο εισαγγελέας.",
    "en": "The court decides “without delay” – you may claim up to €5,000… It’s the victim’s right—always.",
    "es": "El tribunal decide «sin demora» – ¿quién puede reclamar hasta 5.000 €? ¡Usted! Año, niño, “señal”…",
    "et": "Kohus otsustab „viivitamata“ – kannatanu võib nõuda kuni 5 000 €… Küsi «öösel» ja „ülehomme“.",
    "fi": "Tuomioistuin ratkaisee ”viipymättä” – voit vaatia enintään 5 000 €… Älä pelkää: ”hätä” ja »pöytä».",
    "fr": "Le tribunal décide « sans délai » – la victime peut réclamer 5 000 € ; à qui ? « Où ça ? » L’État… « là ».",
    "ga": "Cinneann an chúirt “gan mhoill” – féadfaidh tú suas le €5,000 a éileamh… Tá sé “saor in aisce”.",
    "hr": "Sud odlučuje „bez odgode” – žrtva može tražiti do 5.000 €… Đak, čovjek, »život«, „već”.",
    "hu": "A bíróság „késedelem nélkül” dönt – a sértett legfeljebb 5 000 €-t kérhet… Őt „űzik”, »hű«.",
    "it": "Il giudice decide «senza ritardo» – può chiedere fino a 5.000 €… È così, “perché” c’è un’autorità: «là».",
    "lt": "Teismas sprendžia „nedelsiant“ – nukentėjusysis gali prašyti iki 5 000 €… „Ėmė“, „Šį“, „ąžuolų“.",
    "lv": "Tiesa lemj “nekavējoties” – cietušais var prasīt līdz 5 000 €… Ņem vērā «šķīrējtiesā», „Ķā”.",
    "mt": "Il-qorti tiddeċiedi “mingħajr dewmien” – il-vittma titlob sa €5,000… Għandek dritt: “ħżieqa”, ‘libertà’.",
    "nl": "De rechter beslist „onverwijld” – u kunt tot € 5.000 vragen… Eén ‘financiële’ hulp, “België”.",
    "pl": "Sąd orzeka „niezwłocznie” – pokrzywdzony może żądać do 5 000 €… Źródło «prawdą», „Łódź”, „ćwierć”.",
    "pt": "O tribunal decide «sem demora» – a vítima pode pedir até 5 000 €… “Amanhã”, «mãe», «à», não há razão.",
    "ro": "Instanța decide „fără întârziere” – victima poate cere până la 5 000 €… «Încă», „În țară”, „șansă”.",
    "sk": "Súd rozhodne „bezodkladne“ – obeť môže žiadať až 5 000 €… Ľudia, „ŕ“, „vôbec“, »ďalší«.",
    "sl": "Sodišče odloči „nemudoma“ – žrtev lahko zahteva do 5.000 €… Čas, »življenje«, „šč“.",
    "sv": "Rätten beslutar ”utan dröjsmål” – du kan begära upp till 5 000 €… Är det så? Åklagaren ”på” »ö».",
}


def kinds(summary=SUMMARY, body=BODY, kind="text"):
    return [problem.kind for problem in validation.problems(summary, body, kind)]


def body(text):
    return f"<p>{text}</p>"


# Ordinary sentences are let through


@pytest.mark.parametrize("language", languages.CODES)
@pytest.mark.parametrize("space", [" ", "\xa0", "\u202f"], ids=["space", "no-break", "narrow no-break"])
def test_an_ordinary_sentence_is_published(language, space):
    sentence = SENTENCES[language]
    for mark in "«»–€;?!":
        sentence = sentence.replace(f" {mark}", f"{space}{mark}").replace(f"{mark} ", f"{mark}{space}")
    assert kinds(sentence, body(sentence)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Scrieți „VICTIMĂ” pe plic.",
        "Scrieți «VICTIMĂ» pe plic.",
        "Kirjoita kuoreen ”SYYTTÄJÄ”.",
        "Skriv ”HJÄLP PÅ” på kuvertet.",
        "Skriv »HJÆLP PÅ« på kuverten.",
        "Escreva «IRMÃ» no envelope.",
        "VICTIMĂ—drepturile dumneavoastră.",
    ],
)
def test_a_word_in_capitals_before_a_quotation_mark_is_published(sentence):
    assert kinds(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    ["LEGEA PRIVIND PROTECȚIA — VICTIMĂ\xa0– PARTE", "ANMÄLAN GÖRS PÅ\xa0POLISSTATIONEN", "ESITÄ\xa0– kysymys"],
)
def test_a_word_in_capitals_before_a_no_break_space_is_published(sentence):
    assert kinds(sentence, body(sentence)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Ante todo, pida ayuda: todo el proceso es gratuito.",
        "Todo o processo é gratuito; em todo o caso, pergunte.",
        "Todo comienza con la denuncia.",
    ],
)
def test_the_spanish_and_portuguese_word_for_all_is_no_placeholder(sentence):
    assert kinds(sentence) == kinds(body=body(sentence)) == []


@pytest.mark.parametrize("sentence", ["Kodeksas, XXX skyrius.", "Código Penal, Título XXX, artículo 5."])
def test_a_roman_thirty_is_no_placeholder(sentence):
    assert kinds(body=body(sentence)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The law is at https://www.riigiteataja.ee/akt/106012016019?leiaKehtiv.",
        "See https://example.eu/page?id=3&lang=lv and https://example.eu/?q=1.",
        "Who pays? You do not. (Really?) Yes.",
        "Τι κάνω; Ρωτήστε.",
    ],
)
def test_a_question_mark_that_stands_where_it_belongs_is_published(sentence):
    assert kinds(sentence) == kinds(body=body(sentence)) == []


@pytest.mark.parametrize(
    "html",
    [
        "<table><tbody><tr><td>10 000</td><td>20 000</td></tr><tr><td>30 000</td><td>40 000</td></tr></tbody></table>",
        "<p>The fine is 1 000 - 5 000 euros.</p>",
        "<p>Budget: 1 000 000 000 euros.</p>",
        "<p>Call 112, or 116 006 (every day 00.00 - 24.00), before 15.06.2026.</p>",
        "<p>Case No 00-123-4567/8, account 2000-12-31.</p>",
        "<p>Az. 0123/2021 des Gerichts, 0123-2021 and 01234/21, from 01/2023-12 on.</p>",
    ],
)
def test_amounts_dates_and_short_numbers_are_no_telephone_numbers(html):
    assert kinds(body=html) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "TIENE DERECHO A TODO EL APOYO.",
        "Tiene derecho a TODO el apoyo.",
        "TODO EL APOYO ES GRATUITO.",
        "Pida ayuda. TODO el apoyo es gratuito; también lo es TODO.",
        "A VÍTIMA TEM DIREITO A TODO O APOIO.",
        "Peça ajuda. TODO este apoio é gratuito.",
        "Slachtoffers met TBC krijgen hulp.",
        "Slachtoffers met tuberculose (TBC) krijgen hulp. TBC is een ziekte.",
        "Malattie gravi: TBC, HIV.",
    ],
)
def test_a_word_of_one_language_is_no_note_of_another(sentence):
    assert kinds(sentence) == kinds(body=body(sentence)) == []


def test_a_minus_or_a_comparison_in_the_summary_is_no_markup():
    assert kinds("If you are < 18 and earn <500 € a month, it is free.") == []


# What is refused


@pytest.mark.parametrize(
    "note",
    [
        "(Please delete when inserting data)",
        "PLEASE DELETE WHEN INSERTING DATA",
        "please delete <strong>when</strong> inserting data",
        "please delete\xa0when inserting data",
        "please delete\nwhen inserting data",
        "Lorem ipsum dolor",
        "TODO",
        "TODO: ask the ministry",
        "todo. TODO",
        "[TODO]",
        "(TBC)",
        "[TBC]",
    ],
)
def test_a_placeholder_is_refused_wherever_it_stands(note):
    assert kinds(body=body(f"Ask. {note} Then wait.")) == ["placeholder"]


@pytest.mark.parametrize("note", ["Please delete when inserting data", "please delete when inserting\xa0data", "TODO"])
def test_a_placeholder_is_refused_in_the_summary(note):
    assert kinds(f"Yes. {note}") == ["placeholder"]


@pytest.mark.parametrize("summary", ["", " ", "\n\t", "\xa0"])
@pytest.mark.parametrize("kind", Answer.Kind.values)
def test_an_empty_summary_is_refused_of_every_kind(summary, kind):
    assert kinds(summary, kind=kind) == ["empty-summary"]


@pytest.mark.parametrize("html", ["", "<p></p>", "<p> &nbsp;</p><p><br></p>", "<ul><li></li></ul>"])
def test_an_answer_without_a_text_is_refused(html):
    assert kinds(body=html) == ["empty-body"]


@pytest.mark.parametrize("kind", ["no-right", "does-not-apply"])
def test_an_absence_needs_no_more_than_its_sentence(kind):
    assert kinds("The law gives no such right.", "", kind) == []


@pytest.mark.parametrize(("length", "found"), [(300, []), (301, ["long-summary"])])
def test_a_summary_has_300_characters_at_most(length, found):
    assert kinds("a" * length) == found


def test_the_refusal_of_a_long_summary_says_how_long_it_is():
    [problem] = validation.problems("a" * 317, BODY)
    assert "317" in str(problem)
    assert "300" in str(problem)


@pytest.mark.parametrize("summary", ["<b>Yes</b>", "Yes.<br>", "Yes</p>", '<a href="question:a">Yes</a>'])
def test_markup_in_a_summary_is_refused(summary):
    assert kinds(summary) == ["markup-in-summary"]


@pytest.mark.parametrize("number", ["+371 80001801", "+37180001801", "00371 80 00 18 01", "+372 (612) 13-60"])
def test_a_telephone_number_is_refused(number):
    assert kinds(body=body(f"Call {number}.")) == kinds(f"Call {number}.") == ["telephone"]


# Letters lost


def misread(sentence, encoding):
    """A sentence as it looks where its UTF-8 was read in another encoding; undefined bytes as browsers show them."""
    return "".join(
        bytes([byte]).decode(encoding, errors="ignore") or bytes([byte]).decode("latin-1") for byte in sentence.encode()
    )


@pytest.mark.parametrize("where", ["summary", "body"])
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "cp1250"])
@pytest.mark.parametrize("language", languages.CODES)
def test_a_sentence_in_the_wrong_encoding_is_refused(language, encoding, where):
    text = misread(SENTENCES[language], encoding)[:300]
    assert "encoding" in (kinds(text) if where == "summary" else kinds(body=body(text)))


# A word of each language with one letter outside ASCII, the hardest to notice.
WORDS = {
    "bg": ["съд"],
    "cs": ["soudě", "při", "škoda", "účet", "žádat", "důvod", "tři", "řád", "náš"],
    "da": ["også", "købe", "nævn"],
    "de": ["für", "Gebühr", "Größe", "hören", "Straße", "Ärzte"],
    "el": ["δίκη"],
    "es": ["niño", "según", "policía", "Él"],
    "et": ["süüdi", "õigus", "töö", "šokk"],
    "fi": ["hätä", "pöytä"],
    "fr": ["décision", "à", "où", "être", "reçu", "cœur", "Être"],
    "ga": ["cúirt", "tá"],
    "hr": ["žrtva", "već", "može", "čovjek", "đak", "Šteta"],
    "hu": ["bíróság", "bűn", "nő", "Őt"],
    "it": ["autorità", "perché", "può", "così", "È"],
    "lt": ["nukentėjęs", "teisė", "į", "šis", "žala", "ką", "visų", "nė", "čia", "jūs"],
    "lv": ["tiesā", "cietušā", "ņem", "ķīla", "bērns", "līdz", "šis", "ļoti", "ģimene", "čeks", "jūs", "žēl"],
    "mt": ["tiddeċiedi", "għandek", "ħlas", "żmien", "ġudizzju", "libertà", "Għal"],
    "nl": ["één", "financiële"],
    "pl": ["sąd", "być", "się", "był", "dzień", "sól", "sześć", "życie", "źródło", "Łódź"],
    "pt": ["não", "vítima", "até", "decisão", "à", "ações", "direção"],
    "ro": ["instanța", "încă", "fără", "șansă", "țară", "când", "până"],
    "sk": ["obeť", "môže", "ľudia", "ďalší", "kôň", "škoda", "dôvod", "Ľudia"],
    "sl": ["žrtev", "sodišče", "čas"],
    "sv": ["rätten", "också", "får", "hör"],
}


@pytest.mark.parametrize("where", ["summary", "body"])
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
@pytest.mark.parametrize("language", WORDS)
def test_a_single_word_in_the_wrong_encoding_is_refused(language, encoding, where):
    missed = []
    for word in WORDS[language]:
        text = f"The word {misread(word, encoding)} was misread."
        if "encoding" not in (kinds(text) if where == "summary" else kinds(body=body(text))):
            missed.append(word)
    assert missed == []


@pytest.mark.parametrize("word", WORDS["ro"] + WORDS["pl"] + WORDS["lv"] + WORDS["pt"] + WORDS["fi"] + WORDS["sk"])
def test_the_same_word_spelt_well_is_published(word):
    for text in (word, f"«{word}»", f"„{word}”", f"{word}…", f"{word}\xa0– {word}", f"”{word}”", f"“{word}“—"):
        assert kinds(text, body(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "?ldozatseg?tÅ‘ Vonal",
        "the r?le",
        "Itâ€™s free",
        "â€œfreeâ€\x9d",
        "up to 5 â‚¬",
        "a \ufffd b",
        "5Â\xa0000 €",
        "Â« oui Â»",
    ],
)
def test_lost_letters_and_signs_are_refused(text):
    assert kinds(text) == ["encoding"]
    assert kinds(body=body(text)) == ["encoding"]


def test_the_refusal_shows_the_place_where_letters_were_lost():
    [problem] = validation.problems(SUMMARY, body("You may ask the court for a dÃ©cision at any time."))
    assert "for a dÃ©cision" in str(problem)


# Links


@pytest.mark.parametrize(
    "text", ["here", "Here", "click here.", " HERE ", "šeit", "hier", "ici", "aquí", "siin", "εδώ", ""]
)
def test_a_link_that_does_not_say_where_it_leads_is_refused(text):
    assert kinds(body=body(f'Ask <a href="https://example.eu/">{text}</a>.')) == ["link-text"]


def test_a_link_text_is_read_without_its_markup():
    assert kinds(body=body('Ask <a href="https://example.eu/"><strong>here</strong></a>.')) == ["link-text"]


@pytest.mark.parametrize("text", ["Where to ask", "Here is the form of the court", "The court’s page"])
def test_a_link_that_says_where_it_leads_is_published(text):
    assert kinds(body=body(f'See <a href="https://example.eu/">{text}</a>.')) == []


@pytest.mark.parametrize("address", ["javascript:x()", "data:text/html,x"])
def test_a_link_without_a_safe_address_is_refused(address):
    html = richtext.clean(body(f'See <a href="{address}">the page of the court</a>.'))
    assert kinds(body=html) == ["link-address"]


@pytest.mark.parametrize(
    "address", ["https://example.eu/", "mailto:a@example.eu", "question:legal-aid", "help-line:112"]
)
def test_a_link_with_a_safe_address_is_published(address):
    assert kinds(body=body(f'See <a href="{address}" hreflang="lv">the page of the court</a>.')) == []


def test_every_bad_link_is_named():
    found = validation.problems(SUMMARY, body('<a href="https://a.eu/">here</a> <a>the court</a>'))
    assert [problem.kind for problem in found] == ["link-text", "link-address"]
    assert "the court" in str(found[1])


def test_every_problem_says_what_to_do_in_a_sentence():
    found = validation.problems("<b>TODO dÃ©</b>" + "a" * 300, "<p>+371 80001801</p><p><a>here</a></p>")
    assert {p.kind for p in found} == {
        "long-summary", "markup-in-summary", "placeholder", "encoding", "telephone", "link-address", "link-text",
    }  # fmt: skip
    assert all(str(p).endswith(".") for p in found)


# Size


def test_a_telephone_number_is_looked_for_in_linear_time():
    with Stopwatch() as watch:
        for start, part, end in (
            ("02 ", "1", "a"),
            ("02 ", "11 ", "a"),
            ("tel", " ", ""),
            ("+1", "(", ""),
            ("", "001(", ""),
        ):
            text = start + part * 30_000 + end
            validation.telephone_in(text)
    assert watch.seconds < 3


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"body": "a" * (richtext.LONGEST + 1)}, "it may have 100000 characters at most"),
        ({"body": "<ul><li>" * 100}, "too many paragraphs, lists, links or table cells"),
        ({"summary": "a" * (richtext.LONGEST_PLAIN + 1)}, "it may have 10000 characters at most"),
        ({"legal_basis": "a\n" * richtext.LONGEST_PLAIN}, "it may have 10000 characters at most"),
        ({"comment": "a" * (richtext.LONGEST_PLAIN + 1), "body": "<p>a</p>"}, "it may have 10000 characters at most"),
    ],
)
def test_what_is_too_much_is_said_in_a_sentence(texts, said):
    [problem] = validation.too_much(**texts)
    assert said in str(problem)


def test_nothing_is_too_much_in_an_ordinary_text():
    assert validation.too_much(summary="a", body="<p>b</p>", legal_basis="§ 1", comment="") == []
