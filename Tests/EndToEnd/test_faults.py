"""Faults under the real program: nothing that was answered is lost, the right alarm, and it recovers by itself."""

from __future__ import annotations

import errno
import os
import resource
import socket
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from conftest import HubMaker
from harness.bad_disk import BadDisk
from harness.client import Client, next_day
from harness.hub import TONIGHT, Hub, HubError
from harness.inns import Inn, add_inn
from harness.ports import LOOPBACK, free_ports
from test_notices import Mailbox, mail_settings, with_notices

# A night run (scripts/check --deep) has every variant.
DEEP = bool(os.environ.get("INNBRIDGE_DEEP"))
WAIT_SECONDS = 90


def wait_until(holds: Callable[[], bool], what: str, hub: Hub) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline, f"{what}\n{hub.log_end(30)}"
        time.sleep(0.2)


def readiness(hub: Hub) -> tuple[int, list[str]]:
    answer = requests.get(f"{hub.url}/readyz", timeout=30)
    return answer.status_code, answer.json()["faults"]


def rows(hub: Hub, query: str) -> list[tuple]:
    with sqlite3.connect(f"file:{hub.data}/registry.sqlite?mode=ro", uri=True, timeout=30) as db:
        return db.execute(query).fetchall()


def is_sound(hub: Hub, folder: Path) -> None:
    """A copy of the running hub's registry is sound, and its log explains its tables."""
    file = folder / f"sound-{uuid.uuid4()}"
    hub.innctl("backup", str(file))
    report = hub.innctl("verify", str(file), "--json").json()
    assert report["ok"], report


@pytest.fixture
def mailbox():
    box = Mailbox(free_ports())
    yield box
    box.stop()


@pytest.fixture
def bad_disk(tmp_path: Path) -> BadDisk:
    return BadDisk(tmp_path, tmp_path / "data")


# The disk


@pytest.mark.parametrize("error", ["ENOSPC", "EIO", "EROFS"] if DEEP else ["ENOSPC", "EROFS"])
def test_a_disk_that_takes_nothing(
    make_hub: HubMaker, bad_disk: BadDisk, mailbox: Mailbox, tmp_path: Path, error: str
) -> None:
    mailbox.start()
    hub = make_hub(
        secrets=bad_disk.environment,
        arguments=("--alarm-mail", "office@example.org"),
    )
    with_notices(hub, mail_settings(mailbox.port)).start()
    inn = add_inn(hub, rooms=250, offer=250)
    platform = hub.client()
    kept = [platform.booked(platform.body(inn.room_only, TONIGHT))["booking"] for _ in range(3)]

    bad_disk.fail(getattr(errno, error))
    refused = [(str(uuid.uuid4()), platform.body(inn.room_only, TONIGHT)) for _ in range(4)]
    for key, body in refused:
        answer = platform.book(body, key)
        assert answer.status_code >= 500, answer.text
    # Searching goes on, from memory.
    assert platform.offer(TONIGHT, inn.id).remaining > 0
    wait_until(lambda: "disk" in readiness(hub)[1], "the disk is not told", hub)
    assert readiness(hub)[0] == 503
    # What the registry can't keep goes to the office all the same.
    letter = mailbox.wait()[0]
    assert "disk" in letter.get_content(), letter.get_content()
    assert letter["To"] == "office@example.org"

    bad_disk.fail(0)
    wait_until(lambda: readiness(hub)[0] == 200, "it does not recover", hub)
    # The platforms try again, with the same keys: each booking is there once.
    for key, body in refused:
        answer = platform.book(body, key)
        assert answer.status_code == 201, answer.text
        kept.append(answer.json()["booking"])
    assert {booking["id"] for booking in hub.bookings(inn.id)} == set(kept)
    is_sound(hub, tmp_path)
    hub.kill()
    hub.start()
    assert {booking["id"] for booking in hub.bookings(inn.id)} == set(kept)


def test_a_slow_disk(make_hub: HubMaker, bad_disk: BadDisk, tmp_path: Path) -> None:
    hub = make_hub(secrets=bad_disk.environment).start()
    inn = add_inn(hub, rooms=250, offer=250)
    api_key = hub.key("tabi-slow")
    bad_disk.slow(50)

    def book(_: int) -> str:
        client = Client(hub.url, api_key)
        return client.booked(client.body(inn.room_only, TONIGHT))["booking"]

    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(book, range(40)))
    assert len(names) == 40
    assert readiness(hub) == (200, [])
    hub.kill()
    bad_disk.slow(0)
    hub.start()
    assert {booking["id"] for booking in hub.bookings(inn.id)} == names
    is_sound(hub, tmp_path)


