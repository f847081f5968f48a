"""The mail door: one letter by SMTP. A letter tried twice keeps its Message-ID, so mailboxes show it once."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from broker_bot.delivery.slack import Answer, Kind
from broker_bot.domain.letters import address_with, token_for


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. `id` is the intent's number; `request` is 0 for one that is about no single request."""

    id: int
    to: str
    subject: str
    text: str
    request: int = 0
    first: bool = False
    """Whether it opens the correspondence on its request; the others answer it."""


class MailDoor:
    """Sends by `url` (smtp://user:password@host:587 with STARTTLS, or smtps://) as `sender`.

    `secret` makes the address to which a reply about a request goes. `timeout` is in seconds, and so is `pause`: how
    long a mail server that did not take a letter is left alone.
    """

    def __init__(self, url: str, sender: str, secret: str, timeout: float = 10.0, pause: float = 60.0) -> None:
        self._url, self._sender, self._secret, self._timeout = urlsplit(url), sender, secret, timeout
        self._pause = pause

    def send(self, letter: Letter) -> Answer:
        """Send it and sort what the mail server said; `data["ts"]` is its Message-ID. Never raises for the network."""
        message = self.written(letter)
        handed = False
        try:
            with self._server() as server:
                handed = True
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            return self._refused(code, said)
        except smtplib.SMTPResponseException as error:
            return self._refused(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            if handed:
                return Answer(Kind.UNCLEAR, error=f"mail: {type(error).__name__}")
            return Answer(Kind.LATER, error=f"no connection to the mail server: {error}", retry_after=self._pause)
        return Answer(Kind.OK, {"ts": str(message["Message-ID"])})

    def written(self, letter: Letter) -> EmailMessage:
        """The letter with its headers: it says of itself that a machine wrote it (RFC 3834)."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, letter.to, _one_line(letter.subject)
        message["Message-ID"] = self._name(letter.request, letter.id)
        message["Auto-Submitted"] = "auto-generated"
        if letter.request:
            message["Reply-To"] = address_with(self._sender, letter.request, self._secret)
            if not letter.first:
                message["References"] = self._name(letter.request, 0)
        message.set_content(letter.text)
        return message

    def _name(self, request: int, letter: int) -> str:
        host = self._sender.rpartition("@")[2]
        token = token_for(request, self._secret)
        return f"<{request}.{token}.{letter}@{host}>" if request else f"<broker.{token}.{letter}@{host}>"

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        host, secure = self._url.hostname or "localhost", self._url.scheme == "smtps"
        if secure:
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, self._url.port or 465, timeout=self._timeout, context=context)
        else:
            server = smtplib.SMTP(host, self._url.port or 25, timeout=self._timeout)
        with server:
            server.ehlo()
            if not secure and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            if self._url.username:
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
            yield server

    def _refused(self, code: int, said: bytes | str) -> Answer:
        words = said.decode(errors="replace") if isinstance(said, bytes) else said
        if 400 <= code < 500:
            return Answer(Kind.LATER, error=f"mail: {code} {words}", retry_after=self._pause)
        return Answer(Kind.REFUSED, error=f"mail: {code} {words}")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
