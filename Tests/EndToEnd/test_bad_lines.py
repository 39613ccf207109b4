"""Lines as they are in the country: keys by sound, lost packets, held calls, fax machines."""

from __future__ import annotations

import pytest
from harness.client import Client
from harness.handset import Handset, tones
from harness.hub import TONIGHT, Hub
from harness.inns import Inn, add_inn
from harness.inn_telephone import InnTelephone
from harness.rawsip import RawPhone
from test_outbound import ask_for_breakfast

ASKED, SAVED = ("今夜です",), "承りました"


def test_keys_by_sound(town: Hub, inn: Inn, platform: Client) -> None:
    """A gateway that knows no telephone-events: the tones are all there is."""
    with Handset(town, inn.phone, events=False) as phone:
        asked = phone.ear.wait_for(*ASKED)
        # While the hub still speaks.
        phone.press("2", by="sound")
        saved = phone.ear.wait_for("ふたへやで", SAVED, since=asked.end)
        phone.press("*", by="sound", seconds=2.0)
        again = phone.ear.wait_for("何部屋", since=saved.end)
        phone.press("4", by="sound", seconds=0.06)
        phone.ear.wait_for("4部屋で", SAVED, since=again.end)
    assert platform.offer(TONIGHT, inn.id).remaining == 4
    (call,) = town.wait_for_calls(inn.id)
    # The long one counted once.
    assert sum("key" in line for line in call["transcript"]) == 3, call["transcript"]


def test_a_key_told_in_two_ways_counts_once(town: Hub, inn: Inn, platform: Client) -> None:
    before = town.telephone["keys"]
    with Handset(town, inn.phone) as phone:
        asked = phone.ear.wait_for(*ASKED)
        phone.press("3", by="sound")
        phone.press("3")
        phone.ear.wait_for("3部屋で", SAVED, since=asked.end)
    assert platform.offer(TONIGHT, inn.id).remaining == 3
    (call,) = town.wait_for_calls(inn.id)
    assert sum("key" in line for line in call["transcript"]) == 1, call["transcript"]
    assert sum(town.telephone["keys"].values()) > sum(before.values())


def test_lost_and_overtaking_packets(town: Hub, inn: Inn, platform: Client) -> None:
    with Handset(town, inn.phone, loss=0.05, swaps=0.05) as phone:
        asked = phone.ear.wait_for(*ASKED)
        phone.press("1")
        saved = phone.ear.wait_for("ひとへやで", SAVED, since=asked.end)
        phone.press("*", seconds=3.0)
        again = phone.ear.wait_for("何部屋", since=saved.end)
        phone.press("5")
        phone.ear.wait_for("5部屋で", SAVED, since=again.end)
    assert platform.offer(TONIGHT, inn.id).remaining == 5
    (call,) = town.wait_for_calls(inn.id)
    assert sum("key" in line for line in call["transcript"]) == 3, call["transcript"]


def test_on_hold_and_back(town: Hub, inn: Inn, platform: Client) -> None:
    """She puts the hub on hold and takes it back: the call goes on where it was."""
    with Handset(town, inn.phone) as phone:
        asked = phone.ear.wait_for(*ASKED)
        held = phone.invite_again("sendonly", 2)
        assert "a=recvonly" in held.text or "a=inactive" in held.text
        phone.invite_again("sendrecv", 3)
        phone.press("2")
        phone.ear.wait_for("ふたへやで", SAVED, since=asked.end)
    assert platform.offer(TONIGHT, inn.id).remaining == 2


def test_a_fax_machine_is_no_keeper(town: Hub, inn: Inn, platform: Client) -> None:
    with Handset(town, inn.phone) as phone:
        phone.ear.wait_for_speech(0)
        cng = tones((1100,), 0.5) + b"\xff" * 24_000
        phone.say(cng + cng)
        phone.wait_for_bye()
    town.wait_for_calls(inn.id)
    assert platform.offer(TONIGHT, inn.id).source == "standing"


def test_a_fax_machine_that_picks_up_is_no_keeper(hub: Hub) -> None:
    """The inn's fax answers the call about a request: nothing was told to anybody."""
    with InnTelephone(hub) as telephone:
        platform = hub.client()
        inn = add_inn(hub)
        booking = ask_for_breakfast(platform, inn)
        telephone.wait_for_ring()
        telephone.pick_up()
        telephone.ear.wait_for_speech(0)
        telephone.say(tones((2100,), 2.6))
        telephone.wait_for("BYE", seconds=30)
    (call,) = hub.wait_for_calls(inn.id)
    assert call["outcome"] == "no_keeper", call
    assert platform.booking(booking)["state"] == "requested"


def test_a_silent_line_changes_nothing(town: Hub, inn: Inn, platform: Client) -> None:
    """Not a single packet comes from her: the hub speaks on, and nothing is taken for an answer."""
    with Handset(town, inn.phone) as phone:
        phone.mute()
        phone.ear.wait_for(*ASKED)
        phone.ear.wait_for("満室は、ゼロ")
    town.wait_for_calls(inn.id)
    assert platform.offer(TONIGHT, inn.id).source == "standing"


def test_a_call_that_is_never_acknowledged_ends(town: Hub, inn: Inn) -> None:
    """RFC 3261, section 13.3.1.4: after 64·T1 the hub gives up; meanwhile others call."""
    with RawPhone(town, inn.phone) as phone:
        phone.send(phone.invite())
        phone.wait_for(200, "INVITE")
        with Handset(town, inn.phone) as other:
            other.ear.wait_for(*ASKED)
        phone.socket.settimeout(60)
        while not phone.socket.recv(65_536).startswith(b"BYE "):
            pass


def test_given_up_before_the_answer(town: Hub, inn: Inn) -> None:
    with RawPhone(town, inn.phone) as phone:
        phone.send(phone.invite())
        phone.send(phone.cancel())
        phone.wait_for((200, 481), "CANCEL")
        # Whichever came first: cancelled, or answered already.
        final = phone.wait_for((200, 487), "INVITE")
        phone.send(phone.acknowledge(final))
        if final.status == 200:
            phone.send(phone.request("BYE", to=final.to, sequence=2))
            phone.wait_for(200, "BYE")
    with Handset(town, inn.phone) as phone:
        phone.ear.wait_for(*ASKED)


class Progress(InnTelephone):
    """Lets the caller hear something before she picks up (183 with sound)."""

    def invited(self, text: str, source: tuple[str, int]) -> None:
        self._reply(text, source, "183 Session Progress", self.description(text))


@pytest.mark.parametrize("status", ["486 Busy Here", "603 Decline"])
def test_busy_and_declined_are_not_an_answer(hub: Hub, status: str) -> None:
    with InnTelephone(hub) as telephone:
        platform = hub.client()
        inn = add_inn(hub)
        booking = ask_for_breakfast(platform, inn)
        telephone.wait_for_ring()
        telephone.refuse(status)
        telephone.wait_for("ACK")
        assert platform.booking(booking)["state"] == "requested"


def test_early_sound_is_not_an_answer(hub: Hub) -> None:
    with Progress(hub) as telephone:
        platform = hub.client()
        inn = add_inn(hub)
        booking = ask_for_breakfast(platform, inn)
        telephone.wait_for_ring()
        # Keys before she picked up are nobody's.
        telephone.press("1")
        telephone.pick_up()
        telephone.ear.wait_for_question("承諾は、1", seconds=90)
        assert platform.booking(booking)["state"] == "requested"
        telephone.press("1")
        telephone.wait_for("BYE", seconds=120)
        assert platform.booking(booking)["state"] == "confirmed"
