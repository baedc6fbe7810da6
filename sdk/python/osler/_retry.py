"""When a failed attempt is made again, and after how long."""

from __future__ import annotations

import threading
import time
from email.utils import parsedate_to_datetime

from .errors import ClinikApiError, ClinikConnectionError, ClinikTimeoutError

RETRY_AFTER_MAX_S = 60.0


def is_worth_retrying(error: ClinikApiError) -> bool:
    if isinstance(error, (ClinikTimeoutError, ClinikConnectionError)) or error.status in (408, 429) or error.status >= 500:
        return True
    return error.status == 409 and error.code == "IDEMPOTENCY_IN_PROGRESS"


def delay_s(retry: int, retry_after: float | None, random: float) -> float | None:
    """Seconds before retry number `retry`, from 0; None when the server asks for more than is waited for."""
    if retry_after is None:
        return random * min(2.0**retry, 10.0)
    return retry_after if retry_after <= RETRY_AFTER_MAX_S else None


def retry_after_s(header: str | None) -> float | None:
    """Seconds by a Retry-After header, which holds seconds or a date."""
    if header is None:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except ValueError:
        return None


class RetryBudget:
    """Keeps retries from burying a server in trouble: once 100 calls were made, at most one retry for ten calls. Counts fade by
    half every 1000 calls. May be used from any thread."""

    def __init__(self) -> None:
        self._calls = self._retries = 0.0
        self._lock = threading.Lock()

    def count_call(self) -> None:
        with self._lock:
            self._calls += 1
            if self._calls > 1000:
                self._calls /= 2
                self._retries /= 2

    def take_retry(self) -> bool:
        """Takes one retry out of the budget; False when there is none left."""
        with self._lock:
            if self._calls >= 100 and self._retries + 1 > self._calls * 0.1:
                return False
            self._retries += 1
            return True
