"""What the publishing site puts around a factsheet, in 24 languages: one table; and how to find it without the table.

The wording is the European e-Justice Portal's as far as it could be found, else our translation of it (unreviewed by
native speakers). Where a wording differs, form decides: a date at the end of a page, a paragraph that stands on every
page, a phrase that is glued to the word behind it.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from rights.importer.decoding import fold


@dataclass(frozen=True)
class Markers:
    """The site's phrases in one language; each is the beginning of what it marks."""

    updated: str  # "Last update", before the date that closes a page
    link: str  # "Link opens in new window", glued in front of a link's text
    disclaimers: tuple[str, ...]  # the standing paragraph after the date
    pending: tuple[str, ...]  # the original has changed, the translation is being made
    contents: str  # "Please click on the links below|Click on the links below"
    additional: tuple[str, ...]  # "More information", the four-part template's last heading
    provided: str  # "Content provided by"


def _row(updated, link, disclaimers, pending, contents, additional, provided) -> Markers:
    split = [tuple(part.strip() for part in cell.split("|")) for cell in (disclaimers, pending, additional)]
    return Markers(updated, link, split[0], split[1], contents, split[2], provided)


MARKERS = {
    "bg": _row(
        "Последна актуализация", "Връзката отваря нов прозорец",
        "Версията на националния език|Съответната държава членка отговаря за|Тази страница се поддържа",
        "Моля, обърнете внимание, че оригиналната|Оригиналната езикова версия|Вече са преведени следните езикови",
        "Щракнете върху връзките по-долу", "Повече информация|Допълнителна информация", "Съдържание, предоставено от",
    ),
    "cs": _row(
        "Poslední aktualizace", "Odkaz se otevře v novém okně",
        "Za verzi této stránky|Tyto stránky spravuje|Tuto stránku spravuje|Verzi této stránky",
        "Upozorňujeme, že původní jazyková|Původní jazyková verze|Již jsou k dispozici překlady|K dispozici jsou již",
        "Kliknutím na níže uvedené odkazy", "Další informace|Více informací|Doplňující informace", "Obsah zajišťuje",
    ),
    "da": _row(
        "Sidste opdatering", "Linket åbner et nyt vindue",
        "De nationale sprogudgaver|Medlemsstaterne er ansvarlige for|Denne side administreres|Siden administreres",
        "Bemærk venligst at originalsproget|Bemærk, at den originale|Originalteksten|Følgende sprogudgaver er allerede",
        "Klik på nedenstående link", "Yderligere oplysninger|Mere information|Flere oplysninger",
        "Indholdet leveres af",
    ),
    "de": _row(
        "Letzte Aktualisierung", "Der Link wird in einem neuen Fenster geöffnet",
        "Die verschiedenen Sprachfassungen dieser Seite|Die landessprachliche Fassung|Diese Seite wird von",
        "Bitte beachten Sie, dass die|Die Originalfassung dieser Seite|Die Übersetzungen in folgende Sprachen",
        "Bitte klicken Sie auf die", "Weitere Informationen|Zusätzliche Informationen", "Inhalt bereitgestellt von",
    ),
    "el": _row(
        "Τελευταία επικαιροποίηση", "Ο σύνδεσμος ανοίγει σε νέο παράθυρο",
        "Η έκδοση αυτής της σελίδας|Την έκδοση αυτής της σελίδας|Η διαχείριση της παρούσας|Την εθνική γλωσσική",
        "Η πρωτότυπη γλωσσική έκδοση|Σημειώνεται ότι η πρωτότυπη|Έχουν ήδη μεταφραστεί|Υπάρχουν ήδη μεταφράσεις",
        "Κάντε κλικ στους παρακάτω συνδέσμους", "Περισσότερες πληροφορίες|Συμπληρωματικές πληροφορίες|Πρόσθετες πληρ",
        "Περιεχόμενο που παρέχεται από",
    ),
    "en": _row(
        "Last update", "Link opens in new window",
        "The national language version of this page|This page is maintained by|The translations have been done",
        "Please note that the original language version|Please note that the following languages have already|"
        "There is no official translation|The translation of this page is|You can access a machine translated",
        "Please click on the links below|Click on the links below",
        "More information|Additional information|Further information",
        "Content provided by",
    ),
    "es": _row(
        "Última actualización", "El enlace abre una nueva ventana",
        "Las versiones de esta página en las lenguas nacionales|La versión de esta página|"
        "Esta página web es gestionada",
        "La versión original de esta página|Tenga en cuenta que la versión|Las siguientes lenguas ya|"
        "Ya se han traducido",
        "Pulse en los enlaces|Pulse los enlaces", "Más información|Información adicional|Información complementaria",
        "Contenido facilitado por",
    ),
    "et": _row(
        "Viimati uuendatud", "Link avaneb uues aknas",
        "Käesoleva veebilehe asjaomaseid keeleversioone|Käesoleva veebilehe asjaomast|Seda veebilehte haldab|Lehekülje",
        "Juhime tähelepanu, et selle lehekülje|Selle lehekülje originaalkeelset|Järgmised keeleversioonid on juba",
        "Klõpsake allpool", "Lisateave|Lisainfo|Täiendav teave", "Sisu koostaja",
    ),
    "fi": _row(
        "Päivitetty viimeksi", "Linkki avautuu uuteen ikkunaan",
        "Tämän sivuston eri kieliversioita|Tämän sivun|Tätä sivustoa ylläpitää|Tätä sivua ylläpitää",
        "Tämän sivun alkukielistä|Huomaa, että tämän sivun alkukielistä|Alkukielistä versiota|"
        "Tekstistä on jo saatavilla",
        "Tarvittavat tiedot löytyvät alla", "Lisätietoja|Lisätietoa|Muuta tietoa", "Sisällön tuottaja",
    ),
    "fr": _row(
        "Dernière mise à jour", "Le lien s’ouvre dans une nouvelle fenêtre",
        "Les versions linguistiques nationales|La version de cette page|Cette page est gérée|Les différentes versions",
        "Veuillez noter que la version originale|La version originale de cette page|Les traductions dans les langues|"
        "Les langues suivantes sont déjà",
        "Veuillez cliquer sur les liens", "Informations complémentaires|Autres informations|Plus d'informations|"
        "Pour en savoir plus|Complément d'information",
        "Contenu fourni par",
    ),
    "ga": _row(
        "An nuashonrú is déanaí", "Osclófar an nasc i bhfuinneog nua",
        "Is iad na Ballstáit|Is é an Ballstát|Is é an Coimisiún Eorpach a|Tá an leagan teanga náisiúnta",
        "Tabhair faoi deara gur leasaíodh|Tabhair do d'aire gur|Tá na teangacha seo a leanas aistrithe",
        "Cliceáil ar na naisc thíos", "Tuilleadh eolais|Tuilleadh faisnéise|Faisnéis bhreise",
        "Ábhar arna sholáthar ag",
    ),
    "hr": _row(
        "Posljednji put ažurirano", "Poveznica se otvara u novom prozoru",
        "Verziju ove stranice na nacionalnom jeziku|Ovu stranicu održava|Stranicu održava|Verzije ove stranice",
        "Napominjemo da je izvorna|Izvorna jezična verzija|Sljedeće jezične verzije|Prijevod na sljedeće jezike",
        "Kliknite na poveznice", "Više informacija|Dodatne informacije|Dodatne obavijesti", "Sadržaj omogućio",
    ),
    "hu": _row(
        "Utolsó frissítés", "A link új ablakot nyit meg",
        "E lap nemzeti nyelvű változatát|Az oldal nemzeti nyelvi változatát|A lap nemzeti nyelvű|Ezt a lapot",
        "Felhívjuk figyelmét, hogy az oldal|Az oldal eredeti nyelvi változatát|Az alábbi nyelvekre már|"
        "A következő nyelv",
        "A szükséges információ megtekintéséhez", "További információ|Kiegészítő információ|Egyéb információ",
        "Tartalomszolgáltató",
    ),
    "it": _row(
        "Ultimo aggiornamento", "Il link si apre in una nuova finestra",
        "La versione di questa pagina nella lingua nazionale|Le versioni linguistiche|Questa pagina è a cura",
        "Si prega di notare che la versione|La versione originale di questa pagina|Le seguenti lingue sono già|"
        "Sono già disponibili le traduzioni",
        "Cliccare sui link", "Ulteriori informazioni|Informazioni supplementari|Maggiori informazioni|Per saperne",
        "Contenuto fornito da",
    ),
    "lt": _row(
        "Paskutinis naujinimas", "Nuoroda atidaroma naujame lange",
        "Šio puslapio turinį nacionaline kalba|Šio puslapio versijas|Šį puslapį tvarko|Šį tinklalapį tvarko",
        "Atkreipkite dėmesį, kad šio puslapio|Neseniai buvo pakeista|Šios kalbos jau išverstos|Jau išversta į šias",
        "Spustelėkite", "Daugiau informacijos|Papildoma informacija|Kita informacija", "Turinį pateikė",
    ),
    "lv": _row(
        "Lapa atjaunināta", "Saite atveras jaunā logā",
        "Šīs lapas dažādās valodu versijas|Šīs lapas versiju|Šo lapu uztur|Lapu uztur",
        "Lūdzu, ņemiet vērā, ka šai lapai|Šai lapai nesen|Jau ir pieejami tulkojumi",
        "Noklikšķiniet uz", "Papildu informācija|Papildus informācija|Papildinformācija|Vairāk informācijas|"
        "Sīkāka informācija",
        "Saturu nodrošina",
    ),
    "mt": _row(
        "L-aħħar aġġornament", "Il-link jinfetaħ f'tieqa ġdida",
        "Il-verżjoni bil-lingwa nazzjonali|Il-verżjonijiet b'lingwi|Din il-paġna hi|Din il-paġna hija|"
        "Il-verżjoni f'din",
        "Jekk jogħġbok innota li l-verżjoni|Jekk jogħġbok innota li dawn|Il-verżjoni bil-lingwa oriġinali",
        "Jekk jogħġbok ikklikkja|Ikklikkja", "Aktar informazzjoni|Iktar informazzjoni|Informazzjoni addizzjonali|"
        "Tagħrif addizzjonali",
        "Il-kontenut ipprovdut minn",
    ),
    "nl": _row(
        "Laatste update", "De link wordt in een nieuw venster geopend",
        "De verschillende taalversies van deze pagina|De nationale taalversie|Deze pagina wordt beheerd",
        "Let op: de oorspronkelijke|De oorspronkelijke taalversie|Houd er rekening mee dat|In de volgende talen is|"
        "De vertaling in de volgende",
        "Klik op onderstaande", "Meer informatie|Bijkomende informatie|Aanvullende informatie|Nadere informatie",
        "Inhoud aangereikt door",
    ),
    "pl": _row(
        "Ostatnia aktualizacja", "Link otwiera się w nowym oknie",
        "Za wersję tej strony w języku danego kraju|Wersja tej strony|Strony w różnych językach|Stroną zarządza|"
        "Niniejsza strona jest prowadzona",
        "Uwaga: Oryginalna wersja|Proszę zwrócić uwagę, że|Oryginalna wersja językowa|Tłumaczenie na następujące",
        "Proszę kliknąć na poniższe", "Więcej informacji|Dodatkowe informacje|Informacje dodatkowe",
        "Autor treści",
    ),
    "pt": _row(
        "Última atualização", "Ligação abre uma nova janela",
        "As diferentes versões linguísticas desta página|A versão desta página|Esta página é da responsabilidade|"
        "A manutenção da versão",
        "A versão linguística original desta página|Note-se que a versão|Já estão disponíveis traduções|As seguintes",
        "Clique nas ligações|Clique nos links", "Mais informações|Informações adicionais|Informação complementar|"
        "Para mais informações",
        "Conteúdo fornecido por",
    ),
    "ro": _row(
        "Ultima actualizare", "Linkul se deschide într-o fereastră nouă",
        "Versiunea în limba națională|Versiunile lingvistice|Pagină întreținută de|Această pagină este întreținută",
        "Vă informăm că versiunea|Versiunea lingvistică originală|Versiunea în limba originală|Traducerile în",
        "Vă rugăm să faceți clic", "Informații suplimentare|Mai multe informații|Alte informații",
        "Conținut furnizat de",
    ),
    "sk": _row(
        "Posledná aktualizácia", "Odkaz sa otvorí v novom okne",
        "Verziu tejto stránky v národnom jazyku|Túto stránku spravuje|Túto webovú stránku|Verzie tejto stránky",
        "Upozorňujeme, že pôvodná|Pôvodná jazyková verzia|Preklad do týchto jazykov|Nasledujúce jazykové",
        "Kliknutím na nižšie uvedené", "Ďalšie informácie|Viac informácií|Doplňujúce informácie", "Obsah poskytol",
    ),
    "sl": _row(
        "Zadnja posodobitev", "Povezava se odpre v novem oknu",
        "Nacionalno različico te strani|Različico te strani|To stran vzdržuje|Različne jezikovne različice",
        "Opozarjamo, da je bila izvirna|Izvirna jezikovna različica|Prevodi v naslednje jezike|Naslednje jezikovne",
        "Kliknite na spodnje povezave", "Več informacij|Dodatne informacije|Druge informacije", "Vsebino zagotavlja",
    ),
    "sv": _row(
        "Senaste uppdatering", "Länken öppnas i ett nytt fönster",
        "De nationella språkversionerna av denna sida|De olika språkversionerna|Sidan uppdateras av|Sidan sköts|"
        "Den här webbplatsen sköts",
        "Observera att originalversionen|Originalversionen av denna sida|Det finns redan översättningar|Följande språk",
        "Klicka på länkarna nedan", "Mer information|Ytterligare information|Övrig information", "Innehåll inlagt av",
    ),
}  # fmt: skip

