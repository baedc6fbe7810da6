"""The events that webhooks get, for those who cannot be called."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ._answers import Response, unwrapped
from ._query import query
from ._transport import Transport

Event = dict[str, Any]


@dataclass(frozen=True)
class EventPage:
    data: list[Event]
    cursor: str
    """Keep it, also on the last page: the next look goes on from there."""
    has_more: bool


class Events:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, *, after: str | None = None, event: str | Sequence[str] | None = None, count: int | None = None) -> Response[EventPage]:
        """One page, oldest first. after: the id of an event, or the cursor of an earlier page; "now" is nothing that is already
        there. event: patterns such as "patient.created" or "encounter.*"."""
        found = unwrapped(self._transport.send("GET", "/v1/events" + query({"after": after, "event": event, "count": count}), route="/v1/events"))
        return Response(EventPage(found.data["data"], found.data["cursor"], found.data["hasMore"]), found.meta)

    def walk(self, *, after: str | None = None, event: str | Sequence[str] | None = None) -> Iterator[Event]:
        """Every event up to now."""
        more = True
        while more:
            page = self.list(after=after, event=event).data
            yield from page.data
            more, after = page.has_more and page.cursor != after, page.cursor


class AsyncEvents:
    """The same with `await` and `async for`."""

    def __init__(self, transport: Transport) -> None:
        self._sync = Events(transport)

    async def list(self, *, after: str | None = None, event: str | Sequence[str] | None = None, count: int | None = None) -> Response[EventPage]:
        return await asyncio.to_thread(lambda: self._sync.list(after=after, event=event, count=count))

    async def walk(self, *, after: str | None = None, event: str | Sequence[str] | None = None) -> AsyncIterator[Event]:
        more = True
        while more:
            page = (await self.list(after=after, event=event)).data
            for one in page.data:
                yield one
            more, after = page.has_more and page.cursor != after, page.cursor
