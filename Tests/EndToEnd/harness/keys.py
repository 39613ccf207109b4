"""Keys as a telephone sends them: RFC 4733 events in a capture file for SIPp, and SIP INFO."""

from __future__ import annotations

import itertools
import math
import struct
from pathlib import Path

from .sound import coded

PAYLOAD_TYPE = 101
_EVENTS = {key: event for event, key in enumerate("0123456789*#")}
PACKET_MILLISECONDS = 20
_TICKS = 160
_LAST_PACKETS = 3
# The marker of RTP and the end bit and volume of RFC 4733, section 2.3.
_MARKER, _END, _VOLUME = 0x80, 0x80, 10
# Keys and sound come from one source.
SOURCE = 0x0E2E_0E2E

# Each press begins at a timestamp and sequence number of its own: the same ones again would be
# the same press.
_presses = itertools.count(1)


def key_packets(
    key: str, press: int, first: int, payload_type: int = PAYLOAD_TYPE, packets: int = 5
) -> list[bytes]:
    """One press of a key: RTP packets to be sent 20 ms apart, the last of them the end three times.

    - press: its number in the call, from 1.
    - first: the sequence number of the first packet.
    """
    made = []
    for index in range(packets + _LAST_PACKETS):
        is_last = index >= packets
        duration = min(index + 1, packets + 1) * _TICKS
        event = struct.pack(">BBH", _EVENTS[key], _VOLUME | (_END if is_last else 0), duration)
        header = struct.pack(
            ">BBHII",
            0x80,
            payload_type | (_MARKER if index == 0 else 0),
            (first + index) & 0xFFFF,
            press * RATE_BETWEEN_PRESSES,
            SOURCE,
        )
        made.append(header + event)
    return made


def key_capture(key: str, folder: Path, packets: int = 5) -> Path:
    """A capture file with one press of a key, as a telephone sends it."""
    press = next(_presses)
    frames = [
        (min(index, packets) * PACKET_MILLISECONDS, _udp(packet))
        for index, packet in enumerate(key_packets(key, press, press * 100, packets=packets))
    ]
    file = folder / f"key-{press}.pcap"
    file.write_bytes(_capture(frames))
    return file


def voice_capture(seconds: float, folder: Path) -> Path:
    """A capture file with somebody speaking: a tone that swells and fades like syllables."""
    rate, packet = 8000, 160
    samples = bytearray()
    for index in range(int(seconds * rate)):
        swell = 0.5 - 0.5 * math.cos(2 * math.pi * 4 * index / rate)
        value = int(9000 * swell * math.sin(2 * math.pi * 440 * index / rate))
        samples += struct.pack("<h", value)
    codes = coded(bytes(samples))
    press = next(_presses)
    frames = []
    for number, start in enumerate(range(0, len(codes) - packet + 1, packet)):
        marker = _MARKER if number == 0 else 0
        header = struct.pack(
            ">BBHII",
            0x80,
            marker,
            (press * 1000 + number) & 0xFFFF,
            press * RATE_BETWEEN_PRESSES + start,
            SOURCE,
        )
        frames.append((number * PACKET_MILLISECONDS, _udp(header + codes[start : start + packet])))
    file = folder / f"voice-{press}.pcap"
    file.write_bytes(_capture(frames))
    return file


# Two seconds of a clock of 8 kHz.
RATE_BETWEEN_PRESSES = 16_000


def sipp_capture(key: str) -> Path:
    """The capture of this key that comes with SIPp; good for one press in a call."""
    name = {"*": "star", "#": "pound"}.get(key, key)
    return Path(f"/usr/share/sip-tester/dtmf_2833_{name}.pcap")


def info_body(key: str, kind: str) -> tuple[str, str]:
    """Content type and body of an INFO with a key: `dtmf-relay` or `dtmf`."""
    if kind == "dtmf-relay":
        return "application/dtmf-relay", f"Signal={key}\nDuration=160"
    return "application/dtmf", key


def _udp(payload: bytes) -> bytes:
    """Ethernet, IPv4 and UDP around it; SIPp puts in the addresses of the call."""
    udp = struct.pack(">HHHH", 4000, 4000, 8 + len(payload), 0) + payload
    ip = struct.pack(
        ">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, b"\x7f\0\0\1", b"\x7f\0\0\1"
    )
    return b"\0" * 12 + b"\x08\x00" + ip + udp


def _capture(frames: list[tuple[int, bytes]]) -> bytes:
    # Classic pcap, microseconds, Ethernet.
    data = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, 1)
    for at, frame in frames:
        data += struct.pack("<IIII", 1, at * 1000, len(frame), len(frame)) + frame
    return data
