"""How much is translated, for whoever plans the work of translators."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand

from rights.selectors.translation_status import read_translation_status


class Command(BaseCommand):
    help = "Says what of the questionnaire, the answers and the interface there is in which language."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="everything, for machines")

    def handle(self, *args, **options):
        status = read_translation_status()
        if options["json"]:
            rows = [{**asdict(coverage), "done": coverage.done} for coverage in status]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for part in dict.fromkeys(coverage.part for coverage in status):
            of_part = [coverage for coverage in status if coverage.part == part]
            whole = [coverage.language for coverage in of_part if not coverage.missing]
            self.stdout.write(f"{part}: whole in {len(whole)} of {len(of_part)} languages ({' '.join(whole)})")
            for coverage in of_part:
                if coverage.missing:
                    names = ", ".join(coverage.missing)
                    self.stdout.write(f"  {coverage.language} {coverage.done}/{coverage.total}; missing: {names}")
