"""Conversations over real lines: what is heard, what is keyed or said, and what holds afterwards."""

from __future__ import annotations

import json
import time
import uuid

import pytest
from conftest import HubMaker
from harness.baresip import Baresip
from harness.client import Client, next_day
from harness.handset import Handset, voice
from harness.hub import TONIGHT, Hub
from harness.inn_telephone import InnTelephone
from harness.inns import Inn, add_inn
from test_outbound import ask_for_breakfast, wait_for_state

ASKED, SAVED = ("部屋の数を", "満室は"), "承りました"
MENU = "ほかの日や休業は、1"
YES = "はい、とおはなしください"
BOOK_SECONDS = 90
# Half past seven, when the training region's inns want to be asked.
EVENING = "2026-12-03T10:30:00Z"


def reach_the_menu(phone: Handset | Baresip, key: str = "3") -> int:
    """States tonight's rooms and waits for what comes then."""
    asked = phone.ear.wait_for(*ASKED, seconds=BOOK_SECONDS)
    phone.press(key)
    # Nothing about the week.
    at = phone.ear.wait_for("このさき1週間", since=asked.end, seconds=BOOK_SECONDS).end
    return choose(phone, "2", MENU, since=at)


# Between two presses of one key: what comes sooner counts as a finger that trembled.
ONE_PRESS = 8000


def press_all(phone: Handset | Baresip, keys: str) -> None:
    """Each by itself, also where one comes twice."""
    before = ""
    for key in keys:
        if key == before:
            phone.sound.wait_beyond(pressed + ONE_PRESS, time.monotonic() + BOOK_SECONDS)
        pressed, before = phone.press(key), key


def choose(phone: Handset | Baresip, keys: str, *heard: str, since: int) -> int:
    """Presses keys and waits for a sentence."""
    press_all(phone, keys)
    return phone.ear.wait_for(*heard, since=since, seconds=BOOK_SECONDS).end


def test_a_closure(town: Hub, inn: Inn, platform: Client) -> None:
    shut, open_ = "2026-12-05", "2026-12-07"
    with Baresip(town, inn.phone) as phone:
        phone.dial()
        at = reach_the_menu(phone)
        at = choose(phone, "1", "休業は、2", since=at)
        at = choose(phone, "2", "月と日を", since=at)
        at = choose(phone, "1205", "最後の夜を", since=at)
        at = choose(phone, "1206", "よければ、1", since=at)
        assert platform.offer(shut, inn.id).unavailable is None, "not yet confirmed"
        at = choose(phone, "1", "休業で承りました", since=at)
        assert platform.offer(shut, inn.id).remaining == 0
        assert platform.offer(open_, inn.id).remaining == 2
        phone.hang_up()


def test_another_day_and_her_bookings(town: Hub, inn: Inn, platform: Client) -> None:
    platform.booked(platform.body(inn.room_only, TONIGHT))
    with Handset(town, inn.phone) as phone:
        at = reach_the_menu(phone)
        at = choose(phone, "1", "部屋の数は、1", since=at)
        at = choose(phone, "1", "月と日を", since=at)
        at = choose(phone, "1208", "最後の夜を", since=at)
        at = choose(phone, "0", *ASKED, since=at)
        at = choose(phone, "4", "4部屋で", SAVED, since=at)
        at = phone.ear.wait_for(MENU, since=at, seconds=BOOK_SECONDS).end
        at = choose(phone, "2", "今夜の予約は、1", since=at)
        at = choose(phone, "1", "予約は、1件です", since=at)
        phone.ear.wait_for("ハナコ", since=at, seconds=BOOK_SECONDS)
    assert platform.offer("2026-12-08", inn.id).remaining == 4


def test_the_months_figures_and_last_nights_guests(town: Hub, inn: Inn) -> None:
    with Handset(town, inn.phone) as phone:
        at = reach_the_menu(phone)
        at = choose(phone, "3", "今月の数字は、1", since=at)
        at = choose(phone, "1", "12月の予約は", since=at)
        at = phone.ear.wait_for(MENU, since=at, seconds=BOOK_SECONDS).end
        at = choose(phone, "3", "ゆうべの人数は、2", since=at)
        at = choose(phone, "2", "ふたけたで", since=at)
        at = choose(phone, "06", "外国のお客さまは", since=at)
        at = phone.ear.wait_for("ふたけたで", since=at, seconds=BOOK_SECONDS).end
        at = choose(phone, "02", "6名、うち、外国から2名ですね", since=at)
        at = phone.ear.wait_for("よければ、1", since=at, seconds=BOOK_SECONDS).end
        choose(phone, "1", "6名、うち、外国から", SAVED, since=at)
    (call,) = town.wait_for_calls(inn.id)
    assert any("guests 2026-12-02: 6, 2 from abroad" in line for line in call["transcript"]), call