E_JUSTICE = "European e-Justice Portal"
# The site's own words, whatever the language of the page.
SITE = (
    "save as pdf",
    "swipe to change",
    "print",
    "share",
    "restore",
    "report a technical/content problem or give feedback on this page",
)
COMMISSION = (
    "european commission", "europaische kommission", "europaischen kommission", "commission europeenne",
    "comision europea", "commissione europea", "comissao europeia", "europese commissie", "eiropas komisij",
    "europos komisij", "euroopa komisjon", "euroopan komission", "euroopan komissio", "komisje europejsk",
    "komisji europejsk", "komisja europejsk", "evropska komise", "evropske komise", "evropskou komis",
    "europska komisi", "europskej komisi", "europskou komis", "europska komisij", "europske komisij",
    "evropska komisij", "evropske komisij", "europai bizottsag", "comisia european", "comisiei europen",
    "европейската комиси", "ευρωπαικη επιτροπη", "ευρωπαικης επιτροπης", "kummissjoni ewropea",
    "coimisiun eorpach", "choimisiuin eorpaigh", "europa-kommission", "europeiska kommission",
)  # fmt: skip
SUPERSEDED = re.compile(r"^[(\[]\s*(?:OLD|SUPERSEDED)\s*[)\]]\s*", re.IGNORECASE)
# Instructions of the template that were published with the text.
PLACEHOLDER = re.compile(r"please\s+delete\s+when\s+inserting\s+data|lorem\s+ipsum", re.IGNORECASE)
ONLY_PLACEHOLDER = re.compile(r"^[\s(\[]*(?:TODO|TBC|TBD|XXX+|N/A|\.{3}|…)[\s)\].]*$")
DATE_LINE = re.compile(r"^(?P<label>\D{3,60}?)[:\s]+(?P<date>\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d\d-\d\d)\.?$")
GLUED = re.compile(
    r"(?<=[^\W\d_A-ZΑ-ΩА-Я])(?=https?://|www\.|[A-ZΑ-ΩА-ЯÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĢĪĮĶĹĻĽŁŃŅŇŌŐŔŘŚŠŞȘŢȚŤŪŮŰŲŹŻŽ])"
)
GLUED_REACH = 80
MAX_GLUED = 5_000  # places to look at: a factsheet has some hundred links
UPDATED = {fold(row.updated) for row in MARKERS.values()} | {"date of last update", "last updated", "last modified"}


