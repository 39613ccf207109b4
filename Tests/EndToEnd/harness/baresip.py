"""A real softphone: baresip, driven through its control port, recording what it hears."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import uuid
import wave
from pathlib import Path
from typing import Any

from .hearing import Ear, Sentences
from .hub import Hub
from .ports import LOOPBACK, free_ports
from .sound import RATE, RecordedSound

_MODULES = "/usr/lib/baresip/modules"
_START_SECONDS = 20
_EVENT_SECONDS = 30
# It hangs up at the end of what it has to say.
_MICROPHONE_SECONDS = 300

# A key is held for this long; baresip sends its event until the key is let go.
_HOLD_SECONDS = 0.2
_RELEASED = " "


class Baresip:
    """One softphone with one line; use as a context: it is off at the end."""

    def __init__(
        self,
        hub: Hub,
        number: str,
        *,
        address: str = LOOPBACK,
        certificate: Path | None = None,
        port: int | None = None,
    ):
        """- address: its own, and where it finds the hub.
        - certificate: file with certificate and key: it speaks TLS and SRTP only.
        - port: of its SIP by UDP; by TLS it is the next one.
        """
        self.hub = hub
        self._address, self._certificate = address, certificate
        # A short path: baresip cuts the names of its recordings at 128 characters.
        self.folder = Path(tempfile.mkdtemp(prefix="innbridge-phone-"))
        self.recordings = self.folder / "heard"
        self.recordings.mkdir()
        # SIP over UDP, the next port for TLS which baresip binds too, then control and sound.
        self._port = port or free_ports(16)
        self._write_configuration(number)
        self.sound = RecordedSound(self.recordings)
        self.ear = Ear(self.sound, Sentences(hub.speech_folder))
        self._events: list[dict[str, Any]] = []
        self._changed = threading.Condition()
        self._output = open(self.folder / "output.txt", "wb")
        self._process = subprocess.Popen(
            ["baresip", "-f", str(self.folder)],
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )
        self._control = self._connect()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _write_configuration(self, number: str) -> None:
        microphone = self.folder / "silence.wav"
        with wave.open(str(microphone), "wb") as silence:
            silence.setparams((1, 2, RATE, 0, "NONE", ""))
            silence.writeframes(b"\0\0" * RATE * _MICROPHONE_SECONDS)
        settings = {
            "module_path": _MODULES,
            "sip_listen": f"{self._host}:{self._port}",
            "sip_transports": "tls" if self._certificate else "udp",
            # An address, not the name of an interface: baresip leaves «lo» out.
            "net_interface": self._address,
            "ctrl_tcp_listen": f"{LOOPBACK}:{self._port + 4}",
            "rtp_ports": f"{self._port + 6}-{self._port + 14}",
            "audio_source": f"aufile,{microphone}",
            "audio_player": "aubridge,nobody",
            "audio_alert": "aubridge,nobody",
            "audio_path": str(self.folder),
            "ausrc_srate": RATE,
            "auplay_srate": RATE,
            "ausrc_channels": 1,
            "auplay_channels": 1,
            "ausrc_format": "s16",
            "auplay_format": "s16",
            "auenc_format": "s16",
            "audec_format": "s16",
            "snd_path": self.recordings,
        }
        if self._certificate:
            settings["sip_certificate"] = self._certificate
        if ":" in self._address:
            settings["net_prefer_ipv6"] = "yes"
        modules = ["g711", "aufile", "aubridge", "sndfile", "ctrl_tcp"]
        modules += ["srtp"] if self._certificate else []
        applications = ["account", "menu"]
        lines = [f"{name} {value}" for name, value in settings.items()]
        lines += [f"module {name}.so" for name in modules]
        lines += [f"module_app {name}.so" for name in applications]
        (self.folder / "config").write_text("\n".join(lines) + "\n")
        account = f"<sip:{number}@{self._host}>;regint=0;audio_codecs=pcmu;answermode=manual"
        account += ";mediaenc=srtp-mand\n" if self._certificate else "\n"
        (self.folder / "accounts").write_text(account)
        (self.folder / "contacts").write_text("")

    @property
    def _host(self) -> str:
        return f"[{self._address}]" if ":" in self._address else self._address

    # The control port speaks JSON in netstrings.

    def _connect(self) -> socket.socket:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                return socket.create_connection((LOOPBACK, self._port + 4))
            except ConnectionRefusedError:
                # It tells nobody when its port is open.
                assert time.monotonic() < deadline and self._process.poll() is None, self.output()
                time.sleep(0.05)

    def _read(self) -> None:
        data = b""
        while True:
            try:
                more = self._control.recv(65_536)
            except OSError:
                more = b""
            if not more:
                return
            data += more
            while b":" in data:
                length, rest = data.split(b":", 1)
                size = int(length)
                if len(rest) < size + 1:
                    break
                message, data = json.loads(rest[:size]), rest[size + 1 :]
                with self._changed:
                    self._events.append(message)
                    self._changed.notify_all()

    def _command(self, command: str, parameters: str = "") -> None:
        body = json.dumps({"command": command, "params": parameters, "token": uuid.uuid4().hex})
        encoded = body.encode()
        self._control.sendall(b"%d:%s," % (len(encoded), encoded))

    def wait_for_event(self, kind: str, seconds: float = _EVENT_SECONDS) -> dict[str, Any]:
        def find() -> dict[str, Any] | None:
            return next((event for event in self._events if event.get("type") == kind), None)

        with self._changed:
            event = self._changed.wait_for(find, seconds)
        assert event, f"baresip: no {kind}\n{self.output()}\nheard:\n{self.ear.report()}"
        return event

    # Telephoning

    def dial(self, number: str = "0175000000", port: int | None = None) -> None:
        """Rings the hub, at another port of it if need be, and waits until it picks up."""
        target = f"sip:{number}@{self._host}:{port or self.hub.sip_port}"
        self._command("dial", target + (";transport=tls" if self._certificate else ""))
        self.wait_for_event("CALL_ESTABLISHED")

    def pick_up(self) -> None:
        """Waits for a call of the hub and takes it."""
        self.wait_for_event("CALL_INCOMING")
        self._command("accept")
        self.wait_for_event("CALL_ESTABLISHED")

    def press(self, key: str) -> int:
        """Presses a key; returns how much had been heard by then, in samples."""
        heard = len(self.sound.codes())
        self._command("sndcode", key)
        time.sleep(_HOLD_SECONDS)
        self._command("sndcode", _RELEASED)
        return heard

    def hang_up(self) -> None:
        self._command("hangup")
        self.wait_for_event("CALL_CLOSED")

    def output(self) -> str:
        return (self.folder / "output.txt").read_text(errors="replace")[-3000:]

    def close(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._control.close()
        self._reader.join(5)
        self._output.close()
        shutil.rmtree(self.folder)

    def __enter__(self) -> Baresip:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
