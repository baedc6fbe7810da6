"""What is measured: an Osler server that this process starts and pins, or any FHIR server that already runs."""

import contextlib
import http.client
import json
import os
import re
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from harness import Server  # noqa: E402 - it lies beside, not in a package.

CORES = os.cpu_count() or 1


def pin(pid, cores):
    """All threads of a process onto these cores; threads that they start later follow."""
    if CORES < 2 or not pid:
        return
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError):
                os.sched_setaffinity(int(task), cores)


class Target:
    """A FHIR base with its credentials. `pid` is 0 where the process is out of reach; figures that need it are left out then."""

    own = False
    spread = 0  # How many all_cores() are under way.

    def __init__(self, base, headers=None, pid=0, name="peer"):
        parts = urlsplit(base)
        if parts.scheme != "http":
            raise ValueError("the base has to be an http:// address")
        self.host, self.port, self.base = parts.hostname, parts.port or 80, parts.path.rstrip("/")
        self.headers, self.pid, self.name = dict(headers or {}), pid, name

    def request(self, method, path, body=None, headers=None, timeout=900):
        """(status, headers with lower-case names, parsed JSON or None) of one request below the base."""
        sent = {"Accept": "application/json", **self.headers, **(headers or {})}
        if body is not None:
            body = body if isinstance(body, (bytes, str)) else json.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection(self.host, self.port, timeout)
        try:
            connection.request(method, self.base + path, body, sent)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        with contextlib.suppress(ValueError):
            return response.status, {k.lower(): v for k, v in response.getheaders()}, json.loads(content)
        return response.status, {k.lower(): v for k, v in response.getheaders()}, None

    def get(self, path):
        status, _, found = self.request("GET", path)
        if status != 200 or found is None:
            raise RuntimeError(f"GET {path}: {status} {str(found)[:300]}")
        return found

    def total(self, query):
        """The exact number of matches of 'Type?criteria'."""
        return self.get(f"/{query}{'&' if '?' in query else '?'}_summary=count&_total=accurate")["total"]

    def move(self, cores):
        """The server onto these cores."""
        pin(self.pid, cores)

    @contextlib.contextmanager
    def all_cores(self):
        """Within, the server has all cores instead of core 0 alone. May be nested: the outermost counts."""
        self.spread += 1
        if self.spread == 1:
            self.move(set(range(CORES)))
        try:
            yield
        finally:
            self.spread -= 1
            if self.spread == 0:
                self.move({0})

    def resident_mb(self):
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024

    def settings(self):
        software = self.get("/metadata").get("software", {})
        return f"{software.get('name', self.name)} {software.get('version', '')}".strip()


class OwnTarget(Target):
    """An Osler server over a folder of its own, gone afterwards. `with OwnTarget() as target`."""

    own = True

    def __init__(self):
        self.server = Server(cores=frozenset({0}))

    def __enter__(self):
        self.server.__enter__()
        self._known()
        return self

    def __exit__(self, *what):
        self.server.__exit__(*what)

    def _known(self):
        super().__init__(f"{self.server.url}/v1/fhir", {"x-api-key": self.server.keys["test"]}, self.server.process.pid, "Osler")

    def move(self, cores):
        """Started again there, for it has as many event loops as cores it may run on when it starts; its caches are empty then."""
        self.server.stop()
        self.server.cores = frozenset(cores)
        self.server.start()
        self._known()

    def disk_bytes(self):
        return sum(p.stat().st_size for p in self.server.data.rglob("*") if p.is_file())

    def versions(self):
        """Stored versions of all resources since the beginning."""
        return int(re.search(r"^osler_store_position (\d+)", self.server.client().get("/metrics").text, re.M).group(1))

    def started_again(self, kill=False):
        """Ends the server, cleanly or by SIGKILL, and starts it. Returns milliseconds from exec to the first answer to a read
        of the store, or to its refusal."""
        if kill:
            self.server.kill()
        else:
            self.server.stop()
        began = time.perf_counter()
        self.server.start()
        self._known()
        status, _, _ = self.request("GET", "/Patient/none")
        if status not in (404, 410):
            raise RuntimeError(f"a read after the start: {status}")
        return (time.perf_counter() - began) * 1000
