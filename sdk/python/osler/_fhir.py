"""The FHIR R4 engine under the key: bare FHIR in `data`, all types."""

from __future__ import annotations

import asyncio
import posixpath
from collections.abc import Mapping, Sequence
from typing import Any

from ._answers import Response, bare
from ._query import query
from ._settings import CallOptions, id_segment, type_segment
from ._transport import Transport
from .errors import ClinikValidationError

_BASE = "/v1/fhir"
Resource = dict[str, Any]


def _inside_base(path: str) -> str:
    """The path under the FHIR base. Raises for one that would leave it, such as ../patients."""
    place, question, text = path.lstrip("/").partition("?")
    at = posixpath.normpath(f"{_BASE}/{place}") if place else _BASE
    if at != _BASE and not at.startswith(_BASE + "/") or "%2e" in place.lower() or "\\" in place:
        raise ClinikValidationError("The path leaves the FHIR base", code="INVALID_PATH")
    return at + question + text


class Fhir:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def request(self, method: str, path: str, body: Any = None, *, if_match: str | int | None = None, idempotency_key: str | None = None,
                timeout: float | None = None, retries: int | None = None) -> Response[Any]:
        """Any request: request("GET", "Patient?name=chalmers"). An empty path is the base, for batches and transactions."""
        options = CallOptions(idempotency_key, if_match, timeout, retries)
        return bare(self._transport.send(method, _inside_base(path), body, options, _BASE))

    def read(self, type: str, id: str) -> Response[Resource]:
        return self.request("GET", _at(type, id))

    def search(self, type: str, params: Mapping[str, Any] | None = None) -> Response[Resource]:
        """A searchset Bundle. A list repeats the parameter, which means AND."""
        return self.request("GET", type_segment(type) + query(params or {}, repeat=True))

    def create(self, resource: Mapping[str, Any], *, idempotency_key: str | None = None) -> Response[Resource]:
        return self.request("POST", type_segment(resource["resourceType"]), resource, idempotency_key=idempotency_key)

    def update(self, resource: Mapping[str, Any], *, if_match: str | int | None = None) -> Response[Resource]:
        """Replaces the resource of this id, or creates it there."""
        return self.request("PUT", _at(resource["resourceType"], resource["id"]), resource, if_match=if_match)

    def patch(self, type: str, id: str, patch: Mapping[str, Any] | Sequence[Mapping[str, Any]], *, if_match: str | int | None = None) -> Response[Resource]:
        """By a JSON Patch, a Parameters resource (FHIRPath Patch), or the members to change."""
        return self.request("PATCH", _at(type, id), patch, if_match=if_match)

    def delete(self, type: str, id: str, *, if_match: str | int | None = None) -> Response[None]:
        return self.request("DELETE", _at(type, id), if_match=if_match)

    def operation(self, path: str, input: Mapping[str, Any] | None = None) -> Response[Any]:
        """operation("Patient/pt1/$everything"). A resource as input is posted; anything else is the query of a GET."""
        if input and "resourceType" in input:
            return self.request("POST", path, input)
        return self.request("GET", path + query(input or {}, repeat=True))

    def transaction(self, entries: Sequence[Mapping[str, Any]], *, idempotency_key: str | None = None) -> Response[Resource]:
        """All entries or none."""
        return self.request("POST", "", {"resourceType": "Bundle", "type": "transaction", "entry": list(entries)}, idempotency_key=idempotency_key)

    def batch(self, entries: Sequence[Mapping[str, Any]]) -> Response[Resource]:
        """Each entry by itself."""
        return self.request("POST", "", {"resourceType": "Bundle", "type": "batch", "entry": list(entries)})


def _at(type: str, id: str) -> str:
    return f"{type_segment(type)}/{id_segment(id, type)}"


class AsyncFhir:
    """The same with `await`."""

    def __init__(self, transport: Transport) -> None:
        self._sync = Fhir(transport)

    async def request(self, method: str, path: str, body: Any = None, *, if_match: str | int | None = None, idempotency_key: str | None = None,
                      timeout: float | None = None, retries: int | None = None) -> Response[Any]:
        return await asyncio.to_thread(lambda: self._sync.request(method, path, body, if_match=if_match, idempotency_key=idempotency_key,
                                                                 timeout=timeout, retries=retries))

    async def read(self, type: str, id: str) -> Response[Resource]:
        return await asyncio.to_thread(self._sync.read, type, id)

    async def search(self, type: str, params: Mapping[str, Any] | None = None) -> Response[Resource]:
        return await asyncio.to_thread(self._sync.search, type, params)

    async def create(self, resource: Mapping[str, Any], *, idempotency_key: str | None = None) -> Response[Resource]:
        return await asyncio.to_thread(lambda: self._sync.create(resource, idempotency_key=idempotency_key))

    async def update(self, resource: Mapping[str, Any], *, if_match: str | int | None = None) -> Response[Resource]:
        return await asyncio.to_thread(lambda: self._sync.update(resource, if_match=if_match))

    async def patch(self, type: str, id: str, patch: Mapping[str, Any] | Sequence[Mapping[str, Any]], *, if_match: str | int | None = None) -> Response[Resource]:
        return await asyncio.to_thread(lambda: self._sync.patch(type, id, patch, if_match=if_match))

    async def delete(self, type: str, id: str, *, if_match: str | int | None = None) -> Response[None]:
        return await asyncio.to_thread(lambda: self._sync.delete(type, id, if_match=if_match))

    async def operation(self, path: str, input: Mapping[str, Any] | None = None) -> Response[Any]:
        return await asyncio.to_thread(self._sync.operation, path, input)

    async def transaction(self, entries: Sequence[Mapping[str, Any]], *, idempotency_key: str | None = None) -> Response[Resource]:
        return await asyncio.to_thread(lambda: self._sync.transaction(entries, idempotency_key=idempotency_key))

    async def batch(self, entries: Sequence[Mapping[str, Any]]) -> Response[Resource]:
        return await asyncio.to_thread(self._sync.batch, entries)
