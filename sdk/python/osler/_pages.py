"""Lists: one page, or a walk over all of them. Nothing is sent before one of the two."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ._answers import Response
from .errors import ClinikApiError, ClinikValidationError

T = TypeVar("T")
_WALK_COUNT = 100


@dataclass(frozen=True)
class Page(Generic[T]):
    data: list[T]
    total: int
    """How many there are on all pages together."""
    cursor: str | None
    """Where the next page begins; None on the last one."""
    has_more: bool

    @property
    def next_cursor(self) -> str | None:
        return self.cursor

    def __iter__(self) -> Iterator[T]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)


Fetch = Callable[[Mapping[str, Any]], Response[Page[T]]]


def _next_params(params: Mapping[str, Any], page: Page[Any]) -> dict[str, Any] | None:
    """What asks for the page after this one; None after the last."""
    if not page.has_more:
        return None
    if not page.cursor or page.cursor == params.get("cursor"):
        raise ClinikApiError("The list goes on but its cursor does not", code="INVALID_RESPONSE")
    return {**params, "cursor": page.cursor}


def _checked_limit(limit: int) -> int:
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise ClinikValidationError("to_list needs a limit: .to_list(limit=1000)", code="INVALID_OPTION")
    return limit


class Search(Generic[T]):
    """`for row in search` walks all rows of all pages; `page()` is the first page. Each walk has its own place."""

    def __init__(self, fetch: Fetch[T], params: Mapping[str, Any]) -> None:
        self._fetch, self._params = fetch, dict(params)

    def page(self) -> Response[Page[T]]:
        return self._fetch(self._params)

    def pages(self) -> Iterator[Response[Page[T]]]:
        params: dict[str, Any] | None = {"count": _WALK_COUNT, **self._params}
        while params is not None:
            response = self._fetch(params)
            yield response
            params = _next_params(params, response.data)

    def __iter__(self) -> Iterator[T]:
        for response in self.pages():
            yield from response.data

    def to_list(self, *, limit: int) -> list[T]:
        """The first rows, at most `limit`. There is no default: a store may hold millions."""
        rows: list[T] = []
        for row in Search(self._fetch, {"count": min(_checked_limit(limit), _WALK_COUNT), **self._params}):
            rows.append(row)
            if len(rows) == limit:
                break
        return rows


class AsyncSearch(Generic[T]):
    """The same with `async for` and `await`."""

    def __init__(self, fetch: Fetch[T], params: Mapping[str, Any]) -> None:
        self._fetch, self._params = fetch, dict(params)

    async def page(self) -> Response[Page[T]]:
        return await asyncio.to_thread(self._fetch, self._params)

    async def pages(self) -> AsyncIterator[Response[Page[T]]]:
        params: dict[str, Any] | None = {"count": _WALK_COUNT, **self._params}
        while params is not None:
            response = await asyncio.to_thread(self._fetch, params)
            yield response
            params = _next_params(params, response.data)

    async def __aiter__(self) -> AsyncIterator[T]:
        async for response in self.pages():
            for row in response.data:
                yield row

    async def to_list(self, *, limit: int) -> list[T]:
        rows: list[T] = []
        async for row in AsyncSearch(self._fetch, {"count": min(_checked_limit(limit), _WALK_COUNT), **self._params}):
            rows.append(row)
            if len(rows) == limit:
                break
        return rows
