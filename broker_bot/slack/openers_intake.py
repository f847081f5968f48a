"""What a shortcut opens: the form for a request, a sentence for those who send none, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from broker_bot.domain import commands as c
from broker_bot.domain.access import Action, Subject, may
from broker_bot.domain.district import Person, School
from broker_bot.domain.people import school_name
from broker_bot.service import intake
from broker_bot.slack import ids
from broker_bot.slack.openers import Look, NotAllowed
from broker_bot.slack.payloads import Payload
from broker_bot.slack.payloads_intake import from_message, kept
from broker_bot.slack.views.modals_intake import new_modal
from broker_bot.slack.views.surface import Modal


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut: its name in Slack's menus (at most 24 characters), what it opens, and else what it asks for.

    `view` gives None when nothing need be asked: then `parse` says what is to be done. Raises NotAllowed, Unreadable.
    """

    kind: Literal["global", "message"]
    name: str
    about: str
    view: Callable[[Look, Person, Payload], Modal | None]
    parse: Callable[[Payload], c.Command] | None = None


def schools_of(look: Look, actor: Person) -> list[School]:
    """The schools in whose name somebody may send a request, by name; one's own school is not among them."""
    found = look.district.schools.values()
    named = [s for s in found if may(actor, Action.CREATE_FOR_SCHOOL, Subject(school=s.id, network=s.network))]
    return sorted(named, key=lambda school: school.name)


def _form(look: Look, actor: Person, picked: c.PickUp | None) -> Modal:
    schools = schools_of(look, actor)
    if not schools and not intake.may_file(actor, actor.school, look.district):
        raise NotAllowed(intake.for_others(actor, look.district))
    own = "" if schools else school_name(look.district, actor.school)
    choices = [(school.id, school.name) for school in schools]
    return new_modal(own, choices, kept(picked) if picked else "", picked.text if picked else "")


def _new(look: Look, actor: Person, body: Payload) -> Modal | None:
    return _form(look, actor, None)


def _of_message(look: Look, actor: Person, body: Payload) -> Modal | None:
    """People of a school are asked nothing; an ILD is asked for which school."""
    picked = from_message(body)
    if intake.may_file(actor, actor.school, look.district):
        return None
    return _form(look, actor, picked)


SHORTCUTS: Mapping[str, Shortcut] = {
    ids.SHORTCUT_NEW: Shortcut("global", "Send a request", "Tell what your school needs; it finds the unit", _new),
    ids.SHORTCUT_MESSAGE: Shortcut(
        "message", "Make this a request", "Sends this message and its thread to the unit", _of_message, from_message
    ),
}
