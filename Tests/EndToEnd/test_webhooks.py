"""Webhooks over real HTTP: signed as the reference library wants it, told at least once."""

from __future__ import annotations

import itertools
import json
import random
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from conftest import HubMaker
from harness.client import Client, next_day
from harness.hub import TONIGHT, Hub
from harness.inns import add_inn
from harness.listener import Listener, Reply, Request
from harness.patience import until
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

ANYWHERE = ("--private-addresses",)


def taken(_: Request) -> Reply:
    return Reply(204)


def now() -> str:
    """The reference library wants signatures of its own time."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def add(platform: Client, url: str, *topics: str) -> dict[str, Any]:
    answer = platform.post("/v1/webhooks", json={"url": url, "topics": list(topics)})
    assert answer.status_code == 201, answer.text
    return answer.json()


def deliveries(platform: Client, webhook: str, **query: Any) -> list[dict[str, Any]]:
    answer = platform.get(
        f"/v1/webhooks/{webhook}/deliveries", params={"limit": 100} | query
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["deliveries"]


def names(requests: list[Request]) -> set[str]:
    return {request.headers["webhook-id"] for request in requests}


def test_the_reference_library_accepts_first_and_repeated(make_hub: HubMaker) -> None:
    """Every delivery verifies, the one after a failure as well; a changed one never does."""
    hub = make_hub(clock=now(), arguments=ANYWHERE).start()
    inn, platform = add_inn(hub), hub.client()
    failures = itertools.chain([Reply(500, b"not now")], itertools.repeat(Reply(204)))
    with Listener(lambda _: next(failures)) as listener:
        made = add(platform, f"{listener.url}/hook?tenant=1", "bookings", "nights")
        night = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
        body = platform.body(inn.room_only, night, channel_reference="YOUR-1")
        booking = platform.booked(body)["booking"]
        came = listener.wait_for(lambda all: len(names(all)) == 2 and len(all) == 3)
    reference = Webhook(made["secret"])
    told = [reference.verify(request.body, request.headers) for request in came]
    assert {request.path for request in came} == {"/hook?tenant=1"}
    confirmed = [each for each in told if each["type"] == "booking.confirmed"]
    assert len(confirmed) == 2, "sent again after the failure"
    assert confirmed[0] == confirmed[1]
    assert confirmed[0]["data"]["booking"] == booking
    assert confirmed[0]["data"]["channel_reference"] == "YOUR-1"
    nights = [each["data"] for each in told if each["type"] == "nights.changed"]
    assert [(each["inn"], each["night"]) for each in nights] == [(inn.id, night)]
    # The change feed goes on where the message stands.
    changes = platform.get("/v1/changes", params={"cursor": told[0]["cursor"]})
    assert changes.status_code == 200, changes.text

    for request in came:
        changed = [
            (request.body.replace(b"T", b"U", 1), request.headers),
            (request.body + b" ", request.headers),
            (request.body, request.headers | {"webhook-id": "msg_other"}),
            (
                request.body,
                request.headers
                | {"webhook-timestamp": str(int(request.headers["webhook-timestamp"]) + 1)},
            ),
        ]
        for content, headers in changed:
            with pytest.raises(WebhookVerificationError):
                reference.verify(content, headers)
    log = deliveries(platform, made["webhook"])
    assert {each["state"] for each in log} == {"delivered"}
    statuses = sorted([attempt["status"] for attempt in each["attempts"]] for each in log)
    assert statuses == [[204], [500, 204]]
    assert "not now" in json.dumps(log)


def test_both_secrets_sign_while_they_rotate(make_hub: HubMaker) -> None:
    hub = make_hub(clock=now(), arguments=ANYWHERE).start()
    platform = hub.client()
    with Listener(taken) as listener:
        made = add(platform, listener.url, "bookings")
        new = platform.post(f"/v1/webhooks/{made['webhook']}/rotate").json()["secret"]
        assert new != made["secret"]
        assert platform.post(f"/v1/webhooks/{made['webhook']}/test").status_code == 202
        (request,) = listener.wait_for(lambda all: len(all) == 1)
        assert len(request.headers["webhook-signature"].split(" ")) == 2
        for secret in (new, made["secret"]):
            told = Webhook(secret).verify(request.body, request.headers)
            assert told["type"] == "webhook.test"
        # The office rotates once more: the first secret signs no longer.
        third = hub.innctl("webhook", "rotate", made["webhook"]).out.strip()
        hub.innctl("webhook", "test", made["webhook"])
        request = listener.wait_for(lambda all: len(all) == 2)[1]
        for secret in (third, new):
            Webhook(secret).verify(request.body, request.headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(made["secret"]).verify(request.body, request.headers)


def test_kill_between_deliveries_loses_none(make_hub: HubMaker) -> None:
    """The hub dies in the middle of telling, again and again; every booking is told."""
    hub = make_hub(arguments=ANYWHERE).start()
    inn, platform = add_inn(hub, rooms=200, offer=200), hub.client()
    chance = random.Random(20261203)
    enough = threading.Event()
    left = [0]

    def answer(_: Request) -> Reply:
        left[0] -= 1
        if left[0] <= 0:
            enough.set()
        # Some messages arrive though the platform says that they did not.
        return Reply(204 if chance.random() < 0.9 else 503)

    with Listener(answer) as listener:
        made = add(platform, listener.url, "bookings")
        booked: set[str] = set()
        for deaths in range(4):
            left[0] = 3 + 4 * deaths
            enough.clear()
            for turn in range(12):
                night = next_day(TONIGHT, 3 + turn)
                booked.add(platform.booked(platform.body(inn.room_only, night))["booking"])
            assert enough.wait(60), f"{len(listener.requests)} came"
            hub.kill()
            hub.start()
            platform = Client(hub.url, platform.key)

        def bookings(requests: list[Request]) -> set[str]:
            return {json.loads(request.body)["data"]["booking"] for request in requests}

        came = listener.wait_for(lambda all: bookings(all) >= booked, 120)
        assert bookings(came) == booked
        # One name, one content, however often it came.
        contents = {(request.headers["webhook-id"], request.body) for request in came}
        assert len(contents) == len(names(came)) == len(booked)
    assert len(deliveries(platform, made["webhook"])) == len(booked)


def test_private_addresses_need_the_operators_word(make_hub: HubMaker) -> None:
    """Neither named in numbers nor found out later: nothing in the hub's network is reached."""
    hub = make_hub().start()
    platform = hub.client()
    with Listener(taken) as listener:
        port = listener.url.rsplit(":", 1)[1]
        for host in ("127.0.0.1", "localhost", "127.1", "0x7f000001", "[::1]", "[::ffff:7f00:1]"):
            answer = platform.post("/v1/webhooks", json={"url": f"https://{host}:{port}/"})
            assert answer.status_code == 422, answer.text
            assert answer.json()["errors"][0]["pointer"] == "/url"
        refused = hub.run(
            "webhook", "add", "--channel", "tabi-test", "--url", f"https://10.0.0.1:{port}/"
        )
        assert refused.status == 2, refused.err
        # It was taken in when the operator allowed it; now he doesn't any more.
        hub.stop()
        hub.arguments = ANYWHERE
        hub.start()
        made = add(platform, listener.url, "bookings")
        hub.stop()
        hub.arguments = ()
        hub.start()
        assert platform.post(f"/v1/webhooks/{made['webhook']}/test").status_code == 202

        def attempts() -> list[dict[str, Any]]:
            return deliveries(platform, made["webhook"])[0]["attempts"]

        until(attempts)
        assert attempts()[0]["error"] == "private_address"
        assert listener.requests == []


