"""How fast the search is at full size: 28 countries × 57 questions × 24 languages, on both databases.

`make bench` (or `python bench/search.py [--countries 28] [--queries 12]`) makes up texts, indexes them, asks queries of
every kind in every language (`searching.py`), and writes bench/results/search.md. Everything happens in a folder of its
own, which is removed; it ends by itself within `--minutes`.
"""

import argparse
import datetime
import json
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "bench" / "results" / "search.md"
ENTRY_LIMIT, QUERY_LIMIT = 5, 20  # milliseconds

# Both databases


def percentile(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def run(database: str, folder: Path, arguments: argparse.Namespace, deadline: float) -> dict:
    """Measure in a process of its own, which ends with its time."""
    address = f"sqlite:///{folder / 'bench.sqlite3'}"
    if database == "postgresql":
        started = subprocess.run(
            [ROOT / "scripts/postgres.sh", "start", folder], capture_output=True, text=True, check=True
        )
        address = started.stdout.strip()
    answer = folder.with_suffix(".json")
    environment = {**os.environ, "DATABASE_URL": address, "PORTAL_DATA_DIR": str(folder.with_suffix(".data"))}
    Path(environment["PORTAL_DATA_DIR"]).mkdir()
    act = f"from bench import searching; searching.record({str(answer)!r}, {arguments.countries}, {arguments.queries})"
    command = [sys.executable, ROOT / "manage.py", "shell", "--no-imports", "-c", act]
    try:
        subprocess.run(command, env=environment, cwd=ROOT, check=True, timeout=max(1, deadline - time.monotonic()))
    finally:
        if database == "postgresql":
            subprocess.run([ROOT / "scripts/postgres.sh", "stop", folder], check=False)
    return json.loads(answer.read_text())


def report(measured: list[dict], arguments: argparse.Namespace) -> str:
    """The results as Markdown."""

    def row(name: str, value) -> str:
        return f"| {name} | " + " | ".join(value(each) for each in measured) + " |"

    def milliseconds(values: list[float]) -> str:
        middle, high = statistics.median(values), percentile(values, 0.95)
        return f"{middle:.1f} / {high:.1f} / {max(values):.1f} ms"

    def every(each: dict) -> list[float]:
        return [value for values in each["times"].values() for value in values]

    kinds = measured[0]["times"]

    def indexing(each: dict) -> str:
        return f"{each['index']:.0f} s ({each['index'] / each['entries'] * 1000:.1f} ms each)"

    def every_query(each: dict) -> str:
        return f"**{milliseconds(every(each))}** ({len(every(each))} queries, {each['found']} found)"

    def first_mistyped(each: dict) -> str:
        return milliseconds(each["first_mistyped"])

    lines = [
        "# Search at full size",
        "",
        f"`make bench` on {datetime.date.today()}, {platform.machine()}, {os.cpu_count()} cores "
        f"(load before and after each: {', '.join(each['load'] for each in measured)}), "
        f"Python {platform.python_version()}: {arguments.countries} countries × 57 questions × 24 languages of made-up "
        f"text ({measured[0]['words_of_text']} words each). Times of queries: median / 95th percentile / longest, "
        f"for one query in one process, everything included, the quickest of {measured[0]['rounds']} times.",
        "",
        "| | " + " | ".join(each["database"] for each in measured) + " |",
        "|---|" + "---|" * len(measured),
        row("texts indexed", lambda each: f"{each['entries']:,}"),
        row("different words", lambda each: f"{each['words']:,}"),
        row("indexing all of them", indexing),
        row("indexing one, with its commit", lambda each: milliseconds(each["one"])),
        row("size of the index", lambda each: f"{each['size'] / 1e6:.0f} MB (texts: {each['before'] / 1e6:.0f} MB)"),
        row("**every query**", every_query),
        *(row(kind, lambda each, kind=kind: milliseconds(each["times"][kind])) for kind in kinds),
        row("first mistyped word of a language: once for each process and publication", first_mistyped),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--countries", type=int, default=28)
    parser.add_argument("--queries", type=int, default=20, help="in each language")
    parser.add_argument("--minutes", type=float, default=20, help="after which it gives up")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that PostgreSQL is stopped
    deadline = time.monotonic() + arguments.minutes * 60
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    folder.chmod(0o755)  # PostgreSQL runs as somebody else
    try:
        measured = []
        for database in [arguments.only] if arguments.only else ["sqlite", "postgresql"]:
            (folder / "sqlite").mkdir(exist_ok=True)
            measured.append(run(database, folder / database, arguments, deadline))
    finally:
        shutil.rmtree(folder)
    text = report(measured, arguments)
    print(text)
    if arguments.countries == 28 and not arguments.only:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(text)
    slow = [
        each["database"]
        for each in measured
        if percentile([v for vs in each["times"].values() for v in vs], 0.95) > QUERY_LIMIT
    ]
    slow += [each["database"] for each in measured if statistics.median(each["one"]) > ENTRY_LIMIT]
    if slow:
        sys.exit(f"Slower than {QUERY_LIMIT} ms a query or {ENTRY_LIMIT} ms a text: {', '.join(slow)}")


if __name__ == "__main__":
    main()
