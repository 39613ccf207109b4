"""A booking on request rings the inn; what she keys is what the platform reads."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator

import pytest

from harness.client import Client
from harness.hub import TONIGHT, Hub
from harness.inns import Inn, add_inn
from harness.inn_telephone import InnTelephone

STATE_SECONDS = 15


@pytest.fixture
def telephone(hub: Hub) -> Iterator[InnTelephone]:
    with InnTelephone(hub) as telephone:
        yield telephone


def wait_for_state(platform: Client, booking: str, state: str) -> None:
    deadline = time.monotonic() + STATE_SECONDS
    while (seen := platform.booking(booking)["state"]) != state:
        assert time.monotonic() < deadline, f"{booking} is {seen}, not {state}"
        time.sleep(0.1)


def ask_for_breakfast(platform: Client, inn: Inn) -> str:
    """A request: the plan with breakfast is the keeper's to decide."""
    answer = platform.book(platform.body(platform.plan(inn.id, meals="breakfast"), TONIGHT))
    assert answer.status_code == 202, answer.text
    assert answer.json()["state"] == "requested"
    return str(answer.json()["booking"])


def listen_to_the_question(telephone: InnTelephone, inn: Inn) -> int:
    """Picks up and hears the request to its end."""
    ring = telephone.wait_for_ring()
    assert ring.called in (inn.phone, "+81" + inn.phone[1:])
    # The hub's own number, never withheld.
    assert ring.caller.endswith("175000099")
    telephone.pick_up()
    telephone.ear.wait_for("お宿の", seconds=90)
    return telephone.ear.wait_for_question("承諾は、1", seconds=90).end


@pytest.mark.parametrize(("key", "state"), [("1", "confirmed"), ("2", "declined")])
def test_her_key_decides_a_request(
    hub: Hub, telephone: InnTelephone, key: str, state: str
) -> None:
    platform = hub.client()
    inn = add_inn(hub)
    booking = ask_for_breakfast(platform, inn)
    listen_to_the_question(telephone, inn)
    assert platform.booking(booking)["state"] == "requested"
    telephone.press(key)
    if key == "2":
        # The reason is asked once the answer is safe; she has hung up by then in a hurry.
        wait_for_state(platform, booking, state)
        return
    telephone.wait_for("BYE", 90)
    wait_for_state(platform, booking, state)
    calls = hub.wait_for_calls(inn.id)
    assert [call["direction"] for call in calls] == ["outbound"]
    # Answered is answered: nobody rings her again.
    assert len(telephone.rings) == 1


def test_a_busy_inn_is_rung_again_later(hub: Hub, telephone: InnTelephone) -> None:
    platform = hub.client()
    inn = add_inn(hub)
    booking = ask_for_breakfast(platform, inn)
    telephone.wait_for_ring()
    telephone.refuse("486 Busy Here")
    telephone.wait_for("ACK")
    # Ten minutes later, that is: not within the next seconds.
    time.sleep(8)
    assert len(telephone.rings) == 1
    assert platform.booking(booking)["state"] == "requested"


def test_a_request_withdrawn_while_it_rings(hub: Hub, telephone: InnTelephone) -> None:
    """S10: the ringing stops."""
    platform = hub.client()
    inn = add_inn(hub)
    booking = ask_for_breakfast(platform, inn)
    telephone.wait_for_ring()
    withdrawn = platform.post(
        f"/v1/bookings/{booking}/cancel",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    assert withdrawn.status_code == 200, withdrawn.text
    telephone.wait_for("CANCEL", 10)
    wait_for_state(platform, booking, "withdrawn")


def test_a_power_cut_in_the_talk_is_made_good_at_once(hub: Hub) -> None:
    """S16: rung back once, with an apology."""
    platform = hub.client()
    inn = add_inn(hub)
    with InnTelephone(hub) as before:
        booking = ask_for_breakfast(platform, inn)
        before.wait_for_ring()
        before.pick_up()
        before.ear.wait_for("下北宿案内です", seconds=90)
        hub.kill()
    with InnTelephone(hub) as after:
        hub.start()
        after.wait_for_ring(seconds=60)
        after.pick_up()
        after.ear.wait_for("失礼", seconds=90)
        after.ear.wait_for_question("承諾は、1", seconds=90)
        after.press("1")
        after.wait_for("BYE", 90)
    wait_for_state(hub.client(), booking, "confirmed")


@pytest.mark.parametrize(("inn", "state"), [("T05", "confirmed"), ("T06", "declined")])
def test_training_inns_answer_by_rule(hub: Hub, inn: str, state: str) -> None:
    """At once, and without a telephone."""
    with InnTelephone(hub) as telephone:
        platform = hub.client()
        entry = platform.get(f"/v1/inns/{inn}").json()
        plans = [plan for room in entry["room_types"] for plan in room["rate_plans"]]
        for plan in plans:
            answer = platform.book(platform.body(plan["rate_plan"], "2026-12-20"))
            if answer.status_code == 202:
                wait_for_state(platform, answer.json()["booking"], state)
                assert telephone.rings == []
                return
    raise AssertionError(f"{inn} has no plan on request: {plans}")
