"""The Python client of Osler, a clinical data server with a friendly REST API and FHIR R4. Standard library only.

    from osler import Clinik

    clinik = Clinik()  # OSLER_API_KEY, OSLER_BASE_URL
    encounter = clinik.encounters.create({"status": "planned", "class": "AMB", "patientId": "pt_abc123"}).data
"""

from . import types, webhooks
from ._answers import Meta, Response
from ._client import AsyncClinik, Clinik
from ._pages import AsyncSearch, Page, Search
from .errors import (
    ClinikApiError,
    ClinikAuthError,
    ClinikConflictError,
    ClinikConnectionError,
    ClinikNotFoundError,
    ClinikPermissionError,
    ClinikRateLimitError,
    ClinikServerError,
    ClinikTimeoutError,
    ClinikValidationError,
    ClinikWebhookError,
    Issue,
)

ClinikAPI = Clinik
__version__ = "0.1.0"

__all__ = [
    "AsyncClinik", "AsyncSearch", "Clinik", "ClinikAPI", "ClinikApiError", "ClinikAuthError", "ClinikConflictError", "ClinikConnectionError",
    "ClinikNotFoundError", "ClinikPermissionError", "ClinikRateLimitError", "ClinikServerError", "ClinikTimeoutError", "ClinikValidationError",
    "ClinikWebhookError", "Issue", "Meta", "Page", "Response", "Search", "types", "webhooks",
]
