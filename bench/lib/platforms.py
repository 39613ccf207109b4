"""Many platforms at once, played by wrk."""

from __future__ import annotations

import contextlib
import http.client
import json
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.ports import LOOPBACK, free_ports

_SCRIPT = Path(__file__).resolve().parent / "load.lua"
# Beyond what a measurement lasts.
_END_SECONDS = 60


@dataclass(frozen=True)
class Load:
    """What wrk counted."""

    requests: int
    seconds: float
    bytes: int
    refused: int
    lost: int
    us_p50: int
    us_p99: int
    us_max: int

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def lua(value: Any) -> str:
    """A value as Lua writes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {lua(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "{" + ", ".join(lua(each) for each in value) + "}"
    return json.dumps(value, ensure_ascii=False)


@dataclass
class Running:
    """A load under way."""

    kind: str
    process: subprocess.Popen[str]

    def finish(self) -> Load:
        out, err = self.process.communicate(timeout=_END_SECONDS + 600)
        if self.process.returncode != 0:
            raise SystemExit(f"wrk ended with {self.process.returncode}: {err}")
        line = next(line for line in out.splitlines() if line.startswith("wrk {"))
        load = Load(**json.loads(line.removeprefix("wrk ")))
        if load.lost or load.refused:
            raise SystemExit(f"{self.kind}: {load.refused} refused, {load.lost} lost: {line}")
        return load


class Platforms:
    """Clients that ask as fast as they are answered; every one of them must be answered well."""

    def __init__(self, folder: Path, seconds: float, connections: int = 64, threads: int = 2):
        self._folder = folder
        self._seconds = seconds
        self._connections, self._threads = connections, threads
        # No two requests that shall differ are ever the same, not even in different rounds.
        self._first = 0
        self._runs = 0

    def run(
        self, port: int, kind: str, keys: list[str], seconds: float | None = None, **plan: Any
    ) -> Load:
        load = self._start(port, kind, keys, seconds, plan).finish()
        self._first += load.requests * 2
        return load

    def run_at_all(
        self, ports: list[int], kind: str, keys: list[str], seconds: float | None = None, **plan: Any
    ) -> list[Load]:
        """The same at several hubs at once; together they have this one's connections."""
        return self.finish_all(self.start_at_all(ports, kind, keys, seconds, **plan))

    def start_at_all(
        self, ports: list[int], kind: str, keys: list[str], seconds: float | None = None, **plan: Any
    ) -> list[Running]:
        return [
            self._start(port, kind, keys, seconds, plan | {"hub": hub, "hubs": len(ports)})
            for hub, port in enumerate(ports)
        ]

    def finish_all(self, runs: list[Running]) -> list[Load]:
        loads = [run.finish() for run in runs]
        self._first += max(load.requests for load in loads) * 2
        return loads

    def _start(
        self, port: int, kind: str, keys: list[str], seconds: float | None, plan: dict[str, Any]
    ) -> Running:
        hubs = plan.get("hubs", 1)
        threads = max(1, self._threads // hubs)
        connections = max(threads, self._connections // hubs)
        self._runs += 1
        file = self._folder / f"plan-{self._runs}.lua"
        plan = {"hub": 0, "hubs": 1, "kind": kind, "keys": keys, "threads": threads} | plan
        file.write_text("return " + lua(plan | {"first": self._first}))
        duration = max(1, round(seconds or self._seconds))
        process = subprocess.Popen(
            [
                "wrk",
                f"-t{threads}",
                f"-c{connections}",
                f"-d{duration}s",
                "--timeout",
                "30s",
                "-s",
                str(_SCRIPT),
                f"http://{LOOPBACK}:{port}",
                "--",
                str(file),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        return Running(kind, process)


@contextlib.contextmanager
def plain_c(program: Path, fields: list[tuple[str, str]], body: bytes, path: str) -> Iterator[int]:
    """The floor: libmicrohttpd from C, whose every answer is this one; gives its port.

    - program: of baseline-http/main.c; the answer is laid beside it.
    """
    file = program.parent / "answer"
    file.write_bytes("\n".join(f"{n}: {v}" for n, v in fields).encode() + b"\n\n" + body)
    port = free_ports()
    process = subprocess.Popen([str(program), str(port), "2", str(file)])
    try:
        deadline = time.monotonic() + 10
        while True:
            with contextlib.suppress(OSError):
                with contextlib.closing(http.client.HTTPConnection(LOOPBACK, port)) as probe:
                    probe.request("GET", path)
                    assert probe.getresponse().read() == body
                break
            assert time.monotonic() < deadline, "the baseline never answered"
            time.sleep(0.05)
        yield port
    finally:
        process.kill()
        process.wait()
