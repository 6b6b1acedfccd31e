"""Checks shipped content: figures, sources, plain language."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from rights.shipping import contentcheck
from rights.shipping.files import Faults


class Command(BaseCommand):
    help = "Check shipped factsheets against docs/content.md."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, help="Files to check; all of fixtures/factsheets by default")

    def handle(self, *args, **options):
        try:
            result = contentcheck.check(options["files"])
        except Faults as faults:
            raise CommandError(str(faults)) from faults
        for fault in result.faults:
            self.stderr.write(fault)
        self.stdout.write(f"{result.answers} answers; English reads at Flesch {result.ease:.0f} on average")
        if result.faults:
            raise CommandError(f"{len(result.faults)} faults")
