"""Messages by the hundred: how many a second, whether one is lost or acts twice, with a power cut.

`scripts/bench sms` builds the program and runs this; only the loopback interface is used. A provider
of the Twilio kind brings messages of many inns over its webhook and takes the answers. Whatever the
hub does not acknowledge the provider brings again, as providers do.
"""

from __future__ import annotations

import argparse
import http.client
import json
import queue
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_CHECKOUT = _HERE.parents[1]
# Hubs and gateways of the end-to-end tests.
sys.path[:0] = [str(_HERE.parent / "lib"), str(_CHECKOUT / "Tests" / "EndToEnd")]

from figures import Figure, report  # noqa: E402
from harness import sms  # noqa: E402
from harness.hub import TONIGHT, Hub  # noqa: E402
from harness.ports import LOOPBACK  # noqa: E402
from platforms import plain_c  # noqa: E402
from processes import SPEECH, compiled  # noqa: E402

_ROOMS = 9
_CONNECTIONS = 32
_AGAIN_SECONDS = 0.2
_SETTLED_SECONDS = 120


@dataclass
class Message:
    inn: int
    rooms: int
    sid: str
    seconds: float = 0


@dataclass
class Post:
    """The provider's side of the webhook: connections that bring messages until they are taken."""

    port: int
    # What says that a message is taken.
    status: int = 204
    taken: list[Message] = field(default_factory=list)
    again: int = 0

    def __post_init__(self) -> None:
        self._waiting: queue.Queue[Message | None] = queue.Queue()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._bring, daemon=True) for _ in range(_CONNECTIONS)]
        for thread in self._threads:
            thread.start()

    def put(self, message: Message) -> None:
        self._waiting.put(message)

    def finish(self) -> None:
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def _bring(self) -> None:
        connection = self._connect()
        while message := self._waiting.get():
            fields = [
                ("AccountSid", sms.ACCOUNT), ("MessageSid", message.sid),
                ("From", number(message.inn)), ("To", "+81175000099"),
                ("Body", f"今夜{message.rooms}部屋"), ("NumMedia", "0"),
            ]
            body = urllib.parse.urlencode(fields)
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Twilio-Signature": sms.signature(sms.PUBLIC, fields),
            }
            began = time.monotonic()
            while True:
                try:
                    connection.request("POST", "/sms/twilio/messages", body, headers)
                    answer = connection.getresponse()
                    answer.read()
                    if answer.status == self.status:
                        break
                    print(f"sms: status {answer.status}", file=sys.stderr)
                except (OSError, http.client.HTTPException):
                    connection.close()
                    connection = self._connect()
                with self._lock:
                    self.again += 1
                time.sleep(_AGAIN_SECONDS)
            message.seconds = time.monotonic() - began
            with self._lock:
                self.taken.append(message)

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(LOOPBACK, self.port, timeout=30)


def number(inn: int) -> str:
    return f"+81175{inn + 1000:06d}"


def add_inns(hub: Hub, count: int) -> None:
    """Inns of one kind of rooms, each with a telephone of its own."""
    document = hub.innctl("inn", "export", "T01").json()
    pattern = document["inns"][0]
    for first in range(0, count, 500):
        inns = []
        for each in range(first, min(first + 500, count)):
            room = pattern["room_types"][0] | {"id": f"B{each}-1", "rooms": _ROOMS, "offer": [1] * 7}
            plan = room["rate_plans"][0] | {"id": f"B{each}-1-ro"}
            inns.append(
                pattern
                | {
                    "id": f"B{each}",
                    "phones": [{"number": number(each)}],
                    "capacity": _ROOMS * room["capacity"],
                    "room_types": [room | {"rate_plans": [plan]}],
                }
            )
        hub.innctl("inn", "import", "-", stdin=json.dumps(document | {"inns": inns}))


