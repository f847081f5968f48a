"""Files that hold memos: handed over on the command line, or put into a unit's folder in digests/memos/."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from broker_bot.domain.district import District
from broker_bot.domain.model import Notice
from broker_bot.reading.files import KINDS, LARGEST_BYTES, UnreadableFile, text_of
from broker_bot.service import memos
from broker_bot.service.landing import Service
from broker_bot.store import outbox
from broker_bot.store.memos import Memo

log = logging.getLogger(__name__)

FOLDER = Path("digests/memos")
"""Below the district's folder; in it a folder for each unit, named by the unit's id."""


def take_file(
    conn: Connection, unit: str, name: str, raw: bytes, district: District, now: datetime, source: str = "file"
) -> Memo | None:
    """Read a file for a unit; its contact checks what was read. None when the same bytes came before.

    Raises UnreadableFile with a sentence, and KeyError for a unit that the district does not have.
    """
    who = district.units[unit].contact
    key = f"{source}:{unit}:{hashlib.sha256(raw).hexdigest()}"
    return memos.take_in(conn, Memo(0, key, unit, who, source, text_of(name, raw), now), district, now)


class Inbox:
    """Looks into the folders of digests/memos/; each file is taken in once, however often it is seen."""

    def __init__(self, service: Service, home: Path) -> None:
        self._service, self._folder = service, home / FOLDER
        self._seen: set[tuple[str, int, int]] = set()

    def look(self) -> None:
        """Take in new files. One that can't be read is told to the unit's contact, once."""
        district = self._service.present.district()
        for path in sorted(self._folder.glob("*/*")) if self._folder.is_dir() else ():
            unit = path.parent.name
            if unit not in district.units or path.suffix.lower().lstrip(".") not in KINDS or not path.is_file():
                continue
            about = path.stat()
            mark = (str(path), about.st_mtime_ns, about.st_size)
            if mark not in self._seen:
                self._seen.add(mark)
                self._take(path, about.st_size, unit, district)

    def _take(self, path: Path, size: int, unit: str, district: District) -> None:
        now = self._service.clock.now()
        try:
            raw = path.read_bytes() if size <= LARGEST_BYTES else b"\0" * (LARGEST_BYTES + 1)
            self._service.db.run(lambda conn: take_file(conn, unit, path.name, raw, district, now))
        except UnreadableFile as error:
            who, text = district.units[unit].contact, str(error)
            told = Notice("note.plain", f"person:{who}", who, {"text": text})
            self._service.db.run(lambda conn: outbox.enqueue(conn, "dm", 0, told, now))
        except OSError as error:
            log.error("digests/memos: %s can't be read: %s", path.name, error.strerror)