def _beginnings(field: str) -> tuple[str, ...]:
    values = (getattr(row, field) for row in MARKERS.values())
    phrases = (phrase for value in values for phrase in (value if isinstance(value, tuple) else value.split("|")))
    return tuple(fold(phrase) for phrase in phrases)


DISCLAIMERS = _beginnings("disclaimers")
PENDING = _beginnings("pending")
CONTENTS = _beginnings("contents")
ADDITIONAL = _beginnings("additional")
PROVIDED = _beginnings("provided")


def page_date(line: str) -> tuple[str, date | None] | None:
    """The folded label and the date of a line like "Last update: 16/12/2015"; None where the line is none.

    A date that does not exist (31/02/2020) is None beside its label.
    """
    if len(line) > 90 or not (match := DATE_LINE.match(line.strip())):
        return None
    return fold(match["label"]).rstrip(" :"), _day(match["date"])


def _day(text: str) -> date | None:
    parts = [int(part) for part in re.split(r"[/.-]", text)]
    year, month, day = parts if parts[0] > 31 else reversed(parts)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_disclaimer(paragraph: str) -> bool:
    folded = fold(paragraph[:400])
    return folded.startswith(DISCLAIMERS) or (len(paragraph) > 120 and any(name in folded for name in COMMISSION))


