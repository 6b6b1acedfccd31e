"""What gunicorn is given beyond its settings: a worker that no connection holds up, and a log that knows no reader.

A worker of gunicorn's `sync` kind reads from one client until its request is whole, so two idle connections stop two
workers. Here each worker reads from all its clients at once, as they send, and hands a request over when it is whole;
it writes answers in the same way. Requests are answered one after the other, as `sync` does: no threads.
"""

import os
import re
import selectors
import socket
import time
from collections.abc import Callable
from http import HTTPStatus

from gunicorn.glogging import Logger
from gunicorn.http import errors, wsgi
from gunicorn.workers.sync import SyncWorker

from portal.logs import WithoutReader
from portal.policies import EVERY_RESPONSE

HEAD_SECONDS = 10  # from the connection to the end of the request's head
BODY_SECONDS = 60  # from there to the end of its body
ANSWER_SECONDS = 30  # in which a client takes at least something of its answer
LINGER_SECONDS = 2  # in which a client that is refused while it sends reads why
LONGEST_HEAD = 32 * 1024  # bytes
LARGEST_BODY = 16 * 1024 * 1024  # bytes: a file of editors, with room to spare
ROOM = 64 * 1024 * 1024  # bytes that the connections of a worker hold together
CHUNK = 64 * 1024

BARE_NEWLINE = re.compile(rb"(?<!\r)\n")
LENGTHS = re.compile(rb"\r\ncontent-length[ \t]*:([^\r\n]*+)(?=\r\n)", re.IGNORECASE)
WITHOUT_LENGTH = re.compile(rb"\r\ntransfer-encoding[ \t]*:", re.IGNORECASE)

