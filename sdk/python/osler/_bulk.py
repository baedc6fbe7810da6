"""Long jobs: give one in, then ask how it stands."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from ._answers import Response, unwrapped
from ._settings import id_segment
from ._transport import Transport
from .errors import ClinikTimeoutError

_ENDED = ("completed", "failed", "cancelled")


class Bulk:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def export(self, resource_types: Sequence[str], *, since: str | None = None, format: str | None = None) -> Response[dict[str, Any]]:
        """Lines of FHIR, or with format="simplified" of /v1. data["jobId"] names the job."""
        body = {"resourceTypes": list(resource_types), "since": since, "format": format}
        return unwrapped(self._transport.send("POST", "/v1/bulk/export", {k: v for k, v in body.items() if v is not None}))

    def import_(self, resource_type: str, data: str) -> Response[dict[str, Any]]:
        """NDJSON: one object a line."""
        return unwrapped(self._transport.send("POST", "/v1/bulk/import", {"resourceType": resource_type, "data": data}))

    def job(self, job_id: str) -> Response[dict[str, Any]]:
        return unwrapped(self._transport.send("GET", f"/v1/bulk/jobs/{id_segment(job_id)}", route="/v1/bulk/jobs/{id}"))

    def cancel(self, job_id: str) -> Response[dict[str, Any]]:
        """Ends a job that is not done. What an import has written stays."""
        return unwrapped(self._transport.send("DELETE", f"/v1/bulk/jobs/{id_segment(job_id)}", route="/v1/bulk/jobs/{id}"))

    def wait(self, job_id: str, *, interval: float = 1.0, max_wait: float | None = None) -> Response[dict[str, Any]]:
        """The job once it has ended; look at its status. Times are in seconds."""
        end = None if max_wait is None else time.monotonic() + max_wait
        while True:
            response = self.job(job_id)
            if response.data["status"] in _ENDED:
                return response
            if end is not None and time.monotonic() + interval > end:
                raise ClinikTimeoutError(f"The job did not end within {max_wait:g} s", code="TIMEOUT")
            time.sleep(interval)


class AsyncBulk:
    """The same with `await`."""

    def __init__(self, transport: Transport) -> None:
        self._sync = Bulk(transport)

    async def export(self, resource_types: Sequence[str], *, since: str | None = None, format: str | None = None) -> Response[dict[str, Any]]:
        return await asyncio.to_thread(lambda: self._sync.export(resource_types, since=since, format=format))

    async def import_(self, resource_type: str, data: str) -> Response[dict[str, Any]]:
        return await asyncio.to_thread(self._sync.import_, resource_type, data)

    async def job(self, job_id: str) -> Response[dict[str, Any]]:
        return await asyncio.to_thread(self._sync.job, job_id)

    async def cancel(self, job_id: str) -> Response[dict[str, Any]]:
        return await asyncio.to_thread(self._sync.cancel, job_id)

    async def wait(self, job_id: str, *, interval: float = 1.0, max_wait: float | None = None) -> Response[dict[str, Any]]:
        return await asyncio.to_thread(lambda: self._sync.wait(job_id, interval=interval, max_wait=max_wait))
