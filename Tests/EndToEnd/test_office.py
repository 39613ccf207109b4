"""The way to a person: PIN, transfer, voice message, and duty."""

from __future__ import annotations

import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import HubMaker, PhoneCall
from harness.handset import Handset, voice
from harness.hub import TONIGHT, Hub
from harness.inn_telephone import InnTelephone
from harness.inns import Inn, add_inn
from harness.sipp import HangUp, HubHangsUp, Key, Speak
from test_dialogues import choose, press_all

OFFICE = "175009900"
ASKED = ("部屋の数を", "満室は")
# Somebody talks as long as that, which no event tells of.
SPOKEN_SECONDS = 4
SATURDAY_NIGHT = "2026-12-05T21:00:00+09:00"


def pin_of(hub: Hub, inn: str) -> tuple[str, str]:
    """A fresh PIN: inn number and PIN."""
    made = hub.innctl("pin", "set", inn, "--json").json()
    return str(made["number"]), str(made["pin"])


def test_a_withheld_number_keys_inn_number_and_pin(hub: Hub, call: PhoneCall) -> None:
    """S43: from anywhere, her rooms are hers; S42: wrong ones lock beyond the call."""
    platform = hub.client()
    inn = add_inn(hub)
    number, pin = pin_of(hub, inn.id)
    keys = [Key(key) for key in number + pin]
    phone = call(hub, "anonymous", *keys, Key("3"), HangUp())
    phone.ear.wait_for("お宿の番号を")
    phone.go_through(len(number))
    phone.ear.wait_for("暗証番号を")
    phone.go_through(len(pin))
    phone.ear.wait_for(*ASKED, seconds=60)
    phone.go()
    phone.ear.wait_for("3部屋で", "承りました")
    phone.go()
    phone.finished()
    assert platform.offer(TONIGHT, inn.id).remaining == 3
    (filed,) = hub.wait_for_calls(inn.id)
    # What is a PIN stands nowhere.
    assert pin not in "".join(filed["transcript"]).replace("key  ", "")


def _identify(phone: Handset, number: str, pin: str, since: int) -> int:
    """Keys both; returns how much had been heard by then."""
    at = phone.ear.wait_for("お宿の番号を", since=since, seconds=60).end
    at = choose(phone, number, "暗証番号を", since=at)
    press_all(phone, pin)
    return at


def test_three_wrong_pins_lock_beyond_the_call(hub: Hub) -> None:
    """S42: who guesses is with the office, and the right one helps nobody afterwards."""
    inn = add_inn(hub)
    number, pin = pin_of(hub, inn.id)
    wrong = "".join(str((int(digit) + 1) % 10) for digit in pin)
    with Handset(hub, "anonymous") as phone:
        at = 0
        for _ in range(3):
            at = _identify(phone, number, wrong, at)
        phone.ear.wait_for("お確かめできませんでした", since=at, seconds=60)
    with Handset(hub, "anonymous") as phone:
        at = _identify(phone, number, pin, 0)
        phone.ear.wait_for("お確かめできませんでした", since=at, seconds=60)
    assert hub.client().offer(TONIGHT, inn.id).source == "standing"
    alarms = hub.innctl("alarm", "list", "--json").json()["alarms"]
    assert [alarm["inn"] for alarm in alarms] == [inn.id], alarms


_JOINED = "joined with the office"


def _joins(hub: Hub) -> int:
    return hub.log.read_text(errors="replace").count(_JOINED)


def _wait_until_joined(hub: Hub, before: int) -> None:
    """Whatever is said from now on, the other one hears."""
    deadline = time.monotonic() + 60
    while _joins(hub) <= before:
        assert time.monotonic() < deadline, hub.log_end()
        time.sleep(0.1)


def test_pound_reaches_the_office_and_both_are_joined(hub: Hub, call: PhoneCall) -> None:
    inn = add_inn(hub)
    before = _joins(hub)
    with InnTelephone(hub) as office:
        phone = call(hub, inn.phone, Key("#"), HangUp())
        phone.ear.wait_for("お電話ありがとうございます")
        phone.go()
        ring = office.wait_for_ring()
        assert ring.called.endswith(OFFICE)
        office.pick_up()
        office.wait_for("ACK")
        _wait_until_joined(hub, before)
        heard = len(phone.sound.codes())
        office.say(voice(SPOKEN_SECONDS))
        phone.ear.wait_for_speech(heard)
        # She hangs up, and the office's line with her.
        phone.go()
        phone.finished()
        office.wait_for("BYE", 20)
    (filed,) = hub.wait_for_calls(inn.id)
    assert filed["outcome"] == "transferred"


