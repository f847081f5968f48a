"""A raw letter to what its writer said: pure. A machine's own letter is never somebody's answer."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from datetime import date, timedelta
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

from dateutil import parser as dates
from mailparser_reply import EmailReplyParser

from broker_bot.domain import commands as c
from broker_bot.domain.district import District
from broker_bot.domain.letters import ABOVE, request_in
from broker_bot.domain.people import TRIAGE

_QUOTED = re.compile(r"\s*>|\s*_{5,}\s*$|\s*-{2,}\s*(?:original|forwarded|mensaje)\b.*$", re.IGNORECASE)
_WROTE = re.compile(r"(?:on|el)\b.{5,200}\b(?:wrote|escribi\u00f3)\s*:\s*\Z", re.IGNORECASE | re.DOTALL)
"""The line that opens a quoted letter, which may be broken in two."""

_AUTOMATIC = re.compile(r"\s*(?:automatic reply|auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office)\b", re.I)
_DONE = re.compile(r"done[.!]?\s*(?:\n|$)", re.IGNORECASE)
_BY = re.compile(r"by\s+([^\n]{3,40}?)[.!]?\s*(?:\n|$)", re.IGNORECASE)
_NOT_OURS = re.compile(r"not ours\b[ :,-]*([^\n]*?)[.!]?\s*(?:\n|$)", re.IGNORECASE)


class Unusable(Exception):
    """A letter that nothing can be done with; the message is for its writer."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One letter: its own id, its writer's address, the request it is about (0 for none), the words above the quotes.

    `automatic` marks a machine's letter (RFC 3834), `files` counts attachments, which go no further.
    """

    id: str
    sender: str
    request: int
    text: str
    automatic: bool
    files: int


def read(raw: bytes, secret: str) -> Incoming:
    """A letter as the mail server hands it on (RFC 5322). Raises Unusable for one without a writer."""
    message = email.message_from_bytes(raw, policy=default)
    sender = parseaddr(str(message.get("From", "")))[1].lower()
    if "@" not in sender:
        raise Unusable("This letter names nobody in its From line.")
    names = ("To", "Cc", "Delivered-To", "X-Original-To", "In-Reply-To", "References")
    about = " ".join(str(value) for name in names for value in message.get_all(name, []))
    files = sum(1 for _ in message.iter_attachments()) if message.is_multipart() else 0
    ident = str(message.get("Message-ID", "")).strip() or f"{sender} {message.get('Date', '')}"
    return Incoming(ident, sender, request_in(about, secret), _own_words(message), _automatic(message), files)


def _automatic(message: EmailMessage) -> bool:
    by_itself = str(message.get("Auto-Submitted", "no")).strip().lower() not in ("", "no")
    in_bulk = str(message.get("Precedence", "")).strip().lower() in ("bulk", "junk", "list", "auto_reply")
    nobody = str(message.get("Return-Path", "")).strip() == "<>"
    marked = message.get("X-Autoreply") is not None or message.get("X-Autorespond") is not None
    return by_itself or in_bulk or nobody or marked or bool(_AUTOMATIC.match(str(message.get("Subject", ""))))


def _own_words(message: EmailMessage) -> str:
    """What stands above the quoted letter; of a letter in HTML alone, its text."""
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, UnicodeError):
        payload = part.get_payload(decode=True)
        text = payload.decode("utf-8", errors="replace") if isinstance(payload, bytes) else ""
    if part.get_content_subtype() == "html":
        text = _without_tags(text)
    head = text.replace("\r\n", "\n").partition(ABOVE)[0]
    reply = EmailReplyParser(languages=["en", "es"]).parse_reply(head) or ""
    lines = reply.splitlines()
    while lines and (not lines[-1].strip() or _QUOTED.match(lines[-1])):
        lines.pop()
    said = "\n".join(lines).strip()
    opens = max(said.rfind("\nOn "), said.rfind("\nEl "), 0 if said[:3] in ("On ", "El ") else -1)
    return said[:opens].strip() if opens >= 0 and _WROTE.match(said[opens:].strip()) else said


def _without_tags(html: str) -> str:
    from html.parser import HTMLParser

    said: list[str] = []

    class Words(HTMLParser):
        """Text only; a new line for each block."""

        silent = 0

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.silent += tag in ("style", "script", "head", "blockquote")
            if tag in ("br", "p", "div", "li", "tr"):
                said.append("\n")

        def handle_endtag(self, tag: str) -> None:
            self.silent -= tag in ("style", "script", "head", "blockquote")

        def handle_data(self, data: str) -> None:
            if not self.silent:
                said.append(data)

    Words().feed(html)
    return "".join(said)


def command(letter: Incoming, district: District, today: date) -> c.OnRequest:
    """What the letter asks for: its first line may say DONE, BY a day, or NOT OURS. Raises Unusable."""
    key, by, number, text = f"mail:{letter.id}", f"mail:{letter.sender}", letter.request, letter.text
    if not text:
        raise Unusable("I found no words of yours above the quoted letter, so nothing was sent to the school.")
    if found := _DONE.match(text):
        return c.Finish(key, by, None, number, _rest(text, found.end(), "Done."))
    if (found := _BY.match(text)) and (day := _day(found[1], today)):
        return c.Promise(key, by, None, number, _rest(text, found.end(), found[0].strip()), day)
    if found := _NOT_OURS.match(text):
        return c.NotOurs(key, by, None, number, desk_of(found[1], district), text[found.end() :].strip())
    return c.ReplyToSchool(key, by, None, number, text)


def _rest(text: str, end: int, instead: str) -> str:
    """The sentence after the first line; an answer needs one, so a bare DONE or date is itself the sentence."""
    return text[end:].strip() or instead


def _day(words: str, today: date) -> date | None:
    """A day as people write it; without a year the next one."""
    try:
        day = dates.parse(words, default=dates.parse(today.isoformat())).date()
    except (ValueError, OverflowError):
        return None
    yearless = not re.search(r"\d{4}|\d+/\d+/\d+", words)
    return day.replace(year=day.year + 1) if yearless and day < today - timedelta(days=90) else day


def desk_of(words: str, district: District) -> str:
    """The route a unit's or desk's name means; without a name the help desk's. Raises Unusable for no such name."""
    wanted = " ".join(words.lower().split())
    if not wanted:
        return TRIAGE
    for route in district.routes.values():
        unit = district.units[route.unit]
        if wanted in (route.id, route.label.lower(), unit.id, unit.name.lower()):
            return route.id
    meant = [r.id for r in district.routes.values() if wanted in district.units[r.unit].name.lower()]
    if not meant:
        units = ", ".join(unit.name for unit in district.units.values())
        raise Unusable(f"No unit is called '{words.strip()}'. Write NOT OURS and one of: {units}.")
    return meant[0]
