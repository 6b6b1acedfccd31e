"""Words that are addresses of the portal itself, by the place in an address where a record's slug would stand.

`/<lang>/<country>/<section>/<question>/`: a country must not be called "compare", nor a section "services"; the
question "privacy" disturbs nothing, since `/<lang>/privacy/` stands elsewhere.
"""

from portal.i18n import languages

RESERVED_SLUGS = {
    "country": frozenset(languages.CODES) | {
        "about", "accessibility", "admin", "api", "compare", "embed", "feeds", "for-other-sites", "glossary", "go",
        "healthz", "help-lines", "oembed", "privacy", "robots", "safety", "search", "sitemap", "static",
    },
    "section": frozenset({
        "across", "deadlines", "estimate", "factsheet", "indicators", "leaflet", "questions", "services",
    }),
    "question": frozenset({"history"}),
    "indicator": frozenset(),
}  # fmt: skip
