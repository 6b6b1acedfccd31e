"""Static files as they are sent: smaller, and with the same meaning."""

from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from portal.web.storage import OUR_FILES, MinifiedStaticFilesStorage, minified_css


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("a {\n  color: red;\n  margin: 0 auto;\n}\n", "a{color:red;margin:0 auto}"),
        (".answer :is(h2, h3) {\n  margin: 0;\n}", ".answer :is(h2,h3){margin:0}"),
        ("@layer a {\n  .strip :focus-visible { outline: 0; }\n}", "@layer a{.strip :focus-visible{outline:0}}"),
        ("p { inline-size: min(100% - 2 * var(--gap), 60rem); }", "p{inline-size:min(100% - 2 * var(--gap),60rem)}"),
        ("li + li > a { top: 0 }", "li + li > a{top:0}"),
        ('a::after { content: " ( ; /* no */ "; }', 'a::after{content:" ( ; /* no */ "}'),
        ('/* "one */\na /* two */ b { top: 0; }', "a b{top:0}"),
        ("@media (width < 60rem) { b { top: 0; } }", "@media (width < 60rem){b{top:0}}"),
    ],
)
def test_a_stylesheet_loses_what_says_nothing(written, sent):
    assert minified_css(written) == sent


def test_our_files_are_minified_and_those_of_others_stay_as_they_came(tmp_path):
    others = tmp_path / "others"
    others.mkdir()
    (others / "theirs.css").write_text("a { top: 0; } /* theirs */")
    storage = MinifiedStaticFilesStorage(tmp_path / "collected", "/static/")
    paths = {
        "leave.js": (FileSystemStorage(OUR_FILES), "leave.js"),
        "portal.css": (FileSystemStorage(OUR_FILES), "portal.css"),
        "theirs.css": (FileSystemStorage(others), "theirs.css"),
    }
    for name, (source, path) in paths.items():
        with source.open(path) as file:
            storage.save(name, file)
    assert not [done for _name, _hashed, done in storage.post_process(paths) if isinstance(done, Exception)]
    sent = {name: Path(storage.path(storage.stored_name(name))).read_text() for name in paths}
    assert sent["theirs.css"] == "a { top: 0; } /* theirs */"
    assert "/*" not in sent["portal.css"]
    assert "\n" not in sent["portal.css"]
    assert "//" not in sent["leave.js"].replace("https://", "")
