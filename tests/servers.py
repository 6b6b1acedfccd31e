"""gunicorn with the portal, as it is started in earnest, for tests of what hostile clients can do to it."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders

from portal.environment import BASE_DIR

MEGABYTE = 1024 * 1024


class Server:
    """gunicorn with the portal's own configuration, on a free port of this machine."""

    def __init__(self, folder: Path, application: str = "portal.wsgi", **variables):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = folder / "log"
        environment = {"PATH": os.environ["PATH"], "PORTAL_DATA_DIR": str(folder / "data"), "PORT": str(self.port)}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", application],
                cwd=BASE_DIR, env=environment | variables, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.wait()

    def wait(self):
        for _attempt in range(200):
            if self.process.poll() is None:
                with contextlib.suppress(OSError):
                    assert self.get("/healthz").startswith(b"HTTP/1.1 200")
                    return
                time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)

    def connect(self, seconds=20) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), seconds)

    def send(self, data: bytes, seconds=20) -> bytes:
        """All that is answered to these bytes."""
        with self.connect(seconds) as client:
            with contextlib.suppress(ConnectionError):  # refused before all of it is sent
                client.sendall(data)
            answer = b""
            with contextlib.suppress(ConnectionError):
                while part := client.recv(65536):
                    answer += part
            return answer

    def get(self, path: str, host="localhost", method="GET", **headers) -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", *(f"{name}: {value}" for name, value in headers.items())]
        return self.send("".join(line + "\r\n" for line in [*lines, ""]).encode("latin-1"))

    def seconds_of_health(self) -> float:
        begun = time.monotonic()
        assert self.get("/healthz").endswith(b"ok\n")
        return time.monotonic() - begun

    def workers(self) -> set[int]:
        pid = self.process.pid
        return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}

    def memory(self, line="VmHWM") -> int:
        """The most that any worker has ever held, in bytes; with `VmRSS`, that any holds now."""
        found = [
            re.search(rf"{line}:\s*(\d+) kB", Path(f"/proc/{pid}/status").read_text())[1] for pid in self.workers()
        ]
        return max(int(kilobytes) for kilobytes in found) * 1024


def of_nothing(folder: Path, **variables) -> Server:
    """The portal with an empty database, and static files that have names but are not there."""
    static = folder / "data" / "static"
    static.mkdir(parents=True, exist_ok=True)
    names = {name: name for finder in get_finders() for name, _storage in finder.list([])}
    (static / "staticfiles.json").write_text(json.dumps({"version": "1.1", "paths": names, "hash": ""}))
    data = {"PATH": os.environ["PATH"], "PORTAL_DATA_DIR": str(folder / "data")}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=BASE_DIR, env=data, check=True)
    return Server(folder, **variables)


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0
