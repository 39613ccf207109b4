"""A telephone that presses one key at a known instant."""

from __future__ import annotations

import re
import struct
import time
from types import TracebackType

from harness.hearing import Ear, Sentences
from harness.hub import Hub
from harness.ports import LOOPBACK
from harness.rawsip import RawPhone
from harness.sound import SoundLine

_PAYLOAD_TYPE = 101
_PACKET_SECONDS = 0.02
_TICKS = 160
# A press of 100 ms, then the end three times, as RFC 4733 (section 2.5.1.4) asks.
_PACKETS, _LAST_PACKETS = 5, 3
_MARKER, _END, _VOLUME = 0x80, 0x80, 10
_SOURCE = 0x0BE2_0BE2
# The event that is `*`.
STAR = 10


class Telephone:
    """One call to the hub, from the answer until the receiver is put down."""

    def __init__(self, hub: Hub, caller: str):
        self._sip = RawPhone(hub, caller)
        self._sound = SoundLine(self._sip.sound_port)
        self._ear = Ear(self._sound, Sentences(hub.speech_folder))
        self._presses = 0

    def __enter__(self) -> Telephone:
        self._sip.send(self._sip.invite())
        self._answer = self._sip.wait_for(200, "INVITE")
        self._sip.send(self._sip.acknowledge(self._answer))
        port = re.search(r"^m=audio (\d+) ", self._answer.text, re.MULTILINE)
        assert port, self._answer.text
        self._port = int(port[1])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._sip.send(self._sip.request("BYE", to=self._answer.to))
        if not fault:
            self._sip.wait_for(200, "BYE")
        self._sound.close()
        self._sip.socket.close()

    def wait_for(self, *words: str) -> None:
        """Waits until the hub has said a sentence with these words."""
        self._ear.wait_for(*words)

    def press(self, digit: int) -> float:
        """Presses a key, a digit or `STAR`, for a tenth of a second.

        Gives the instant at which its first packet left, by the monotonic clock; returns at once
        after it, the rest of the press follows with `release`.
        """
        self._presses += 1
        self._digit = digit
        pressed = time.monotonic()
        self._send(0)
        return pressed

    def release(self) -> None:
        for index in range(1, _PACKETS + _LAST_PACKETS):
            time.sleep(_PACKET_SECONDS)
            self._send(index)

    def _send(self, index: int) -> None:
        duration = min(index + 1, _PACKETS + 1) * _TICKS
        end = _END if index >= _PACKETS else 0
        marker = _MARKER if index == 0 else 0
        header = struct.pack(
            ">BBHII",
            0x80,
            _PAYLOAD_TYPE | marker,
            self._presses * 100 + index & 0xFFFF,
            self._presses * 16_000,
            _SOURCE,
        )
        event = struct.pack(">BBH", self._digit, _VOLUME | end, duration)
        self._sound.send(header + event, (LOOPBACK, self._port))
