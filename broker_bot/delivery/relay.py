"""Passes a file on into another thread: read, uploaded under an id that is committed first, completed once.

Only the completion shows anything, so only it can be unclear; then `files.info` tells whether the file exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from tempfile import TemporaryFile
from typing import IO, Any

from sqlalchemy import Connection

from broker_bot.clock import Clock, machine_time
from broker_bot.delivery.courier import Pace
from broker_bot.delivery.slack import TOO_LARGE, Answer, Kind, SlackDoor
from broker_bot.delivery.verdict import Verdict
from broker_bot.domain.files import LARGEST, FileRef, refusal, shown
from broker_bot.domain.model import Notice, Request
from broker_bot.slack.payloads import attached
from broker_bot.slack.views.text import esc
from broker_bot.store import outbox, requests, uploads
from broker_bot.store.db import Database
from broker_bot.store.outbox import Item

SLOWEST = 250_000
"""Bytes a second that the lease of a file allows for, there and back."""

LOST = frozenset({"is_archived", "channel_not_found", "not_in_channel"})
BROKEN = frozenset(
    {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "missing_scope"}
)
AGAIN = frozenset({"file_not_found", "file_upload_failed", "invalid_arguments"})
"""The upload is gone or was not whole, and nothing was shown: it begins anew."""

TRIES = 12


@dataclass(frozen=True, slots=True)
class Place:
    """The thread a file goes to; `gone` says why it goes nowhere any more, `wait` that its card is not posted yet."""

    channel: str = ""
    thread: str = ""
    gone: str = ""
    wait: bool = False


class FileRelay:
    """The errand `file.relay`."""

    def __init__(self, db: Database, door: SlackDoor, clock: Clock, pace: Pace) -> None:
        self._db, self._door, self._clock, self._pace = db, door, clock, pace

    def __call__(self, item: Item) -> Verdict:
        uploaded = self._db.read(lambda conn: uploads.of(conn, item.id))
        if item.sent_at is not None:
            found = self._look(item, uploaded)
            if found is not None:
                return found
        place = self.place(item)
        if place.gone:
            return Verdict("dropped", error=place.gone)
        if place.wait:
            return Verdict(again=1, error="its card is not posted yet")
        if uploaded:
            return self._complete(item, place, uploaded)
        return self.upload(item, place)

    def place(self, item: Item) -> Place:
        """Where the file goes."""
        return self._db.read(lambda conn: _place(conn, item))

    def comment(self, item: Item) -> str:
        """The line that stands with the file."""
        return _comment(item)

    def _look(self, item: Item, uploaded: str) -> Verdict | None:
        """Whether an unclear completion took effect; None after two clean misses, the last late enough."""
        assert item.sent_at is not None
        answer = self._door.read("files.info", {"file": uploaded})
        if answer.kind == Kind.OK:
            return Verdict("sent", channel=item.channel)
        if answer.error != "file_not_found":
            return Verdict(again=max(answer.retry_after, 1), error=answer.error, unclear=True, misses=item.misses)
        waited = (machine_time() - item.sent_at).total_seconds()
        if item.misses >= 1 and waited >= self._pace.settle:
            return None
        again = max(self._pace.settle - waited, 0.05)
        return Verdict(again=again, error="not found yet", unclear=True, misses=item.misses + 1)

    def upload(self, item: Item, place: Place) -> Verdict:
        """Read the file and upload it, then complete the upload."""
        answer = self._door.read("files.info", {"file": item.facts["file"]})
        if answer.kind != Kind.OK:
            return self._unread(item, answer)
        record = answer.data.get("file") or {}
        file = next(iter(attached([record])), None)
        why = refusal(file) if file is not None else "it is no longer in Slack"
        if file is None or why or not file.size:
            return self._told(item, why or "it is empty")
        slowest = timedelta(seconds=3 * self._door.timeout + 2 * file.size / SLOWEST)
        if not self._db.run(lambda conn: outbox.prolong(conn, item, machine_time() + slowest)):
            return Verdict(again=0, error="the lease was over")
        with TemporaryFile() as held:
            address = str(record.get("url_private_download") or record.get("url_private") or "")
            got = self._door.download(address, held, LARGEST)
            if got.kind != Kind.OK:
                return self._unread(item, got)
            return self.send(item, place, file, held)

    def send(self, item: Item, place: Place, file: FileRef, held: IO[bytes]) -> Verdict:
        """Upload the bytes that were written to `held`, note under which id, complete."""
        length = held.tell()
        asked = self._door.form("files.getUploadURLExternal", {"filename": shown(file.name), "length": length})
        if asked.kind != Kind.OK:
            return _later(item, asked)
        held.seek(0)
        sent = self._door.upload(str(asked.data["upload_url"]), held, length)
        if sent.kind != Kind.OK:
            return _later(item, sent)
        uploaded = str(asked.data["file_id"])
        if not self._db.run(lambda conn: outbox.holds(conn, item) and uploads.put(conn, item.id, uploaded)):
            return Verdict(again=0, error="the lease was over")
        return self._complete(item, place, uploaded)

    def _complete(self, item: Item, place: Place, uploaded: str) -> Verdict:
        now, window = machine_time(), self._clock.now()
        lease = now + timedelta(seconds=3 * self._door.timeout)

        def land(conn: Connection) -> bool:
            mine = outbox.about_to_send(conn, item, now, window, place.channel, 0)
            return mine and outbox.prolong(conn, item, lease)

        if not self._db.run(land):
            return Verdict(again=0, error="the lease was over")
        body: dict[str, Any] = {"files": [{"id": uploaded, "title": shown(str(item.facts["name"]))}]}
        body |= {"channel_id": place.channel, "initial_comment": self.comment(item)}
        if place.thread:
            body["thread_ts"] = place.thread
        answer = self._door.call("files.completeUploadExternal", body)
        if answer.kind == Kind.OK:
            return Verdict("sent", channel=place.channel)
        if answer.kind == Kind.UNCLEAR:
            return Verdict(again=self._pace.first_look, error=answer.error, unclear=True)
        if answer.error in AGAIN:
            return self._anew(item, place, uploaded, answer)
        if answer.error in LOST:
            return Verdict(again=0, error=answer.error, lost=True, channel=place.channel)
        return _later(item, answer)

    def _anew(self, item: Item, place: Place, uploaded: str, answer: Answer) -> Verdict:
        """The upload is not there to be completed: perhaps a completion before this one was late, else it is lost."""
        if self._door.read("files.info", {"file": uploaded}).kind == Kind.OK:
            return Verdict("sent", channel=place.channel)
        self._db.run(lambda conn: uploads.forget(conn, item.id))
        return _later(item, answer)

    def _unread(self, item: Item, answer: Answer) -> Verdict:
        if answer.kind == Kind.REFUSED and answer.error in ("file_not_found", "file_deleted"):
            return self._told(item, "it is no longer in Slack")
        if answer.error == TOO_LARGE:
            return self._told(item, "it is larger than Slack said")
        return _later(item, answer)

    def _told(self, item: Item, why: str) -> Verdict:
        """It can't be passed on: the sender hears which file and why, in the transaction that ends the row."""
        who, name = str(item.facts["by"]), shown(str(item.facts["name"]))
        notice = Notice("note.plain", f"person:{who}", who, {"text": f"Not passed on: {name}: {why}."})

        def land(conn: Connection) -> None:
            if outbox.end(conn, item, "dropped", why):
                outbox.enqueue(conn, "dm", 0, notice, self._clock.now())

        self._db.run(land)
        return Verdict("dropped", error=why)


