"""Which thread a file goes to: the school's to the unit, the unit's to the school; a confidential one's to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from broker_bot.domain import commands as c
from broker_bot.domain import people
from broker_bot.domain.district import District, Person
from broker_bot.domain.files import FileRef, counted
from broker_bot.domain.model import Notice, Outcome, Request, refuse_field

HELD = "Files of a confidential request are not passed on. Take them out, and hand them over yourself."


def carried(before: Request, outcome: Outcome, command: c.OnRequest, actor: Person, district: District) -> Outcome:
    """The outcome with the notices for the files of a command, and of a request that another unit has now."""
    after, files = outcome.request, tuple(getattr(command, "files", ()))
    if after is None:
        return outcome
    notices: tuple[Notice, ...] = ()
    if isinstance(command, c.Add):
        notices = from_school(after, files, actor)
        after = replace(after, files=(*after.files, *files))
    elif files and after.confidential:
        return refuse_field("files", HELD)
    elif files:
        unit = people.unit_of(district, after).name
        told = dict.fromkeys((after.requester, after.filed_by))
        notices = tuple(_relay(f"school:{p}", p, file, actor, unit) for p in told for file in files)
        after = replace(after, files_back=after.files_back + len(files))
    if after.terms.unit != before.terms.unit and before.files:
        asker = district.people.get(before.filed_by, actor)
        unit_card = Notice("card.unit", f"unit:{after.terms.unit}", f"unit:{after.terms.unit}")
        notices = (*notices, unit_card, *_to_unit(after, before.files, asker))
    return replace(outcome, request=after, notices=(*outcome.notices, *notices))


def from_school(request: Request, files: Sequence[FileRef], actor: Person) -> tuple[Notice, ...]:
    """The files go to the unit's thread and to those of the school who have the request, but their sender.

    Of a confidential request the unit hears how many there are, and the sender that they stay.
    """
    if not (files and request.confidential):
        others = dict.fromkeys(p for p in (request.requester, request.filed_by) if p != actor.id)
        shown = tuple(_relay(f"school:{p}", p, file, actor, "") for p in others for file in files)
        return (*_to_unit(request, files, actor), *shown)
    kept = Notice("note.files_kept", f"school:{actor.id}", actor.id, {"what": counted(files)})
    return (*_to_unit(request, files, actor), kept)


def _to_unit(request: Request, files: Sequence[FileRef], actor: Person) -> tuple[Notice, ...]:
    unit = f"unit:{request.terms.unit}"
    if files and request.confidential:
        return (Notice("note.files_held", unit, unit, {"author": actor.name, "what": counted(files)}),)
    return tuple(_relay(unit, unit, file, actor, "") for file in files)


def _relay(place: str, to: str, file: FileRef, actor: Person, unit: str) -> Notice:
    facts = {"file": file.id, "name": file.name, "author": actor.name, "by": actor.id, "unit": unit}
    return Notice("file.relay", place, to, facts)
