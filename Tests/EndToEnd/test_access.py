"""Keys, what they may see, and what is written down about their use."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import requests
from harness.client import Client, next_day
from harness.hub import TONIGHT, Hub
from harness.inns import add_inn

LOG_SECONDS = 30


def test_a_key_is_changed_without_a_pause(hub: Hub) -> None:
    """Two keys of one channel are valid together and are the same platform; one goes."""
    inn = add_inn(hub)
    old, new = hub.client("tabi-turn"), hub.client("tabi-turn")
    key, body = str(uuid.uuid4()), old.body(inn.room_only, TONIGHT)
    booked = old.book(body, key)
    again = new.book(body, key)
    assert (booked.status_code, again.status_code) == (201, 201)
    # The platform is the same one: its requests are known under either key.
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json() == booked.json()
    keys = [each for each in hub.innctl("key", "list", "--json").json()["keys"]]
    mine = [each["id"] for each in keys if each["channel"] == "tabi-turn"]
    used = old.get("/v1/channel").json()["key"]
    assert used in mine and len(mine) == 2
    hub.innctl("key", "revoke", used)
    assert old.get("/v1/channel").status_code == 401
    assert new.booking(booked.json()["booking"]) == booked.json()


def real_inn(hub: Hub) -> str:
    """An inn that is no training inn and agreed to be sold."""
    document = hub.innctl("inn", "export", "T02").json()
    entry: dict[str, Any] = document["inns"][0]
    text = json.dumps(entry).replace("T02", "R02")
    entry = json.loads(text) | {"training": False, "phones": [{"number": "0175000098"}]}
    hub.innctl("inn", "import", "-", stdin=json.dumps(document | {"inns": [entry]}))
    hub.innctl("inn", "consent", "R02", "--by", "phone")
    return "R02"


def test_a_test_key_sees_training_inns_only(hub: Hub) -> None:
    inn = real_inn(hub)
    live = hub.client("tabi-live")
    test = Client(hub.url, hub.key("tabi-test-only", training=True))
    stay = {"check_in": TONIGHT, "check_out": next_day(TONIGHT)}
    plan = live.plan(inn)
    assert live.search(TONIGHT, inn)
    assert test.search(TONIGHT, inn) == []
    for path in ("", "/room-types", "/rate-plans", "/calendar"):
        assert live.get(f"/v1/inns/{inn}{path}").status_code == 200
        assert test.get(f"/v1/inns/{inn}{path}").status_code == 404
    for path in ("/v1/quotes", "/v1/holds", "/v1/bookings"):
        body = {"rate_plan": plan, "adults": 2, **stay}
        if path == "/v1/bookings":
            body["guest"] = {"name": "Training Guest"}
        answer = test.post(path, json=body, headers={"Idempotency-Key": str(uuid.uuid4())})
        # As for a plan that isn't there.
        assert answer.status_code == 422, answer.text
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/rate_plan"]
    everything = test.get("/v1/availability", params=stay | {"limit": 200}).json()
    assert everything["availability"]
    assert all(entry["training"] for entry in everything["availability"])


def test_the_log_knows_requests_and_no_guests(hub: Hub) -> None:
    inn = add_inn(hub)
    client = hub.client("tabi-logged")
    mark = f"trace-{uuid.uuid4().hex}"
    guest = {
        "name": "Ehrengard Quitschibald",
        "name_kana": "エーレンガルト",
        "email": "ehrengard@example.com",
        "phone": "+81175000097",
        "diet": "buckwheat kills her",
        "notes": "arrives by bicycle",
    }
    answer = client.post(
        "/v1/bookings",
        json=client.body(inn.room_only, TONIGHT, guest=guest, channel_reference="quitschi-1"),
        headers={"Idempotency-Key": "secret-of-tabi", "X-Request-ID": mark},
    )
    assert (answer.status_code, answer.headers["X-Request-ID"]) == (201, mark)
    name = answer.json()["booking"]
    client.get(f"/v1/bookings/{name}?inns=ehrengard@example.com")
    client.get("/v1/inns/ehrengard@example.com")
    wrong = requests.get(
        f"{hub.url}/v1/inns", headers={"Authorization": "Bearer innb_wrongwrongwrong"}, timeout=30
    )
    last = wrong.headers["X-Request-ID"]
    log = hub.data / "access.log"
    deadline = time.monotonic() + LOG_SECONDS
    # Lines are written once a second.
    while not log.exists() or last not in log.read_text():
        assert time.monotonic() < deadline, "the last request was never written down"
        time.sleep(0.1)
    lines = {line["id"]: line for line in map(json.loads, log.read_text().splitlines())}
    line = lines[mark]
    assert (line["method"], line["route"], line["status"]) == ("POST", "/v1/bookings", 201)
    assert line["channel"] == "tabi-logged"
    assert line["key"] == client.get("/v1/channel").json()["key"]
    assert lines[last]["status"] == 401 and "key" not in lines[last]
    written = log.read_text() + hub.log.read_text()
    secrets = [*guest.values(), "quitschi-1", "secret-of-tabi", client.key, "wrongwrong", name]
    assert [secret for secret in secrets if secret in written] == []
    assert log.stat().st_mode & 0o077 == 0
