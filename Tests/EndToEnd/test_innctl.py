"""`innctl` while the hub runs: what it changes works at once, what it prints can be used."""

from __future__ import annotations

import json
import re

import pytest
from harness.client import Client
from harness.hub import TONIGHT, Hub
from harness.inns import Inn


def test_a_key_is_printed_alone_and_works_at_once(town: Hub, inn: Inn) -> None:
    made = town.innctl("key", "create", "--channel", "tabi-new", "--scopes", "read,book")
    assert re.fullmatch(r"\S+\n", made.out), made.out
    client = Client(town.url, made.out.strip())
    assert client.offer(TONIGHT, inn.id).remaining == 2
    client.booked(client.body(inn.room_only, TONIGHT))
    # Shown once: no list has it.
    listed = town.innctl("key", "list", "--json")
    assert made.out.strip() not in listed.out
    (key,) = [each for each in listed.json()["keys"] if each["channel"] == "tabi-new"]
    assert key["scopes"] == ["read", "book"]
    town.innctl("key", "revoke", key["id"])
    assert client.get("/v1/inns").status_code == 401


def test_lists_for_programs(town: Hub, inn: Inn, platform: Client) -> None:
    inns = {each["id"]: each for each in town.innctl("inn", "list", "--json").json()["inns"]}
    assert {f"T{number:02d}" for number in range(1, 25)} | {inn.id} <= set(inns)
    booked = platform.booked(platform.body(inn.room_only, TONIGHT))
    (listed,) = town.bookings(inn.id)
    assert listed["id"] == booked["booking"]
    assert listed["reference"] == booked["reference"]
    assert (listed["state"], listed["check_in"]) == ("confirmed", TONIGHT)
    shown = town.innctl("booking", "show", booked["reference"], "--json").json()
    assert shown["id"] == booked["booking"]


def test_a_call_from_the_keyboard_is_sold_at_once(
    town: Hub, inn: Inn, platform: Client
) -> None:
    said = town.innctl("dial", "--inn", inn.id, "--keys", "3").out
    offer = platform.offer(TONIGHT, inn.id)
    assert (offer.remaining, offer.source) == (3, "phone")
    assert "12月3日、木曜日、今夜、3部屋で、承りました。" in said
    # Heard by keyboard is heard, too.
    platform.booked(platform.body(inn.room_only, TONIGHT))
    said = town.innctl("dial", "--inn", inn.id, "--keys", "3").out
    assert said.index("新しい予約です") < said.index("ご案内した予約のほかに"), said
    assert platform.offer(TONIGHT, inn.id).remaining == 3


def test_an_imported_inn_is_sold_and_rung_at_once(town: Hub, inn: Inn, platform: Client) -> None:
    exported = town.innctl("inn", "export", inn.id).json()
    exported["inns"][0]["room_types"][0]["rooms"] = 7
    exported["inns"][0]["capacity"] = 28
    town.innctl("inn", "import", "-", stdin=json.dumps(exported))
    said = town.innctl("dial", "--inn", inn.id, "--keys", "7").out
    assert "7部屋で、承りました" in said
    assert platform.offer(TONIGHT, inn.id).remaining == 7


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["inn", "show", "NOBODY"], 3, "NOBODY"),
        (["booking", "show", "bk_nothing"], 3, "bk_nothing"),
        (["dial", "--inn", "NOBODY"], 3, "NOBODY"),
        (["inn", "lsit"], 2, "lsit"),
        (["key", "create", "--channel", "x", "--scopes", "everything"], 2, "everything"),
        (["inn", "import", "/nowhere.json"], 1, "/nowhere.json"),
        (["serve", "--http", "nonsense"], 2, "nonsense"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_mistakes_are_told(
    town: Hub, arguments: list[str], status: int, words: str
) -> None:
    answer = town.run(*arguments)
    assert answer.status == status, answer.err
    assert answer.out == ""
    assert words in answer.err


def test_a_wrong_file_changes_nothing(town: Hub, inn: Inn) -> None:
    before = town.innctl("inn", "export").out
    document = town.innctl("inn", "export", inn.id).json()
    document["inns"][0]["room_types"][0]["rooms"] = "five"
    document["inns"][0]["colour"] = "blue"
    answer = town.run("inn", "import", "-", stdin=json.dumps(document))
    assert answer.status == 2
    assert "/inns/0/room_types/0/rooms" in answer.err
    assert "/inns/0/colour" in answer.err
    assert town.innctl("inn", "export").out == before
