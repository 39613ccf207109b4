"""The same cases over every gateway, as it really speaks: a conformance table."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import HubMaker
from harness import sms
from harness.hub import TONIGHT, Hub
from harness.inns import add_inn
from harness.pager import Pager, SippReader, send_text, sipp_sends

STRANGER = "+819000000099"
_OFFER = 4
_names = itertools.count(1)


@dataclass(frozen=True)
class Case:
    text: str
    # Rooms for sale afterwards; None for as many as before.
    remaining: int | None
    # What the answer must say.
    says: str


CASES = [
    Case("今夜３部屋です。", 3, "3室"),
    Case("満室", 0, "満室"),
    Case("今夜\n2部屋", 2, "2室"),
    Case("1部屋😀", 1, "1室"),
    Case("2部屋 & よろしく=+%", None, "変えていません"),
    Case("お世話になっております。いつもありがとうございます。" * 4 + "2部屋", 2, "2室"),
    Case("ぬぬぬ", None, "変えていません"),
    Case("暗証番号は4711です", None, "暗証番号"),
]


class Carrier:
    """A gateway's own end."""

    def __init__(
        self,
        bring: Callable[[Hub, str, str, int], None],
        sent: Callable[[int], list[tuple[str, str]]],
        settings: dict[str, Any],
        close: Callable[[], None] = lambda: None,
    ):
        self.bring, self.sent, self.settings, self.close = bring, sent, settings, close


def _twilio(hub: Hub, _: Path) -> Carrier:
    provider = sms.Provider()

    def bring(hub: Hub, text: str, sender: str, number: int) -> None:
        assert sms.deliver(hub, text, sender, f"SM{number}").status_code == 204

    def sent(count: int) -> list[tuple[str, str]]:
        provider.answers(count)
        return [(each["To"], each["Body"]) for each in provider.sent]

    return Carrier(bring, sent, {"twilio": provider.settings()}, provider.close)


def _gammu(hub: Hub, folder: Path) -> Carrier:
    folders = sms.Folders(folder / "gammu")

    def bring(_: Hub, text: str, sender: str, number: int) -> None:
        folders.put(text, sender, number)

    def sent(count: int) -> list[tuple[str, str]]:
        texts = folders.answers(count)
        names = sorted(
            (path.name for path in (folders.root / "outbox").glob("OUT*")),
            key=lambda name: int(name.rsplit("_sms", 1)[1].split(".")[0]),
        )
        return list(zip((name.split("_")[3] for name in names), texts, strict=True))

    return Carrier(bring, sent, {"gammu": folders.settings()})


def _sip(hub: Hub, _: Path) -> Carrier:
    pager = Pager(hub)

    def bring(hub: Hub, text: str, sender: str, number: int) -> None:
        assert send_text(hub, text, sender, f"text-{number}") == 202

    def sent(count: int) -> list[tuple[str, str]]:
        return [("+81" + number[1:], text) for number, text in pager.wait_for_texts(count)]

    return Carrier(bring, sent, {"sip": True}, pager.close)


@pytest.fixture(params=[_twilio, _gammu, _sip], ids=["twilio", "gammu", "sip"])
def carried(
    request: pytest.FixtureRequest, make_hub: HubMaker, tmp_path: Path
) -> Iterator[tuple[Hub, Carrier]]:
    hub = make_hub()
    carrier = request.param(hub, tmp_path)
    sms.configure(hub, **carrier.settings)
    hub.start()
    yield hub, carrier
    carrier.close()


def _number(inn: int) -> str:
    return f"+811750000{inn:02d}"


