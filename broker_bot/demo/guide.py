"""The page's guide: three steps, one for each of the three people."""

from __future__ import annotations

from calendar import day_name
from typing import Any

from broker_bot.demo import town
from broker_bot.domain.district import District, Route


def steps(district: District) -> list[Any]:
    """Three steps with a person and a place to show."""
    ids = town.ids(district)
    principal = town.principals(district)[0]
    school = district.schools[principal.school]
    ild = district.networks[school.network]
    desk = _desk(district)
    unit = district.units[desk.unit]
    channel = next(ch.id for ch in town.channels(district) if ch.name == unit.channel.removeprefix("#"))
    return [
        {
            "title": f"Be {principal.name}, a principal",
            "text": f"Write to the bot in plain words, for example: {_example(desk)} One message, and it is with the "
            "right unit; the bot says which, why and by when somebody answers.",
            "as": ids[principal.id],
            "channel": "bot",
        },
        {
            "title": f"Be {district.people[unit.lead].name} of {unit.name}",
            "text": "The request is in the unit's channel: take it and reply to the school. Or do nothing and press "
            "Jump to next deadline until the ILD hears of it.",
            "as": ids[unit.lead],
            "channel": channel,
        },
        {
            "title": f"Be {district.people[ild].name}, the ILD",
            "text": "What nobody answered in time is here, with who was told when: step in, nudge or let it run. Home "
            f"shows what units want from principals: decide it, then press {next_page_label(district)}.",
            "as": ids[ild],
            "channel": "bot",
        },
    ]


def next_page_label(district: District) -> str:
    """The words of the button that goes to the next weekly page."""
    return f"Next {day_name[district.digest.weekday]}"


def _desk(district: District) -> Route:
    """The desk of the example: heating and cooling, or the first one that isn't the help desk's."""
    known = district.routes.get("facilities.hvac")
    return known or next(r for r in district.routes.values() if r.unit != district.triage)


def _example(desk: Route) -> str:
    text = "AC out in 204" if desk.id == "facilities.hvac" else (*desk.examples, desk.label)[0]
    return text if text[-1:] in ".?!" else f"{text}."
