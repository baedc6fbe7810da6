"""What every namespace can do. The namespaces themselves, with their types, are generated (namespaces.py)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from ._answers import Answer, Response, unwrapped
from ._pages import AsyncSearch, Page, Search
from ._query import query
from ._settings import CallOptions, id_segment
from ._transport import Transport

Row = TypeVar("Row")
Create = TypeVar("Create")
Update = TypeVar("Update")

_JSON_PATCH = Sequence[Mapping[str, Any]]


class Calls(Generic[Row, Create]):
    """The requests of one resource; the namespaces put them into sync and async methods."""

    def __init__(self, transport: Transport, path: str, fhir_type: str) -> None:
        self._transport, self._path, self._fhir_type = transport, path, fhir_type

    def send(self, method: str, rest: str, body: Any, options: CallOptions) -> Answer:
        at = f"/v1/{self._path}"
        return self._transport.send(method, at + rest, body, options, at + ("/{id}" if rest.startswith("/") else ""))

    def at(self, ident: str) -> str:
        return "/" + id_segment(ident, self._fhir_type)

    def create(self, data: Create, options: CallOptions) -> Response[Row]:
        return unwrapped(self.send("POST", "", data, options))

    def read(self, ident: str, options: CallOptions, pairs: Sequence[tuple[str, str]] = ()) -> Response[Any]:
        text = "&".join(f"{name}={quote(value, safe=':')}" for name, value in pairs)
        return unwrapped(self.send("GET", self.at(ident) + (f"?{text}" if text else ""), None, options))

    def update(self, ident: str, data: Any, options: CallOptions) -> Response[Row]:
        return unwrapped(self.send("PATCH", self.at(ident), data, options))

    def delete(self, ident: str, options: CallOptions) -> Response[None]:
        return unwrapped(self.send("DELETE", self.at(ident), None, options))

    def page(self, params: Mapping[str, Any]) -> Response[Page[Row]]:
        response = unwrapped(self.send("GET", query(params), None, CallOptions()))
        found = response.data
        return Response(Page(found["data"], found["total"], found["cursor"], found["hasMore"]), response.meta)


class AppendOnlyResource(Generic[Row, Create]):
    """Create, read, delete and search: what all resources have."""

    def __init__(self, transport: Transport, path: str, fhir_type: str) -> None:
        self._calls: Calls[Row, Create] = Calls(transport, path, fhir_type)

    def create(self, data: Create, *, idempotency_key: str | None = None, timeout: float | None = None, retries: int | None = None) -> Response[Row]:
        """Stores a new one; its id is in data["id"]."""
        return self._calls.create(data, CallOptions(idempotency_key, None, timeout, retries))

    def read(self, id: str, *, timeout: float | None = None, retries: int | None = None) -> Response[Row]:
        """One by its id. Raises ClinikNotFoundError when there is none."""
        return self._calls.read(id, CallOptions(timeout=timeout, retries=retries))

    def delete(self, id: str, *, if_match: str | int | None = None, idempotency_key: str | None = None, timeout: float | None = None,
               retries: int | None = None) -> Response[None]:
        """Removes one; its history is kept."""
        return self._calls.delete(id, CallOptions(idempotency_key, if_match, timeout, retries))

    def _search(self, params: Mapping[str, Any]) -> Search[Row]:
        return Search(self._calls.page, params)


class Resource(AppendOnlyResource[Row, Create], Generic[Row, Create, Update]):
    """All five operations."""

    def update(self, id: str, data: Update | _JSON_PATCH, *, if_match: str | int | None = None, idempotency_key: str | None = None,
               timeout: float | None = None, retries: int | None = None) -> Response[Row]:
        """Changes the given fields and no other; None removes one. Also takes a JSON Patch."""
        return self._calls.update(id, data, CallOptions(idempotency_key, if_match, timeout, retries))


class LinkedResource(Resource[Row, Create, Update]):
    """Also reads what a record refers to, as a FHIR Bundle."""

    def read_with(self, id: str, include: Sequence[str], *, timeout: float | None = None, retries: int | None = None) -> Response[dict[str, Any]]:
        return self._calls.read(id, CallOptions(timeout=timeout, retries=retries), [("_include", value) for value in include])


class PatientResource(Resource[Row, Create, Update]):
    """Also reads a patient with the record that refers to them, as a FHIR Bundle."""

    def read_with(self, id: str, include: Sequence[str], *, timeout: float | None = None, retries: int | None = None) -> Response[dict[str, Any]]:
        return self._calls.read(id, CallOptions(timeout=timeout, retries=retries), _references_to_patient(include))


def _references_to_patient(include: Sequence[str]) -> list[tuple[str, str]]:
    """Resources point to their patient by `subject` or `patient`; the server uses the one that the type has."""
    return [("_revinclude", value) for one in include for value in ([one] if ":" in one else [f"{one}:subject", f"{one}:patient"])]


class AsyncAppendOnlyResource(Generic[Row, Create]):
    """The same with `await`. Each call runs in a thread of asyncio's pool."""

    def __init__(self, transport: Transport, path: str, fhir_type: str) -> None:
        self._calls: Calls[Row, Create] = Calls(transport, path, fhir_type)

    async def create(self, data: Create, *, idempotency_key: str | None = None, timeout: float | None = None, retries: int | None = None) -> Response[Row]:
        return await asyncio.to_thread(self._calls.create, data, CallOptions(idempotency_key, None, timeout, retries))

    async def read(self, id: str, *, timeout: float | None = None, retries: int | None = None) -> Response[Row]:
        return await asyncio.to_thread(self._calls.read, id, CallOptions(timeout=timeout, retries=retries))

    async def delete(self, id: str, *, if_match: str | int | None = None, idempotency_key: str | None = None, timeout: float | None = None,
                     retries: int | None = None) -> Response[None]:
        return await asyncio.to_thread(self._calls.delete, id, CallOptions(idempotency_key, if_match, timeout, retries))

    def _search(self, params: Mapping[str, Any]) -> AsyncSearch[Row]:
        return AsyncSearch(self._calls.page, params)


class AsyncResource(AsyncAppendOnlyResource[Row, Create], Generic[Row, Create, Update]):
    async def update(self, id: str, data: Update | _JSON_PATCH, *, if_match: str | int | None = None, idempotency_key: str | None = None,
                     timeout: float | None = None, retries: int | None = None) -> Response[Row]:
        return await asyncio.to_thread(self._calls.update, id, data, CallOptions(idempotency_key, if_match, timeout, retries))


class AsyncLinkedResource(AsyncResource[Row, Create, Update]):
    async def read_with(self, id: str, include: Sequence[str], *, timeout: float | None = None, retries: int | None = None) -> Response[dict[str, Any]]:
        pairs = [("_include", value) for value in include]
        return await asyncio.to_thread(self._calls.read, id, CallOptions(timeout=timeout, retries=retries), pairs)


class AsyncPatientResource(AsyncResource[Row, Create, Update]):
    async def read_with(self, id: str, include: Sequence[str], *, timeout: float | None = None, retries: int | None = None) -> Response[dict[str, Any]]:
        return await asyncio.to_thread(self._calls.read, id, CallOptions(timeout=timeout, retries=retries), _references_to_patient(include))