def publisher_of(text: str) -> str:
    """The European e-Justice Portal where the text names it or bears its standing paragraph, else nothing."""
    if re.search(r"\be-justice\b", text, re.IGNORECASE):
        return E_JUSTICE
    long = (line.strip() for line in text.splitlines() if len(line) > 120)
    return E_JUSTICE if any(fold(line[:400]).startswith(DISCLAIMERS) for line in long) else ""


def is_notice(line: str) -> bool:
    """A banner of the site: translation pending, content provided by …, save as PDF."""
    folded = fold(line[:400])
    return folded.startswith((*PENDING, *PROVIDED)) or folded.rstrip(" .") in SITE


def is_contents_intro(line: str) -> bool:
    return len(line) < 200 and fold(line).startswith(CONTENTS)


def is_additional(line: str) -> bool:
    """The four-part template's last heading, "More information", which asks no question."""
    return len(line) < 60 and fold(line).rstrip(" :.") in ADDITIONAL


def is_placeholder(line: str) -> bool:
    return bool(PLACEHOLDER.search(line) or ONLY_PLACEHOLDER.match(line))


def link_markers(lines: list[str]) -> re.Pattern:
    """What finds the phrase glued in front of links: the known ones, and any other that this text repeats so."""
    phrases = [row.link for row in MARKERS.values()]
    if unknown := _repeated_glue(lines):
        phrases.append(unknown)
    spelled = (r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in phrases)
    return re.compile("|".join(spelled).replace("’", "['’]").replace("'t", "['’]t"), re.IGNORECASE)


