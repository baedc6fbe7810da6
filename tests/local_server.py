"""An HTTP server on this machine for a test: quiet, on a free port, ended with its context."""

import http.server
import threading


class LocalServer:
    """Calls `answer_GET(handler)` or `answer_POST(handler)` of whoever derives from it, on threads of their own; a method without is 501."""

    def __init__(self):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

        class Quick(http.server.ThreadingHTTPServer):
            request_queue_size = 256
            daemon_threads = True

            def handle_error(self, *_):
                """A server that is killed, or gives up, leaves broken connections."""

        for method in ("GET", "POST"):
            answer = getattr(self, f"answer_{method}", None)
            if answer:
                setattr(Handler, f"do_{method}", lambda handler, answer=answer: answer(handler))
        self.lock, self.server = threading.Lock(), Quick(("127.0.0.1", 0), Handler)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}"
