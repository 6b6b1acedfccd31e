"""Variables that a template names and nobody gives: Django shows nothing for them, here they leave a trace."""

import re

TRACE = "UNDEFINED(%s)"


def leave_traces(templates: list[dict]) -> list[dict]:
    """The setting TEMPLATES under which an undefined variable is seen in the page."""
    [engine] = templates
    return [{**engine, "OPTIONS": {**engine["OPTIONS"], "string_if_invalid": TRACE}}]


def names_in(html: str) -> list[str]:
    return re.findall(r"UNDEFINED\(([^)]*)\)", html)
