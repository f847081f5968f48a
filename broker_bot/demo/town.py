"""The district's people and channels as members of a sandbox workspace."""

from __future__ import annotations

from broker_bot.domain.district import District, Person, Role
from broker_bot.sandbox.server import SandboxChannel, SandboxPerson, Shortcut
from broker_bot.slack.shortcuts import SHORTCUTS

GROUPS = {
    Role.PRINCIPAL: "Principals",
    Role.DELEGATE: "School offices",
    Role.UNIT_STAFF: "Units",
    Role.UNIT_LEAD: "Units",
    Role.ILD: "ILDs",
    Role.CHIEF: "Leadership",
    Role.EXECUTIVE: "Leadership",
    Role.ADMIN: "Leadership",
}
_ORDER = list(dict.fromkeys(GROUPS.values()))


def people(district: District) -> list[SandboxPerson]:
    """Everybody of the roster, by group and name; ids are U and a running number in the roster's order."""
    made = [_person(number, person, district) for number, person in enumerate(district.people.values(), start=1)]
    return sorted(made, key=lambda p: (_ORDER.index(p.group), p.name))


def _person(number: int, person: Person, district: District) -> SandboxPerson:
    place = ""
    if person.school:
        place = district.schools[person.school].name
    elif person.unit:
        place = district.units[person.unit].name
    title = person.title or person.role.replace("_", " ")
    if place and place not in title:
        title = f"{title}, {place}"
    return SandboxPerson(
        id=f"U{number:04d}", name=person.name, email=person.id, title=title, group=GROUPS[person.role], tz=district.zone
    )


def ids(district: District) -> dict[str, str]:
    """Workspace ids by address."""
    return {p.email: p.id for p in people(district)}


def principals(district: District) -> list[Person]:
    """Principals, one of each network in turn, so that every ILD has something to see."""
    by_network: dict[str, list[Person]] = {}
    for person in district.people.values():
        if person.role == Role.PRINCIPAL:
            by_network.setdefault(district.schools[person.school].network, []).append(person)
    most = max(len(group) for group in by_network.values())
    return [group[i] for i in range(most) for group in by_network.values() if i < len(group)]


def channels(district: District) -> list[SandboxChannel]:
    """A private channel a unit, with the unit's people in it; and one where the schools talk among themselves."""
    known = ids(district)
    made = []
    in_slack = (unit for unit in district.units.values() if unit.door == "slack")
    for number, unit in enumerate(in_slack, start=1):
        members = tuple(known[p.id] for p in district.people.values() if p.unit == unit.id)
        channel_id = f"C{number:04d}" if unit.channel.startswith("#") else unit.channel
        made.append(SandboxChannel(id=channel_id, name=unit.channel.removeprefix("#"), private=True, members=members))
    talkers = tuple(known[p.id] for p in district.people.values() if p.school or p.role == Role.ILD)
    return [*made, SandboxChannel(id=TALK, name="principals", members=talkers)]


TALK = "C0900"
"""The channel where principals, their offices and the ILDs talk."""


def shortcuts() -> list[Shortcut]:
    """The app's shortcuts, as its manifest names them."""
    return [Shortcut(callback, one.name, one.kind) for callback, one in SHORTCUTS.items()]
