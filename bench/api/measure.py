"""What the HTTP API costs: searches beside a constant answer of plain C, bookings, memory.

`scripts/bench api` builds the program and runs this; only the loopback interface is used. All
ratios come from rounds of one run in which one measurement follows the other.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent
_CHECKOUT = _HERE.parents[1]
# Hubs of the end-to-end tests.
sys.path[:0] = [str(_HERE), str(_CHECKOUT / "Tests" / "EndToEnd")]

from harness.client import next_day  # noqa: E402
from harness.hub import TONIGHT, Hub  # noqa: E402
from harness.ports import LOOPBACK, free_ports  # noqa: E402
from region import add_inns, area  # noqa: E402

_CONNECTIONS = 64
_THREADS = 2
# A key may ask 1,000 times in 10 s: none of them may come near.
_KEYS = 400
_PLATFORMS = 8
# Different searches that are asked again and again: a platform's popular dates.
_QUERIES = 32
_INNS, _FEW_INNS = 5000, 500
_CALLS, _CALLS_A_SECOND = 100, 25
# Lines for the calls, and some for the hub's own.
_LINES = _CALLS + 10
_CALLER = "0175000001"
# A hub rests when it has used less of a core than this for so long.
_QUIET_SHARE, _QUIET_SECONDS, _SETTLE_SECONDS = 0.05, 3, 300
# What libmicrohttpd adds by itself.
_OWN_FIELDS = {"date", "connection", "content-length"}


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    what: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def target(self) -> str:
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        return f"≤ {self.at_most:g}" if self.at_most is not None else ""

    @property
    def is_met(self) -> bool | None:
        if self.at_least is not None:
            return self.value >= self.at_least
        return self.value <= self.at_most if self.at_most is not None else None


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


class Platforms:
    """Many platforms, played by wrk."""

    def __init__(self, folder: Path, seconds: float):
        self._plan = folder / "plan.lua"
        self._seconds = seconds
        # No two requests that shall differ are ever the same, not even in different rounds.
        self._first = 0

    def run(self, port: int, kind: str, keys: list[str], seconds: float | None = None, **plan: Any) -> Load:
        plan |= {"kind": kind, "keys": keys, "threads": _THREADS, "first": self._first}
        self._plan.write_text("return " + lua(plan))
        duration = max(1, round(seconds or self._seconds))
        done = subprocess.run(
            [
                "wrk",
                f"-t{_THREADS}",
                f"-c{_CONNECTIONS}",
                f"-d{duration}s",
                "--timeout",
                "30s",
                "-s",
                str(_HERE / "load.lua"),
                f"http://{LOOPBACK}:{port}",
                "--",
                str(self._plan),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        line = next(line for line in done.stdout.splitlines() if line.startswith("wrk {"))
        load = Load(**json.loads(line.removeprefix("wrk ")))
        self._first += load.requests * 2
        if load.lost or load.refused:
            raise SystemExit(f"api: {kind}: {load.refused} refused, {load.lost} lost: {line}")
        return load


@dataclass
class Place:
    """A hub with a region and keys."""

    hub: Hub
    keys: list[str]
    inns: int


@contextlib.contextmanager
def place(program: Path, folder: Path, inns: int) -> Iterator[Place]:
    hub = Hub(
        program,
        folder / f"inns-{inns}",
        arguments=("--lines", str(_LINES), "--log", "error"),
        speech=folder / "speech",
        sound_ports=(free_ports(2 * _LINES + 40), 2 * _LINES + 40),
    )
    progress(f"a hub with {inns} inns")
    hub.start()
    try:
        add_inns(hub, inns)
        with ThreadPoolExecutor(4) as pool:
            keys = list(pool.map(lambda n: hub.key(f"bench-{n % _PLATFORMS}"), range(_KEYS)))
        # What loading left behind is no part of what serving takes.
        hub.kill()
        hub.start()
        settle(hub)
        yield Place(hub, keys, inns)
    finally:
        if hub.is_running:
            hub.kill()


def settle(hub: Hub) -> None:
    """Waits until the hub rests: after a start it makes sentences for a while."""
    tick = os.sysconf("SC_CLK_TCK")

    def used() -> float:
        # utime, stime and those of the children that ended
        fields = Path(f"/proc/{hub.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return sum(map(int, fields[11:15])) / tick

    deadline = time.monotonic() + _SETTLE_SECONDS
    quiet = 0
    while quiet < _QUIET_SECONDS:
        if time.monotonic() > deadline:
            raise SystemExit("api: the hub never rests")
        before = used()
        time.sleep(1)
        quiet = quiet + 1 if used() - before < _QUIET_SHARE else 0


def area_queries(inns: int) -> list[str]:
    """Searches of areas with a hundred inns each: two nights, two guests, the first page."""
    nights = [next_day(TONIGHT, 1 + 3 * number) for number in range(_QUERIES)]
    areas = inns // 100
    return [
        f"?check_in={night}&check_out={next_day(night, 2)}&area={area(number % areas)}&adults=2"
        for number, night in enumerate(nights)
    ]


def inn_queries() -> list[str]:
    """The same for one inn by name."""
    return [
        query.split("&area=")[0] + f"&inns=B{number}&adults=2"
        for number, query in enumerate(area_queries(_INNS))
    ]


_SEARCH = "/v1/availability"


def answer(at: Place, path: str) -> tuple[list[tuple[str, str]], bytes]:
    connection = http.client.HTTPConnection(LOOPBACK, at.hub.http_port, timeout=30)
    connection.request("GET", path, headers={"Authorization": f"Bearer {at.keys[0]}"})
    reply = connection.getresponse()
    body = reply.read()
    assert reply.status == 200, body
    assert json.loads(body)["availability"], f"nothing is free: {path}"
    connection.close()
    return reply.getheaders(), body


@contextlib.contextmanager
def plain_c(folder: Path, at: Place, path: str) -> Iterator[int]:
    """The floor: libmicrohttpd from C, whose every answer is the hub's to this request."""
    fields, body = answer(at, path)
    progress(f"plain C answers {len(body)} bytes")
    head = "\n".join(f"{n}: {v}" for n, v in fields if n.lower() not in _OWN_FIELDS)
    file = folder / "answer"
    file.write_bytes(head.encode() + b"\n\n" + body)
    port = free_ports()
    process = subprocess.Popen([str(folder / "baseline-http"), str(port), str(_THREADS), str(file)])
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


