"""Sound of a call as it comes in: G.711 codes at 8 kHz, from RTP or from a softphone's recording."""

from __future__ import annotations

import bisect
import socket
import threading
import time
from array import array
from pathlib import Path
from typing import Protocol

from .ports import LOOPBACK

RATE = 8000
_POLL_SECONDS = 0.05
# Linear samples beyond this are no silence: the hub's own silence is exact.
_SILENCE = 60


def _linear(code: int) -> int:
    """G.711 µ-law to 16 bit (ITU-T G.711, table 2a)."""
    bits = ~code & 0xFF
    magnitude = (((bits & 0x0F) << 3) + 0x84) << ((bits & 0x70) >> 4)
    return 0x84 - magnitude if bits & 0x80 else magnitude - 0x84


def _code(sample: int) -> int:
    """16 bit to G.711 µ-law by its upper 14 bits, as telephones do it."""
    value = sample >> 2
    mask = 0xFF if value >= 0 else 0x7F
    value = min(abs(value), 8158) + 33
    segment = max(0, value.bit_length() - 6)
    return ((segment << 4) | ((value >> (segment + 1)) & 0x0F)) ^ mask


QUIET = 0xFF
# Zero has two codes; here it has one.
_ONE_ZERO = bytes(QUIET if code == 0x7F else code for code in range(256))
_CODES = bytes(_ONE_ZERO[_code((index + 32_768) % 65_536 - 32_768)] for index in range(65_536))
_LOUD = bytes(abs(_linear(code)) > _SILENCE for code in range(256))


def coded(samples: bytes) -> bytes:
    """Codes of 16-bit little-endian samples."""
    values = array("H", samples[: len(samples) // 2 * 2])
    return bytes(map(_CODES.__getitem__, values))


def loudness(codes: bytes) -> bytes:
    """One where a code is no silence, else zero."""
    return codes.translate(_LOUD)


class Sound(Protocol):
    """What has been heard so far, growing while the call lasts."""

    def codes(self) -> bytes: ...

    def wait_beyond(self, count: int, deadline: float) -> bool:
        """Waits for more than `count` samples; false when the deadline comes first."""
        ...


class SoundLine:
    """A telephone's ear: a UDP port that takes the hub's RTP and puts it in order."""

    def __init__(self, port: int):
        self.port = port
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((LOOPBACK, port))
        self._codes = bytearray()
        # Where each packet begins and when it came, in order of its place.
        self._arrivals: list[tuple[int, float]] = []
        self._first: int | None = None
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while packet := self._socket.recv(2048):
            # Version 2, payload type 0, no extension: nothing else carries the hub's voice.
            if len(packet) > 12 and packet[0] >> 6 == 2 and packet[1] & 0x7F == 0:
                self._take(int.from_bytes(packet[4:8], "big"), packet[12:])

    def _take(self, timestamp: int, payload: bytes) -> None:
        with self._changed:
            if self._first is None:
                self._first = timestamp
            # Counted from the first packet, across the wrap of 32 bits.
            place = (timestamp - self._first + (1 << 31)) % (1 << 32) - (1 << 31)
            if place < 0:
                return
            end = place + len(payload)
            self._codes.extend(bytes([QUIET]) * (end - len(self._codes)))
            self._codes[place:end] = payload.translate(_ONE_ZERO)
            bisect.insort(self._arrivals, (place, time.monotonic()))
            self._changed.notify_all()

    def send(self, packet: bytes, to: tuple[str, int]) -> None:
        """Sends RTP from the port that the hub's sound comes to, as a telephone does."""
        self._socket.sendto(packet, to)

    def codes(self) -> bytes:
        with self._changed:
            return bytes(self._codes)

    def arrival(self, sample: int) -> float:
        """When the packet with this sample came in, by the monotonic clock."""
        with self._changed:
            index = bisect.bisect_right(self._arrivals, (sample, float("inf"))) - 1
            return self._arrivals[max(0, index)][1]

    def wait_beyond(self, count: int, deadline: float) -> bool:
        with self._changed:
            return self._changed.wait_for(
                lambda: len(self._codes) > count, max(0.0, deadline - time.monotonic())
            )

    def close(self) -> None:
        # An empty datagram to itself wakes the thread; closing alone would not.
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waker:
            waker.sendto(b"", (LOOPBACK, self.port))
        self._thread.join(5)
        self._socket.close()


class RecordedSound:
    """The WAV file that a softphone writes while it listens."""

    # RIFF header of libsndfile for 16 bit mono; the samples follow.
    _HEADER = 44

    def __init__(self, folder: Path):
        self._folder = folder
        self._codes = b""

    def codes(self) -> bytes:
        file = next(iter(sorted(self._folder.glob("*-dec.wav"))), None)
        if file:
            with open(file, "rb") as recording:
                recording.seek(self._HEADER + 2 * len(self._codes))
                self._codes += coded(recording.read())
        return self._codes

    def wait_beyond(self, count: int, deadline: float) -> bool:
        # A file tells nobody that it grew; baresip has no event for it.
        while len(self.codes()) <= count:
            if time.monotonic() >= deadline:
                return False
            time.sleep(_POLL_SECONDS)
        return True
