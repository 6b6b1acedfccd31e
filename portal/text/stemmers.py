"""Light stemmers for the languages that Snowball lacks: Bulgarian, Croatian, Latvian, Maltese, Slovak, Slovenian.

Each takes a folded word and takes off its inflection, no more: the forms of one word should meet, different words
should not. They are cautious with short words; a stem has at least three letters.
"""

import re

SHORTEST = 3


def _endings(*endings: str) -> re.Pattern:
    """The longest of these that a word ends in."""
    return re.compile(f"(?:{'|'.join(sorted(' '.join(endings).split(), key=lambda each: (-len(each), each)))})$")


def _without(ending: re.Pattern, word: str, shortest: int = SHORTEST) -> str:
    """A word without its ending, where enough of it is left; a shorter ending will do."""
    match = ending.search(word, shortest)
    return word[: match.start()] if match else word


LATVIAN_CASES = _endings(
    "ajiem ajam ajos ajas ajai ajo ajus ajie ais iem am em im um ai ei ij ie as es is us os a e i o u s t",
    "ties tos",  # reflexive verbs
)
LATVIAN_THEMES = _endings("osan esan asan isan", "ot et at it", "oj ej aj", "o e a i")


def latvian(word: str) -> str:
    """Cases, then what makes a verb or its noun: ziņot, ziņoju, ziņošana meet."""
    return _without(LATVIAN_THEMES, _without(LATVIAN_CASES, word))


BULGARIAN_ARTICLES = _endings("ът ят та то те")
BULGARIAN_ENDINGS = _endings(
    "овци ища ове еве ия ии ие а я о е и у ю ъ ь",
    "авам аваш ава аваме ават явам яваш ява яваме яват",
)
BULGARIAN_TAILS = re.compile("[аеоия]т$")


def bulgarian(word: str) -> str:
    """The article, then number and gender, then a t that may have been half an article: адвокат, адвоката meet."""
    word = _without(BULGARIAN_TAILS, _without(BULGARIAN_ENDINGS, _without(BULGARIAN_ARTICLES, word)))
    return f"{word[:-2]}н" if len(word) > 4 and word.endswith("ен") else word  # безплатен, безплатна


SLAVIC_THEMES = re.compile("[aeiu]t$")  # prijaviti, prijava
CROATIAN_ENDINGS = _endings(
    "ovima evima ovi evi ova eva ove eve ama ima oga omu ome emu og om em im ih oj eg a e i o u"
)
SLOVENIAN_ENDINGS = _endings("ovih ovom ama ami ima imi ega emu oma ih im em om eh ah am ov a e i o u")
SLOVAK_ENDINGS = _endings(
    "ovia ovi och ach iach ami iami iam am om ov ou iou ej eho ieho emu iemu ymi imi ych ich ym im mi ia iu ie ii",
    "y i e a o u",
)


def _slavic(word: str, endings: re.Pattern) -> str:
    """Cases, then the vowel of a verb; odvjetnici is of odvjetnik; the e or a that comes and goes, goes."""
    stem = _without(endings, word)
    if stem.endswith("nic") and word[len(stem) :].startswith("i"):
        stem = f"{stem[:-1]}k"
    stem = _without(SLAVIC_THEMES, stem, 4)
    return re.sub("[ae](?=[nv]$)", "", stem) if len(stem) > 4 else stem


def croatian(word: str) -> str:
    return _slavic(word, CROATIAN_ENDINGS)


def slovenian(word: str) -> str:
    return _slavic(word, SLOVENIAN_ENDINGS)


def slovak(word: str) -> str:
    return _slavic(word, SLOVAK_ENDINGS)


MALTESE_ENDINGS = _endings("ijiet iet ijin jin in hom kom hiex a e i o u")


def maltese(word: str) -> str:
    """Plurals, gender and a person's suffix; the article is no part of a word (`analysis.spans`)."""
    return _without(MALTESE_ENDINGS, word, 4)


OF = {"bg": bulgarian, "hr": croatian, "lv": latvian, "mt": maltese, "sk": slovak, "sl": slovenian}
