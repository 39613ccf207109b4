"""SMS gateways as the hub meets them: a Twilio-compatible provider and gammu-smsd's folders."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
import urllib.parse
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import requests

from .hub import Hub
from .ports import LOOPBACK

ACCOUNT = "AC0123456789"
TOKEN = "a-token-for-tests"
PUBLIC = "https://hub.example/sms/twilio/messages"
PUBLIC_STATUS = "https://hub.example/sms/twilio/status"


def signature(url: str, fields: Iterable[tuple[str, str]]) -> str:
    """What the provider puts into X-Twilio-Signature."""
    signed = url + "".join(name + value for name, value in sorted(set(fields)))
    digest = hmac.new(TOKEN.encode(), signed.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


class Provider:
    """The provider's REST interface on loopback; keeps what it is asked to send."""

    def __init__(self) -> None:
        self.sent: list[dict[str, str]] = []
        self.status, self.answer = 201, None
        # How many messages are taken without an answer.
        self.hangs_up = 0
        self.lock = threading.Lock()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                """Messages that were taken, newest first."""
                if not self._is_allowed():
                    return
                wanted = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
                with provider.lock:
                    found = [
                        {"sid": each["sid"], "to": each["To"], "body": each["Body"]}
                        for each in reversed(provider.sent)
                        if each["To"] == wanted["To"]
                    ]
                self._answer(200, {"messages": found[: int(wanted["PageSize"])]})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if not self._is_allowed():
                    return
                fields = dict(urllib.parse.parse_qsl(body.decode()))
                with provider.lock:
                    fields["sid"] = f"SM{len(provider.sent) + 1:06d}"
                    provider.sent.append(fields)
                if provider.hangs_up > 0:
                    # Taken, but the hub will never hear of it.
                    provider.hangs_up -= 1
                    self.close_connection = True
                    return
                self._answer(provider.status, provider.answer or {"sid": fields["sid"]})

            def _is_allowed(self) -> bool:
                wanted = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
                path = self.path.split("?")[0]
                right = path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
                allowed = right and self.headers["Authorization"] == f"Basic {wanted}"
                if not allowed:
                    self._answer(401, {})
                return allowed

            def _answer(self, status: int, content: dict[str, Any]) -> None:
                text = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
        self.url = f"http://{LOOPBACK}:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def settings(self) -> dict[str, str]:
        return {
            "account": ACCOUNT,
            "token": TOKEN,
            "from": "0175000099",
            "message_url": PUBLIC,
            "status_url": PUBLIC_STATUS,
            "api": self.url,
        }

    def answers(self, count: int, seconds: float = 15) -> list[str]:
        """Texts that were sent, once there are so many."""
        deadline = time.monotonic() + seconds
        while len(self.sent) < count:
            assert time.monotonic() < deadline, f"{len(self.sent)} of {count} messages were sent"
            time.sleep(0.05)
        return [each["Body"] for each in self.sent]


def deliver(
    hub: Hub,
    text: str,
    sender: str,
    sid: str,
    *,
    signed: str | None = None,
    session: requests.Session | None = None,
) -> requests.Response:
    """Hands a keeper's message to the hub's webhook, as the provider does."""
    fields = [
        ("AccountSid", ACCOUNT), ("MessageSid", sid), ("From", sender), ("To", "+81175000099"),
        ("Body", text), ("NumMedia", "0"),
    ]
    return _post(hub, "/sms/twilio/messages", PUBLIC, fields, signed, session)


def report(hub: Hub, sid: str, status: str) -> requests.Response:
    fields = [("AccountSid", ACCOUNT), ("MessageSid", sid), ("MessageStatus", status)]
    return _post(hub, "/sms/twilio/status", PUBLIC_STATUS, fields, None, None)


def _post(
    hub: Hub,
    path: str,
    public: str,
    fields: list[tuple[str, str]],
    signed: str | None,
    session: requests.Session | None,
) -> requests.Response:
    session = session or requests.Session()
    session.trust_env = False
    return session.post(
        hub.url + path,
        data=fields,
        headers={"X-Twilio-Signature": signature(public, fields) if signed is None else signed},
        timeout=30,
    )


class Folders:
    """The folders of gammu-smsd, with or without the daemon behind them."""

    def __init__(self, root: Path):
        self.root = root
        for name in ["inbox", "outbox", "sent", "errors"]:
            (root / name).mkdir(parents=True)

    def settings(self) -> dict[str, Any]:
        # The test's clock is not the network's.
        names = ["inbox", "outbox", "sent", "errors"]
        return {name: str(self.root / name) for name in names} | {"network_time": False}

    def put(self, text: str, sender: str, serial: int) -> None:
        """A message as the daemon writes it: a file a part, UTF-16 with its mark, big end first."""
        day, clock = divmod(serial, 86_400)
        stamp = f"{clock // 3600:02d}{clock // 60 % 60:02d}{clock % 60:02d}"
        bytes_ = text.encode("utf-16-be")
        parts = [bytes_[start : start + 134] for start in range(0, len(bytes_), 134)]
        for number, part in enumerate(parts if len(bytes_) > 140 else [bytes_]):
            name = f"IN202612{3 + day:02d}_{stamp}_00_{sender}_{number:02d}.txt"
            passing = self.root / f".{name}"
            passing.write_bytes(b"\xfe\xff" + part)
            passing.rename(self.root / "inbox" / name)

    def answers(self, count: int, seconds: float = 15, folder: str = "outbox") -> list[str]:
        """Texts in the outbox, by the hub's number, once there are so many."""
        deadline = time.monotonic() + seconds
        while True:
            files = sorted(
                (self.root / folder).glob("OUT*"),
                key=lambda path: int(path.name.rsplit("_sms", 1)[1].split(".")[0]),
            )
            if len(files) >= count:
                return [path.read_bytes()[2:].decode("utf-16-be") for path in files]
            assert time.monotonic() < deadline, f"{len(files)} of {count} files in {folder}"
            time.sleep(0.05)


def configure(hub: Hub, **settings: Any) -> None:
    """Writes the hub's sms.json before it starts."""
    hub.data.mkdir(mode=0o700, exist_ok=True)
    file = hub.data / "sms.json"
    # It holds a secret.
    file.touch(mode=0o600)
    file.write_text(json.dumps(settings))


def messages(hub: Hub, inn: str | None = None) -> list[dict[str, Any]]:
    """Messages that the hub keeps, newest first."""
    arguments = ["sms", "list", "--limit", "500", "--json"] + (["--inn", inn] if inn else [])
    return hub.innctl(*arguments).json()["messages"]
