"""RFC 4475's kind of messages and plain noise on the SIP port: alive, and the next call works."""

from __future__ import annotations

import random
import socket

import pytest
from harness.handset import Handset
from harness.hub import Hub
from harness.inns import Inn
from harness.ports import LOOPBACK
from harness.rawsip import RawPhone
from harness.torture import torture


def is_alive(hub: Hub, inn: Inn) -> None:
    with RawPhone(hub, inn.phone) as phone:
        phone.send(phone.request("OPTIONS"))
        phone.wait_for(200, "OPTIONS")


def next_call_works(hub: Hub, inn: Inn) -> None:
    with Handset(hub, inn.phone) as phone:
        asked = phone.ear.wait_for("今夜です")
        phone.press("2")
        phone.ear.wait_for("ふたへやで", "承りました", since=asked.end)


def test_torture_messages(town: Hub, inn: Inn) -> None:
    with RawPhone(town, "0175009999") as phone:
        messages = torture(phone.there, phone.here)
        assert len(messages) >= 49, "as many as RFC 4475 has"
        for name, message in messages.items():
            phone.socket.sendto(message, (LOOPBACK, town.sip_port))
            is_alive(town, inn)
            assert town.is_running, name
    next_call_works(town, inn)


def test_torture_messages_by_tcp(town: Hub, inn: Inn) -> None:
    for message in torture(f"{LOOPBACK}:{town.sip_port}", f"{LOOPBACK}:9").values():
        with socket.create_connection((LOOPBACK, town.sip_port), timeout=10) as connection:
            try:
                connection.sendall(message.replace(b"SIP/2.0/UDP", b"SIP/2.0/TCP"))
                connection.shutdown(socket.SHUT_WR)
            except (ConnectionResetError, BrokenPipeError):
                pass
    is_alive(town, inn)
    next_call_works(town, inn)


@pytest.mark.parametrize("seed", range(3))
def test_noise(town: Hub, inn: Inn, seed: int) -> None:
    """Random bytes, and whole messages with some bytes turned."""
    noise = random.Random(seed)
    with RawPhone(town, "0175009999") as phone:
        whole = [*torture(phone.there, phone.here).values(), phone.invite()]
        for _ in range(400):
            packet = bytearray(noise.choice(whole))
            for _ in range(noise.randrange(1, 12)):
                packet[noise.randrange(len(packet))] = noise.randrange(256)
            phone.socket.sendto(bytes(packet), (LOOPBACK, town.sip_port))
            phone.socket.sendto(noise.randbytes(noise.randrange(1400)), (LOOPBACK, town.sip_port))
            is_alive_now = noise.randrange(40) == 0
            if is_alive_now:
                is_alive(town, inn)
    is_alive(town, inn)
    next_call_works(town, inn)
