"""Several hubs on one database, and the servers beneath them."""

from __future__ import annotations

import http.client
import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import places
from harness.hub import Hub, start_together
from harness.ports import LOOPBACK, free_ports
from harness.postgres_standby import Pair, Standby
from harness.postgresql import Cluster
from processes import family_seconds

# What a hub learns from others takes at most this.
_LEARN_SECONDS = 60
_TIMEOUT_SECONDS = 60


class Turns(Pair):
    """A primary and its synchronous standby that take turns."""

    def rejoin(self) -> None:
        """The primary that died comes back, as the standby of the one that took over."""
        dead, alive = self.primary, self.standby
        shutil.rmtree(dead.directory / "data")
        back: Standby = object.__new__(Standby)
        back.__dict__ = {"directory": dead.directory, "_primary": alive, "_name": "standby"}
        back._make()
        back.start()
        self.primary, self.standby = alive, back
        self._wait_until_streaming()
        self.set_synchronous("standby")


def postmaster(server: Cluster) -> int:
    return int((server.directory / "data" / "postmaster.pid").read_text().split("\n", 1)[0])


def server_seconds(server: Cluster) -> float:
    """Seconds of a core that a server and all its processes have used."""
    return family_seconds(postmaster(server))


class Line:
    """A platform's kept-alive connection to one hub, without a library's own cost."""

    def __init__(self, hub: Hub, seconds: float = _TIMEOUT_SECONDS):
        self.port = hub.http_port
        self._connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=seconds)

    def ask(
        self, method: str, path: str, key: str, body: Any = None, name: str | None = None
    ) -> tuple[int, Any]:
        """Status and document.

        - Raises OSError or HTTPException when the hub is gone; the next one connects anew.
        """
        headers = {"Authorization": f"Bearer {key}"}
        text = None
        if body is not None:
            text = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        if name:
            headers["Idempotency-Key"] = name
        try:
            self._connection.request(method, path, text, headers)
            answer = self._connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        except (OSError, http.client.HTTPException, ValueError) as fault:
            self._connection.close()
            raise ConnectionError(str(fault)) from fault

    def close(self) -> None:
        self._connection.close()


class Fleet:
    """Hubs on one database, with one clock and one trunk; use as a context."""

    def __init__(self, program: Path, folder: Path, url: str, count: int = 3, lines: int = 32):
        self.trunk_port = free_ports()
        self.hubs = [
            places.hub(
                program,
                folder / f"hub-{number}",
                lines,
                secrets={"INNBRIDGE_DATABASE": url},
                arguments=("--lines", str(lines), "--log", "warning"),
            )
            for number in range(count)
        ]
        for hub in self.hubs:
            hub.trunk_port = self.trunk_port

    def __enter__(self) -> Fleet:
        try:
            start_together(self.hubs)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for hub in self.hubs:
            if hub.is_running:
                hub.kill()

    @property
    def ports(self) -> list[int]:
        return [hub.http_port for hub in self.hubs]

    def wait_until_known(self, key: str, inn: str) -> None:
        """Until every hub has learnt of a key and an inn that were made at one."""
        deadline = time.monotonic() + _LEARN_SECONDS
        for hub in self.hubs:
            line = Line(hub)
            while line.ask("GET", f"/v1/inns/{inn}", key)[0] != 200:
                if time.monotonic() > deadline:
                    raise SystemExit(f"a hub never learns of {inn}\n{hub.log_end()}")
                time.sleep(0.05)
            line.close()


def progress(text: str) -> None:
    print(f"cluster: {text}", file=sys.stderr, flush=True)
