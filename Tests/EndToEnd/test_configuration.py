"""Settings in a file, the environment and flags: who has the last word, and how mistakes are told."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
import requests
from conftest import HubMaker
from harness.hub import Answer
from harness.ports import LOOPBACK, free_ports
from prometheus_client.parser import text_string_to_metric_families


def innctl(binary: Path, *arguments: str, **environment: str) -> Answer:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INNBRIDGE_")}
    done = subprocess.run(
        [str(binary), *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        env=kept | {"LC_ALL": "C.UTF-8"} | environment,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def test_who_is_nearer_has_the_last_word(binary: Path, tmp_path: Path) -> None:
    file = tmp_path / "innbridge.json5"
    file.write_text(
        """// the office's hub
        {
          data: '/somewhere', http: "127.0.0.1:8099", lines: 3,
          training: false, /* real inns */
          alarm_mail: ["office@example.org", "duty@example.org",],
          drain: 0x1e,
        }
        """
    )
    shown = innctl(
        binary,
        "config",
        "show",
        str(file),
        "--json",
        INNBRIDGE_LINES="5",
        INNBRIDGE_LOG="debug",
    ).json()
    assert shown["data"] == {"value": "/somewhere", "from": f"{file}:3:11"}
    assert shown["lines"] == {"value": "5", "from": "environment INNBRIDGE_LINES"}
    assert shown["log"]["value"] == "debug"
    assert shown["drain"]["value"] == "30"
    assert shown["training"]["value"] == "false"
    assert shown["alarm_mail"]["value"] == "office@example.org,duty@example.org"
    assert shown["sip"] == {"value": "127.0.0.1:5060", "from": "default"}


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("{\n  htp: '127.0.0.1:80'\n}", "2:3", "did you mean http"),
        ("{\n  http: 'nowhere'\n}", "2:3", "HOST:PORT"),
        ("{ lines: 3\n  drain: 5 }", "2:3", "comma"),
        ("{ lines: 3, lines: 4 }", "1:13", "twice"),
        ("{\n\n  data: 'x", "3:9", "never ends"),
        ("{ lines: 1e99 }", "1:3", "not a whole number"),
        ("{ /* never", "1:3", "never ends"),
        ("[1]", "1:1", "braces"),
        ("{ data: bare }", "1:9", "quotes"),
        ("{ trunk: 'sip:192.0.2.1:5060', trunks: 'x.json' }", "1:32", "together"),
    ],
)
def test_a_mistake_is_told_where_it_stands(
    binary: Path, tmp_path: Path, text: str, place: str, word: str
) -> None:
    file = tmp_path / "wrong.json5"
    file.write_text(text)
    for arguments in (["config", "check", str(file)], ["serve", "--config", str(file)]):
        told = innctl(binary, *arguments)
        assert told.status == 2, told
        assert f"{file}:{place}: " in told.err, told.err
        assert word in told.err, told.err


def test_all_mistakes_are_told_at_once(binary: Path, tmp_path: Path) -> None:
    file = tmp_path / "wrong.json5"
    file.write_text("{ lines: -1, sip: 'x', proxy: 'y' }")
    told = innctl(binary, "config", "check", str(file), INNBRIDGE_DRAIN="long")
    assert len([line for line in told.err.splitlines() if " is not " in line]) == 4, told.err
    assert "environment INNBRIDGE_DRAIN" in told.err


def test_secrets_that_others_may_read_are_refused(binary: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    # A folder that nobody else may enter would keep it.
    data.chmod(0o755)
    notices = data / "notices.json"
    notices.write_text(json.dumps({"mail": {"host": "h", "from": "a@b", "password": "s3cret"}}))
    notices.chmod(0o644)
    file = tmp_path / "innbridge.json5"
    file.write_text(json.dumps({"data": str(data)}))
    for arguments in (["config", "check", str(file)], ["serve", "--config", str(file)]):
        told = innctl(binary, *arguments)
        assert told.status != 0
        assert f"chmod 600 {notices}" in told.err, told
        assert "s3cret" not in told.err + told.out
    notices.chmod(0o600)
    assert innctl(binary, "config", "check", str(file)).status == 0


def test_a_hub_lives_by_its_file(make_hub: HubMaker, tmp_path: Path) -> None:
    file = tmp_path / "innbridge.json5"
    hub = make_hub(arguments=("--config", str(file)))
    # What the harness gives as flags stands before the file.
    file.write_text(json.dumps({"http": f"{LOOPBACK}:{free_ports()}", "log": "debug", "lines": 3}))
    hub.start()
    assert requests.get(f"{hub.url}/healthz", timeout=10).status_code == 200
    assert hub.telephone["lines"] == 3
    assert "\"level\":\"debug\"" in hub.log.read_text()


# Readiness and metrics


def test_readiness_and_metrics(make_hub: HubMaker) -> None:
    hub = make_hub().start()
    ready = requests.get(f"{hub.url}/readyz", timeout=10)
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "faults": []})
    page = requests.get(f"{hub.url}/metrics", timeout=10)
    assert page.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = page.text.splitlines()
    assert "innbridge_ready 1" in lines
    assert 'innbridge_fault{part="disk"} 0' in lines
    assert any(line.startswith("innbridge_call_lines ") for line in lines)
    # As Prometheus' own client reads it: every sample has a family, described once.
    families = list(text_string_to_metric_families(page.text))
    names = [family.name for family in families]
    assert len(names) == len(set(names)), "each metric is described once"
    samples = [line for line in lines if not line.startswith("#")]
    assert sum(len(family.samples) for family in families) == len(samples)
    for family in families:
        assert family.type in ("counter", "gauge"), family
        assert family.documentation and family.name.startswith(("innbridge_", "process_")), family
    # For the machine alone: whoever comes through a proxy is not it.
    for header in ("X-Forwarded-For", "Forwarded", "Via"):
        through = requests.get(f"{hub.url}/metrics", headers={header: "for=192.0.2.9"}, timeout=10)
        assert through.status_code == 404
