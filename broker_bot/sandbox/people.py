"""Reads who is in the workspace from a file: people and channels as JSON, or people as CSV."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml

from broker_bot.sandbox.model import Json, SandboxChannel, SandboxPerson

_PERSON: Final = {one.name for one in fields(SandboxPerson)} | {"channels"}
_CHANNEL: Final = {one.name for one in fields(SandboxChannel)}
_YES: Final = {"yes", "true", "1"}


class PeopleError(ValueError):
    """The file cannot be read; the message is a sentence with the file's name and the place."""


@dataclass(frozen=True)
class Town:
    """Everyone and every channel of a workspace."""

    people: tuple[SandboxPerson, ...]
    channels: tuple[SandboxChannel, ...]


def read(path: Path, everyone_in: Iterable[str] = ()) -> Town:
    """Return the people and channels of a .json or .csv file; `everyone_in` names public channels that all are in.

    JSON: {"people": [...], "channels": [...]} or the list of people alone. A person has a name and any other field of
    SandboxPerson, and `channels`, a list of names; a channel has a name and any other field of SandboxChannel, its
    members by id, e-mail or name. CSV: one person a line, the same fields as columns, `channels` separated by spaces;
    columns of other names are passed over. Ids are given out in order where they are missing. Raises PeopleError.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as broken:
        raise PeopleError(f"{path} cannot be read ({broken}).") from broken
    try:
        given, rooms = _from_csv(text) if path.suffix.lower() == ".csv" else _from_json(text)
        return _town(given, [*rooms, *({"name": name, "members": "all"} for name in everyone_in)])
    except ValueError as wrong:
        raise PeopleError(f"{path}: {wrong}") from wrong


def _from_csv(text: str) -> tuple[list[Json], list[Json]]:
    people = []
    for row in csv.DictReader(io.StringIO(text)):
        person: Json = {key: value.strip() for key, value in row.items() if key in _PERSON and value and value.strip()}
        person["channels"] = str(person.get("channels", "")).split()
        person["deactivated"] = str(person.get("deactivated", "")).lower() in _YES
        role = (row.get("role") or "").strip().replace("_", " ")
        person.setdefault("group", role.upper() if len(role) <= 3 else role.capitalize())
        people.append(person)
    return people, []


def in_zone(people: Iterable[SandboxPerson], routes: Path) -> tuple[SandboxPerson, ...]:
    """The people, in the time zone that a district's routes.yaml names, if there is such a file and they name none."""
    try:
        found = yaml.safe_load(routes.read_text("utf-8"))["district"]["time_zone"]
        zone = ZoneInfo(found).key
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError):
        return tuple(people)
    return tuple(replace(one, tz=zone) if one.tz == SandboxPerson.tz else one for one in people)


def _from_json(text: str) -> tuple[list[Json], list[Json]]:
    try:
        found = json.loads(text)
    except ValueError as broken:
        raise ValueError(f"this is not JSON ({broken}); a CSV file needs the ending .csv") from broken
    if isinstance(found, list):
        found = {"people": found}
    if not isinstance(found, dict):
        raise ValueError('a file of people is {"people": [...], "channels": [...]} or a list of people')
    return _objects(found, "people"), _objects(found, "channels")


def _objects(found: Json, name: str) -> list[Json]:
    rows = found.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"{name} must be a list of objects")
    return [dict(row) for row in rows]


def _town(given: list[Json], rooms: list[Json]) -> Town:
    people = [_person(row, number) for number, row in enumerate(given, start=1)]
    _no_doubles("person", [one.id for one in people])
    known = _known(people)
    named: dict[str, Json] = {}
    for row in rooms:
        named[_plain(row.get("name"))] = row
    for person, row in zip(people, given, strict=True):
        for name in row.get("channels", []):
            room = named.setdefault(_plain(name), {"name": name})
            if room.get("members") != "all":
                room["members"] = [*room.get("members", []), person.id]
    channels = [_channel(row, number, known, people) for number, row in enumerate(named.values(), start=1)]
    _no_doubles("channel", [one.id for one in channels])
    return Town(tuple(people), tuple(channels))


def _plain(name: Any) -> str:
    return str(name or "").removeprefix("#")


def _person(row: Json, number: int) -> SandboxPerson:
    if not row.get("name"):
        raise ValueError(f"person {number} has no name")
    _only(row, _PERSON, f"person {number} ({row['name']})")
    given = {key: value for key, value in row.items() if key != "channels"}
    return SandboxPerson(**{"id": f"U{number:04}", "email": "", **given})


def _channel(row: Json, number: int, known: Mapping[str, str], people: list[SandboxPerson]) -> SandboxChannel:
    name = _plain(row.get("name"))
    if not name:
        raise ValueError(f"channel {number} has no name")
    _only(row, _CHANNEL, f"channel {number} ({name})")
    listed = row.get("members", [])
    members = [one.id for one in people] if listed == "all" else [_member(one, known, name) for one in listed]
    kept = {key: value for key, value in row.items() if key not in ("name", "members")}
    prefix = "G" if row.get("private") else "C"
    return SandboxChannel(
        **{"id": f"{prefix}{number:04}", **kept, "name": name, "members": tuple(dict.fromkeys(members))}
    )


def _known(people: list[SandboxPerson]) -> dict[str, str]:
    """Return the id behind each id, e-mail and name; ids win over e-mails, and e-mails over names."""
    names = {one.name.lower(): one.id for one in people}
    mails = {one.email.lower(): one.id for one in people if one.email}
    return {**names, **mails, **{one.id.lower(): one.id for one in people}}


def _member(one: Any, known: Mapping[str, str], channel: str) -> str:
    id = known.get(str(one).lower())
    if id is None:
        raise ValueError(f"channel {channel} has a member {one!r} who is not among the people")
    return id


def _only(row: Json, allowed: set[str], where: str) -> None:
    strange = sorted(set(row) - allowed)
    if strange:
        raise ValueError(f"{where} has {strange[0]!r}, which is unknown; known are: {', '.join(sorted(allowed))}")


def _no_doubles(what: str, ids: list[str]) -> None:
    for id in ids:
        if ids.count(id) > 1:
            raise ValueError(f"two have the {what} id {id}")
