"""A region grows: its registry goes from a file to a server, and everything goes on."""

from __future__ import annotations

import json
import uuid

from conftest import HubMaker
from harness.client import Client, next_day
from harness.hub import TONIGHT
from harness.inns import add_inn
from harness.platforms import feed
from harness.postgresql import Cluster


def test_from_a_file_to_a_server_and_back(make_hub: HubMaker) -> None:
    cluster = Cluster()
    try:
        old = make_hub("data").start()
        key = old.key("tabi-migrate")
        client = Client(old.url, key)
        inn = add_inn(old, rooms=5, offer=5)
        begin = client.get("/v1/changes").json()["cursor"]
        name = str(uuid.uuid4())
        body = client.body(inn.room_only, next_day(TONIGHT))
        first = client.book(body, name)
        assert first.status_code == 201, first.text
        bookings = [client.booked(client.body(inn.room_only, next_day(TONIGHT, n))) for n in (1, 2)]
        waiting = client.book(client.body(client.plan(inn.id, meals="breakfast"), TONIGHT))
        assert waiting.status_code == 202, waiting.text
        names = [first.json()["booking"], *(b["booking"] for b in bookings)]
        seen = {booking: client.booking(booking) for booking in names}
        halfway = client.get("/v1/changes", params={"cursor": begin}).json()["cursor"]

        # Not while a hub runs on it.
        place = f"sqlite:{old.data}/registry.sqlite"
        refused = old.run("migrate", "--from", place, "--to", cluster.url)
        assert refused.status == 5 and "another process" in refused.err
        old.stop()
        plan = old.innctl("migrate", "--from", place, "--to", cluster.url, "--dry-run", "--json").json()
        assert cluster.number("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
        done = old.innctl("migrate", "--from", place, "--to", cluster.url, "--json").json()
        assert done["copied"] and done["rows"] == plan["rows"]
        assert any(path.endswith("training.key") for path in done["beside"])
        assert cluster.number("SELECT count(*) FROM booking") == 4
        again = old.run("migrate", "--from", place, "--to", cluster.url)
        assert again.status == 4 and "not empty" in again.err

        # Two hubs on the server, with the same keys, answers and cursors.
        new = [
            make_hub(f"hub{n}", secrets={"INNBRIDGE_DATABASE": cluster.url}) for n in range(2)
        ]
        for hub in new:
            hub._first_start = old._first_start
            hub.start()
        clients = [Client(hub.url, key) for hub in new]
        for c in clients:
            assert {booking: c.booking(booking) for booking in names} == seen
            assert c.offer(next_day(TONIGHT), inn.id).remaining == 3
        again = clients[0].book(body, name)
        assert (again.status_code, again.json()) == (201, first.json())
        more = clients[1].booked(client.body(inn.room_only, next_day(TONIGHT, 1)))["booking"]
        cancelled = clients[0].post(
            f"/v1/bookings/{names[0]}/cancel", headers={"Idempotency-Key": str(uuid.uuid4())}
        )
        assert cancelled.status_code == 200, cancelled.text
        assert feed(clients[0], halfway)[-2:] == [more, names[0]]
        assert feed(clients[1], begin) == feed(clients[0], begin)
        for hub in new:
            hub.stop()

        # And back into a file, which a hub alone serves.
        for file in old.data.glob("registry.sqlite*"):
            file.rename(old.data / f"before-{file.name}")
        old.innctl("migrate", "--from", cluster.url, "--to", place)
        assert json.loads(old.innctl("verify", str(old.data / "registry.sqlite"), "--json").out)["ok"]
        old.start()
        assert Client(old.url, key).booking(more)["state"] == "confirmed"
        assert feed(Client(old.url, key), halfway)[-2:] == [more, names[0]]
    finally:
        cluster.close()
