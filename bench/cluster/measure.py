"""Three hubs on one PostgreSQL: what it costs beside a file, how stale a search is, who dies and what is lost.

`scripts/bench cluster` builds the program and runs this. Servers (fsync on, a synchronous standby
where a fail-over is measured) and hubs are its own and speak over the loopback interface and Unix
sockets alone. It fails when a booking is lost or sold twice, a keeper is rung twice, or the feed
has a gap.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from pathlib import Path

_HERE = Path(__file__).resolve().parent
# Hubs, servers and proxies of the end-to-end tests.
sys.path[:0] = [str(_HERE), str(_HERE.parent / "lib"), str(_HERE.parents[1] / "Tests" / "EndToEnd")]

import commits  # noqa: E402
import endurance  # noqa: E402
import places  # noqa: E402
import staleness  # noqa: E402
import voice  # noqa: E402
from figures import Figure, report  # noqa: E402
from fleet import Fleet  # noqa: E402
from harness.postgresql import Cluster  # noqa: E402
from platforms import Platforms  # noqa: E402
from region import add_inns  # noqa: E402

# Hubs that share a server look for each other's news: they never rest wholly.
_REST_SECONDS = 10
_PARTS = ("commits", "staleness", "endurance", "voice")
# What no run may show.
_FAULTS = (
    "lost_bookings", "unknown_bookings", "oversold", "calls_twice", "requests_open", "feed_gaps", "searches_wrong",
)


def three_hubs(
    program: Path, folder: Path, size: commits.Size, samples: int, parts: set[str]
) -> list[Figure]:
    """What three hubs are measured for while all of them live."""
    figures: list[Figure] = []
    with contextlib.closing(Cluster()) as server, Fleet(program, folder, server.url) as fleet:
        add_inns(fleet.hubs[0], size.inns, rings=False)
        commits.add_hot_room(fleet.hubs[0])
        keys = places.keys(fleet.hubs[0], size.keys)
        fleet.wait_until_known(keys[-1], f"B{size.inns - 1}")
        for hub in fleet.hubs:
            places.settle(hub, _REST_SECONDS)
        platforms = Platforms(folder, size.seconds)
        if "staleness" in parts:
            nights = commits.NIGHTS
            figures += staleness.measure(platforms, fleet, keys, size.inns, nights, samples)
        if "commits" in parts:
            figures += commits.through_three(platforms, fleet, keys, size)
    return figures


def measure(program: Path, parts: set[str], is_small: bool) -> list[Figure]:
    figures: list[Figure] = []
    size = commits.Size(100, 48, 1, 1) if is_small else commits.Size()
    ordeal = endurance.Size(30, 10, 2, 4, 1, 3) if is_small else endurance.Size()
    calls = voice.Size((10,), 3, (20,), 40) if is_small else voice.Size()
    with tempfile.TemporaryDirectory(prefix="innbridge-bench-") as name:
        folder = Path(name)
        for part in ("endurance", "three", "one", "voice"):
            (folder / part).mkdir()
        if "commits" in parts:
            figures += commits.pg_vs_sqlite(program, folder / "one", size)
        if parts & {"commits", "staleness"}:
            figures += three_hubs(program, folder / "three", size, 20 if is_small else 400, parts)
        if "endurance" in parts:
            places.make_sentences(program, folder / "endurance")
            figures += endurance.Endurance(program, folder / "endurance", ordeal).run()
        if "voice" in parts:
            figures += voice.Bench(program, folder / "voice", calls).run()
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench cluster", description=__doc__)
    parser.add_argument("program", type=Path, help="the innctl to measure")
    parser.add_argument(
        "--part", choices=_PARTS, action="append", help="only this part; may be given several times"
    )
    parser.add_argument("--small", action="store_true", help="shows that it runs, measures nothing")
    options = parser.parse_args()
    # Voice at scale takes minutes of both cores: by name, or with everything else at full size.
    parts = set(options.part or (_PARTS[:3] if options.small else _PARTS))
    figures = measure(options.program.resolve(), parts, options.small)
    print(report(figures))
    bad = [figure.name for figure in figures if figure.name in _FAULTS and figure.value]
    if bad:
        raise SystemExit(f"cluster: not as it must be: {', '.join(bad)}")


if __name__ == "__main__":
    main()
