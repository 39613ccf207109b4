"""What a platform books is told to the keeper before she is asked, and counted from then on.

The numbers S01… are those of the scenarios that the hub's design must hold.
"""

from __future__ import annotations

from conftest import PhoneCall
from harness.client import Client
from harness.hub import TONIGHT, Hub
from harness.inns import Inn, add_inn
from harness.sipp import HangUp, Key, SippCall

GUEST = {"name": "練習 花子", "name_kana": "レンシュウ ハナコ"}
TONIGHT_NAMED = ("今夜です",)
BESIDES = ("ご案内した予約のほかに", "あと何部屋")


def rooms(count: int) -> str:
    """As it is said: the first two in the native way."""
    return {1: "ひとへや", 2: "ふたへや"}.get(count, f"{count}部屋")


def state_rooms(phone: SippCall, count: int, since: int) -> int:
    """Presses the key that comes next and waits until the number is read back."""
    phone.go()
    return phone.ear.wait_for(f"{rooms(count)}で", "承りました", since=since).end


def hang_up(phone: SippCall) -> list[str]:
    phone.go()
    phone.finished()
    return phone.ear.texts()


def places(texts: list[str], *parts: str) -> list[int]:
    """Where sentences with these parts were said; each must have been."""
    found = []
    for part in parts:
        place = next((index for index, text in enumerate(texts) if part in text), None)
        assert place is not None, f"«{part}» was not said: {texts}"
        found.append(place)
    return found


def test_a_booking_is_told_first_and_counted(
    town: Hub, platform: Client, call: PhoneCall
) -> None:
    """S01 on the mother's landline, then S04 on the daughter's mobile."""
    inn = add_inn(town, offer=3, phones=2)
    booked = platform.booked(platform.body(inn.room_only, TONIGHT, arrival="17:30"))
    assert booked["state"] == "confirmed"
    assert platform.offer(TONIGHT, inn.id).remaining == 2
    assert not town.bookings(inn.id)[0]["heard"]

    first = call(town, inn.phones[0], Key("3"), HangUp())
    asked = first.ear.wait_for(*BESIDES, seconds=90)
    # Told before she is asked, and known as told.
    assert town.bookings(inn.id)[0]["heard"]
    state_rooms(first, 3, asked.end)
    texts = hang_up(first)
    order = places(
        texts,
        "お知らせが、1件",
        "新しい予約です",
        "12月3日",
        "ハナコ",
        "午後5時",
        "現地払い",
        "今夜です",
        "ご案内した予約のほかに",
        "承りました",
    )
    assert order == sorted(order), texts
    # Her three are besides the one she has heard of.
    assert platform.offer(TONIGHT, inn.id).remaining == 3

    second = call(town, inn.phones[1], Key("3"), HangUp())
    asked = second.ear.wait_for(*BESIDES, seconds=90)
    state_rooms(second, 3, asked.end)
    texts = hang_up(second)
    order = places(texts, "ご案内済みの予約が、1件", "ハナコ", "ご案内した予約のほかに")
    assert order == sorted(order), texts
    assert not any("新しい予約です" in text for text in texts), "it is new only once"
    assert platform.offer(TONIGHT, inn.id).remaining == 3
    # One more is sold of these three, and stays sold.
    platform.booked(platform.body(inn.room_only, TONIGHT))
    assert platform.offer(TONIGHT, inn.id).remaining == 2


def test_a_booking_made_while_she_talks_is_subtracted_and_told(
    town: Hub, inn: Inn, platform: Client, call: PhoneCall
) -> None:
    """S02 on the telephone: her number can't count what she has not heard."""
    phone = call(town, inn.phone, Key("3"), HangUp())
    named = phone.ear.wait_for(*TONIGHT_NAMED)
    platform.booked(platform.body(inn.room_only, TONIGHT, guest=GUEST))
    saved = state_rooms(phone, 3, named.end)
    assert platform.offer(TONIGHT, inn.id).remaining == 2
    phone.ear.wait_for("新しい予約が、1件", since=saved)
    phone.ear.wait_for("これから売るのは", "ふたへや", since=saved, seconds=60)
    texts = hang_up(phone)
    order = places(texts, "承りました", "新しい予約が、1件", "ハナコ", "これから売る")
    assert order == sorted(order), texts
    assert town.bookings(inn.id)[0]["heard"]


def test_a_booking_too_many_is_told_at_once(
    town: Hub, inn: Inn, platform: Client, call: PhoneCall
) -> None:
    """S03: she says full, and somebody booked in that very minute."""
    phone = call(town, inn.phone, Key("0"), Key("1"), HangUp())
    named = phone.ear.wait_for(*TONIGHT_NAMED)
    booked = platform.booked(platform.body(inn.room_only, TONIGHT))
    phone.go()
    phone.ear.wait_for("満室で", "承りました", since=named.end)
    assert platform.offer(TONIGHT, inn.id).remaining == 0
    short = phone.ear.wait_for("ひとへや分、多くなります", since=named.end, seconds=60)
    phone.ear.wait_for("お受けできますか", since=short.end)
    phone.go()
    phone.ear.wait_for("ありがとうございます", "お願いします", since=short.end)
    hang_up(phone)
    # Nothing is cancelled by it.
    assert platform.booking(booked["booking"])["state"] == "confirmed"
    assert platform.offer(TONIGHT, inn.id).remaining == 0


def test_a_booking_between_two_calls(
    town: Hub, inn: Inn, platform: Client, call: PhoneCall
) -> None:
    """S17: three, then a booking, then two: it was read before, so two it is."""
    phone = call(town, inn.phone, Key("3"), HangUp())
    state_rooms(phone, 3, phone.ear.wait_for(*TONIGHT_NAMED).end)
    hang_up(phone)
    platform.booked(platform.body(inn.room_only, TONIGHT))
    assert platform.offer(TONIGHT, inn.id).remaining == 2
    again = call(town, inn.phone, Key("2"), HangUp())
    asked = again.ear.wait_for(*BESIDES, seconds=90)
    state_rooms(again, 2, asked.end)
    hang_up(again)
    assert platform.offer(TONIGHT, inn.id).remaining == 2


def test_a_request_is_accepted_by_a_key(
    town: Hub, inn: Inn, platform: Client, call: PhoneCall
) -> None:
    """A plan on request takes the rooms at once and waits for her 1."""
    plan = platform.plan(inn.id, meals="breakfast")
    answer = platform.book(platform.body(plan, TONIGHT, guest=GUEST))
    assert answer.status_code == 202, answer.text
    booked = answer.json()
    assert booked["state"] == "requested"
    assert platform.offer(TONIGHT, inn.id).remaining == 1
    phone = call(town, inn.phone, Key("1"), HangUp())
    asked = phone.ear.wait_for_question("承諾は、1", seconds=90)
    assert platform.booking(booked["booking"])["state"] == "requested"
    phone.go()
    phone.ear.wait_for("ありがとうございます", "お客さまに", since=asked.end)
    texts = hang_up(phone)
    order = places(texts, "お問い合わせです", "ハナコ", "承諾は、1")
    assert order == sorted(order), texts
    town.wait_for_calls(inn.id)
    assert platform.booking(booked["booking"])["state"] == "confirmed"
    assert platform.offer(TONIGHT, inn.id).remaining == 1