def _later(item: Item, answer: Answer) -> Verdict:
    broken = answer.error in BROKEN
    if item.tries >= TRIES and answer.kind == Kind.REFUSED and not broken:
        return Verdict("parked", error=answer.error)
    if answer.kind == Kind.REFUSED and not broken:
        return Verdict(again=min(2.0**item.tries, 60), error=answer.error)
    wait = 30.0 if broken else max(float(answer.retry_after), 0.2)
    return Verdict(again=wait, error=answer.error, trouble=broken)


def _comment(item: Item) -> str:
    facts: Mapping[str, Any] = item.facts
    return f"From {esc(', '.join(part for part in (str(facts['author']), str(facts['unit'])) if part))}."


def _place(conn: Connection, item: Item) -> Place:
    request = requests.load(conn, item.aggregate)
    if request is None:
        return Place(gone="there is no such request")
    if request.confidential:
        return Place(gone="the request is confidential")
    if item.place.startswith("unit:") and item.place != _unit(request):
        return Place(gone="another unit has it now")
    card = outbox.card(conn, item.aggregate_kind, item.aggregate, item.place)
    return Place(card.channel, card.ts) if card is not None and card.ts else Place(wait=True)


def _unit(request: Request) -> str:
    return f"unit:{request.terms.unit}"
