"""Travel platforms that book all the time, at whichever hub answers."""

from __future__ import annotations

import threading
import time
import uuid

import requests

from .client import Client
from .hub import Hub


class Platform(threading.Thread):
    """Books again and again, at whichever hub answers, until it is told to stop."""

    def __init__(self, hubs: list[Hub], key: str, plan: str, nights: list[str], seed: int):
        super().__init__(daemon=True)
        self.hubs, self.key, self.plan, self.nights, self.turn = hubs, key, plan, nights, seed
        self.acknowledged: dict[str, str] = {}
        self.refused = 0
        self.must_stop = threading.Event()
        self.strange: list[str] = []

    def run(self) -> None:
        while not self.must_stop.is_set():
            night = self.nights[self.turn % len(self.nights)]
            name = str(uuid.uuid4())
            for _ in range(400):
                self.turn += 1
                hub = self.hubs[self.turn % len(self.hubs)]
                client = Client(hub.url, self.key)
                try:
                    answer = client.book(client.body(self.plan, night), name)
                except requests.RequestException:
                    # Not known: asked again under the same name, elsewhere.
                    time.sleep(0.05)
                    continue
                if answer.status_code in (500, 503, 401):
                    # 401: a hub that has just begun to learn of keys; 500, 503: its server has gone.
                    time.sleep(0.05)
                    continue
                if answer.status_code == 201:
                    self.acknowledged[answer.json()["booking"]] = night
                elif answer.status_code == 409:
                    self.refused += 1
                else:
                    self.strange.append(answer.text)
                break


def feed(client: Client, cursor: str) -> list[str]:
    """Bookings that the change feed names since a cursor, in its order."""
    names: list[str] = []
    while changes := (page := client.get("/v1/changes", params={"cursor": cursor}).json())["changes"]:
        names += [change["booking"] for change in changes if "booking" in change]
        cursor = page["cursor"]
    return names
