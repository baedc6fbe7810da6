"""Files that a server fetches: an HTTP server on this machine whose answers are what the test says, and that remembers who asked."""

import http.server
import threading


class FileServer:
    """`files[path]` is a body, a status, or a function of the handler that answers itself. Use it as a context manager."""

    def __init__(self, files=None):
        self.files, self.asked, self.lock = dict(files or {}), [], threading.Lock()
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):  # noqa: N802 - the library's name.
                with owner.lock:
                    owner.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
                file = owner.files.get(self.path, 404)
                if callable(file):
                    file = file(self)
                if file is None:
                    return
                status, body = (file, b"no file") if isinstance(file, int) else (200, file.encode() if isinstance(file, str) else file)
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Type", "application/fhir+ndjson")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Quick(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                """A server that is killed, or gives up, leaves broken connections."""

        self.server = Quick(("127.0.0.1", 0), Handler)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def paths(self):
        with self.lock:
            return [path for path, _ in self.asked]
