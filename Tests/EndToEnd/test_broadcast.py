"""A text of the office is read to inns, and a key is their receipt."""

from __future__ import annotations

from harness.hub import Hub
from harness.inn_telephone import InnTelephone
from harness.inns import add_inn

TEXT = "あすは、大雪のおそれがあります。お客さまにお伝えください。"


def test_a_text_is_read_and_its_receipt_kept(hub: Hub) -> None:
    inn = add_inn(hub)
    with InnTelephone(hub) as telephone:
        sent = hub.innctl("broadcast", "send", inn.id, "--text", TEXT)
        name = sent.out.strip()
        telephone.wait_for_ring()
        telephone.pick_up()
        telephone.ear.wait_for("宿の皆さまへの", seconds=90)
        telephone.ear.wait_for("大雪のおそれ", seconds=90)
        telephone.ear.wait_for("お聞きになりましたら", seconds=90)
        telephone.press("1")
        telephone.wait_for("BYE", 90)
        assert len(telephone.rings) == 1
    hub.wait_for_calls(inn.id)
    (shown,) = hub.innctl("broadcast", "show", name, "--json").json()["broadcasts"]
    (receipt,) = shown["inns"]
    assert receipt["inn"] == inn.id and receipt["heard_at"]
