"""What is personal and what is secret is in no log, can be asked for, and can be erased."""

from __future__ import annotations

import json

from typing import Any

import requests
from conftest import HubMaker
from harness.client import next_day
from harness.handset import Handset
from harness.hub import TONIGHT, Hub
from harness.inns import add_inn
from harness.listener import Listener, Reply
from harness.patience import until
from harness.ports import free_ports
from test_notices import Mailbox, mail_settings, states, with_notices
from test_webhooks import ANYWHERE, add, deliveries

# Words that are nowhere else: wherever they turn up, they came from a guest, a keeper or a key.
NAME = "Kanarius Zwitschermann"
KANA = "カナリウス ツビッチャーマン"
MAIL = "kanarienvogel@example.org"
PHONE = "+81175000777"
DIET = "nur Kanariensaat"
NOTES = "kommt mit dem Kanarienkaefig"
SECRET = "k4n4r13n-secret-value"
TEXT = "カナリアの伝言です"


def logs(hub: Hub) -> dict[str, str]:
    found = {"standard error": hub.log.read_text(errors="replace")}
    for file in hub.data.glob("access.log*"):
        found[file.name] = file.read_text(errors="replace")
    return found


def test_canaries_are_in_no_log(make_hub: HubMaker) -> None:
    hub = make_hub(arguments=("--log", "debug")).start()
    inn = add_inn(hub)
    platform = hub.client()
    guest = {"name": NAME, "name_kana": KANA, "email": MAIL, "phone": PHONE, "diet": DIET, "notes": NOTES}
    body = platform.body(inn.room_only, next_day(TONIGHT, 4), guest=guest)
    booked = platform.booked(body)
    # What goes well, what is refused, and what is not understood at all.
    platform.book(body | {"adults": 99})
    platform.book(body | {"guest": guest | {"email": MAIL + "@"}})
    platform.post("/v1/bookings", data=f'{{"guest": {{"name": "{NAME}", '.encode())
    platform.get(f"/v1/bookings/{MAIL}")
    platform.get("/v1/availability", params={"check_in": MAIL, "inns": NAME})
    platform.get(f"/v1/bookings/{booked['booking']}")
    requests.get(f"{hub.url}/v1/channel", headers={"Authorization": f"Bearer {SECRET}"}, timeout=10)
    requests.post(
        f"{hub.url}/office/login",
        data={"name": NAME, "password": SECRET},
        headers={"Origin": hub.url},
        timeout=10,
    )
    requests.get(f"{hub.url}/g/{SECRET}", timeout=10)
    requests.get(f"{hub.url}/metrics", headers={"Cookie": f"session={SECRET}"}, timeout=10)
    # The keeper hears of it, writes, and calls from a number that nobody has.
    hub.innctl("dial", "--inn", inn.id, "--keys", "3")
    hub.innctl("sms", "--inn", inn.id, "--text", TEXT)
    hub.innctl("sms", "--from", "0175000777", "--text", TEXT)
    hub.innctl("pin", "set", inn.id)
    key = hub.key("tabi-canary")
    hub.innctl("guest", "export", MAIL)
    hub.stop()
    tells_nothing(hub, key, booked["reference"])


def tells_nothing(hub: Hub, *more: str) -> None:
    canaries = [NAME, "Zwitschermann", KANA, "ツビッチャー", MAIL, "kanarienvogel", PHONE, "175000777"]
    canaries += [DIET, "Kanariensaat", NOTES, SECRET, TEXT, *more]
    for name, text in logs(hub).items():
        assert text, f"{name} is empty"
        # Logs may write letters as escapes.
        plain = text + text.encode().decode("unicode_escape", errors="replace")
        for canary in canaries:
            assert canary not in plain, f"{name} tells {canary}"


class RudeMailbox(Mailbox):
    """Refuses a guest, and says whom, as mail servers do."""

    async def handle_RCPT(self, *arguments: Any) -> str:  # noqa: N802
        return f"550 <{arguments[3]}> {NAME} does not live here"


