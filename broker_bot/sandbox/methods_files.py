"""files.*: the bot's uploads, and what it may know of a file."""

from typing import Any

from broker_bot.sandbox import messages
from broker_bot.sandbox.args import decoded, need
from broker_bot.sandbox.engine import Engine
from broker_bot.sandbox.files import MOST_BYTES
from broker_bot.sandbox.methods_chat import content, writable
from broker_bot.sandbox.model import Json, SlackError
from broker_bot.sandbox.workspace import Room


def get_upload_url(engine: Engine, args: Json) -> Json:
    """files.getUploadURLExternal: where to POST the bytes, and the file's id."""
    need(args, "filename", "length")
    try:
        length = int(args["length"])
    except (TypeError, ValueError) as broken:
        raise SlackError("invalid_arguments", ("length must be a number of bytes",)) from broken
    if not 0 < length <= MOST_BYTES:
        raise SlackError("invalid_arguments", (f"length must lie between 1 and {MOST_BYTES}",))
    url, file = engine.files.promise(str(args["filename"]), length, args.get("alt_txt") or None)
    return {"upload_url": url, "file_id": file}


def complete_upload(engine: Engine, args: Json) -> Json:
    """files.completeUploadExternal: the files exist now, and are shown in the channels named, if any."""
    wanted = _wanted(args)
    with engine.ws.lock:
        rooms = [writable(engine, ref) for ref in _places(args)]
        text, blocks, _ = content({"text": args.get("initial_comment"), "blocks": args.get("blocks")})
        thread_ts = args.get("thread_ts") or None
        if thread_ts and len(rooms) != 1:
            raise SlackError("invalid_arguments", ("thread_ts needs exactly one channel",))
        for one in wanted:
            _whole(engine, str(one.get("id")))
        records = [_made(engine, one) for one in wanted]
        for room in rooms:
            _show(engine, room, records, text, None if text else blocks, thread_ts)
        return {"files": records}


def _wanted(args: Json) -> list[Json]:
    found: Any = decoded(args, "files", "invalid_arguments")
    if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
        raise SlackError("invalid_arguments", ("files must be an array of {id, title}",))
    return found


def _places(args: Json) -> list[str]:
    if args.get("channel_id"):
        return [str(args["channel_id"])]
    given = args.get("channels") or []
    many = given if isinstance(given, list) else str(given).split(",")
    return [str(one).strip() for one in many if str(one).strip()]


def _whole(engine: Engine, file: str) -> None:
    """Refuse a file that was never promised, whose bytes did not come, or that was completed before."""
    if engine.files.promised(file) is None or not engine.files.arrived(file):
        raise SlackError("file_not_found")


def _made(engine: Engine, one: Json) -> Json:
    upload = engine.files.promised(str(one["id"]))
    if upload is None:
        raise SlackError("file_not_found")
    title = str(one.get("title") or upload.name)
    return engine.files.add(upload.file, engine.ws.identity.bot_user, upload.name, title, upload.alt_text)


def _show(engine: Engine, room: Room, records: list[Json], text: str, blocks: Any, thread_ts: str | None) -> None:
    root = messages.thread_root(room, thread_ts)
    message = messages.bot_message(engine.ws, text, blocks, None, root)
    message["files"] = records
    messages.add(engine.ws, room, message)
    for record in records:
        engine.files.share(record, room, message)
    messages.note_post(engine.ws, room, message, "files.completeUploadExternal")
    engine.events.posted(room, message)


def info(engine: Engine, args: Json) -> Json:
    """files.info: a file of the bot's own, or one shared where the bot is. A promised upload is not found yet."""
    need(args, "file")
    with engine.ws.lock:
        record = engine.ws.files.get(str(args["file"]))
        if record is None or not engine.files.seen_by(engine.ws.identity.bot_user, record):
            raise SlackError("file_not_found")
        return {"file": record, "comments": [], "response_metadata": {"next_cursor": ""}}
