"""Kamailio in front of hubs, with the very files of docs/operations."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from .hub import Hub
from .ports import LOOPBACK, free_ports
from .rawsip import RawPhone

_FILES = Path(__file__).resolve().parents[3] / "docs" / "operations" / "kamailio"
_START_SECONDS = 30


class Kamailio:
    """Between the telephone network, which is at `network_port`, and hubs; use as a context."""

    def __init__(self, port: int, network_port: int, hubs: list[Hub]):
        self.port = port
        self.folder = Path(tempfile.mkdtemp(prefix="innbridge-kamailio-"))
        hubs_file = self.folder / "dispatcher.list"
        lines = (_FILES / "dispatcher.list").read_text()
        for address in ("192.0.2.11:5060", "192.0.2.12:5060")[len(hubs) :]:
            # One hub less than in the documentation.
            lines = "".join(each for each in lines.splitlines(True) if address not in each)
        for hub, address in zip(hubs, ("192.0.2.11:5060", "192.0.2.12:5060"), strict=False):
            assert address in lines
            lines = lines.replace(address, f"{LOOPBACK}:{hub.sip_port}")
        hubs_file.write_text(lines)
        settings = (_FILES / "kamailio.cfg").read_text()
        for documented, own in (
            ("192.0.2.20:5060", f"{LOOPBACK}:{port}"),
            ("192.0.2.1:5060", f"{LOOPBACK}:{network_port}"),
            ('"192.0.2.1"', f'"{LOOPBACK}"'),
            ("/etc/kamailio/dispatcher.list", str(hubs_file)),
        ):
            assert documented in settings, documented
            settings = settings.replace(documented, own)
        (self.folder / "kamailio.cfg").write_text(settings)
        self._output = open(self.folder / "output.txt", "wb")
        # fmt: off
        self._process = subprocess.Popen(
            [shutil.which("kamailio") or "/usr/sbin/kamailio", "-DD", "-E", "-m", "64", "-M", "4",
             "-f", str(self.folder / "kamailio.cfg"), "-Y", str(self.folder),
             "-P", str(self.folder / "pid"), "-w", str(self.folder)],
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            # Its children end with it.
            start_new_session=True,
        )
        # fmt: on

    def wait_until_ready(self, hub: Hub) -> None:
        """It tells nobody when it takes calls, but it answers OPTIONS."""
        deadline = time.monotonic() + _START_SECONDS
        with RawPhone(self.in_front_of(hub), "0175009999") as phone:
            phone.socket.settimeout(0.5)
            while True:
                phone.send(phone.request("OPTIONS"))
                try:
                    if phone.socket.recv(65_536).startswith(b"SIP/2.0 200"):
                        return
                except OSError:
                    pass
                assert time.monotonic() < deadline and self._process.poll() is None, self.output()

    @property
    def pid(self) -> int:
        return self._process.pid

    def in_front_of(self, hub: Hub) -> Hub:
        """The hub as telephones see it that know only this address."""
        seen = object.__new__(Hub)
        seen.__dict__ = hub.__dict__ | {"sip_port": self.port}
        return seen

    def output(self) -> str:
        return (self.folder / "output.txt").read_text(errors="replace")[-3000:]

    def close(self) -> None:
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._output.close()
        shutil.rmtree(self.folder)

    def __enter__(self) -> Kamailio:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
