"""What schemathesis must not do in a walk from one operation to the next."""

from __future__ import annotations

import uuid
from typing import Any

import schemathesis


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: dict[str, Any]) -> None:
    """Each webhook is created under a key of its own.

    The examples' key comes again and again; it brings the first answer, as it must, also when what
    that made was removed meanwhile, and then what was «just created» isn't there.
    """
    if case.operation.label == "POST /v1/webhooks" and "Idempotency-Key" in (case.headers or {}):
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
