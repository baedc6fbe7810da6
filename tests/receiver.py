"""A receiver of webhooks: an HTTP server on this machine that answers as the test says and remembers what came."""

import json
from dataclasses import dataclass

from local_server import LocalServer


@dataclass
class Got:
    path: str
    headers: dict  # Lower-case names.
    body: str
    status: int  # What was answered.

    @property
    def event(self):
        return json.loads(self.body)


class Receiver(LocalServer):
    """`answer(got_so_far, path, body)` gives the status; 200 unless said otherwise. Use it as a context manager."""

    def __init__(self, answer=lambda n, path, body: 200):
        self.got, self.answer = [], answer
        super().__init__()

    def answer_POST(self, handler):  # noqa: N802 - the method's name.
        body = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        with self.lock:
            status = self.answer(len(self.got), handler.path, body)
            self.got.append(Got(handler.path, {k.lower(): v for k, v in handler.headers.items()}, body, status))
        handler.send_response(status)
        handler.send_header("Content-Length", "6")
        handler.end_headers()
        handler.wfile.write(b"thanks")

    @property
    def url(self):
        return f"{self.origin}/hook"

    def accepted(self):
        with self.lock:
            return [got for got in self.got if 200 <= got.status < 300]
