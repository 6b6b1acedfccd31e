"""Brings an installation up to date: what every start and every upgrade needs, in one process."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from portal.starting import one_at_a_time


class Command(BaseCommand):
    help = "Compile catalogues, migrate, load what ships, index it, collect static files: each where it has changed."
    requires_system_checks = []

    STEPS = [
        ("Interface languages", "compile_catalogues", {}),
        ("Database", "migrate", {"verbosity": 0, "interactive": False}),
        ("Second factors", "reseal", {}),
        ("Reference data", "load_reference", {}),
        ("Factsheets", "load_factsheets", {}),
        ("Search", "reindex", {}),
        ("Static files", "collect_static", {}),
    ]

    def handle(self, *args, **options):
        with one_at_a_time(self.say):
            for number, (title, command, settings) in enumerate(self.STEPS, start=1):
                self.say(f"[{number}/{len(self.STEPS)}] {title}")
                call_command(command, **settings, stdout=self.stdout, stderr=self.stderr)

    def say(self, line: str):
        self.stdout.write(line)
        self.stdout.flush()
