"""The database's primary dies and its standby steps in; or it dies and nobody does."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator

import pytest
import requests
from conftest import HubMaker
from harness.client import Client, next_day
from harness.hub import TONIGHT, Hub, start_together
from harness.inns import add_inn
from harness.patience import until
from harness.platforms import Platform, feed
from harness.postgres_standby import Pair
from harness.postgresql import Cluster

PATIENCE_SECONDS = 60
DEEP = "INNBRIDGE_DEEP" in os.environ


@pytest.fixture
def pair() -> Iterator[Pair]:
    made = Pair()
    yield made
    made.close()


def book_until_served(client: Client, plan: str, night: str) -> float:
    """Seconds until a booking is taken again."""
    begun = time.monotonic()

    def serves() -> bool:
        try:
            return client.book(client.body(plan, night)).status_code == 201
        except requests.RequestException:
            return False

    until(serves, "served again")
    return time.monotonic() - begun


def leave_a_commit_in_doubt(pair: Pair, reaches_standby: bool) -> None:
    """The primary dies with a commit that is on its disk and that nobody was told of.

    - reaches_standby: the standby has it, too.
    """
    if reaches_standby:
        pair.primary.text("ALTER SYSTEM SET synchronous_commit = 'remote_apply'")
        pair.primary.text("SELECT pg_reload_conf()")
        pair.standby.text("SELECT pg_wal_replay_pause()")
    else:
        pair.standby.stop("immediate")
    waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    until(lambda: pair.primary.number(waits) > 0, "a commit that waits")
    if reaches_standby:
        flushed = "SELECT count(*) FROM pg_stat_replication WHERE flush_lsn >= pg_current_wal_flush_lsn()"
        until(lambda: pair.primary.number(flushed) == 1, "the standby has it")
    pair.primary.stop("immediate")
    if not reaches_standby:
        pair.standby.start()


@pytest.mark.parametrize(
    "reaches_standby",
    [
        False,
        pytest.param(
            True, marks=pytest.mark.skipif(not DEEP, reason="the same again; scripts/check --deep")
        ),
    ],
)
def test_the_standby_steps_in(pair: Pair, make_hub: HubMaker, reaches_standby: bool) -> None:
    """Under load, with a commit on its way: nothing acknowledged is lost, nothing done twice."""
    hubs = start_together([make_hub(f"data{n}", secrets={"INNBRIDGE_DATABASE": pair.url}) for n in range(2)])
    inn = add_inn(hubs[0], rooms=20, offer=12)
    key = hubs[0].key("tabi-failover")
    client = Client(hubs[0].url, key)
    nights = [next_day(TONIGHT, day) for day in range(1, 60)]
    begin = client.get("/v1/changes").json()["cursor"]
    platforms = [Platform(hubs, key, inn.room_only, nights, seed) for seed in range(3)]
    for platform in platforms:
        platform.start()

    def answered() -> int:
        return sum(len(p.acknowledged) + p.refused for p in platforms)

    until(lambda: answered() >= 20, "work goes on")
    leave_a_commit_in_doubt(pair, reaches_standby)
    pair.standby.promote()
    seconds = book_until_served(client, inn.room_only, next_day(TONIGHT, 70))
    print(f"served again {seconds:.1f} s after the standby was promoted")
    reached = answered()
    until(lambda: answered() >= reached + 20, "work goes on with the standby")

    # The old primary comes back and would take writes: no hub goes to it any more.
    pair.primary.start()
    left = pair.primary.number("SELECT max(number) FROM hub_commit")
    pair.standby.text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'innbridge'"
    )
    for number, hub in enumerate(hubs):
        book_until_served(Client(hub.url, key), inn.room_only, next_day(TONIGHT, 80 + number))
    assert pair.primary.number("SELECT max(number) FROM hub_commit") == left

    for platform in platforms:
        platform.must_stop.set()
    for platform in platforms:
        platform.join(PATIENCE_SECONDS)
    assert not [text for platform in platforms for text in platform.strange]
    known = {name: night for p in platforms for name, night in p.acknowledged.items()}
    clients = [Client(hub.url, key) for hub in hubs]
    assert {clients[1].booking(name)["state"] for name in known} == {"confirmed"}
    # Whatever is stored was told, and the other way round.
    assert len(known) == pair.standby.number(
        f"SELECT count(*) FROM booking WHERE inn = '{inn.id}' "
        f"AND check_in <= DATE '{nights[-1]}' - DATE '1970-01-01'"
    )
    sold = Counter(known.values())
    assert max(sold.values()) <= 12, sold
    until(
        lambda: all(
            c.offer(night, inn.id).remaining == 12 - sold[night] for c in clients for night in nights
        ),
        "every hub's search",
    )
    feeds = [feed(c, begin) for c in clients]
    assert feeds[0] == feeds[1]
    assert set(feeds[0]) >= set(known)
    assert pair.standby.number("SELECT count(*) - max(sequence) FROM event") == 0, "a gap in the log"
    assert pair.standby.number("SELECT count(*) FROM night WHERE shortfall > 0") == 0


@pytest.mark.parametrize("how", ["gone", "hanging"])
def test_a_hub_stops_without_its_server(make_hub: HubMaker, how: str) -> None:
    """A hub that stops waits for nobody; the harness gives it as long as any other."""
    cluster = Cluster()
    try:
        hub = make_hub(secrets={"INNBRIDGE_DATABASE": cluster.url}, drain=2).start()
        if how == "gone":
            cluster.stop("immediate")
        else:
            cluster.hang()
        begun = time.monotonic()
        hub.terminate()
        hub.wait()
        print(f"stopped {time.monotonic() - begun:.1f} s after it was told, server {how}")
    finally:
        cluster.close()
