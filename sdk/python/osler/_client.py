"""The two clients: one namespace for each resource. Cheap to keep, meant to be shared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._bulk import AsyncBulk, Bulk
from ._events import AsyncEvents, Events
from ._fhir import AsyncFhir, Fhir
from ._settings import Settings, positive, resolve_base_url, resolve_key
from ._transport import Transport
from .generated.namespaces import AsyncNamespaces, Namespaces


def _transport(key: str | None, base_url: str | None, timeout: float, retries: int, headers: Mapping[str, str] | None) -> Transport:
    positive("timeout", timeout)
    positive("retries", retries)
    return Transport(Settings(resolve_base_url(base_url), timeout, retries, dict(headers or {}), resolve_key(key)))


class _Client:
    _transport: Transport

    def __repr__(self) -> str:
        settings = self._transport.settings
        return f"{type(self).__name__}(base_url={settings.base_url!r}, environment={settings.environment!r})"

    def __reduce__(self) -> Any:
        raise TypeError("a client holds a key and is not pickled; make one where it is needed")


class Clinik(_Client, Namespaces):
    """key: else OSLER_API_KEY, else CLINIKAPI_SECRET_KEY. base_url: else OSLER_BASE_URL, else http://localhost:8080. timeout:
    seconds for each attempt, answer included; 0 waits for ever. retries: after the first attempt."""

    def __init__(self, key: str | None = None, *, base_url: str | None = None, timeout: float = 30.0, retries: int = 2,
                 headers: Mapping[str, str] | None = None) -> None:
        self._transport = _transport(key, base_url, timeout, retries, headers)
        self.fhir = Fhir(self._transport)
        self.bulk = Bulk(self._transport)
        self.events = Events(self._transport)
        super().__init__(self._transport)

    def close(self) -> None:
        """Closes idle connections. The client may be used again."""
        self._transport.close()

    def __enter__(self) -> Clinik:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncClinik(_Client, AsyncNamespaces):
    """The same with `await` and `async for`. Calls run in threads of asyncio's pool, which bounds how many run at once."""

    def __init__(self, key: str | None = None, *, base_url: str | None = None, timeout: float = 30.0, retries: int = 2,
                 headers: Mapping[str, str] | None = None) -> None:
        self._transport = _transport(key, base_url, timeout, retries, headers)
        self.fhir = AsyncFhir(self._transport)
        self.bulk = AsyncBulk(self._transport)
        self.events = AsyncEvents(self._transport)
        super().__init__(self._transport)

    async def close(self) -> None:
        self._transport.close()

    async def __aenter__(self) -> AsyncClinik:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
