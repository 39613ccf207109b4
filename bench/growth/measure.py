"""What a search, a booking, a start and the memory cost with more and more inns, and a plot of it.

`scripts/bench growth` builds the program and runs this. What is counted of searches, bookings and
starts is a core's time, in which other work on the machine shows least.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_CHECKOUT = _HERE.parents[1]
# Hubs of the end-to-end tests.
sys.path[:0] = [str(_HERE.parent / "lib"), str(_CHECKOUT / "Tests" / "EndToEnd")]

import places  # noqa: E402
import svg  # noqa: E402
from figures import Figure, report  # noqa: E402
from harness.client import next_day  # noqa: E402
from harness.hub import TONIGHT  # noqa: E402
from platforms import Load, Platforms  # noqa: E402
from processes import processor_seconds, resident_megabytes  # noqa: E402
from region import INNS_IN_AN_AREA, area  # noqa: E402

_INNS = (500, 1000, 2500, 5000, 10_000, 20_000)
_KEYS = 200
_QUERIES = 32


@dataclass
class Size:
    """What was found with so many inns."""

    inns: int
    start_ms: float = 0
    # A core's time until it serves: other work on the machine hardly shows in it.
    start_work_ms: float = 0
    megabytes: float = 0
    file_megabytes: float = 0
    search_us: float = 0
    search_per_s: float = 0
    booking_us: float = 0
    booking_per_s: float = 0


def queries(inns: int) -> list[str]:
    """Pages of areas: two nights, two guests."""
    areas = max(1, inns // INNS_IN_AN_AREA)
    nights = [next_day(TONIGHT, 1 + 3 * number) for number in range(_QUERIES)]
    return [
        f"?check_in={night}&check_out={next_day(night, 2)}&area={area(number % areas)}&adults=2"
        for number, night in enumerate(nights)
    ]


class Growth:
    def __init__(self, program: Path, folder: Path, seconds: float, rounds: int, starts: int):
        self._program, self._folder = program, folder
        self._platforms = Platforms(folder, seconds)
        self._rounds, self._starts = rounds, starts

    def run(self, counts: list[int]) -> list[Size]:
        sizes = []
        for inns in counts:
            with self._place(inns) as at:
                sizes.append(self._measured(at))
        return sizes

    def _place(self, inns: int):
        progress(f"{inns} inns")
        hub = places.hub(self._program, self._folder / f"inns-{inns}")
        return places.place(hub, inns, _KEYS, rings=False)

    def _measured(self, at: places.Place) -> Size:
        size = Size(at.inns)
        starts = [self._start(at) for _ in range(self._starts)]
        size.start_ms = statistics.median(waited for waited, _ in starts)
        size.start_work_ms = statistics.median(used for _, used in starts)
        places.settle(at.hub)
        size.megabytes = resident_megabytes(at.hub.pid)
        size.file_megabytes = sum(
            file.stat().st_size for file in at.hub.data.glob("registry.sqlite*")
        ) / 1e6
        # Searches first: after bookings the hub has work of its own.
        size.search_us, size.search_per_s = self._rounds_of(at, "unique")
        size.booking_us, size.booking_per_s = self._rounds_of(at, "bookings")
        progress(
            f"{at.inns}: start {size.start_ms:.0f} ms ({size.start_work_ms:.0f}), {size.megabytes:.0f} MB, a search "
            f"{size.search_us:.0f} µs, a booking {size.booking_us:.0f} µs of a core"
        )
        return size

    def _start(self, at: places.Place) -> tuple[float, float]:
        """Milliseconds until it serves, and of a core."""
        at.hub.kill()
        began = time.monotonic()
        at.hub.start()
        used = processor_seconds(at.hub.pid, with_children=True)
        return (time.monotonic() - began) * 1000, used * 1000

    def _rounds_of(self, at: places.Place, kind: str) -> tuple[float, float]:
        """Microseconds of a core for one, and how many a second: the middle of the rounds."""
        rounds = [self._cost(at, kind) for _ in range(self._rounds)]
        costs = [cost for cost, _ in rounds]
        return statistics.median(costs), statistics.median(load.rate for _, load in rounds)

    def _cost(self, at: places.Place, kind: str) -> tuple[float, Load]:
        if kind == "bookings":
            plan = {"inns": at.inns, "nights": [next_day(TONIGHT, 1 + day) for day in range(300)]}
        else:
            plan = {"path": "/v1/availability", "queries": queries(at.inns)}
        used = processor_seconds(at.hub.pid)
        load = self._platforms.run(at.hub.http_port, kind, at.keys, **plan)
        return (processor_seconds(at.hub.pid) - used) * 1e6 / load.requests, load


def drawn(sizes: list[Size], commit: str) -> str:
    first = sizes[0]
    inns = [size.inns for size in sizes]

    def line(name: str, values: list[float]) -> svg.Series:
        return svg.Series(name, list(zip(inns, values, strict=True)))

    work = svg.Panel(
        f"A core's time, beside {first.inns} inns",
        "inns, each of two room types",
        [
            line("a search", [size.search_us / first.search_us for size in sizes]),
            line("a booking", [size.booking_us / first.booking_us for size in sizes]),
        ],
    )
    whole = svg.Panel(
        "Memory, and a core's time for a start",
        "inns (dashed: as they grow)",
        [
            line("memory", [size.megabytes / first.megabytes for size in sizes]),
            line("a start", [size.start_work_ms / first.start_work_ms for size in sizes]),
        ],
        is_log=True,
    )
    caption = (
        f"{first.inns} inns: a search {first.search_us:.0f} µs, a booking {first.booking_us:.0f} µs, "
        f"{first.megabytes:.0f} MB, a start {first.start_work_ms:.0f} ms of a core; commit {commit}"
    )
    return svg.plot([work, whole], caption)


def figures(sizes: list[Size]) -> list[Figure]:
    first, last = sizes[0], sizes[-1]
    found = []
    for size in sizes:
        found += [
            Figure(f"search_us_{size.inns}", size.search_us, "µs of a core, a page of 50, priced anew"),
            Figure(f"booking_us_{size.inns}", size.booking_us, "µs of a core, over HTTP"),
            Figure(f"rss_mb_{size.inns}", size.megabytes, "MB, at rest after a start"),
            Figure(f"start_ms_{size.inns}", size.start_ms, "ms until it serves"),
            Figure(f"start_work_ms_{size.inns}", size.start_work_ms, "ms of a core until then"),
        ]
    more = (last.inns - first.inns) / 1000 or 1
    return [
        *found,
        Figure("growth_search", last.search_us / first.search_us, f"times, {last.inns} inns"),
        Figure("growth_booking", last.booking_us / first.booking_us, f"beside {first.inns}"),
        Figure("mb_per_1000_inns", (last.megabytes - first.megabytes) / more, "MB"),
        Figure("file_mb_per_1000_inns", last.file_megabytes / last.inns * 1000, "MB on the disk"),
        Figure("start_work_ms_per_1000_inns", (last.start_work_ms - first.start_work_ms) / more, "ms"),
    ]


def progress(text: str) -> None:
    print(f"growth: {text}", file=sys.stderr, flush=True)


def counts(text: str) -> list[int]:
    found = sorted({int(each.replace("_", "")) for each in text.split(",")})
    if found[0] < INNS_IN_AN_AREA:
        raise argparse.ArgumentTypeError(f"at least {INNS_IN_AN_AREA} inns")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench growth", description=__doc__)
    parser.add_argument("program", type=Path, help="the innctl to measure")
    parser.add_argument("--inns", type=counts, default=list(_INNS), help="how many (500,…,20000)")
    parser.add_argument("--output", type=Path, help="the plot (docs/growth.svg)")
    parser.add_argument("--small", action="store_true", help="shows that it runs, measures nothing")
    options = parser.parse_args()
    seconds, rounds, starts = 3.0, 3, 3
    with tempfile.TemporaryDirectory(prefix="innbridge-bench-") as folder:
        output = options.output or _CHECKOUT / "docs" / "growth.svg"
        if options.small:
            options.inns, seconds, rounds, starts = [100, 200], 1.0, 1, 1
            output = options.output or Path(folder) / "growth.svg"
        growth = Growth(options.program.resolve(), Path(folder), seconds, rounds, starts)
        sizes = growth.run(options.inns)
        output.write_text(drawn(sizes, os.environ.get("INNBRIDGE_COMMIT", "unknown")))
    progress(f"drawn: {output}")
    print(report(figures(sizes)))


if __name__ == "__main__":
    main()
