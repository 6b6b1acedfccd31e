"""What shipped content must keep beyond its form: `docs/content.md`, checked by machine where a machine can.

Works on the files as they ship, so that it tells the writer before anything is loaded.
"""

import functools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from countries import selectors
from portal.environment import BASE_DIR
from portal.i18n import languages
from portal.text import richtext
from rights import validation
from rights.seeding.factsheet import files
from rights.seeding.factsheet_form import is_checked
from rights.seeding.files import read
from rights.seeding.folders import read_merged

EASY = 55  # Flesch reading ease of plain language; the average of the portal's English bodies
SHARED = 60  # characters; a shorter paragraph that appears twice is a set phrase
LINK_TARGET = re.compile(r"\]\([^)]{0,2000}\)")
NUMBER = re.compile(r"\d+")
VOWELS = re.compile(r"[aeiouy]+")
SILENT_E = re.compile(r"[^lae]e$|[^tda]ed$")  # "time", "asked"; but "people", "decided"
STRUCTURE = {"headings": re.compile(r"<h\d"), "items of lists": re.compile(r"<li>")}
CONDITIONS = BASE_DIR / "fixtures" / "conditions.yaml"
MUST_STAND = ("if", "only", "unless")  # "may" and "ask" are said in too many ways to be a fault
SENTENCE_END = re.compile(r"[.!?](?:\s|$)|\n")  # an item of a list, a heading and a cell end too


@dataclass
class Result:
    """Faults and remarks, as sentences with file and question, and how easily the English reads."""

    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    answers: int = 0
    ease: float = 0.0


def check(paths: list[Path] | None = None) -> Result:
    """Check shipped factsheets, all of them by default. Raises `Faults` where a file cannot be read."""
    result, eases = Result(), []
    for path in paths or files():
        content = read_merged(path)
        result.faults += [f"{path.name}: {fault}" for fault in faults(content)]
        result.remarks += [f"{path.name}: {remark}" for remark in _numbers_that_lead_nowhere(content)]
        result.remarks += [f"{path.name}: {remark}" for remark in _fewer_conditions(content)]
        bodies = [answer.get(languages.ENGLISH, {}).get("body", "") for answer in content["answers"].values()]
        eases += [reading_ease(richtext.plain(_html(body))) for body in bodies if _html(body)]
        result.answers += len(content["answers"])
    result.ease = sum(eases) / len(eases) if eases else 0.0
    if result.ease < EASY:
        result.faults.append(
            f"English bodies read too hard: Flesch {result.ease:.0f} on average, at least {EASY} wanted"
        )
    return result


def faults(content: dict) -> Iterator[str]:
    """What is wrong with the answers of one file."""
    for slug, answer in content["answers"].items():
        written = {code: answer[code] for code in languages.CODES if code in answer}
        for fault in [
            *_english_faults(answer),
            *_source_faults(answer, content["sources"]),
            *_text_faults(answer, written),
            *_translation_faults(content["source_language"], written),
            *_lost_conditions(content["source_language"], written),
        ]:
            yield f"{slug}: {fault}"
    yield from _shared_paragraphs(content["answers"])
    yield from _number_faults(content)
    yield from _check_faults(content)
    for kind, name in (("time_limits", "slug"), ("facts", "indicator")):
        for row in content.get(kind, ()):
            yield from (
                f"{kind} {row[name]}: {fault}" for fault in _short_record_faults(row, content["source_language"])
            )


def _numbers(content: dict) -> Iterator[tuple[str, str, dict]]:
    """Every telephone number of a file: its record, the number, and its note in each language."""
    for service in content.get("services", ()):
        for phone in service.get("phones", ()):
            phone = {"number": phone} if isinstance(phone, str) else phone
            yield f"service {service['slug']}", phone["number"], phone.get("note", {})
    for line in content.get("help_lines", ()):
        yield "help line", line["number"], line.get("note", {})


def _numbers_that_lead_nowhere(content: dict) -> Iterator[str]:
    for place, number, _note in _numbers(content):
        if not selectors.can_be_dialled(number):
            yield f"{place}: {number} cannot be dialled as it is written; it is shown as text"