def test_every_gateway_carries_the_same(carried: tuple[Hub, Carrier]) -> None:
    hub, carrier = carried
    client = hub.client()
    for count, case in enumerate(CASES, start=1):
        inn = add_inn(hub, offer=_OFFER)
        keeper = "+81" + inn.phone[1:]
        carrier.bring(hub, case.text, keeper, next(_names))
        to, answer = carrier.sent(count)[-1]
        assert to == keeper, case
        assert case.says in answer, (case, answer)
        assert len(answer.encode("utf-16-le")) <= 140, (case, answer)
        wanted = _OFFER if case.remaining is None else case.remaining
        assert client.offer(TONIGHT, inn.id).remaining == wanted, case
    # Never kept, and told to nobody.
    assert "4711" not in str(sms.messages(hub))


def test_every_gateway_acts_once_and_tells_strangers_whom_to_ring(
    carried: tuple[Hub, Carrier],
) -> None:
    hub, carrier = carried
    client = hub.client()
    keeper = _number(1)
    names = [next(_names) for _ in range(3)]
    carrier.bring(hub, "2", keeper, names[0])
    carrier.sent(1)
    carrier.bring(hub, "4", keeper, names[1])
    carrier.sent(2)
    # Again by the gateway's own name, before and after a power cut.
    carrier.bring(hub, "2", keeper, names[0])
    # By SIP nobody can ask whether an answer left; the hub has to know before it dies.
    _wait(lambda: [each["state"] for each in _outbound(hub)] == ["sent", "sent"])
    hub.kill()
    hub.start()
    client = hub.client()
    carrier.bring(hub, "2", keeper, names[0])
    carrier.bring(hub, "0", STRANGER, names[2])
    *_, (to, answer) = carrier.sent(3)
    assert to == STRANGER
    assert "登録のない番号" in answer
    assert client.offer(TONIGHT, "T01").remaining == 4
    inbound = [each for each in sms.messages(hub) if each["direction"] == "inbound"]
    assert [each["state"] for each in reversed(inbound)] == ["received", "received", "proposed"]


def test_sipp_carries_texts_both_ways(make_hub: HubMaker, tmp_path: Path) -> None:
    hub = make_hub()
    sms.configure(hub, sip=True)
    with SippReader(hub, tmp_path) as reader:
        hub.start()
        sipp_sends(hub, tmp_path, "今夜4部屋", "0175000001")
        reader.wait_for("4室で承りました")
    assert hub.client().offer(TONIGHT, "T01").remaining == 4
    (answer,) = [each for each in sms.messages(hub) if each["direction"] == "outbound"]
    assert (answer["gateway"], answer["state"]) == ("sip", "sent")


def test_texts_that_cannot_be_read_are_refused(make_hub: HubMaker) -> None:
    hub = make_hub()
    sms.configure(hub, sip=True)
    hub.start()
    keeper = "0175000001"
    assert send_text(hub, b"\x8e\x4f", keeper) == 400
    assert send_text(hub, "", keeper) == 400
    assert send_text(hub, "3", keeper, content_type="text/plain;charset=Shift_JIS") == 415
    assert send_text(hub, "<p>3</p>", keeper, content_type="text/html") == 415
    assert not sms.messages(hub)


def test_without_the_setting_nobody_takes_texts(town: Hub) -> None:
    assert send_text(town, "3", "0175000001") == 405


def test_an_answer_whose_receipt_was_lost_is_not_sent_again(make_hub: HubMaker) -> None:
    provider = sms.Provider()
    try:
        provider.hangs_up = 1
        hub = make_hub()
        sms.configure(hub, twilio=provider.settings())
        hub.start()
        assert sms.deliver(hub, "満室", _number(1), "SM1").status_code == 204
        assert sms.deliver(hub, "満室", _number(2), "SM2").status_code == 204
        provider.answers(2)
        _wait(lambda: all(each["state"] == "sent" for each in _outbound(hub)))
        assert sorted(each["To"] for each in provider.sent) == [_number(1), _number(2)]
    finally:
        provider.close()


def _outbound(hub: Hub) -> list[dict[str, Any]]:
    return [each for each in sms.messages(hub) if each["direction"] == "outbound"]


def _wait(holds: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)
