"""Whoever hangs up before her key was repeated is rung back, or written to where the inn wants that."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from conftest import HubMaker
from harness import sms
from harness.client import Client
from harness.handset import Handset
from harness.hub import TONIGHT, Hub
from harness.inn_telephone import InnTelephone
from harness.inns import Inn, add_inn

# The hub rings back a minute after the handset came down.
LATER = timedelta(minutes=2)
SECONDS = 90
TRIES = 3
MOBILE = "09000000042"


def cut_off(hub: Hub, platform: Client, inn: Inn) -> int:
    """She presses a number and lays the handset down at once; returns the number that was saved.

    On a machine that is busy with other things the hub may have said its word first: then she
    calls again.
    """
    for number in range(TRIES):
        rooms = 3 + number % 2
        with Handset(hub, inn.phone) as phone:
            phone.ear.wait_for("今夜です", seconds=SECONDS)
            phone.press(str(rooms), seconds=0.02)
        call = hub.wait_for_calls(inn.id, number + 1)[-1]
        assert platform.offer(TONIGHT, inn.id).remaining == rooms, call["transcript"]
        if any("to be repeated" in line for line in call["transcript"]):
            return rooms
    raise AssertionError(f"it was repeated each time: {hub.calls(inn.id)}")


def test_she_is_rung_back_and_keys_it_once_more(make_hub: HubMaker) -> None:
    hub = make_hub().start()
    platform, inn = hub.client(), add_inn(hub)
    said = cut_off(hub, platform, inn)
    before = len(hub.calls(inn.id))
    hub.stop()
    hub.pass_time(LATER)
    with InnTelephone(hub, only=inn.phone) as telephone:
        hub.start()
        telephone.wait_for_ring(seconds=SECONDS)
        telephone.pick_up()
        at = telephone.ear.wait_for("さきほどのお電話の、確認です", seconds=SECONDS).end
        at = telephone.ear.wait_for(f"{said}部屋と、承っています", since=at, seconds=SECONDS).end
        at = telephone.ear.wait_for_question("もう一度、部屋の数を", since=at, seconds=SECONDS).end
        # Another number than before is not taken for granted: asked for anew, saved, and told.
        telephone.press("5")
        at = telephone.ear.wait_for_question("部屋の数を", since=at, seconds=SECONDS).end
        assert hub.client().offer(TONIGHT, inn.id).remaining == said
        telephone.press("5")
        telephone.ear.wait_for("5部屋で", "承りました", since=at, seconds=SECONDS)
        telephone.wait_for("BYE", SECONDS)
        assert len(telephone.rings) == 1
    call = hub.wait_for_calls(inn.id, before + 1)[-1]
    assert (call["direction"], call["outcome"]) == ("outbound", "completed")
    assert any("save repeated" in line for line in call["transcript"]), call["transcript"]
    assert hub.client().offer(TONIGHT, inn.id).remaining == 5
    assert hub.innctl("alarm", "list", "--json").json()["alarms"] == []


# By message


@pytest.fixture
def provider() -> Iterator[sms.Provider]:
    provider = sms.Provider()
    yield provider
    provider.close()


def writes_instead(hub: Hub) -> Inn:
    """An inn with a mobile telephone that wants messages instead of being rung back."""
    inn = add_inn(hub)
    document = hub.innctl("inn", "export", inn.id).json()
    entry = document["inns"][0]
    entry["repeats_by_sms"] = True
    refused = hub.run("inn", "import", "-", stdin=json.dumps(document))
    assert refused.status != 0, "no telephone of the inn takes messages"
    entry["phones"].append({"number": MOBILE, "kind": "mobile"})
    hub.innctl("inn", "import", "-", stdin=json.dumps(document))
    return inn


def test_she_is_written_to_where_the_inn_wants_that(
    make_hub: HubMaker, provider: sms.Provider
) -> None:
    hub = make_hub()
    sms.configure(hub, twilio=provider.settings())
    hub.start()
    platform, inn = hub.client(), writes_instead(hub)
    said = cut_off(hub, platform, inn)
    (text,) = provider.answers(1)
    assert f"{said}室" in text and len(text.encode("utf-16-le")) <= 140, text
    assert provider.sent[0]["To"] == "+81" + MOBILE[1:]
    # What she answers is her statement.
    assert sms.deliver(hub, "5", "+81" + MOBILE[1:], "SM1").status_code == 204
    assert platform.offer(TONIGHT, inn.id).remaining == 5
    # What does not arrive is the office's.
    deadline = time.monotonic() + SECONDS
    while sms.messages(hub, inn.id)[-1]["state"] != "sent":
        assert time.monotonic() < deadline, hub.log_end()
        time.sleep(0.05)
    assert sms.report(hub, "SM000001", "undelivered").status_code == 204
    (alarm,) = hub.innctl("alarm", "list", "--json").json()["alarms"]
    assert (alarm["kind"], alarm["inn"]) == ("undelivered", inn.id)
