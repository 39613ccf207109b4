"""Two hubs behind Kamailio (docs/operations/two-hubs.md): calls go to whichever lives."""

from __future__ import annotations

from conftest import HubMaker
from harness.baresip import Baresip
from harness.hub import Hub
from harness.inns import T01, add_inn
from harness.kamailio import Kamailio
from harness.ports import free_ports
from test_outbound import ask_for_breakfast, wait_for_state

SECONDS = 90


def state_rooms(hub: Hub, kamailio: Kamailio, network_port: int, key: str) -> None:
    """T01 rings the one number, presses a key, hears it read back, and hangs up."""
    with Baresip(hub, T01.phone, port=network_port) as phone:
        phone.dial(port=kamailio.port)
        asked = phone.ear.wait_for("今夜です", seconds=SECONDS)
        phone.press(key)
        phone.ear.wait_for(f"{key}部屋で", "承りました", since=asked.end, seconds=SECONDS)
        # The end of the call finds its hub, too.
        phone.hang_up()


def test_calls_are_spread_and_the_hub_that_lives_takes_them(make_hub: HubMaker) -> None:
    network_port, port = free_ports(16), free_ports()
    hubs = [make_hub(name) for name in ("one", "two")]
    for hub in hubs:
        hub.trunk_port = port
        hub.start()
    with Kamailio(port, network_port, hubs) as kamailio:
        kamailio.wait_until_ready(hubs[0])
        for key in ("3", "4"):
            state_rooms(hubs[0], kamailio, network_port, key)
        # Each got one, with its whole talk.
        said = []
        for hub in hubs:
            (call,) = hub.wait_for_calls(T01.id)
            said += [line for line in call["transcript"] if "save rooms" in line]
        assert sorted(line.rsplit(" remaining ", 1)[1][0] for line in said) == ["3", "4"], said

        # One dies in the middle of nothing: whoever rings reaches the other, both times.
        hubs[0].kill()
        for _ in range(2):
            with Baresip(hubs[1], T01.phone, port=network_port) as phone:
                phone.dial(port=kamailio.port)
                phone.ear.wait_for("今夜です", seconds=SECONDS)
                phone.hang_up()
        assert len(hubs[1].wait_for_calls(T01.id, 3)) == 3

        # And the living one rings an inn through it.
        platform = hubs[1].client()
        inn = add_inn(hubs[1])
        with Baresip(hubs[1], inn.phone, port=network_port) as phone:
            booking = ask_for_breakfast(platform, inn)
            phone.pick_up()
            phone.ear.wait_for_question("承諾は、1", seconds=SECONDS)
            phone.press("1")
            phone.wait_for_event("CALL_CLOSED")
        wait_for_state(platform, booking, "confirmed")
