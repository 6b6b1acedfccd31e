"""Brings countries, instruments and the questionnaire in."""

from django.core.management.base import BaseCommand, CommandError

from rights.seeding import reference
from rights.seeding.files import Faults


class Command(BaseCommand):
    help = "Load the shipped reference data where it has changed; rows that somebody has edited are left alone."

    def handle(self, *args, **options):
        if reference.is_loaded():
            self.stdout.write("  as it was loaded before")
            return
        try:
            reports = reference.load()
        except Faults as faults:
            raise CommandError(str(faults)) from faults
        for name, report in reports.items():
            self.stdout.write(f"  {name}: {report}")
