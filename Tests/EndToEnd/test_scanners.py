"""Those who look for hubs to misuse: they learn nothing, harm no call, and are shut out."""

from __future__ import annotations

import itertools
import json
import re
import socket
import threading
from collections.abc import Iterator

import pytest
from conftest import HubMaker
from harness.handset import Handset
from harness.hub import Hub
from harness.ports import LOOPBACK, free_ports

# Not the trunk's address: a stranger.
SCANNER = "127.0.0.66"
_numbers = itertools.count(1)


@pytest.fixture
def real_hub(make_hub: HubMaker) -> Hub:
    """A hub outside training: it knows its trunk, and nobody else."""
    port = free_ports()
    trunks = {"trunks": [{"name": "one", "server": f"{LOOPBACK}:{port}", "number": "0175000099"}]}
    hub = make_hub(clock=None, trunks=trunks, arguments=("--no-training",)).start()
    # fmt: off
    hub.innctl(
        "inn", "add", "M01", "--name", "みなと荘", "--kana", "ミナトソウ", "--romaji", "Minato-so",
        "--municipality", "024236", "--area", "oma", "--phone", "0175000097", "--rooms", "4",
        "--price", "9000",
    )
    # fmt: on
    hub.innctl("inn", "consent", "M01", "--by", "phone")
    return hub


class Scanner:
    def __init__(self, hub: Hub, address: str = SCANNER):
        self.hub = hub
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, 0))
        self.here = f"{address}:{self.socket.getsockname()[1]}"

    def __enter__(self) -> Scanner:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def request(self, method: str, number: str, caller: str = "100") -> bytes:
        serial = next(_numbers)
        lines = [
            f"{method} sip:{number}@{LOOPBACK} SIP/2.0",
            f"Via: SIP/2.0/UDP {self.here};branch=z9hG4bK-scan-{serial};rport",
            f"From: <sip:{caller}@{LOOPBACK}>;tag=scan{serial}",
            f"To: <sip:{number}@{LOOPBACK}>",
            f"Call-ID: scan{serial}@{self.here}",
            f"CSeq: 1 {method}",
            f"Contact: <sip:{caller}@{self.here}>",
            "User-Agent: friendly-scanner",
            "Max-Forwards: 70",
            "Content-Length: 0",
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def ask(self, method: str, number: str) -> str | None:
        """The answer without what differs from request to request; None without one."""
        self.socket.sendto(self.request(method, number), (LOOPBACK, self.hub.sip_port))
        self.socket.settimeout(1.5)
        try:
            text = self.socket.recv(65_536).decode()
        except TimeoutError:
            return None
        own = r"(?im)^(via|from|to|call-id|cseq):.*$"
        return re.sub(own, r"\1", text)


def test_real_and_unknown_numbers_are_answered_alike(real_hub: Hub) -> None:
    """The inn's number, the hub's, the office's, a user's name, and nobody's."""
    for method, status in (("OPTIONS", 200), ("REGISTER", 405), ("INVITE", 403)):
        with Scanner(real_hub, f"127.0.1.{status % 250}") as scanner:
            answers = {
                scanner.ask(method, number)
                for number in ("0175000097", "0175000099", "100", "admin", "0900000000")
            }
            (answer,) = answers
            assert answer and answer.startswith(f"SIP/2.0 {status} ")
            assert "InnBridge" not in answer and "PJSIP" not in answer.upper()


def test_a_flood_harms_no_call_and_is_shut_out(real_hub: Hub) -> None:
    """REGISTER, INVITE and OPTIONS without a pause, while a keeper sets her rooms."""
    is_over = threading.Event()
    sent = [0]

    def flood() -> None:
        with Scanner(real_hub) as scanner:
            methods = itertools.cycle(["REGISTER", "INVITE", "OPTIONS"])
            while not is_over.is_set():
                for _ in range(20):
                    packet = scanner.request(next(methods), str(next(_numbers)), "0175000097")
                    scanner.socket.sendto(packet, (LOOPBACK, real_hub.sip_port))
                    sent[0] += 1
                is_over.wait(0.01)

    attack = threading.Thread(target=flood)
    attack.start()
    try:
        with Handset(real_hub, "0175000097") as phone:
            asked = phone.ear.wait_for("何部屋")
            phone.press("3")
            saved = phone.ear.wait_for("3部屋で", "承りました", since=asked.end)
            # Heard to its end, and whole.
            assert saved.share > 0.95
    finally:
        is_over.set()
        attack.join(10)
    line = real_hub.telephone
    assert [ban["source"] for ban in line["bans"]] == [SCANNER]
    assert line["requests_dropped"] > sent[0] * 0.9
    assert line["calls_in"] == 1, "no request of a stranger became a call"
    assert SCANNER in real_hub.innctl("status").out
    with Scanner(real_hub) as scanner:
        assert scanner.ask("OPTIONS", "100") is None, "a banned address hears nothing"
    with Scanner(real_hub, "127.0.0.67") as other:
        assert other.ask("OPTIONS", "100"), "others are answered"
    (call,) = real_hub.wait_for_calls("M01")
    assert "3" in json.dumps(call["transcript"])


def test_strangers_can_neither_connect_nor_be_connected(real_hub: Hub) -> None:
    """Toll fraud: no INVITE, REFER or Replaces makes the hub dial, whoever sends it."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as connection:
        connection.bind((SCANNER, 0))
        connection.settimeout(10)
        connection.connect((LOOPBACK, real_hub.sip_port))
        try:
            connection.sendall(b"OPTIONS sip:x SIP/2.0\r\n\r\n")
            assert connection.recv(100) == b""
        except (ConnectionResetError, BrokenPipeError):
            pass
    before = real_hub.telephone["calls_out"]
    with Handset(real_hub, "0175000097") as phone:
        phone.ear.wait_for_speech(0)
        for method, headers in fraud():
            phone.sip.answers.clear()
            phone.sip.send(
                phone.sip.request(method, to=phone.answer.to, headers=headers, sequence=next(_numbers) + 100)
            )
            phone.sip.wait_for(range(400, 700), method)
    assert real_hub.telephone["calls_out"] == before


def fraud() -> Iterator[tuple[str, tuple[str, ...]]]:
    target = f"<sip:0900000000@{LOOPBACK}>"
    yield "REFER", (f"Refer-To: {target}", f"Referred-By: {target}")
    yield "SUBSCRIBE", ("Event: dialog",)
    yield "MESSAGE", ()
