"""Sends calls: key, headers, timeout, retries, errors. Knows nothing of resources. May be used from any thread."""

from __future__ import annotations

import http.client
import json
import logging
import random
import secrets
import socket
import ssl
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from ._answers import Answer
from ._retry import RetryBudget, delay_s, is_worth_retrying, retry_after_s
from ._settings import CallOptions, Settings, is_readable_by_others, positive
from .errors import ClinikApiError, ClinikConnectionError, ClinikTimeoutError, error_of

_log = logging.getLogger("osler")
_IDLE_MAX = 16
_CHUNK = 65536
_WRITES = ("POST", "PATCH", "DELETE")
_Connection = http.client.HTTPConnection


class Transport:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._url = urlsplit(settings.base_url)
        self._tls = ssl.create_default_context() if self._url.scheme == "https" else None
        self._budget = RetryBudget()
        self._idle: list[_Connection] = []
        self._lock = threading.Lock()
        if is_readable_by_others(settings.base_url):
            _log.warning("base_url is not https: the key and patient data can be read on the way")

    def __del__(self) -> None:
        if hasattr(self, "_idle"):
            self.close()

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def send(self, method: str, path: str, body: Any = None, options: CallOptions | None = None, route: str | None = None) -> Answer:
        """The answer to a call, however many attempts it takes. `path` goes on from base_url; `route` is the same without ids, for
        the log. Raises a ClinikApiError."""
        options = options or CallOptions()
        retries = int(positive("retries", self.settings.retries if options.retries is None else options.retries))
        timeout = positive("timeout", self.settings.timeout if options.timeout is None else options.timeout)
        text = None if body is None else json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
        headers = self._headers(method, body, options)
        self._budget.count_call()
        for number in range(retries + 1):
            try:
                return self._attempt(method, path, text, headers, timeout)
            except ClinikApiError as error:
                wait = delay_s(number, error.retry_after, random.random()) if is_worth_retrying(error) else None
                _log.debug("%s %s: %s", method, route or path.partition("?")[0], error.code)
                if number == retries or wait is None or not self._budget.take_retry():
                    raise
                time.sleep(wait)
        raise AssertionError("unreachable")

    def _headers(self, method: str, body: Any, options: CallOptions) -> dict[str, str]:
        headers = {name.lower(): value for name, value in self.settings.headers.items()}
        headers |= {"accept": "application/json", "x-api-key": self.settings.key}
        if body is not None:
            headers["content-type"] = "application/json"
            if method == "PATCH":
                headers["content-type"] = "application/json-patch+json" if isinstance(body, (list, tuple)) else "application/merge-patch+json"
        if options.if_match is not None:
            version = str(options.if_match)
            headers["if-match"] = f'W/"{version}"' if version.isdigit() else version
        if method in _WRITES:
            headers["idempotency-key"] = options.idempotency_key if options.idempotency_key is not None else secrets.token_hex(16)
        return headers

    def _attempt(self, method: str, path: str, body: bytes | None, headers: dict[str, str], timeout: float) -> Answer:
        deadline = time.monotonic() + timeout if timeout else None
        try:
            status, fields, content = self._exchange(method, path, body, headers, deadline)
        except (TimeoutError, socket.timeout) as late:
            raise ClinikTimeoutError(f"No answer within {timeout:g} s", code="TIMEOUT") from late
        except (OSError, http.client.HTTPException) as broken:
            raise ClinikConnectionError(f"No connection to {self.settings.base_url}", code="CONNECTION_ERROR") from broken
        parsed = _parsed(status, content)
        if 200 <= status < 300:
            return Answer(status, fields, parsed)
        raise error_of(status, fields, parsed, self.settings.base_url, retry_after_s(fields.get("retry-after")))

    def _exchange(self, method: str, path: str, body: bytes | None, headers: dict[str, str], deadline: float | None) -> tuple[int, dict[str, str], bytes]:
        connection, was_idle = self._connection(deadline)
        try:
            try:
                connection.request(method, self._url.path.rstrip("/") + path, body, headers)
                answer = connection.getresponse()
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                # The server closed a connection that had been idle: nothing of this request was read.
                connection.close()
                if not was_idle:
                    raise
                connection, _ = self._connection(deadline, fresh=True)
                connection.request(method, self._url.path.rstrip("/") + path, body, headers)
                answer = connection.getresponse()
            content = _read(connection, answer, deadline)
        except BaseException:
            connection.close()
            raise
        fields = {name.lower(): value for name, value in answer.getheaders()}
        self._give_back(connection, answer.will_close)
        return answer.status, fields, content

    def _connection(self, deadline: float | None, fresh: bool = False) -> tuple[_Connection, bool]:
        """A connection whose next operations end by the deadline, and whether it was used before."""
        seconds = _left(deadline)
        with self._lock:
            connection = self._idle.pop() if self._idle and not fresh else None
        if connection is not None and connection.sock is not None:
            connection.sock.settimeout(seconds)
            return connection, True
        host, port = self._url.hostname or "", self._url.port
        if self._tls is not None:
            return http.client.HTTPSConnection(host, port, timeout=seconds, context=self._tls), False
        return http.client.HTTPConnection(host, port, timeout=seconds), False

    def _give_back(self, connection: _Connection, will_close: bool) -> None:
        with self._lock:
            if not will_close and len(self._idle) < _IDLE_MAX:
                self._idle.append(connection)
                return
        connection.close()


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _read(connection: _Connection, answer: http.client.HTTPResponse, deadline: float | None) -> bytes:
    pieces: list[bytes] = []
    while True:
        if connection.sock is not None:
            connection.sock.settimeout(_left(deadline))
        piece = answer.read(_CHUNK)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)


def _parsed(status: int, content: bytes) -> Any:
    """The JSON of an answer; None without a body, or for a failure that is no JSON."""
    if not content:
        return None
    try:
        return json.loads(content)
    except ValueError:
        if status >= 300:
            return None
        raise ClinikApiError("The answer is not JSON. Does base_url point to an Osler server?", status=status, code="INVALID_RESPONSE") from None
