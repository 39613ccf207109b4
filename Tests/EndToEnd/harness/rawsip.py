"""SIP by hand: requests as bytes, right or wrong, and the answers to them."""

from __future__ import annotations

import itertools
import re
import socket
import time
import uuid
from collections.abc import Container
from dataclasses import dataclass

from .answering import description
from .hub import Hub
from .ports import LOOPBACK, free_ports

_ANSWER_SECONDS = 10
# SIP timer T1: when an unanswered request is sent again.
_RETRANSMISSION_SECONDS = 0.5

Request = bytes


@dataclass(frozen=True)
class SipAnswer:
    status: int
    method: str
    to: str
    text: str


def read_answer(data: bytes) -> SipAnswer | None:
    text = data.decode("utf-8", errors="replace")
    first = re.match(r"SIP/2\.0 (\d{3}) ", text)
    method = re.search(r"^CSeq:\s*\d+\s+(\S+)", text, re.MULTILINE | re.IGNORECASE)
    to = re.search(r"^(?:To|t)\s*:\s*(.*?)\r$", text, re.MULTILINE | re.IGNORECASE)
    if not first or not method:
        return None
    return SipAnswer(int(first[1]), method[1], to[1] if to else "", text)


class RawPhone:
    """A telephone that says whatever a test makes it say; it hears no sound."""

    def __init__(self, hub: Hub, caller: str):
        self.hub = hub
        self.caller = caller
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((LOOPBACK, 0))
        self.here = f"{LOOPBACK}:{self.socket.getsockname()[1]}"
        self.there = f"{LOOPBACK}:{hub.sip_port}"
        self.sound_port = free_ports(2)
        self.call_id = f"{uuid.uuid4().hex}@{LOOPBACK}"
        self.tag = uuid.uuid4().hex[:8]
        self._branch = f"z9hG4bK{uuid.uuid4().hex}"
        self._sequence = itertools.count(1)
        self._last: Request = b""
        self.answers: list[SipAnswer] = []

    def __enter__(self) -> RawPhone:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    # Speaking

    def send(self, request: Request) -> None:
        self._last = request
        self.socket.sendto(request, (LOOPBACK, self.hub.sip_port))

    def wait_for(
        self, status: int | Container[int], method: str | None = None, seconds: float = _ANSWER_SECONDS
    ) -> SipAnswer:
        """Waits for an answer; sends the last request again when none comes."""
        wanted = [status] if isinstance(status, int) else status
        deadline = time.monotonic() + seconds
        while True:
            for answer in self.answers:
                if answer.status in wanted and method in (None, answer.method):
                    return answer
            left = deadline - time.monotonic()
            assert left > 0, f"no answer {status}; came: {[each.status for each in self.answers]}"
            self.socket.settimeout(min(left, _RETRANSMISSION_SECONDS))
            try:
                answer = read_answer(self.socket.recv(65_536))
            except TimeoutError:
                self.socket.sendto(self._last, (LOOPBACK, self.hub.sip_port))
                continue
            if answer:
                self.answers.append(answer)

    # Well-formed requests

    def request(
        self,
        method: str,
        *,
        to: str | None = None,
        headers: tuple[str, ...] = (),
        body: str = "",
        sequence: int | None = None,
        branch: str | None = None,
    ) -> Request:
        lines = [
            f"{method} sip:0175000000@{self.there} SIP/2.0",
            f"Via: SIP/2.0/UDP {self.here};branch={branch or f'z9hG4bK{uuid.uuid4().hex}'}",
            f"From: <sip:{self.caller}@{LOOPBACK}>;tag={self.tag}",
            f"To: {to or f'<sip:0175000000@{self.there}>'}",
            f"Call-ID: {self.call_id}",
            f"CSeq: {sequence or next(self._sequence) + 1} {method}",
            f"Contact: <sip:{self.caller}@{self.here}>",
            "Max-Forwards: 70",
            *headers,
            f"Content-Length: {len(body.encode())}",
        ]
        return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()

    def offer(self) -> str:
        return description(self.sound_port)

    def invite(self, body: str | None = None) -> Request:
        return self.request(
            "INVITE",
            headers=("Content-Type: application/sdp",),
            body=self.offer() if body is None else body,
            sequence=1,
            branch=self._branch,
        )

    def cancel(self) -> Request:
        return self.request("CANCEL", sequence=1, branch=self._branch)

    def acknowledge(self, answer: SipAnswer) -> Request:
        # An ACK to a refusal belongs to the INVITE's own transaction (RFC 3261, section 17.1.1.3).
        branch = None if answer.status < 300 else self._branch
        return self.request("ACK", to=answer.to, sequence=1, branch=branch)
