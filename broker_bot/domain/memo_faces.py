"""A memo's proposals as the person who checks them sees them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from broker_bot.domain.digest import PROGRAM_WORDS
from broker_bot.domain.district import District
from broker_bot.domain.memo import Proposal
from broker_bot.domain.page import day_words
from broker_bot.domain.readmodels import (
    MandateDraft,
)
from broker_bot.domain.readmodels_gate import MemoCard, MemoRow


def memo_card(
    ident: int,
    name: str,
    proposals: tuple[Proposal, ...],
    sent: Mapping[int, int],
    known: Mapping[int, str],
    link: str = "",
    beside: tuple[str, str] = ("", ""),
) -> MemoCard:
    """`sent` maps a place to the demand it became, `known` ids of demands to titles; `beside`: by whom, and a note."""
    rows = tuple(
        MemoRow(
            place, one.title, _facts(one), one.odd, place in sent or whole_sent(sent, proposals), one.informs,
            known.get(one.corrects, ""),
        )
        for place, one in enumerate(proposals)
    )  # fmt: skip
    return MemoCard(ident, name, rows, len(proposals), link, *beside)


def whole_sent(sent: Mapping[int, int], proposals: tuple[Proposal, ...]) -> bool:
    """Whether the memo went as one demand."""
    return len(proposals) in sent


def _facts(one: Proposal) -> str:
    levels = [f"{level} schools" for level in one.levels]
    programs = ["English learners" if p == "ell" else PROGRAM_WORDS.get(p, p) for p in one.programs]
    new = ["new principals"] if one.new_only else []
    schools = [f"{len(one.schools)} named schools"] if one.schools else []
    audience = ", ".join([*levels, *programs, *new, *schools]) or "all"
    minutes = f"{one.minutes} min" if one.minutes else ""
    return " · ".join(part for part in (day_words(one.due) if one.due else "no date", audience, minutes) if part)


def draft_of(ident: str, one: Proposal, link: str, legal: bool | None, today: date) -> MandateDraft:
    """The unit's form, filled with what was read. A date that is over is left for the person to settle."""
    return MandateDraft(
        id=ident,
        title=one.title,
        text=one.text,
        due_at=one.due if one.due and one.due >= today else None,
        minutes=one.minutes,
        link=one.link or link,
        levels=one.levels,
        programs=one.programs,
        new_only=one.new_only,
        legal=legal,
        schools=one.schools,
        sources=one.sources,
        odd=one.odd,
    )


def named_schools(text: str, district: District) -> tuple[str, ...]:
    """Ids of the schools that a text names in full."""
    return tuple(school.id for school in district.schools.values() if school.name in text)