def test_the_lines_stay_joined_when_her_telephone_holds_and_takes_back(hub: Hub) -> None:
    """A re-INVITE gives the call new sound; the two still hear each other."""
    inn = add_inn(hub)
    before = _joins(hub)
    with InnTelephone(hub) as office:
        with Handset(hub, inn.phone) as phone:
            phone.ear.wait_for("お電話ありがとうございます")
            phone.press("#")
            office.wait_for_ring()
            office.pick_up()
            office.wait_for("ACK")
            _wait_until_joined(hub, before)
            phone.invite_again("sendonly", 2)
            phone.invite_again("sendrecv", 3)
            heard = len(phone.sound.codes())
            office.say(voice(SPOKEN_SECONDS))
            phone.ear.wait_for_speech(heard)
            heard = len(office.sound.codes())
            phone.say(voice(SPOKEN_SECONDS))
            office.ear.wait_for_speech(heard)
        office.wait_for("BYE", 20)


@contextmanager
def _asking_for_a_person(hub: Hub, inn: Inn) -> Iterator[tuple[InnTelephone, Handset]]:
    """She rings the hub and presses `#`: the office's telephone rings, and hers is in her hand."""
    with InnTelephone(hub) as office, Handset(hub, inn.phone) as phone:
        phone.ear.wait_for("お電話ありがとうございます")
        phone.press("#")
        office.wait_for_ring()
        yield office, phone


def _leave_message(phone: Handset) -> None:
    """She is told that nobody can talk to her now, speaks after the tone, and hears goodbye."""
    phone.ear.wait_for("係が出られません", seconds=60)
    at = phone.ear.wait_for("こちらから、お電話します", seconds=60).end
    # The tone.
    phone.ear.wait_for_speech(at)
    phone.say(voice(SPOKEN_SECONDS))
    phone.press("#")
    phone.ear.wait_for("こちらから、お電話します", since=at, seconds=60)
    phone.wait_for_bye()


def _check_message(hub: Hub, inn: str) -> None:
    (message,) = hub.innctl("message", "list", "--json").json()["messages"]
    assert message["wants_call_back"] and message["inn"] == inn
    (filed,) = hub.wait_for_calls(inn)
    assert filed["outcome"] == "message_left", filed["transcript"]
    (alarm,) = hub.innctl("alarm", "list", "--json").json()["alarms"]
    assert alarm["kind"] == "call_wanted" and alarm["inn"] == inn, alarm


def test_the_office_is_busy_and_she_leaves_a_message(hub: Hub) -> None:
    """Nobody can talk to her now: she is told so, speaks after the tone, and is rung back."""
    inn = add_inn(hub)
    with _asking_for_a_person(hub, inn) as (office, phone):
        office.refuse("486 Busy Here")
        _leave_message(phone)
    _check_message(hub, inn.id)


def test_the_office_rings_out_and_she_leaves_a_message(hub: Hub) -> None:
    """Nobody picks up: the hub stops ringing there, and her call goes on."""
    inn = add_inn(hub)
    with _asking_for_a_person(hub, inn) as (office, phone):
        # It rings for `DialogueLimits.officeRings`, and no longer.
        office.wait_for("CANCEL", seconds=120)
        _leave_message(phone)
    assert "BYE" not in office.rings[0].methods
    assert len(office.rings) == 1
    _check_message(hub, inn.id)


def test_the_office_rings_out_and_she_hangs_up_without_a_word(hub: Hub) -> None:
    """She wanted a person, reached nobody and left no message: the office sees it all the same."""
    inn = add_inn(hub)
    with _asking_for_a_person(hub, inn) as (office, phone):
        office.wait_for("CANCEL", seconds=120)
        phone.ear.wait_for("係が出られません", seconds=60)
    (filed,) = hub.wait_for_calls(inn.id)
    assert filed["outcome"] == "unfinished", filed["transcript"]
    assert hub.innctl("message", "list", "--json").json()["messages"] == []
    (alarm,) = hub.innctl("alarm", "list", "--json").json()["alarms"]
    assert alarm["kind"] == "call_wanted" and alarm["inn"] == inn.id, alarm


def test_at_night_she_leaves_a_message(
    make_hub: HubMaker, call: PhoneCall, tmp_path: Path
) -> None:
    hub = make_hub(clock=SATURDAY_NIGHT).start()
    phone = call(hub, "0175000001", Key("#"), Speak(), Key("#"), HubHangsUp())
    phone.ear.wait_for("お電話ありがとうございます")
    phone.go()
    phone.ear.wait_for("係がおりません", seconds=60)
    phone.ear.wait_for("こちらから、お電話します", seconds=60)
    # After the tone; `#` ends the message.
    phone.go()
    time.sleep(SPOKEN_SECONDS)
    phone.go()
    phone.finished()
    (message,) = hub.innctl("message", "list", "--json").json()["messages"]
    assert message["wants_call_back"] and message["inn"] == "T01"
    assert message["number"] == "+81175000001"
    file = tmp_path / "message.wav"
    hub.innctl("message", "save", message["id"], "--to", str(file))
    with wave.open(str(file)) as sound:
        assert sound.getframerate() == 8000
        assert sound.getnframes() > 8000
    hub.innctl("message", "done", message["id"])
    assert hub.innctl("message", "list", "--json").json()["messages"] == []
