"""Message catalogues are compiled without gettext."""

import gettext
import io
import os

import pytest
from django.core.management import CommandError, call_command

from portal.environment import BASE_DIR
from portal.i18n import languages
from portal.management.commands.compile_catalogues import compile_catalogue

HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2);\\n"

"""
MESSAGES = """msgid "Answer"
msgstr "Atbilde"

msgctxt "verb"
msgid "Answer"
msgstr "Atbildēt"

#, fuzzy
msgid "Question"
msgstr "Varbūt jautājums"

msgid "Section"
msgstr ""

msgid "%(n)d answer"
msgid_plural "%(n)d answers"
msgstr[0] "%(n)d atbilde"
msgstr[1] "%(n)d atbildes"
msgstr[2] "%(n)d atbilžu"
"""


@pytest.fixture
def catalogue(tmp_path, settings):
    """Writes a Latvian catalogue into a locale folder of its own and gives its path."""
    settings.LOCALE_PATHS = [tmp_path]

    def write(messages=MESSAGES, language="lv"):
        path = tmp_path / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((HEAD + messages).encode() if isinstance(messages, str) else messages)
        return path

    return write


def compiled(path):
    with path.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def run():
    out = io.StringIO()
    call_command("compile_catalogues", stdout=out)
    return out.getvalue().strip()


def test_a_compiled_catalogue_translates_with_context_and_plurals(catalogue):
    path = catalogue()
    assert run() == "1 catalogues, 1 compiled"
    texts = compiled(path)
    assert texts.gettext("Answer") == "Atbilde"
    assert texts.pgettext("verb", "Answer") == "Atbildēt"
    assert [texts.ngettext("%(n)d answer", "%(n)d answers", n) for n in (1, 2, 0)] == [
        "%(n)d atbilde",
        "%(n)d atbildes",
        "%(n)d atbilžu",
    ]


def test_what_is_fuzzy_or_not_translated_stays_as_it_was_written(catalogue):
    path = catalogue()
    run()
    assert compiled(path).gettext("Question") == "Question"
    assert compiled(path).gettext("Section") == "Section"


def test_only_what_has_changed_is_compiled_again(catalogue):
    path, other = catalogue(), catalogue(language="et")
    assert run() == "2 catalogues, 2 compiled"
    assert run() == "2 catalogues, 0 compiled"
    path.write_text(HEAD + 'msgid "Answer"\nmsgstr "Jauna"\n')
    newer = other.with_suffix(".mo").stat().st_mtime + 10
    os.utime(path, (newer, newer))
    assert run() == "2 catalogues, 1 compiled"
    assert compiled(path).gettext("Answer") == "Jauna"


@pytest.mark.parametrize(
    "faulty",
    [
        '<<<<<<< HEAD\nmsgid "Answer"\nmsgstr "Atbilde"\n=======\n',
        'msgid "Answer"\nmsgid_plural "Answers"\nmsgstr[one] "Atbilde"\n',
        HEAD.encode() + b'msgid "Answer"\nmsgstr "Atbild\xe4"\n',
    ],
    ids=["a merge not finished", "a plural without a number", "not UTF-8"],
)
def test_a_faulty_catalogue_is_named_and_the_old_one_stays_in_use(catalogue, faulty):
    path = catalogue()
    run()
    path = catalogue(faulty)
    later = path.with_suffix(".mo").stat().st_mtime + 10
    os.utime(path, (later, later))
    with pytest.raises(CommandError, match=r"lv/LC_MESSAGES/django\.po"):
        run()
    assert compiled(path).gettext("Answer") == "Atbilde"
    assert sorted(found.name for found in path.parent.iterdir()) == ["django.mo", "django.po"]


@pytest.mark.parametrize("language", languages.CODES)
def test_every_shipped_catalogue_compiles(language, tmp_path):
    path = tmp_path / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_bytes((BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po").read_bytes())
    assert compile_catalogue(path)
    assert compiled(path).info()["content-type"].lower().endswith("utf-8")
