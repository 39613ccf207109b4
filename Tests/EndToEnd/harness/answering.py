"""What a telephone that is rung says in SIP: replies to the hub's requests, and where its sound goes."""

from __future__ import annotations

import re

from .ports import LOOPBACK

_COPIED = ("via", "from", "call-id", "cseq", "record-route")


def header(text: str, name: str) -> str:
    """The value of a header field; "" where there is none."""
    for line in text.split("\r\n"):
        if line.lower().startswith(name + ":"):
            return line.split(":", 1)[1].strip()
    return ""


def called(invite: str) -> str:
    """Whom the hub rings."""
    return re.findall(r"^INVITE sips?:([^@]+)@", invite)[0]


def event_type(invite: str) -> int:
    """The payload type of keys that the hub offers."""
    return int(re.findall(r"a=rtpmap:(\d+) telephone-event/8000", invite)[0])


def audio_port(invite: str) -> int:
    """Where the hub listens."""
    return int(re.findall(r"m=audio (\d+)", invite)[0])


def description(sound_port: int, event_type: int = 101) -> str:
    """A telephone's side of a call (SDP): sound goes to this port, keys come as this payload type."""
    lines = [
        "v=0",
        f"o=- 1 1 IN IP4 {LOOPBACK}",
        "s=-",
        f"c=IN IP4 {LOOPBACK}",
        "t=0 0",
        f"m=audio {sound_port} RTP/AVP 0 {event_type}",
        "a=rtpmap:0 PCMU/8000",
        f"a=rtpmap:{event_type} telephone-event/8000",
        "",
    ]
    return "\r\n".join(lines)


def reply(
    request: str, port: int, status: str, body: str = "", headers: tuple[str, ...] = ()
) -> bytes:
    """A response to a request, from the telephone at this port."""
    lines = [f"SIP/2.0 {status}", *headers]
    for line in request.split("\r\n\r\n", 1)[0].split("\r\n")[1:]:
        name = line.split(":", 1)[0].strip().lower()
        if name in _COPIED:
            lines.append(line)
        elif name == "to":
            lines.append(line if ";tag=" in line else f"{line};tag=inn")
    lines.append(f"Contact: <sip:inn@{LOOPBACK}:{port}>")
    if body:
        lines.append("Content-Type: application/sdp")
    lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()
