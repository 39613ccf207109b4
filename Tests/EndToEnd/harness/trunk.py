"""A provider's end of a trunk: it wants the hub registered, and has its own ways to fail."""

from __future__ import annotations

import hashlib
import re
import uuid

from .answering import header
from .hub import Hub
from .inn_telephone import InnTelephone

REALM = "trunk.example"


class Trunk(InnTelephone):
    """A trunk that registers by digest (RFC 3261, section 22) and rings the inns behind it.

    - user, password: whom it knows; without them nobody needs to register.
    - shortest: the shortest registration it takes, in seconds (423).
    - status: what it says to calls instead of ringing; "" says nothing at all.
    """

    def __init__(
        self,
        hub: Hub,
        port: int,
        *,
        user: str = "",
        password: str = "",
        shortest: int = 0,
        status: str | None = None,
    ):
        self.user, self.password, self.shortest = user, password, shortest
        self.status = status
        self.is_deaf = False
        # Registrations that were taken: contact and seconds.
        self.registered: list[tuple[str, int]] = []
        self.refused: list[int] = []
        self._nonce = uuid.uuid4().hex
        super().__init__(hub, port)

    def invited(self, text: str, source: tuple[str, int]) -> None:
        if self.status is None:
            super().invited(text, source)
        elif self.status:
            self._reply(text, source, self.status)

    def wait_for_registration(self, seconds: float = 20) -> tuple[str, int]:
        with self._changed:
            came = self._changed.wait_for(lambda: self.registered, seconds)
        assert came, f"no registration, refused: {self.refused}\n{self.hub.log_end(20)}"
        return self.registered[-1]

    def wait_for_refusal(self, status: int, seconds: float = 20) -> None:
        with self._changed:
            came = self._changed.wait_for(lambda: status in self.refused, seconds)
        assert came, f"{self.refused}\n{self.hub.log_end(20)}"

    def _take(self, text: str, source: tuple[str, int]) -> None:
        if self.is_deaf:
            return
        if not text.startswith("REGISTER "):
            super()._take(text, source)
            return
        status, headers = self._judge(text)
        self._reply(text, source, status, headers=headers)
        with self._changed:
            if status.startswith("200"):
                contact = re.findall(r"<([^>]+)>", header(text, "contact"))[0]
                self.registered.append((contact, self._wanted(text)))
            else:
                self.refused.append(int(status[:3]))
            self._changed.notify_all()

    @staticmethod
    def _wanted(text: str) -> int:
        expires = header(text, "expires") or "".join(re.findall(r";expires=(\d+)", text))
        return int(expires)

    def _judge(self, text: str) -> tuple[str, tuple[str, ...]]:
        given = dict(re.findall(r'(\w+)="?([^",]+)"?', header(text, "authorization")))
        if given.get("nonce") != self._nonce:
            challenge = f'WWW-Authenticate: Digest realm="{REALM}", nonce="{self._nonce}", qop="auth"'
            return "401 Unauthorized", (challenge,)
        if given.get("response") != self._response(given):
            return "403 Forbidden", ()
        seconds = self._wanted(text)
        if 0 < seconds < self.shortest:
            return "423 Interval Too Brief", (f"Min-Expires: {self.shortest}",)
        contact = header(text, "contact").split(";expires")[0]
        return "200 OK", (f"Contact: {contact};expires={seconds}", f"Expires: {seconds}")

    def _response(self, given: dict[str, str]) -> str:
        def digest(*parts: str) -> str:
            return hashlib.md5(":".join(parts).encode()).hexdigest()

        secret = digest(self.user, REALM, self.password)
        return digest(
            secret,
            self._nonce,
            given.get("nc", ""),
            given.get("cnonce", ""),
            given.get("qop", ""),
            digest("REGISTER", given.get("uri", "")),
        )
