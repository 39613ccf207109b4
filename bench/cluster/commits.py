"""Bookings a second: PostgreSQL beside SQLite in turns, and one room type that all want at once."""

from __future__ import annotations

import contextlib
import json
import statistics
from dataclasses import dataclass
from pathlib import Path

import places
from figures import Figure
from fleet import Fleet, progress, server_seconds
from harness.client import next_day
from harness.hub import TONIGHT, Hub
from harness.postgresql import Cluster
from platforms import Platforms
from processes import processor_seconds

_CONNECTIONS = 64
# Room types have at most so many rooms; a few of each night stay free.
_HOT_ROOMS, _HOT_SOLD = 250, 240
HOT_ROOM = "HOT-1"
NIGHTS = [next_day(TONIGHT, 1 + day) for day in range(300)]


@dataclass(frozen=True)
class Size:
    inns: int = 500
    keys: int = 128
    rounds: int = 5
    seconds: float = 5


def pg_vs_sqlite(program: Path, folder: Path, size: Size) -> list[Figure]:
    """One hub on PostgreSQL and one on a file: the same clients at each in turn, round by round."""
    progress("a hub on a file, and one on PostgreSQL")
    platforms = Platforms(folder, size.seconds, _CONNECTIONS)
    plan = {"inns": size.inns, "nights": NIGHTS}
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(contextlib.closing(Cluster()))
        url = {"INNBRIDGE_DATABASE": server.url}
        at_file, at_server = (
            stack.enter_context(places.place(hub, size.inns, size.keys, rings=False))
            for hub in (
                places.hub(program, folder / "sqlite"),
                places.hub(program, folder / "postgresql", secrets=url),
            )
        )
        ratios, rates, costs = [], {"file": [], "server": []}, {"file": [], "hub": [], "server": []}
        for number in range(size.rounds):
            used = processor_seconds(at_file.hub.pid)
            own = platforms.run(at_file.hub.http_port, "bookings", at_file.keys, **plan)
            costs["file"].append((processor_seconds(at_file.hub.pid) - used) / own.requests)
            used, used_there = processor_seconds(at_server.hub.pid), server_seconds(server)
            shared = platforms.run(at_server.hub.http_port, "bookings", at_server.keys, **plan)
            costs["hub"].append((processor_seconds(at_server.hub.pid) - used) / shared.requests)
            costs["server"].append((server_seconds(server) - used_there) / shared.requests)
            ratios.append(shared.rate / own.rate)
            rates["file"].append(own.rate)
            rates["server"].append(shared.rate)
            progress(f"round {number + 1}: {own.rate:.0f} and {shared.rate:.0f} bookings a second")

    def middle(values: list[float], scale: float = 1) -> float:
        return statistics.median(values) * scale

    return [
        Figure("pg_vs_sqlite_commits", middle(ratios), "of a file's bookings a second, one hub"),
        Figure("sqlite_commits_per_s", middle(rates["file"]), f"{_CONNECTIONS} clients over HTTP"),
        Figure("pg_commits_per_s", middle(rates["server"]), "the same on PostgreSQL"),
        Figure("sqlite_booking_us", middle(costs["file"], 1e6), "µs of a core a booking, the hub"),
        Figure("pg_booking_hub_us", middle(costs["hub"], 1e6), "µs of a core a booking, the hub"),
        Figure("pg_booking_server_us", middle(costs["server"], 1e6), "and its server"),
    ]


def add_hot_room(hub: Hub) -> None:
    """An inn with as many rooms of one kind as there may be."""
    document = hub.innctl("inn", "export", "B0").json()
    entry = document["inns"][0]
    room = entry["room_types"][0]
    plan = next(each for each in room["rate_plans"] if each["id"].endswith("-ro"))
    room |= {"id": HOT_ROOM, "rooms": _HOT_ROOMS, "offer": [_HOT_ROOMS] * 7}
    room["rate_plans"] = [plan | {"id": f"{HOT_ROOM}-ro"}]
    entry |= {
        "id": HOT_ROOM.split("-")[0],
        "capacity": _HOT_ROOMS * room["capacity"],
        "room_types": [room],
    }
    hub.innctl("inn", "import", "-", stdin=json.dumps(document))


def through_three(platforms: Platforms, fleet: Fleet, keys: list[str], size: Size) -> list[Figure]:
    """All clients through three hubs at once: at one room type, and at all."""
    hot_plan = {"rate_plan": f"{HOT_ROOM}-ro", "rooms": _HOT_SOLD, "nights": NIGHTS}
    hot = platforms.run_at_all(fleet.ports, "hot", keys, size.seconds * 2, **hot_plan)
    spread = platforms.run_at_all(
        fleet.ports, "bookings", keys, size.seconds * 2, inns=size.inns, nights=NIGHTS
    )
    hot_rate, spread_rate = (sum(load.rate for load in loads) for loads in (hot, spread))
    progress(f"three hubs: {hot_rate:.0f} a second at one room type, {spread_rate:.0f} at all")
    worst = max(load.us_p99 for load in hot) / 1000
    return [
        Figure("hot_room_commits_per_s", hot_rate, "three hubs, all clients at one room type"),
        Figure("hot_room_ms_p99", worst, f"ms, {_CONNECTIONS // 3 * 3} clients"),
        Figure("three_hubs_commits_per_s", spread_rate, f"the same at {size.inns} inns"),
    ]
