"""A telephone played by SIPp, step by step as the test says.

SIPp runs a scenario from top to bottom. To let a test decide when the next step comes, each step
waits for an OPTIONS request inside the call, which the test sends. The sound of the call comes to a
port of the test, and SIPp's keys are sent from that very port: with `[media_port+N]` SIPp announces
and stamps a port that it has not bound itself.
"""

from __future__ import annotations

import itertools
import socket
import subprocess
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from .hearing import Ear, Sentences
from .hub import Hub
from .keys import info_body, key_capture, sipp_capture, voice_capture
from .ports import LOOPBACK, free_ports
from .sound import SoundLine

CALL_SECONDS = 150
_ANSWER_SECONDS = 20
# Distance of the sound's port from the one that SIPp binds.
_SOUND_OFFSET = 8
# From one key to the next, in samples: 1 s. The same key again within 0.3 s would count once.
_PRESS = 8000


@dataclass(frozen=True)
class Key:
    """Presses a key: by `event` (RFC 4733), `sipp-event` (SIPp's own capture), or SIP INFO."""

    key: str
    by: str = "event"


@dataclass(frozen=True)
class Speak:
    """Says something that isn't words."""

    seconds: float = 3


@dataclass(frozen=True)
class HangUp:
    """The keeper puts the receiver down."""


@dataclass(frozen=True)
class HubHangsUp:
    """The hub ends the call; comes without being told."""


Step = Key | Speak | HangUp | HubHangsUp


class SippCall:
    """One call to the hub; use as a context: it is over at the end, however the test went."""

    def __init__(self, hub: Hub, folder: Path, caller: str, steps: tuple[Step, ...]):
        self.hub = hub
        self.caller = caller
        self.steps = steps
        self.folder = folder / f"sipp-{uuid.uuid4().hex[:8]}"
        self.folder.mkdir()
        self.call_id = f"{uuid.uuid4().hex}@{LOOPBACK}"
        self._port = free_ports()
        self._media_port = free_ports(_SOUND_OFFSET + 4)
        self.sound = SoundLine(self._media_port + _SOUND_OFFSET)
        self.ear = Ear(self.sound, Sentences(hub.speech_folder))
        self._conductor = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._conductor.bind((LOOPBACK, 0))
        self._turn = itertools.count(1)
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        scenario = self.folder / "scenario.xml"
        scenario.write_text(_scenario(self.caller, self.steps, self.folder))
        self.errors = self.folder / "errors.txt"
        with open(self.folder / "output.txt", "wb") as output:
            return subprocess.Popen(
                # fmt: off
                [
                    "sipp", f"{LOOPBACK}:{self.hub.sip_port}", "-sf", str(scenario), "-m", "1",
                    "-s", "0175000000", "-i", LOOPBACK, "-p", str(self._port),
                    "-mp", str(self._media_port), "-cid_str", self.call_id, "-nostdin",
                    "-timeout", str(CALL_SECONDS), "-timeout_error",
                    "-trace_err", "-error_file", str(self.errors),
                    "-trace_msg", "-message_file", str(self.folder / "messages.txt"),
                ],
                # fmt: on
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
            )

    # Conducting

    def answered(self) -> SippCall:
        """Waits for the hub's first sound."""
        deadline = time.monotonic() + _ANSWER_SECONDS
        assert self.sound.wait_beyond(0, deadline), f"no sound from the hub\n{self.trouble()}"
        return self

    def go(self) -> int:
        """Lets SIPp do its next step; returns how much had been heard by then, in samples."""
        heard = len(self.sound.codes())
        self._conductor.sendto(self._turn_message(), (LOOPBACK, self._port))
        return heard

    def go_through(self, steps: int) -> None:
        """Lets SIPp press several keys: it plays one at a time, a new one ends the one before."""
        for _ in range(steps):
            self.sound.wait_beyond(self.go() + _PRESS, time.monotonic() + CALL_SECONDS)

    def _turn_message(self) -> bytes:
        here = f"{LOOPBACK}:{self._conductor.getsockname()[1]}"
        turn = next(self._turn)
        lines = [
            f"OPTIONS sip:turn@{LOOPBACK}:{self._port} SIP/2.0",
            f"Via: SIP/2.0/UDP {here};branch=z9hG4bK-turn-{turn}",
            f"From: <sip:conductor@{here}>;tag=conductor",
            f"To: <sip:turn@{LOOPBACK}>",
            f"Call-ID: {self.call_id}",
            f"CSeq: {turn} OPTIONS",
            "Max-Forwards: 70",
            "Content-Length: 0",
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def finished(self, seconds: float = CALL_SECONDS) -> None:
        """Waits for the scenario's end; every step must have come off."""
        try:
            status = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the call does not end\n{self.trouble()}") from None
        assert status == 0, f"SIPp ended with {status}\n{self.trouble()}"

    def trouble(self) -> str:
        errors = self.errors.read_text(errors="replace") if self.errors.exists() else ""
        return f"{errors}\nheard:\n{self.ear.report()}\n{self.hub.log_end(20)}"

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._conductor.close()
        self.sound.close()

    def __enter__(self) -> SippCall:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


# Scenarios

_LOCAL = "[local_ip]:[local_port]"


def _document(scenario: str) -> str:
    return (
        '<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="telephone">\n'
        f"{scenario}\n</scenario>\n"
    )


def _scenario(caller: str, steps: tuple[Step, ...], folder: Path) -> str:
    parts = [invite(caller, f"[media_port+{_SOUND_OFFSET}]"), ANSWERED, request(caller, "ACK", 1)]
    for number, step in enumerate(steps, start=2):
        match step:
            case HubHangsUp():
                parts.append(HUB_HANGS_UP)
                continue
            case HangUp():
                action = request(caller, "BYE", number) + '<recv response="200"/>'
            case Speak(seconds):
                action = _play(voice_capture(seconds, folder))
            case Key(key, "event"):
                action = _play(key_capture(key, folder))
            case Key(key, "sipp-event"):
                action = _play(sipp_capture(key))
            case Key(key, kind):
                content_type, body = info_body(key, kind)
                action = request(caller, "INFO", number, f"Content-Type: {content_type}\n", body)
                action += '<recv response="200"/>'
        parts.append('<recv request="OPTIONS"/>\n' + action)
    return _document("\n".join(parts))


def _play(capture: Path) -> str:
    return f'<nop><action><exec play_pcap_audio="{capture}"/></action></nop>'


def invite(caller: str, sound_port: str = "[media_port]") -> str:
    """An INVITE that offers G.711 and telephone-events."""
    return f"""<send retrans="500"><![CDATA[

INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] {_LOCAL};branch=[branch]
From: <sip:{caller}@[local_ip]>;tag=[pid]t[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:{caller}@{_LOCAL}>
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio {sound_port} RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-16
a=ptime:20

]]></send>
<recv response="100" optional="true"/>
"""


ANSWERED = """<recv response="180" optional="true"/>
<recv response="200" rrs="true"/>
"""

HUB_HANGS_UP = """<recv request="BYE"/>
<send><![CDATA[

SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
"""


def request(caller: str, method: str, sequence: int, headers: str = "", body: str = "") -> str:
    """A request inside the dialogue."""
    retransmission = "" if method == "ACK" else ' retrans="500"'
    return f"""<send{retransmission}><![CDATA[

{method} sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] {_LOCAL};branch=[branch]
From: <sip:{caller}@[local_ip]>;tag=[pid]t[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: {sequence} {method}
Contact: <sip:{caller}@{_LOCAL}>
Max-Forwards: 70
{headers}Content-Length: [len]

{body}
]]></send>
"""

