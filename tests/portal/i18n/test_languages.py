"""The one table of the 24 languages."""

import pytest
from django.utils import translation

from portal.environment import BASE_DIR
from portal.i18n import languages


def test_the_24_official_languages_stand_in_the_order_of_their_codes():
    expected = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv"
    assert " ".join(languages.CODES) == expected


@pytest.mark.parametrize(
    ("code", "name"),
    [("mt", "Malti"), ("ga", "Gaeilge"), ("el", "ελληνικά"), ("bg", "български"), ("sl", "slovenščina")],
)
def test_a_language_is_named_in_itself(code, name):
    assert dict(languages.CHOICES)[code] == name
    assert languages.name_of(code, code).casefold() == name.casefold()


@pytest.mark.parametrize(
    ("code", "reader", "name"),
    [
        ("en", "mt", "Ingliż"),
        ("mt", "en", "Maltese"),
        ("ga", "en", "Irish"),
        ("lv", "de", "Lettisch"),
        ("cs", "pt", "checo"),
        ("et", "pt", "estónio"),
    ],
)
def test_a_language_is_named_in_the_readers_language(code, reader, name):
    assert languages.name_of(code, reader) == name


def test_every_language_has_a_name_of_its_own_in_every_language():
    for reader in languages.CODES:
        assert len({languages.name_of(code, reader) for code in languages.CODES}) == 24


def test_every_language_has_a_catalogue():
    folders = sorted(path.parent.parent.name for path in (BASE_DIR / "locale").glob("*/LC_MESSAGES/django.po"))
    assert folders == sorted(languages.CODES)


@pytest.mark.parametrize("code", languages.CODES)
def test_django_knows_every_language_maltese_included(code):
    with translation.override(code):
        assert translation.get_language() == code
        assert translation.get_language_info(code)["name_local"]


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/lv/latvia/", "lv"),
        ("/mt/", "mt"),
        ("/mt", "mt"),
        ("/", None),
        ("", None),
        ("/latvia/lv/", None),
        ("/admin/", None),
        ("/LV/", None),
        ("/no/", None),
        ("/enx/", None),
    ],
)
def test_the_first_part_of_an_address_is_its_language(path, language):
    assert languages.language_of_path(path) == language


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/en/latvia/trial/", "/de/latvia/trial/"),
        ("/en/", "/de/"),
        ("/de/latvia/", "/de/latvia/"),
        ("/en/en/", "/de/en/"),
        ("/", "/de/"),
        ("/healthz", "/de/"),
        ("/go/LV/damages", "/de/"),
    ],
)
def test_an_address_is_the_same_in_another_language(path, expected):
    assert languages.in_language(path, "de") == expected


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("lv", "lv"),
        ("LV", "lv"),
        ("pt-BR", "pt"),
        ("pt-br,en;q=0.8", "pt"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en;q=0.5, mt;q=0.9", "mt"),
        ("ga-IE", "ga"),
        ("no, nb;q=0.9, da;q=0.5", "da"),
        ("lb", "en"),
        ("ru,uk;q=0.9", "en"),
        ("ru,lv;q=0.1", "lv"),
        ("lv;q=0", "en"),
        ("de;q=0, fr;q=0.1", "fr"),
        ("*", "en"),
        ("*;q=0.5, et;q=0.1", "et"),
        (",,;;", "en"),
        ("lv;q=high", "en"),
        ("x" * 5000, "en"),
    ],
)
def test_the_best_language_is_the_one_that_the_reader_prefers_of_ours(header, language):
    assert languages.best_of(header) == language
