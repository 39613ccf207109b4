"""The API does what its document says: schemathesis asks everything the document allows, and more.

`INNBRIDGE_DEEP=1` (scripts/check --deep) asks for longer and with another seed each time.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
import requests
from harness.client import Client, next_day
from harness.hub import TONIGHT, Hub

IS_DEEP = os.environ.get("INNBRIDGE_DEEP") == "1"
# Long enough that every operation has its turn, short enough for every run of the tests.
SECONDS = 900 if IS_DEEP else 40
SEED = random.randrange(1 << 30) if IS_DEEP else 20261203


@pytest.fixture
def platform(town: Hub) -> Client:
    """A training platform with every scope: it can't touch the inns of other tests."""
    key = town.key("schema", "read,book,manage,stats", training=True)
    return Client(town.url, key)


def run(
    platform: Client, phases: str, tmp_path: Path, hooks: dict[str, str] | None = None
) -> None:
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            "--config-file",
            str(Path(__file__).with_name("schemathesis.toml")),
            "run",
            f"{platform.url}/openapi.json",
            "-H",
            f"Authorization: Bearer {platform.key}",
            "--checks=all",
            f"--phases={phases}",
            f"--seed={SEED}",
            f"--max-time={SECONDS}",
            "--generation-database=none",
            "--warnings=off",
            "--request-timeout=120",
            # A change feed that is asked to wait does, and a busy machine is slow.
            "--max-response-time=100",
            "--no-color",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=SECONDS + 300,
        env={name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        | (hooks or {}),
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]


def test_every_operation_by_itself(platform: Client, tmp_path: Path) -> None:
    run(platform, "examples,coverage,fuzzing", tmp_path)


def test_operations_after_one_another(platform: Client, tmp_path: Path) -> None:
    hooks = {
        "SCHEMATHESIS_HOOKS": "harness.schemathesis_hooks",
        "PYTHONPATH": str(Path(__file__).parent),
    }
    run(platform, "stateful", tmp_path, hooks)


def test_book_read_list_cancel(platform: Client) -> None:
    """One booking through all its operations, as a certification would."""
    quote = {
        "rate_plan": "T20-1-ro",
        "check_in": next_day(TONIGHT, 20),
        "check_out": next_day(TONIGHT, 22),
        "adults": 2,
    }
    plans = platform.get("/v1/inns/T20/rate-plans").json()["rate_plans"]
    quote["rate_plan"] = plans[0]["rate_plan"]
    offer = platform.post("/v1/quotes", json=quote)
    assert offer.status_code == 200, offer.text
    hold = platform.post(
        "/v1/holds", json=quote, headers={"Idempotency-Key": str(uuid.uuid4())}
    )
    assert hold.status_code == 201, hold.text
    start = platform.get("/v1/changes").json()["cursor"]
    booked = platform.book(
        {"hold": hold.json()["booking"], "guest": {"name": "Training Guest"}, "arrival": "16:00"}
    )
    assert booked.status_code in (201, 202), booked.text
    name = booked.json()["booking"]
    assert booked.json()["price"] == offer.json()["price"]
    read = platform.get(f"/v1/bookings/{name}")
    assert read.json() == booked.json()
    unchanged = platform.get(
        f"/v1/bookings/{name}", headers={"If-None-Match": read.headers["ETag"]}
    )
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    changes = platform.get("/v1/changes", params={"cursor": start}).json()["changes"]
    assert name in [change.get("booking") for change in changes]
    listed = platform.get(
        "/v1/bookings", params={"updated_since": booked.json()["updated_at"], "inn": "T20"}
    )
    assert name in [booking["booking"] for booking in listed.json()["bookings"]]
    cancelled = platform.post(f"/v1/bookings/{name}/cancel")
    assert cancelled.json()["state"] in ("cancelled", "withdrawn")
    assert platform.booking(name)["revision"] > booked.json()["revision"]


def test_the_documentation_needs_nobody_else(town: Hub) -> None:
    """The page is made by the hub, names every operation, and loads nothing."""
    page = requests.get(f"{town.url}/docs", timeout=30)
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    document = requests.get(f"{town.url}/openapi.json", timeout=30).json()
    for path in document["paths"].values():
        for operation in path.values():
            assert f'id="{operation["operationId"]}"' in page.text
    for outside in ('="http', "='http", "url(", "src=", "<script", "<link", "@import"):
        assert outside not in page.text
    problem = requests.get(
        f"{town.url}/problems/no_longer_available", allow_redirects=False, timeout=30
    )
    assert problem.headers["Location"] == "/docs#problem-no_longer_available"