def test_a_message_to_the_office_by_the_menu(town: Hub, inn: Inn) -> None:
    with Handset(town, inn.phone) as phone:
        at = reach_the_menu(phone)
        at = choose(phone, "3", "伝言は、3", since=at)
        at = choose(phone, "3", "ピーという", since=at)
        phone.ear.wait_for_speech(at)
        phone.say(voice(3.0))
    (call,) = town.wait_for_calls(inn.id)
    assert call["outcome"] == "completed", call["transcript"]
    messages = town.innctl("message", "list", "--json").json()["messages"]
    (message,) = [each for each in messages if each["inn"] == inn.id]
    assert not message["wants_call_back"] and message["seconds"] >= 1, message


def test_two_kinds_of_rooms(town: Hub, platform: Client) -> None:
    """Asked one after the other; 0 for the first says nothing of the second."""
    inn = add_inn(town)
    document = town.innctl("inn", "export", inn.id).json()
    entry = document["inns"][0]
    other = json.loads(json.dumps(entry["room_types"][0]))
    other |= {"id": f"{inn.id}-2", "name": "洋室", "name_kana": "ヨウシツ", "rooms": 3}
    for plan in other["rate_plans"]:
        plan["id"] = plan["id"].replace(f"{inn.id}-1", f"{inn.id}-2")
    entry["room_types"].append(other)
    entry["capacity"] += 3 * other["capacity"]
    town.innctl("inn", "import", "-", stdin=json.dumps(document))
    with Handset(town, inn.phone) as phone:
        asked = phone.ear.wait_for(*ASKED, seconds=BOOK_SECONDS)
        phone.press("4")
        first = phone.ear.wait_for("4部屋で", SAVED, since=asked.end, seconds=BOOK_SECONDS)
        second = phone.ear.wait_for(*ASKED, since=first.end, seconds=BOOK_SECONDS)
        phone.press("0")
        phone.ear.wait_for("満室で", SAVED, since=second.end, seconds=BOOK_SECONDS)
    offers = {offer.room_type: offer.remaining for offer in platform.search(TONIGHT, inn.id)}
    assert offers == {f"{inn.id}-1": 4, f"{inn.id}-2": 0}


def test_a_key_pressed_twice_counts_once(town: Hub, inn: Inn, platform: Client) -> None:
    with Handset(town, inn.phone) as phone:
        asked = phone.ear.wait_for(*ASKED, seconds=BOOK_SECONDS)
        phone.press("2")
        phone.press("2")
        phone.ear.wait_for("ふたへやで", SAVED, since=asked.end, seconds=BOOK_SECONDS)
        phone.ear.wait_for("このさき1週間", since=asked.end, seconds=BOOK_SECONDS)
    assert platform.offer(TONIGHT, inn.id).remaining == 2
    (call,) = town.wait_for_calls(inn.id)
    assert sum("save rooms" in line for line in call["transcript"]) == 1, call["transcript"]


# Telephones without keys


def rotary(hub: Hub) -> Inn:
    inn = add_inn(hub)
    document = hub.innctl("inn", "export", inn.id).json()
    for phone in document["inns"][0]["phones"]:
        phone["kind"] = "rotary"
    hub.innctl("inn", "import", "-", stdin=json.dumps(document))
    return inn


def test_a_voice_keeps_the_rooms_as_they_are(town: Hub, platform: Client) -> None:
    inn = rotary(town)
    assert platform.offer(TONIGHT, inn.id).source == "standing"
    with Handset(town, inn.phone) as phone:
        # While the hub speaks a voice is no answer.
        phone.ear.wait_for_speech(0)
        phone.say(voice(1.5))
        assert platform.offer(TONIGHT, inn.id).source == "standing"
        phone.ear.wait_for(YES, seconds=BOOK_SECONDS)
        phone.say(voice(2.0))
        phone.ear.wait_for("ふたへやで", SAVED, seconds=BOOK_SECONDS)
    offer = platform.offer(TONIGHT, inn.id)
    assert (offer.remaining, offer.source) == (2, "phone")


def test_two_voices_accept_a_request_and_one_does_not(hub: Hub) -> None:
    """S44: what an answering machine says at one place it can't say at two."""
    platform = hub.client()
    inn = rotary(hub)
    with InnTelephone(hub) as telephone:
        booking = ask_for_breakfast(platform, inn)
        telephone.wait_for_ring()
        telephone.pick_up()
        at = telephone.ear.wait_for(YES, seconds=BOOK_SECONDS).end
        telephone.say(voice(2.0))
        at = telephone.ear.wait_for("お受けできるなら", YES, since=at, seconds=BOOK_SECONDS).end
        telephone.say(voice(2.0))
        at = telephone.ear.wait_for("もう一度、はい", since=at, seconds=BOOK_SECONDS).end
        assert platform.booking(booking)["state"] == "requested"
        telephone.say(voice(2.0))
        telephone.ear.wait_for("お受けする", SAVED, since=at, seconds=BOOK_SECONDS)
        telephone.wait_for("BYE", BOOK_SECONDS)
    wait_for_state(platform, booking, "confirmed")


# Calls by the hub


