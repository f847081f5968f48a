"""What the views of the gate need beyond one demand: a week's preview, a memo to check, what is not on a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Hidden:
    """A demand that is not on the page, and the rule that hides it, as a sentence without its full stop."""

    title: str
    unit: str
    reason: str


@dataclass(frozen=True, slots=True)
class MemoRow:
    """One proposed demand of a memo: `facts` are date, audience and minutes in words, `sent` once a person sent it.

    `corrects` is the title of the known demand whose date it moves, or empty.
    """

    place: int
    title: str
    facts: str
    odd: tuple[str, ...] = ()
    sent: bool = False
    informs: bool = False
    corrects: str = ""


@dataclass(frozen=True, slots=True)
class MemoCard:
    """What was read from a memo, for a person of the unit to check. `whole` is the place of the memo as one demand.

    `passed_by` is the name of the ILD who passed it on; `note` says what of it was not read.
    """

    id: int
    name: str
    rows: tuple[MemoRow, ...]
    whole: int
    link: str = ""
    passed_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PassedMemo:
    """A memo that an ILD sent: `units` are (id, name) to pick from; `checks` who checks it since, and `unit` for whom.

    `items` are titles of what was read.
    """

    id: int
    name: str
    items: tuple[str, ...]
    units: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    checks: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SchoolDiffers:
    """Where one school's page differs from what most of its network gets: titles it has more and less."""

    school: str
    more: tuple[str, ...]
    less: tuple[str, ...]
    empty: bool


@dataclass(frozen=True, slots=True)
class NetworkPreview:
    """A network's week before it goes out. `common` holds (tier, title, date and reach in words).

    `waiting` counts undecided demands, `added` what was decided after the approval by `approved_by`.
    """

    week: date
    network: str
    network_name: str
    schools: int
    note: str
    common: tuple[tuple[str, str, str], ...]
    differ: tuple[SchoolDiffers, ...]
    waiting: int
    warnings: tuple[str, ...]
    approved_by: str = ""
    added: int = 0
    gone: bool = False
    """Whether the pages went out already."""
