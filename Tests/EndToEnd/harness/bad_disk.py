"""A disk that is full, broken, read-only or slow, and a clock that jumps, under a running hub."""

from __future__ import annotations

import mmap
import struct
import subprocess
from pathlib import Path

_SOURCE = Path(__file__).with_name("bad_disk.c")


class BadDisk:
    """Misbehaves for one directory, when it is told to."""

    def __init__(self, folder: Path, directory: Path):
        """- folder: where the library and its control lie.
        - directory: whose files are on the disk.
        """
        library = folder / "bad_disk.so"
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-O1", "-Wall", "-o", str(library), str(_SOURCE), "-ldl"],
            check=True,
        )
        control = folder / "bad_disk.control"
        control.write_bytes(bytes(12))
        with open(control, "r+b") as file:
            self._control = mmap.mmap(file.fileno(), 12)
        self.environment = {
            "LD_PRELOAD": str(library),
            "BAD_DISK": str(directory.resolve()),
            "BAD_DISK_CONTROL": str(control),
        }

    def fail(self, error: int) -> None:
        """Every write and fsync fails so, 0: none."""
        struct.pack_into("=i", self._control, 0, error)

    def slow(self, milliseconds: int) -> None:
        """Each fsync takes so much longer."""
        struct.pack_into("=i", self._control, 4, milliseconds)

    def jump(self, seconds: int) -> None:
        """The wall clock is so far off."""
        struct.pack_into("=i", self._control, 8, seconds)
