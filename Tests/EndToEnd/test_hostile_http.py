"""Clients that mean harm: slow ones, many, large ones. They are cut, the hub keeps its memory, and
others are served meanwhile. What is wrong in a single request is in test_bad_requests.py.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import socket
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator

import pytest
import requests
from harness.client import Client, next_day
from harness.health import resident_megabytes, rules_hold, still_books
from harness.hub import TONIGHT, Hub
from harness.inns import Inn, add_inn
from harness.ports import LOOPBACK

# Far beyond the hub's own limit for a request (20 s).
PATIENCE_SECONDS = 120
# What many clients may cost the hub beside what their requests hold.
SLACK_MEGABYTES = 64
# The others' client keeps one, and may open another when the hub has closed it just then.
OTHERS_CONNECTIONS = 2


@pytest.fixture(scope="module")
def besieged(
    binary: object, speech: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hub]:
    """A hub of these tests' own: its memory is looked at."""
    hub = Hub(binary, tmp_path_factory.mktemp("siege") / "data", speech=speech).start()
    try:
        yield hub
        rules_hold(hub)
    finally:
        # The calls about all these bookings are no matter here.
        if hub.is_running:
            hub.kill()


@pytest.fixture(scope="module")
def key(besieged: Hub) -> str:
    return besieged.key("tabi-patient")


@pytest.fixture
def others(besieged: Hub, key: str) -> Iterator[Others]:
    """An honest platform that searches and books while somebody else does harm."""
    with Others(besieged, key) as others:
        yield others


class Others:
    """Searches, books and cancels over and over, on a connection and a thread of its own."""

    def __init__(self, hub: Hub, key: str):
        self._hub = hub
        self._client = Client(hub.url, key)
        self._inn: Inn = add_inn(hub)
        self._stopped = threading.Event()
        self._fault: Exception | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.rounds = 0

    def _run(self) -> None:
        try:
            while not self._stopped.is_set():
                still_books(self._hub, self._client, self._inn)
                self.rounds += 1
                self._stopped.wait(0.05)
        except Exception as fault:  # handed to the test's own thread
            self._fault = fault

    def go_on(self, rounds: int = 3) -> None:
        """Waits until some more rounds have gone well."""
        goal = self.rounds + rounds
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.rounds < goal:
            assert not self._fault, self._fault
            assert time.monotonic() < deadline, "others are not served any more"
            time.sleep(0.02)

    def __enter__(self) -> Others:
        self._thread.start()
        self.go_on(1)
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join(PATIENCE_SECONDS)
        if self._fault:
            raise self._fault


def connect(hub: Hub, source: str | None = None) -> socket.socket:
    address = (source, 0) if source else None
    return socket.create_connection((LOOPBACK, hub.http_port), PATIENCE_SECONDS, address)


def post(length: int, key: str, body: bytes = b"") -> bytes:
    head = (
        f"POST /v1/bookings HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nIdempotency-Key: {uuid.uuid4()}\r\n"
        f"Content-Length: {length}\r\n\r\n"
    )
    return head.encode() + body


def rest(connection: socket.socket) -> bytes:
    """What comes until the hub closes."""
    text = b""
    with contextlib.suppress(OSError):
        while data := connection.recv(65_536):
            text += data
    return text


def status(text: bytes) -> int | None:
    """Of the first answer; None when the connection was closed without one."""
    return int(text.split()[1]) if text.startswith(b"HTTP/1.1 ") else None


def test_slow_senders_are_cut(besieged: Hub, key: str, others: Others) -> None:
    """A byte now and then keeps no connection for ever: 408, or closed before there is a request."""
    begun = {
        "line": b"GET /v1/in",
        "header": b"GET /v1/inns HTTP/1.1\r\nHost: a\r\nX-Slow: ",
        "fields": b"GET /v1/inns HTTP/1.1\r\nHost: a\r\n",
        "body": post(1000, key),
        "chunks": b"POST /v1/bookings HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
    }
    drops = {"fields": b"X-A: b\r\n", "chunks": b"1\r\nx\r\n"}
    slow = {connect(besieged): kind for kind in begun for _ in range(20)}
    for connection, kind in slow.items():
        connection.sendall(begun[kind])
    seen: Counter[tuple[str, int | None]] = Counter()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while slow:
        assert time.monotonic() < deadline, f"still open: {Counter(slow.values())}"
        for connection in select.select(list(slow), [], [], 0.5)[0]:
            seen[slow.pop(connection), status(rest(connection))] += 1
            connection.close()
        for connection, kind in slow.items():
            with contextlib.suppress(OSError):
                connection.sendall(drops.get(kind, b"x"))
    others.go_on()
    assert seen.pop(("body", 408)) == 20
    assert seen.pop(("chunks", 408)) == 20
    # Where the head is not there yet an answer is a courtesy.
    assert set(seen) <= {(kind, code) for kind in ("line", "header", "fields") for code in (None, 408, 431)}
    assert sum(seen.values()) == 60