# The database


def test_a_locked_database(make_hub: HubMaker, tmp_path: Path) -> None:
    hub = make_hub().start()
    inn = add_inn(hub, rooms=250, offer=250)
    platform = hub.client()
    before = platform.booked(platform.body(inn.room_only, TONIGHT))["booking"]
    # Somebody works on the file by hand.
    other = sqlite3.connect(hub.data / "registry.sqlite", isolation_level=None, timeout=30)
    other.execute("BEGIN IMMEDIATE")
    key, body = str(uuid.uuid4()), platform.body(inn.room_only, TONIGHT)
    assert platform.book(body, key).status_code >= 500
    wait_until(lambda: "database" in readiness(hub)[1], "the lock is not told", hub)
    assert platform.offer(TONIGHT, inn.id).remaining > 0
    other.execute("ROLLBACK")
    other.close()
    wait_until(lambda: readiness(hub)[0] == 200, "it does not recover", hub)
    after = platform.book(body, key)
    assert after.status_code == 201, after.text
    assert {each["id"] for each in hub.bookings(inn.id)} == {before, after.json()["booking"]}
    is_sound(hub, tmp_path)


@pytest.mark.parametrize("damage", ["pages", "header", "cut"] if DEEP else ["pages"])
def test_a_damaged_database(make_hub: HubMaker, tmp_path: Path, damage: str) -> None:
    hub = make_hub().start()
    inn = add_inn(hub, rooms=250, offer=250)
    platform = hub.client()
    names = {platform.booked(platform.body(inn.room_only, TONIGHT))["booking"] for _ in range(5)}
    backup = tmp_path / "backup"
    hub.innctl("backup", str(backup))
    hub.stop()
    file = hub.data / "registry.sqlite"
    # What a hub of some days has in the file still lies in the log of a new one.
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    content = bytearray(file.read_bytes())
    if damage == "pages":
        for page in range(2, len(content) // 4096, 3):
            content[page * 4096 : page * 4096 + 64] = b"\xa5" * 64
    elif damage == "header":
        content[:16] = b"not a database.."
    else:
        del content[len(content) // 2 :]
    file.write_bytes(content)
    with pytest.raises(HubError) as told:
        hub.start()
    assert "innctl restore" in str(told.value), told.value
    assert "status 5" in str(told.value), told.value
    assert hub.run("doctor", "--json").status != 0
    # Nothing was changed, and the way back is the one that was told.
    assert file.read_bytes() == content
    for left in hub.data.glob("registry.sqlite*"):
        left.rename(tmp_path / f"kept-{left.name}")
    hub.innctl("restore", str(backup))
    hub.start()
    assert {each["id"] for each in hub.bookings(inn.id)} == names


# The clock


@pytest.mark.parametrize("seconds", [3600, 86_400, -3600, -86_400] if DEEP else [86_400, -3600])
def test_a_clock_that_jumps(
    make_hub: HubMaker, bad_disk: BadDisk, tmp_path: Path, seconds: int
) -> None:
    hub = make_hub(secrets=bad_disk.environment).start()
    inn = add_inn(hub, rooms=250, offer=250)
    platform = hub.client()
    night = next_day(TONIGHT, 3)
    first = platform.booked(platform.body(inn.room_only, night))["booking"]
    requested = platform.book(platform.body(platform.plan(inn.id, "half_board"), night))
    bad_disk.jump(seconds)
    wait_until(lambda: "clock jumped" in hub.log.read_text(), "the jump is not noticed", hub)
    second = platform.booked(platform.body(inn.room_only, night))["booking"]
    assert readiness(hub) == (200, [])
    fault = 'innbridge_fault{part="clock"} 1'
    wait_until(
        lambda: fault in requests.get(f"{hub.url}/metrics", timeout=10).text,
        "the clock's fault is not told",
        hub,
    )
    found = {each["id"] for each in hub.bookings(inn.id)}
    assert {first, second} <= found
    if requested.status_code == 202:
        # Past its deadline it is over; before, it waits. It never hangs between.
        state = platform.booking(requested.json()["booking"])["state"]
        assert state in ("requested", "expired"), state
    bad_disk.jump(0)
    platform.booked(platform.body(inn.room_only, night))
    is_sound(hub, tmp_path)


# Limits of the process


def test_too_few_descriptors(make_hub: HubMaker, tmp_path: Path) -> None:
    hub = make_hub().start()
    inn = add_inn(hub, rooms=250, offer=250)
    platform = hub.client()
    platform.booked(platform.body(inn.room_only, TONIGHT))
    used = len(os.listdir(f"/proc/{hub.pid}/fd"))
    before = resource.prlimit(hub.pid, resource.RLIMIT_NOFILE)
    # A few stay free: without any, libdispatch can't look at its threads and ends the process (decision
    # 0044). That no number of connections leaves none is ServerLimits.reservedDescriptors' work.
    resource.prlimit(hub.pid, resource.RLIMIT_NOFILE, (used + 24, before[1]))
    open_ones = [socket.create_connection((LOOPBACK, hub.http_port), timeout=5) for _ in range(18)]
    wait_until(lambda: '"descriptors"' in hub.log.read_text(), "too few are not told", hub)
    for each in open_ones:
        each.close()
    resource.prlimit(hub.pid, resource.RLIMIT_NOFILE, before)
    wait_until(lambda: _books(hub, inn), "it does not recover", hub)
    assert hub.is_running
    alarms = "SELECT count(*) FROM alarm WHERE kind = 'hub' AND detail = 'descriptors'"
    assert rows(hub, alarms) == [(1,)]
    closed = alarms + " AND cleared_at IS NOT NULL"
    wait_until(lambda: rows(hub, closed) == [(1,)], "the alarm does not end", hub)
    is_sound(hub, tmp_path)


def hub_alarms(hub: Hub) -> list[str]:
    alarms = hub.innctl("alarm", "list", "--json").json()["alarms"]
    return [alarm["detail"] for alarm in alarms if alarm["kind"] == "hub"]


def _books(hub: Hub, inn: Inn) -> bool:
    try:
        client = hub.client()
        return client.book(client.body(inn.room_only, TONIGHT)).status_code == 201
    except (requests.RequestException, AssertionError):
        return False


def test_too_little_memory(make_hub: HubMaker, tmp_path: Path) -> None:
    """Memory that runs out ends the process; what was answered is there when it is started again."""
    hub = make_hub().start()
    inn = add_inn(hub, rooms=250, offer=250)
    api_key = hub.key("tabi-memory")
    lines = Path(f"/proc/{hub.pid}/status").read_text().splitlines()
    size = next(int(line.split()[1]) for line in lines if line.startswith("VmSize")) * 1024
    resource.prlimit(hub.pid, resource.RLIMIT_AS, (size, size))
    answered: list[str] = []
    lock = threading.Lock()

    def book(number: int) -> None:
        client = Client(hub.url, api_key)
        for _ in range(20):
            try:
                answer = client.book(client.body(inn.room_only, next_day(TONIGHT, number)))
            except requests.RequestException:
                return
            if answer.status_code == 201:
                with lock:
                    answered.append(answer.json()["booking"])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(book, range(8)))
    if hub.is_running:
        hub.kill()
    else:
        hub.wait()
    hub.start()
    assert set(answered) <= {each["id"] for each in hub.bookings(inn.id)}
    # Whoever slept through it hears of it.
    wait_until(lambda: "restart" in hub_alarms(hub), "the end is not told", hub)
    hub.stop()
    hub.start()
    wait_until(lambda: "restart" not in hub_alarms(hub), "an end that was wished is an alarm", hub)
    is_sound(hub, tmp_path)


# Targets


def test_alarms_wait_for_a_mail_server(make_hub: HubMaker, mailbox: Mailbox) -> None:
    hub = make_hub(arguments=("--alarm-mail", "office@example.org,duty@example.org"))
    with_notices(hub, mail_settings(mailbox.port)).start()
    inn = add_inn(hub)
    # Nobody listens yet. A message from a stranger is an alarm.
    wait_until(lambda: "alarm_position" in _settings(hub), "nobody watches for alarms", hub)
    hub.innctl("sms", "--from", "0175000999", "--text", "3")
    wait_until(lambda: "could not be mailed" in hub.log.read_text(), "it is not tried", hub)
    mailbox.start()
    mails = mailbox.wait(2)
    assert {mail["To"] for mail in mails} == {"office@example.org", "duty@example.org"}
    text = mails[0].get_content()
    assert "知らない番号" in text, text
    # Nothing personal leaves.
    assert "0175000999" not in text and "75000999" not in text
    assert inn.id not in text


def _settings(hub: Hub) -> set[str]:
    with sqlite3.connect(f"file:{hub.data}/registry.sqlite?mode=ro", uri=True) as db:
        return {name for (name,) in db.execute("SELECT name FROM setting")}
