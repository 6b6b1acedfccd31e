"""Brings an installation up to date: what every start and every upgrade needs, in one process."""

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile catalogues, migrate, load shipped reference data and factsheets, index them, collect static files."
    requires_system_checks = []

    STEPS = [
        ("Interface languages", "compile_catalogues", {}),
        ("Database", "migrate", {"verbosity": 0, "interactive": False}),
        ("Reference data", "load_reference", {}),
        ("Factsheets", "load_factsheets", {}),
        ("Search", "reindex", {}),
        ("Static files", "collectstatic", {"verbosity": 0, "interactive": False, "clear": False}),
    ]

    def handle(self, *args, **options):
        for number, (title, command, settings) in enumerate(self.STEPS, start=1):
            self.stdout.write(f"[{number}/{len(self.STEPS)}] {title}")
            self.stdout.flush()
            call_command(command, **settings, stdout=self.stdout, stderr=self.stderr)
