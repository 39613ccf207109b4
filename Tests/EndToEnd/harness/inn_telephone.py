"""Telephones of inns behind the hub's trunk: the hub rings, the test picks up, listens and keys."""

from __future__ import annotations

import re
import socket
import struct
import threading
import time
from dataclasses import dataclass, field

from .answering import audio_port, called, description, event_type, header, reply
from .hearing import Ear, Sentences
from .hub import Hub
from .keys import PACKET_MILLISECONDS, SOURCE, key_packets
from .ports import LOOPBACK, free_ports
from .sound import SoundLine

_PACKET_SECONDS = PACKET_MILLISECONDS / 1000
_TICKS = 160


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
        return description(self.sound.port, event_type(invite))

    def refuse(self, status: str) -> None:
        ring = self.rings[-1]
        self._reply(ring.invite, ring.source, status)

    def press(self, key: str) -> int:
        """Presses a key; returns how much had been heard by then, in samples."""
        heard = len(self.sound.codes())
        ring = self.rings[-1]
        self._presses += 1
        kind = event_type(ring.invite)
        for packet in key_packets(key, self._presses, self._sequence + 1, kind):
            self._sequence += 1
            self.sound.send(packet, (LOOPBACK, audio_port(ring.invite)))
            time.sleep(_PACKET_SECONDS)
        return heard

    def say(self, sound: bytes) -> None:
        """Sends sound, packet by packet, and returns when the last one has gone."""
        port = audio_port(self.rings[-1].invite)
        due = time.monotonic()
        for start in range(0, len(sound), _TICKS):
            self._sequence += 1
            header = struct.pack(">BBHII", 0x80, 0, self._sequence & 0xFFFF, start, SOURCE)
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
        call_id = header(text, "call-id")
        if method == "INVITE" and self._only and not called(text).endswith(self._only[1:]):
            self._reply(text, source, "486 Busy Here")
            return
        with self._changed:
            ring = next((each for each in self.rings if each.call_id == call_id), None)
            if method == "INVITE" and ring is None:
                caller = re.findall(r"sips?:([^@]+)@", header(text, "from"))[0]
                ring = Ringing(called(text), caller, call_id, text, source)
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
        self._socket.sendto(reply(request, self.port, status, body, headers), source)
