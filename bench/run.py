"""Runs one measurement, and adds to its JSON what plain C could do on this machine meanwhile.

    run.py NAME COMMAND…

Everything the command prints goes on as it is, but for its line «json {…}»: that gets `name`,
`seconds`, `baseline` (bench/baseline-machine, before and after) and `ratios`: each rate and each
time by what one core of this machine needs for a fixed piece of work, so that figures of two runs
or machines can be compared. Figures with a baseline of their own kind are ratios already.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(_HERE / "lib")]

from processes import compiled  # noqa: E402
from relay import relay  # noqa: E402

# What a figure's name says of its unit.
_RATE = re.compile(r"_per_s$")
_TIME = re.compile(r"_(ms|us|s)(_p\d+|_max)?(_\w+)?$")
_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def baseline() -> dict[str, float]:
    """Milliseconds of a core, microseconds of the disk and of the loopback interface."""
    with tempfile.TemporaryDirectory(prefix="innbridge-bench-") as folder:
        program = compiled(Path(folder), "baseline", "baseline-machine/main.c")
        done = subprocess.run([program, folder], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def ratios(figures: dict[str, Any], core_ms: float) -> dict[str, float]:
    """Rates as things done while a core does the fixed work, times as multiples of that work."""
    found = {}
    for name, figure in figures.items():
        value = figure["value"]
        if not isinstance(value, (int, float)):
            continue
        if _RATE.search(name):
            found[name] = round(value * core_ms / 1000, 4)
        elif unit := _TIME.search(name):
            found[name] = round(value * _MILLISECONDS[unit[1]] / core_ms, 6)
    return found


def main() -> int:
    name, command = sys.argv[1], sys.argv[2:]
    before = baseline()
    ended = relay(command)
    document = ended.document
    if document:
        after = baseline()
        middle = {each: round((before[each] + after[each]) / 2, 2) for each in before}
        what = {"before": before, "after": after}
        document = {"name": name, "seconds": ended.seconds} | document | {"baseline": middle | what}
        document["ratios"] = ratios(document["figures"], middle["core_ms"])
        text = ", ".join(f"{each} {value:g}" for each, value in middle.items())
        print(f"baseline of plain C: {text}")
        print("json " + json.dumps(document, ensure_ascii=False))
    return ended.status


if __name__ == "__main__":
    sys.exit(main())
