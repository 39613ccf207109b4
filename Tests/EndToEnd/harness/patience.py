"""Waiting for what the hub does by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


def until(look: Callable[[], Value], what: str = "something to see", *, seconds: float = 90) -> Value:
    """Looks until there is something to see, and gives it.

    - what: is waited for, for whoever reads of the failure.
    """
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, f"not after {seconds} s: {what}"
        time.sleep(0.05)
    return seen
