"""Where static files are collected: what we wrote to be read is sent without its comments and layout."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import rjsmin
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

OUR_FILES = Path(__file__).parent / "static"
CSS_STRING = r"""("[^"]*"|'[^']*')"""
CSS_COMMENT = re.compile(rf"{CSS_STRING}|/\*.*?\*/", re.DOTALL)
# Blanks around these say nothing. Before a colon they may: `.answer :is(h2)` is not `.answer:is(h2)`.
CSS_BLANKS = re.compile(rf"{CSS_STRING}|\s*([{{}};,])\s*|(:)\s+|(\s)\s*")


def minified_css(text: str) -> str:
    text = CSS_COMMENT.sub(lambda match: match[1] or " ", text)
    text = CSS_BLANKS.sub(lambda match: match[1] or match[2] or match[3] or " ", text)
    return text.replace(";}", "}").strip()


MINIFY = {".css": minified_css, ".js": rjsmin.jsmin}


class Minified:
    """The files of a storage, read as they are sent."""

    def __init__(self, storage: FileSystemStorage):
        self.storage = storage

    def open(self, name: str) -> File:
        with self.storage.open(name) as file:
            minify = MINIFY.get(Path(name).suffix)
            return ContentFile(minify(file.read().decode()).encode() if minify else file.read())


class MinifiedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Names files by a hash of their content and compresses them. Our own are minified; others' stay as they came."""

    def post_process(self, paths: dict[str, tuple[Any, str]], *args, **kwargs) -> Iterator:
        smaller = {
            name: (Minified(storage) if is_ours(storage) else storage, path) for name, (storage, path) in paths.items()
        }
        return super().post_process(smaller, *args, **kwargs)


def is_ours(storage: FileSystemStorage) -> bool:
    return Path(storage.location) == OUR_FILES
