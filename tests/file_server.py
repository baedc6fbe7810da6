"""Files that a server fetches: an HTTP server on this machine whose answers are what the test says, and that remembers who asked."""

from local_server import LocalServer


class FileServer(LocalServer):
    """`files[path]` is a body, a status, or a function of the handler that answers itself. Use it as a context manager."""

    def __init__(self, files=None):
        self.files, self.asked = dict(files or {}), []
        super().__init__()

    def answer_GET(self, handler):  # noqa: N802 - the method's name.
        with self.lock:
            self.asked.append((handler.path, {k.lower(): v for k, v in handler.headers.items()}))
        file = self.files.get(handler.path, 404)
        if callable(file):
            file = file(handler)
        if file is None:
            return
        status, body = (file, b"no file") if isinstance(file, int) else (200, file.encode() if isinstance(file, str) else file)
        handler.send_response(status)
        if 300 <= status < 400:
            handler.send_header("Location", "/elsewhere")
        handler.send_header("Content-Type", "application/fhir+ndjson")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def paths(self):
        with self.lock:
            return [path for path, _ in self.asked]
