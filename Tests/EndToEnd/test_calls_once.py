"""Two hubs with a trunk each on one PostgreSQL: every inn is rung once, whichever hub does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from conftest import HubMaker
from harness.answering import called
from harness.client import Client
from harness.hub import TONIGHT, Hub, start_together
from harness.inn_telephone import InnTelephone
from harness.inns import Inn, add_inn
from harness.patience import until
from harness.postgresql import Cluster
from test_outbound import ask_for_breakfast

INNS = 6


class Switchboard(InnTelephone):
    """The telephones of all inns behind one hub's trunk: busy, but for those that pick up."""

    def __init__(self, hub: Hub) -> None:
        self.picks_up: set[str] = set()
        super().__init__(hub)

    def invited(self, text: str, source: tuple[str, int]) -> None:
        if called(text)[-9:] in self.picks_up:
            self._reply(text, source, "200 OK", self.description(text))
        else:
            self._reply(text, source, "486 Busy Here")

    def rang(self) -> Counter[str]:
        """How often each number was rung."""
        return Counter(ring.called[-9:] for ring in self.rings)


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    yield made
    made.close()


def number(inn: Inn) -> str:
    return inn.phone[-9:]


def test_every_inn_is_rung_once(cluster: Cluster, make_hub: HubMaker) -> None:
    hubs = [make_hub(f"data{n}", secrets={"INNBRIDGE_DATABASE": cluster.url}) for n in range(2)]
    boards = [Switchboard(hub) for hub in hubs]
    try:
        start_together(hubs)
        inns = [add_inn(hubs[0]) for _ in range(INNS + 1)]
        talker = inns.pop()
        key = hubs[0].key("tabi-once")
        clients = [Client(hub.url, key) for hub in hubs]
        until(lambda: all(c.get("/v1/inns").status_code == 200 for c in clients), "the key")

        # Both hubs hear of every request and plan its call at the same moment.
        for place, inn in enumerate(inns):
            ask_for_breakfast(clients[place % 2], inn)

        def rang() -> Counter[str]:
            return sum((board.rang() for board in boards), Counter())

        until(lambda: all(rang()[number(inn)] for inn in inns), "every inn is rung")

        # One picks up, and her hub dies in the middle of the talk.
        for board in boards:
            board.picks_up = {number(talker)}
        ask_for_breakfast(clients[0], talker)
        until(lambda: rang()[number(talker)] == 1, "she is rung")
        one = next(n for n, board in enumerate(boards) if board.rang()[number(talker)])
        answered = f"SELECT count(*) FROM ring WHERE inn = '{talker.id}' AND answered_at IS NOT NULL"
        until(lambda: cluster.number(answered) == 1, "the talk has begun")
        hubs[one].kill()
        for board in boards:
            board.picks_up = set()
        # The other hub misses it, and rings her back once.
        until(lambda: boards[1 - one].rang()[number(talker)] == 1, "she is rung back")
        over = f"SELECT count(*) FROM ring WHERE inn = '{talker.id}' AND ended_at IS NOT NULL"
        until(lambda: cluster.number(over) == 2, "the second call is over")
        # The dead one comes back, and has nothing to make good.
        hubs[one].start()
        until(
            lambda: Client(hubs[one].url, key).offer(TONIGHT, talker.id).remaining >= 0, "it serves"
        )
        expected = {number(inn): 1 for inn in inns} | {number(talker): 2}
        assert {called: rang()[called] for called in expected} == expected, cluster.text(
            "SELECT * FROM ring ORDER BY id"
        )
        rows = cluster.text(
            f"SELECT outcome, resumes FROM ring WHERE inn = '{talker.id}' ORDER BY id"
        ).splitlines()
        assert rows == ["broken_off|0", "busy|1"]
        # Every call that rang is in the book, and the other way round.
        assert cluster.number("SELECT count(*) FROM ring WHERE outcome <> 'not_made'") == sum(
            rang().values()
        )
    finally:
        for board in boards:
            board.close()
