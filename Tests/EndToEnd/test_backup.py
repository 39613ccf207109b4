"""Copies of a running hub: taken under load, verified, put back elsewhere, any moment of them."""

from __future__ import annotations

import json
import subprocess
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests
from conftest import HubMaker
from harness.client import Client, next_day
from harness.hub import TONIGHT, Answer, Hub
from harness.inns import Inn, add_inn

CLIENTS = 4
NIGHTS = 6
# Bookings that were answered before a copy is taken, and between two of them.
SOME = 15


def tool(hub: Hub, *arguments: str, **environment: str) -> Answer:
    """A command that takes no data directory, or another one than the hub's."""
    done = subprocess.run(
        [str(hub.binary), *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        env=hub.environment | environment,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


class Load:
    """Platforms that book all the time, and what they were answered."""

    def __init__(self, hub: Hub, inn: Inn, api_key: str):
        self.hub, self.inn, self.api_key = hub, inn, api_key
        self.answered: list[str] = []
        self._enough = threading.Condition()
        self._is_over = threading.Event()
        self._pool = ThreadPoolExecutor(CLIENTS)
        self._clients = [self._pool.submit(self._book, number) for number in range(CLIENTS)]

    def _book(self, number: int) -> None:
        client = Client(self.hub.url, self.api_key)
        turn = 0
        while not self._is_over.is_set():
            night = next_day(TONIGHT, (number + turn) % NIGHTS)
            answer = client.book(client.body(self.inn.room_only, night))
            assert answer.status_code == 201, answer.text
            with self._enough:
                self.answered.append(answer.json()["booking"])
                self._enough.notify_all()
            turn += 1

    def wait_for_more(self, count: int) -> set[str]:
        """Everything that was answered so far, once so many more are."""
        with self._enough:
            goal = len(self.answered) + count
            assert self._enough.wait_for(lambda: len(self.answered) >= goal, 60), "no answers"
            return set(self.answered)

    def end(self) -> set[str]:
        self._is_over.set()
        for client in self._clients:
            client.result(60)
        self._pool.shutdown()
        return set(self.answered)


def stored(hub: Hub, inn: Inn) -> set[str]:
    return {booking["id"] for booking in hub.bookings(inn.id)}


def test_a_backup_under_load_is_what_was_answered(make_hub: HubMaker, tmp_path: Path) -> None:
    hub = make_hub().start()
    inn = add_inn(hub, rooms=250, offer=250)
    api_key = hub.key("tabi-backup")
    key_file = tmp_path / "backup.key"
    assert tool(hub, "backup", "key", str(key_file)).status == 0
    load = Load(hub, inn, api_key)
    taken: list[tuple[Path, list[str], set[str]]] = []
    for number in range(3):
        before = load.wait_for_more(SOME)
        # Every second one is sealed.
        seal = ["--key-file", str(key_file)] if number % 2 else []
        file = tmp_path / f"copy-{number}"
        told = hub.innctl("backup", str(file), *seal, "--json").json()
        assert told["sealed"] == bool(seal)
        taken.append((file, seal, before))
    everything = load.end()
    cursor = Client(hub.url, api_key).get("/v1/changes").json()["cursor"]
    for number, (file, seal, before) in enumerate(taken):
        report = hub.innctl("verify", str(file), *seal, "--json").json()
        assert report["ok"], report
        other = make_hub(f"other-{number}")
        other.innctl("restore", str(file), *seal)
        # Without a hub: what the file says. All that was answered before, and nothing half made.
        found = stored(other, inn)
        assert before <= found <= everything
    # The last one serves, and takes what comes.
    other.start()
    platform = Client(other.url, api_key)
    for name in taken[-1][2]:
        assert platform.booking(name)["booking"] == name
    platform.booked(platform.body(inn.room_only, TONIGHT))
    assert requests.get(f"{other.url}/readyz", timeout=10).status_code == 200
    # Its log gives numbers again: whoever followed the old one is told, and follows the new one.
    gone = platform.get("/v1/changes", params={"cursor": cursor})
    assert (gone.status_code, gone.json()["code"]) == (410, "gone"), gone.text
    anew = platform.get("/v1/changes").json()["cursor"]
    platform.booked(platform.body(inn.room_only, TONIGHT))
    changes = platform.get("/v1/changes", params={"cursor": anew}).json()["changes"]
    assert "booking" in {change["type"] for change in changes}, changes


def test_what_can_not_be_relied_on_is_not_restored(make_hub: HubMaker, tmp_path: Path) -> None:
    hub = make_hub().start()
    key_file, other_key = tmp_path / "a.key", tmp_path / "b.key"
    for file in (key_file, other_key):
        assert tool(hub, "backup", "key", str(file)).status == 0
        assert file.stat().st_mode & 0o777 == 0o600
    plain, sealed = tmp_path / "plain", tmp_path / "sealed"
    hub.innctl("backup", str(plain))
    hub.innctl("backup", str(sealed), "--key-file", str(key_file))
    checked = subprocess.run(["sha256sum", "--check", "plain.sha256"], cwd=tmp_path, check=False)
    assert checked.returncode == 0
    assert b"SQLite" not in sealed.read_bytes()

    elsewhere = make_hub("elsewhere")
    # A hub's registry is never overwritten, whether it runs or not.
    assert hub.run("restore", str(plain)).status == 5
    hub.stop()
    refused = hub.run("restore", str(plain))
    assert refused.status == 4 and "not overwritten" in refused.err
    assert elsewhere.run("restore", str(sealed)).status == 2
    wrong = elsewhere.run("restore", str(sealed), "--key-file", str(other_key))
    assert wrong.status == 1 and "not the right one" in wrong.err
    key_file.chmod(0o644)
    assert "chmod 600" in elsewhere.run("restore", str(sealed), "--key-file", str(key_file)).err
    key_file.chmod(0o600)

    content = bytearray(plain.read_bytes())
    content[len(content) // 2] ^= 1
    plain.write_bytes(content)
    assert elsewhere.run("verify", str(plain)).status == 1
    assert elsewhere.run("restore", str(plain)).status == 1
    assert not (elsewhere.data / "registry.sqlite").exists()
    elsewhere.innctl("restore", str(sealed), "--key-file", str(key_file))
    elsewhere.start()


def test_every_moment_of_continuous_copies(make_hub: HubMaker, tmp_path: Path) -> None:
    copies = tmp_path / "second-disk"
    copies.mkdir(mode=0o700)
    hub = make_hub(arguments=("--copies", str(copies))).start()
    inn = add_inn(hub, rooms=250, offer=250)
    platform = hub.client()
    first = [platform.booked(platform.body(inn.room_only, TONIGHT)) for _ in range(3)]
    moment = copied_after(copies, first[-1]["created_at"])
    second = [platform.booked(platform.body(inn.room_only, TONIGHT)) for _ in range(3)]
    copied_after(copies, second[-1]["created_at"])
    hub.kill()

    names = [{booking["booking"] for booking in part} for part in (first, second)]
    before = make_hub("before")
    before.innctl("restore", str(copies), "--at", moment)
    assert stored(before, inn) == names[0]
    newest = make_hub("newest")
    newest.innctl("restore", str(copies))
    assert stored(newest, inn) == names[0] | names[1]
    newest.start()
    assert Client(newest.url, newest.key("tabi-new")).offer(TONIGHT, inn.id).remaining > 0
    # The first disk is still there: the hub goes on where it was, and begins another chain.
    hub.start()
    third = hub.client().booked(platform.body(inn.room_only, TONIGHT))
    copied_after(copies, third["created_at"], chain=2)
    hub.stop()
    again = make_hub("again")
    again.innctl("restore", str(copies))
    assert stored(again, inn) == names[0] | names[1] | {third["booking"]}
    too_early = make_hub("early").run("restore", str(copies), "--at", "2026-12-01T00:00:00Z")
    assert too_early.status == 3, too_early


def test_copies_are_sealed_by_the_key_of_the_backups(make_hub: HubMaker, tmp_path: Path) -> None:
    copies, key_file = tmp_path / "second-disk", tmp_path / "backup.key"
    copies.mkdir(mode=0o700)
    hub = make_hub(arguments=("--copies", str(copies), "--backup-key", str(key_file)))
    assert tool(hub, "backup", "key", str(key_file)).status == 0
    hub.start()
    inn = add_inn(hub, rooms=250, offer=250)
    guest = {"name": "Kanarius", "name_kana": "カナリウス", "language": "en"}
    body = hub.client().body(inn.room_only, TONIGHT, guest=guest)
    names = {Client(hub.url, hub.key(f"tabi-{each}")).booked(body)["booking"] for each in range(3)}
    newest = hub.client().booked(body)
    copied_after(copies, newest["created_at"])
    hub.kill()
    for file in copies.glob("chain-*/*"):
        assert b"Kanarius" not in file.read_bytes() and b"SQLite format" not in file.read_bytes(), file
    elsewhere = make_hub("elsewhere")
    assert elsewhere.run("restore", str(copies)).status == 2
    elsewhere.innctl("restore", str(copies), "--key-file", str(key_file))
    assert stored(elsewhere, inn) == names | {newest["booking"]}


def copied_after(copies: Path, instant: str, chain: int = 1) -> str:
    """The moment of a copy that was made after another moment, once there is one.

    - chain: how many chains there must be; the newest is looked at. A hub that starts anew begins
      its clock at a whole second, so the chain before may tell of later moments.
    """
    deadline = time.monotonic() + 30
    while True:
        chains = sorted(copies.glob("chain-*"))
        newest = chains[-1] if len(chains) >= chain else copies / "none"
        lines = [
            line.split()[0]
            for file in newest.glob("*.times")
            for line in file.read_text().splitlines()
        ]
        # It is of no use before its base is whole.
        whole = [file.read_text().strip() for file in newest.glob("whole")]
        if whole and max(lines, default="") > instant:
            # As it will be asked for: by the second moment of the two, both of one form.
            return max([*lines, *whole])
        assert time.monotonic() < deadline, f"nothing copied after {instant}: {lines}"
        time.sleep(0.1)


def test_backups_in_a_directory(make_hub: HubMaker, tmp_path: Path) -> None:
    hub = make_hub().start()
    folder = tmp_path / "backups"
    folder.mkdir()
    for _ in range(4):
        hub.innctl("backup", str(folder), "--keep", "2")
    files = sorted(file.name for file in folder.iterdir())
    assert len([name for name in files if name.endswith(".sqlite")]) == 2, files
    assert len(files) == 4, files
    sealed = tool(
        hub,
        "backup",
        str(folder),
        "--json",
        "--data",
        str(hub.data),
        INNBRIDGE_BACKUP_PASSPHRASE="twelve letters and more",
    )
    assert json.loads(sealed.out)["file"].endswith(".sqlite.sealed"), sealed
    # The schema can be tried out beside the hub, which notices nothing.
    assert "nothing to do" in hub.innctl("migrate", "--dry-run").out
    assert not (hub.data / "migrate.part").exists()
    platform = hub.client()
    assert platform.book(platform.body(platform.plan("T01"), TONIGHT), str(uuid.uuid4())).status_code in (201, 409)
