"""A server that the hub sends to or reads from: answers as a test says, remembers what came."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .ports import LOOPBACK


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    # Sends the header and then nothing until the test ends.
    hangs: bool = False


Answer = Callable[[Request], Reply]


class Listener:
    """An HTTP server on a free port of the loopback interface."""

    def __init__(self, answer: Answer):
        self.answer = answer
        self.requests: list[Request] = []
        self._came = threading.Condition()
        self._ended = threading.Event()
        listener = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                listener._serve(self, self.rfile.read(length))

            do_POST = do_GET

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """A client that went away, a killed hub among them, is no fault."""

        self._server = Server((LOOPBACK, 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self._server.server_address[1]}"

    def __enter__(self) -> Listener:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(30)

    def _serve(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        request = Request(handler.command, handler.path, dict(handler.headers.items()), body)
        reply = self.answer(request)
        with self._came:
            self.requests.append(request)
            self._came.notify_all()
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        if reply.status not in (204, 304):
            handler.send_header("Content-Length", str(len(reply.body) + reply.hangs))
        handler.end_headers()
        handler.wfile.write(reply.body)
        if reply.hangs:
            handler.wfile.flush()
            self._ended.wait(120)
            handler.connection.shutdown(socket.SHUT_RDWR)

    def wait_for(
        self, fits: Callable[[list[Request]], bool], seconds: float = 60
    ) -> list[Request]:
        """Waits until what has come fits, and gives it."""
        deadline = time.monotonic() + seconds
        with self._came:
            while not fits(self.requests):
                left = deadline - time.monotonic()
                assert left > 0, f"after {seconds} s: {[r.path for r in self.requests]}"
                self._came.wait(left)
            return list(self.requests)
