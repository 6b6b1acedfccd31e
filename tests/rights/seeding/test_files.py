"""Files of content: read, or refused with one sentence, in time that their length sets."""

import subprocess
import sys

import pytest

from portal.environment import BASE_DIR
from rights.seeding import files
from tests.timing import Stopwatch

HOSTILE = {
    "a list within a list": "[" * 100_000,
    "a mapping within a mapping": "{a: " * 100_000,
    "lists by dashes": "- " * 100_000,
    "keys within keys": "? " * 20_000 + "a",
    "what stands nine times nine times": "a: &a [x, x]\n"
    + "".join(f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
    "what stands within itself": "&a [*a]",
    "what is merged with itself": "a: &a {x: 1}\nb: {<<: *a, <<: *a}",
    "a number of 100,000 digits": "a: " + "9" * 100_000,
    "a number to the base of sixty": "a: " + "1:" * 100_000 + "1",
    "a fraction to the base of sixty": "a: " + "1:" * 100_000 + "1.5",
    "three megabytes": "a: " + "b" * 3_000_000,
    "an object of Python": "!!python/object/apply:os.system ['true']",
    "a day that is none": "a: 2026-02-30",
    "a list as a key": "? [a, b]\n: c",
    "a key that stands twice": "a: 1\na: 2",
    "zeros": "a: \0",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence_in_little_time(kind, tmp_path):
    path = tmp_path / "hostile.yaml"
    path.write_text(HOSTILE[kind])
    with Stopwatch() as watch:
        with pytest.raises(files.Faults) as refused:
            files.read(path)
        [sentence] = refused.value.faults
        assert len(sentence) < 200
    assert watch.seconds < 3


def test_no_file_ends_the_process(tmp_path):
    """libyaml's own stack would overflow: seen from outside, for it would take the tests with it."""
    (tmp_path / "deep.yaml").write_text("[" * 300_000)
    code = (
        f"from pathlib import Path; from rights.seeding.files import read; read(Path({str(tmp_path / 'deep.yaml')!r}))"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=BASE_DIR, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "too much within each other" in ended.stderr
