"""Reads the published factsheet text of a country, reports what it answers, and makes drafts of it."""

import json
import sys
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countries.models import Country, Source
from portal.i18n import languages
from portal.text import addresses
from rights.importer import confirmed_headings, drafts, reading, template
from rights.importer.decoding import MAX_CHARACTERS
from rights.importer.pages import ImportProblem
from rights.importer.report import ImportReport, UnmatchedText, sentence_of
from rights.services import errors
from rights.validation import max_length


class Command(BaseCommand):
    help = "Read published factsheet text, report what it answers, and bring it in as drafts of a user."

    def add_arguments(self, parser):
        parser.add_argument("file", help="The text of a country's pages; - reads standard input")
        parser.add_argument("--country", required=True, help="The country's code, such as EE")
        parser.add_argument("--language", required=True, help="The language of the text, such as lv")
        parser.add_argument("--dry-run", action="store_true", help="Change nothing, only report")
        parser.add_argument("--json", action="store_true", help="Print the report as JSON")
        parser.add_argument("--user", default="", help="The name of the user whose drafts they become")
        parser.add_argument("--address", default="", help="Where the text is published on the web")
        parser.add_argument("--publisher", default="", help="Who published it, where the text does not say so")

    def handle(self, *args, **options):
        country, language = self._country(options["country"]), _language(options["language"])
        _check_source(options["address"], options["publisher"])
        user = None if options["dry_run"] else _user(options["user"])
        known = confirmed_headings.headings(language)
        report = reading.report_on(_content(options["file"]), country.code, language, template.from_database(), known)
        outcome = None if options["dry_run"] else self._import(report, country, language, user, options)
        if options["json"]:
            self._print_json(report, outcome)
        else:
            self._print_report(report)
            self._tell_outcome(outcome)

    def _import(self, report: ImportReport, country: Country, language: str, user, options) -> drafts.ImportOutcome:
        if not report.matched:
            raise CommandError(" ".join([_("Nothing can be brought in."), *map(_problem, report.problems[:3])]))
        source = {"address": options["address"], "publisher": options["publisher"]}
        try:
            return drafts.import_drafts(report, country, language, user, **source)
        except drafts.NoPublisher as refusal:
            raise CommandError(f"{refusal} (--publisher)") from refusal
        except errors.Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _print_json(self, report: ImportReport, outcome: drafts.ImportOutcome | None):
        data = report.as_json()
        if outcome:
            data["drafts"] = [
                {"question": one.question.slug, "state": one.revision.state, "reasons": list(one.reasons)}
                for one in outcome.drafted
            ]
            data["skipped"] = [{"question": one.question.slug, "reason": one.reason} for one in outcome.skipped]
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))

    def _country(self, code: str) -> Country:
        try:
            return Country.objects.get(code=code.upper())
        except Country.DoesNotExist:
            raise CommandError(_("There is no country with the code %(code)s.") % {"code": code}) from None

    def _print_report(self, report: ImportReport):
        answered = len(report.answers())
        self.stdout.write(
            ngettext("%(number)d question is answered.", "%(number)d questions are answered.", answered)
            % {"number": answered}
        )
        for match in report.matched:
            self.stdout.write(f"  {match.question}: {match.heading} [{match.confidence:.0%}]")
        self._list(_("For you to place:"), [_placing(text) for text in report.unmatched])
        self._list(
            _("Headings without an answer:"), [f"{none.question or '–'}: {none.heading}" for none in report.unanswered]
        )
        self._list(_("Problems:"), [_problem(problem) for problem in report.problems])
        self._list(_("Services:"), [service.name for service in report.services])

    def _tell_outcome(self, outcome: drafts.ImportOutcome | None):
        if outcome is None:
            self.stdout.write(_("Nothing was changed."))
            return
        made = len(outcome.drafted)
        self.stdout.write(
            ngettext("%(number)d draft was made.", "%(number)d drafts were made.", made) % {"number": made}
        )
        self._list(_("To be finished:"), [f"{one.question.slug}: {' '.join(one.reasons)}" for one in outcome.drafted])
        self._list(_("Not brought in:"), [f"{one.question.slug}: {one.reason}" for one in outcome.skipped])

    def _list(self, title: str, entries: list[str]):
        if entries:
            self.stdout.write(title)
            for entry in entries:
                self.stdout.write(f"  {entry}")


def _language(code: str) -> str:
    if code.lower() not in languages.CODES:
        raise CommandError(
            _("“%(code)s” is not one of the 24 languages: %(codes)s.")
            % {"code": code, "codes": ", ".join(languages.CODES)}
        )
    return code.lower()


def _check_source(address: str, publisher: str):
    if address:
        try:
            addresses.web_address(address)
        except ValidationError as refusal:
            raise CommandError(refusal.message) from None
    for name, value in (("url", address), ("publisher", publisher)):
        if len(value) > max_length(Source, name):
            raise CommandError(_("“%(text)s…” is too long.") % {"text": value[:40]})


def _user(name: str):
    if not name:
        raise CommandError(_("Say with --user whose drafts they become, or use --dry-run to change nothing."))
    user = get_user_model().objects.filter(username=name, is_active=True).first()
    if user is None:
        raise CommandError(_("There is no active user called %(name)s.") % {"name": name})
    return user


def _content(name: str) -> bytes:
    """The file's bytes, and one more than can be read where it is longer: that suffices to say so."""
    limit = 4 * MAX_CHARACTERS + 1
    if name == "-":
        return sys.stdin.buffer.read(limit)
    try:
        with Path(name).open("rb") as file:
            return file.read(limit)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CommandError(_("%(file)s cannot be read: %(reason)s.") % {"file": name, "reason": reason}) from error


def _placing(text: UnmatchedText) -> str:
    offered = ", ".join(f"{one.question} {one.confidence:.0%}" for one in text.suggestions) or _("no suggestion")
    return f"{text.heading} ({offered})"


def _problem(problem: ImportProblem) -> str:
    where = _("line %(line)d") % {"line": problem.line} if problem.line else ""
    return " · ".join(part for part in (where, sentence_of(problem), problem.text) if part)
