"""Key, address and options of a client, checked before anything is sent."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from .errors import ClinikApiError, ClinikAuthError, ClinikValidationError

_KEY = re.compile(r"clk_(live|test)_[A-Za-z0-9]+")
_ID = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_TYPED_ID = re.compile(r"([A-Z][A-Za-z]{0,63})/([A-Za-z0-9_.-]{1,128})")
_LOCAL_HOST = re.compile(r"localhost|.+\.localhost|127(\.\d+){3}|::1")


@dataclass(frozen=True)
class CallOptions:
    """Of one call; None stands for the client's own."""

    idempotency_key: str | None = None
    if_match: str | int | None = None
    timeout: float | None = None
    retries: int | None = None


@dataclass(frozen=True)
class Settings:
    base_url: str
    timeout: float
    retries: int
    headers: Mapping[str, str]
    key: str = field(repr=False)

    @property
    def environment(self) -> str:
        return "live" if self.key.startswith("clk_live_") else "test"


def resolve_key(given: str | None) -> str:
    """The argument, else the environment. Never echoes it."""
    key = given if given is not None else os.environ.get("OSLER_API_KEY") or os.environ.get("CLINIKAPI_SECRET_KEY")
    if not key:
        raise ClinikAuthError('No API key. Pass one, Clinik("clk_test_…"), or set OSLER_API_KEY.', code="UNAUTHORIZED")
    if not _KEY.fullmatch(key):
        hint = ("it contains a space or a line end." if re.search(r"\s", key) else "it is a webhook secret." if key.startswith("whsec_")
                else "expected clk_test_… or clk_live_…, then letters and digits only.")
        raise ClinikAuthError(f"This is not an API key: {hint}", code="INVALID_KEY_FORMAT")
    return key


def resolve_base_url(given: str | None) -> str:
    text = given if given is not None else os.environ.get("OSLER_BASE_URL") or "http://localhost:8080"
    url = _split(text)
    if url is None or url.scheme not in ("http", "https") or not url.hostname or url.username or url.password or url.query or url.fragment:
        raise ClinikApiError("base_url must look like https://osler.example.org", code="INVALID_OPTION")
    return text.rstrip("/")


def _split(text: str) -> SplitResult | None:
    try:
        url = urlsplit(text)
        _ = url.port  # Raises for what is no port.
        return url
    except ValueError:
        return None


def is_readable_by_others(base_url: str) -> bool:
    url = urlsplit(base_url)
    return url.scheme != "https" and not _LOCAL_HOST.fullmatch(url.hostname or "")


def positive(name: str, value: float) -> float:
    if isinstance(value, bool) or value < 0:
        raise ClinikApiError(f"{name} must be a number from 0 up", code="INVALID_OPTION")
    return value


def id_segment(ident: str, expected_type: str | None = None) -> str:
    """An id as one path segment. Type/id of the expected type becomes the bare id; another type is kept, for the server to judge."""
    text = str(ident)
    typed = _TYPED_ID.fullmatch(text)
    bare = typed.group(2) if typed else text
    if not _ID.fullmatch(bare) or re.fullmatch(r"\.+", bare):
        raise ClinikValidationError('The id must be 1 to 128 letters, digits, "_", "." or "-", or Type/id', code="INVALID_ID")
    return text.replace("/", "%2F") if typed and typed.group(1) != expected_type else bare


def type_segment(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{1,64}", name):
        raise ClinikValidationError("Expected a FHIR type name, for example Patient", code="INVALID_TYPE")
    return name
