"""A receiver of webhooks: an HTTP server on this machine that answers as the test says and remembers what came."""

import http.server
import json
import threading
from dataclasses import dataclass


@dataclass
class Got:
    path: str
    headers: dict  # Lower-case names.
    body: str
    status: int  # What was answered.

    @property
    def event(self):
        return json.loads(self.body)


class Receiver:
    """`answer(got_so_far, path, body)` gives the status; 200 unless said otherwise. Use it as a context manager."""

    def __init__(self, answer=lambda n, path, body: 200):
        self.got, self.lock, self.answer = [], threading.Lock(), answer
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):  # noqa: N802 - the library's name.
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                with receiver.lock:
                    status = receiver.answer(len(receiver.got), self.path, body)
                    receiver.got.append(Got(self.path, {k.lower(): v for k, v in self.headers.items()}, body, status))
                self.send_response(status)
                self.send_header("Content-Length", "6")
                self.end_headers()
                self.wfile.write(b"thanks")

            def log_message(self, *_):
                pass

        class Quick(http.server.ThreadingHTTPServer):
            request_queue_size = 256
            daemon_threads = True

            def handle_error(self, *_):
                """A server that is killed leaves broken connections."""

        self.server = Quick(("127.0.0.1", 0), Handler)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}/hook"

    def accepted(self):
        with self.lock:
            return [got for got in self.got if 200 <= got.status < 300]
