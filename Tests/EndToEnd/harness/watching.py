"""Watching what the world sees of an inn while something happens elsewhere."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from .client import Client, Offer


@dataclass(frozen=True)
class Look:
    """One answer about a night, and when it was asked for and read, by the monotonic clock."""

    asked: float
    read: float
    offer: Offer


class Watch:
    """Asks for one inn's night over and over, on a thread and a connection of its own."""

    _PAUSE_SECONDS = 0.005

    def __init__(self, client: Client, night: str, inn: str):
        self._client = client.twin()
        self._night, self._inn = night, inn
        self._stopped = threading.Event()
        self._looked = threading.Condition()
        self.looks: list[Look] = []
        self._fault: Exception | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            while not self._stopped.wait(self._PAUSE_SECONDS):
                asked = time.monotonic()
                offer = self._client.offer(self._night, self._inn)
                with self._looked:
                    self.looks.append(Look(asked, time.monotonic(), offer))
                    self._looked.notify_all()
        except Exception as fault:  # handed to the test's own thread
            self._fault = fault

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join(60)
        if self._fault:
            raise self._fault

    def wait_for_look(self) -> Look:
        """Waits for the first answer."""
        with self._looked:
            assert self._looked.wait_for(lambda: self.looks, 30), self._fault
            return self.looks[0]

    def since(self, instant: float) -> list[Look]:
        return [look for look in self.looks if look.asked >= instant]
