"""What a unit outside Slack reads: the letter about a new request, and what its own desk is told."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from broker_bot.delivery.plain import moment, readable
from broker_bot.domain.letters import ABOVE
from broker_bot.domain.readmodels import RequestCard
from broker_bot.slack.views.surface import Message

QUIET = frozenset({"home", "reply"})
"""What a unit outside Slack wrote itself is not sent back to it, and it has no Home."""

HOW = """To answer, reply to this letter: your words go to {readers}.
The first line may be one of these, then your words:
  DONE                  it is finished; the school is asked whether it is
  BY Oct 9              the day you promise
  NOT OURS Facilities   where it belongs; without a name it goes to the help desk
What is quoted below your words stays with you."""


def subject(card: RequestCard) -> str:
    """The same for every letter about one request, so that a mailbox keeps them together."""
    urgent = "URGENT " if card.urgent else ""
    return f"{urgent}{card.number} {card.school}: {card.route}"


def opening(card: RequestCard, readers: str, zone: ZoneInfo) -> str:
    """The letter that brings a request."""
    asked = "\n".join(f"  > {line}" for line in card.text.splitlines() or [""])
    behalf = f", sent by {card.filed_by}" if card.filed_by not in ("", card.requester) else ""
    paragraphs = [
        ABOVE,
        f"URGENT. {card.safety_line}" if card.urgent else "",
        f"{card.school} asks {card.unit}:",
        asked,
        f"From {card.requester}{behalf}, {moment(card.opened_at, zone)}. {due(card, zone)}".strip(),
        HOW.format(readers=readers),
    ]
    return "\n\n".join(part for part in paragraphs if part) + "\n"


def due(card: RequestCard, zone: ZoneInfo) -> str:
    """When what is owed: "First answer due Mon, Oct 5 at 1:00 PM."; empty when nothing is."""
    what = {"answer": "First answer due", "finish": "To be done by"}.get(card.due_kind, "")
    return f"{what} {moment(card.due_at, zone)}." if what and card.due_at else ""


def line(message: Message, zone: ZoneInfo, *, owed: bool) -> str:
    """A letter about something that happened to a request, or a reminder."""
    end = "To answer, reply to this letter." if owed else ""
    above = ABOVE if owed else ""
    return "\n\n".join(part for part in (above, readable(message, zone), end) if part) + "\n"


def told(kind: str, card: RequestCard, message: Message | None, zone: ZoneInfo) -> dict[str, Any]:
    """What a unit's own desk gets: the request as it stands, and the words of what happened."""
    return {
        "kind": "request.opened" if message is None else kind.removeprefix("note."),
        "request": {
            "number": card.number,
            "school": card.school,
            "route": card.route,
            "text": card.text,
            "requester": card.requester,
            "urgent": card.urgent,
            "state": card.state,
            "opened_at": card.opened_at.isoformat(),
            "due_at": card.due_at.isoformat() if card.due_at else None,
            "due_kind": card.due_kind,
        },
        "words": card.text if message is None else readable(message, zone),
    }
