"""Several hubs on one PostgreSQL: what one is told all sell, and each of them may die."""

from __future__ import annotations

import os
import uuid
from collections import Counter
from collections.abc import Iterator

import pytest
from conftest import HubMaker, PhoneCall
from harness.client import Client, next_day
from harness.hub import TONIGHT, Hub, start_together
from harness.inns import add_inn
from harness.patience import until
from harness.platforms import Platform, feed
from harness.postgresql import Cluster
from harness.sipp import HangUp, Key

# Far beyond what anything here takes.
PATIENCE_SECONDS = 60
DEEP = "INNBRIDGE_DEEP" in os.environ


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    yield made
    made.close()


@pytest.fixture
def hubs(cluster: Cluster, make_hub: HubMaker) -> list[Hub]:
    """Three hubs with one clock."""
    return start_together(
        [make_hub(f"data{n}", secrets={"INNBRIDGE_DATABASE": cluster.url}) for n in range(3)]
    )


def test_what_one_hub_is_told_all_sell(hubs: list[Hub], call: PhoneCall) -> None:
    key = hubs[0].key("tabi-all")
    clients = [Client(hub.url, key) for hub in hubs]
    # The key was made at the first; the others learn of it.
    until(lambda: all(c.get("/v1/inns").status_code == 200 for c in clients), "the key")
    # A keeper rings the second hub.
    phone = call(hubs[1], "0175000001", Key("3"), HangUp())
    phone.ear.wait_for("部屋の数を", "満室は")
    phone.go()
    phone.ear.wait_for("3部屋で", "承りました")
    phone.go()
    phone.finished()
    until(lambda: all(c.offer(TONIGHT, "T01").remaining == 3 for c in clients), "the key press")
    # The third sells, and every one answers for the booking, in the same words.
    body = clients[2].body(clients[2].plan("T01"), TONIGHT)
    name = str(uuid.uuid4())
    first = clients[2].book(body, name)
    assert first.status_code == 201, first.text
    again = clients[0].book(body, name)
    assert (again.status_code, again.json()) == (201, first.json()), "the kept answer is every hub's"
    booked = first.json()["booking"]
    assert [c.booking(booked)["state"] for c in clients] == ["confirmed"] * 3
    until(lambda: all(c.offer(TONIGHT, "T01").remaining == 2 for c in clients), "the sale")
    assert "pg_dump" in hubs[0].run("backup", str(hubs[0].data)).err


@pytest.mark.skipif(not DEEP, reason="takes minutes; scripts/check --deep")
def test_hubs_die_and_nothing_is_lost(hubs: list[Hub], cluster: Cluster) -> None:
    inn = add_inn(hubs[0], rooms=20, offer=12)
    key = hubs[0].key("tabi-load")
    client = Client(hubs[0].url, key)
    nights = [next_day(TONIGHT, day) for day in range(1, 40)]
    start = client.get("/v1/changes").json()["cursor"]
    platforms = [Platform(hubs, key, inn.room_only, nights, seed) for seed in range(4)]
    for platform in platforms:
        platform.start()

    def acknowledged() -> int:
        return sum(len(platform.acknowledged) for platform in platforms)

    def worked(more: int) -> None:
        """Waits until so many more were booked or refused: everybody has been at work."""
        before = acknowledged() + sum(p.refused for p in platforms)
        until(
            lambda: acknowledged() + sum(p.refused for p in platforms) >= before + more, "work goes on"
        )

    for victim in hubs * 3:
        worked(10)
        victim.kill()
        worked(10)
        victim.start()
    # And the server itself, in the middle of it all.
    cluster.stop("immediate")
    cluster.start()
    worked(10)
    for platform in platforms:
        platform.must_stop.set()
    for platform in platforms:
        platform.join(PATIENCE_SECONDS)
    assert not [text for platform in platforms for text in platform.strange]
    known = {name: night for p in platforms for name, night in p.acknowledged.items()}
    assert known
    # An answer that never came is asked for again: whatever is stored is known, and the other way.
    reader = Client(hubs[1].url, key)
    assert {reader.booking(name)["state"] for name in known} == {"confirmed"}
    assert cluster.number(f"SELECT count(*) FROM booking WHERE inn = '{inn.id}'") == len(known)
    sold = Counter(known.values())
    assert max(sold.values()) <= 12, sold
    clients = [Client(hub.url, key) for hub in hubs]
    until(
        lambda: all(
            c.offer(night, inn.id).remaining == 12 - sold[night] for c in clients for night in nights
        ),
        "every hub's search",
    )
    # One feed, in one order, wherever it is read.
    feeds = [feed(c, start) for c in clients]
    assert set(feeds[0]) >= set(known)
    assert feeds[0] == feeds[1] == feeds[2]
    assert cluster.number("SELECT count(*) - max(sequence) FROM event") == 0, "the log has a gap"
    assert cluster.number("SELECT count(*) FROM night WHERE shortfall > 0") == 0
