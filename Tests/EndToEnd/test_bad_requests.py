"""Wrong HTTP requests: a clear answer to each, and the hub goes on."""

from __future__ import annotations

import json
import socket
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from harness.client import Client, next_day
from harness.health import still_books
from harness.hub import TONIGHT, Hub
from harness.inns import Inn
from harness.ports import LOOPBACK

YESTERDAY = next_day(TONIGHT, -1)


def problem(answer: requests.Response, status: int, code: str) -> dict[str, Any]:
    """The problem document (RFC 9457) that an error must be."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert (document["status"], document["code"]) == (status, code), document
    assert document["type"].endswith(code)
    assert document["title"] and document["instance"]
    return document


def named(document: dict[str, Any]) -> set[str]:
    """What a problem document says is wrong."""
    return {
        error.get("pointer") or error.get("parameter") or error.get("header")
        for error in document["errors"]
    }


@pytest.fixture(autouse=True)
def goes_on(town: Hub, platform: Client, inn: Inn):
    """After each of these tests the hub is well and books as before."""
    yield
    still_books(town, platform, inn)


def post_raw(platform: Client, body: bytes, **headers: str) -> requests.Response:
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid.uuid4()),
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    return platform.post("/v1/bookings", data=body, headers=headers)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b'{"adults": 2,}',
        b'{"adults": 2} {"adults": 2}',
        b'{"adults": 02}',
        b'{"adults": NaN}',
        b"{'adults': 2}",
        b'{"guest": "\xff\xfe"}',
        b'{"adults": 2, "adults": 3}',
        b"[" * 100_000,
        b'{"a":' * 5000,
        b"\x00\x01\x02",
        b"\xef\xbb\xbf{}",
    ],
    ids=lambda body: repr(body[:12]),
)
def test_malformed_json(platform: Client, body: bytes) -> None:
    assert "detail" in problem(post_raw(platform, body), 400, "invalid_json")


@pytest.mark.parametrize("body", [b"null", b"[]", b"3", b'"text"', b"true"])
def test_json_that_is_no_object(platform: Client, body: bytes) -> None:
    answer = post_raw(platform, body)
    assert answer.status_code in (400, 422), answer.text
    problem(answer, answer.status_code, answer.json()["code"])


def test_every_wrong_field_is_named(platform: Client, inn: Inn) -> None:
    body = platform.body(inn.room_only, TONIGHT) | {
        "check_in": "2026-02-30",
        "check_out": "tomorrow",
        "adults": 0,
        "rooms": 1.5,
        "colour": "blue",
        "guest": {"name": " ", "name_kana": "はなこ", "phone": "call me", "passport": "TK1"},
    }
    answer = platform.book(body)
    wrong = named(problem(answer, 422, "invalid_fields"))
    assert {
        "/check_in",
        "/check_out",
        "/adults",
        "/rooms",
        "/colour",
        "/guest/name_kana",
        "/guest/phone",
        "/guest/passport",
    } <= wrong
    # The hub never keeps passports, nor says back what it was given.
    assert "TK1" not in answer.text


@pytest.mark.parametrize(
    "change",
    [
        {"check_out": TONIGHT},
        {"check_in": next_day(TONIGHT, 2), "check_out": next_day(TONIGHT, 1)},
        {"check_out": next_day(TONIGHT, 400)},
        {"check_in": "2026-12-3"},
        {"check_in": "2026-12-03T00:00:00Z"},
        {"check_in": 20261203},
        {"check_in": "２０２６-１２-０３"},
        {"check_in": None},
    ],
    ids=str,
)
def test_wrong_dates(platform: Client, inn: Inn, change: dict[str, Any]) -> None:
    body = platform.body(inn.room_only, TONIGHT) | change
    assert "/check_" in str(named(problem(platform.book(body), 422, "invalid_fields")))


@pytest.mark.parametrize("night", [YESTERDAY, "1999-01-01", "2031-01-01"])
def test_nights_that_are_not_sold(platform: Client, inn: Inn, night: str) -> None:
    answer = platform.book(platform.body(inn.room_only, night))
    assert answer.status_code in (409, 422), answer.text
    problem(answer, answer.status_code, answer.json()["code"])


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"check_in": TONIGHT}, "check_out"),
        ({"check_in": "soon", "check_out": next_day(TONIGHT)}, "check_in"),
        ({"check_in": TONIGHT, "check_out": TONIGHT}, "check_out"),
        ({"check_in": TONIGHT, "check_out": next_day(TONIGHT), "color": "1"}, "color"),
        ({"check_in": TONIGHT, "check_out": next_day(TONIGHT), "adults": "two"}, "adults"),
        ({"check_in": TONIGHT, "check_out": next_day(TONIGHT), "limit": "0"}, "limit"),
        ({"check_in": TONIGHT, "check_out": next_day(TONIGHT), "inns": ""}, "inns"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_wrong_queries(platform: Client, query: dict[str, str], wrong: str) -> None:
    answer = platform.get("/v1/availability", params=query)
    assert wrong in named(problem(answer, 400, "invalid_query"))


def test_a_parameter_given_twice(platform: Client) -> None:
    answer = platform.get(f"/v1/availability?check_in={TONIGHT}&check_in={TONIGHT}&check_out=x")
    assert {"check_in", "check_out"} <= named(problem(answer, 400, "invalid_query"))


@pytest.mark.parametrize(
    "authorization",
    [None, "Bearer", "Bearer wrong", "Basic dXNlcjpwYXNz", "Bearer innb_" + "0" * 26, "😀"],
    ids=str,
)
def test_without_a_good_key(town: Hub, inn: Inn, authorization: str | None) -> None:
    stranger = Client(town.url, None)
    headers = {"Authorization": authorization.encode()} if authorization else {}
    answer = stranger.get(f"/v1/inns/{inn.id}", headers=headers)
    problem(answer, 401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_key_without_the_scope(town: Hub, inn: Inn) -> None:
    reader = Client(town.url, town.key("tabi-reader", "read"))
    assert reader.get(f"/v1/inns/{inn.id}").status_code == 200
    problem(reader.book(reader.body(inn.room_only, TONIGHT)), 403, "insufficient_scope")


def test_another_channels_booking_looks_like_none(
    town: Hub, platform: Client, inn: Inn
) -> None:
    booked = platform.booked(platform.body(inn.room_only, TONIGHT))
    rival = Client(town.url, town.key("tabi-curious"))
    problem(rival.get(f"/v1/bookings/{booked['booking']}"), 404, "not_found")
    cancel = f"/v1/bookings/{booked['booking']}/cancel"
    answer = rival.post(cancel, headers={"Idempotency-Key": str(uuid.uuid4())})
    problem(answer, 404, "not_found")
    assert platform.booking(booked["booking"])["state"] == "confirmed"


@pytest.mark.parametrize(
    "key",
    [None, "", "with space", "x" * 129, "ключ"],
    ids=["missing", "empty", "space", "long", "cyrillic"],
)
def test_no_idempotency_key_or_a_wrong_one(
    platform: Client, inn: Inn, key: str | None
) -> None:
    headers = {} if key is None else {"Idempotency-Key": key.encode()}
    answer = platform.post(
        "/v1/bookings", json=platform.body(inn.room_only, TONIGHT), headers=headers
    )
    problem(answer, 400, "idempotency_key_missing")
    assert platform.offer(TONIGHT, inn.id).remaining == 2


def test_the_same_request_again_is_the_same_booking(platform: Client, inn: Inn) -> None:
    """S36: a platform that waited too long sends its request again."""
    key, body = str(uuid.uuid4()), platform.body(inn.room_only, TONIGHT)
    first = platform.book(body, key)
    again = platform.book(body, key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert platform.offer(TONIGHT, inn.id).remaining == 1
    other = platform.book(body | {"adults": 1}, key)
    problem(other, 422, "idempotency_key_reused")
    assert platform.offer(TONIGHT, inn.id).remaining == 1


def test_one_key_and_two_bodies_in_the_same_moment(platform: Client, inn: Inn) -> None:
    """S35: one booking; the other is told which of its rules it broke."""
    key = str(uuid.uuid4())
    start = threading.Barrier(2)

    def ask(adults: int) -> requests.Response:
        client = platform.twin()
        client.get("/healthz")
        start.wait(30)
        return client.book(client.body(inn.room_only, TONIGHT, adults=adults), key)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(ask, (1, 2)))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses in ([201, 409], [201, 422]), [answer.text for answer in answers]
    assert platform.offer(TONIGHT, inn.id).remaining == 1


def test_a_body_too_large(platform: Client) -> None:
    body = json.dumps({"notes": "x" * (2 << 20)}).encode()
    problem(post_raw(platform, body), 413, "content_too_large")


def test_a_body_of_another_kind(platform: Client) -> None:
    answer = post_raw(platform, b"adults=2", Content_Type="application/x-www-form-urlencoded")
    problem(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nothing", 404, "not_found"),
        ("GET", "/v1/inns/..%2f..%2fetc", 404, "not_found"),
        ("GET", "/v1/inns/%00", 404, "not_found"),
        ("GET", "/v1/bookings/bk_nothing", 404, "not_found"),
        ("DELETE", "/v1/inns", 405, "method_not_allowed"),
        ("PUT", "/v1/bookings", 405, "method_not_allowed"),
        ("TRACE", "/v1/bookings", 405, "method_not_allowed"),
        ("QUERY", "/v1/bookings", 405, "method_not_allowed"),
        ("BREW", "/v1/bookings", 501, "method_not_implemented"),
        ("GET", "/v1/inns?" + "a" * 9000, 414, "uri_too_long"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_is_not_there(
    platform: Client, method: str, path: str, status: int, code: str
) -> None:
    answer = platform.request(method, path)
    assert answer.status_code in ({status, 400} if status == 404 else {status}), answer.text
    problem(answer, answer.status_code, code if answer.status_code == status else answer.json()["code"])


GARBAGE = [
    b"\r\n" * 1000,
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
    b"\x00" * 4096,
    bytes(range(256)) * 64,
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n" + b"A: b\r\n" * 5000 + b"\r\n",
    b"POST /v1/bookings HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    b"POST /v1/bookings HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"POST /v1/bookings HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    b"POST /v1/bookings HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /v1/bookings HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\nx\r\n0\r\n\r\n",
    b"INVITE sip:0175000000@127.0.0.1 SIP/2.0\r\n\r\n",
]


@pytest.mark.parametrize("garbage", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_on_the_http_port(town: Hub, garbage: bytes) -> None:
    """An error or a closed connection, and never a success."""
    with socket.create_connection((LOOPBACK, town.http_port), timeout=30) as connection:
        answer = b""
        try:
            connection.sendall(garbage)
            connection.shutdown(socket.SHUT_WR)
            while data := connection.recv(65_536):
                answer += data
        except OSError:  # the hub answered and closed before all was sent
            pass
    statuses = [int(line.split()[1]) for line in answer.split(b"\r\n") if line.startswith(b"HTTP/")]
    assert all(400 <= status < 600 for status in statuses), answer
    if answer:
        assert statuses, answer
