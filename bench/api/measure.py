"""What the HTTP API costs: searches beside a constant answer of plain C, bookings, memory.

`scripts/bench api` builds the program and runs this; only the loopback interface is used. All
ratios come from rounds of one run in which one measurement follows the other.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_CHECKOUT = _HERE.parents[1]
# Hubs of the end-to-end tests.
sys.path[:0] = [str(_HERE.parent / "lib"), str(_CHECKOUT / "Tests" / "EndToEnd")]

import places  # noqa: E402
from figures import Figure, report  # noqa: E402
from harness.client import next_day  # noqa: E402
from harness.hub import TONIGHT, Hub  # noqa: E402
from harness.ports import LOOPBACK  # noqa: E402
from places import Place  # noqa: E402
from platforms import Load, Platforms, plain_c  # noqa: E402
from processes import compiled, resident_megabytes  # noqa: E402
from region import area  # noqa: E402

_CONNECTIONS = 64
# A key may ask 1,000 times in 10 s: none of them may come near.
_KEYS = 400
# Different searches that are asked again and again: a platform's popular dates.
_QUERIES = 32
_CALLER = "0175000001"
# Rounds of bookings beside calls: the machine's own speed moves from one to the next.
_BUSY_ROUNDS = 3
# Rounds of bookings after those that are measured: by then there are a hundred thousand, nobody told.
_MORE_ROUNDS = 2
# What libmicrohttpd adds by itself.
_OWN_FIELDS = {"date", "connection", "content-length"}


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    inns: int = 5000
    few_inns: int = 500
    calls: int = 100
    calls_a_second: int = 25
    # Of each load of bookings.
    booking_seconds: float = 9

    @property
    def lines(self) -> int:
        """For the calls, and some for the hub's own."""
        return self.calls + 10


@contextlib.contextmanager
def place(program: Path, folder: Path, inns: int, size: Size) -> Iterator[Place]:
    progress(f"a hub with {inns} inns")
    with places.place(places.hub(program, folder / f"inns-{inns}", size.lines), inns, _KEYS) as made:
        yield made


def area_queries(inns: int) -> list[str]:
    """Searches of areas with a hundred inns each: two nights, two guests, the first page."""
    nights = [next_day(TONIGHT, 1 + 3 * number) for number in range(_QUERIES)]
    areas = inns // 100
    return [
        f"?check_in={night}&check_out={next_day(night, 2)}&area={area(number % areas)}&adults=2"
        for number, night in enumerate(nights)
    ]


def inn_queries(inns: int) -> list[str]:
    """The same for one inn by name."""
    return [
        query.split("&area=")[0] + f"&inns=B{number}&adults=2"
        for number, query in enumerate(area_queries(inns))
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


def floor(program: Path, at: Place, path: str) -> contextlib.AbstractContextManager[int]:
    """Plain C whose every answer is the hub's to this request."""
    fields, body = answer(at, path)
    progress(f"plain C answers {len(body)} bytes")
    return plain_c(program, [each for each in fields if each[0].lower() not in _OWN_FIELDS], body, path)


def searches(
    platforms: Platforms, baseline: Path, many: Place, few: Place, rounds: int
) -> list[Figure]:
    """Searches of an area and of one inn, beside the same bytes from C."""
    figures: list[Figure] = []
    for name, what, queries in (
        ("search", "a page of an area", area_queries(many.inns)),
        ("inn", "one inn", inn_queries(many.inns)),
    ):
        c: list[Load] = []
        same: list[Load] = []
        unique: list[Load] = []
        small: list[Load] = []
        with floor(baseline, many, _SEARCH + queries[0]) as port:
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
            Figure(f"{name}_per_s", mean_rate(same), "a second, the former"),
            Figure(f"{name}_uncached_per_s", mean_rate(unique), "a second, the latter"),
            Figure(f"{name}_c_per_s", mean_rate(c), "a second, plain C"),
            Figure(f"{name}_uncached_ms_p99", worst_ms(unique), f"{_CONNECTIONS} at once, {what}"),
        ]
        if small:
            grown = Figure(
                "search_10x_inns_ratio",
                ratio(unique, small),
                f"{many.inns} inns beside {few.inns}, every search another",
                0.8,
            )
            figures.append(grown)
    return figures


