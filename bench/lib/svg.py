"""Lines in a plot, as SVG that a page shows in its light and its dark colours."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 380, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 92, 46, 44
# Between two words at the right end, at least.
_LINE = 14
# Told apart by those, too, who see no red: Okabe and Ito's.
_STYLE = """
text { font: 12px system-ui, sans-serif; fill: #222 } .title { font-weight: 600; font-size: 13px }
.small { font-size: 11px; fill: #555 } .grid { stroke: #ddd } .rule { stroke: #888; stroke-dasharray: 4 4; fill: none }
.line { fill: none; stroke-width: 2 } .a { stroke: #0072b2; fill: #0072b2 } .b { stroke: #d55e00; fill: #d55e00 }
.line.a, .line.b { fill: none } text.a, text.b { stroke: none }
@media (prefers-color-scheme: dark) { text { fill: #eee } .small { fill: #aaa } .grid { stroke: #444 }
.a { stroke: #56b4e9; fill: #56b4e9 } .b { stroke: #e69f00; fill: #e69f00 } .line.a, .line.b { fill: none } }
"""


@dataclass(frozen=True)
class Series:
    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Panel:
    """One pair of axes with at most two lines; x is logarithmic.

    - is_log: y, too; then a dashed line shows what grows as x does.
    """

    title: str
    x_name: str
    series: Sequence[Series]
    is_log: bool = False


def plot(panels: Sequence[Panel], caption: str) -> str:
    width, height = _WIDTH * len(panels), _HEIGHT + 22
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{escape(caption, quote=True)}">',
        f"<style>{_STYLE}</style>",
    ]
    for number, panel in enumerate(panels):
        parts += [f'<g transform="translate({number * _WIDTH} 0)">', *_panel(panel), "</g>"]
    parts += [_text(_LEFT, height - 8, caption, "small"), "</svg>", ""]
    return "\n".join(parts)


def _panel(panel: Panel) -> list[str]:
    xs = [x for each in panel.series for x, _ in each.points]
    ys = [y for each in panel.series for _, y in each.points]
    low, high = min(xs), max(xs)
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    place_x = _scale(math.log(low), math.log(high), _LEFT, right, math.log)
    if panel.is_log:
        top = high / low * 1.2
        ticks = _log_ticks(top)
        place_y = _scale(math.log(min(0.8, *ys)), math.log(max(top, *ys)), bottom, _TOP, math.log)
    else:
        top = max(2.0, math.ceil(max(ys) * 2) / 2)
        ticks = [step / 2 for step in range(int(top * 2) + 1)]
        place_y = _scale(0, top, bottom, _TOP, lambda value: value)
    parts = [_text(_LEFT, 18, panel.title, "title")]
    for tick in ticks:
        y = place_y(tick)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(_text(_LEFT - 6, y + 4, f"{tick:g} ×", "small", "end"))
    for x in _some(sorted(set(xs))):
        parts.append(_text(place_x(x), bottom + 16, f"{x:,.0f}", "small", "middle"))
    parts.append(_text((_LEFT + right) / 2, bottom + 33, panel.x_name, "small", "middle"))
    if panel.is_log:
        parts.append(
            f'<path class="rule" d="M{place_x(low):.1f} {place_y(1):.1f}'
            f'L{place_x(high):.1f} {place_y(high / low):.1f}"/>'
        )
    return parts + _lines(panel.series, place_x, place_y)


def _lines(
    series: Sequence[Series], place_x: Callable[[float], float], place_y: Callable[[float], float]
) -> list[str]:
    parts: list[str] = []
    taken: list[float] = []
    for kind, each in zip("ab", series, strict=False):
        path = "L".join(f"{place_x(x):.1f} {place_y(y):.1f}" for x, y in each.points)
        parts.append(f'<path class="line {kind}" d="M{path}"/>')
        parts += [
            f'<circle class="{kind}" cx="{place_x(x):.1f}" cy="{place_y(y):.1f}" r="3"/>'
            for x, y in each.points
        ]
        x, y = each.points[-1]
        at = place_y(y) + 4
        while any(abs(at - other) < _LINE for other in taken):
            at += _LINE if at >= taken[-1] else -_LINE
        taken.append(at)
        parts.append(_text(place_x(x) + 8, at, f"{each.name} {y:.3g} ×", kind))
    return parts


def _scale(
    low: float, high: float, begin: float, end: float, curve: Callable[[float], float]
) -> Callable[[float], float]:
    span = (high - low) or 1
    return lambda value: begin + (curve(value) - low) / span * (end - begin)


def _log_ticks(top: float) -> list[float]:
    steps = [1, 2, 5]
    return [s * 10**p for p in range(4) for s in steps if s * 10**p <= top]


def _some(values: list[float]) -> list[float]:
    """So few that their numbers don't touch."""
    kept: list[float] = []
    for value in values:
        if not kept or value / kept[-1] >= 1.9:
            kept.append(value)
    return kept


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
