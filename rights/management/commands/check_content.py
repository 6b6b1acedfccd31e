"""Checks shipped content: figures, sources, plain language."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from rights.seeding import content_check
from rights.seeding.files import Faults


class Command(BaseCommand):
    help = "Check shipped factsheets against docs/content.md."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, help="Files to check; all of fixtures/factsheets by default")

    def handle(self, *args, **options):
        try:
            result = content_check.check(options["files"])
        except Faults as faults:
            raise CommandError(str(faults)) from faults
        for remark in result.remarks:
            self.stdout.write(remark)
        for fault in result.faults:
            self.stderr.write(fault)
        self.stdout.write(f"{result.answers} answers; English reads at Flesch {result.ease:.0f} on average")
        if result.faults:
            raise CommandError(f"{len(result.faults)} faults")
