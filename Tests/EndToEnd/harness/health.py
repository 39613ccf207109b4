"""Whether a hub still does its work after something bad was done to it."""

from __future__ import annotations

import uuid
from pathlib import Path

from .client import Client
from .hub import TONIGHT, Hub
from .inns import Inn


def still_books(hub: Hub, platform: Client, inn: Inn) -> None:
    """The process is the same, it is well, and a normal booking comes off and goes again."""
    assert hub.is_running, hub.log_end()
    health = platform.get("/healthz")
    assert (health.status_code, health.json()["status"]) == (200, "ok"), health.text
    before = platform.offer(TONIGHT, inn.id).remaining
    booked = platform.booked(platform.body(inn.room_only, TONIGHT))
    assert platform.offer(TONIGHT, inn.id).remaining == before - 1
    cancelled = platform.post(
        f"/v1/bookings/{booked['booking']}/cancel",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    assert cancelled.status_code == 200, cancelled.text
    # Nobody at the inn had heard of it: the room is free again at once (S09).
    assert platform.offer(TONIGHT, inn.id).remaining == before


def rules_hold(hub: Hub) -> None:
    """Nights, bookings and the log agree: the doctor looks into the file of the running hub."""
    # Ends with a failure when any of its checks fails, and ports of a running hub are no matter here.
    checks = {check["check"]: check for check in hub.run("doctor", "--json").json()["checks"]}
    assert checks["rules"]["state"] == "ok", checks["rules"]["detail"]
    assert checks["database"]["state"] == "ok", checks["database"]["detail"]


def resident_megabytes(hub: Hub) -> float:
    """Memory that the hub has in use."""
    for line in Path(f"/proc/{hub.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no VmRSS")
