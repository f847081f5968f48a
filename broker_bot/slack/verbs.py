"""`/broker` verbs that take words after them: which command each becomes, and the form that help shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from broker_bot.domain import commands as c
from broker_bot.slack.payloads import Payload, slash


@dataclass(frozen=True, slots=True)
class Verb:
    """The command that a verb becomes and the line that `help` shows for it."""

    command: type[c.Worded]
    help: str


WORDED: Mapping[str, Verb] = {
    "closed": Verb(
        c.Close,
        "`/broker closed today for all ice`, `/broker closed Dec 4 at 11:30 for Birch Hollow ES: no water`: "
        "a snow day or an early closing (chief of schools and administrators).",
    ),
    "copy": Verb(
        c.CopyMe,
        "`/broker copy me on facilities until Dec 12`: a list each working morning of what is new (ILDs).",
    ),
    "in": Verb(
        c.InSchools,
        "`/broker in schools until 2`, `/broker in schools tomorrow 9-12`, `/broker in schools every Mon Wed 8-11:30`: "
        "protected time, in which only safety reaches you (ILDs); `/broker in schools over` ends it, "
        "`/broker in schools calendar https://...` follows your calendar.",
    ),
    "open": Verb(c.OpenAgain, "`/broker open today for all`: takes a closing back, from now on."),
}


def worded(body: Payload) -> c.Command:
    """The command of a documented verb; any other words are plain words for the desk."""
    said = slash(body)
    verb = WORDED.get(said.text.strip().partition(" ")[0].lower())
    if verb is None or " " not in said.text.strip():
        return said
    return verb.command(said.key, said.by, said.at, said.text, said.channel)
