"""Writes fixtures/names.json: names of countries and languages, and each alphabet's order, from Unicode's CLDR."""

import json
import re

import yaml
from babel import Locale
from django.core.management.base import BaseCommand, CommandError

from portal.environment import BASE_DIR
from portal.i18n import languages

COUNTRY = re.compile("(?!EU|EZ|UN|X[AB]|ZZ|QO)[A-Z]{2}")  # CLDR has regions, unions and private codes besides
EUROPEAN_FORM = {"pt": "pt_PT"}  # CLDR's plain "pt" is Brazil's


class Command(BaseCommand):
    help = "Write the names of countries and languages in 24 languages (CLDR) and their order to fixtures/names.json."

    def handle(self, *args, **options):
        try:
            import icu
        except ImportError as error:
            raise CommandError(
                "The order of each alphabet needs PyICU: install the optional dependencies “names”."
            ) from error
        countries = yaml.safe_load((BASE_DIR / "fixtures" / "reference" / "countries.yaml").read_text(encoding="utf-8"))
        names: dict[str, dict] = {"languages": {}, "countries": {}, "elsewhere": {}, "alphabetical": {}}
        own = {row["iso_code"] for row in countries}
        for language in languages.CODES:
            cldr = Locale.parse(EUROPEAN_FORM.get(language, language))
            names["languages"][language] = {code: cldr.languages[code] for code in languages.CODES}
            territories = {row["code"]: cldr.territories[row["iso_code"]] for row in countries}
            names["countries"][language] = territories
            names["elsewhere"][language] = sorted(
                {name for code, name in cldr.territories.items() if COUNTRY.fullmatch(code) and code not in own}
            )
            key = icu.Collator.createInstance(icu.Locale(EUROPEAN_FORM.get(language, language))).getSortKey
            names["alphabetical"][language] = sorted(territories, key=lambda code: key(territories[code]))
        text = json.dumps(names, ensure_ascii=False, indent=1, sort_keys=True)
        languages.NAMES_FILE.write_text(text + "\n", encoding="utf-8")
        self.stdout.write(f"{len(countries)} countries and {len(languages.CODES)} languages written")
