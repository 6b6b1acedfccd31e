"""Brings countries, instruments and the questionnaire in."""

from django.core.management.base import BaseCommand, CommandError

from rights.shipping import reference
from rights.shipping.files import Faults


class Command(BaseCommand):
    help = "Load the shipped reference data; rows that somebody has edited are left alone."

    def handle(self, *args, **options):
        try:
            reports = reference.load()
        except Faults as faults:
            raise CommandError(str(faults)) from faults
        for name, report in reports.items():
            self.stdout.write(f"  {name}: {report}")
