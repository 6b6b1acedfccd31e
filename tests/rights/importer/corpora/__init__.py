"""Made-up factsheets in the forms in which real ones are published, each with what is to be read from it.

Headings are those of published factsheets or translations of the template's (`latvian.yaml`, `english.yaml`,
`../headings.yaml`); answers, dates and contacts are made up (`sentences.yaml`). `other/` holds documents that are no
factsheets of victims' rights.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import phonenumbers
import yaml

from rights.importer.boilerplate import MARKERS
from tests.rights.importer.factsheets import COUNTRIES, HEADINGS, sections

HERE = Path(__file__).parent


def _data(name: str) -> dict:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


SENTENCES = _data("sentences.yaml")
PUBLISHED = {"lv": _data("latvian.yaml"), "en": _data("english.yaml")}


@dataclass(frozen=True)
class ExpectedAnswer:
    """What is to be read under a heading: its question and the HTML of the answer; no HTML where nothing is said."""

    section_title: str
    heading: str
    question: str
    html: str


@dataclass(frozen=True)
class Contact:
    name: str
    phone: str
    email: str


@dataclass(frozen=True)
class SectionForm:
    """A section as it is published: contents at its beginning may word its headings otherwise."""

    title: str
    headings: tuple[tuple[str, str], ...]  # heading, question
    contents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Corpus:
    """A made-up factsheet. `features` are what is particular about its form:

    contents, banner, provided, links, groups, superseded, additional, unanswered.
    """

    country: str
    language: str
    template: str
    forms: tuple[SectionForm, ...]
    features: frozenset[str]
    day: int

    def __str__(self) -> str:
        return f"{self.country}-{self.language}"

    @property
    def updated(self) -> datetime.date:
        return datetime.date(2015, 12, self.day)

    @cached_property
    def text(self) -> str:
        return self._written[0]

    @cached_property
    def answers(self) -> list[ExpectedAnswer]:
        return self._written[1]

    @cached_property
    def contacts(self) -> list[Contact]:
        region = {"EL": "GR"}.get(self.country, self.country)
        number = phonenumbers.example_number(region)
        phone = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        first, second = SENTENCES[self.language]["organisations"]
        return [Contact(first, phone, "info@one.example"), Contact(second, "116 006", "help@two.example")]

    @cached_property
    def _written(self) -> tuple[str, list[ExpectedAnswer]]:
        writer = _Writer(self)
        return "\n".join(writer.lines()), writer.expected


class _Writer:
    """Writes a corpus line by line, noting what is to be read from it."""

    def __init__(self, corpus: Corpus):
        self.corpus = corpus
        self.marker = MARKERS[corpus.language]
        self.words = SENTENCES[corpus.language]
        self.expected: list[ExpectedAnswer] = []
        self.number = 0

    def lines(self) -> list[str]:
        lines = [*self.front(), *self.closing()]
        if "superseded" in self.corpus.features:
            lines += [*self.superseded(self.corpus.forms[0]), *self.closing()]
        for form in self.corpus.forms:
            lines += [*self.banner(), *self.section(form), *self.closing()]
        return lines

    def front(self) -> list[str]:
        lines = []
        if "provided" in self.corpus.features:
            lines += ["Victims' rights - by country", "", "Land", "", f"{self.marker.provided}:", "Land", ""]
        lines += [*self.banner(), "Titel - Land", "", self.words["overview"], ""]
        self.expected.append(
            ExpectedAnswer("Titel - Land", "Titel - Land", "overview", f"<p>{self.words['overview']}</p>")
        )
        if "links" in self.corpus.features:
            lines += [f"{self.marker.contents.split('|')[0]} …", ""]
            lines += [line for form in self.corpus.forms for line in (f"{self.marker.link}{form.title}", "")]
        return lines

    def banner(self) -> list[str]:
        return [f"{self.marker.pending[0]} {'… ' * 20}.", ""] if "banner" in self.corpus.features else []

    def closing(self) -> list[str]:
        date = self.corpus.updated.strftime("%d/%m/%Y")
        return [f"{self.marker.updated}: {date}", "", f"{self.marker.disclaimers[0]} {'… ' * 60}.", ""]

    def superseded(self, form: SectionForm) -> list[str]:
        lines = [f"(OLD){form.title}", ""]
        for heading, _question in form.headings[:3]:
            lines += [heading, "", self.words["sentences"][0].format(n="1a"), ""]
        return lines

    def section(self, form: SectionForm) -> list[str]:
        lines = [form.title, ""]
        if "contents" in self.corpus.features and form.headings:
            lines += [line for heading in self.contents(form) for line in (heading, "")]
        if not form.headings:
            text, html = self.organisations()
            self.expected.append(ExpectedAnswer(form.title, form.title, "contacts", html))
            return [*lines, text, ""]
        for heading, question in form.headings:
            lines += self.answer(form, heading, question)
        if "additional" in self.corpus.features:
            laws = [sentence.format(n=90 + at) for at, sentence in enumerate(self.words["sentences"])]
            lines += [self.marker.additional[0], "", *(f" • {law}" for law in laws), ""]
        return lines

    def contents(self, form: SectionForm) -> list[str]:
        own = form.contents or [heading for heading, _question in form.headings]
        return [*own, self.marker.additional[0]]

    def answer(self, form: SectionForm, heading: str, question: str) -> list[str]:
        lines = []
        if "groups" in self.corpus.features and question in self.words["groups"]:
            lines += [self.words["groups"][question], ""]
        if "unanswered" in self.corpus.features and question in ("expenses", "case-file"):
            self.expected.append(ExpectedAnswer(form.title, heading, question, ""))
            instruction = ["(Please delete when inserting data)When? Under what conditions?", ""]
            return [*lines, heading, "", *(instruction if question == "expenses" else [])]
        text, html = self.organisations() if question == "contacts" else self.prose()
        self.expected.append(ExpectedAnswer(form.title, heading, question, html))
        return [*lines, heading, "", text, ""]

    def prose(self) -> tuple[str, str]:
        """The next answer in one of five forms, as text and as HTML."""
        self.number += 1
        first, second = (sentence.format(n=self.number) for sentence in self.words["sentences"])
        items = self.words["items"]
        name, before, after = self.words["link"]
        address = f"https://example.eu/{self.number}?a=b&c=d"
        plain_list = "".join(f"<li>{item}</li>" for item in items)
        bullets = "\n".join(f" • {item}" for item in items)
        numbers = "\n".join(f" {at}. {item}" for at, item in enumerate(items, 1))
        nested = f" • {items[0]}\n  • {items[1]}\n • {items[2]}"
        linked = f'<a href="{address.replace("&", "&amp;")}">{address.replace("&", "&amp;")}</a>'
        intro = self.words["intro"]
        forms = [
            (f"{first}\n\n{second}", f"<p>{first}</p><p>{second}</p>"),
            (f"{first}\n\n{intro}\n\n{bullets}", f"<p>{first}</p><p>{intro}</p><ul>{plain_list}</ul>"),
            (
                f"{first} {before}{self.marker.link}{name}{after}\n\n{before}{address}{after}",
                f"<p>{first} {before}{name}{after}</p><p>{before}{linked}{after}</p>",
            ),
            (f"{second}\n\n{intro}\n\n{numbers}", f"<p>{second}</p><p>{intro}</p><ol>{plain_list}</ol>"),
            (
                f"{intro}\n\n{nested}\n\n{second}",
                f"<p>{intro}</p><ul><li>{items[0]}<ul><li>{items[1]}</li></ul></li><li>{items[2]}</li></ul>"
                f"<p>{second}</p>",
            ),
        ]
        return forms[self.number % len(forms)]

    def organisations(self) -> tuple[str, str]:
        lines, html = [], []
        for contact in self.corpus.contacts:
            phone, email = f"{self.words['telephone']}{contact.phone}", f"E-mail: {contact.email}"
            lines += [f"{self.marker.link}{contact.name}", phone, email]
            html += [contact.name, phone, f'E-mail: <a href="mailto:{contact.email}">{contact.email}</a>']
        return "\n\n".join(lines), "".join(f"<p>{line}</p>" for line in html)


def _published(country: str, language: str, day: int, *features: str) -> Corpus:
    data = PUBLISHED[language][country]
    forms = tuple(
        SectionForm(
            section["title"],
            tuple((heading, question) for row in section["headings"] for question, heading in row.items()),
            tuple(section.get("contents", ())),
        )
        for section in data["sections"]
    )
    return Corpus(country, language, data["template"], forms, frozenset(features), day)


def _translated(language: str, day: int, *features: str) -> Corpus:
    forms = tuple(SectionForm(title, tuple(headings)) for title, headings in sections(language))
    template = HEADINGS[language]["template"]
    return Corpus(COUNTRIES[language], language, template, forms, frozenset(features), day)


CORPORA = [
    _published("LV", "lv", 1, "contents"),
    _published("BE", "lv", 16, "contents", "banner", "additional"),
    _published("EE", "lv", 2, "links", "groups"),
    _published("CZ", "lv", 3, "links", "provided"),
    _published("HR", "lv", 4, "links", "unanswered", "superseded"),
    _published("IE", "en", 5, "links", "groups", "provided", "superseded", "additional"),
    _translated("de", 6, "links", "banner"),
    _translated("el", 7, "provided"),
    _translated("pl", 8, "banner"),
    _translated("fi", 9, "additional"),
    _translated("bg", 10, "contents"),
    _translated("fr", 11, "contents", "links", "superseded"),
    _translated("hu", 12, "provided"),
]


def corpus(country: str) -> Corpus:
    return next(one for one in CORPORA if one.country == country)


def other(name: str) -> str:
    """A document that is no factsheet of victims' rights."""
    return (HERE / "other" / f"{name}.txt").read_text(encoding="utf-8")
