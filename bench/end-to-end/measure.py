"""How long the way takes from a keeper's key to a platform, over real SIP, RTP and HTTP.

`scripts/bench end-to-end` builds the program and runs this; only the loopback interface is used.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_CHECKOUT = _HERE.parents[1]
# Telephones, hubs and platforms of the end-to-end tests.
sys.path[:0] = [str(_HERE.parent / "lib"), str(_CHECKOUT / "Tests" / "EndToEnd")]

from figures import Figure, report  # noqa: E402
from harness.client import next_day  # noqa: E402
from harness.hub import TONIGHT, Hub  # noqa: E402
from harness.ports import LOOPBACK  # noqa: E402
from phone import Telephone  # noqa: E402
from processes import resident_megabytes  # noqa: E402

_INN, _CALLER = "T01", "+81175000001"
# From here on a key is the answer to «how many rooms tonight».
_TONIGHT_SAID = ("今夜です",)
_SHOWN_SECONDS = 10


class Platform:
    """A travel platform on one kept-alive connection, without a library's own cost."""

    def __init__(self, hub: Hub, key: str):
        self._connection = http.client.HTTPConnection(LOOPBACK, hub.http_port, timeout=30)
        self._connection.connect()
        self._headers = {"Authorization": f"Bearer {key}"}

    def get(self, path: str) -> dict:
        self._connection.request("GET", path, headers=self._headers)
        return self._read(200)

    def book(self, body: dict) -> float:
        """Books, and gives the seconds it took from request to answer."""
        headers = self._headers | {
            "Content-Type": "application/json",
            "Idempotency-Key": str(uuid.uuid4()),
        }
        text = json.dumps(body).encode()
        start = time.monotonic()
        self._connection.request("POST", "/v1/bookings", body=text, headers=headers)
        self._read(201, 202)
        return time.monotonic() - start

    def _read(self, *wanted: int) -> dict:
        answer = self._connection.getresponse()
        text = answer.read()
        assert answer.status in wanted, f"{answer.status}: {text.decode(errors='replace')}"
        return json.loads(text)

    def search(self, night: str, nights: int = 1, inns: str | None = None) -> list[dict]:
        place = f"&inns={inns}" if inns else ""
        path = f"/v1/availability?check_in={night}&check_out={next_day(night, nights)}{place}"
        return self.get(path)["availability"]


def key_to_api(hub: Hub, platform: Platform, calls: int) -> list[float]:
    """Seconds from the first packet of a key press until a search has shown its number."""
    times = []
    for number in range(calls):
        rooms = 3 + number % 2
        with Telephone(hub, _CALLER) as phone:
            phone.wait_for(*_TONIGHT_SAID)
            pressed = phone.press(rooms)
            # The key goes on being pressed while the platform asks.
            finger = threading.Thread(target=phone.release)
            finger.start()
            while platform.search(TONIGHT, inns=_INN)[0]["remaining"] != rooms:
                assert time.monotonic() - pressed < _SHOWN_SECONDS, "the key never showed"
            times.append(time.monotonic() - pressed)
            finger.join()
        progress(f"call {number + 1} of {calls}: {times[-1] * 1000:.1f} ms")
    return times


def searches(platform: Platform, count: int) -> list[float]:
    times = []
    for number in range(count):
        night = next_day(TONIGHT, 1 + number % 60)
        start = time.monotonic()
        offers = platform.search(night)
        times.append(time.monotonic() - start)
        assert offers, f"nothing is free on {night}"
    return times


def bookings(platform: Platform, count: int) -> list[float]:
    """Books one night each, wherever something is free."""
    times = []
    day = 1
    while len(times) < count:
        night = next_day(TONIGHT, day)
        day += 1
        for offer in platform.search(night):
            plan = next((plan for plan in offer["rate_plans"] if plan["instant"]), None)
            if not plan or offer["remaining"] < 1 or len(times) == count:
                continue
            body = {
                "rate_plan": plan["rate_plan"],
                "check_in": night,
                "check_out": next_day(night),
                "adults": 2,
                "guest": {"name": "練習 花子", "name_kana": "レンシュウ ハナコ"},
            }
            times.append(platform.book(body))
    return times


def start(hub: Hub) -> float:
    began = time.monotonic()
    hub.start()
    return time.monotonic() - began


def measure(program: Path, calls: int, requests: int, starts: int) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="innbridge-bench-") as folder:
        hub = Hub(program, Path(folder) / "data")
        try:
            progress("first start: training inns, sentences")
            first = start(hub)
            platform = Platform(hub, hub.key("bench"))
            progress(f"{requests} searches, {requests} bookings")
            searches(platform, requests // 10 + 1)
            found = searches(platform, requests)
            # Calls first: every booking would be read out before the question.
            pressed = key_to_api(hub, platform, calls)
            booked = bookings(platform, requests)
            memory = resident_megabytes(hub.pid)
            again = []
            for number in range(starts):
                # Not stopped in order: the hub would first finish the calls about these bookings.
                hub.kill()
                again.append(start(hub))
                progress(f"start {number + 1} of {starts}: {again[-1] * 1000:.0f} ms")
            hub.kill()
        finally:
            if hub.is_running:
                hub.kill()
    return [
        Figure("key_to_api_ms_p50", middle(pressed), "key pressed until GET shows it"),
        Figure("key_to_api_ms_max", max(pressed) * 1000, f"the longest of {calls} calls"),
        Figure("booking_ms_p50", middle(booked), "POST /v1/bookings, on the disk"),
        Figure("search_ms_p50", middle(found), "GET /v1/availability, all inns"),
        Figure("start_ms", middle(again), "start until the ready line"),
        Figure("first_start_ms", first * 1000, "the same on an empty directory"),
        Figure("rss_mb", memory, "resident after all this"),
    ]


def middle(seconds: list[float]) -> float:
    return statistics.median(seconds) * 1000


def progress(text: str) -> None:
    print(f"end-to-end: {text}", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=Path, help="the innctl to measure")
    parser.add_argument("--calls", type=int, default=9, help="telephone calls (9)")
    parser.add_argument("--requests", type=int, default=300, help="searches, and bookings (300)")
    parser.add_argument("--starts", type=int, default=5, help="starts (5)")
    parser.add_argument("--small", action="store_true", help="shows that it runs, measures nothing")
    options = parser.parse_args()
    if options.small:
        options.calls, options.requests, options.starts = 2, 20, 1
    if min(options.calls, options.requests, options.starts) < 1:
        parser.error("at least one of each")
    figures = measure(options.program.resolve(), options.calls, options.requests, options.starts)
    print(report(figures))


if __name__ == "__main__":
    main()
