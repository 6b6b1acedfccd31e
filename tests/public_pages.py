"""Every kind of public page, and what tests that go over many pages share: content, addresses, parsed HTML."""

import contextlib
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from xml.etree.ElementTree import Element

import lxml.html
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone, translation

# Name → address after the language. `test_every_page` fails where an address of the portal is missing here.
KINDS = {
    "home": "",
    "about": "about/",
    "safety": "safety/",
    "privacy": "privacy/",
    "accessibility": "accessibility/",
    "for-other-sites": "for-other-sites/",
    "country": "estonia/",
    "country-with-every-status": "france/",
    "country-without-answers": "germany/",
    "country-not-bound": "denmark/",
    "union": "european-union/",
    "services": "latvia/services/",
    "services-with-every-fact": "france/services/",
    "services-none": "germany/services/",
    "section": "estonia/compensation/",
    "section-with-groups": "latvia/investigation/",
    "section-with-every-status": "france/compensation/",
    "section-of-the-minimum": "germany/support/",
    "section-not-bound": "denmark/defendants/",
    "section-for-the-accused": "latvia/defendants/",
    "section-of-the-union": "european-union/trial/",
    "question": "latvia/compensation/state-compensation/",
    "question-of-the-minimum": "germany/trial/take-part/",
    "question-not-bound": "ireland/investigation/protection-types/",
    "question-no-right": "france/compensation/damages/",
    "question-does-not-apply": "france/compensation/making-offender-pay/",
    "question-in-another-language": "france/compensation/state-advance/",
    "question-outdated": "france/compensation/state-compensation/",
    "question-taken-down": "france/trial/take-part/",
    "question-not-answered": "denmark/trial/my-status/",
    "glossary": "glossary/",
    "history": "latvia/compensation/state-compensation/history/",
    "version": "latvia/compensation/state-compensation/history/1/",
    "version-taken-down": "france/trial/take-part/history/1/",
    "picker": "compare/",
    "picker-with-a-choice": "compare/?country=estonia&country=latvia&section=compensation",
    "compared": "compare/latvia+estonia+european-union/compensation/",
    "compared-eight": "compare/latvia+estonia+european-union+denmark+france+germany+malta+ireland/investigation/",
    "compared-with-every-status": "compare/france+denmark+latvia/compensation/",
    "question-compared": "compare/questions/state-compensation/",
    "facts": "compare/indicators/",
    "facts-chosen": "compare/indicators/?country=estonia&country=malta",
    "fact-choice": "compare/indicators/free-legal-aid/",
    "fact-duration": "compare/indicators/appeal-closure-days/",
    "fact-money": "compare/indicators/state-compensation-max/",
    "fact-age": "compare/indicators/child-interview-age/",
    "fact-text": "compare/indicators/claim-damages-until/",
    "fact-help-line": "compare/indicators/hotline-116006/",
    "across": "compare/across/latvia/estonia/",
    "across-not-bound": "compare/across/denmark/france/",
    "across-picker": "compare/across/",
    "search": "search/",
    "search-found": "search/?q=compensation&reading=latvia",
    "search-in-one-country": "search/?q=compensation&country=estonia&section=compensation",
    "search-numbers": "search/?q=116006&reading=france",
    "search-in-danger": "search/?q=he+is+hitting+me",
    "search-nothing": "search/?q=qqqqzzzz&reading=estonia",
    "not-found": "atlantis/",
}
EXTERNAL = re.compile(r"^\s*(?!data:)([a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


@contextlib.contextmanager
def kept_for_the_module(blocker) -> Iterator[None]:
    """What is written inside stays for all tests of a module and is rolled back after them: loading is slow.

    The tests must be marked `django_db`: without any such test pytest-django makes no database for tests at all.
    """
    name = str(connection.settings_dict["NAME"])
    assert "test_" in name or "memory" in name, f"{name} is no database for tests"
    with blocker.unblock(), translation.override("en"), transaction.atomic():
        yield
        transaction.set_rollback(True)


SHIPPED = ("ee", "lv", "eu")  # enough for every kind of page, and quick; tests/rights/test_shipped_content.py has all


def load_shipped():
    from rights.seeding import factsheet

    for path in factsheet.files():
        if path.stem in SHIPPED:
            factsheet.load(path)


def load_every_status():
    """France answers in each of the ways there are; its help line does not work; its service has every fact.

    One answer, one help line and one service were taken down.
    """
    from countries.models import Country, HelpLine, Source, SupportService, Telephone
    from rights.models import Publication, Question
    from rights.services import drafting, seeds

    france = Country.objects.get(code="FR")
    today = timezone.localdate()
    source = Source.objects.create(
        slug="fr-made-up", title_en="A made-up page", publisher="Ministère", language="fr", url="https://example.eu/fr"
    )
    body = (
        "<h2>Titre</h2><p>Voyez <a href='question:legal-aid'>l’aide juridictionnelle</a>, "
        "<a href='service:centre'>le centre</a> ou <a href='help-line:112'>le 112</a>.</p><h3>Sous-titre</h3>"
        "<table><caption>Sommes</caption><thead><tr><th>Cas</th><th>Euros</th></tr></thead>"
        "<tbody><tr><td>Un</td><td>100</td></tr></tbody></table><ul><li>un</li></ul>"
    )

    def publish(question, language, kind="text", text=body, checked_on=today):
        answer = drafting.answer_for(france, Question.objects.get(slug=question))
        seeds.publish_seed(
            answer,
            language,
            kind=kind,
            summary=f"En bref : {question}, {language}.",
            body=text,
            legal_basis="Code pénal, article 1",
            sources=[source],
            checked_on=checked_on,
        )

    SupportService.objects.create(
        country=france, slug="centre", kind="victim-support", name_en="The centre", description_en="It helps.",
        hours_fr="Du lundi au vendredi", hours_en="Monday to Friday", address="1, rue de la Paix, Paris",
        emails=["aide@example.eu"], urls=["https://example.eu/centre/"], source=source, checked_on=today,
    )  # fmt: skip
    Telephone.objects.create(
        service=SupportService.objects.get(country=france, slug="centre"), number="+33123456789", note_en="free"
    )
    HelpLine.objects.create(
        country=france, number="116006", operates=False, name_fr="Victimes", name_en="Victims", source=source,
        hours_en="Day and night", cost_en="Free of charge", note_fr="Fermé.", note_en="Closed.",
        spoken_languages=["fr", "mt"],
    )  # fmt: skip
    now = timezone.now()
    given = {"country": france, "source": source, "taken_down_at": now}
    SupportService.objects.create(slug="closed", kind="ngo", name_en="The office", hours_en="Never", **given)
    HelpLine.objects.create(number="116000", operates=True, name_en="Missing children", hours_en="Never", **given)
    publish("take-part", "fr")
    Publication.objects.filter(answer__country=france, answer__question__slug="take-part").update(taken_down_at=now)
    publish("damages", "fr", kind="no-right", text="")
    publish("damages", "en", kind="no-right", text="")
    publish("making-offender-pay", "fr", kind="does-not-apply", text="")
    publish("state-advance", "fr", checked_on=today - datetime.timedelta(days=500))
    publish("state-compensation", "fr")
    publish("state-compensation", "en")
    publish("state-compensation", "fr", text=body + "<p>Nouveau.</p>")


@dataclass
class Page:
    """A public page as it was answered, and its parsed HTML."""

    kind: str
    language: str

    def __post_init__(self):
        self.path = f"/{self.language}/{KINDS[self.kind]}"
        self.expected_status = 404 if self.kind == "not-found" else 200
        self.response = Client().get(self.path)

    @cached_property
    def html(self) -> str:
        return self.response.content.decode()

    @cached_property
    def root(self) -> Element:
        return parse(self.html)

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.root.iter() if element.tag in tags]

    @cached_property
    def ids(self) -> list[str]:
        return [element.get("id") for element in self.root.iter() if element.get("id") is not None]


def parse(html: str) -> Element:
    """The tree of a page; whether its HTML is valid is asked by `test_every_page`, strictly and slowly."""
    root = lxml.html.document_fromstring(html)
    for field in root.iter("textarea"):
        field.text = (field.text or "").removeprefix("\n")  # as browsers read it
    return root


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def passages(element: Element, language: str = "") -> Iterator[tuple[str, str]]:
    """Every piece of text below an element, with the language that the nearest `lang` attribute gives it."""
    language = element.get("lang", language)
    if isinstance(element.tag, str):
        yield (" ".join((element.text or "").split()), language)
        for child in element:
            yield from passages(child, language)
            yield (" ".join((child.tail or "").split()), language)


def main_of(html: str) -> Element:
    [main] = parse(html).iter("main")
    return main
