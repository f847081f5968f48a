"""What a memo says, as a reader found it: a draft for a person to confirm. Frozen values, no rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Oddity(StrEnum):
    """Kinds of things in a memo that a person should look at before trusting the draft."""

    WEEKDAY = "weekday and date disagree"
    PAST = "date already past"
    VAGUE = "asked for without a date"
    SHORT_NOTICE = "short notice"
    TWO_DATES = "two dates for one action"


@dataclass(frozen=True, slots=True)
class Odd:
    """One warning: its kind, a sentence for the person who checks the draft, and the memo's own words."""

    kind: Oddity
    says: str
    source: str


@dataclass(frozen=True, slots=True)
class DueDate:
    """A day by which a reader of the memo must or may finish something; `source` is the sentence or row it is from."""

    day: date
    source: str


@dataclass(frozen=True, slots=True)
class Action:
    """A sentence or row that asks a reader for something, as it stands. `due_source` is where its date was read:
    the same words, or the heading or sentence that the date comes from; empty without a date."""

    text: str
    due: date | None = None
    due_source: str = ""


@dataclass(frozen=True, slots=True)
class Addressees:
    """Whom the memo as a whole is limited to; empty tuples and False are no limit.

    `levels` of elementary, middle, high; `programs` of title1, ell, sped, cte, prek; `source` the limiting words.
    """

    levels: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    new_principals: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A memo read. `due` is in order of the day, each day once; `actions` in the memo's order.

    `required_source` holds the words that decided `is_action_required`; empty when nothing in the memo asks.
    """

    title: str
    title_source: str
    due: tuple[DueDate, ...] = ()
    actions: tuple[Action, ...] = ()
    audience: Addressees = Addressees()
    is_action_required: bool = False
    required_source: str = ""
    odd: tuple[Odd, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """One demand read from a memo, for a person to check: nothing is sent by itself.

    `minutes` is 0 when nobody said. `sources` holds (field, the memo's own words it was read from), `odd` sentences on
    what to look at. `informs`: it asks for nothing. `corrects` is the id of a known demand whose date it moves, or 0.
    """

    title: str
    text: str
    due: date | None = None
    minutes: int = 0
    link: str = ""
    levels: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    new_only: bool = False
    informs: bool = False
    sources: tuple[tuple[str, str], ...] = ()
    odd: tuple[str, ...] = ()
    corrects: int = 0
    schools: tuple[str, ...] = ()
    """Ids of schools that the words name."""