def _number_faults(content: dict) -> Iterator[str]:
    for place, number, note in _numbers(content):
        if not selectors.can_be_dialled(number) and not note.get(content["source_language"]):
            yield f"{place}: {number} cannot be dialled as it is written, and no note says whence it is"


def _check_faults(content: dict) -> Iterator[str]:
    for name, source in content["sources"].items():
        if "checked" in source and not is_checked(source):
            yield f"source {name}: checked no later than its own date; leave the check out"


def _short_record_faults(row: dict, source_language: str) -> Iterator[str]:
    """A time limit or fact says the same figures in every language, and each of its texts in the same languages."""
    texts = {name: text for name, text in row.items() if isinstance(text, dict) and source_language in text}
    for name, text in texts.items():
        # A law's own form may repeat the article: "6(5) and (6)" is "6.5 och 6.6" in Swedish.
        figures = (lambda version: set(numbers(version))) if name == "legal_basis" else numbers
        for code, version in text.items():
            if figures(version) != figures(text[source_language]):
                yield f"{code}: other figures in {name} than in {source_language}"
    # A law may go by its own name alone: readers of other languages see that.
    if len({frozenset(text) for name, text in texts.items() if name != "legal_basis"}) > 1:
        yield "not every text in the same languages"


def _english_faults(answer: dict) -> Iterator[str]:
    english = answer.get(languages.ENGLISH) or {}
    wanted = ("summary", "body") if answer.get("kind", "text") == "text" else ("summary",)
    for name in wanted:
        if not (english.get(name) or "").strip():
            yield f"no {name} in English"


def _source_faults(answer: dict, sources: dict) -> Iterator[str]:
    if not answer.get("sources"):
        yield "no source"
    elif not any(sources[name].get("date") or sources[name].get("checked") for name in answer["sources"]):
        yield "no source with a date"
    bases = answer.get("legal_basis") or {}
    if len({len(laws) for laws in bases.values()}) > 1:
        yield "legal basis: not as many laws in every language"


def _text_faults(answer: dict, written: dict) -> Iterator[str]:
    """What the workflow would refuse, for each language."""
    for code, text in written.items():
        laws = "\n".join((answer.get("legal_basis") or {}).get(code, []))
        markdown = text.get("body") or ""
        for problem in validation.problems(text["summary"], _html(markdown), answer.get("kind", "text"), laws):
            yield f"{code}: {problem}"


def _html(markdown: str) -> str:
    """Clean HTML; nothing of what is more than a text may be, which the loader refuses."""
    try:
        return richtext.from_markdown(markdown)
    except richtext.TooMuch:
        return ""


def _translation_faults(source_language: str, written: dict) -> Iterator[str]:
    """A translation has the same figures, links, headings and items of lists as its original."""
    original = written.get(source_language) or {}
    for code, text in written.items():
        for name in ("summary", "body"):
            if numbers(text.get(name) or "") != numbers(original.get(name) or ""):
                ours, theirs = numbers(text.get(name) or ""), numbers(original.get(name) or "")
                differing = sorted((ours - theirs) + (theirs - ours))
                yield f"{code}: other figures in the {name} than in {source_language}: {', '.join(differing)}"
            if links(text.get(name) or "") != links(original.get(name) or ""):
                yield f"{code}: other links in the {name} than in {source_language}"
        shape, wanted = _structure(text.get("body") or ""), _structure(original.get("body") or "")
        for part in STRUCTURE:
            if shape[part] != wanted[part]:
                yield f"{code}: {shape[part]} {part} where {source_language} has {wanted[part]}"


def _structure(markdown: str) -> dict[str, int]:
    html = _html(markdown)
    return {name: len(pattern.findall(html)) for name, pattern in STRUCTURE.items()}


def _lost_conditions(source_language: str, written: dict) -> Iterator[str]:
    """A translation that says "if", "only" or "unless" nowhere, where its original says it."""
    for code, kind, ours, theirs in _conditions_compared(source_language, written):
        if not ours and kind in MUST_STAND:
            yield f"{code}: “{kind}” stands {theirs} times in {source_language}, nowhere in the translation"


