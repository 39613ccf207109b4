"""What a measurement found: a table for people, a line a figure and one line of JSON for programs.

The JSON is that of the registry's measurements (bench/innbench/Figures.swift), so that
`scripts/bench all` reads all alike.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One number with its name, what it counts, and what it should be."""

    name: str
    value: float
    what: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def target(self) -> str:
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        if self.at_most == 0:
            return "0"
        return f"≤ {self.at_most:g}" if self.at_most is not None else ""

    @property
    def is_met(self) -> bool | None:
        if self.at_least is not None:
            return self.value >= self.at_least
        return self.value <= self.at_most if self.at_most is not None else None


_WORDS = {True: "met", False: "missed", None: ""}


def report(figures: list[Figure]) -> str:
    rows = [("figure", "value", "target", "", "")]
    rows += [(f.name, short(f.value), f.target, _WORDS[f.is_met], f.what) for f in figures]
    lines = [f"figure {figure.name} {short(figure.value)}" for figure in figures]
    return "\n".join([*table(rows), "", *lines, "json " + json.dumps(document(figures))])


def table(rows: list[tuple[str, ...]], numbers: tuple[int, ...] = (1,)) -> list[str]:
    """Columns of equal width: text to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            f"{cell:>{width}}" if column in numbers else f"{cell:<{width}}"
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def short(value: float) -> str:
    """Three significant digits, whole numbers from 100 on."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def document(figures: list[Figure]) -> dict[str, Any]:
    return {
        "commit": os.environ.get("INNBRIDGE_COMMIT"),
        "machine": machine(),
        "figures": {
            figure.name: {"value": round(figure.value, 4), "what": figure.what}
            | ({"target": figure.target, "met": figure.is_met} if figure.target else {})
            for figure in figures
        },
    }


def machine() -> dict[str, Any]:
    """Without it a number means little."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "kernel": platform.release(),
        "load_1m": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    done = subprocess.run(["lscpu"], capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("Model name:")]
    return lines[0].split(":", 1)[1].strip() if lines else "unknown"
