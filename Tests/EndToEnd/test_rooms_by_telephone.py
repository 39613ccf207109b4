"""A key press on a telephone call becomes rooms that a platform can book."""

from __future__ import annotations

import json
import math
import struct
import time
import wave
from pathlib import Path

import pytest
import requests
from conftest import HubMaker, PhoneCall
from harness.baresip import Baresip
from harness.client import Client
from harness.handset import Handset
from harness.hearing import Ear, Sentences
from harness.hub import TONIGHT, Hub
from harness.inns import T01, Inn, add_inn
from harness.rawsip import RawPhone
from harness.sipp import HangUp, HubHangsUp, Key
from harness.sound import RATE
from harness.watching import Watch

# The end of the question for rooms, and what is said about them.
ASKED = ("部屋の数を", "満室は")
GREETED = ("お電話ありがとうございます",)
# Figures that grow by a call in which a key is pressed.
COUNTS = tuple(
    f"innbridge_{name}_total"
    for name in ("calls", "calls_answered", "keys", "rtp_packets_received")
)
COUNT_SECONDS = 60


def read_back(rooms: int) -> tuple[str, str]:
    return (f"{rooms}部屋で", "承りました")


@pytest.mark.parametrize("caller", ["+81175000001", "0175000001"])
def test_three_is_sold_before_it_is_read_back(
    make_hub: HubMaker, call: PhoneCall, caller: str
) -> None:
    hub = make_hub().start()
    platform = hub.client()
    assert platform.offer(TONIGHT, "T01").remaining == 2
    phone = call(hub, caller, Key("3"), HangUp())
    phone.ear.wait_for_question(*ASKED)
    with Watch(platform, TONIGHT, "T01") as watch:
        before = watch.wait_for_look()
        keyed = phone.go()
        # The number by itself, then the read-back, which has just begun and is far from its end.
        echo = phone.ear.wait_for("3部屋。", since=keyed)
        start = phone.ear.wait_for_answer(since=echo.end, length=1.0)
        phone.go()
        phone.finished()
        hub.wait_for_calls("T01")
    began = phone.sound.arrival(echo.start)
    assert phone.ear.begins_with(start, *read_back(3)), phone.ear.report()
    assert not phone.ear.everything(since=start), "she hung up in the middle of the read-back"
    assert before.offer.remaining == 2, "nothing changes before the key"
    during = [(look.offer.remaining, look.offer.source) for look in watch.since(began)]
    assert during and set(during) == {(3, "phone")}
    # Hanging up in the middle keeps it, over a restart too.
    hub.stop()
    hub.start()
    offer = hub.client().offer(TONIGHT, "T01")
    assert (offer.remaining, offer.source, offer.confidence) == (3, "phone", "fresh")
    assert offer.instant
    (filed,) = hub.calls("T01")
    assert filed["number"] == "+81175000001"
    assert filed["transcript"][-1].endswith("keeper hangs up (during rooms.saved)")


def test_a_whole_call_is_heard_in_japanese(town: Hub, inn: Inn, call: PhoneCall) -> None:
    phone = call(town, inn.phone, Key("3", by="sipp-event"), HubHangsUp())
    phone.ear.wait_for(*ASKED)
    phone.go()
    phone.finished()
    assert phone.ear.texts() == [
        "レンシュウ・ハマナスソウさま、お電話ありがとうございます。",
        "12月3日、木曜日、今夜です。",
        "あと何部屋、あいていますか。",
        "いまは、いつもどおりの、ふたへやです。",
        "部屋の数を、押してください。満室は、ゼロ。",
        "3部屋。",
        "12月3日、木曜日、今夜、3部屋で、承りました。",
        "違うときは、こめじるし。",
        "このさき1週間も、いまの数のままでよければ、1。",
        "今夜は、3部屋です。",
        "違うときは、こめじるし。",
        "ご用がなければ、このまま、お切りください。",
        "ほかの日や休業は、1。予約を聞くなら、2。そのほかは、3。",
        "ありがとうございました。失礼します。",
    ]
    # What the hub filed is what came out of the receiver.
    (filed,) = town.wait_for_calls(inn.id)
    assert filed["outcome"] == "completed"
    said = [line.split("hub  ")[1] for line in filed["transcript"] if "hub  " in line]
    assert len(said) == 14
    assert said[6] == "12月3日、木曜日、今夜、3部屋で、承りました。"


