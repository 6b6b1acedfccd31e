"""What a heading is about: the concepts that its words stand for, and how near that is to what a question asks."""

import math
import re
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path

import yaml

from rights.importer.decoding import fold
from rights.importer.template import FIVE_PART, FOUR_PART

FILE = Path(__file__).with_name("heading_keywords.yaml")
FOREIGN_EVIDENCE = 2  # concepts that another language must find more of than the page's own


class Wording:
    """One wording of the template: its concepts, and those without which it would ask something else."""

    def __init__(self, line: str):
        names = line.split()
        self.template = {"5": FIVE_PART, "4": FOUR_PART}.get(names[0], "")  # "" for both
        names = [name for name in names if not name.isdigit()]
        self.concepts = frozenset(name.rstrip("!") for name in names)
        self.core = frozenset(name.rstrip("!") for name in names if name.endswith("!"))


@cache
def _data() -> dict:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


@cache
def wordings() -> dict[str, tuple[Wording, ...]]:
    """The wordings of each question, by its slug."""
    rows = _data()["questions"].items()
    return {slug: tuple(Wording(line) for line in lines) for slug, lines in rows}


@cache
def _weights() -> dict[str, float]:
    """Rare concepts tell more: "mediation" is in one question, "information" in many."""
    everything = [wording for several in wordings().values() for wording in several]
    count = Counter(concept for wording in everything for concept in wording.concepts)
    return {concept: math.log(1 + len(everything) / number) for concept, number in count.items()}


@cache
def _patterns(language: str) -> dict[str, re.Pattern]:
    return {concept: _pattern(cues) for concept, cues in _data()["words"][language].items()}


def _pattern(cues: str) -> re.Pattern:
    spelled = []
    for cue in cues.split():
        inside = cue.startswith("-")
        text = re.escape(fold(cue.lstrip("-").replace("_", "\x00")).replace("\x00", "_")).replace("_", " ")
        spelled.append(text if inside else rf"(?<!\w){text}")
    return re.compile("|".join(spelled))


def languages() -> tuple[str, ...]:
    return tuple(_data()["words"])


@lru_cache(maxsize=20_000)
def concepts_in(text: str, language: str) -> frozenset[str]:
    """The concepts that the words of a text stand for, read as being in the language."""
    folded = f" {fold(text[:600])} "
    known = _weights()
    return frozenset(
        concept for concept, pattern in _patterns(language).items() if concept in known and pattern.search(folded)
    )


@lru_cache(maxsize=4096)
def likely_language(text: str, language: str) -> str:
    """The page's language, unless the words of the heading say much more in another one."""
    own = len(concepts_in(text, language))
    if own > 1:
        return language
    best = max(languages(), key=lambda code: len(concepts_in(text, code)))
    return best if len(concepts_in(text, best)) >= own + FOREIGN_EVIDENCE else language


def similarity(found: frozenset[str], slug: str, template: str = "") -> float:
    """How near concepts are to what the question asks (in the template), from 0 to 1."""
    candidates = (one for one in wordings().get(slug, ()) if not template or one.template in ("", template))
    return max((_nearness(found, wording) for wording in candidates), default=0.0)


def _nearness(found: frozenset[str], wording: Wording) -> float:
    shared = found & wording.concepts
    if not shared:
        return 0.0
    weigh = _weights()
    cosine = sum(weigh[name] ** 2 for name in shared) / math.sqrt(
        sum(weigh[name] ** 2 for name in found) * sum(weigh[name] ** 2 for name in wording.concepts)
    )
    core = len(found & wording.core) / len(wording.core) if wording.core else 1.0
    return cosine * (0.3 + 0.7 * core)
