"""Texts by SIP MESSAGE (RFC 3428): a trunk that carries them, and SIPp."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import time
import uuid
from pathlib import Path

from .hub import Hub
from .answering import header
from .inn_telephone import InnTelephone
from .ports import LOOPBACK
from .rawsip import read_answer

_RETRANSMISSION_SECONDS = 0.5
_ANSWER_SECONDS = 20


class Pager(InnTelephone):
    """A trunk that carries texts both ways.

    - status: what it says to the hub's texts.
    """

    def __init__(self, hub: Hub, *, status: str = "200 OK"):
        self.status = status
        # Number and text, each once however often it was sent.
        self.received: list[tuple[str, str]] = []
        self.types: set[str] = set()
        self._known: set[str] = set()
        super().__init__(hub)

    def _take(self, text: str, source: tuple[str, int]) -> None:
        if not text.startswith("MESSAGE "):
            super()._take(text, source)
            return
        called = re.findall(r"^MESSAGE sips?:([^@]+)@", text)[0]
        body = text.split("\r\n\r\n", 1)[1]
        name = header(text, "call-id") + header(text, "cseq")
        self._reply(text, source, self.status)
        with self._changed:
            if self.status.startswith("2") and name not in self._known:
                self._known.add(name)
                self.types.add(header(text, "content-type"))
                self.received.append((called, body))
            self._changed.notify_all()

    def wait_for_texts(self, count: int, seconds: float = 30) -> list[tuple[str, str]]:
        with self._changed:
            came = self._changed.wait_for(lambda: len(self.received) >= count, seconds)
        assert came, f"{len(self.received)} of {count} texts\n{self.hub.log_end(20)}"
        return list(self.received)


def send_text(
    hub: Hub,
    text: str | bytes,
    sender: str,
    name: str | None = None,
    *,
    content_type: str = "text/plain;charset=UTF-8",
) -> int:
    """Sends a text as a trunk does: again and again until there is a final answer, its status."""
    body = text.encode() if isinstance(text, str) else text
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind((LOOPBACK, 0))
        line.settimeout(_RETRANSMISSION_SECONDS)
        here = f"{LOOPBACK}:{line.getsockname()[1]}"
        head = [
            f"MESSAGE sip:hub@{LOOPBACK}:{hub.sip_port} SIP/2.0",
            f"Via: SIP/2.0/UDP {here};branch=z9hG4bK{uuid.uuid4().hex}",
            f"From: <sip:{sender}@{LOOPBACK}>;tag={uuid.uuid4().hex[:8]}",
            f"To: <sip:hub@{LOOPBACK}>",
            f"Call-ID: {name or uuid.uuid4().hex}@pager",
            "CSeq: 1 MESSAGE",
            "Max-Forwards: 70",
            f"Content-Type: {content_type}",
            f"Content-Length: {len(body)}",
        ]
        packet = ("\r\n".join(head) + "\r\n\r\n").encode() + body
        deadline = time.monotonic() + _ANSWER_SECONDS
        while time.monotonic() < deadline:
            line.sendto(packet, (LOOPBACK, hub.sip_port))
            try:
                answer = read_answer(line.recv(65_536))
            except OSError:
                # Nothing yet, or nobody there yet.
                continue
            if answer and answer.status >= 200:
                return answer.status
    raise AssertionError(f"no answer to a text\n{hub.log_end(20)}")


# SIPp

_UAC = """<?xml version="1.0" encoding="UTF-8" ?>
<scenario name="keeper writes">
<send retrans="500"><![CDATA[

MESSAGE sip:hub@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{sender}@[local_ip]>;tag=[pid]t[call_number]
To: <sip:hub@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 MESSAGE
Max-Forwards: 70
Content-Type: text/plain;charset=UTF-8
Content-Length: [len]

{text}]]></send>
<recv response="202"/>
</scenario>
"""

# The hub asks the trunk now and then whether it is there.
_UAS = """<?xml version="1.0" encoding="UTF-8" ?>
<scenario name="keeper reads">
<recv request="OPTIONS" optional="true" next="1"/>
<recv request="MESSAGE"/>
<label id="1"/>
<send><![CDATA[

SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:];tag=[pid]t[call_number]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
</scenario>
"""


def sipp_sends(hub: Hub, folder: Path, text: str, sender: str) -> None:
    """A text by SIPp; the hub must answer 202."""
    scenario = folder / "writes.xml"
    scenario.write_text(_UAC.format(sender=sender, text=text))
    done = subprocess.run(
        # fmt: off
        [
            "sipp", f"{LOOPBACK}:{hub.sip_port}", "-sf", str(scenario), "-m", "1", "-i", LOOPBACK,
            "-nostdin", "-timeout", "30", "-timeout_error",
        ],
        # fmt: on
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]


class SippReader:
    """SIPp in the trunk's place; reads what the hub writes."""

    def __init__(self, hub: Hub, folder: Path):
        scenario = folder / "reads.xml"
        scenario.write_text(_UAS)
        self._messages = folder / "reads.txt"
        self._process = subprocess.Popen(
            # fmt: off
            [
                "sipp", "-sf", str(scenario), "-i", LOOPBACK, "-p", str(hub.trunk_port), "-nostdin",
                "-trace_msg", "-message_file", str(self._messages),
            ],
            # fmt: on
            cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait_for(self, text: str, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while not (self._messages.exists() and text in self._read()):
            assert time.monotonic() < deadline, f"SIPp never read «{text}»\n{self._read()[-2000:]}"
            time.sleep(0.1)

    def _read(self) -> str:
        return self._messages.read_text(errors="replace") if self._messages.exists() else ""

    def __enter__(self) -> SippReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
