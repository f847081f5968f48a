"""`broker-bot digest select --jsonl`: the weekly filter as a command, one case a line in, one answer a line out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from broker_bot.domain.digest import Audience, Mandate, Reader, Selection, Tier, select

SHOWN_ERRORS = 3

Day = Annotated[date, Field(strict=True)]
"""An ISO date and nothing else: no bare number, no time of day."""

Names = Annotated[tuple[str, ...], BeforeValidator(lambda value: () if value is None else value)]
"""A list of words; null is an empty one."""


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True, allow_inf_nan=False)


class AudienceIn(_Lenient):
    levels: Names = ()
    programs: Names = ()
    programs_match: Literal["any", "all"] | None = None
    new_only: bool | None = None
    networks: Names = ()
    schools_include: Names = ()
    schools_exclude: Names = ()


class MandateIn(_Lenient):
    id: str
    title: str | None = None
    tier: Tier | None = None
    due: Day | dict[str, Day | None] | None = None
    accepted_on: Day | None = None
    effort_min: float | None = None
    unit: str | None = None
    topic: str | None = None
    audience: AudienceIn | None = None
    superseded_by: str | None = None


class PrincipalIn(_Lenient):
    id: str | None = None
    school: str | None = None
    levels: Names = ()
    programs: Names = ()
    years: int | None = None
    network: str | None = None
    opt_outs: Names = ()
    states: dict[str, str | None] | None = None


class CaseIn(_Lenient):
    case_id: Any = None
    digest_date: Day
    principal: PrincipalIn
    mandates: list[MandateIn] | None = None


def select_lines(lines: Iterable[str | bytes], write: Callable[[str], object]) -> None:
    """Answer each line of JSON (UTF-8) with one line of JSON, in order; blank lines are passed over.

    `write` gets the answer without a line end and must end the line and flush it, as `typer.echo` does.
    A line that cannot be read is answered `{"case_id", "error"}` and reading goes on.
    """
    for line in lines:
        if line.strip():
            write(json.dumps(_answer(line)))


def _answer(line: str | bytes) -> dict[str, Any]:
    try:
        case = CaseIn.model_validate_json(line)
    except ValidationError as problem:
        return {"case_id": _case_id(line), "error": _sentence(problem)}
    return {"case_id": case.case_id, **_shown(_select(case))}


def _select(case: CaseIn) -> Selection:
    return select(_reader(case.principal), map(_mandate, case.mandates or ()), case.digest_date)


def _shown(selection: Selection) -> dict[str, Any]:
    return {"items": list(selection.items), "due": {id_: day.isoformat() for id_, day in selection.due.items()}}


def _reader(given: PrincipalIn) -> Reader:
    return Reader(
        id=given.id or "",
        school=given.school or "",
        levels=frozenset(given.levels),
        programs=frozenset(given.programs),
        years=given.years,
        network=given.network or "",
        opt_outs=frozenset(given.opt_outs),
        states={id_: state for id_, state in (given.states or {}).items() if state is not None},
    )


def _mandate(given: MandateIn) -> Mandate:
    return Mandate(
        id=given.id,
        title=given.title or "",
        tier=given.tier,
        due=_due(given.due),
        accepted_on=given.accepted_on,
        effort_minutes=given.effort_min or 0,
        unit=given.unit or "",
        topic=given.topic or "",
        audience=_audience(given.audience or AudienceIn()),
        superseded_by=given.superseded_by or "",
    )


def _due(given: date | dict[str, date | None] | None) -> date | dict[str, date] | None:
    if isinstance(given, dict):
        return {level: day for level, day in given.items() if day is not None}
    return given


def _audience(given: AudienceIn) -> Audience:
    return Audience(
        levels=given.levels,
        programs=given.programs,
        all_programs=given.programs_match == "all",
        new_only=bool(given.new_only),
        networks=given.networks,
        schools_include=given.schools_include,
        schools_exclude=given.schools_exclude,
    )


def _case_id(line: str | bytes) -> Any:
    """The case a bad line speaks of, as far as it can be told."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found.get("case_id") if isinstance(found, dict) else None


def _sentence(problem: ValidationError) -> str:
    errors = problem.errors(include_url=False, include_context=False, include_input=False)
    told = [f"{'.'.join(map(str, error['loc'])) or 'the line'}: {error['msg']}" for error in errors[:SHOWN_ERRORS]]
    more = f" (and {len(errors) - SHOWN_ERRORS} more)" if len(errors) > SHOWN_ERRORS else ""
    return "; ".join(told) + more
