"""Plain words that are no request by themselves: "who payroll", and an ILD's "for Cottonwood ES: ...". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from broker_bot.domain.district import District, School

_ASKS = re.compile(
    r"(?:who|whom|who'?s)\s+(?:"
    r"(?:handles?|owns?|does|runs?|covers?|deals? with|takes? care of|looks? after"
    r"|(?:is|are) (?:responsible for|in charge of|the (?:contact|person|one) for|our [\w-]+ person for)"
    r"|(?:do|should|can) (?:i|we) (?:ask|contact|call|see|email|write to|talk to|go to)(?: about| for| with)?"
    r"|can help(?: me| us)? with)\s+|responsible for\s+|in charge of\s+)(?P<topic>.{2,120}?)[\s?!.]*",
    re.IGNORECASE,
)
_PREGUNTA = re.compile(
    r"[\u00bf]?qui[e\u00e9]n(?:es)?\s+(?:se encarga(?:n)? de|maneja|lleva|ve|atiende)\s+(?P<topic>.{2,120}?)[\s?!.]*",
    re.IGNORECASE,
)
_BARE = re.compile(r"who\s+(?P<topic>[\w&/'-]+(?:\s+[\w&/'-]+){0,3})\s*\?*", re.IGNORECASE)
_VERBS = frozenset(
    """is are was were be am do did can could will would shall should may might must has have had broke took left made
    sent said told knows know needs need wants want won wins goes went came comes gets got let put turned ordered
    approved signed to the you they we i it that this else cares cancelled called closed locked opened""".split()  # noqa: SIM905
)
"""What follows "who" in a question about something else: "who is coming?"."""
_ARTICLE = re.compile(r"(?:the|a|an|our|my|el|la|los|las)\s+", re.IGNORECASE)

ALONE = "who"


def who_topic(text: str) -> str:
    """What a question "who handles ...?" is about, or "" for any other text; "who" alone is the topic "who"."""
    said = " ".join(text.split())
    if said.lower().rstrip("?") == ALONE:
        return ALONE
    found = _ASKS.fullmatch(said) or _PREGUNTA.fullmatch(said)
    if found is None:
        found = _BARE.fullmatch(said)
        if found is None or found["topic"].split()[0].lower() in _VERBS:
            return ""
    return _ARTICLE.sub("", found["topic"], count=1).strip()


def for_school(text: str, district: District) -> tuple[str, str]:
    """(school id, the rest) of "for Cottonwood ES: boiler out"; ("", text) where no school is named so.

    Any words of a name that fit one school alone will do ("for Cottonwood boiler out").
    """
    found = re.match(r"(?:for|para)\s+", text, re.IGNORECASE)
    if found is None:
        return "", text
    rest = text[found.end() :]
    for school, name in _names(district.schools.values()):
        named = re.match(rf"{re.escape(name)}(?:\s*[:,;.-]\s*|\s+)(?=\S)", rest, re.IGNORECASE)
        if named:
            return school, rest[named.end() :]
    return "", text


def _names(schools: Iterable[School]) -> list[tuple[str, str]]:
    """(id, a way to name it), the longest first; a first word only where no other school begins so."""
    known = list(schools)
    firsts = [school.name.split()[0].lower() for school in known]
    ways = [(school.id, name) for school in known for name in (school.name, school.id)]
    ways += [(s.id, s.name.rsplit(" ", 1)[0]) for s in known if " " in s.name and _alone(s, known)]
    ways += [(s.id, s.name.split()[0]) for s in known if firsts.count(s.name.split()[0].lower()) == 1]
    return sorted(ways, key=lambda way: -len(way[1]))


def _alone(school: School, known: list[School]) -> bool:
    short = school.name.rsplit(" ", 1)[0].lower()
    return sum(other.name.lower().startswith(short) for other in known) == 1
