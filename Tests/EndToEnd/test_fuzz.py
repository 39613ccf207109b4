"""Hostile bytes at the real sockets: whatever comes, the hub lives and answers the next one.

`scripts/check --fuzz N` goes on for N seconds a kind, with another seed each time; `INNBRIDGE_FUZZ_SEED` repeats one.
"""

from __future__ import annotations

import os
import random
import socket
import time

import requests
from harness.hub import Hub
from harness.ports import LOOPBACK

SECONDS = float(os.environ.get("INNBRIDGE_FUZZ_SECONDS", "0"))
USUAL = 400
SEED = int(os.environ.get("INNBRIDGE_FUZZ_SEED") or (random.randrange(1 << 30) if SECONDS else 1))

HTTP = [
    b"GET /v1/availability?check_in=2026-12-04&check_out=2026-12-05&inns=T01 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /v1/bookings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"a\": 1}\n",
    b"POST /v1/quotes HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{  }\r\n0\r\n\r\n",
    b"GET /office HTTP/1.1\r\nHost: x\r\nCookie: a=b\r\nConnection: close\r\n\r\n",
]
SIP = [
    b"INVITE sip:hub@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5999;branch=z9hG4bK1\r\n"
    b"From: <sip:0175000001@127.0.0.1>;tag=1\r\nTo: <sip:hub@127.0.0.1>\r\nCall-ID: a@b\r\nCSeq: 1 INVITE\r\n"
    b"Contact: <sip:x@127.0.0.1:5999>\r\nMax-Forwards: 70\r\nContent-Type: application/sdp\r\n"
    b"Content-Length: 106\r\n\r\nv=0\r\no=x 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    b"m=audio 5998 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n",
    b"OPTIONS sip:hub@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5999;branch=z9hG4bK2\r\n"
    b"From: <sip:a@b>;tag=2\r\nTo: <sip:hub@127.0.0.1>\r\nCall-ID: b@b\r\nCSeq: 2 OPTIONS\r\nContent-Length: 0\r\n\r\n",
    b"MESSAGE sip:hub@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5999;branch=z9hG4bK3\r\n"
    b"From: <sip:0175000001@127.0.0.1>;tag=3\r\nTo: <sip:hub@127.0.0.1>\r\nCall-ID: c@b\r\nCSeq: 3 MESSAGE\r\n"
    b"Content-Type: text/plain\r\nContent-Length: 1\r\n\r\n3",
]
AWKWARD = [b"\0", b"\r\n", b"\r\n\r\n", b"%00", b": ", b";", b"-1", b"99999999999999999999", b"\xff\xfe", b"A" * 5000,
           b"Content-Length: 5\r\n", b"<sip:", b"@", b"[::1", b"Via: ", b"\xe3\x81"]


def mutated(chance: random.Random, seeds: list[bytes]) -> bytes:
    content = bytearray(chance.choice(seeds))
    for _ in range(chance.randrange(1, 8)):
        place = chance.randrange(len(content) + 1)
        kind = chance.randrange(5)
        if kind == 0 and content:
            content[place % len(content)] = chance.randrange(256)
        elif kind == 1:
            content[place:place] = chance.choice(AWKWARD)
        elif kind == 2:
            del content[place : place + chance.randrange(1, 20)]
        elif kind == 3:
            content[place:place] = content[place : place + 40] * chance.randrange(1, 4)
        else:
            other = chance.choice(seeds)
            content[place:] = other[len(other) // 2 :]
    return bytes(content)


def goes_on(began: float, count: int) -> bool:
    return time.monotonic() - began < SECONDS if SECONDS else count < USUAL


def test_bytes_at_the_http_socket(hub: Hub) -> None:
    chance = random.Random(SEED)
    began, count = time.monotonic(), 0
    while goes_on(began, count):
        count += 1
        try:
            # From many addresses: one that asks too often is soon told no more than that (429).
            stranger = (f"127.1.{count // 250 % 256}.{count % 250 + 1}", 0)
            with socket.create_connection((LOOPBACK, hub.http_port), 5, stranger) as connection:
                connection.settimeout(0.02)
                connection.sendall(mutated(chance, HTTP))
                if chance.random() < 0.5:
                    connection.shutdown(socket.SHUT_WR)
                answer = connection.recv(4096)
                assert not answer.startswith(b"HTTP/1.1 500"), f"seed {SEED}, input {count}"
        except OSError:
            # Cut off, or waited for more: both are answers.
            pass
        if count % 50 == 0:
            assert hub.is_running, f"seed {SEED}, input {count}\n{hub.log_end()}"
    assert requests.get(f"{hub.url}/healthz", timeout=10).status_code == 200


def test_bytes_at_the_sip_socket(hub: Hub) -> None:
    chance = random.Random(SEED)
    began, count = time.monotonic(), 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        while goes_on(began, count):
            count += 1
            packet = mutated(chance, SIP).replace(b"z9hG4bK", b"z9hG4bK%d-" % count)
            sender.sendto(packet[:60_000], (LOOPBACK, hub.sip_port))
            if count % 20 == 0:
                assert hub.is_running, f"seed {SEED}, input {count}\n{hub.log_end()}"
                # So that the queue of the socket isn't what is tested.
                requests.get(f"{hub.url}/healthz", timeout=10)
    assert requests.get(f"{hub.url}/readyz", timeout=30).status_code == 200
    assert hub.telephone["lines"] > 0