def test_days_of_failure_disable_and_tell_the_office(make_hub: HubMaker) -> None:
    hub = make_hub(arguments=ANYWHERE).start()
    platform = hub.client()
    healthy = threading.Event()
    with Listener(lambda _: Reply(204 if healthy.is_set() else 500)) as listener:
        made = add(platform, listener.url, "bookings")
        path = f"/v1/webhooks/{made['webhook']}"
        assert platform.post(path + "/test").status_code == 202
        seen = 0
        for _ in range(4):
            listener.wait_for(lambda all, seen=seen: len(all) > seen)
            seen = len(listener.requests)
            assert platform.get(path).json()["enabled"] is True
            hub.stop()
            hub.pass_time(timedelta(hours=25))
            hub.start()
        until(lambda: not platform.get(path).json()["enabled"])
        read = platform.get(path).json()
        assert read["disabled_reason"] == "failing"
        assert platform.post(path + "/test").status_code == 409
        listed = hub.innctl("webhook", "list", "--json").json()["webhooks"]
        assert [each["enabled"] for each in listed] == [False]

        healthy.set()
        seen = len(listener.requests)
        hub.innctl("webhook", "enable", made["webhook"])
        hub.innctl("webhook", "redeliver", made["webhook"], "--failed-since", TONIGHT)
        listener.wait_for(lambda all: len(all) == seen + 1)
        assert len(names(listener.requests)) == 1
        until(lambda: deliveries(platform, made["webhook"], state="delivered"))


def test_gone_is_never_asked_again(make_hub: HubMaker) -> None:
    hub = make_hub(arguments=ANYWHERE).start()
    platform = hub.client()
    with Listener(lambda _: Reply(410)) as listener:
        made = add(platform, listener.url, "bookings")
        path = f"/v1/webhooks/{made['webhook']}"
        for _ in range(3):
            assert platform.post(path + "/test").status_code in (202, 409)
        until(lambda: not platform.get(path).json()["enabled"])
        assert len(listener.requests) == 1
        assert platform.get(path).json()["disabled_reason"] == "gone"
