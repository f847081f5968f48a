"""Reads what somebody wants read as a memo, a thread or files sent to the bot, and hands its words to the service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from tempfile import TemporaryFile

from broker_bot.clock import machine_time
from broker_bot.delivery.file_text import SECONDS, text_within
from broker_bot.delivery.slack import TOO_LARGE, Kind, SlackDoor
from broker_bot.delivery.threads import BROKEN, TRIES, NotNow, ThreadReader
from broker_bot.delivery.verdict import Verdict
from broker_bot.domain.files import MOST, shown
from broker_bot.reading.files import LARGEST_BYTES, UnreadableFile
from broker_bot.service import Service, memo_files, memo_threads
from broker_bot.service.memo_threads import FileRead
from broker_bot.slack.payloads import attached
from broker_bot.store import outbox
from broker_bot.store.db import Database
from broker_bot.store.outbox import Item
from broker_bot.store.sources import Source

LEASE = timedelta(seconds=MOST * 2 * SECONDS)


class MemoReader:
    """The errand `fetch.memo`; reading twice is harmless, for a memo is taken in once."""

    def __init__(self, db: Database, service: Service, door: SlackDoor, threads: ThreadReader) -> None:
        self._db, self._service, self._door, self._threads = db, service, door, threads

    def __call__(self, item: Item) -> Verdict:
        source = memo_threads.waiting(self._service, item.aggregate)
        if source is None:
            return Verdict("dropped", error="it was read already")
        if not self._db.run(lambda conn: outbox.prolong(conn, item, machine_time() + LEASE)):
            return Verdict(again=0, error="the lease was over")
        last = item.tries >= TRIES
        try:
            said, named, link = self._found(source)
            files = [self._read(file, name, last) for file, name in named]
        except NotNow as error:
            if not last or error.answer.error in BROKEN:
                return error.verdict()
            said, files, link = None, [], ""
        known = [str(source.facts["text"])]
        memo_threads.gathered(self._service, source, known if said is None else said, files, link, unread=said is None)
        return Verdict("sent")

    def _found(self, source: Source) -> tuple[list[str] | None, Sequence[tuple[str, str]], str]:
        """The words (None when the conversation can't be read), the files as (id, name), and the link."""
        if "files" in source.facts:
            return [], [(str(file), str(name)) for file, name in source.facts["files"]], ""
        lines = self._threads.lines(source)
        if lines is None:
            return None, [], ""
        files = [file for line in lines for file in line.files if not memo_files.refusal(file)][:MOST]
        return [line.text for line in lines], [(file.id, file.name) for file in files], self._threads.link(source)

    def _read(self, file: str, name: str, last: bool) -> FileRead:
        """One file's text, or why there is none. Raises NotNow when Slack gives it another time, unless `last`."""
        answer = self._door.read("files.info", {"file": file})
        record = answer.data.get("file") or {} if answer.kind == Kind.OK else {}
        known = next(iter(attached([record])), None)
        if answer.kind == Kind.OK and (known is None or not known.size):
            return FileRead(name, problem=f"{shown(name)} is empty. Paste the text instead.")
        with TemporaryFile() as held:
            if answer.kind == Kind.OK:
                address = str(record.get("url_private_download") or record.get("url_private") or "")
                answer = self._door.download(address, held, LARGEST_BYTES)
            if answer.error == TOO_LARGE:
                return FileRead(
                    name,
                    problem=f"{shown(name)} is larger than {LARGEST_BYTES // 1_000_000} MB. Paste the text instead.",
                )
            if answer.kind != Kind.OK and (answer.error in BROKEN or not (last or _gone(answer.error))):
                raise NotNow(answer)
            if answer.kind != Kind.OK:
                return FileRead(name, problem=f"Slack does not give me {shown(name)}. Paste the text instead.")
            held.seek(0)
            raw = held.read()
        try:
            return FileRead(name, text_within(shown(name), raw), str(record.get("permalink") or ""))
        except UnreadableFile as error:
            return FileRead(name, problem=str(error))


def _gone(error: str) -> bool:
    return error in ("file_not_found", "file_deleted", "access_denied")
