"""Values of a query as text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timezone
from typing import Any
from urllib.parse import quote, urlencode


def text_of(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a datetime in a query needs its time zone")
        return value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def query(values: Mapping[str, Any], *, repeat: bool = False) -> str:
    """"?a=1&b=2", or an empty string. None is left out. A list is one value with commas (OR), or with `repeat` one pair each (AND)."""
    pairs: list[tuple[str, str]] = []
    for name, value in values.items():
        if value is None:
            continue
        if isinstance(value, (list, tuple, set, frozenset)):
            texts = [text_of(one) for one in value]
            pairs += [(name, text) for text in texts] if repeat else [(name, ",".join(texts))]
        else:
            pairs.append((name, text_of(value)))
    return "?" + urlencode(pairs, quote_via=quote) if pairs else ""
