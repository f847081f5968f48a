# ruff: noqa: E501  (one pattern a line reads better than a wrapped one)
"""Where an open request stands, in a line for its school; and which request an "any update?" is about. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from broker_bot.domain import faces, people
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Request, Status

SHORT = 140
"""Characters of a message that may be a mere question how something stands."""
FILLER = 2
"""Words of a sentence that says nothing of its own: "thank you"."""
WORD = 120
"""Characters of the unit's last word in the line."""
NUMBER = re.compile(r"(?i)\bR-?(\d{1,9})\b")
_SAYS_NOTHING = frozenset(
    """any update updates news word progress eta luck status the this that what about with from where are please just
    checking following still waiting heard haven't back request requests last latest have you they for our my and did
    does anyone anybody someone somebody look looked today yet hello know when will how long been there can get got
    hay alguna novedad novedades noticia noticias como sobre del por los las una""".split()  # noqa: SIM905
)


def line(found: Request, reader: Person, district: District, now: datetime) -> str:
    """One request in a line; a confidential one without words for those it is not open to."""
    unit = people.unit_of(district, found).name
    if not faces.may_read_text(found, reader, district):
        said = "answered" if found.answered_at else "waiting for a first answer"
        return f"{found.number} (confidential): {unit}, {said}"
    label = district.routes[found.terms.route].label if found.terms.route in district.routes else unit
    return f"{found.number} ({label}): {_stands(found, district)}{_by(found, district, now)}"


def _stands(found: Request, district: District) -> str:
    unit = people.unit_of(district, found).name
    if found.served_by:
        return f"{people.name_of(district, found.served_by)} is taking care of it"
    if found.status == Status.FINISHED:
        return f"{unit} says it is done; confirm on its card"
    if found.last_word:
        said = found.last_word if len(found.last_word) <= WORD else found.last_word[: WORD - 1].rstrip() + "…"
        return f"{people.name_of(district, found.last_word_by)} said: {said.rstrip('.')}"
    return f"waiting for a first answer from {unit}"


def _by(found: Request, district: District, now: datetime) -> str:
    """By when the next thing is owed, in the district's time; empty when nothing is."""
    due, kind = faces.due_of(found, district)
    if due is None or kind == "confirm" or found.served_by:
        return ""
    local = due.astimezone(ZoneInfo(district.zone))
    day = f"{local:%a, %b} {local.day}"
    if kind == "answer":
        return f", {'was due' if due <= now else 'due'} {day} at {local:%-I:%M %p}"
    return f". It was promised for {day}" if due <= now else f". Next date: {day}"


_ASKS = re.compile(
    r"(?i)^\W*(?:hi|hey|hello|so|ok|just)?\W*(?:checking (?:in|on|back)|following up|circling back"
    r"|(?:is there |are there |do you have |got )?(?:any|an) (?:update|updates|news|word|progress|eta|luck)|what'?s (?:the )?(?:status|latest|eta|news)"
    r"|(?:the |what is the )?status|where (?:are we|do we stand|does .{1,30} stand)|hay (?:alguna? )?(?:novedad|noticia)s?|alguna novedad)\b"
    r".{0,20}\b(?:on|about|for|with|of|regarding|sobre|de|del)\b"
)


def asks(text: str) -> bool:
    """Whether a message asks how something named in it stands ("any update on the boiler?"), and asks for no more."""
    said = [part for part in re.split(r"[?!.;\n]+\s*", text) if len(part.split()) > FILLER]
    return len(text) <= SHORT and len(said) == 1 and bool(_ASKS.search(said[0]))


def about(text: str, found: Sequence[Request], reader: Person, district: District) -> list[Request]:
    """The open requests that a question names by number or by words they share; empty when it names none of them."""
    fit = fitting(text, found, reader, district)
    named = NUMBER.search(text) or any(_telling(text) & _told(one, reader, district) for one in fit)
    return fit if named else []


def fitting(text: str, found: Sequence[Request], reader: Person, district: District) -> list[Request]:
    """Those of the open requests that the words of the question can mean: by number, else by words they share."""
    numbers = {int(number) for number in NUMBER.findall(text)}
    named = [one for one in found if one.id in numbers]
    if named:
        return named
    wanted = _telling(text)
    shared = {one.id: len(wanted & _told(one, reader, district)) for one in found}
    most = max(shared.values(), default=0)
    return [one for one in found if shared[one.id] == most] if most else list(found)


def _told(found: Request, reader: Person, district: District) -> set[str]:
    route = district.routes.get(found.terms.route)
    about = f"{route.label} {route.description}" if route else ""
    text = found.text if faces.may_read_text(found, reader, district) else ""
    return _telling(f"{text} {about} {people.unit_of(district, found).name}")


def _telling(text: str) -> set[str]:
    words = re.findall(r"[^\W_]{2,}", text.lower())
    return {_root(word) for word in words if word not in _SAYS_NOTHING and (len(word) > 2 or word.isdigit())}


def _root(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
