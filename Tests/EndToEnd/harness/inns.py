"""Fictional inns for tests, so that no test meets the bookings of another."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass

from .hub import Hub

_numbers = itertools.count(100)
_phones = itertools.count(100)


@dataclass(frozen=True)
class Inn:
    """An inn with one kind of rooms."""

    id: str
    phones: tuple[str, ...]
    rooms: int

    @property
    def phone(self) -> str:
        return self.phones[0]

    @property
    def room_only(self) -> str:
        return f"{self.id}-1-ro"


T01 = Inn("T01", ("0175000001",), rooms=5)


def add_inn(hub: Hub, *, rooms: int = 5, offer: int = 2, phones: int = 1) -> Inn:
    """Adds an inn like T01 by `innctl inn import` while the hub runs.

    - rooms: in the building.
    - offer: what the standing offer sells every night.
    - phones: how many telephones the keeper's family has, a number each.
    """
    document = hub.innctl("inn", "export", "T01").json()
    entry = document["inns"][0]
    number = next(_numbers)
    inn = Inn(
        id=f"E{number}",
        # Of the same fictional range as those of the training inns.
        phones=tuple(f"0175000{next(_phones):03d}" for _ in range(phones)),
        rooms=rooms,
    )
    room = entry["room_types"][0]
    room["id"] = f"{inn.id}-1"
    room["rooms"] = rooms
    room["offer"] = [offer] * 7
    for plan in room["rate_plans"]:
        plan["id"] = plan["id"].replace("T01-1", room["id"])
    entry |= {
        "id": inn.id,
        "phones": [{"number": phone} for phone in inn.phones],
        # As many guests as its licence allows, so that no night needs a cap.
        "capacity": rooms * room["capacity"],
    }
    hub.innctl("inn", "import", "-", stdin=json.dumps(document))
    return inn
