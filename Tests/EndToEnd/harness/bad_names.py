"""A name service that is down when it is told to be, for names that end in `.test`."""

from __future__ import annotations

import mmap
import struct
import subprocess
from pathlib import Path

_SOURCE = Path(__file__).with_name("bad_names.c")


class BadNames:
    """Knows nothing at first."""

    def __init__(self, folder: Path):
        library = folder / "bad_names.so"
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-O1", "-Wall", "-o", str(library), str(_SOURCE), "-ldl", "-lpthread"],
            check=True,
        )
        control = folder / "bad_names.control"
        control.write_bytes(bytes(8))
        with open(control, "r+b") as file:
            self._control = mmap.mmap(file.fileno(), 8)
        self.environment = {"LD_PRELOAD": str(library), "BAD_NAMES": str(control)}

    def _set(self, state: int) -> None:
        struct.pack_into("=i", self._control, 0, state)

    def work(self) -> None:
        """Every name is this machine."""
        self._set(1)

    def be_silent(self) -> None:
        """Nothing for ten seconds, then: try again."""
        self._set(2)

    def know_nothing(self) -> None:
        self._set(0)

    @property
    def asked_by_telephone(self) -> int:
        """How often the thread that keeps all calls alive has waited for a name."""
        return struct.unpack_from("=i", self._control, 4)[0]
