"""Keepers who write instead of calling, through real gateways."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import HubMaker
from harness import sms
from harness.hub import TONIGHT, Hub
from harness.inns import T01, Inn

KEEPER = "+81175000001"


@pytest.fixture
def provider() -> Iterator[sms.Provider]:
    provider = sms.Provider()
    yield provider
    provider.close()


def test_a_provider_brings_a_number_and_takes_the_answer(
    make_hub: HubMaker, provider: sms.Provider
) -> None:
    hub = make_hub()
    sms.configure(hub, twilio=provider.settings())
    hub.start()
    client = hub.client()
    assert sms.deliver(hub, "今夜３部屋です。", KEEPER, "SM1").status_code == 204
    offer = client.offer(TONIGHT, T01.id)
    assert (offer.remaining, offer.source) == (3, "sms")
    (answer,) = provider.answers(1)
    assert "3室" in answer and len(answer.encode("utf-16-le")) <= 140
    assert provider.sent[0]["To"] == KEEPER
    assert provider.sent[0]["StatusCallback"] == sms.PUBLIC_STATUS

    # The provider tells that it arrived, and the office sees it.
    deadline = time.monotonic() + 10
    while sms.messages(hub, T01.id)[0]["state"] != "sent":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert sms.report(hub, "SM000001", "delivered").status_code == 204
    newest = sms.messages(hub, T01.id)[0]
    assert (newest["direction"], newest["state"]) == ("outbound", "delivered")

    # Sent twice it acts once; forged it does not act at all.
    assert sms.deliver(hub, "2", KEEPER, "SM2").status_code == 204
    assert sms.deliver(hub, "5", KEEPER, "SM3").status_code == 204
    assert sms.deliver(hub, "2", KEEPER, "SM2").status_code == 204
    assert sms.deliver(hub, "0", KEEPER, "SM4", signed="").status_code == 401
    assert sms.deliver(hub, "0", KEEPER, "SM5", signed="AAAAAAAAAAAAAAAAAAAAAAAAAAA=").status_code == 401
    assert client.offer(TONIGHT, T01.id).remaining == 5
    assert len(provider.answers(3)) == 3


def test_a_provider_that_refuses_is_told_to_the_office(
    make_hub: HubMaker, provider: sms.Provider, tmp_path: Path
) -> None:
    folders = sms.Folders(tmp_path / "gammu")
    hub = make_hub()
    sms.configure(hub, twilio=provider.settings(), gammu=folders.settings(), order=["twilio", "gammu"])
    hub.start()
    # While the provider is down the modem in the office takes what it can't.
    provider.status, provider.answer = 503, {"code": 20500}
    assert sms.deliver(hub, "満室", KEEPER, "SM1").status_code == 204
    (answer,) = folders.answers(1)
    assert "満室" in answer
    # Tried at the provider first, because that is where she wrote.
    assert len(provider.sent) == 1


def test_a_request_is_answered_by_message(make_hub: HubMaker, provider: sms.Provider) -> None:
    hub = make_hub()
    sms.configure(hub, twilio=provider.settings())
    hub.start()
    client = hub.client()
    plans = [f"T09-1-{plan}" for plan in ("ro", "bf", "hb")]
    offer = client.offer("2026-12-10", "T09")
    plan = next(plan for plan in offer.rate_plans if plan in plans or plan.startswith("T09"))
    made = client.book(client.body(plan, "2026-12-10"))
    assert made.status_code in (201, 202), made.text
    booking = made.json()["booking"]
    deadline = time.monotonic() + 30
    while client.booking(booking)["state"] != "confirmed":
        assert time.monotonic() < deadline, "T09 never answered"
        time.sleep(0.2)
    if made.status_code == 202:
        texts = [each["text"] for each in reversed(sms.messages(hub, "T09"))]
        assert any("予約の希望" in text for text in texts)
        assert "はい" in texts
        assert any("お受けしました" in text for text in texts)


def test_nothing_is_lost_or_done_twice_in_a_power_cut(
    make_hub: HubMaker, tmp_path: Path
) -> None:
    folders = sms.Folders(tmp_path / "gammu")
    hub = make_hub()
    sms.configure(hub, gammu=folders.settings())
    hub.start()
    for number in range(30):
        folders.put(f"{number % 6}部屋 {number}", KEEPER, number)
        if number == 15:
            hub.kill()
            hub.start()
    # None of them is clear, so each is kept and none changes anything; then one that is.
    folders.put("今夜4部屋", KEEPER, 100)
    deadline = time.monotonic() + 30
    while len(inbound := [m for m in sms.messages(hub) if m["direction"] == "inbound"]) < 31:
        assert time.monotonic() < deadline, f"{len(inbound)} of 31"
        time.sleep(0.2)
    assert len(inbound) == 31
    assert hub.client().offer(TONIGHT, T01.id).remaining == 4
    assert not list((folders.root / "inbox").iterdir())


def test_the_real_daemon_carries_both_ways(make_hub: HubMaker, tmp_path: Path) -> None:
    folders = sms.Folders(tmp_path / "gammu")
    telephone = tmp_path / "telephone"
    (telephone / "sms" / "1").mkdir(parents=True)
    settings = tmp_path / "gammu-smsdrc"
    settings.write_text(
        f"""[gammu]