def _fewer_conditions(content: dict) -> Iterator[str]:
    """Remarks: a kind of condition stands in a translation less than half as often as in its original."""
    for slug, answer in content["answers"].items():
        written = {code: answer[code] for code in languages.CODES if code in answer}
        for code, kind, ours, theirs in _conditions_compared(content["source_language"], written):
            if ours * 2 < theirs and (ours or kind not in MUST_STAND):
                yield f"{slug}: {code}: “{kind}” {ours} times, {theirs} times in {content['source_language']}"


def _conditions_compared(source_language: str, written: dict) -> Iterator[tuple[str, str, int, int]]:
    """Language, kind of condition, how often a translation says it and how often the original does."""
    theirs = conditions((written.get(source_language) or {}).get("body") or "", source_language)
    for code in sorted(written.keys() - {source_language}):
        ours = conditions(written[code].get("body") or "", code)
        for kind in sorted(theirs):
            yield code, kind, ours[kind], theirs[kind]


def conditions(markdown: str, language: str) -> Counter:
    """How often each kind of condition of `fixtures/conditions.yaml` is said in a text."""
    words = LINK_TARGET.sub("]", markdown).lower()
    found = {kind: len(expression.findall(words)) for kind, expression in _expressions()[language].items()}
    if not found["unless"] and language != languages.ENGLISH:
        found["unless"] = found["if"]  # "if … not"
    return Counter({kind: count for kind, count in found.items() if count})


@functools.cache
def _expressions() -> dict[str, dict[str, re.Pattern]]:
    return {
        language: {kind: _beginnings(expressions.split()) for kind, expressions in kinds.items()}
        for language, kinds in read(CONDITIONS).items()
    }


def _beginnings(words: list[str]) -> re.Pattern:
    """Words that begin so; a word with a hyphen before it ends so: "-li" of "je-li", "-hat" of "kérhet"."""
    starts = "|".join(re.escape(word).replace("_", r"\s+") for word in words if not word.startswith("-"))
    ends = "|".join(re.escape(word[1:]) for word in words if word.startswith("-"))
    return re.compile(rf"\b(?:{starts})" + (rf"|(?:{ends})\b" if ends else ""))


def _shared_paragraphs(answers: dict) -> Iterator[str]:
    first: dict[tuple[str, str], str] = {}
    for slug, answer in answers.items():
        for code in languages.CODES:
            for paragraph in ((answer.get(code) or {}).get("body") or "").split("\n\n"):
                words = " ".join(paragraph.split())
                is_heading = words.startswith("#")  # "For victims of … (Directive …)" may stand in several answers
                if not is_heading and len(words) >= SHARED and first.setdefault((code, words), slug) != slug:
                    yield f"{slug}: {code}: shares a paragraph with {first[code, words]}"


def numbers(markdown: str) -> Counter:
    """The figures of a text, telephone numbers and dates among them; not those in the targets of its links."""
    return Counter(NUMBER.findall(LINK_TARGET.sub("]", markdown)))


def links(markdown: str) -> Counter:
    return Counter(LINK_TARGET.findall(markdown))


def reading_ease(text: str) -> float:
    """Flesch's reading ease of an English text: 60 to 70 is plain, below 30 very hard (Flesch 1948).

    Counted here: the libraries that do it fetch a word list when they first run, or need tools that Python has dropped.
    """
    words = re.findall(r"[A-Za-z’']+|\d+", text)
    sentences = [part for part in SENTENCE_END.split(text) if re.search(r"\w", part)]
    if not words:
        return 100.0
    per_sentence = len(words) / len(sentences)
    per_word = sum(map(_syllables, words)) / len(words)
    return 206.835 - 1.015 * per_sentence - 84.6 * per_word


def _syllables(word: str) -> int:
    """Groups of vowels, without a silent e: right for nine words of ten."""
    word = word.lower()
    groups = len(VOWELS.findall(word))
    return max(1, groups - bool(SILENT_E.search(word)))
