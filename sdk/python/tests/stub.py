"""A server for one test: it records what arrives and answers what the test says."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "clk_test_SecretSecretSecret"


class Reply:
    """`body` as JSON, or bytes as they are. `how` is "drop" to close the connection or "hang" to answer nothing."""

    def __init__(self, status=200, body=None, headers=None, how=""):
        self.status, self.body, self.headers, self.how = status, body, headers or {}, how


def found(data, **headers):
    return Reply(200, {"data": data, "meta": {"requestId": "req_0123"}}, headers)


def refusal(status, code, message="No", issues=None, **headers):
    body = {"error": "Refused", "message": message, "code": code, "requestId": "req_0123"}
    return Reply(status, {**body, **({"issues": issues, "issue": issues} if issues else {})}, headers)


@contextmanager
def served(answer):
    """Yields (base URL, list of requests). `answer(request, number)` gives a Reply; `number` counts from 0."""
    requests = []
    released = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self):
            length = int(self.headers.get("content-length") or 0)
            content = self.rfile.read(length)
            request = {"method": self.command, "path": self.path, "headers": {k.lower(): v for k, v in self.headers.items()},
                       "body": json.loads(content) if content else None, "time": time.monotonic(), "peer": self.client_address}
            requests.append(request)
            reply = answer(request, len(requests) - 1)
            if reply.how == "hang":
                released.wait(10)
            if reply.how:
                self.close_connection = True
                self.connection.close()
                return
            content = reply.body if isinstance(reply.body, bytes) else b"" if reply.body is None else json.dumps(reply.body).encode()
            self.send_response(reply.status)
            for name, value in {"content-type": "application/json", "x-request-id": "req_0123", "content-length": str(len(content)), **reply.headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_any  # noqa: N815 - http.server's own names.

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", requests
    finally:
        released.set()
        server.shutdown()
        server.server_close()
