"""Brings the index of search up to date."""

from django.core.management.base import BaseCommand

from rights.services import search_index


class Command(BaseCommand):
    help = "Index the published texts that search does not know yet, or knows in an old version. Safe while serving."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="Index every text anew, and count the words anew")

    def handle(self, *args, **options):
        shown = 0

        def progress(done: int, of: int):
            nonlocal shown
            if done == of or done >= shown + 1000:
                shown = done
                self.stdout.write(f"  {done} of {of}")
                self.stdout.flush()

        done = search_index.reindex(everything=options["all"], progress=progress)
        self.stdout.write(f"  search: {done} texts indexed" if done else "  search: up to date")