def _repeated_glue(lines: list[str]) -> str:
    """A phrase of at least three words that is glued to the word behind it three times or more."""
    known = re.compile("|".join(re.escape(row.link) for row in MARKERS.values()), re.IGNORECASE)
    before = []
    for line in lines:
        for boundary in GLUED.finditer(line):
            reach = line[max(0, boundary.start() - GLUED_REACH) : boundary.start()]
            if not known.search(reach):
                before.append(reach)
        if len(before) > MAX_GLUED:
            break
    tails = Counter(" ".join(words[-3:]) for reach in before if len(words := reach.split()) >= 3)
    if not tails or tails.most_common(1)[0][1] < 3:
        return ""
    tail = tails.most_common(1)[0][0]
    same = [reach for reach in before if reach.endswith(tail)]
    common = _common_end(same)
    return common if len(common.split()) >= 3 else ""


def _common_end(texts: list[str]) -> str:
    """The longest end that all texts share, from the beginning of a word."""
    shortest = min(texts, key=len)
    length = 0
    while length < len(shortest) and all(text[-length - 1] == shortest[-length - 1] for text in texts):
        length += 1
    common = shortest[-length:] if length else ""
    starts_word = all(len(text) == length or not text[-length - 1].isalnum() for text in texts)
    return common.strip() if starts_word else common.partition(" ")[2].strip()


def without_link_markers(line: str, marker: re.Pattern) -> str:
    """The line with a space where a marker parted two words, and nothing where it followed a space or a bracket."""

    def replacement(match: re.Match) -> str:
        previous = match.string[match.start() - 1 : match.start()]
        return " " if previous and (previous.isalnum() or previous in ",.;:!?)]”»") else ""

    return marker.sub(replacement, line) if marker.search(line) else line