def searches(
    platforms: Platforms, folder: Path, many: Place, few: Place, rounds: int
) -> list[Figure]:
    """Searches of an area and of one inn, beside the same bytes from C."""
    figures: list[Figure] = []
    for name, what, queries in (
        ("search", "a page of an area", area_queries(many.inns)),
        ("inn", "one inn", inn_queries()),
    ):
        c: list[Load] = []
        same: list[Load] = []
        unique: list[Load] = []
        small: list[Load] = []
        with plain_c(folder, many, _SEARCH + queries[0]) as port:
            for number in range(rounds):
                plan = {"path": _SEARCH, "queries": queries}
                c.append(platforms.run(port, "same", many.keys, **plan))
                same.append(platforms.run(many.hub.http_port, "same", many.keys, **plan))
                unique.append(platforms.run(many.hub.http_port, "unique", many.keys, **plan))
                if name == "search":
                    plan["queries"] = area_queries(few.inns)
                    small.append(platforms.run(few.hub.http_port, "unique", few.keys, **plan))
                rates = " ".join(f"{load[-1].rate:.0f}" for load in (c, same, unique))
                progress(f"{what}, round {number + 1}: C, repeated, unique {rates} a second")
        target = 0.6 if name == "search" else None
        figures += [
            Figure(f"{name}_vs_c", ratio(same, c), f"{what}, asked again and again", target),
            Figure(f"{name}_uncached_vs_c", ratio(unique, c), f"{what}, every search another"),
            Figure(f"{name}_per_s", median_rate(same), "a second, the former"),
            Figure(f"{name}_uncached_per_s", median_rate(unique), "a second, the latter"),
            Figure(f"{name}_c_per_s", median_rate(c), "a second, plain C"),
            Figure(f"{name}_uncached_ms_p99", worst_ms(unique), f"{_CONNECTIONS} at once, {what}"),
        ]
        if small:
            grown = Figure(
                "search_10x_inns_ratio",
                ratio(unique, small),
                f"{_INNS} inns beside {_FEW_INNS}, every search another",
                0.8,
            )
            figures.append(grown)
    return figures


def bookings(platforms: Platforms, folder: Path, at: Place, seconds: float) -> list[Figure]:
    """64 clients book as fast as they are answered: in quiet, and while 100 calls are going on."""
    plan = {
        "inns": at.inns,
        "nights": [next_day(TONIGHT, 1 + day) for day in range(300)],
    }
    # Calls first: for every inn that was booked the hub wants a line, to tell it.
    talk = round(_CALLS / _CALLS_A_SECOND + 10 + seconds + 5)
    # Every sentence is made once before it counts.
    phones(folder, at.hub, 2, 2, 20).wait()
    calls = phones(folder, at.hub, _CALLS, _CALLS_A_SECOND, talk)
    # Until all are there and listen to their question.
    time.sleep(_CALLS / _CALLS_A_SECOND + 10)
    busy = platforms.run(at.hub.http_port, "bookings", at.keys, seconds, **plan)
    told = json.loads(calls.communicate(timeout=talk + 60)[0])
    progress(f"calls: {json.dumps(told)}")
    if told["at_once"] < _CALLS or told["failed"] or told["refused"]:
        raise SystemExit(f"api: not all {_CALLS} calls went on all the time: {told}")
    quiet = platforms.run(at.hub.http_port, "bookings", at.keys, seconds, **plan)
    progress(f"{quiet.rate:.0f} bookings a second, p99 {quiet.us_p99 / 1000:.1f} ms")
    memory = resident_megabytes(at.hub.pid)
    count = busy.requests + quiet.requests
    return [
        Figure("bookings_per_s", quiet.rate, f"{_CONNECTIONS} clients, each on the disk"),
        Figure("booking_quiet_ms_p99", quiet.us_p99 / 1000, "ms, no calls"),
        Figure("booking_ms_p99", busy.us_p99 / 1000, f"ms, beside {_CALLS} calls", at_most=50),
        Figure("bookings_beside_calls_per_s", busy.rate, f"a second, beside {_CALLS} calls"),
        Figure("calls_gap_ms_p999", told["gap_p999"], "ms between packets of those calls"),
        Figure("calls_keys_lost", told["keys_lost"], f"of {told['keys']} keys of those calls"),
        Figure("rss_mb_after_bookings", memory, f"MB after {count} bookings"),
    ]


