"""The Debian package: what is in it, that it runs from where it lies, and that it goes again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str | Path, **more: object) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=300, check=False, **more
    )
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def package(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    run(ROOT / "scripts" / "package", "--program", binary, "--output", folder)
    (deb,) = folder.glob("innbridge_*.deb")
    return deb


def test_what_is_in_it(package: Path, tmp_path: Path) -> None:
    fields = dict(
        line.split(": ", 1) for line in run("dpkg-deb", "--field", package).splitlines() if line[0] != " "
    )
    depends = {name.split()[0] for name in fields["Depends"].split(", ")}
    assert {"libsqlite3-0", "libmicrohttpd12", "libc6", "open-jtalk", "adduser"} <= depends
    run("dpkg-deb", "-x", package, tmp_path)
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")}
    for name in [
        "usr/bin/innctl",
        "lib/systemd/system/innbridge.service",
        "lib/systemd/system/innbridge-backup.timer",
        "etc/innbridge/innbridge.json5",
        "usr/share/innbridge/voices/mei_normal.htsvoice",
        "usr/share/doc/innbridge/backup.md",
        "usr/share/doc/innbridge/copyright",
        "usr/lib/innbridge/libpjsua.so.2",
    ]:
        assert name in files, name
    # Nothing that Debian has a package for comes along.
    assert not [name for name in files if "libcrypto" in name or "libsqlite3" in name]
    # Each library is one of Debian's or lies beside the program.
    for line in run("ldd", tmp_path / "usr/lib/innbridge/innctl").splitlines():
        library = line.split()[0]
        if "=>" not in line:
            continue
        path = line.split("=> ")[1].split(" (")[0]
        is_brought = (tmp_path / "usr/lib/innbridge" / library).exists()
        assert is_brought or path.startswith(("/lib/", "/usr/lib/")), line
    settings = tmp_path / "etc/innbridge/innbridge.json5"
    innctl = tmp_path / "usr/bin/innctl"
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    assert "in order" in run(innctl, "config", "check", settings, env=environment)
    assert run(innctl, "version", env=environment).startswith("innctl " + fields["Version"])


def test_the_list_of_its_parts(package: Path) -> None:
    parts = json.loads(package.with_suffix("").with_suffix("").parent.joinpath(
        package.name.replace(".deb", ".cdx.json")
    ).read_text())
    assert (parts["bomFormat"], parts["specVersion"]) == ("CycloneDX", "1.5")
    names = {part["name"] for part in parts["components"]}
    assert {"libsqlite3-0", "libssl3", "libpjsua.so.2", "libswiftCore.so"} <= names
    for part in parts["components"]:
        assert part.get("purl", "").startswith("pkg:deb/debian/") or part["hashes"], part


def test_it_is_installed_and_goes_again(package: Path, tmp_path: Path) -> None:
    """In a root of its own, without the packages that it depends on; scripts don't run there."""
    root = tmp_path / "root"
    for folder in ["var/lib/dpkg/info", "var/lib/dpkg/updates", "var/lib/dpkg/triggers"]:
        (root / folder).mkdir(parents=True)
    for file in ["status", "available"]:
        (root / "var/lib/dpkg" / file).touch()
    dpkg = ["dpkg", f"--root={root}", "--force-script-chrootless", "--force-not-root", "--force-depends"]
    run(*dpkg, "--unpack", package)
    assert (root / "usr/bin/innctl").is_symlink()
    settings = root / "etc/innbridge/innbridge.json5"
    # Until it is configured, a conffile lies beside its place.
    assert settings.exists() or settings.with_name(settings.name + ".dpkg-new").exists()
    data = root / "var/lib/innbridge"
    data.mkdir(parents=True)
    (data / "registry.sqlite").write_text("guests")
    run(*dpkg, "--purge", "innbridge")
    left = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    assert not [name for name in left if name.startswith(("usr/", "etc/", "lib/"))], left
    assert "var/lib/innbridge/registry.sqlite" in left, "data are never removed"


def test_the_unit_is_locked_up(package: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze")
    told = run(
        "systemd-analyze", "security", "--offline=yes", "--no-pager", ROOT / "packaging/innbridge.service"
    )
    exposure = float(told.strip().splitlines()[-1].split("innbridge.service: ")[1].split()[0])
    assert exposure <= 2.5, told
