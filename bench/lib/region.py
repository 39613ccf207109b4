"""A made-up region for measurements, of any number of inns, all marked as training."""

from __future__ import annotations

import json
from typing import Any

from harness.hub import Hub

# A file takes 1,000.
_INNS_IN_A_FILE = 500
INNS_IN_AN_AREA = 100
ROOM_TYPES = 2


def add_inns(hub: Hub, count: int, rings: bool = True) -> None:
    """Inns B0, B1, … with two room types of five rooms and two plans each, in areas of a hundred.

    - rings: whether they are rung about their bookings.
    """
    pattern = hub.innctl("inn", "export", "T01").json()
    entry = pattern["inns"][0]
    for first in range(0, count, _INNS_IN_A_FILE):
        last = min(first + _INNS_IN_A_FILE, count)
        inns = [_inn(entry, number, rings) for number in range(first, last)]
        hub.innctl("inn", "import", "-", stdin=json.dumps(pattern | {"inns": inns}))


def area(number: int) -> str:
    return f"bench-{number}"


def _inn(entry: dict[str, Any], number: int, rings: bool) -> dict[str, Any]:
    name = f"B{number}"
    rooms = [_room_type(entry["room_types"][0], f"{name}-{each + 1}") for each in range(ROOM_TYPES)]
    # Noon, where a test's clock begins, is no time to ring them.
    calling = {} if rings else {"calling_from": "19:00", "calling_until": "21:00"}
    return entry | calling | {
        "id": name,
        "training": True,
        "area": area(number // INNS_IN_AN_AREA),
        # Ninety-nine numbers of the training region: a telephone may serve several inns.
        "phones": [{"number": f"01750000{number % 90 + 10}"}],
        "capacity": sum(room["rooms"] * room["capacity"] for room in rooms),
        "room_types": rooms,
    }


def _room_type(pattern: dict[str, Any], name: str) -> dict[str, Any]:
    plans = [
        plan | {"id": f"{name}-{'ro' if plan['meals'] == 'room_only' else 'hb'}", "selling": "instant"}
        for plan in pattern["rate_plans"]
        if plan["meals"] in ("room_only", "half_board")
    ]
    return pattern | {"id": name, "rooms": 5, "offer": [5] * 7, "rate_plans": plans}
