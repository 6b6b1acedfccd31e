"""What shipped content must keep beyond its form: `docs/content.md`, checked by machine where a machine can.

Works on the files as they ship, so that it tells the writer before anything is loaded.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from portal import languages
from rights import richtext, textchecks
from rights.shipping.factsheet import files
from rights.shipping.files import read

EASY = 55  # Flesch reading ease of plain language; the average of the portal's English bodies
SHARED = 60  # characters from which a paragraph that stands twice counts: shorter ones are set phrases
LINK_TARGET = re.compile(r"\]\([^)]*\)")
NUMBER = re.compile(r"\d+")
VOWELS = re.compile(r"[aeiouy]+")
SILENT_E = re.compile(r"[^lae]e$|[^tda]ed$")  # "time", "asked"; but "people", "decided"
SENTENCE_END = re.compile(r"[.!?](?:\s|$)|\n")  # an item of a list, a heading and a cell end too


@dataclass
class Result:
    """What is wrong, as sentences with file and question; and how easily the English reads."""

    faults: list[str] = field(default_factory=list)
    answers: int = 0
    ease: float = 0.0


def check(paths: list[Path] | None = None) -> Result:
    """Check shipped factsheets, all of them by default. Raises `Faults` where a file cannot be read."""
    result, eases = Result(), []
    for path in paths or files():
        content = read(path)
        result.faults += [f"{path.name}: {fault}" for fault in faults(content)]
        bodies = [answer.get(languages.ENGLISH, {}).get("body", "") for answer in content["answers"].values()]
        eases += [reading_ease(richtext.plain(richtext.from_markdown(body))) for body in bodies if body]
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
        ]:
            yield f"{slug}: {fault}"
    yield from _shared_paragraphs(content["answers"])
    for kind, name in (("time_limits", "slug"), ("facts", "indicator")):
        for row in content.get(kind, ()):
            yield from (
                f"{kind} {row[name]}: {fault}" for fault in _short_record_faults(row, content["source_language"])
            )


def _short_record_faults(row: dict, source_language: str) -> Iterator[str]:
    """A time limit or fact says the same figures in every language, and each of its texts in the same languages."""
    texts = {name: text for name, text in row.items() if isinstance(text, dict) and source_language in text}
    for name, text in texts.items():
        for code, said in text.items():
            if numbers(said) != numbers(text[source_language]):
                yield f"{code}: other figures in {name} than in {source_language}"
    if len({frozenset(text) for text in texts.values()}) > 1:
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
        body = richtext.from_markdown(text.get("body") or "")
        for problem in textchecks.problems(text["summary"], body, answer.get("kind", "text"), laws):
            yield f"{code}: {problem}"


def _translation_faults(source_language: str, written: dict) -> Iterator[str]:
    """A translation has the same figures and the same links as its original."""
    original = written.get(source_language) or {}
    for code, text in written.items():
        for name in ("summary", "body"):
            if numbers(text.get(name) or "") != numbers(original.get(name) or ""):
                ours, theirs = numbers(text.get(name) or ""), numbers(original.get(name) or "")
                differing = sorted((ours - theirs) + (theirs - ours))
                yield f"{code}: other figures in the {name} than in {source_language}: {', '.join(differing)}"
            if links(text.get(name) or "") != links(original.get(name) or ""):
                yield f"{code}: other links in the {name} than in {source_language}"


def _shared_paragraphs(answers: dict) -> Iterator[str]:
    first: dict[tuple[str, str], str] = {}
    for slug, answer in answers.items():
        for code in languages.CODES:
            for paragraph in ((answer.get(code) or {}).get("body") or "").split("\n\n"):
                words = " ".join(paragraph.split())
                if len(words) >= SHARED and first.setdefault((code, words), slug) != slug:
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
    found = len(VOWELS.findall(word))
    return max(1, found - bool(SILENT_E.search(word)))
