"""What the office waits for: the tape chart and Today of a region of 1,000 inns, 60 nights.

`scripts/bench console` builds the program and runs this; only the loopback interface is used. What
is measured is the whole answer over HTTP to one signed-in person, page after page.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

import requests

_HERE = Path(__file__).resolve().parent
_CHECKOUT = _HERE.parents[1]
# Hubs of the end-to-end tests, the region of the API's figures.
sys.path[:0] = [str(_CHECKOUT / "Tests" / "EndToEnd"), str(_HERE.parent / "api")]

from harness.client import next_day  # noqa: E402
from harness.hub import TONIGHT, Hub  # noqa: E402
from region import INNS_IN_AN_AREA, add_inns, area  # noqa: E402

_PASSWORD = "harbour morning tuna 5"
_FORM = re.compile(r'name="form" value="([^"]+)"')
_TARGET_MS = 50


def _signed_in(hub: Hub) -> requests.Session:
    made = hub.innctl("user", "add", "bench", "--role", "admin", "--json").json()
    office = requests.Session()
    office.trust_env = False

    def send(path: str, **fields: str) -> None:
        page = office.get(hub.url + path, timeout=60)
        form = _FORM.search(page.text)
        assert form, f"{path} has no form"
        answer = office.post(hub.url + path, data={"form": form[1]} | fields, timeout=60)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"

    send("/office/login", name="bench", password=made["password"])
    send("/office/account", present=made["password"], new=_PASSWORD, again=_PASSWORD)
    return office


def _times(office: requests.Session, addresses: list[str], count: int) -> list[float]:
    times = []
    for each in range(count + len(addresses)):
        begun = time.perf_counter()
        answer = office.get(addresses[each % len(addresses)], timeout=60, allow_redirects=False)
        spent = (time.perf_counter() - begun) * 1000
        assert answer.status_code == 200, f"{answer.status_code} {answer.url}"
        # The first of every address warms up.
        if each >= len(addresses):
            times.append(spent)
    return times


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[18]


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench console")
    parser.add_argument("program", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--inns", type=int, default=1000)
    parser.add_argument("--bookings", type=int, default=200)
    parser.add_argument("--pages", type=int, default=200, help="of each kind")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="innbridge-console.") as scratch:
        hub = Hub(options.program, Path(scratch) / "data", speech=Path(scratch) / "speech")
        hub.start()
        try:
            add_inns(hub, options.inns)
            platform = hub.client("tabi-bench")
            for each in range(options.bookings):
                inn = each * options.inns // options.bookings
                platform.booked(platform.body(f"B{inn}-1-ro", next_day(TONIGHT, each % 30)))
            office = _signed_in(hub)
            areas = range(options.inns // INNS_IN_AN_AREA)
            tape = [f"{hub.url}/office/tape?days=60&area={area(each)}" for each in areas]
            figures = {
                "tape_ms_p95": _times(office, tape, options.pages),
                "today_ms_p95": _times(office, [f"{hub.url}/office/today"], options.pages),
            }
        finally:
            hub.stop()

    print(f"{options.inns} inns, 60 nights, {options.bookings} bookings\n")
    for name, times in figures.items():
        met = "met" if _p95(times) <= _TARGET_MS else "missed"
        print(
            f"{name:<14} {_p95(times):7.1f} ms   median {statistics.median(times):.1f} ms   "
            f"≤ {_TARGET_MS} ms: {met}"
        )
    print()
    for name, times in figures.items():
        print(f"figure {name} {_p95(times):.2f}")


if __name__ == "__main__":
    main()
