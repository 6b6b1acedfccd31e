"""Where Django looks for what the admin holds: the desk's records and people."""

from rights.desk import people, records  # noqa: F401
