"""The guide for platforms does what it says: its commands are run, and their answers are as shown."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.client import next_day
from harness.hub import TONIGHT, Hub

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "api"
START = "README.md"
COMMAND_SECONDS = 60

_BLOCK = re.compile(r"^```(sh|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What decides how an answer is understood; everything else has its form shown, not its value.
_TELLING = {"state", "code", "status", "instant", "type", "parameter", "cancelled_by"}


# What the shell needs as it is, whatever answers call so.
_OWN_WORDS = {"HUB", "KEY", "NIGHT", "PATH"}


@dataclass(frozen=True)
class Command:
    text: str
    # What is shown below it; None when nothing is.
    answer: str | None


def commands(page: str) -> list[Command]:
    blocks = [(match[1], match[2]) for match in _BLOCK.finditer((GUIDE / page).read_text())]
    below = [*blocks[1:], ("", "")]
    return [
        Command(text, answer if what == "json" else None)
        for (kind, text), (what, answer) in zip(blocks, below, strict=False)
        if kind == "sh"
    ]


def pages() -> list[str]:
    """In the order in which the first page names them."""
    named = re.findall(r"\[([a-z-]+\.md)\]", (GUIDE / START).read_text())
    return [START, *(page for page in dict.fromkeys(named) if (GUIDE / page).exists())]


def agrees(shown: Any, got: Any, where: str = "answer") -> None:
    """The answer has every member that the guide shows, of the same kind."""
    if isinstance(shown, dict):
        assert isinstance(got, dict), where
        for name, value in shown.items():
            assert name in got, f"{where} has no {name}: {got}"
            if name in _TELLING:
                assert got[name] == value, f"{where}.{name}"
            agrees(value, got[name], f"{where}.{name}")
    elif isinstance(shown, list):
        assert isinstance(got, list), where
        if shown and isinstance(shown[0], dict):
            assert got, f"{where} is empty"
            for number, value in enumerate(shown):
                agrees(value, got[min(number, len(got) - 1)], f"{where}[{number}]")
    elif shown is not None:
        assert type(got) is type(shown), f"{where}: {got!r}, not {shown!r}"


class Reader:
    """Somebody who types what stands in the guide into a shell, page after page."""

    def __init__(self, hub: Hub):
        night = next_day(TONIGHT, 20)
        self._words = {
            "HUB": hub.url,
            "KEY": (hub.data / "training.key").read_text().strip(),
            "NIGHT": night,
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "no_proxy": "*",
        }
        self._begin = commands(START)[0].text

    def run(self, command: Command) -> None:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"{self._begin}\n{command.text}"],
            env=self._words,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
        )
        assert done.returncode == 0, done.stderr
        if command.answer is None:
            return
        got = json.loads(done.stdout)
        agrees(json.loads(command.answer), got)
        for name, value in got.items():
            if isinstance(value, (str, int)) and name.upper() not in _OWN_WORDS:
                self._words[name.upper()] = str(value)


def test_what_the_guide_shows(hub: Hub) -> None:
    reader = Reader(hub)
    for page in pages():
        # The first one makes sure of the rest.
        assert commands(page) or page != START
        for command in commands(page):
            reader.run(command)


def test_the_guide_names_every_operation_and_scope(hub: Hub) -> None:
    """Nothing of the API is left for a reader of the guide to find by accident."""
    text = "\n".join(page.read_text() for page in GUIDE.glob("*.md"))
    for path in hub.client().get("/openapi.json").json()["paths"]:
        last = path.rstrip("}").split("/")[-1].split("{")[-1]
        assert last in text, path
    for scope in ("read", "book", "manage", "stats"):
        assert f"| `{scope}` |" in text
