"""Under which file id an outbox row's file was uploaded; committed before the upload is completed."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from broker_bot.clock import machine_time
from broker_bot.store import upsert
from broker_bot.store.tables_intake import UploadRow

_UPLOAD = UploadRow.__table__  # type: ignore[attr-defined]


def of(conn: Connection, outbox_id: int) -> str:
    """The file id of a row's upload, or ""."""
    found: str | None = conn.execute(select(_UPLOAD.c.file).where(_UPLOAD.c.outbox == outbox_id)).scalar()
    return found or ""


def put(conn: Connection, outbox_id: int, file: str) -> bool:
    """Note where the bytes are; an earlier upload of the row was never completed and is forgotten."""
    upsert.put(conn, _UPLOAD, {"outbox": outbox_id}, file=file, at=machine_time())
    return True


def forget(conn: Connection, outbox_id: int) -> None:
    """The upload is gone in Slack: it begins anew."""
    conn.execute(delete(_UPLOAD).where(_UPLOAD.c.outbox == outbox_id))
