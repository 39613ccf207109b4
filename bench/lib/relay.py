"""Runs a measurement: what it prints goes on as it comes, its line of JSON is kept."""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import dataclass
from typing import Any


@dataclass
class Relayed:
    """How a measurement ended."""

    status: int
    seconds: float
    # Its line «json {…}»; empty where it printed none.
    document: dict[str, Any]


def relay(command: list[str]) -> Relayed:
    began = time.monotonic()
    document: dict[str, Any] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            if line.startswith("json {"):
                document = json.loads(line.removeprefix("json "))
            else:
                print(line, end="", flush=True)
    return Relayed(process.returncode, round(time.monotonic() - began, 1), document)
