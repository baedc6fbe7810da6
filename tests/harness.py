"""What every whole-server test stands on: a server of one's own, clients for it, and the count at the end.

A test is a program. It starts `Server`s (build/release/osler, or OSLER_BINARY) on a free port over a data directory
that is gone afterwards, calls `check(claim, condition, detail)` and ends with `sys.exit(finish())`. A failed claim is
one line; the last line is "N passed, N failed, N skipped"."""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

ROOT = Path(__file__).resolve().parent.parent
BINARY = os.environ.get("OSLER_BINARY", str(ROOT / "build" / "release" / "osler"))
SHARED = Path(os.environ.get("OSLER_SHARED", str(ROOT.parent / "shared")))
LONG = bool(os.environ.get("OSLER_LONG"))
START_TIMEOUT_S = 20
STOP_TIMEOUT_S = 5

# --- counting


class _Count:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.lock = threading.Lock()


_count = _Count()


def check(claim, condition, detail=""):
    """One claim. Returns whether it held."""
    with _count.lock:
        if condition:
            _count.passed += 1
            return True
        _count.failed += 1
        text = detail() if callable(detail) else detail
        print(f"FAILED: {claim}" + (f"  [{str(text)[:600]}]" if text != "" else ""), flush=True)
        return False


def equal(claim, actual, expected):
    return check(claim, actual == expected, lambda: f"got {actual!r}, expected {expected!r}")


def skip(claim, reason, count=1):
    with _count.lock:
        _count.skipped += count
    print(f"SKIPPED: {claim}: {reason}", flush=True)


def measured(text):
    print(f"[measured] {text}", flush=True)


def run(*tests):
    """Runs each test; an exception is a failure of that test and ends only it."""
    for test in tests:
        try:
            test()
        except Exception:  # noqa: BLE001 - whatever went wrong, the others still run.
            last = traceback.format_exc().strip().splitlines()
            check(test.__name__, False, " | ".join(last[-4:]))


def finish():
    print(f"{_count.passed} passed, {_count.failed} failed, {_count.skipped} skipped", flush=True)
    return 1 if _count.failed or not (_count.passed + _count.skipped) else 0


def require_binary():
    """Ends the program, counted as a failure, when there is nothing to test."""
    if not os.access(BINARY, os.X_OK):
        check("the server is built", False, f"{BINARY} is missing; ./dev build makes it")
        sys.exit(finish())


# --- requests


@dataclass
class Answer:
    status: int
    headers: dict  # Lower-case names.
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def data(self):
        return self.json["data"]

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    def __str__(self):
        return f"{self.status} {self.text[:400]}"


class Client:
    """One keep-alive connection with its credentials. `source` is the loopback address it comes from. With `retry`, a
    request on a connection that the server had closed meanwhile is sent once more."""

    def __init__(self, server, key=None, token=None, source=None, timeout=60, retry=True):
        self.server, self.key, self.token, self.source, self.timeout, self.retry = server, key, token, source, timeout, retry
        self.connection = None

    def request(self, method, path, body=None, headers=None, content_type="application/json"):
        sent = {}
        if self.key is not None:
            sent["x-api-key"] = self.key
        if self.token is not None:
            sent["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            if not isinstance(body, (bytes, str)):
                body = json.dumps(body, ensure_ascii=False)
            if isinstance(body, str):
                body = body.encode("utf-8", "surrogatepass")
            if content_type:
                sent["Content-Type"] = content_type
        sent.update(headers or {})
        for attempt in (1, 2):
            fresh = self.connection is None
            try:
                if fresh:
                    source = (self.source, 0) if self.source else None
                    self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port, self.timeout, source)
                self.connection.request(method, path, body, sent)
                response = self.connection.getresponse()
                content = response.read()
                answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, content)
                if response.will_close:
                    self.close()
                return answer
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.close()
                if fresh or attempt == 2 or not self.retry:
                    raise
            except Exception:
                self.close()
                raise
        raise AssertionError("unreachable")

    def get(self, path, /, **parameters):
        headers = parameters.pop("headers", None)
        return self.request("GET", with_query(path, parameters), headers=headers)

    def post(self, path, body, **more):
        return self.request("POST", path, body, **more)

    def put(self, path, body, **more):
        return self.request("PUT", path, body, **more)

    def patch(self, path, body, **more):
        return self.request("PATCH", path, body, **more)

    def delete(self, path, **more):
        return self.request("DELETE", path, **more)

    def close(self):
        if self.connection is not None:
            with contextlib.suppress(Exception):
                self.connection.close()
            self.connection = None


