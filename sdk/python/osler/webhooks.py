"""Whether a webhook is genuine.

    event = webhooks.verify(body, headers, secret)

Hand in the body as it came, before parsing, as bytes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from .errors import ClinikWebhookError

_TOLERANCE_S = 300.0


@dataclass(frozen=True)
class _Scheme:
    """One way of signing: which bytes, which key, which signatures would do."""

    time: str | None
    signed: bytes
    key: Callable[[str], bytes]
    signatures: list[bytes]


def verify(body: bytes | str, headers: Mapping[str, str], secret: str | Iterable[str], *, tolerance: float = _TOLERANCE_S) -> dict[str, Any]:
    """The event of a genuine webhook; raises ClinikWebhookError for any other. Several secrets are good while one replaces the
    other; the signed time may be `tolerance` seconds off. The same event may be delivered twice: event["id"] tells."""
    content = body.encode() if isinstance(body, str) else bytes(body)
    candidates = [one for one in ([secret] if isinstance(secret, str) else secret) if one]
    if not candidates:
        raise ClinikWebhookError("There is no secret to verify with", code="MISSING_SECRET")
    scheme = _scheme({name.lower(): value for name, value in headers.items()}, content)
    if scheme is None:
        raise ClinikWebhookError("There is no signature", code="MISSING_SIGNATURE")
    if not _is_recent(scheme.time, tolerance):
        raise ClinikWebhookError("The signed time is missing or too far from now", code="SIGNATURE_EXPIRED")
    for candidate in candidates:
        expected = hmac.new(scheme.key(candidate), scheme.signed, hashlib.sha256).digest()
        # All are compared, so that the time tells nothing.
        if sum(hmac.compare_digest(expected, signature) for signature in scheme.signatures) > 0:
            return _event(content)
    raise ClinikWebhookError("The signature is wrong", code="INVALID_SIGNATURE")


def _scheme(headers: Mapping[str, str], body: bytes) -> _Scheme | None:
    """The strongest form present: a weaker one beside it must not decide."""
    timed = headers.get("x-clinik-signature-v2")
    if timed is not None:
        parts = [part.partition("=") for part in re.split(r"[,\s]+", timed)]
        at = next((value for name, _, value in parts if name == "t"), None)
        return _Scheme(at, f"{at}.".encode() + body, str.encode, [_from_hex(value) for name, _, value in parts if name == "v1"])
    standard = headers.get("webhook-signature")
    if standard is not None:
        at = headers.get("webhook-timestamp")
        signatures = [_from_base64(part[3:]) for part in standard.split() if part.startswith("v1,")]
        return _Scheme(at, f"{headers.get('webhook-id')}.{at}.".encode() + body, _standard_key, signatures)
    plain = headers.get("x-clinik-signature")
    if plain is None:
        return None
    return _Scheme(headers.get("x-clinik-timestamp"), body, str.encode, [_from_hex(part) for part in re.split(r"[,\s]+", plain)])


def _is_recent(text: str | None, tolerance: float) -> bool:
    """`text` is in Unix seconds, or ISO 8601."""
    if not text:
        return False
    try:
        seconds = float(text) if text.isdigit() else datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    except ValueError:
        return False
    return abs(time.time() - seconds) <= tolerance


def _standard_key(secret: str) -> bytes:
    """Standard Webhooks: the secret is base 64 after `whsec_`."""
    return _from_base64(secret.removeprefix("whsec_"))


def _from_hex(text: str) -> bytes:
    return bytes.fromhex(text) if re.fullmatch(r"([0-9a-fA-F]{2})+", text) else b""


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""


def _event(body: bytes) -> dict[str, Any]:
    try:
        return cast("dict[str, Any]", json.loads(body))
    except ValueError:
        raise ClinikWebhookError("The body is not JSON", code="INVALID_JSON") from None
