"""The trail in words: who was told when, who answered; for the packet and the card's detail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from broker_bot.domain.district import District
from broker_bot.domain.people import name_of
from broker_bot.domain.readmodels import TrailLine

Line = tuple[datetime, str, str, Mapping[str, Any]]
"""When, what, by whom, with which facts: one event."""


def trail_lines(events: Iterable[Line], district: District) -> tuple[TrailLine, ...]:
    """The events people care about, oldest first, in words. Never quotes what was asked or said."""
    found = ((at, _words(what, actor, data, district)) for at, what, actor, data in events)
    return tuple(TrailLine(at, words) for at, words in found if words)


def _words(what: str, actor: str, data: Mapping[str, Any], district: District) -> str:
    who = name_of(district, actor)
    if what.startswith("ladder."):
        return _ladder(what.removeprefix("ladder."), data, district)
    unit = _unit(data.get("unit", ""), district)
    if what in ("alarmed", "raised"):
        told = f"{' and '.join(name_of(district, str(p)) for p in data.get('to') or [])} alarmed"
        return told if what == "alarmed" else f"{who} wrote of danger; {told}"
    return {
        "opened": f"{who} asked; it went to {unit}",
        "changed": f"{who} moved it to {unit}",
        "not_ours": f"{who}: not ours, moved to {unit}",
        "taken": f"{who} took it",
        "joins": f"{who} joined others to it",
        "joined": f"{who} joined it to {data.get('parent', 'another')}",
        "parted": f"it is apart from {data.get('parent', 'another')} again",
        "answered": f"{who} answered the school",
        "finished": f"{who} says it is done",
        "desk.status": f"{who} noted at the unit's own desk how it stands",
        "reopened": f"{who}: not done yet",
        "follows": f"it follows {data.get('request', 'another')}",
        "followed": f"{who}: not done after all; {data.get('request', 'another')} follows it",
        "help": f"{who} called for help",
        "stepped_in": f"{who} stepped in",
        "handed_back": f"{who} handed it back",
        "nudged": f"{who} nudged {name_of(district, str(data.get('to', '')))}",
        "brought_in": f"{who} brought in {name_of(district, str(data.get('to', '')))}",
        "let_run": f"{who} lets it run{_until(data, district)}",
        "added": f"{who} added something",
        "paused": f"the clock waits for the school{_until(data, district)}",
        "resumed": "the clock goes on: " + str(data.get("why", "")),
        "question.reminded": "the school was reminded of the question",
        "taken_back": f"{who}: that was something new",
        "called": f"{who} says they called the school",
        "not_called": f"{who}: nobody called",
        "asked_anew": f"{who} changed the message",
        "unsaid": f"{who} deleted the message",
        "edited": f"{who} changed a sentence",
        "removed": f"{who} removed a sentence",
        "details": f"{who} {_details(data)}",
        "asked.update": f"{who} asked how it stands",
        "ild.replied": f"{who} wrote to the school",
        "ild.finished": f"{who} says it is done",
        "withdrawn": f"{who} withdrew it",
        "passed": f"it is {name_of(district, str(data.get('to', '')))}'s now, the school's principal",
        "confirmed": f"{who} confirmed it is done",
        "alarm.over": "everybody was alarmed; nobody has it",
        "exported": f"{who} exported its trail",
        "glass.broken": f"{who} opened its text for the records",
        "calmed": f"{who}: not an emergency",
        "left": f"{data.get('person', '')} is no longer in the roster",
        "closed": "closed unconfirmed after silence",
        "recounted": "the calendar changed, so its date moved",
    }.get(what, "")


def _details(data: Mapping[str, Any]) -> str:
    decision = data.get("decision")
    if decision == "urgent":
        return "wrote student details; the numbers were masked, for it is urgent"
    return f"sent student details {'as they are' if decision == 'as it is' else 'masked'}"


def _unit(unit: str, district: District) -> str:
    return district.units[unit].name if unit in district.units else "another desk"


def _until(data: Mapping[str, Any], district: District) -> str:
    if "until" not in data:
        return ""
    day = datetime.fromisoformat(data["until"]).astimezone(ZoneInfo(district.zone))
    return f" until {day:%a, %b} {day.day}"


def _ladder(rung: str, data: Mapping[str, Any], district: District) -> str:
    names = " and ".join(name_of(district, str(p)) for p in data.get("to") or [])
    if data.get("how") == "skipped":
        return ""
    if not names:
        return f"nobody to tell ({rung})"
    verb = "reminded" if rung == "contact" else "told"
    return f"{names} {'were' if ' and ' in names else 'was'} {verb}"
