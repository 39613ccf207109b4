"""Telephones of many inns behind one trunk: they ring, are picked up, and press a key.

What matters is who rang whom, and when: a second call about the same thing is a fault, unless the
hub that made the first died in the middle of it.
"""

from __future__ import annotations

import heapq
import selectors
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from harness.answering import audio_port, called, description, event_type, header, reply
from harness.keys import PACKET_MILLISECONDS, key_packets
from harness.ports import LOOPBACK

_RINGS_SECONDS = 2
# By then the question has begun; until the hub hangs up the key is pressed again and again.
_FIRST_KEY_SECONDS, _NEXT_KEY_SECONDS = 14, 5
_YES = "1"
_PACKET_SECONDS = PACKET_MILLISECONDS / 1000
_READ_SECONDS = 0.1
_BUFFER = 4 << 20


@dataclass
class Call:
    """One INVITE of a hub and what became of it."""

    number: str
    call_id: str
    invite: str
    source: tuple[str, int]
    began: float
    answered: float | None = None
    ended: float | None = None
    # Its hub died before it was over.
    was_cut: bool = False
    keys: int = 0
    last_answer: bytes = b""
    sequence: int = 1


class Telephones:
    """Everything that hubs ring through one trunk, any number at once; use as a context."""

    def __init__(self, port: int):
        self.port = port
        self.calls: list[Call] = []
        self._by_id: dict[str, Call] = {}
        self._lock = threading.Lock()
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._ticket = count()
        self._dead: set[int] = set()
        self._sip = self._socket(port)
        # Where the hubs' sound goes: nobody listens.
        self._sound = self._socket(0)
        self._stops = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Telephones:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stops.set()
        self._thread.join(10)
        self._sip.close()
        self._sound.close()

    @staticmethod
    def _socket(port: int) -> socket.socket:
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        made.bind((LOOPBACK, port))
        made.setblocking(False)
        return made

    # What the measurement asks

    def hub_died(self, port: int) -> int:
        """The hub at this SIP port is gone: its calls are cut. Gives how many were going on."""
        # What it had sent by then is read first.
        time.sleep(_READ_SECONDS)
        with self._lock:
            self._dead.add(port)
            cut = [call for call in self.calls if call.ended is None and call.source[1] == port]
            for call in cut:
                call.ended, call.was_cut = time.monotonic(), True
        return len(cut)

    def hub_lives(self, port: int) -> None:
        """It is about to start again."""
        with self._lock:
            self._dead.discard(port)

    @property
    def open(self) -> int:
        with self._lock:
            return sum(call.ended is None for call in self.calls)

    def twice(self) -> list[str]:
        """Calls too many: to a number whose call before had not been cut by its hub's death."""
        with self._lock:
            calls = sorted(self.calls, key=lambda call: call.began)
        last: dict[str, Call] = {}
        faults = []
        for call in calls:
            before = last.get(call.number)
            if before and not before.was_cut:
                gap = call.began - (before.ended or call.began)
                faults.append(f"{call.number} {gap:.1f} s after a call of {before.source[1]}")
            last[call.number] = call
        return faults

    # SIP

    def _run(self) -> None:
        selector = selectors.DefaultSelector()
        selector.register(self._sip, selectors.EVENT_READ)
        while not self._stops.is_set():
            wait = min(0.2, max(0.0, self._due[0][0] - time.monotonic())) if self._due else 0.2
            if selector.select(wait):
                self._read()
            while self._due and self._due[0][0] <= time.monotonic():
                heapq.heappop(self._due)[2]()
        selector.close()

    def _after(self, seconds: float, act: Callable[[], None]) -> None:
        heapq.heappush(self._due, (time.monotonic() + seconds, next(self._ticket), act))

    def _read(self) -> None:
        while True:
            try:
                data, source = self._sip.recvfrom(65_536)
            except BlockingIOError:
                return
            except OSError:
                # A hub that died left nobody at its port.
                continue
            text = data.decode(errors="replace")
            method = text.split(" ", 1)[0]
            if method.isalpha():
                self._take(method, text, source)

    def _take(self, method: str, text: str, source: tuple[str, int]) -> None:
        known = self._by_id.get(header(text, "call-id"))
        if method == "INVITE" and known is None:
            call = Call(called(text), header(text, "call-id"), text, source, time.monotonic())
            with self._lock:
                if source[1] in self._dead:
                    call.ended, call.was_cut = call.began, True
                self.calls.append(call)
                self._by_id[call.call_id] = call
            self._answer(call, "180 Ringing")
            self._after(_RINGS_SECONDS, lambda: self._pick_up(call))
        elif method == "INVITE" and known:
            # Sent once more.
            self._sip.sendto(known.last_answer, source)
        elif method in ("CANCEL", "BYE"):
            self._sip.sendto(reply(text, self.port, "200 OK"), source)
            if known and known.ended is None:
                known.ended = time.monotonic()
                if method == "CANCEL":
                    self._answer(known, "487 Request Terminated")
        elif method != "ACK":
            self._sip.sendto(reply(text, self.port, "200 OK"), source)

    def _pick_up(self, call: Call) -> None:
        if call.ended is not None:
            return
        call.answered = time.monotonic()
        sound = description(self._sound.getsockname()[1], event_type(call.invite))
        self._answer(call, "200 OK", sound)
        self._after(_FIRST_KEY_SECONDS, lambda: self._press(call))

    def _press(self, call: Call) -> None:
        if call.ended is not None:
            return
        call.keys += 1
        packets = key_packets(_YES, call.keys, call.sequence, event_type(call.invite))
        call.sequence += len(packets)
        self._send(call, packets)

    def _send(self, call: Call, packets: list[bytes]) -> None:
        """Sends them one by one, and presses again later."""
        if call.ended is not None:
            return
        self._sound.sendto(packets[0], (LOOPBACK, audio_port(call.invite)))
        if rest := packets[1:]:
            self._after(_PACKET_SECONDS, lambda: self._send(call, rest))
        else:
            self._after(_NEXT_KEY_SECONDS, lambda: self._press(call))

    def _answer(self, call: Call, status: str, body: str = "") -> None:
        call.last_answer = reply(call.invite, self.port, status, body)
        self._sip.sendto(call.last_answer, call.source)
