"""Keeps readers out of the logs: what is not known to tell nothing of a request is not said."""

import logging
import traceback

OURS = ("portal", "countries", "rights", "py.warnings")
# Of what gunicorn says: its processes, and the portal's own server. Anything else may repeat an address or a header.
OF_THE_SERVER = (
    "A request was refused with", "A request failed", "WORKER TIMEOUT", "Worker (pid:", "Worker failed", "App failed",
    "Exception in worker process", "Unhandled exception in main loop", "Unhandled signal", "Connection in use",
    "Invalid address", "Can't connect", "connection to ",
)  # fmt: skip


class WithoutReader(logging.Filter):
    """Leaves of a log record what is at fault: who says it, the kind of an error and the lines of code it came by.

    The messages of errors go, and so does what frameworks and libraries say: it may repeat an address, a name or what
    somebody has typed. Where it was said is enough to look it up.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if not hasattr(record, "is_without_reader"):  # every handler has its own filter, for the same record
            self._clean(record)
        return True

    def _clean(self, record: logging.LogRecord):
        record.is_without_reader = True
        if vars(record).pop("request", None) is not None:
            record.msg, record.args = "%s: a page could not be served", (record.name,)
        elif not tells_nothing_of_a_request(record):
            record.msg, record.args = "%s: %s, line %d", (record.name, record.pathname, record.lineno)
        if record.exc_info and record.exc_info[1]:
            record.exc_text = without_messages(record.exc_info[1])
        record.exc_info = None


def tells_nothing_of_a_request(record: logging.LogRecord) -> bool:
    """By its template, before anything is put into it."""
    if record.name.startswith("gunicorn"):
        return str(record.msg).startswith(OF_THE_SERVER)
    return record.name.split(".")[0] in OURS or record.name in OURS


def without_messages(error: BaseException) -> str:
    """A traceback that says of each error where it arose and of which kind it is."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [without_messages(cause), "\n\nThen:\n"] if cause else []
    lines += ["Traceback (most recent call last):\n", *traceback.format_tb(error.__traceback__)]
    return "".join([*lines, f"{type(error).__module__}.{type(error).__qualname__}"])
