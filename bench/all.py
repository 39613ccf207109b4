"""The whole suite: every measurement after the other, one summary, one file of JSON.

`scripts/bench all` runs this. A measurement that fails hides no other; the file says of each how
it ended.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent
_CHECKOUT = _HERE.parent
sys.path[:0] = [str(_HERE / "lib")]

from figures import machine, short, table  # noqa: E402
from relay import relay  # noqa: E402

_NAMES = (
    "registry", "api", "calls", "keepers", "sms", "notices", "statistics", "console", "cluster",
)
# Not a measurement of its own: a plot of the others'.
_MORE = ("growth", "end-to-end")


def run(name: str, is_small: bool) -> dict[str, Any]:
    """One measurement with its output as it comes; gives its JSON with how it ended."""
    command = [str(_CHECKOUT / "scripts" / "bench"), name, *(["--small"] if is_small else [])]
    print(f"\n== {name}", flush=True)
    ended = relay(command)
    return {"name": name, "status": ended.status, "seconds": ended.seconds} | ended.document


def summary(parts: list[dict[str, Any]]) -> list[str]:
    rows: list[tuple[str, ...]] = [("part", "figure", "value", "target", "")]
    for part in parts:
        for name, figure in part.get("figures", {}).items():
            if "target" in figure:
                word = "met" if figure["met"] else "MISSED"
                rows.append((part["name"], name, short(figure["value"]), figure["target"], word))
        if part["status"] or not part.get("figures"):
            rows.append((part["name"], "", "", "", f"FAILED with status {part['status']}"))
    return table(rows, numbers=(2,))


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench all", description=__doc__)
    parser.add_argument("--small", action="store_true", help="shows that all runs, measures nothing")
    parser.add_argument(
        "--only", choices=[*_NAMES, *_MORE], action="append", help="only this one; several times"
    )
    parser.add_argument(
        "--output", type=Path, help="the file of JSON (.build-tools/bench/COMMIT.json)"
    )
    options = parser.parse_args()
    commit = os.environ.get("INNBRIDGE_COMMIT", "unknown")
    output = options.output or _CHECKOUT / ".build-tools" / "bench" / f"{commit}.json"
    output.parent.mkdir(parents=True, exist_ok=True)
    whole: dict[str, Any] = {"commit": commit, "small": options.small, "machine": machine(), "parts": []}
    for name in options.only or _NAMES:
        whole["parts"].append(run(name, options.small))
        # After each: what was measured by then is kept, whatever comes.
        output.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
    parts = whole["parts"]
    figures = [figure for part in parts for figure in part.get("figures", {}).values() if "met" in figure]
    failed = [part["name"] for part in parts if part["status"] or not part.get("figures")]
    print("\n== all\n")
    print("\n".join(summary(parts)))
    met = sum(figure["met"] for figure in figures)
    print(f"\n{met} of {len(figures)} targets met; {output}")
    if failed:
        print(f"bench: error: failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