model = dummy
connection = none
port = {telephone}
[smsd]
service = files
inboxpath = {folders.root}/inbox/
outboxpath = {folders.root}/outbox/
sentsmspath = {folders.root}/sent/
errorsmspath = {folders.root}/errors/
inboxformat = unicode
transmitformat = auto
deliveryreport = log
loopsleep = 1
receivefrequency = 1
logfile = {tmp_path}/smsd.log
debuglevel = 1
"""
    )
    hub = make_hub()
    sms.configure(hub, gammu=folders.settings())
    hub.start()
    long = "お世話になっております。いつもありがとうございます。" * 3 + "今夜は二部屋空いています。よろしくお願いします。"
    for text in ["今夜3部屋です", long]:
        subprocess.run(
            ["gammu", "-c", settings, "savesms", "TEXT", "-folder", "1", "-unread", "-unicode",
             "-autolen", "400", "-sender", KEEPER, "-textutf8", text],
            check=True, capture_output=True, timeout=30, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
        )
    daemon = subprocess.Popen(
        ["gammu-smsd", "-c", settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 40
        while True:
            kept = sms.messages(hub, T01.id)
            inbound = [m for m in kept if m["direction"] == "inbound"]
            if len(inbound) == 2 and "Transmitted" in (tmp_path / "smsd.log").read_text(errors="replace"):
                break
            assert time.monotonic() < deadline, (tmp_path / "smsd.log").read_text(errors="replace")
            time.sleep(0.3)
    finally:
        daemon.terminate()
        daemon.wait(20)
    assert sorted(len(m["text"]) for m in inbound) == sorted([len("今夜3部屋です"), len(long)])
    assert hub.client().offer(TONIGHT, T01.id).source == "sms"


def test_a_conversation_in_the_terminal(town: Hub, inn: Inn) -> None:
    said = town.innctl("sms", "--inn", inn.id, stdin="明日2\nちがう\n3\n？\n")
    lines = [line for line in said.out.replace("> ", "").splitlines() if line]
    assert len(lines) == 4, said.out
    assert "12/4(金)2室" in lines[0]
    assert "正しい部屋数" in lines[1]
    assert "12/4(金)3室" in lines[2]
    assert lines[3].startswith("例")
    listed = town.innctl("sms", "list", "--inn", inn.id)
    assert "明日2" in listed.out


def test_a_bad_configuration_is_explained(make_hub: HubMaker) -> None:
    hub = make_hub()
    sms.configure(hub, twilio={"account": "AC1"}, carrier="pigeon")
    answer = subprocess.run(
        [hub.binary, "serve", "--data", hub.data, "--http", "127.0.0.1:0", "--sip", "127.0.0.1:0"],
        capture_output=True, text=True, timeout=60, env=hub.environment,
    )
    assert answer.returncode != 0
    for word in ["sms.json", "token", "message_url", "carrier"]:
        assert word in answer.stderr, answer.stderr
