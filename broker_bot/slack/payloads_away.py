"""Being away: presses and the form to commands, and the form that a button or `/broker away` opens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from broker_bot.domain import absence, dated
from broker_bot.domain.absence import ComeBack, SetAway
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.commands import Command
from broker_bot.domain.district import District, Person
from broker_bot.service import away
from broker_bot.slack import ids
from broker_bot.slack.openers import Look, NotAllowed, Opener
from broker_bot.slack.payloads import OUTDATED, Payload, Unreadable, button_key, filled, user, view_key
from broker_bot.slack.views.away import Group, away_modal
from broker_bot.slack.views.surface import Modal


def _back(body: Payload) -> Command:
    return ComeBack(button_key(body), user(body))


def _day(body: Payload, block: str) -> date | None:
    picked = filled(body, block)
    try:
        return date.fromisoformat(picked) if picked else None
    except (TypeError, ValueError):
        raise Unreadable(OUTDATED) from None


def _set(body: Payload) -> Command:
    return SetAway(
        view_key(body),
        user(body),
        person=str(filled(body, ids.FIELD_PERSON) or ""),
        first=_day(body, ids.FIELD_FIRST),
        last=_day(body, ids.FIELD_LAST),
        cover=str(filled(body, ids.FIELD_COVER) or ""),
    )


def _open(look: Look, actor: Person, value: str) -> Modal:
    if not away.may_for_self(actor):
        raise NotAllowed("This is for units, ILDs and leadership. Your school's delegates act for it on any day.")
    district = look.district
    others = [p for p in district.people.values() if _may(actor, p)]
    people = _groups(district, others) if len(others) > 1 else []
    every = others if len(others) > 1 else [actor]
    covers = {c.id: c for person in every for c in absence.covers_for(district, person)}
    standing = district.people.get(actor.cover)
    own = (actor.id, actor.name)
    today = dated.today(look.now, district)
    return away_modal(own, people, _groups(district, list(covers.values())), today, standing.name if standing else "")


def _may(actor: Person, person: Person) -> bool:
    about = Subject(unit=person.unit, person=person.id)
    return person.role not in absence.OF_SCHOOLS and may(actor, Action.AWAY, about)


def _groups(district: District, people: list[Person]) -> list[Group]:
    """By unit, in the order given; those without a unit stand first, under one heading."""
    found: dict[str, list[tuple[str, str]]] = {}
    for person in sorted(people, key=lambda p: bool(p.unit)):
        unit = district.units.get(person.unit)
        found.setdefault(unit.name if unit else "ILDs and leadership", []).append((person.id, person.name))
    return list(found.items())


BUTTONS: dict[str, Callable[[Payload], Command]] = {ids.AWAY_BACK: _back}

OPENERS: dict[str, Opener] = {ids.AWAY_NEW: _open}

MODALS: dict[str, Callable[[Payload], Command]] = {ids.MODAL_AWAY: _set}
