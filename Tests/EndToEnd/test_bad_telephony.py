"""Wrong SIP and callers whom nobody knows: an answer in SIP's own terms, and the hub goes on."""

from __future__ import annotations

import random
import socket

import pytest
from conftest import PhoneCall
from harness.client import Client
from harness.health import still_books
from harness.hub import TONIGHT, Hub
from harness.inns import Inn
from harness.ports import LOOPBACK
from harness.rawsip import RawPhone
from harness.sipp import HangUp, Key

TONIGHT_NAMED = ("今夜です",)


def lines(*parts: str, body: str = "") -> bytes:
    return ("\r\n".join(parts) + "\r\n\r\n" + body).encode()


def hostile(phone: RawPhone) -> list[bytes]:
    """Datagrams like those of RFC 4475, and worse; most deserve no answer."""
    there, here = phone.there, phone.here
    good = [
        f"Via: SIP/2.0/UDP {here};branch=z9hG4bK-x",
        f"From: <sip:0175000001@{LOOPBACK}>;tag=x",
        f"To: <sip:0175000000@{there}>",
        f"Call-ID: hostile@{here}",
        "CSeq: 1 INVITE",
        "Max-Forwards: 70",
    ]
    first = f"INVITE sip:0175000000@{there} SIP/2.0"
    whole = phone.invite()
    noise = random.Random(4475)
    return [
        b"",
        b"\0",
        b"\r\n\r\n",
        b"\r\n" * 2000,
        b"jaK\0",
        bytes(noise.randbytes(1200)),
        bytes(noise.randbytes(60_000)),
        b"GET / HTTP/1.1\r\nHost: hub\r\n\r\n",
        b"SIP/2.0 200 OK\r\n\r\n",
        lines("SIP/2.0 200 OK", *good),
        lines("SIP/2.0 999999 What", *good),
        lines("SIP/7.0 OPTIONS", *good),
        lines(first),
        *(lines(first, *good[:index], *good[index + 1 :]) for index in range(len(good))),
        lines(first, *good, "Content-Length: -5"),
        lines(first, *good, "Content-Length: 999999999", body="short"),
        lines(first, *good, "Content-Length: 1000000000000000000000"),
        lines(first, *good[:4], "CSeq: 36893488147419103232 INVITE", good[5]),
        lines(first, *good[:4], "CSeq: 1 BYE", good[5]),
        lines(first, *good[:5], "Max-Forwards: 300000000000"),
        lines(first.replace("SIP/2.0", "SIP/7.0"), *good),
        lines("INVITE <sip:0175000000@hub> SIP/2.0", *good),
        lines("INVITE sip:0175000000@hub; lr SIP/2.0 extra", *good),
        lines("INVITE nobodyknows:soap.beep SIP/2.0", *good),
        lines("INVITE sip:" + "9" * 5000 + "@hub SIP/2.0", *good),
        lines(first, good[0], 'From: "open <sip:a@b>;tag=y', *good[2:]),
        lines(first, good[0], "From: <sip:0175000001@127.0.0.1", *good[2:]),
        lines(first, good[0], "From: <sip:%00%ff@127.0.0.1>;tag=z", *good[2:]),
        lines(first, *good, *(f"Via: SIP/2.0/UDP 192.0.2.{n % 250}" for n in range(900))),
        lines(first, *good, "X: " + "y" * 30_000),
        lines(first, *good, "\t folded\r\n to\r\n nowhere"),
        lines("FROBNICATE sip:hub SIP/2.0", *good),
        # Whole but for its sound.
        phone.invite(body="v=0"),
        phone.invite(body="v=0\r\no=x\r\ns=\r\nm=audio nonsense RTP/AVP 0\r\n"),
        phone.invite(body=phone.offer().replace("audio", "carrier-pigeon")),
        # Cut off, and with a byte turned.
        *(whole[:length] for length in range(10, len(whole), 97)),
        *(
            whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
            for place in range(0, len(whole), 41)
        ),
    ]


def test_hostile_datagrams(town: Hub, inn: Inn, platform: Client, call: PhoneCall) -> None:
    # From a number that no inn has: what happens to be a call is nobody's.
    with RawPhone(town, "0175009999") as phone:
        for datagram in hostile(phone):
            phone.socket.sendto(datagram, (LOOPBACK, town.sip_port))
    # What was sent before has been worked off when this is answered.
    with RawPhone(town, inn.phone) as phone:
        phone.send(phone.request("OPTIONS"))
        assert phone.wait_for(range(200, 700), "OPTIONS").status == 200
    still_books(town, platform, inn)
    good = call(town, inn.phone, Key("2"), HangUp())
    named = good.ear.wait_for(*TONIGHT_NAMED)
    good.go()
    good.ear.wait_for("ふたへやで", "承りました", since=named.end)
    good.go()
    good.finished()
    assert platform.offer(TONIGHT, inn.id).source == "phone"


