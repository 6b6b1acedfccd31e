"""Compiles the message catalogues in Python: no gettext is needed on the machine that serves."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError
from django.core.management.base import BaseCommand, CommandError

from portal.i18n import catalogues


def compile_catalogue(source: Path) -> bool:
    """Compile one .po file beside itself; False where the .mo file is newer already."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    try:
        catalogue = catalogues.read(source)
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
        sources = catalogues.sources()
        compiled = sum(compile_catalogue(source) for source in sources)
        self.stdout.write(f"  {len(sources)} catalogues, {compiled} compiled")
