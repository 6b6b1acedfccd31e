"""Brings the shipped factsheets in, through the workflow."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from rights.seeding import factsheet
from rights.seeding.files import Faults


class Command(BaseCommand):
    help = (
        "Load shipped factsheets that have changed, each file all or nothing; texts that somebody has edited are left "
        "alone. A file that is named is loaded in any case, and the edited texts are listed."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, help="Files to load; all of fixtures/factsheets by default")

    def handle(self, *args, **options):
        wrong = []
        for path in options["files"] or factsheet.files():
            if not options["files"] and factsheet.is_loaded(path):
                self.stdout.write(f"  {path.name}: as it was loaded before")
                continue
            try:
                report = factsheet.load(path)
            except Faults as faults:
                wrong.append(str(faults))
                self.stderr.write(str(faults))
                continue
            self.stdout.write(f"  {path.name}: {report}")
            for key in report.left_alone:
                self.stdout.write(f"    left as edited: {key}")
        if wrong:
            raise CommandError(f"{len(wrong)} of the files could not be loaded; nothing of them was.")
