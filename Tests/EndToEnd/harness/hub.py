"""The hub as a process of its own: started, asked, stopped, and killed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from .client import Client
from .ports import LOOPBACK, free_ports

# A cold start loads the training inns and synthesises what every call begins with.
READY_SECONDS = 120
STOP_SECONDS = 40
COMMAND_SECONDS = 60
# How long calls may go on when a hub of a test stops.
DRAIN_SECONDS = 15
# Thursday, 3 December 2026, noon in Japan: all of tonight's plans can still be sold.
NOON = "2026-12-03T03:00:00Z"
TONIGHT = "2026-12-03"

# Two for each of the 32 lines of a training hub, and some that others may have taken meanwhile.
_SOUND_PORTS = 96

_READY = re.compile(r"^InnBridge ready: http=(\S+) sip=(\S+) data=(.+)$")


class HubError(AssertionError):
    """The hub did not do what a hub does; carries the end of its log."""


@dataclass(frozen=True)
class Answer:
    """What a command printed and how it ended."""

    status: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


class Hub:
    """One hub on one data directory, on ports of its own; may be started more than once."""

    def __init__(
        self,
        binary: Path,
        data: Path,
        *,
        clock: str | None = NOON,
        speech: Path | None = None,
        arguments: tuple[str, ...] = (),
        trunks: dict[str, Any] | None = None,
        secrets: dict[str, str] | None = None,
        sound_ports: tuple[int, int] | None = None,
        drain: int = DRAIN_SECONDS,
    ):
        """- clock: when it is; None for the real time, which all but training hubs live by.
        - trunks: the file of `--trunks`; without it there is the one at `trunk_port`.
        - secrets: environment variables that the file names.
        - sound_ports: the first of its ports for sound, and how many.
        - drain: seconds that calls may go on when it stops.
        """
        self.binary = binary
        self.data = data
        self.arguments = arguments
        self.http_port = free_ports()
        self.sip_port = free_ports()
        self.sound_port, self.sound_ports = sound_ports or (free_ports(_SOUND_PORTS), _SOUND_PORTS)
        self.trunk_port = free_ports()
        self._drain = drain
        self.log = data.parent / f"{data.name}.log"
        self.printed: list[str] = []
        # Where hubs keep sentences in common.
        self.speech = speech
        self.was_started = False
        self._has_run = False
        self.was_ended_by_test = False
        self.trunks = trunks
        self.secrets = secrets or {}
        self._clock = datetime.fromisoformat(clock) if clock else None
        self._first_start: float | None = None
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._ready = threading.Event()

    # Running it

    def start(self) -> Hub:
        """Starts the hub and returns when it says that it is ready."""
        try:
            return self._start()
        except HubError as error:
            # Another worker's hub was quicker; one that has run before must keep its ports.
            if self._has_run or "Address already in use" not in str(error):
                raise
        self.http_port, self.sip_port = free_ports(), free_ports()
        return self._start()

    def _start(self) -> Hub:
        assert self._process is None, "the hub runs already"
        self._share_speech()
        self._ready.clear()
        self.printed = []
        self.was_started, self.was_ended_by_test = True, False
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(
                [
                    str(self.binary),
                    "serve",
                    "--data",
                    str(self.data),
                    "--http",
                    f"{LOOPBACK}:{self.http_port}",
                    "--sip",
                    f"{LOOPBACK}:{self.sip_port}",
                    "--sound-ports",
                    f"{self.sound_port}-{self.sound_port + self.sound_ports - 1}",
                    *self._lines(),
                    "--drain",
                    str(self._drain),
                    *self.arguments,
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=self.environment,
            )
        self._reader = threading.Thread(target=self._read, args=[self._process], daemon=True)
        self._reader.start()
        if not self._ready.wait(READY_SECONDS):
            self.kill()
            raise HubError(f"not ready after {READY_SECONDS} s\n{self.log_end()}")
        if not self.ready_line:
            status = self._process.wait(STOP_SECONDS)
            self._process = None
            self.was_started = False
            raise HubError(f"ended with status {status} before it was ready\n{self.log_end()}")
        self._has_run = True
        return self

    def _lines(self) -> list[str]:
        if self.trunks is None:
            return ["--trunk", f"sip:{LOOPBACK}:{self.trunk_port}"]
        file = self.data.parent / f"{self.data.name}-trunks.json"
        file.write_text(json.dumps(self.trunks))
        return ["--trunks", str(file)]

    def pass_time(self, span: timedelta) -> None:
        """So much later it will be at the next start."""
        assert self._process is None, "the clock of a running hub can't be moved"
        self._clock += span

    @property
    def environment(self) -> dict[str, str]:
        """The language of messages and the time zone are fixed, and so is the time of day.

        The hub's clock begins anew at every start, so a restart says how far time has gone.
        """
        self._first_start = self._first_start or time.monotonic()
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith("INNBRIDGE_")
        }
        # Which voice is installed where is no matter of the test.
        kept |= {name: os.environ[name] for name in ["INNBRIDGE_VOICE"] if name in os.environ}
        kept |= {"LC_ALL": "C.UTF-8", "TZ": "UTC"} | self.secrets
        if self._clock:
            now = self._clock + timedelta(seconds=time.monotonic() - self._first_start)
            kept["INNBRIDGE_TEST_CLOCK_START"] = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        return kept

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        with process.stdout:
            for line in process.stdout:
                self.printed.append(line.rstrip("\n"))
                if _READY.match(line):
                    self._ready.set()
        # The pipe is closed: whoever waits for the line waits in vain.
        self._ready.set()

    @property
    def ready_line(self) -> re.Match[str] | None:
        return next((match for line in self.printed if (match := _READY.match(line))), None)

    @property
    def pid(self) -> int:
        assert self._process, "the hub does not run"
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def terminate(self) -> None:
        """Asks the hub to stop, and does not wait for it."""
        os.kill(self.pid, signal.SIGTERM)

    def wait(self) -> int:
        """Waits for the hub's end and gives its exit status."""
        assert self._process and self._reader, "the hub does not run"
        process, self._process = self._process, None
        self.was_ended_by_test = True
        try:
            status = process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise HubError(f"still running {STOP_SECONDS} s after SIGTERM\n{self.log_end()}") from None
        self._reader.join(STOP_SECONDS)
        return status

    def stop(self) -> None:
        """Stops the hub as a service would; it must say that all went well."""
        self.terminate()
        status = self.wait()
        if status != 0:
            raise HubError(f"ended with status {status}\n{self.log_end()}")

    def kill(self) -> None:
        """Ends the hub as a power cut would."""
        os.kill(self.pid, signal.SIGKILL)
        self.was_ended_by_test = True
        assert self._process and self._reader
        self._process.wait()
        self._process = None
        self._reader.join(STOP_SECONDS)

    def log_end(self, lines: int = 60) -> str:
        if not self.log.exists():
            return "(no log)"
        text = self.log.read_text(errors="replace").splitlines()
        return "\n".join(["--- the hub's log ends:", *text[-lines:]])

    @property
    def speech_folder(self) -> Path:
        return self.data / "speech"

    def _share_speech(self) -> None:
        """A sentence is made once for all hubs of a run: they are named by what they say."""
        if self.speech and not self.speech_folder.exists():
            self.speech.mkdir(mode=0o700, exist_ok=True)
            self.data.mkdir(mode=0o700, exist_ok=True)
            self.speech_folder.symlink_to(self.speech)

    # Asking it

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.http_port}"

    def run(self, *arguments: str, stdin: str | None = None) -> Answer:
        """Runs a command of `innctl` on the hub's data, whether the hub runs or not."""
        done = subprocess.run(
            [str(self.binary), *arguments, "--data", str(self.data)],
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            env=self.environment,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def innctl(self, *arguments: str, stdin: str | None = None) -> Answer:
        """Runs a command that must do what it is told."""
        answer = self.run(*arguments, stdin=stdin)
        assert answer.status == 0, f"innctl {' '.join(arguments)}: {answer.status}\n{answer.err}"
        return answer

    def key(self, channel: str, scopes: str = "read,book", training: bool = False) -> str:
        """A new key of a channel, made while the hub runs or before."""
        only = ["--training"] if training else []
        answer = self.innctl("key", "create", "--channel", channel, "--scopes", scopes, *only)
        return answer.out.strip()

    def client(self, channel: str = "tabi-test", scopes: str = "read,book") -> Client:
        """A travel platform that may search and book."""
        return Client(self.url, self.key(channel, scopes))

    @property
    def telephone(self) -> dict[str, Any]:
        """How its lines stand."""
        return self.innctl("status", "--json").json()["telephone"]

    def wait_for_line(self, holds: Callable[[dict[str, Any]], bool], seconds: float = 30) -> None:
        """Waits until its lines stand as they should: nobody is told when a trunk comes or goes."""
        deadline = time.monotonic() + seconds
        while not holds(line := self.telephone):
            assert time.monotonic() < deadline, f"{line}\n{self.log_end(20)}"
            time.sleep(0.2)

    # What it keeps of calls

    def calls(self, inn: str) -> list[dict[str, Any]]:
        """Calls with an inn that are over, oldest first."""
        calls = self.innctl("call", "list", "--inn", inn, "--json").json()["calls"]
        return sorted(calls, key=lambda call: call["started_at"])

    def wait_for_calls(self, inn: str, count: int = 1, seconds: float = 20) -> list[dict[str, Any]]:
        """Waits until so many calls with an inn have been filed: a moment after the line is cut."""
        deadline = time.monotonic() + seconds
        while len(calls := self.calls(inn)) < count:
            assert time.monotonic() < deadline, f"{len(calls)} of {count} calls\n{self.log_end()}"
            time.sleep(0.1)
        return calls

    def bookings(self, inn: str) -> list[dict[str, Any]]:
        """Open bookings of an inn."""
        answer = self.innctl("booking", "list", "--inn", inn, "--limit", "500", "--json")
        return answer.json()["bookings"]


def start_together(hubs: list[Hub]) -> list[Hub]:
    """Starts hubs of one database, whose clocks must agree whenever each of them starts again."""
    begin = time.monotonic()
    for hub in hubs:
        hub._first_start = begin
        hub.start()
    return hubs