def with_query(path, parameters):
    if not parameters:
        return path
    pairs = [(k, v) for k, values in parameters.items() for v in (values if isinstance(values, (list, tuple)) else [values])]
    return f"{path}{'&' if '?' in path else '?'}{urlencode(pairs, quote_via=quote)}"


def raw_exchange(port, sent, timeout=5.0, half_close=False):
    """Sends bytes as they are and reads until the server closes or falls silent."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout) as peer:
        peer.settimeout(timeout)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            peer.sendall(sent)
            if half_close:
                peer.shutdown(socket.SHUT_WR)
        with contextlib.suppress(TimeoutError, ConnectionResetError, socket.timeout):
            while chunk := peer.recv(65536):
                received += chunk
    return received


def raw_status(received):
    """The status of the first answer in what came back; 0 when there was none."""
    match = re.match(rb"HTTP/1\.[01] (\d{3})", received)
    return int(match.group(1)) if match else 0


# --- the server


@dataclass
class Server:
    """A server over a data directory of its own. Use it as a context manager."""

    dev: bool = False
    arguments: tuple = ()
    cores: frozenset = frozenset()  # It may run on these only; empty: on all.
    data: Path | None = None
    keys: dict = field(default_factory=dict)
    admin: dict = field(default_factory=dict)
    organization: dict = field(default_factory=dict)
    process: subprocess.Popen | None = None
    port: int = 0
    output: list = field(default_factory=list)

    def __enter__(self):
        self._folder = None
        try:
            if self.data is None:
                self._folder = tempfile.mkdtemp(prefix="osler-test-")
                self.data = Path(self._folder) / "data"
                if not self.dev:
                    self.init()
            self.start()
            if self.dev:
                self.read_banner()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def init(self):
        made = osler("init", "--data", str(self.data), "--organization", "Test House", "--json")
        if made.returncode != 0:
            raise RuntimeError(f"osler init: exit {made.returncode}: {made.stderr[-400:]}")
        shown = json.loads(made.stdout)
        self.keys, self.admin, self.organization = shown["keys"], shown["admin"], shown["organization"]

    def read_banner(self):
        """What `serve --dev` prints for a newcomer: keys and login."""
        until = time.monotonic() + 5
        while time.monotonic() < until:
            text = "\n".join(self.output)
            keys = {word: found.group(0) for word in ("test", "live") if (found := re.search(rf"clk_{word}_\w+", text))}
            login = re.search(r"admin\s+(\S+@\S+)\s+(\S+)", text)
            if len(keys) == 2 and login:
                self.keys, self.admin = keys, {"email": login.group(1), "password": login.group(2)}
                tags = self.client().get("/v1/fhir/Patient/abc123").json.get("meta", {}).get("tag", [])
                self.organization = {"id": next((t["code"] for t in tags if t.get("code", "").startswith("org_")), "")}
                return
            time.sleep(0.02)
        raise RuntimeError(f"serve --dev printed no keys and login: {self.output[-20:]}")

    def start(self):
        """Returns the seconds until it said that it listens."""
        began = time.monotonic()
        command = ["taskset", "-c", ",".join(map(str, sorted(self.cores)))] if self.cores else []
        command += [BINARY, "serve", "--data", str(self.data), "--listen", "127.0.0.1:0", *(["--dev"] if self.dev else []), *self.arguments]
        # Standard error goes to a file, so that a full pipe never stops the server.
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        ready = threading.Event()
        self.output = []

        def read_lines(process):
            for line in process.stdout:
                self.output.append(line.rstrip("\n"))
                if match := re.search(r"listening on https?://\S+?:(\d+)", line):
                    self.port = int(match.group(1))
                    ready.set()
            ready.set()

        threading.Thread(target=read_lines, args=(self.process,), daemon=True).start()
        ready.wait(START_TIMEOUT_S)
        if not self.port or self.process.poll() is not None:
            raise RuntimeError(f"the server did not start: {self.output[-5:]} {self.error_text()[-600:]}")
        return time.monotonic() - began

    def stop(self):
        """SIGTERM. Returns (exit code, seconds); exit code None when it did not end in time."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(STOP_TIMEOUT_S + 1)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            code = None
        self.port = 0
        return code, time.monotonic() - began

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.port = 0

    def error_text(self):
        self.errors.seek(0)
        return self.errors.read().decode("utf-8", "replace")

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def client(self, environment="test", **more):
        return Client(self, key=self.keys[environment], **more)

    def login(self, email=None, password=None, environment="test"):
        """A bearer token for that person; the admin of `osler init` by default."""
        body = {"email": email or self.admin["email"], "password": password or self.admin["password"], "environment": environment}
        answer = Client(self).post("/api/auth/login", body)
        if answer.status != 200:
            raise RuntimeError(f"login: {answer}")
        return answer.json["token"]

    def person(self, environment="test", **credentials):
        return Client(self, token=self.login(environment=environment, **credentials))

    def add_user(self, role, email=None, password="Correct-Horse-42"):
        """Makes a user; returns (user, client with a test token)."""
        email = email or f"{role}@example.org"
        body = {"email": email, "fullName": f"Some {role.title()}", "password": password, "role": role}
        answer = self.person().post("/api/admin/users", body)
        if answer.status != 201:
            raise RuntimeError(f"add user: {answer}")
        return answer.json["user"], self.person(email=email, password=password)

    def stopped_cleanly(self):
        code, seconds = self.stop()
        check("SIGTERM ends the server with exit 0 within 5 s", code == 0 and seconds <= STOP_TIMEOUT_S, f"exit {code} after {seconds:.1f} s")


