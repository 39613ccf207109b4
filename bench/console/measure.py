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
# Hubs of the end-to-end tests.
sys.path[:0] = [str(_HERE.parent / "lib"), str(_CHECKOUT / "Tests" / "EndToEnd")]

from figures import Figure, report  # noqa: E402
from harness.client import next_day  # noqa: E402
from harness.hub import TONIGHT, Hub  # noqa: E402
from harness.ports import LOOPBACK  # noqa: E402
from platforms import plain_c  # noqa: E402
from processes import SPEECH, compiled  # noqa: E402
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


def _beside_c(office: requests.Session, program: Path, address: str, count: int) -> list[float]:
    """How long the same client waits for the same bytes from plain C."""
    body = office.get(address, timeout=60).content
    with plain_c(program, [("Content-Type", "text/html; charset=utf-8")], body, "/") as port:
        return _times(office, [f"http://{LOOPBACK}:{port}/"], count)


def measure(program: Path, inns: int, bookings: int, pages: int) -> list[Figure]:
    figures = []
    with tempfile.TemporaryDirectory(prefix="innbridge-console.") as scratch:
        baseline = compiled(Path(scratch), "baseline-http", "baseline-http/main.c", "-lmicrohttpd")
        SPEECH.parent.mkdir(exist_ok=True)
        hub = Hub(program, Path(scratch) / "data", speech=SPEECH)
        hub.start()
        try:
            add_inns(hub, inns)
            platform = hub.client("tabi-bench")
            for each in range(bookings):
                inn = each * inns // bookings
                platform.booked(platform.body(f"B{inn}-1-ro", next_day(TONIGHT, each % 30)))
            office = _signed_in(hub)
            areas = range(inns // INNS_IN_AN_AREA)
            tape = [f"{hub.url}/office/tape?days=60&area={area(each)}" for each in areas]
            for name, addresses in (("tape", tape), ("today", [f"{hub.url}/office/today"])):
                times = _times(office, addresses, pages)
                in_c = _beside_c(office, baseline, addresses[0], pages)
                middle, floor = statistics.median(times), statistics.median(in_c)
                what = f"ms, {inns} inns, 60 nights, {bookings} bookings"
                figures += [
                    Figure(f"{name}_ms_p95", _p95(times), what, at_most=_TARGET_MS),
                    Figure(f"{name}_ms_p50", middle, "ms"),
                    Figure(f"{name}_over_c", middle / floor, "times the same bytes from plain C"),
                ]
        finally:
            hub.stop()
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench console")
    parser.add_argument("program", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--inns", type=int, default=1000)
    parser.add_argument("--bookings", type=int, default=200)
    parser.add_argument("--pages", type=int, default=200, help="of each kind")
    parser.add_argument("--small", action="store_true", help="shows that it runs, measures nothing")
    options = parser.parse_args()
    if options.small:
        options.inns, options.bookings, options.pages = 200, 20, 20
    print(report(measure(options.program, options.inns, options.bookings, options.pages)))


if __name__ == "__main__":
    main()