REFUSAL = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<h1>{title}</h1>
<p>{sentence}</p>
<p><a href="/">To the first page</a></p>
</html>
"""
SENTENCES = {
    HTTPStatus.REQUEST_URI_TOO_LONG: "This address, or the text in it, is too long. Please try again with fewer words.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "What you sent is too large for this site.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong on our side.",
}


class Refusal(Exception):
    """A request that is refused before it is read whole, or cannot be read."""

    def __init__(self, status: HTTPStatus):
        self.status = status


STATUS = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    errors.InvalidResponseHeader: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.InvalidResponseHeaderName: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.ParseException: HTTPStatus.BAD_REQUEST,
}


def status_of(error: BaseException) -> HTTPStatus:
    """The status that answers an error of reading a request, or of anything else (500)."""
    if isinstance(error, Refusal):
        return error.status
    return next(
        (status for kind, status in STATUS.items() if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR
    )


def refusal(status: HTTPStatus) -> bytes:
    """An answer to what could not be read. It repeats nothing of it."""
    sentence = SENTENCES.get(status, "Your browser sent something that this site does not understand.")
    page = REFUSAL.format(title=status.phrase, sentence=sentence).encode()
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(page)}\r\nCache-Control: no-store\r\n"
    )
    policies = "".join(f"{name}: {value}\r\n" for name, value in EVERY_RESPONSE.items())
    return f"{head}{policies}\r\n".encode() + page


class Response(wsgi.Response):
    """An answer that does not say which server made it."""

    def default_headers(self) -> list[str]:
        return [header for header in super().default_headers() if not header.startswith("Server:")]


wsgi.Response = Response  # gunicorn has no setting for it


class Connection:
    """A client: what it has sent so far, and what is still to be sent to it. To gunicorn it is the client's socket."""

    def __init__(self, client: socket.socket, address, listener: socket.socket):
        self.client, self.address, self.listener = client, address, listener
        self.received, self.answer = bytearray(), bytearray()
        self.size: int | None = None  # of the whole request, in bytes; None while its head has not ended
        self.until = time.monotonic() + HEAD_SECONDS
        self.is_cut_short = False  # answered before the request was read whole
        self.waits_for: tuple[int, Callable[[Connection], None]] | None = (
            None  # the poller's event, and what follows it
        )

    @property
    def held(self) -> int:
        return len(self.received) + len(self.answer)

    def add(self, data: bytes, longest_line: int):
        """Take what the client has sent. Raises `Refusal` for what need not be read any further."""
        before = len(self.received)
        self.received += data
        if self.size is None:
            self._measure(max(0, before - 3), longest_line)

    def is_whole(self) -> bool:
        return self.size is not None and len(self.received) >= self.size

    def _measure(self, start: int, longest_line: int):
        end = self.received.find(b"\r\n\r\n", start)
        if end < 0:
            if BARE_NEWLINE.search(self.received, start):
                self.size, self.is_cut_short = 0, True  # its head will never end; gunicorn says so
            elif len(self.received) > longest_line and b"\r\n" not in self.received[2 : longest_line + 4]:
                raise Refusal(HTTPStatus.REQUEST_URI_TOO_LONG)
            elif len(self.received) > LONGEST_HEAD:
                raise Refusal(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            return
        if end > LONGEST_HEAD:
            raise Refusal(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        head = bytes(self.received[: end + 2])
        if WITHOUT_LENGTH.search(head):
            raise Refusal(HTTPStatus.LENGTH_REQUIRED)
        lengths = [length.strip(b" \t") for length in LENGTHS.findall(head)]
        # What is no single number is gunicorn's to refuse, without the body.
        length = int(lengths[0][:20]) if len(lengths) == 1 and lengths[0].isdigit() else 0
        if length > LARGEST_BODY:
            raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        self.size = end + 4 + length
        if length:
            self.until = time.monotonic() + BODY_SECONDS

    # What gunicorn asks of a socket

    def recv(self, size: int) -> bytes:
        data = bytes(self.received[:size])
        del self.received[:size]
        return data

    def sendall(self, data: bytes):
        self.answer += data

    send = sendall

    def _nothing(self, *args):
        """The client's own socket is the worker's business: it neither blocks nor is closed by gunicorn."""

    setblocking = settimeout = shutdown = close = _nothing


class Worker(SyncWorker):
    """Answers one request at a time, and waits for all of its clients together."""

    def run(self):
        self.poller = selectors.DefaultSelector()
        self.connections: dict[socket.socket, Connection] = {}  # the oldest first
        for listener in self.sockets:
            listener.setblocking(False)
            self.poller.register(listener, selectors.EVENT_READ, self.accept)
        self.poller.register(self.PIPE[0], selectors.EVENT_READ, lambda pipe: os.read(pipe, CHUNK))
        swept = time.monotonic()
        while self.alive and self.is_parent_alive():
            self.notify()
            self._attend(1)
            if time.monotonic() - swept >= 1:
                self._sweep()
                swept = time.monotonic()
        self._finish()

    def _attend(self, seconds: float):
        for key, _events in self.poller.select(seconds):
            key.data(key.fileobj)

    def accept(self, listener: socket.socket):
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):  # another worker has it; it has gone
            return
        except OSError:  # no more files may be open
            self._drop_the_oldest()
            return
        client.setblocking(False)
        if len(self.connections) >= self.cfg.worker_connections:
            self._drop_the_oldest()
        connection = self.connections[client] = Connection(client, address, listener)
        self._read(connection)

    def _read(self, connection: Connection):
        try:
            data = connection.client.recv(CHUNK)
        except BlockingIOError:
            self._wait(connection, selectors.EVENT_READ, self._read)
            return
        except OSError:
            data = b""
        if not data:
            self._drop(connection)
            return
        try:
            connection.add(data, self.cfg.limit_request_line)
        except Refusal as refused:
            self._refuse(connection, refused)
        else:
            if connection.is_whole():
                self._answer(connection)
            else:
                self._wait(connection, selectors.EVENT_READ, self._read)
                self._make_room()

    def _answer(self, connection: Connection):
        self.notify()
        self.handle(connection.listener, connection, connection.address)
        self._send(connection)

    def _refuse(self, connection: Connection, refused: Refusal):
        connection.is_cut_short = True
        self.handle_error(None, connection, connection.address, refused)
        self._send(connection)

    def handle_error(self, req, client: Connection, addr, exc: BaseException):
        """Answer a request that could not be read, or that failed outside of Django. Nothing of it is told or kept."""
        status = status_of(exc)
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.error("A request failed", exc_info=exc)
        else:
            self.log.warning("A request was refused with %d %s", status.value, status.phrase)
        client.sendall(refusal(status))

    def _send(self, connection: Connection):
        connection.received.clear()
        try:
            sent = connection.client.send(connection.answer) if connection.answer else 0
        except BlockingIOError:
            sent = 0
        except OSError:
            self._drop(connection)
            return
        del connection.answer[:sent]
        if connection.answer:
            connection.until = time.monotonic() + ANSWER_SECONDS
            self._wait(connection, selectors.EVENT_WRITE, self._send)
            self._make_room()
        elif connection.is_cut_short:
            self._linger(connection)
        else:
            self._drop(connection)

    def _linger(self, connection: Connection):
        """Closed while something unread is there, a connection is reset, and its client never sees the answer."""
        connection.until = time.monotonic() + LINGER_SECONDS
        try:
            connection.client.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(connection)
            return
        self._wait(connection, selectors.EVENT_READ, self._throw_away)

    def _throw_away(self, connection: Connection):
        try:
            if not connection.client.recv(CHUNK):
                self._drop(connection)
        except BlockingIOError:
            pass
        except OSError:
            self._drop(connection)

    def _wait(self, connection: Connection, event: int, then: Callable[[Connection], None]):
        """Go on with a connection when its client has sent something, or has room for more."""

        def go_on(client):
            if client in self.connections:
                then(connection)

        if not connection.waits_for:
            self.poller.register(connection.client, event, go_on)
        elif connection.waits_for != (event, then):
            self.poller.modify(connection.client, event, go_on)
        connection.waits_for = (event, then)

    def _drop(self, connection: Connection):
        del self.connections[connection.client]
        if connection.waits_for:
            self.poller.unregister(connection.client)
        connection.client.close()

    def _drop_the_oldest(self):
        if self.connections:
            self._drop(next(iter(self.connections.values())))

    def _sweep(self):
        now = time.monotonic()
        for connection in [each for each in self.connections.values() if each.until < now]:
            self._drop(connection)

    def _make_room(self):
        """Where the connections hold too much together, the one that holds most has to go."""
        while sum(connection.held for connection in self.connections.values()) > ROOM:
            self._drop(max(self.connections.values(), key=lambda connection: connection.held))

    def _finish(self):
        """A worker that stops still sends what it has answered."""
        for listener in self.sockets:
            self.poller.unregister(listener)
            listener.close()
        until = time.monotonic() + min(self.cfg.graceful_timeout, ANSWER_SECONDS)
        while time.monotonic() < until and any(connection.answer for connection in self.connections.values()):
            self.notify()
            self._attend(0.1)
            self._sweep()


class Log(Logger):
    """gunicorn's log, without readers: neither the address of anybody nor what they asked for."""

    def setup(self, cfg):
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.addFilter(WithoutReader())
