"""What processes use, and programs of plain C beside which the hub is measured."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

BENCH = Path(__file__).resolve().parents[1]
# Sentences are named by what they say: made once, they serve every measurement of this checkout.
SPEECH = BENCH.parent / ".build-tools" / "bench-speech"
_TICK = os.sysconf("SC_CLK_TCK")


def compiled(folder: Path, name: str, source: str, *libraries: str) -> Path:
    """A program of a C file below bench/."""
    program = folder / name
    subprocess.run(["cc", "-O2", "-o", program, BENCH / source, *libraries], check=True)
    return program


def processor_seconds(pid: int, with_children: bool = False) -> float:
    """Seconds of a core that a process has used so far.

    - with_children: those of its children that ended, too.
    """
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return sum(map(int, fields[11 : 15 if with_children else 13])) / _TICK


def family_seconds(pid: int) -> float:
    """Of a process and all that come from it, living and dead."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    total = processor_seconds(pid, with_children=True)
    for child in children:
        try:
            total += family_seconds(int(child))
        except (FileNotFoundError, ProcessLookupError):
            # It has just ended; its parent has its time at the next look.
            continue
    return total


def resident_megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"no VmRSS of {pid}")


def core_share(pid: int, seconds: float) -> float:
    """Share of one core that a process takes while `seconds` go by."""
    used, began = processor_seconds(pid), time.monotonic()
    time.sleep(seconds)
    return (processor_seconds(pid) - used) / (time.monotonic() - began)
