"""A keeper's telephone with a mouth: it speaks, whistles, presses keys by sound, and its line
loses packets and lets them overtake each other."""

from __future__ import annotations

import math
import queue
import random
import re
import struct
import threading
import time

from .hearing import Ear, Sentences
from .hub import Hub
from .keys import PAYLOAD_TYPE
from .ports import LOOPBACK
from .rawsip import RawPhone, SipAnswer
from .sound import RATE, SoundLine, coded

_PACKET = RATE // 50
_PACKET_SECONDS = 0.02
_SILENCE = b"\xff" * _PACKET
_LOW, _HIGH = (697, 770, 852, 941), (1209, 1336, 1477)
_KEYS = "123456789*0#"
_EVENTS = {key: event for event, key in enumerate("0123456789*#")}
_END, _VOLUME, _LAST_PACKETS = 0x80, 10, 3
_SOURCE = 0x4A4D_5331


def tones(frequencies: tuple[float, ...], seconds: float, level: int = 6000) -> bytes:
    """G.711 of one or more tones together."""
    samples = [
        int(level * sum(math.sin(2 * math.pi * each * n / RATE) for each in frequencies))
        for n in range(int(seconds * RATE))
    ]
    return coded(struct.pack(f"<{len(samples)}h", *samples))


def key_tones(key: str, seconds: float = 0.12) -> bytes:
    """A key as telephones without telephone-events send it (ITU-T Q.23)."""
    place = _KEYS.index(key)
    return tones((_LOW[place // 3], _HIGH[place % 3]), seconds)


def voice(seconds: float) -> bytes:
    """Somebody speaks, without words: a hum of no key's frequencies that swells and fades."""
    samples = [
        int(9000 * math.sin(4 * math.pi * n / RATE) ** 2 * math.sin(2 * math.pi * 440 * n / RATE))
        for n in range(int(seconds * RATE))
    ]
    return coded(struct.pack(f"<{len(samples)}h", *samples))


class Handset:
    """One call to the hub; a packet every 20 ms, as long as it lasts.

    - loss, swaps: shares of packets that the line loses, or delivers after the next one.
    - events: whether it offers telephone-events.
    """

    def __init__(
        self,
        hub: Hub,
        caller: str,
        *,
        loss: float = 0.0,
        swaps: float = 0.0,
        events: bool = True,
        seed: int = 4733,
    ):
        self.sip = RawPhone(hub, caller)
        if not events:
            offer = self.sip.offer().replace(" 0 101", " 0")
            lines = [line for line in offer.split("\r\n") if "101" not in line]
            self._offer = "\r\n".join(lines)
        else:
            self._offer = self.sip.offer()
        self.sound = SoundLine(self.sip.sound_port)
        self.ear = Ear(self.sound, Sentences(hub.speech_folder))
        self._loss, self._swaps = loss, swaps
        self._random = random.Random(seed)
        self._frames: queue.SimpleQueue[tuple[int, bytes, int] | bytes] = queue.SimpleQueue()
        self._idle = threading.Event()
        self._held_back: bytes | None = None
        self._is_over = False
        self._is_muted = False
        self._thread = threading.Thread(target=self._talk, daemon=True)

    def __enter__(self) -> Handset:
        self.sip.send(self.sip.invite(self._offer))
        self.answer = self.sip.wait_for(200, "INVITE")
        self.sip.send(self.sip.acknowledge(self.answer))
        self._address = (LOOPBACK, int(re.findall(r"m=audio (\d+) ", self.answer.text)[0]))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        self._thread.join(5)
        self.sip.send(self.sip.request("BYE", to=self.answer.to, sequence=90))
        self.sip.wait_for((200, 481), "BYE")
        self.sound.close()
        self.sip.socket.close()

    # What she does

    def say(self, sound: bytes) -> None:
        """Sends sound, packet by packet, and returns when the last one has gone."""
        for start in range(0, len(sound), _PACKET):
            self._frames.put(sound[start : start + _PACKET].ljust(_PACKET, b"\xff"))
        self._wait()

    def press(self, key: str, *, by: str = "event", seconds: float = 0.1) -> int:
        """Presses a key: as an `event` or by `sound`; returns how much had been heard by then."""
        heard = len(self.sound.codes())
        if by == "sound":
            self.say(key_tones(key, seconds) + _SILENCE * 6)
            return heard
        packets = max(1, int(seconds / _PACKET_SECONDS))
        for index in range(packets + _LAST_PACKETS):
            is_last = index >= packets
            length = min(index + 1, packets) * _PACKET
            body = struct.pack(">BBH", _EVENTS[key], _VOLUME | (_END if is_last else 0), length)
            self._frames.put((PAYLOAD_TYPE | (0x80 if index == 0 else 0), body, index))
        self._wait()
        return heard

    def mute(self, is_muted: bool = True) -> None:
        """Sends nothing at all, as some telephones do while nobody speaks."""
        self._is_muted = is_muted

    def invite_again(self, direction: str, sequence: int) -> SipAnswer:
        """A re-INVITE: `sendonly` puts the hub on hold, `sendrecv` takes it back."""
        self.sip.answers.clear()
        body = self._offer + f"a={direction}\r\n"
        self.sip.send(
            self.sip.request(
                "INVITE",
                to=self.answer.to,
                headers=("Content-Type: application/sdp",),
                body=body,
                sequence=sequence,
            )
        )
        answer = self.sip.wait_for(200, "INVITE")
        self.sip.send(self.sip.request("ACK", to=answer.to, sequence=sequence))
        return answer

    def wait_for_bye(self, seconds: float = 30) -> None:
        """Waits until the hub hangs up."""
        self.wait_for_request("BYE", seconds=seconds)

    def wait_for_request(self, method: str, status: str = "200 OK", seconds: float = 30) -> str:
        """Waits for what the hub asks of her telephone, and answers."""
        self.sip.socket.settimeout(seconds)
        while not (text := self.sip.socket.recv(65_536)).startswith(f"{method} ".encode()):
            pass
        kept = (b"via:", b"from:", b"to:", b"call-id:", b"cseq:", b"record-route:")
        lines = [line for line in text.split(b"\r\n") if line.lower().startswith(kept)]
        contact = f"Contact: <sip:{self.sip.caller}@{self.sip.here}>".encode()
        end = [contact, b"Content-Length: 0", b"", b""]
        answer = b"\r\n".join([f"SIP/2.0 {status}".encode(), *lines, *end])
        self.sip.socket.sendto(answer, (LOOPBACK, self.sip.hub.sip_port))
        return text.decode(errors="replace")

    def notify(self, fragment: str, sequence: int) -> None:
        """Tells what came of a REFER (RFC 3515, section 2.4.5)."""
        self.sip.answers.clear()
        headers = (
            "Event: refer",
            "Subscription-State: terminated;reason=noresource",
            "Content-Type: message/sipfrag;version=2.0",
        )
        body = f"{fragment}\r\n"
        self.sip.send(
            self.sip.request(
                "NOTIFY", to=self.answer.to, headers=headers, body=body, sequence=sequence
            )
        )
        self.sip.wait_for(200, "NOTIFY")

    # The line

    def _wait(self) -> None:
        self._idle.clear()
        self._frames.put(b"")
        assert self._idle.wait(60)

    def _talk(self) -> None:
        sequence, timestamp, event_start = self._random.randrange(1 << 16), 0, 0
        due = time.monotonic()
        while not self._is_over:
            due += _PACKET_SECONDS
            time.sleep(max(0.0, due - time.monotonic()))
            kind, body, stamp = 0, _SILENCE, timestamp
            frame: tuple[int, bytes, int] | bytes | None = None
            while not self._frames.empty() and not (frame := self._frames.get()):
                self._idle.set()
            if isinstance(frame, tuple):
                kind, body, index = frame
                event_start = timestamp if index == 0 else event_start
                stamp = event_start
            elif frame:
                body = frame
            sequence = (sequence + 1) & 0xFFFF
            header = struct.pack(">BBHII", 0x80, kind, sequence, stamp, _SOURCE)
            timestamp += _PACKET
            if frame or not self._is_muted:
                self._send(header + body)

    def _send(self, packet: bytes) -> None:
        if self._random.random() < self._loss:
            return
        if self._held_back is None and self._random.random() < self._swaps:
            self._held_back = packet
            return
        self.sound.send(packet, self._address)
        if self._held_back is not None:
            self.sound.send(self._held_back, self._address)
            self._held_back = None