def bookings(
    platforms: Platforms, phones: Path, at: Place, seconds: float, size: Size
) -> list[Figure]:
    """64 clients book as fast as they are answered: in quiet, and while 100 calls are going on."""
    plan = {
        "inns": at.inns,
        "nights": [next_day(TONIGHT, 1 + day) for day in range(300)],
    }
    # Calls first: for every inn that was booked the hub wants a line, to tell it.
    talk = round(size.calls / size.calls_a_second + 10 + _BUSY_ROUNDS * (seconds + 1) + 5)
    # What every call says is made before it counts; days and prices are made as they come up.
    ring(phones, at.hub, 2, 2, 20).wait()
    calls = ring(phones, at.hub, size.calls, size.calls_a_second, talk)
    # Until all are there and listen to their question.
    time.sleep(size.calls / size.calls_a_second + 10)
    busy = [
        platforms.run(at.hub.http_port, "bookings", at.keys, seconds, **plan)
        for _ in range(_BUSY_ROUNDS)
    ]
    rounds = ", ".join(f"{load.rate:.0f} (p99 {load.us_p99 / 1000:.1f} ms)" for load in busy)
    progress(f"bookings a second beside {size.calls} calls: {rounds}")
    told = json.loads(calls.communicate(timeout=talk + 60)[0])
    progress(f"calls: {json.dumps(told)}")
    if told["at_once"] < size.calls or told["failed"] or told["refused"]:
        raise SystemExit(f"api: not all {size.calls} calls went on all the time: {told}")
    quiet = platforms.run(at.hub.http_port, "bookings", at.keys, seconds, **plan)
    progress(f"{quiet.rate:.0f} bookings a second, p99 {quiet.us_p99 / 1000:.1f} ms")
    later = quiet
    for _ in range(_MORE_ROUNDS):
        later = platforms.run(at.hub.http_port, "bookings", at.keys, seconds, **plan)
        progress(f"{later.rate:.0f} bookings a second, p99 {later.us_p99 / 1000:.1f} ms")
    memory = resident_megabytes(at.hub.pid)
    return [
        Figure("bookings_per_s", quiet.rate, f"{_CONNECTIONS} clients, each on the disk"),
        Figure("booking_quiet_ms_p99", quiet.us_p99 / 1000, "ms, no calls"),
        Figure(
            "booking_ms_p99",
            statistics.median(load.us_p99 for load in busy) / 1000,
            f"ms, beside {size.calls} calls, the middle of {_BUSY_ROUNDS} rounds",
            at_most=50,
        ),
        Figure("bookings_beside_calls_per_s", median_rate(busy), f"a second, beside {size.calls} calls"),
        Figure("calls_gap_ms_p999", told["gap_p999"], "ms between packets of those calls"),
        Figure("calls_keys_lost", told["keys_lost"], f"of {told['keys']} keys of those calls"),
        Figure("bookings_later_ratio", later.rate / quiet.rate, f"{_MORE_ROUNDS} rounds later", 0.7),
        Figure("rss_mb_after_bookings", memory, "MB after all these bookings"),
    ]


def ring(phones: Path, hub: Hub, calls: int, rate: int, talk: int) -> subprocess.Popen[str]:
    arguments = [hub.sip_port, _CALLER, calls, rate, talk, calls]
    return subprocess.Popen(
        [str(phones), *map(str, arguments)], stdout=subprocess.PIPE, text=True
    )


def ratio(ours: list[Load], theirs: list[Load]) -> float:
    """Of what was answered in all rounds, which alternate.

    Not the middle round: each begins with new connections, and which thread gets which makes two
    kinds of rounds, far apart (docs/performance.md). A middle one is now of this, now of that kind.
    """
    return statistics.mean(load.rate for load in ours) / statistics.mean(
        load.rate for load in theirs
    )


def mean_rate(loads: list[Load]) -> float:
    return statistics.mean(load.rate for load in loads)


def median_rate(loads: list[Load]) -> float:
    return statistics.median(load.rate for load in loads)


def worst_ms(loads: list[Load]) -> float:
    return max(load.us_p99 for load in loads) / 1000


def measure(
    program: Path, rounds: int, seconds: float, part: str | None, size: Size
) -> list[Figure]:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="innbridge-bench-") as name:
        folder = Path(name)
        baseline = compiled(folder, "baseline-http", "baseline-http/main.c", "-lmicrohttpd")
        phones = compiled(folder, "phones", "calls/load.c")
        platforms = Platforms(folder, seconds, _CONNECTIONS)
        with place(program, folder, size.inns, size) as many:
            progress(f"{resident_megabytes(many.hub.pid):.0f} MB after the start")
            if part != "bookings":
                with place(program, folder, size.few_inns, size) as few:
                    figures += searches(platforms, baseline, many, few, rounds)
                memory = resident_megabytes(many.hub.pid)
                what = f"MB with {size.inns} inns, after all these searches"
                figures.append(Figure("rss_mb_5k_inns", memory, what, at_most=150))
            if part != "search":
                figures += bookings(platforms, phones, many, size.booking_seconds, size)
    return figures


def progress(text: str) -> None:
    print(f"api: {text}", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench api", description=__doc__)
    parser.add_argument("program", type=Path, help="the innctl to measure")
    parser.add_argument("--rounds", type=int, default=9, help="of searches (9)")
    parser.add_argument("--seconds", type=float, default=2, help="of each load of searches (2)")
    parser.add_argument("--part", choices=["search", "bookings"], help="only this part")
    parser.add_argument("--small", action="store_true", help="shows that it runs, measures nothing")
    options = parser.parse_args()
    if options.rounds < 1 or options.seconds < 1:
        parser.error("at least one round, and one second")
    size = Size()
    if options.small:
        options.rounds, options.seconds = 1, 1.0
        size = Size(inns=500, few_inns=100, calls=4, calls_a_second=4, booking_seconds=3)
    print(
        report(
            measure(options.program.resolve(), options.rounds, options.seconds, options.part, size)
        )
    )


if __name__ == "__main__":
    main()