def test_a_softphone_sets_rooms(town: Hub, inn: Inn, platform: Client) -> None:
    with Baresip(town, inn.phone) as phone:
        phone.dial()
        phone.ear.wait_for_question(*ASKED)
        keyed = phone.press("3")
        phone.ear.wait_for_answer(since=keyed)
        offer = platform.offer(TONIGHT, inn.id)
        assert (offer.remaining, offer.source) == (3, "phone")
        phone.ear.wait_for(*read_back(3), since=keyed)
        phone.hang_up()
    offer = platform.offer(TONIGHT, inn.id)
    assert (offer.remaining, offer.source) == (3, "phone")
    (filed,) = town.wait_for_calls(inn.id)
    assert filed["number"].endswith(inn.phone[1:])


def test_keys_by_sip_info_and_in_the_middle_of_the_question(
    town: Hub, platform: Client, call: PhoneCall
) -> None:
    """Four telephones at once, each with another way of telling keys."""
    kinds = ["dtmf-relay", "dtmf", "event", "sipp-event"]
    inns = [add_inn(town) for _ in kinds]
    phones = [
        call(town, inn.phone, Key(str(rooms), by=kind), HangUp())
        for rooms, (inn, kind) in enumerate(zip(inns, kinds, strict=True), start=1)
    ]
    # «Tonight» has begun: from here on a key is the answer.
    for phone in phones:
        phone.ear.wait_for("今夜です")
    keyed = [phone.go() for phone in phones]
    for rooms, (phone, since) in enumerate(zip(phones, keyed, strict=True), start=1):
        words = {1: "ひとへや", 2: "ふたへや"}.get(rooms, f"{rooms}部屋")
        heard = phone.ear.wait_for(f"{words}で", "承りました", since=since)
        # The question stopped where the key fell in.
        told = phone.ear.texts(since=since)[:2]
        assert told == [f"{words}。", heard.text], phone.ear.report()
        phone.go()
        phone.finished()
    for rooms, inn in enumerate(inns, start=1):
        offer = platform.offer(TONIGHT, inn.id)
        assert (offer.remaining, offer.source) == (rooms, "phone")


def test_zero_is_full(town: Hub, inn: Inn, platform: Client, call: PhoneCall) -> None:
    phone = call(town, inn.phone, Key("0"), HangUp())
    phone.ear.wait_for(*ASKED)
    keyed = phone.go()
    phone.ear.wait_for("満室で", "承りました", since=keyed)
    phone.go()
    phone.finished()
    offer = platform.offer(TONIGHT, inn.id)
    assert (offer.remaining, offer.source) == (0, "phone")
    assert offer.unavailable == "no_longer_available"
    refused = platform.book(platform.body(inn.room_only, TONIGHT))
    assert (refused.status_code, refused.json()["code"]) == (409, "no_longer_available")


def test_nine_rooms_of_five_are_asked_again_and_star_corrects(
    town: Hub, inn: Inn, platform: Client, call: PhoneCall
) -> None:
    phone = call(town, inn.phone, Key("9"), Key("2"), Key("*"), Key("4"), Key("4"), HangUp())
    phone.ear.wait_for(*ASKED)
    keyed = phone.go()
    asked = phone.ear.wait_for("全部で5部屋です", "もう一度", since=keyed)
    assert platform.offer(TONIGHT, inn.id).source == "standing", "nine changed nothing"
    phone.go()
    corrected = phone.ear.wait_for("ふたへやで", "承りました", since=asked.end)
    assert platform.offer(TONIGHT, inn.id).remaining == 2
    phone.go()
    again = phone.ear.wait_for(*ASKED, since=corrected.end)
    # Until she says another number the one before stands.
    assert platform.offer(TONIGHT, inn.id).remaining == 2
    phone.go()
    told = phone.ear.wait_for(*read_back(4), since=again.end)
    assert platform.offer(TONIGHT, inn.id).remaining == 4
    # The call went badly: once more, to be sure.
    told = phone.ear.wait_for("お確かめに、もう一度、部屋の数を", since=told.end)
    phone.go()
    phone.ear.wait_for("このさき1週間", since=told.end)
    phone.go()
    phone.finished()
    (filed,) = town.wait_for_calls(inn.id)
    assert sum("save rooms" in line for line in filed["transcript"]) == 2, filed["transcript"]


def test_a_key_before_the_question_is_no_answer(
    town: Hub, inn: Inn, platform: Client, call: PhoneCall
) -> None:
    phone = call(town, inn.phone, Key("4"), Key("1"), HangUp())
    # She presses while she is still being greeted: tonight has not been named.
    phone.ear.wait_for_speech(since=0)
    phone.go()
    greeted = phone.ear.wait_for(*GREETED)
    assert greeted, "the greeting goes on"
    asked = phone.ear.wait_for(*ASKED)
    assert platform.offer(TONIGHT, inn.id).source == "standing"
    phone.go()
    phone.ear.wait_for("ひとへやで", "承りました", since=asked.end)
    phone.go()
    phone.finished()
    offer = platform.offer(TONIGHT, inn.id)
    assert (offer.remaining, offer.source) == (1, "phone")
    (filed,) = town.wait_for_calls(inn.id)
    saved = [line for line in filed["transcript"] if "save rooms" in line]
    assert len(saved) == 1, filed["transcript"]


