"""What requests hold and answers show: Encounter, EncounterCreate, EncounterUpdate, EncounterSearch, and so for each resource."""

from .generated.types import *  # noqa: F403
