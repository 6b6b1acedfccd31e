"""Words that are addresses of the portal itself, so no country, section or question may have them as its slug."""

from portal import languages

RESERVED_SLUGS = frozenset(languages.CODES) | {
    "about", "accessibility", "across", "admin", "api", "compare", "deadlines", "embed", "estimate", "factsheet",
    "feeds", "for-other-sites", "glossary", "go", "healthz", "help-lines", "history", "indicators", "leaflet",
    "oembed", "privacy", "questions", "robots", "safety", "search", "services", "sitemap", "static",
}  # fmt: skip