def test_garbage_on_the_sip_port_by_tcp(town: Hub, inn: Inn, platform: Client) -> None:
    noise = random.Random(3261)
    for garbage in (b"\r\n" * 500, noise.randbytes(200_000), b"INVITE sip:x SIP/2.0\r\n", b""):
        with socket.create_connection((LOOPBACK, town.sip_port), timeout=10) as connection:
            try:
                connection.sendall(garbage)
                connection.shutdown(socket.SHUT_WR)
            except (ConnectionResetError, BrokenPipeError):
                pass
    with RawPhone(town, inn.phone) as phone:
        phone.send(phone.request("OPTIONS"))
        assert phone.wait_for(range(200, 700), "OPTIONS").status == 200
    still_books(town, platform, inn)


@pytest.mark.parametrize(
    ("method", "statuses"),
    [
        ("OPTIONS", [200, 481]),
        ("BYE", [481, 481]),
        ("INFO", [481, 481]),
        ("UPDATE", [481, 481]),
        ("REGISTER", [405, 405]),
        ("REFER", [405, 405]),
        ("FROBNICATE", [405, 405]),
    ],
)
def test_requests_outside_a_call(town: Hub, inn: Inn, method: str, statuses: list[int]) -> None:
    # Without a dialogue, and in one that nobody knows.
    stray = f"<sip:0175000000@{LOOPBACK}>;tag=stray"
    for to, status in zip((None, stray), statuses, strict=True):
        with RawPhone(town, inn.phone) as phone:
            phone.send(phone.request(method, to=to))
            assert phone.wait_for(range(200, 700), method).status == status


def test_an_offer_without_telephone_sound_is_refused(town: Hub, inn: Inn) -> None:
    with RawPhone(town, inn.phone) as phone:
        body = phone.offer().replace("RTP/AVP 0 101", "RTP/AVP 96").replace("0 PCMU", "96 opus")
        phone.send(phone.invite(body))
        answer = phone.wait_for(range(300, 700), "INVITE")
        phone.send(phone.acknowledge(answer))
        assert answer.status in (415, 488)


def test_wrong_keys_by_info_are_told_so(town: Hub, inn: Inn, platform: Client) -> None:
    with RawPhone(town, inn.phone) as phone:
        phone.send(phone.invite())
        answer = phone.wait_for(200, "INVITE")
        phone.send(phone.acknowledge(answer))
        for sequence, (kind, body, status) in enumerate(
            [
                ("application/dtmf-relay", "Signal=\r\n", 400),
                ("application/dtmf", "hello", 400),
                ("text/plain", "3", 415),
            ],
            start=2,
        ):
            phone.answers.clear()
            headers = (f"Content-Type: {kind}",)
            phone.send(
                phone.request("INFO", to=answer.to, headers=headers, body=body, sequence=sequence)
            )
            assert phone.wait_for(range(200, 700), "INFO").status == status
        phone.answers.clear()
        phone.send(phone.request("BYE", to=answer.to, sequence=9))
        phone.wait_for(200, "BYE")
    town.wait_for_calls(inn.id)
    assert platform.offer(TONIGHT, inn.id).source == "standing"


def test_a_caller_nobody_knows_sets_nothing(
    town: Hub, inn: Inn, platform: Client, call: PhoneCall
) -> None:
    """S42, S43: an unknown number is answered, but its keys are nobody's rooms."""
    before = [offer.source for offer in platform.search(TONIGHT, f"T01,{inn.id}")]
    phone = call(town, "0175009999", Key("3"), HangUp())
    phone.ear.wait_for_speech(since=0, seconds=60, length=2.0)
    phone.go()
    # Whatever is asked of her next, it is not rooms.
    phone.ear.wait_for_speech(since=len(phone.sound.codes()))
    phone.go()
    phone.finished()
    texts = phone.ear.texts()
    assert not any("承りました" in text or "何部屋" in text for text in texts), texts
    assert [offer.source for offer in platform.search(TONIGHT, f"T01,{inn.id}")] == before
    still_books(town, platform, inn)
