"""A request that was closed and is not done after all: open again within thirty days; later a new one follows it."""

from __future__ import annotations

from datetime import datetime, timedelta

from broker_bot.domain.model import Request, Status

WITHIN = timedelta(days=30)
"""So long after it was closed the same request is open again, with its age."""


def may_reopen(request: Request) -> bool:
    """Whether the school is asked, or was, whether it is done. What it withdrew stays withdrawn."""
    return request.status == Status.FINISHED or (request.status == Status.CLOSED and request.outcome != "withdrawn")


def too_late(request: Request, now: datetime) -> bool:
    """Whether it was closed so long ago that what is still missing becomes a new request."""
    return may_reopen(request) and request.closed_at is not None and now - request.closed_at > WITHIN
