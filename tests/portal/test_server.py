"""The real server: what hostile, broken, slow and idle clients can do to it, and what it writes down of anybody."""

import contextlib
import os
import re
import signal
import time
from pathlib import Path

import pytest

from tests import servers
from tests.servers import MEGABYTE, Server, status

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="there is no /proc here")
SECRET = "confession"  # in every request that is not to be found in the log


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = servers.of_nothing(tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


# Nobody is kept waiting


def test_idle_and_slow_clients_keep_nobody_waiting(server):
    clients = [server.connect() for _client in range(25)]
    try:
        for slow in clients[:5]:
            slow.sendall(b"GET /en/ HTTP/1.1\r\nHost: local")
        for slow in clients[5:8]:
            slow.sendall(b"POST /en/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc")
        for slow in clients[8:10]:
            slow.sendall(b"GET /static/portal.css HTTP/1.1\r\nHost: localhost\r\n\r\n")  # and does not read it
        waited = []
        for _time in range(10):
            waited.append(server.seconds_of_health())
            for slow in clients[:5]:
                slow.sendall(b"h")
        assert sorted(waited)[-2] < 0.1  # the machine itself may have been busy once
        clients[0].sendall(b"ost\r\n\r\n")
        assert clients[0].recv(20).startswith(b"HTTP/1.1 ")  # a slow request is answered once it is there
    finally:
        for client in clients:
            client.close()


def test_as_many_idle_clients_as_there_may_be_connections_keep_nobody_waiting(server):
    clients = []
    try:
        for _client in range(900):
            clients.append(server.connect())
        assert server.seconds_of_health() < 1
    finally:
        for client in clients:
            client.close()


def test_what_is_sent_slowly_is_read_whole(server):
    request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with server.connect() as client:
        for byte in request:
            client.send(bytes([byte]))
        assert client.recv(100).startswith(b"HTTP/1.1 200")


# Nothing is taken that is too large

TOO_LARGE = {
    "a search of 20 MB": (b"GET /en/search/?q=" + b"a" * 20_000_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
    "an address of 1 MB": (b"GET /en/" + b"a" * 1_000_000 + b"/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
    "an address that never ends": (b"GET /" + b"a" * 10_000, 414),
    "an address a little too long": (b"GET /" + b"a" * 8190 + b" HTTP/1.1\r\n\r\n", 414),
    "ten thousand headers": (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 10_000 + b"\r\n", 431),
    "a hundred headers": (b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"A: b\r\n" * 100 + b"\r\n", 431),
    "a header of 20 MB": (b"GET / HTTP/1.1\r\nA: " + b"b" * 20_000_000 + b"\r\n\r\n", 431),
    "a body of 200 MB": (b"POST /en/ HTTP/1.1\r\nContent-Length: 200000000\r\n\r\n" + b"a" * 20_000_000, 413),
    "a body of astronomic size": (b"POST /en/ HTTP/1.1\r\nContent-Length: " + b"9" * 4000 + b"\r\n\r\n", 413),
    "a body of no known size": (
        b"POST /en/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"5\r\nabcde\r\n" * 9,
        411,
    ),
}


def test_what_is_too_large_is_refused_in_little_time_and_memory(server):
    workers, before, wrong = server.workers(), server.memory(), []
    for kind, (data, expected) in TOO_LARGE.items():
        begun = time.monotonic()
        answer = server.send(data)
        if status(answer) != expected or len(answer) > 3000 or time.monotonic() - begun > 5:
            wrong.append((kind, answer[:80], time.monotonic() - begun))
    assert wrong == []
    assert server.workers() == workers
    assert server.memory() - before < 10 * MEGABYTE


def test_a_length_among_blanks_takes_no_time(server):
    odd = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length:" + b" " * 7000 + b"\rX\r\n\r\n"
    begun = time.monotonic()
    assert status(server.send(odd)) == 400
    padded = b"POST /en/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: \t 0 \t \r\n\r\n"
    assert status(server.send(padded)) in (403, 405)
    assert time.monotonic() - begun < 5


def test_many_unfinished_bodies_fill_a_worker_no_further_than_it_has_room(server):
    before, clients = server.memory(), []
    head = b"POST /en/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 16000000\r\n\r\n"
    try:
        for _client in range(30):
            clients.append(server.connect())
            with contextlib.suppress(ConnectionError):
                clients[-1].sendall(head + b"a" * 8_000_000)
        assert server.seconds_of_health() < 5
        assert server.memory() - before < 120 * MEGABYTE
    finally:
        for client in clients:
            client.close()


def test_an_answer_does_not_repeat_a_long_address_again_and_again(server):
    assert len(server.get("/en/" + "a" * 7000 + "/")) < 60_000


# Nobody's address, search or headers are written down

ODD = {
    "an unknown host": b"GET /en/confession/ HTTP/1.1\r\nHost: confession.example\r\n\r\n",
    "a broken host": b"GET /en/confession/ HTTP/1.1\r\nHost: con fession\xff\r\n\r\n",
    "two hosts": b"GET /confession HTTP/1.1\r\nHost: localhost\r\nHost: confession\r\n\r\n",
    "no host": b"GET /confession HTTP/1.1\r\n\r\n",
    "no request": b"confession\r\n\r\n",
    "odd bytes": b"\x16\x03\x01\x02\x00confession\xff\xfe\r\n\r\n",
    "bytes in the address": b"GET /\xc3\xa4confession HTTP/1.1\r\n\r\n",
    "an odd method": b"confession / HTTP/1.1\r\n\r\n",
    "an odd version": b"GET /confession HTTP/9.confession\r\n\r\n",
    "bare newlines": b"GET /confession HTTP/1.1\nHost: localhost\n\n",
    "a header without a name": b"GET /confession HTTP/1.1\r\n: confession\r\n\r\n",
    "a folded header": b"GET /confession HTTP/1.1\r\nA: b\r\n confession\r\n\r\n",
    "a header of the server's": b"GET /confession HTTP/1.1\r\nHost: localhost\r\nSCRIPT_NAME: /confession\r\n\r\n",
    "an odd header": b"GET /confession HTTP/1.1\r\nconfession\x00: confession\r\n\r\n",
    "an odd length": b"POST /confession HTTP/1.1\r\nContent-Length: confession\r\n\r\n",
    "two lengths": b"POST /confession HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nconfession",
    "an odd coding": b"POST /confession HTTP/1.1\r\nTransfer-Encoding: confession\r\n\r\n",
    "an odd expectation": b"POST /confession HTTP/1.1\r\nExpect: confession\r\n\r\n",
    "a form without a token": b"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nconfession",
    "a broken form": b"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; "
                     b"boundary=\xff\r\nContent-Length: 10\r\n\r\nconfession",
    "a page that is not there": b"GET /en/confession/?q=confession HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a search": b"GET /en/search/?q=confession HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a search of broken letters": b"GET /en/search/?q=confession%ff%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "too many fields": b"GET /en/search/?" + b"confession=1&" * 600 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    **{kind: (data[:30].replace(b"a", b"") + b"confession" + data[30:]) for kind, (data, _status) in TOO_LARGE.items()},
}  # fmt: skip


def test_nothing_that_anybody_sends_is_written_down(server):
    for data in ODD.values():
        answer = server.send(data)
        assert SECRET.encode() not in answer or status(answer) in (200, 404), (data[:60], answer[:500])
    for cut in (5, 30, -1):  # gone in the middle
        with server.connect() as client:
            client.sendall(ODD["a search"][:cut])
    server.seconds_of_health()
    said = server.log.read_text()
    assert "A request was refused" in said
    assert [
        line for line in said.splitlines() if re.search(r"(?i)confession|127\.0\.0\.1(?!:\d+/)|/en/|/admin/l", line)
    ] == []


@pytest.mark.slow
def test_a_worker_that_is_stopped_at_a_request_does_not_say_which(tmp_path):
    """An application that hangs, one that fails, and one whose files fail, with what was asked in their messages."""
    (tmp_path / "hanging.py").write_text(
        "import time\n"
        "def application(environ, start_response):\n"
        "    asked = environ['QUERY_STRING']\n"
        "    if asked.startswith('hang'):\n"
        "        time.sleep(60)\n"
        "    if asked.startswith('file'):\n"
        "        open('/nowhere/' + asked)\n"
        "    if asked.startswith('fail'):\n"
        "        raise ValueError(asked)\n"
        "    start_response('200 OK', [('Content-Length', '3')])\n"
        "    return [b'ok\\n']\n"
    )
    server = Server(tmp_path, "hanging", PYTHONPATH=str(tmp_path), GUNICORN_CMD_ARGS="--timeout 2", WEB_CONCURRENCY="1")
    try:
        assert status(server.get("/?fail=confession", Cookie=SECRET)) == 500
        server.get("/?file=confession")
        server.get("/?hang=confession", Referer=SECRET)
        server.wait()
    finally:
        server.stop()
    said = server.log.read_text()
    assert "builtins.ValueError" in said
    assert "TIMEOUT" in said
    assert SECRET not in said


# Nothing that a client says moves a page


def test_no_header_moves_the_addresses_of_a_page(server):
    plain = server.get("/en/privacy/", host=f"localhost:{server.port}")
    for name in ("SCRIPT_NAME", "PATH_INFO", "REMOTE_USER", "X-Forwarded-Prefix", "X-Forwarded-Host", "X-Script-Name"):
        for value in ("/poisoned", "/en"):
            server.get("/en/privacy/", host=f"localhost:{server.port}", **{name: value})
    after = server.get("/en/privacy/", host=f"localhost:{server.port}")
    assert without_date(after) == without_date(plain)
    assert b"poisoned" not in server.get("/en/privacy/", SCRIPT_NAME="/poisoned")


def without_date(answer: bytes) -> bytes:
    return re.sub(rb"Date: [^\r]*", b"", answer)


def test_a_head_has_no_body_and_an_address_is_healthy(server):
    head, _break, body = server.get("/healthz", method="HEAD").partition(b"\r\n\r\n")
    assert (status(head), body) == (200, b"")
    assert server.get("/healthz", host="10.0.3.17:8000").endswith(b"ok\n")
    assert status(server.get("/en/", host="10.0.3.17:8000")) == 400


# At the end: no worker that the other tests knew is left

STALLED = [
    b"GET /en/search/?q=confession HTTP/1.1\r\nHost: localhost\r\nCookie: conf",
    b"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nusername=confession",
    b"POST /confession HTTP/1.1\r\nHost: confession.example\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n",
    b"\x00confession",
]


def test_workers_that_are_killed_say_nothing_of_those_who_wait(server):
    for killed_by in (signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV):
        clients = [server.connect() for _client in STALLED * 2]
        for client, data in zip(clients, STALLED * 2, strict=True):
            client.sendall(data)
        before = server.workers()
        for worker in before:
            os.kill(worker, killed_by)
        for client in clients:
            client.close()
        for _attempt in range(50):
            if before.isdisjoint(server.workers()):
                break
            time.sleep(0.1)
        server.wait()
    said = server.log.read_text()
    assert "SIGKILL" in said
    assert [line for line in said.splitlines() if re.search(r"confession|127\.0\.0\.1(?!:\d+/)", line)] == []