def test_canaries_of_lines_and_of_others_answers(make_hub: HubMaker) -> None:
    """What a telephone says of itself, and what others answer, is not repeated in a log."""
    hub = make_hub(arguments=("--log", "debug", *ANYWHERE))
    mailbox = RudeMailbox(free_ports())
    mailbox.start()
    with_notices(hub, mail_settings(mailbox.port)).start()
    with Listener(lambda request: Reply(400, request.body + SECRET.encode())) as hooks:
        inn = add_inn(hub)
        platform = hub.client()
        hook = add(platform, f"{hooks.url}/{SECRET}", "bookings")
        guest = {"name": NAME, "name_kana": KANA, "email": MAIL, "phone": PHONE, "language": "de"}
        platform.booked(platform.body(inn.room_only, next_day(TONIGHT, 4), guest=guest))
        for caller in ("0175000777", inn.phone):
            with Handset(hub, caller) as telephone:
                telephone.ear.wait_for("お電話")
        hooks.wait_for(lambda came: len(came) >= 1)
        until(lambda: any(each["attempts"] for each in deliveries(platform, hook["webhook"])))
        until(lambda: any(state == "failed" for _, state in states(hub)))
        hub.stop()
    mailbox.stop()
    tells_nothing(hub)


def test_what_is_known_of_a_guest(make_hub: HubMaker) -> None:
    hub = make_hub().start()
    inn = add_inn(hub, rooms=20, offer=20)
    platform = hub.client()
    guest = {"name": NAME, "name_kana": KANA, "email": MAIL, "phone": PHONE, "diet": DIET}
    nights = [next_day(TONIGHT, 3), next_day(TONIGHT, 6)]
    mine = [platform.booked(platform.body(inn.room_only, night, guest=guest)) for night in nights]
    other = platform.booked(platform.body(inn.room_only, nights[0]))
    names = {booking["booking"] for booking in mine}

    for who in (MAIL, MAIL.upper(), PHONE, "0175-000-777"):
        told = json.loads(hub.innctl("guest", "export", who).out)
        assert {each["booking"] for each in told["bookings"]} == names, who
        assert told["bookings"][0]["guest"]["name"] == NAME
    by_booking = json.loads(hub.innctl("guest", "export", mine[0]["booking"]).out)
    assert len(by_booking["bookings"]) == 1
    assert hub.run("guest", "export", "nobody@example.org").status == 3

    # A guest who is still to come is not erased.
    kept = hub.innctl("guest", "erase", MAIL, "--json").json()
    assert kept["erased"] == [] and set(kept["live"]) == names
    cancelled = platform.post(f"/v1/bookings/{mine[0]['booking']}/cancel")
    assert cancelled.status_code < 300, cancelled.text
    would = hub.innctl("guest", "erase", MAIL, "--dry-run", "--json").json()
    assert would["erased"] == [mine[0]["booking"]]
    hub.innctl("guest", "erase", MAIL)
    left = json.loads(hub.innctl("guest", "export", mine[0]["booking"]).out)["bookings"][0]
    assert left["erased"] and left["guest"]["name"] is None and left["guest"].get("email") is None
    assert left["check_in"] == nights[0], "figures stay"
    told = json.loads(hub.innctl("guest", "export", MAIL).out)
    assert {each["booking"] for each in told["bookings"]} == {mine[1]["booking"]}
    assert platform.booking(other["booking"])["booking"] == other["booking"]

    # The log still leads to the tables, and the file holds nothing of the one who was erased.
    copy = hub.data / "copy.sqlite"
    hub.innctl("backup", str(copy))
    assert hub.innctl("verify", str(copy), "--json").json()["ok"]


def test_files_are_the_owners_alone(make_hub: HubMaker) -> None:
    hub = make_hub().start()
    hub.client()
    for file in [hub.data, *hub.data.iterdir()]:
        if file.is_symlink() or not file.exists():
            continue
        assert file.stat().st_mode & 0o077 == 0, f"{file} is open to others"