def test_bodies_that_never_end_take_no_memory(besieged: Hub, key: str, others: Others) -> None:
    """Two hundred clients send all of the largest body but its last byte, and stay."""
    before = resident_megabytes(besieged)
    held = [connect(besieged) for _ in range(200)]
    body = b"[" * ((1 << 20) - 1)
    try:
        for connection in held:
            connection.sendall(post(1 << 20, key, body))
        others.go_on()
        # What they sent, and twice that while a buffer grows.
        assert resident_megabytes(besieged) < before + 3 * len(held) + SLACK_MEGABYTES
    finally:
        for connection in held:
            connection.close()
    others.go_on()


def test_large_and_false_lengths(besieged: Hub, key: str, others: Others) -> None:
    """A body past the limit is refused, not kept; who goes on sending is cut."""
    before = resident_megabytes(besieged)
    megabyte = b" " * (1 << 20)
    seen: Counter[int | None] = Counter()
    for length in [(1 << 20) + 1, 8 << 20, 1 << 33, 1 << 62]:
        with connect(besieged) as connection:
            with contextlib.suppress(OSError):
                connection.sendall(post(length, key))
                # Of the largest ones more than anybody would read and drop.
                for start in range(0, min(length, 20 << 20), 1 << 20):
                    connection.sendall(megabyte[: length - start])
            seen[status(rest(connection))] += 1
    assert set(seen) <= {413, None}, seen
    assert seen[413] >= 2
    others.go_on()
    assert resident_megabytes(besieged) < before + SLACK_MEGABYTES


def test_answers_that_nobody_reads(besieged: Hub, others: Others) -> None:
    """Thousands of requests in a row, and not one answer read: they wait with the client."""
    query = f"check_in={TONIGHT}&check_out={next_day(TONIGHT)}&adults=2"
    # A key of its own: its rate is soon used up.
    bearer = besieged.key("tabi-deaf")
    head = f"GET /v1/availability?{query} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {bearer}"
    request = f"{head}\r\n\r\n".encode()
    before = resident_megabytes(besieged)
    held = [connect(besieged) for _ in range(50)]
    try:
        for connection in held:
            connection.setblocking(False)
            # As many as the hub takes from one who doesn't read.
            with contextlib.suppress(BlockingIOError):
                for _ in range(200):
                    connection.send(request * 20)
        others.go_on()
        assert resident_megabytes(besieged) < before + SLACK_MEGABYTES
    finally:
        for connection in held:
            connection.close()
    others.go_on()


