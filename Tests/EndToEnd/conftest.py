"""The hub, telephones and platforms that every end-to-end test can ask for.

`scripts/test` builds the program and runs everything here; by hand:

    swift build && .build-tools/venv/bin/python -m pytest Tests/EndToEnd
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.client import Client
from harness.hub import Hub, HubError
from harness.inns import Inn, add_inn
from harness.sipp import SippCall, Step

_CHECKOUT = Path(__file__).resolve().parents[2]


# What making every sentence once may take at most: half a second each, where other work goes on, too.
_SENTENCES_SECONDS = 480
_SENTENCES = "sentences"


def pytest_sessionstart(session: pytest.Session) -> None:
    """Makes the sentences of every call before the workers begin.

    Otherwise the first hub of each worker would make every one of them, all at the same time.
    """
    if "PYTEST_XDIST_WORKER" in os.environ or not getattr(session.config.option, "numprocesses", None):
        return
    base: Path = session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    hub = Hub(_program(), base / "first" / "data", speech=base / _SENTENCES)
    (base / "first").mkdir()
    hub.start()
    try:
        deadline = time.monotonic() + _SENTENCES_SECONDS
        while "sentences of every call are made" not in hub.log.read_text(errors="replace"):
            if time.monotonic() > deadline:
                raise HubError(f"made no end of sentences\n{hub.log_end()}")
            time.sleep(0.2)
    finally:
        hub.kill()


# Calls of minutes, and searches for faults: begun first, they don't hold up the end.
_LONGEST = ("test_fuzz", "test_dialogues", "test_outbound", "test_office", "test_openapi", "test_trunks", "test_keys")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        name = item.path.stem
        return _LONGEST.index(name) if name in _LONGEST else len(_LONGEST)

    items.sort(key=place)


@pytest.fixture(scope="session")
def binary() -> Path:
    """The program as it is shipped: INNBRIDGE_BINARY, or the latest build of this checkout."""
    return _program()


def _program() -> Path:
    if named := os.environ.get("INNBRIDGE_BINARY"):
        path = Path(named).resolve()
        if not os.access(path, os.X_OK):
            pytest.exit(f"INNBRIDGE_BINARY: {path} is no program", returncode=2)
        return path
    built = [_CHECKOUT / ".build" / kind / "innctl" for kind in ("release", "debug")]
    built = [path for path in built if path.exists()]
    if not built:
        pytest.exit("there is no innctl: build with `swift build`, or run scripts/test", 2)
    return max(built, key=lambda path: path.stat().st_mtime)


@pytest.fixture(scope="session")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all hubs of this run keep the sentences they make, those of other processes too."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / _SENTENCES


HubMaker = Callable[..., Hub]


@pytest.fixture
def make_hub(binary: Path, speech: Path, tmp_path: Path) -> Iterator[HubMaker]:
    """Makes hubs that aren't started yet; those that still run at the end are stopped."""
    made: list[Hub] = []

    def make(name: str = "data", **options: object) -> Hub:
        hub = Hub(binary, tmp_path / name, speech=speech, **options)
        made.append(hub)
        return hub

    yield make
    _stop_all(made)


def _stop_all(hubs: list[Hub]) -> None:
    """Stops every hub before any of them may fail the test."""
    faults = []
    for hub in hubs:
        if hub.was_started and not hub.is_running and not hub.was_ended_by_test:
            faults.append(f"the hub died\n{hub.log_end()}")
        elif hub.is_running:
            try:
                hub.stop()
            except AssertionError as fault:
                faults.append(str(fault))
    assert not faults, "\n".join(faults)


@pytest.fixture
def hub(make_hub: HubMaker) -> Hub:
    """A hub of this test's own, running."""
    return make_hub().start()


@pytest.fixture(scope="session")
def town(binary: Path, speech: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A hub for tests that need no hub of their own: each takes an inn of its own in it."""
    hub = Hub(binary, tmp_path_factory.mktemp("town") / "data", speech=speech).start()
    yield hub
    _stop_all([hub])


@pytest.fixture
def inn(town: Hub) -> Inn:
    """An inn of this test's own in the common hub: five rooms, two of them on standing offer."""
    return add_inn(town)


@pytest.fixture(scope="session")
def town_key(town: Hub) -> str:
    return town.key("tabi-town")


@pytest.fixture
def platform(town: Hub, town_key: str) -> Client:
    """A travel platform at the common hub."""
    return Client(town.url, town_key)


PhoneCall = Callable[..., SippCall]


@pytest.fixture
def call(tmp_path: Path) -> Iterator[PhoneCall]:
    """Makes calls with SIPp; what is still going on at the end is cut."""
    calls: list[SippCall] = []

    def ring(hub: Hub, caller: str, *steps: Step) -> SippCall:
        calls.append(SippCall(hub, tmp_path, caller, steps))
        return calls[-1].answered()

    yield ring
    for each in calls:
        each.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Adds the log's end of each hub of a failed test to its report."""
    report = yield
    if report.when == "call" and report.failed:
        hubs = [value for value in getattr(item, "funcargs", {}).values() if isinstance(value, Hub)]
        for number, hub in enumerate(hubs):
            report.sections.append((f"hub {number + 1}", hub.log_end()))
    return report
