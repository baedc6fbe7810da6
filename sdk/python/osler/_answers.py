"""What a successful call gives: data and, beside it, what the server says about the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from .errors import ClinikApiError

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """A complete answer: `body` is the parsed JSON, None when there was none. Header names are in small letters."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Meta:
    request_id: str = ""
    timestamp: str = ""
    status: int = 0
    rate_limit_total: int | None = None
    rate_limit_remaining: int | None = None
    rate_limit_reset: int | None = None
    """Seconds left in the rate limit's window."""
    etag: str | None = None
    """Version of a single resource; hand it to `if_match`."""
    last_modified: str | None = None
    location: str | None = None
    replayed: bool = False
    """The server repeated the answer to an earlier request with the same idempotency key."""


@dataclass(frozen=True)
class Response(Generic[T]):
    data: T
    meta: Meta = field(default_factory=Meta)


def meta_of(answer: Answer) -> Meta:
    def number(name: str) -> int | None:
        text = answer.headers.get(name, "")
        return int(text) if text.isdigit() else None

    text = answer.headers.get
    return Meta(request_id=text("x-request-id", ""), timestamp=text("x-timestamp", text("date", "")), status=answer.status,
                rate_limit_total=number("x-ratelimit-limit"), rate_limit_remaining=number("x-ratelimit-remaining"),
                rate_limit_reset=number("x-ratelimit-reset"), etag=text("etag"), last_modified=text("last-modified"), location=text("location"),
                replayed=text("idempotent-replayed") == "true")


def unwrapped(answer: Answer) -> Response[Any]:
    """Opens {data, meta}. An answer without a body has the data None."""
    if answer.body is None:
        return Response(None, meta_of(answer))
    if isinstance(answer.body, dict) and "data" in answer.body:
        return Response(answer.body["data"], meta_of(answer))
    raise ClinikApiError("The answer has no data. Does base_url point to an Osler server?", status=answer.status, code="INVALID_RESPONSE")


def bare(answer: Answer) -> Response[Any]:
    """An answer that is not wrapped, as on the FHIR routes."""
    return Response(answer.body, meta_of(answer))
