"""A travel platform as the hub's HTTP API sees it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import requests

TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class Offer:
    """One entry of `GET /v1/availability`."""

    inn: str
    room_type: str
    remaining: int
    as_of: str
    source: str
    confidence: str
    instant: bool
    unavailable: str | None
    rate_plans: tuple[str, ...]

    @classmethod
    def read(cls, entry: dict[str, Any]) -> Offer:
        plans = tuple(plan["rate_plan"] for plan in entry["rate_plans"])
        names = [name for name in cls.__dataclass_fields__ if name != "rate_plans"]
        return cls(**{name: entry[name] for name in names}, rate_plans=plans)


def next_day(day: str, days: int = 1) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


class Client:
    """Asks with one key over kept-alive connections; one for each thread."""

    def __init__(self, url: str, key: str | None):
        self.url = url
        self.key = key
        self.session = requests.Session()
        # No proxy of the environment stands between a test and the loopback interface.
        self.session.trust_env = False

    def twin(self) -> Client:
        """The same platform on a connection of its own."""
        return Client(self.url, self.key)

    def request(self, method: str, path: str, **arguments: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        headers |= arguments.pop("headers", {})
        return self.session.request(
            method, self.url + path, headers=headers, timeout=TIMEOUT_SECONDS, **arguments
        )

    def get(self, path: str, **arguments: Any) -> requests.Response:
        return self.request("GET", path, **arguments)

    def post(self, path: str, **arguments: Any) -> requests.Response:
        return self.request("POST", path, **arguments)

    # Searching

    def search(self, night: str, inns: str, nights: int = 1) -> list[Offer]:
        answer = self.get(
            "/v1/availability",
            params={"check_in": night, "check_out": next_day(night, nights), "inns": inns},
        )
        assert answer.status_code == 200, answer.text
        return [Offer.read(entry) for entry in answer.json()["availability"]]

    def offer(self, night: str, inn: str) -> Offer:
        """What an inn with one kind of rooms has on a night."""
        offers = self.search(night, inn)
        assert len(offers) == 1, offers
        return offers[0]

    def plan(self, inn: str, meals: str = "room_only") -> str:
        """The name of an inn's plan with these meals."""
        answer = self.get(f"/v1/inns/{inn}")
        assert answer.status_code == 200, answer.text
        plans = [plan for room in answer.json()["room_types"] for plan in room["rate_plans"]]
        return next(plan["rate_plan"] for plan in plans if plan["meals"] == meals)

    # Booking

    @staticmethod
    def body(plan: str, night: str, nights: int = 1, **more: Any) -> dict[str, Any]:
        return {
            "rate_plan": plan,
            "check_in": night,
            "check_out": next_day(night, nights),
            "adults": 2,
            "guest": {"name": "練習 花子", "name_kana": "レンシュウ ハナコ"},
        } | more

    def book(
        self,
        body: dict[str, Any],
        idempotency_key: str | None = None,
    ) -> requests.Response:
        key = idempotency_key or str(uuid.uuid4())
        return self.post("/v1/bookings", json=body, headers={"Idempotency-Key": key})

    def booked(self, body: dict[str, Any]) -> dict[str, Any]:
        """A booking that must come off at once."""
        answer = self.book(body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def booking(self, name: str) -> dict[str, Any]:
        answer = self.get(f"/v1/bookings/{name}")
        assert answer.status_code == 200, answer.text
        return answer.json()
