"""Django's `collectstatic`, which names and compresses every file anew: only where one of them has changed."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from portal import fingerprint

MANIFEST = "staticfiles.json"  # which name each file was given; written last


def fingerprint_of_sources() -> str:
    """Of every static file, and of the code that decides how they are stored."""
    sources = [Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])]
    return f"{fingerprint.of_files(sources)} {fingerprint.of_code('portal/settings.py', 'portal/web')}"


class Command(BaseCommand):
    help = "Collect the static files where one of them has changed."

    def handle(self, *args, **options):
        collected = settings.DATA_DIR / "static.fingerprint"
        current = fingerprint_of_sources()
        if (
            (Path(settings.STATIC_ROOT) / MANIFEST).exists()
            and collected.exists()
            and collected.read_text(encoding="utf-8") == current
        ):
            self.stdout.write("  as they were collected before")
            return
        collected.unlink(missing_ok=True)  # a collection that breaks off is no collection
        call_command("collectstatic", verbosity=0, interactive=False, clear=False, stdout=self.stdout)
        collected.write_text(current, encoding="utf-8")
        self.stdout.write("  collected")
