"""Keeps readers out of the logs."""

import logging


class WithoutReader(logging.Filter):
    """Drops the request from a log record, and the address (path, query) from its text: what is left is the fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        if hasattr(record, "request"):
            del record.request
            record.msg, record.args = "%s: a page could not be served", (record.name,)
        return True