class Keepers:
    """All inns in turn, each with another number every time."""

    def __init__(self, inns: int):
        self._inns, self._count = inns, 0

    def next(self) -> Message:
        count = self._count
        self._count += 1
        return Message(count % self._inns, count // self._inns % _ROOMS + 1, f"SM{count:08d}")

    @property
    def count(self) -> int:
        return self._count


def as_fast_as_it_goes(port: int, keepers: Keepers, count: int, status: int = 204) -> float:
    post = Post(port, status)
    began = time.monotonic()
    for _ in range(count):
        post.put(keepers.next())
    post.finish()
    return count / (time.monotonic() - began)


def at_a_rate(hub: Hub, keepers: Keepers, rate: int, seconds: float) -> tuple[Post, float]:
    """Brings messages at a steady rate; after a third of the time the hub is ended by SIGKILL.

    An inn's next message comes seconds later, so none overtakes another. Returns how long nobody
    was there, too.
    """
    post = Post(hub.http_port)
    count = round(rate * seconds)
    cut = count // 3
    began = time.monotonic()
    gone = 0.0
    for index in range(count):
        if index == cut:
            hub.kill()
            killed = time.monotonic()
            hub.start()
            gone = time.monotonic() - killed
            began += gone
        due = began + index / rate
        time.sleep(max(0.0, due - time.monotonic()))
        post.put(keepers.next())
    post.finish()
    return post, gone


def settle(hub: Hub, provider: sms.Provider, count: int) -> None:
    """Waits until every message has its answer, or nothing comes any more."""
    deadline = time.monotonic() + _SETTLED_SECONDS
    seen, since = -1, time.monotonic()
    while len(provider.sent) < count and time.monotonic() < deadline:
        if len(provider.sent) != seen:
            seen, since = len(provider.sent), time.monotonic()
        if time.monotonic() - since > 20:
            break
        time.sleep(0.2)
    time.sleep(2)


def judge(hub: Hub, provider: sms.Provider, messages: int) -> tuple[int, int]:
    """What was lost, and what was there twice: messages, statements, answers."""
    with sqlite3.connect(f"file:{hub.data / 'registry.sqlite'}?mode=ro", uri=True) as db:
        kept = [row[0] for row in db.execute(
            "SELECT gateway_id FROM sms_message WHERE direction = 'inbound'")]
        stated = db.execute(
            "SELECT count(*) FROM event WHERE kind = 'rooms.stated' AND actor LIKE 'sms:%'"
        ).fetchone()[0]
        answers = Counter(db.execute(
            "SELECT number, text FROM sms_message WHERE direction = 'outbound'"))
    sent = Counter((each["To"], each["Body"]) for each in provider.sent)
    lost = messages - len(set(kept)) + sum((answers - sent).values()) + max(0, messages - stated)
    twice = len(kept) - len(set(kept)) + sum((sent - answers).values()) + max(0, stated - messages)
    return lost, twice


def measure(program: Path, inns: int, rate: int, seconds: float, flood: int) -> list[Figure]:
    provider = sms.Provider()
    with tempfile.TemporaryDirectory(prefix="innbridge-bench-") as folder:
        baseline = compiled(Path(folder), "baseline-http", "baseline-http/main.c", "-lmicrohttpd")
        SPEECH.parent.mkdir(exist_ok=True)
        hub = Hub(program, Path(folder) / "data", speech=SPEECH)
        sms.configure(
            hub, twilio=provider.settings(), yen_per_organisation_a_month=10_000_000,
            per_number_a_day=1000,
        )
        try:
            hub.start()
            progress(f"{inns} inns")
            add_inns(hub, inns)
            keepers = Keepers(inns)
            progress(f"{flood} messages as fast as they are taken")
            fastest = as_fast_as_it_goes(hub.http_port, keepers, flood)
            with plain_c(baseline, [("Content-Type", "text/plain")], b"", "/") as port:
                in_c = as_fast_as_it_goes(port, Keepers(inns), flood, status=200)
            settle(hub, provider, keepers.count)
            progress(f"{rate} a second for {seconds:g} s, with kill -9 after a third")
            post, gone = at_a_rate(hub, keepers, rate, seconds)
            settle(hub, provider, keepers.count)
            wrong = wrong_rooms(hub, keepers, inns)
            hub.kill()
            lost, twice = judge(hub, provider, keepers.count)
        finally:
            if hub.is_running:
                hub.kill()
            provider.close()
    middle = statistics.median(each.seconds for each in post.taken) * 1000
    kept = f"of {keepers.count} messages, their statements and answers"
    away = f"brought again; the hub was gone for {gone:.1f} s"
    return [
        Figure("sms_per_s", fastest, "messages taken, on the disk, from 32 connections", at_least=rate),
        Figure("sms_vs_c", fastest / in_c, "beside plain C that takes the same and does nothing"),
        Figure("sms_ms_p50", middle, f"until one is acknowledged, at {rate} a second"),
        Figure("sms_lost", lost, kept, at_most=0),
        Figure("sms_twice", twice, "messages, statements and answers that were there twice", at_most=0),
        Figure("sms_wrong", wrong, "of 200 inns: rooms are not what they said last", at_most=0),
        Figure("sms_again", post.again, away),
    ]


def wrong_rooms(hub: Hub, keepers: Keepers, inns: int) -> int:
    last: dict[int, int] = {}
    for count in range(max(0, keepers.count - inns), keepers.count):
        last[count % inns] = count // inns % _ROOMS + 1
    client = hub.client()
    # A key may ask a thousand times in ten seconds.
    asked = sorted(last)[:: max(1, inns // 200)]
    return sum(client.offer(TONIGHT, f"B{inn}").remaining != last[inn] for inn in asked)


def progress(text: str) -> None:
    print(f"sms: {text}", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=Path, help="the innctl to measure")
    parser.add_argument("--inns", type=int, default=1000, help="inns that write (1000)")
    parser.add_argument("--rate", type=int, default=200, help="messages a second (200)")
    parser.add_argument("--seconds", type=float, default=30, help="at that rate (30)")
    parser.add_argument("--flood", type=int, default=3000, help="messages without a pause (3000)")
    parser.add_argument("--small", action="store_true", help="shows that it runs, measures nothing")
    options = parser.parse_args()
    if options.small:
        options.inns, options.rate, options.seconds, options.flood = 100, 50, 6.0, 200
    figures = measure(options.program, options.inns, options.rate, options.seconds, options.flood)
    print(report(figures))
    if any(figure.value for figure in figures if figure.at_most == 0):
        raise SystemExit("sms: something was lost, or there twice, or wrong")


if __name__ == "__main__":
    main()
