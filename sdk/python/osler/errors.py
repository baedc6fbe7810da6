"""What a failed call raises. Errors hold no key, no body and no query: they may be logged as they are."""

from __future__ import annotations

import re
from typing import Any, TypedDict, cast


class Issue(TypedDict, total=False):
    """One finding of the server about a request: where, what, how bad."""

    severity: str
    code: str
    diagnostics: str
    expression: list[str]


_FIELD = re.compile(r"([A-Za-z]\w*(?:\[\d+\]|\.\w+)*): (.+)", re.S)


def _messages_by_field(issues: list[Issue]) -> dict[str, list[str]]:
    messages: dict[str, list[str]] = {}
    for issue in issues:
        text = issue.get("diagnostics", "")
        found = _FIELD.fullmatch(text)
        field = found.group(1) if found else next(iter(issue.get("expression", [])), None)
        if field:
            messages.setdefault(field, []).append(found.group(2) if found else text)
    return messages


class ClinikApiError(Exception):
    """Any failed call; the subclasses say which kind."""

    def __init__(self, message: str, *, status: int = 0, code: str = "UNKNOWN", issues: list[Issue] | None = None,
                 request_id: str | None = None, doc_url: str | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        """HTTP status; 0 when no answer came."""
        self.code = code
        self.issues = issues or []
        self.fields = _messages_by_field(self.issues)
        """The messages of each field: {"firstName": ["Required"]}."""
        self.request_id = request_id
        """Quote this when you ask the operator of the server for help."""
        self.doc_url = doc_url
        self.retry_after = retry_after
        """Seconds to wait before trying again, when the server said so."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(status={self.status}, code={self.code!r}, message={self.message!r}, request_id={self.request_id!r})"


class ClinikAuthError(ClinikApiError):
    """401: the key is absent, malformed, unknown, revoked or expired."""


class ClinikPermissionError(ClinikApiError):
    """403: the key is good, but not for this."""


class ClinikNotFoundError(ClinikApiError):
    """404, and 410 on FHIR: absent, deleted, or in another organization or environment."""


class ClinikConflictError(ClinikApiError):
    """409 and 412: somebody else changed it first, or the change collides with something stored."""


class ClinikValidationError(ClinikApiError):
    """400 and 422: the request itself is wrong; see `fields`. Also raised before sending, with status 0."""


class ClinikRateLimitError(ClinikApiError):
    """429: too many requests, or the quota is used up; see `retry_after`."""


class ClinikServerError(ClinikApiError):
    """5xx: the server failed."""


class ClinikTimeoutError(ClinikApiError):
    """No complete answer within the timeout. The server may have done the work all the same."""


class ClinikConnectionError(ClinikApiError):
    """The server could not be reached, or the connection broke."""


class ClinikWebhookError(ClinikApiError):
    """A webhook whose signature, time or form is wrong: do not act on it."""


_BY_STATUS: dict[int, type[ClinikApiError]] = {
    400: ClinikValidationError, 401: ClinikAuthError, 403: ClinikPermissionError, 404: ClinikNotFoundError, 409: ClinikConflictError,
    410: ClinikNotFoundError, 412: ClinikConflictError, 422: ClinikValidationError, 429: ClinikRateLimitError,
}


def error_class(status: int) -> type[ClinikApiError]:
    """The class that stands for an HTTP status."""
    return ClinikServerError if status >= 500 else _BY_STATUS.get(status, ClinikApiError)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def error_of(status: int, headers: dict[str, str], body: Any, base_url: str, retry_after: float | None) -> ClinikApiError:
    """The error that an unsuccessful answer stands for: one of /v1, or an OperationOutcome."""
    fault = body if isinstance(body, dict) else {}
    found = fault.get("issues") or fault.get("issue") or []
    issues = cast("list[Issue]", [issue for issue in found if isinstance(issue, dict)] if isinstance(found, list) else [])
    first: Issue = issues[0] if issues else {}
    redirect = 300 <= status < 400
    code = _text(fault.get("code")) or first.get("code") or ("UNEXPECTED_REDIRECT" if redirect else f"HTTP_{status}")
    message = (_text(fault.get("message")) or first.get("diagnostics") or _text(fault.get("error"))
               or ("The server redirects elsewhere; set base_url to the final address" if redirect else f"The server answered {status} without an explanation"))
    return error_class(status)(message, status=status, code=code, issues=issues, retry_after=retry_after,
                               request_id=_text(fault.get("requestId")) or headers.get("x-request-id"), doc_url=f"{base_url}/docs/errors#{code}")
