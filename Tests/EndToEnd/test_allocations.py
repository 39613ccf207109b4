"""Memory that runs out in the C shims, one allocation after the other: no crash, nothing half done.

The shims are compiled with a `malloc` that fails when it is told to, below them too: in libcurl, libmicrohttpd,
SpanDSP, libc and PJSIP. Each failure has a process of its own, which afterwards does the same once more.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "Sources"
PROGRAM = Path(__file__).with_name("harness") / "shim_faults"
DEEP = bool(os.environ.get("INNBRIDGE_DEEP"))
SECONDS = 900


def build(folder: Path, name: str, shims: list[str], libraries: list[str], *options: str) -> Path:
    flags = subprocess.run(
        ["pkg-config", "--cflags", "--libs", *libraries], capture_output=True, text=True, check=True
    ).stdout.split()
    program = folder / name
    subprocess.run(
        [
            *("clang", "-std=c11", "-g", "-O1", "-w", *options, "-o", str(program)),
            *(str(PROGRAM / "faults.c"), str(PROGRAM / f"{name}.c")),
            *(str(file) for shim in shims for file in sorted(SOURCES.glob(shim))),
            *(f"-I{folder}" for folder in sorted(SOURCES.glob("C*/include"))),
            *(f"-I{SOURCES / 'CPJSIPShims'}", *flags, "-lpthread", "-lm"),
        ],
        check=True,
    )
    return program


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shims = ["CCurlShims/*.c", "CMicroHTTPDShims/*.c", "CProcess/*.c", "CPJSIPShims/tones.c"]
    folder = tmp_path_factory.mktemp("plain")
    return build(folder, "plain", shims, ["libcurl", "libmicrohttpd", "spandsp"])


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calls")
    return build(folder, "calls", ["CPJSIPShims/*.c"], ["libpjproject", "spandsp"], "-DTRY_CALLS")


def failures(program: Path, kind: str, **environment: str) -> int:
    """How many allocations there were to fail."""
    done = subprocess.run(
        [str(program), kind],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        env=os.environ | environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.parametrize(
    ("kind", "least"), [("request", 40), ("mail", 30), ("server", 8), ("spawn", 1), ("tones", 1)]
)
def test_memory_runs_out_outside_of_calls(plain: Path, kind: str, least: int) -> None:
    # In a night run also while libcurl starts: some 3,000, nearly all of them OpenSSL's.
    start = {"WITH_START": "1"} if DEEP else {}
    assert failures(plain, kind, **start) >= least


@pytest.mark.parametrize(
    ("kind", "least"), [("voice", 5), ("alarm", 1), ("call", 30), ("page", 4), ("ping", 4), ("account", 1)]
)
def test_memory_runs_out_in_calls(calls: Path, kind: str, least: int) -> None:
    assert failures(calls, kind) >= least
