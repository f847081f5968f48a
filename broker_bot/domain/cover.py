"""Who stands in for somebody who is away: A's cover is B, B's is C, until somebody is there. Pure.

`District.away` says who is away today, as people set it in Slack. Who is away without naming a cover has the standing
one of roster.csv.
"""

from __future__ import annotations

from collections.abc import Iterable

from broker_bot.domain.district import District


def here(district: District, person: str) -> bool:
    """Whether somebody is in the roster, has a Slack account and is not away today."""
    return person in district.people and not absent(district, person)


def absent(district: District, person: str) -> bool:
    """Away today, or without a Slack account any more."""
    return person in district.away or person in district.closed


def cover_of(district: District, person: str) -> str:
    """Whom somebody names as cover: for this absence, else in roster.csv; "" for nobody."""
    away = district.away.get(person)
    known = district.people.get(person)
    return (away.cover if away else "") or (known.cover if known else "")


def stand_in(district: District, person: str, *, never: str = "") -> str:
    """The person, or the first of the covers who is there; "" where the chain ends or comes round to nobody.

    `never` (the requester) is passed over, and so is somebody who left the roster.
    """
    seen: set[str] = set()
    while person and person not in seen:
        seen.add(person)
        if here(district, person) and person != never:
            return person
        person = cover_of(district, person) if absent(district, person) or person == never else ""
    return ""


def first_here(district: District, chain: Iterable[str], *, never: str = "") -> str:
    """The first of a chain, or a cover of one, who is there; "" for nobody."""
    return next((found for person in chain if (found := stand_in(district, person, never=never))), "")


def stand_ins(district: District, people: Iterable[str]) -> tuple[str, ...]:
    """Those who stand in today for any of these people, without the people themselves."""
    found = dict.fromkeys(stand_in(district, person) for person in people if absent(district, person))
    return tuple(person for person in found if person)


def name_with_cover(district: District, person: str) -> str:
    """A name for people: "Rosa Delgado", or "Terrence Odom (for Rosa Delgado, away until Wed, Oct 7)"."""
    known = district.people.get(person)
    if known is None or not absent(district, person):
        return known.name if known else person
    away = "no longer in Slack"
    if person in district.away:
        until = district.away[person].last
        away = f"away until {until:%a, %b} {until.day}"
    other = district.people.get(stand_in(district, person))
    return f"{other.name} (for {known.name}, {away})" if other else f"{known.name} ({away})"
