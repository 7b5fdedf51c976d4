"""What a console asks of a worker: by a row in the store, answered before a deadline."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass


class RequestKind(enum.StrEnum):
    CHECK = "check"  # a live check of a connection
    CONTEXT = "context"  # what stands around a case, its author, what can be done: kept with the case
    PICTURE = "picture"
    QUARANTINE_RETRY = "quarantine_retry"
    READ_BACK = "read_back"


class RequestState(enum.StrEnum):
    ASKED = "asked"
    TAKEN = "taken"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Request:
    id: int
    kind: RequestKind
    community_id: int
    arguments: Mapping[str, object]
    asked_at: int
    expires_at: int
    state: RequestState
    answer: Mapping[str, object] | None = None


class Topic(enum.StrEnum):
    """Families of change; a view re-reads when one of its topics moved."""

    QUEUE = "queue"
    CASE = "case"
    OUTBOX = "outbox"
    COMMUNITIES = "communities"
    GUIDELINES = "guidelines"
    REQUESTS = "requests"
    SHIFT = "shift"
    INCIDENTS = "incidents"
    HEALTH = "health"
