"""Units that do not live in Slack: the same intents leave by letter or by the unit's own desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from broker_bot.delivery import letters
from broker_bot.delivery.draw import Drawing, Scene, face
from broker_bot.delivery.mail import Letter, MailDoor
from broker_bot.delivery.plain import words
from broker_bot.delivery.slack import Answer
from broker_bot.delivery.webhook import DeskDoor
from broker_bot.domain import people
from broker_bot.domain.district import District, Unit
from broker_bot.domain.model import Request
from broker_bot.slack.views.surface import Message
from broker_bot.store import config, mirror, outbox, requests
from broker_bot.store.outbox import Item

BY_MAIL = "mail:"
"""A recipient that is a mailbox, whatever the roster knows of it."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What leaves: a letter, or what the desk of a unit at a URL is told. `version` is non-zero for a living card."""

    text: str
    version: int = 0
    letter: Letter | None = None
    unit: str = ""
    url: str = ""
    told: Mapping[str, object] | None = None


class Outside:
    """The doors beside Slack's. `mail` is None while the district sends no letters."""

    def __init__(self, mail: MailDoor | None, desk: DeskDoor, drawings: Mapping[str, Drawing]) -> None:
        self._mail, self._desk, self._drawings = mail, desk, drawings

    def takes(self, scene: Scene, item: Item) -> bool:
        """Whether an intent leaves by another door than Slack's."""
        to = item.recipient
        if to.startswith(BY_MAIL):
            return True
        unit = _unit(scene.district, to)
        if unit is not None:
            return unit.door != "slack"
        member = scene.district.people.get(to)
        home = scene.district.units.get(member.unit) if member else None
        lives_outside = home is not None and home.door != "slack"
        return lives_outside and self._mail is not None and not config.slack_id_of(scene.conn, to)

    def packed(self, scene: Scene, item: Item) -> Parcel | None:
        """What leaves for an intent; None when it is no longer true, or nothing for somebody outside."""
        kind, number = _about(scene, item)
        if kind in letters.QUIET:
            return None
        zone = ZoneInfo(scene.district.zone)
        unit = _unit(scene.district, item.recipient)
        request = requests.load(scene.conn, number) if number else None
        if unit is not None and request is not None:
            return self._parcel(scene, item, kind, unit, request, zone)
        drawn = self._drawings[item.kind](scene, item)
        if drawn is None or (unit is not None and unit.door == "desk"):  # a desk keeps lists of its own
            return None
        text = letters.line(drawn.message, zone, owed=False)
        to = unit.channel if unit else item.recipient.removeprefix(BY_MAIL)
        return Parcel(text, letter=Letter(item.id, to, words(drawn.message.text, zone).splitlines()[0], text))

    def _parcel(
        self, scene: Scene, item: Item, kind: str, unit: Unit, request: Request, zone: ZoneInfo
    ) -> Parcel | None:
        card = face(scene, request, "unit" if request.terms.unit == unit.id else f"old:{unit.id}")
        message: Message | None = None
        version, first = 0, item.kind == "card.unit"
        if first:
            known = outbox.card(scene.conn, "request", request.id, item.place)
            version = known.wanted if known else 1
            if request.terms.unit != unit.id or not request.owes or (known and known.ts):
                return None
        else:
            drawn = self._drawings[item.kind](scene, item)
            if drawn is None:
                return None
            message, version = drawn.message, drawn.version
        owed = bool(request.owes) and request.terms.unit == unit.id
        text = (
            letters.line(message, zone, owed=owed)
            if message
            else letters.opening(card, people.answer_readers(scene.district, request), zone)
        )
        if unit.door == "desk":
            told = letters.told(kind, card, message, zone)
            return Parcel(text, version, unit=unit.id, url=unit.channel, told=told)
        number = 0 if first else item.id
        return Parcel(text, version, Letter(number, unit.channel, letters.subject(card), text, request.id, first))

    def send(self, item: Item, parcel: Parcel) -> Answer:
        """Send a parcel and sort what the other side said. Raises LookupError when the district sends no letters."""
        if parcel.letter is None:
            return self._desk.send(parcel.unit, parcel.url, item.id, parcel.told or {})
        if self._mail is None:
            raise LookupError("BROKER_SMTP_URL and BROKER_MAIL_FROM are needed to send letters")
        return self._mail.send(parcel.letter)

    def close(self) -> None:
        self._desk.close()


def _about(scene: Scene, item: Item) -> tuple[str, int]:
    """What an intent tells, and the number of the request it is about (0 for none)."""
    if item.kind == "card.said":
        row = mirror.load(scene.conn, item.aggregate)
        return (row.kind, row.request or 0) if row else ("", 0)
    return item.kind, item.aggregate if item.aggregate_kind == "request" else 0


def _unit(district: District, recipient: str) -> Unit | None:
    return district.units.get(recipient.removeprefix("unit:")) if recipient.startswith("unit:") else None