def test_nobody_answers(hub: Hub) -> None:
    """The hub gives up by CANCEL, and the request stays open."""
    platform = hub.client()
    with InnTelephone(hub) as telephone:
        booking = ask_for_breakfast(platform, add_inn(hub))
        telephone.wait_for_ring()
        telephone.wait_for("CANCEL", 75)
        telephone.wait_for("ACK")
        assert platform.booking(booking)["state"] == "requested"


def test_an_answering_machine_accepts_nothing(hub: Hub) -> None:
    """S40: it talks, hears everything twice, and is told whom to ring."""
    platform = hub.client()
    inn = add_inn(hub)
    with InnTelephone(hub) as telephone:
        booking = ask_for_breakfast(platform, inn)
        telephone.wait_for_ring()
        telephone.pick_up()
        telephone.say(voice(5.0))
        telephone.wait_for("BYE", 180)
        # Lost words are what a machine's tape loses; the number comes at the end.
        telephone.ear.wait_for("おてすうですが", seconds=5)
    assert platform.booking(booking)["state"] == "requested"
    (call,) = hub.wait_for_calls(inn.id)
    assert call["outcome"] == "no_keeper"


def _hear_by_another(telephone: InnTelephone, hub: Hub, inn: Inn, keys: str) -> str:
    """While it rings she hears of it by her other telephone: the hub has nothing to tell any more."""
    ring = telephone.wait_for_ring(seconds=60)
    said = hub.innctl("dial", "--inn", inn.id, "--keys", keys).out
    telephone.wait_for("CANCEL", 30, ring)
    return said


def test_a_cancelled_booking_is_sold_again_by_her_key(hub: Hub) -> None:
    """S08: she had counted it, so the room comes back only when she says so."""
    platform = hub.client()
    inn = add_inn(hub)
    night = "2026-12-10"
    with InnTelephone(hub) as telephone:
        booked = platform.booked(platform.body(inn.room_only, night))
        # Her number of that night counts it, too: another day, 10 December, one room.
        said = _hear_by_another(telephone, hub, inn, "32" "11" "1210" "0#" "1")
        assert f"save rooms {night}: {inn.id}-1 1" in said, said
        cancelled = platform.post(
            f"/v1/bookings/{booked['booking']}/cancel",
            headers={"Idempotency-Key": str(uuid.uuid4())},
        )
        assert cancelled.status_code == 200, cancelled.text
        telephone.wait_for_ring(2, seconds=240)
        telephone.pick_up()
        telephone.ear.wait_for("1を押してください", seconds=BOOK_SECONDS)
        telephone.press("1")
        telephone.ear.wait_for("戻すなら、1", seconds=BOOK_SECONDS)
        assert platform.offer(night, inn.id).remaining == 1
        telephone.press("1")
        telephone.wait_for("BYE", BOOK_SECONDS)
    assert platform.offer(night, inn.id).remaining == 2


def test_a_changed_booking_is_told(hub: Hub) -> None:
    """She knows of two nights; the guest makes it one: the hub rings and says so."""
    platform = hub.client()
    inn = add_inn(hub)
    night = "2026-12-10"
    with InnTelephone(hub) as telephone:
        booked = platform.booked(platform.body(inn.room_only, night, nights=2))
        said = _hear_by_another(telephone, hub, inn, "2")
        assert "新しい予約です" in said, said
        amended = platform.request(
            "PATCH",
            f"/v1/bookings/{booked['booking']}",
            json={"check_out": next_day(night)},
            headers={"If-Match": f'"{platform.booking(booked["booking"])["revision"]}"'},
        )
        assert amended.status_code == 200, amended.text
        telephone.wait_for_ring(2, seconds=240)
        telephone.pick_up()
        telephone.ear.wait_for_question("1を押してください", seconds=BOOK_SECONDS)
        telephone.press("1")
        told = telephone.ear.wait_for("予約の変更です", seconds=BOOK_SECONDS)
        telephone.ear.wait_for("1泊。", since=told.end, seconds=BOOK_SECONDS)
        telephone.wait_for("BYE", BOOK_SECONDS)
    assert all(call["outcome"] == "completed" for call in hub.wait_for_calls(inn.id))
    assert hub.bookings(inn.id)[0]["heard"]


def test_the_evening_call(make_hub: HubMaker) -> None:
    """The hub asks for tonight's rooms at the time that the inn chose."""
    hub = make_hub(clock=EVENING).start()
    platform = hub.client()
    with InnTelephone(hub, only="0175000001") as telephone:
        telephone.wait_for_ring(seconds=60)
        telephone.pick_up()
        telephone.ear.wait_for("空室のおうかがい", seconds=BOOK_SECONDS)
        telephone.ear.wait_for("1を押してください", seconds=BOOK_SECONDS)
        telephone.press("1")
        asked = telephone.ear.wait_for(*ASKED, seconds=BOOK_SECONDS)
        telephone.press("2")
        telephone.ear.wait_for("ふたへやで", SAVED, since=asked.end, seconds=BOOK_SECONDS)
        telephone.wait_for("BYE", BOOK_SECONDS)
    offers = [platform.offer(night, "T01") for night in (TONIGHT, next_day(TONIGHT))]
    assert [offer.source for offer in offers].count("phone") == 1
