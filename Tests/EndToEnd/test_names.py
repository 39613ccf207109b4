"""A name service that is down: the hub serves on, and everything goes on by itself when names are known again."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from conftest import HubMaker
from harness.bad_names import BadNames
from harness.client import next_day
from harness.handset import Handset
from harness.hub import TONIGHT
from harness.inns import add_inn
from harness.listener import Listener
from harness.patience import until
from harness.ports import free_ports
from harness.trunk import Trunk
from test_notices import Mailbox, mail_settings, with_notices
from test_outbound import ask_for_breakfast
from test_trunks import PASSWORD, login, trunk
from test_webhooks import ANYWHERE, add, deliveries, taken


@pytest.fixture
def mailbox():
    box = Mailbox(free_ports())
    yield box
    box.stop()


def test_nobody_knows_a_name_for_a_time(
    make_hub: HubMaker, mailbox: Mailbox, tmp_path: Path
) -> None:
    names = BadNames(tmp_path)
    port = free_ports()
    provider = {
        "name": "provider",
        "server": f"sip.provider.test:{port}",
        "number": "0175000099",
        "registration": login(),
    }
    hub = make_hub(
        trunks={"trunks": [provider]},
        secrets={"TRUNK_PASSWORD": PASSWORD} | names.environment,
        arguments=ANYWHERE,
    )
    with_notices(hub, mail_settings(mailbox.start().port, host="mail.office.test"))
    with Listener(taken) as hooks, Trunk(hub, port, user="3", password=PASSWORD) as gateway:
        # Silent from the start: nothing waits for it.
        names.be_silent()
        hub.start()
        assert not trunk(hub.telephone, "provider")["usable"]
        inn = add_inn(hub, rooms=20, offer=20)
        platform = hub.client()
        hook = add(platform, hooks.url.replace("127.0.0.1", "hooks.platform.test"), "bookings")
        guest = {"name": "Test", "name_kana": "テスト", "email": "guest@example.org", "language": "en"}
        platform.booked(platform.body(inn.room_only, next_day(TONIGHT, 3), guest=guest))
        asked = ask_for_breakfast(platform, inn)
        # Keepers are heard as ever.
        with Handset(hub, inn.phone) as keeper:
            keeper.ear.wait_for("お電話ありがとうございます")
        until(lambda: deliveries(platform, hook["webhook"], state="waiting"))
        assert requests.get(f"{hub.url}/readyz", timeout=10).status_code == 200
        assert not mailbox.mails and not hooks.requests and not gateway.rings
        assert platform.booking(asked)["state"] == "requested"

        names.work()
        gateway.wait_for_registration(60)
        hooks.wait_for(lambda came: len(came) >= 1, seconds=90)
        (letter,) = mailbox.wait()
        assert "guest@example.org" in letter["To"]
        # Down again: what was known of a trunk holds, and nobody asks on the telephone's own thread.
        names.be_silent()
        other = add_inn(hub)
        ask_for_breakfast(platform, other)
        assert gateway.wait_for_ring(seconds=60).called.endswith(other.phone[1:])
        assert names.asked_by_telephone == 0
