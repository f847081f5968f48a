"""A mail server and a unit's own desk on this machine, and a district one of whose units lives there."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from broker_bot.clock import epoch
from broker_bot.domain.district import District
from broker_bot.domain.signing import headers
from tests.stories.world import World

MAILBOX = "facilities.desk@cedargrove.example"
SENDER = "broker@cedargrove.example"
SECRET = "a secret of the mail gateway"
DESK_SECRET = "a secret of the desk"


def moved_to(district: District, channel: str) -> District:
    """The district with Facilities reached at another place than a Slack channel."""
    unit = replace(district.units["facilities"], channel=channel)
    return replace(district, units={**district.units, "facilities": unit}, version=f"reached at {channel}")


def members(district: District) -> frozenset[str]:
    """Everybody of Facilities."""
    return frozenset(person.id for person in district.people.values() if person.unit == "facilities")


class PostOffice:
    """Keeps what is sent; `refuses` makes it answer 451 so often."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refuses = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuses:
            self.refuses -= 1
            return "451 try again later"
        content = envelope.content
        assert isinstance(content, bytes)
        letter = message_from_bytes(content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 kept"

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.letters if letter["To"] == address]

    def subjects(self, address: str) -> list[str]:
        return [str(letter["Subject"]) for letter in self.to(address)]


@contextmanager
def post_office() -> Iterator[tuple[PostOffice, str]]:
    """The server and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield office, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


def body_of(letter: EmailMessage) -> str:
    return str(letter.get_content())


def reply_to(letter: EmailMessage, sender: str, words: str, **extra: str) -> bytes:
    """What a mail program makes of "reply": the writer's words, then the letter quoted."""
    answer = EmailMessage()
    answer["From"], answer["To"] = f"Somebody <{sender}>", str(letter["Reply-To"])
    answer["Subject"] = f"Re: {letter['Subject']}"
    answer["In-Reply-To"] = str(letter["Message-ID"])
    answer["Message-ID"] = extra.pop("Message_ID", f"<{abs(hash((sender, words)))}@cedargrove.example>")
    for name, value in extra.items():
        answer[name.replace("_", "-")] = value
    quoted = "\n".join(f"> {line}" for line in body_of(letter).splitlines())
    answer.set_content(f"{words}\n\nOn Mon, Oct 5, 2026 at 9:00 AM broker <{SENDER}> wrote:\n{quoted}\n")
    return answer.as_bytes()


def hand_in(world: World, raw: bytes, *, ident: str = "m-1", secret: str = SECRET, late: int = 0) -> httpx.Response:
    """Give a letter to the bot as the district's mail gateway does, `late` seconds after it was signed."""
    signed = headers(secret, ident, int(epoch()) - late, raw)
    answer = httpx.post(f"{world.web.url}/inbound/mail", content=raw, headers=signed)
    world.settle()
    return answer


class OwnDesk:
    """A unit's own help desk: keeps what it is told, unless it is `down`."""

    def __init__(self) -> None:
        self.told: list[tuple[dict[str, str], dict[str, Any], bytes]] = []
        self.down = False
        self.turned_away = 0

    def kinds(self) -> list[str]:
        return [told["kind"] for _, told, _ in self.told]


@contextmanager
def own_desk() -> Iterator[tuple[OwnDesk, str]]:
    """The desk and the address it is told things at."""
    desk = OwnDesk()

    class Handler(BaseHTTPRequestHandler):
        """Takes every POST."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if desk.down:
                desk.turned_away += 1
            else:
                desk.told.append(({k.lower(): v for k, v in self.headers.items()}, json.loads(body), body))
            self.send_response(503 if desk.down else 204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Silence: pytest shows what is wrong."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield desk, f"http://127.0.0.1:{server.server_address[1]}/broker"
    finally:
        server.shutdown()
        server.server_close()


def desk_says(world: World, ident: str = "d-1", *, late: int = 0, **told: Any) -> httpx.Response:
    """What the desk sends back, signed."""
    body = json.dumps(told).encode()
    signed = headers(DESK_SECRET, ident, int(epoch()) - late, body)
    answer = httpx.post(f"{world.web.url}/inbound/desk/facilities", content=body, headers=signed)
    world.settle()
    return answer