def test_ten_thousand_connections(besieged: Hub, others: Others) -> None:
    """All that the hub takes from one address are served, all that are too many are told so."""
    addresses = [f"127.0.1.{number}" for number in range(1, 43)]
    per_address = 250
    # Some more than are served, and not more than are told so.
    served = hub_connections(besieged)
    wanted = min(len(addresses) * per_address, served * 21 // 20, descriptors() - 200)
    before = resident_megabytes(besieged)
    # Those that tests before left half closed are let go after 30 s.
    deadline = time.monotonic() + PATIENCE_SECONDS
    while open_connections(besieged) > OTHERS_CONNECTIONS:
        assert time.monotonic() < deadline, open_connections(besieged)
        time.sleep(0.2)
    held = []
    try:
        for number in range(wanted):
            held.append(connect(besieged, addresses[number // per_address]))
            held[-1].sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        # Their answers lie in the sockets, all connections are kept.
        seen = Counter(status(connection.recv(4096)) for connection in held)
        assert set(seen) <= {200, 503}, seen
        assert seen[200] >= min(wanted, served) - OTHERS_CONNECTIONS, (seen, served)
        others.go_on()
        # Some 32 KiB of buffers each, and what answers took.
        assert resident_megabytes(besieged) < before + len(held) * 0.05 + SLACK_MEGABYTES
    finally:
        for connection in held:
            connection.close()
    others.go_on()


def descriptors() -> int:
    """How many this process may open; takes what it can have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = min(20_000, hard) if hard != resource.RLIM_INFINITY else 20_000
    if soft < limit:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
    return max(soft, limit)


def open_connections(hub: Hub) -> int:
    """Connections to the hub's HTTP port that it has not closed."""
    count = 0
    for table in ("tcp", "tcp6"):
        with open(f"/proc/{hub.pid}/net/{table}") as file:
            for line in file.readlines()[1:]:
                fields = line.split()
                # 01 is ESTABLISHED, 08 CLOSE_WAIT: the client has shut its side.
                if fields[3] in ("01", "08") and int(fields[1].split(":")[1], 16) == hub.http_port:
                    count += 1
    return count


def hub_connections(hub: Hub) -> int:
    """Connections that a hub with so many descriptors serves."""
    with open(f"/proc/{hub.pid}/limits") as file:
        line = next(line for line in file if line.startswith("Max open files"))
    return min(10_000, (int(line.split()[3]) - 512) * 10 // 11)


def test_one_address_has_its_share(besieged: Hub, others: Others) -> None:
    """Past 256 connections of one address: 429, while other addresses are served."""
    held = [connect(besieged, "127.0.2.1") for _ in range(300)]
    try:
        for connection in held:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        seen = Counter(status(connection.recv(4096)) for connection in held)
        assert seen == {200: 256, 429: 44}
        others.go_on()
    finally:
        for connection in held:
            connection.close()


def test_connections_that_come_and_go(besieged: Hub, others: Others) -> None:
    """Two thousand that say nothing, half a request, or go away rudely leave nothing behind."""
    files = descriptors_of(besieged)
    for number in range(2000):
        connection = connect(besieged, f"127.0.3.{1 + number % 200}")
        if number % 3:
            connection.sendall(b"GET /v1/inns HTTP/1.1\r\nHost: a\r\n"[: number % 40])
        if number % 2:
            # A reset instead of a farewell.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.close()
    others.go_on()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while descriptors_of(besieged) > files + 50:
        assert time.monotonic() < deadline, "connections that are gone are still open"
        time.sleep(0.2)


def descriptors_of(hub: Hub) -> int:
    return len(os.listdir(f"/proc/{hub.pid}/fd"))


HUGE = ["1e400", "-1e400", "9" * 400, "1" + "0" * 30, "9223372036854775808", "1e2", "2.0", "-0"]


@pytest.mark.parametrize("number", HUGE, ids=lambda text: text[:20])
def test_numbers_that_are_none(besieged: Hub, key: str, number: str) -> None:
    """Too large for any integer, or written as no integer is: the field is named, nothing else."""
    body = (
        '{"rate_plan": "T01-1-ro", "check_in": "%s", "check_out": "%s", "adults": %s,'
        ' "guest": {"name": "Training Guest"}}'
    ) % (TONIGHT, next_day(TONIGHT), number)
    answer = requests.post(
        f"{besieged.url}/v1/bookings",
        data=body,
        headers={
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(uuid.uuid4()),
        },
        timeout=30,
    )
    assert answer.status_code in (201, 400, 422), answer.text
    if answer.status_code == 201:
        # Another way to write a small whole number.
        assert float(number) == 2
    elif answer.status_code == 422:
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/adults"]
    else:
        assert answer.json()["code"] == "invalid_json"


@pytest.mark.parametrize("value", [*HUGE, "%31", "１", "+2", "0x2", "2 ", ""], ids=repr)
def test_numbers_in_a_query(besieged: Hub, key: str, value: str) -> None:
    client = Client(besieged.url, key)
    query = f"check_in={TONIGHT}&check_out={next_day(TONIGHT)}&adults={value}"
    answer = client.get(f"/v1/availability?{query}")
    if answer.status_code != 200:
        assert answer.status_code == 400, answer.text
        assert [error["parameter"] for error in answer.json()["errors"]] == ["adults"]
    else:
        assert value == "%31"


PATHS = [
    "/v1/../v1/inns",
    "/v1/./inns",
    "//v1/inns",
    "/v1//inns",
    "/v1/inns/",
    "/v1/inns/T01%2fcalendar",
    "/v1/inns/..%2f..%2fetc%2fpasswd",
    "/v1/inns/%2e%2e",
    "/v1/inns/%c0%ae%c0%ae",
    "/v1/inns/%ff",
    "/v1/inns/%",
    "/v1/inns/%zz",
    "/v1/inns/T01%00",
    "/v1/inns/T01;x=1",
    "/v1/inns/T01\\..",
    "/V1/inns",
    "*",
    "v1/inns",
    "/v1/inns#part",
]


@pytest.mark.parametrize("path", PATHS)
def test_paths_that_lead_elsewhere(besieged: Hub, key: str, path: str) -> None:
    """Only the one way to write a path finds a resource; the rest is an error, never another file."""
    with connect(besieged) as connection:
        head = f"GET {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {key}\r\n"
        connection.sendall(f"{head}Connection: close\r\n\r\n".encode())
        text = rest(connection)
    assert status(text) in (400, 404), text
    assert b"passwd" not in text.split(b"\r\n\r\n", 1)[1] or b'"instance"' in text
    assert b"application/problem+json" in text
