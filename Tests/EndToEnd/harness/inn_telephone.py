"""Telephones of inns behind the hub's trunk: the hub rings, the test picks up, listens and keys."""

from __future__ import annotations

import re
import socket
import struct
import threading
import time
from dataclasses import dataclass, field

from .hearing import Ear, Sentences
from .hub import Hub
from .ports import LOOPBACK, free_ports
from .sound import SoundLine

_EVENTS = {key: event for event, key in enumerate("0123456789*#")}
_PACKET_SECONDS = 0.02
_PRESS_PACKETS = 5
_TICKS = 160
_END, _VOLUME = 0x80, 10
_COPIED = ("via", "from", "call-id", "cseq")


class Mouthpiece(SoundLine):
    """An ear that can also send: keys come from the port that hears."""

    def send(self, packet: bytes, address: tuple[str, int]) -> None:
        self._socket.sendto(packet, address)


@dataclass
class Ringing:
    """One INVITE of the hub and what became of it."""

    called: str
    caller: str
    call_id: str
    invite: str
    source: tuple[str, int]
    methods: list[str] = field(default_factory=list)


class InnTelephone:
    """Everything that the hub rings through its trunk; one call at a time."""

    def __init__(self, hub: Hub, port: int | None = None, only: str | None = None):
        """- port: where the trunk is; the hub's only one without it.
        - only: the one number that rings; every other is busy and not listed.
        """
        self.hub = hub
        self._only = only
        self.port = port or hub.trunk_port
        self.sound = Mouthpiece(free_ports())
        self.ear = Ear(self.sound, Sentences(hub.speech_folder))
        self.rings: list[Ringing] = []
        self._changed = threading.Condition()
        self._presses = 0
        self._sequence = 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((LOOPBACK, self.port))
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    # What the test does

    def wait_for_ring(self, count: int = 1, seconds: float = 30) -> Ringing:
        """Waits for the hub's nth call."""
        with self._changed:
            rang = self._changed.wait_for(lambda: len(self.rings) >= count, seconds)
        assert rang, f"{len(self.rings)} of {count} calls\n{self.hub.log_end(20)}"
        return self.rings[count - 1]

    def pick_up(self) -> None:
        ring = self.rings[-1]
        self._reply(ring.invite, ring.source, "200 OK", self.description(ring.invite))

    def description(self, invite: str) -> str:
        """Where her ear is, as an answer to the hub's offer (SDP)."""
        kind = int(re.findall(r"a=rtpmap:(\d+) telephone-event/8000", invite)[0])
        lines = [
            "v=0",
            "o=- 1 1 IN IP4 127.0.0.1",
            "s=-",
            "c=IN IP4 127.0.0.1",
            "t=0 0",
            f"m=audio {self.sound.port} RTP/AVP 0 {kind}",
            "a=rtpmap:0 PCMU/8000",
            f"a=rtpmap:{kind} telephone-event/8000",
            "",
        ]
        return "\r\n".join(lines)

    def refuse(self, status: str) -> None:
        ring = self.rings[-1]
        self._reply(ring.invite, ring.source, status)

    def press(self, key: str) -> int:
        """Presses a key; returns how much had been heard by then, in samples."""
        heard = len(self.sound.codes())
        ring = self.rings[-1]
        port = int(re.findall(r"m=audio (\d+)", ring.invite)[0])
        kind = self._event_type(ring)
        self._presses += 1
        timestamp = self._presses * 16_000
        for index in range(_PRESS_PACKETS + 3):
            is_last = index >= _PRESS_PACKETS
            event = struct.pack(
                ">BBH",
                _EVENTS[key],
                _VOLUME | (_END if is_last else 0),
                min(index + 1, _PRESS_PACKETS + 1) * _TICKS,
            )
            self._sequence += 1
            marker = 0x80 if index == 0 else 0
            header = struct.pack(
                ">BBHII", 0x80, kind | marker, self._sequence & 0xFFFF, timestamp, 0x1E11
            )
            self.sound.send(header + event, (LOOPBACK, port))
            time.sleep(_PACKET_SECONDS)
        return heard

    def say(self, sound: bytes) -> None:
        """Sends sound, packet by packet, and returns when the last one has gone."""
        port = int(re.findall(r"m=audio (\d+)", self.rings[-1].invite)[0])
        due = time.monotonic()
        for start in range(0, len(sound), _TICKS):
            self._sequence += 1
            header = struct.pack(">BBHII", 0x80, 0, self._sequence & 0xFFFF, start, 0x1E11)
            body = sound[start : start + _TICKS].ljust(_TICKS, b"\xff")
            self.sound.send(header + body, (LOOPBACK, port))
            due += _PACKET_SECONDS
            time.sleep(max(0.0, due - time.monotonic()))

    def wait_for(self, method: str, seconds: float = 60, ring: Ringing | None = None) -> None:
        """Waits until the hub has sent this request in a call, by itself the latest."""
        ring = ring or self.rings[-1]
        with self._changed:
            came = self._changed.wait_for(lambda: method in ring.methods, seconds)
        assert came, f"no {method}, only {ring.methods}\nheard:\n{self.ear.report()}"

    def close(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waker:
            waker.sendto(b"", (LOOPBACK, self.port))
        self._thread.join(5)
        self._socket.close()
        self.sound.close()

    def __enter__(self) -> InnTelephone:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # SIP

    @staticmethod
    def _event_type(ring: Ringing) -> int:
        return int(re.findall(r"a=rtpmap:(\d+) telephone-event/8000", ring.invite)[0])

    @staticmethod
    def _calls(invite: str) -> str:
        return re.findall(r"^INVITE sips?:([^@]+)@", invite)[0]

    def _listen(self) -> None:
        while True:
            data, source = self._socket.recvfrom(65_536)
            if not data:
                return
            self._take(data.decode(errors="replace"), source)

    def _take(self, text: str, source: tuple[str, int]) -> None:
        method = text.split(" ", 1)[0]
        if method.startswith("SIP/") or not method.isalpha():
            return
        call_id = _header(text, "call-id")
        if method == "INVITE" and self._only and not self._calls(text).endswith(self._only[1:]):
            self._reply(text, source, "486 Busy Here")
            return
        with self._changed:
            ring = next((each for each in self.rings if each.call_id == call_id), None)
            if method == "INVITE" and ring is None:
                called = self._calls(text)
                caller = re.findall(r"sips?:([^@]+)@", _header(text, "from"))[0]
                ring = Ringing(called, caller, call_id, text, source)
                self.rings.append(ring)
            elif ring:
                ring.methods.append(method)
            self._changed.notify_all()
        match method:
            case "INVITE":
                self.invited(text, source)
            case "CANCEL":
                self._reply(text, source, "200 OK")
                if ring:
                    self._reply(ring.invite, ring.source, "487 Request Terminated")
            case "ACK":
                pass
            case _:
                self._reply(text, source, "200 OK")

    def invited(self, text: str, source: tuple[str, int]) -> None:
        """What the trunk says at once to a call of the hub."""
        self._reply(text, source, "180 Ringing")

    def _reply(
        self,
        request: str,
        source: tuple[str, int],
        status: str,
        body: str = "",
        headers: tuple[str, ...] = (),
    ) -> None:
        lines = [f"SIP/2.0 {status}", *headers]
        for line in request.split("\r\n\r\n", 1)[0].split("\r\n")[1:]:
            name = line.split(":", 1)[0].strip().lower()
            if name in _COPIED:
                lines.append(line)
            elif name == "to":
                lines.append(line if ";tag=" in line else f"{line};tag=inn")
        lines.append(f"Contact: <sip:inn@{LOOPBACK}:{self.port}>")
        if body:
            lines.append("Content-Type: application/sdp")
        lines.append(f"Content-Length: {len(body)}")
        self._socket.sendto(("\r\n".join(lines) + "\r\n\r\n" + body).encode(), source)


def _header(text: str, name: str) -> str:
    for line in text.split("\r\n"):
        if line.lower().startswith(name + ":"):
            return line.split(":", 1)[1].strip()
    return ""
