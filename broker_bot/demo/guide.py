"""The page's guide: three steps, one for each of the three people."""

from __future__ import annotations

from typing import Any

from broker_bot.demo import town
from broker_bot.demo.days import principals
from broker_bot.domain.district import District


def steps(district: District) -> list[Any]:
    """Three steps with a person and a place to show."""
    ids = {p.email: p.id for p in town.people(district)}
    principal = principals(district)[0]
    school = district.schools[principal.school]
    ild = district.networks[school.network]
    unit = next(u for u in district.units.values() if u.id != district.triage)
    channel = next(ch.id for ch in town.channels(district) if ch.name == unit.channel.removeprefix("#"))
    return [
        {
            "title": f"Be {principal.name}, a principal",
            "text": "Write to the bot in plain words, for example: AC out in the library. One message, and it is with "
            "the right unit.",
            "as": ids[principal.id],
            "channel": "bot",
        },
        {
            "title": f"Be {district.people[unit.lead].name} of {unit.name}",
            "text": "The request is in the unit's channel. Take it and reply to the school. Or do nothing, and press "
            "Jump to next deadline until the ILD hears of it.",
            "as": ids[unit.lead],
            "channel": channel,
        },
        {
            "title": f"Be {district.people[ild].name}, the ILD",
            "text": "A late request came with what was told to whom: step in, nudge, or let it run. In Home, decide "
            "what units want from your principals; next Monday each gets one page.",
            "as": ids[ild],
            "channel": "bot",
        },
    ]