def osler(*arguments, stdin=None, timeout=120, env=None):
    """Runs one command of the binary to its end."""
    return subprocess.run([BINARY, *arguments], input=stdin, capture_output=True, text=True, timeout=timeout,
                          env={**os.environ, **env} if env else None, check=False)


# --- what answers must look like


def issues_of(answer):
    """The issues of an OperationOutcome, or of a /v1 error; [] when the body is neither."""
    with contextlib.suppress(ValueError):
        body = answer.json
        if isinstance(body, dict):
            return body.get("issue") or body.get("issues") or []
    return []


def said(answer):
    """All text of an error that a person reads."""
    return answer.text.lower()


def is_outcome(answer):
    with contextlib.suppress(ValueError):
        body = answer.json
        return (isinstance(body, dict) and body.get("resourceType") == "OperationOutcome" and bool(body.get("issue"))
                and all(i.get("severity") and i.get("code") for i in body["issue"]))
    return False


def is_v1_error(answer):
    with contextlib.suppress(ValueError):
        body = answer.json
        return (isinstance(body, dict) and {"error", "message", "code", "requestId"} <= body.keys()
                and bool(body["message"]) and body["code"] == body["code"].upper()
                and (answer.status not in (400, 422) or (body.get("issues") and body.get("issues") == body.get("issue"))))
    return False


def fhir_error(claim, answer, status, code=None, expression=None, mentions=()):
    """The answer is `status` with an OperationOutcome that has an issue of this code and expression."""
    ok = answer.status == status and is_outcome(answer)
    issues = issues_of(answer)
    if ok and code:
        codes = {code} if isinstance(code, str) else set(code)
        ok = any(i["code"] in codes and (not expression or expression in i.get("expression", [])) for i in issues)
    if ok:
        ok = all(word.lower() in said(answer) for word in mentions)
    return check(claim, ok, lambda: f"{answer}; expected {status} {code or ''} {expression or ''} {' '.join(mentions)}")


def v1_error(claim, answer, status, code, mentions=()):
    ok = answer.status == status and is_v1_error(answer) and answer.json["code"] == code
    if ok:
        ok = all(word.lower() in said(answer) for word in mentions)
    return check(claim, ok, lambda: f"{answer}; expected {status} {code} {' '.join(mentions)}")
