"""The real server as in production: every answer has its policies, and no number of requests fills its memory."""

import itertools
import re
from pathlib import Path

import pytest

from tests import servers
from tests.security.test_headers import faults
from tests.servers import MEGABYTE

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="there is no /proc here")
KEY = "h4Yq2-vT9sLx0_Zp7mWc3RnKd8Jf5Gb6Ea1UoIiQtXy-SzVwMlPk"
PRODUCTION = {"PORTAL_ENV": "production", "SECRET_KEY": KEY, "ALLOWED_HOSTS": "localhost", "WEB_CONCURRENCY": "1"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    (folder / "data" / "static").mkdir(parents=True)
    (folder / "data" / "static" / "a.css").write_text("p {}")
    running = servers.of_nothing(folder, **PRODUCTION)
    yield running
    running.stop()


# What the server answers by itself

ON_THE_WIRE = {
    "health": (b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 200),
    "a way to encryption": (b"GET /en/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 301),
    "a way to the language": (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n\r\n", 302),
    "a static file": (b"GET /static/a.css HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n\r\n", 200),
    "a static file that the browser has": (
        b"GET /static/a.css HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n"
        b"If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT\r\n\r\n",
        304,
    ),
    "a page": (b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n\r\n", 200),
    "a page that is not there": (b"GET /en/a/ HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n\r\n", 404),
    "a host that is not ours": (b"GET /en/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", 400),
    "no host": (b"GET /en/ HTTP/1.1\r\n\r\n", 400),
    "no request": (b"what?\r\n\r\n", 400),
    "a header without a name": (b"GET / HTTP/1.1\r\n: a\r\n\r\n", 400),
    "a long address": (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n", 414),
    "many headers": (b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"A: b\r\n" * 100 + b"\r\n", 431),
    "a large body": (b"POST / HTTP/1.1\r\nContent-Length: 200000000\r\n\r\n", 413),
    "a body of no length": (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
    "an odd expectation": (b"POST / HTTP/1.1\r\nHost: localhost\r\nExpect: tea\r\n\r\n", 417),
}


def test_the_servers_own_answers_have_every_policy_too(server):
    wrong = []
    for kind, (data, status) in ON_THE_WIRE.items():
        answer = server.send(data)
        head = answer.partition(b"\r\n\r\n")[0].decode("latin-1")
        if servers.status(answer) != status:
            wrong.append(f"{kind}: {head[:40]}")
        headers = dict(re.findall(r"^([\w-]+): (.*?)\r?$", head, re.MULTILINE))
        wrong += faults(kind, "/", headers)
    assert wrong == []


# Memory

# One of each in turn; a page cache that kept any of them by its number would grow with them.
HOSTILE = [
    lambda n: ("/en/privacy/", {"host": f"localhost:{n % 60_000 + 1}"}),
    lambda n: ("/en/privacy/", {"host": f"LocalHost:{n % 60_000 + 1}", "Accept-Encoding": "br"}),
    lambda n: ("/en/privacy/", {"host": f"reader{n}.example"}),
    lambda n: (f"/en/missing/{n}/", {}),
    lambda n: (f"/en/{'long' * 1500}{n}/", {}),
    lambda n: (f"/{n}//%2e%2e/%00/\xff", {}),
    lambda n: (f"/en/search/?q={n}", {}),
    lambda n: (f"/en/about/?{n}", {"Accept-Encoding": "gzip"}),
    lambda n: ("/en/about/", {"Accept-Encoding": f"x{n}, br;q=0.{n}"}),
    lambda n: ("/en/about/", {"Accept-Language": f"xx-{n}", "Cookie": f"sessionid={n}"}),
    lambda n: ("/en/about/", {"If-None-Match": f'"{n}"', "X-Forwarded-Host": f"{n}.example"}),
    lambda n: (f"/go/EE/{n}", {}),
    lambda n: (f"/admin/login/?next=/{n}", {"Cookie": f"sessionid={n}; csrftoken={n}"}),
    lambda n: (f"/static/{n}.css", {}),
    lambda n: (f"/en/compare/{n}+{n}/{n}/", {"method": "POST" if n % 2 else "GET"}),
]


@pytest.fixture
def memory_grown(server):
    """Bytes that the worker holds after so many hostile requests more than after as many as warm it up."""

    def memory_grown(warm: int, requests: int) -> int:
        hostile = (each(number) for number, each in enumerate(itertools.cycle(HOSTILE)))

        def send(number: int):
            for path, sent in itertools.islice(hostile, number):
                assert server.get(path, **{"X-Forwarded-Proto": "https"} | sent)

        send(warm)
        before, workers = server.memory("VmRSS"), server.workers()
        send(requests)
        assert server.workers() == workers
        return server.memory("VmRSS") - before

    return memory_grown


def test_hundreds_of_hostile_requests_take_no_memory(memory_grown):
    assert memory_grown(150, 450) < 3 * MEGABYTE


@pytest.mark.full
def test_twenty_thousand_hostile_requests_take_little_memory(memory_grown):
    assert memory_grown(20, 20_000) < 20 * MEGABYTE
