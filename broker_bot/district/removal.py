"""Guards against a roster that silently drops a good part of the schools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from broker_bot.domain.district import School

LARGEST_SHARE = 20
"""Per cent of the schools that one import may remove without being asked."""


class HasSchools(Protocol):
    """A District or a Roster: anything with schools by id."""

    @property
    def schools(self) -> Mapping[str, School]: ...


def removal_problem(old: HasSchools, new: HasSchools) -> str | None:
    """One sentence when `new` lacks more than 20 % of the schools of `old`, naming the command that allows it."""
    gone = sorted(set(old.schools) - set(new.schools))
    if len(gone) * 100 <= len(old.schools) * LARGEST_SHARE:
        return None
    named = ", ".join(old.schools[school].name for school in gone[:5]) + (", ..." if len(gone) > 5 else "")
    share = round(len(gone) * 100 / len(old.schools))
    return (
        f"this roster removes {len(gone)} of {len(old.schools)} schools ({share}%): {named}. "
        f"Nothing was changed; if it is meant so, run `broker-bot migrate --yes-remove {len(gone)}`"
    )