def test_a_call_given_up_while_it_rings_changes_nothing(
    town: Hub, inn: Inn, platform: Client
) -> None:
    with RawPhone(town, inn.phone) as phone:
        phone.send(phone.invite())
        phone.wait_for(100)
        phone.send(phone.cancel())
        assert phone.wait_for(200, "CANCEL")
        # The hub may have picked up in the very moment; then the line is simply hung up.
        final = phone.wait_for(range(200, 700), "INVITE")
        phone.send(phone.acknowledge(final))
        if final.status == 200:
            phone.send(phone.request("BYE", to=final.to))
            phone.wait_for(200, "BYE")
        else:
            assert final.status == 487
    assert platform.offer(TONIGHT, inn.id).source == "standing"


def test_the_first_training_inn_is_as_the_readme_says(hub: Hub) -> None:
    """T01: one kind of room, five of them, and its telephone."""
    client = hub.client()
    inn = client.get("/v1/inns/T01").json()
    assert inn["training"] is True
    assert [room["rooms"] for room in inn["room_types"]] == [T01.rooms]
    listed = client.get("/v1/inns", params={"limit": 200}).json()["inns"]
    assert [each["inn"] for each in listed] == [f"T{number:02d}" for number in range(1, 25)]


def counted(hub: Hub, name: str) -> float:
    """A figure of /metrics, summed over its labels."""
    lines = requests.get(f"{hub.url}/metrics", timeout=10).text.splitlines()
    return sum(
        float(line.rsplit(" ", 1)[1]) for line in lines if line.split("{")[0].split(" ")[0] == name
    )


def wait_for_count(hub: Hub, name: str, least: float) -> None:
    """The hub takes its figures now and then, not at every request."""
    deadline = time.monotonic() + COUNT_SECONDS
    while (count := counted(hub, name)) < least:
        assert time.monotonic() < deadline, f"{name} is {count}, not {least}"
        time.sleep(0.2)


def test_an_inn_is_spoken_to_slowly_and_calls_are_counted(town: Hub) -> None:
    """The same sentence lasts longer where the keeper asked for it: measured in what was heard."""
    usual, slow = add_inn(town), add_inn(town)
    document = town.innctl("inn", "export", slow.id).json()
    document["inns"][0]["slow_speech"] = True
    town.innctl("inn", "import", "-", stdin=json.dumps(document))
    before = {name: counted(town, name) for name in COUNTS}
    lengths = []
    for inn in (usual, slow):
        with Handset(town, inn.phone) as phone:
            heard = phone.ear.wait_for("今夜です", seconds=90)
            lengths.append(heard.end - heard.start)
            phone.press("2")
            phone.ear.wait_for("ふたへやで", "承りました", since=heard.end, seconds=90)
            wait_for_count(town, "innbridge_calls_open", 1)
        town.wait_for_calls(inn.id)
    # 4.6 mora a second instead of 5.5.
    assert 1.08 < lengths[1] / lengths[0] < 1.5, lengths
    for name in COUNTS:
        wait_for_count(town, name, before[name] + 2)


def test_a_recorded_sentence_is_what_she_hears(make_hub: HubMaker, tmp_path: Path) -> None:
    """A person's voice takes the place of the synthesised one from the next start on."""
    hub = make_hub()
    hub.data.mkdir(mode=0o700)
    recorded = tmp_path / "recorded"
    recorded.mkdir()
    with wave.open(str(recorded / "rooms.keys_one.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        # A hum that changes all the time, so that each of its pieces is found at one place only.
        tones = (9000 * math.sin(2e-5 * n * (n + 4000)) for n in range(2 * RATE))
        file.writeframes(b"".join(struct.pack("<h", int(sample)) for sample in tones))
    sheet = "key,kind,japanese,heard_by\nrooms.keys_one,recorded,部屋の数を、押してください。満室は、0。,Hanako\n"
    (recorded / "transcript.csv").write_text(sheet)
    said = hub.innctl("prompts", "import", str(recorded)).err
    assert "1 recordings taken" in said, said
    hub.start()
    with Handset(hub, T01.phone) as phone:
        asked = phone.ear.wait_for("何部屋", seconds=90)
        kept = next(hub.data.rglob("rooms.keys_one.wav"))
        person = Ear(phone.sound, Sentences(kept.parent))
        person.wait_for(since=asked.end, seconds=60)
        phone.press("3")
        phone.ear.wait_for(*read_back(3), since=asked.end, seconds=60)
        # The synthesised one is not heard as well.
        assert not any("満室は" in text for text in phone.ear.texts())