def phones(folder: Path, hub: Hub, calls: int, rate: int, talk: int) -> subprocess.Popen[str]:
    arguments = [hub.sip_port, _CALLER, calls, rate, talk, calls]
    return subprocess.Popen(
        [str(folder / "phones"), *map(str, arguments)], stdout=subprocess.PIPE, text=True
    )


def resident_megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS")


def ratio(ours: list[Load], theirs: list[Load]) -> float:
    """The middle of the rounds' ratios: both sides of one are a few seconds apart."""
    return statistics.median(a.rate / b.rate for a, b in zip(ours, theirs, strict=True))


def median_rate(loads: list[Load]) -> float:
    return statistics.median(load.rate for load in loads)


def worst_ms(loads: list[Load]) -> float:
    return max(load.us_p99 for load in loads) / 1000


def build(folder: Path) -> None:
    for name, source, libraries in (
        ("baseline-http", "baseline-http/main.c", ["-lmicrohttpd"]),
        ("phones", "calls/load.c", []),
    ):
        source = str(_HERE.parent / source)
        subprocess.run(["cc", "-O2", "-o", str(folder / name), source, *libraries], check=True)


def measure(program: Path, rounds: int, seconds: float, part: str | None) -> list[Figure]:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="innbridge-bench-") as name:
        folder = Path(name)
        build(folder)
        platforms = Platforms(folder, seconds)
        with place(program, folder, _INNS) as many:
            progress(f"{resident_megabytes(many.hub.pid):.0f} MB after the start")
            if part != "bookings":
                with place(program, folder, _FEW_INNS) as few:
                    figures += searches(platforms, folder, many, few, rounds)
                memory = resident_megabytes(many.hub.pid)
                what = f"MB with {_INNS} inns, after all these searches"
                figures.append(Figure("rss_mb_5k_inns", memory, what, at_most=150))
            if part != "search":
                figures += bookings(platforms, folder, many, 3 * seconds)
    return figures


def progress(text: str) -> None:
    print(f"api: {text}", file=sys.stderr, flush=True)


def report(figures: list[Figure]) -> str:
    words = {True: "met", False: "missed", None: ""}
    rows = [("figure", "value", "target", "", "")]
    rows += [(f.name, short(f.value), f.target, words[f.is_met], f.what) for f in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    table = [
        f"{a:<{widths[0]}}  {b:>{widths[1]}}  {c:<{widths[2]}}  {d:<{widths[3]}}  {e}".rstrip()
        for a, b, c, d, e in rows
    ]
    lines = [f"figure {figure.name} {short(figure.value)}" for figure in figures]
    return "\n".join([*table, "", *lines, "json " + json.dumps(document(figures))])


def short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def document(figures: list[Figure]) -> dict[str, Any]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "commit": os.environ.get("INNBRIDGE_COMMIT"),
        "machine": {
            "cores": os.cpu_count(),
            "memory_bytes": memory,
            "kernel": platform.release(),
            "load_1m": round(os.getloadavg()[0], 2),
        },
        "figures": {
            figure.name: {"value": round(figure.value, 4), "what": figure.what}
            | ({"target": figure.target, "met": figure.is_met} if figure.target else {})
            for figure in figures
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench api", description=__doc__)
    parser.add_argument("program", type=Path, help="the innctl to measure")
    parser.add_argument("--rounds", type=int, default=3, help="of searches (3)")
    parser.add_argument("--seconds", type=float, default=3, help="of each load (3; bookings thrice)")
    parser.add_argument("--part", choices=["search", "bookings"], help="only this part")
    options = parser.parse_args()
    if options.rounds < 1 or options.seconds < 1:
        parser.error("at least one round, and one second")
    print(report(measure(options.program.resolve(), options.rounds, options.seconds, options.part)))


if __name__ == "__main__":
    main()
