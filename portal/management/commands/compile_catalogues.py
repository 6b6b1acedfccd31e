"""Compiles the message catalogues in Python: no gettext is needed on the machine that serves."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


def compile_catalogue(source: Path) -> bool:
    """Compile one .po file beside itself; False where the .mo file is newer already."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    with source.open("rb") as file:
        try:
            catalogue = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
        except (PoFileError, ValueError) as error:
            raise CommandError(f"{source}: {error}") from error
    draft = target.with_suffix(".mo.new")
    with draft.open("wb") as file:
        write_mo(file, catalogue)
    draft.replace(target)
    return True


class Command(BaseCommand):
    help = "Compile the message catalogues that have changed."

    def handle(self, *args, **options):
        sources = sorted(path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/*.po"))
        compiled = sum(compile_catalogue(source) for source in sources)
        self.stdout.write(f"  {len(sources)} catalogues, {compiled} compiled")
