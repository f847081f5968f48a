"""Files: their bytes, the upload in three steps, and the private address that only the bot's token opens."""

import copy
import email
import email.policy
import mimetypes
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from broker_bot.sandbox.figures import most
from broker_bot.sandbox.model import HandsError, Json
from broker_bot.sandbox.workspace import Room, Workspace

MOST_BYTES: Final = 100 * 1024 * 1024
"""The sandbox's own limit, so that a test cannot fill the memory; Slack takes far larger files."""

INLINE: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What a browser may show in place; anything else is handed over as a download."""


@dataclass
class Upload:
    """An upload under way: promised by files.getUploadURLExternal, filled by the POST, ended by the completion."""

    file: str
    name: str
    length: int
    alt_text: str | None = None


@dataclass
class Files:
    """The files of one workspace. Records live in the workspace; bytes in memory, or in `folder`."""

    ws: Workspace
    base: Callable[[], str]
    bot_token: str
    folder: Path | None = None
    _bytes: dict[str, bytes] = field(default_factory=dict)
    _uploads: dict[str, Upload] = field(default_factory=dict)

    def promise(self, name: str, length: int, alt_text: str | None) -> tuple[str, str]:
        """Return (upload URL, file id) for bytes that will come."""
        upload = Upload(self.ws.mint_id("F"), name, length, alt_text)
        key = secrets.token_hex(16)
        with self.ws.lock:
            self._uploads[key] = upload
        return f"{self.base()}/upload/v1/{key}", upload.file

    def promised(self, file: str) -> Upload | None:
        """Return the upload under way of this file id, or None."""
        with self.ws.lock:
            return next((one for one in self._uploads.values() if one.file == file), None)

    def arrived(self, file: str) -> bool:
        """Whether the bytes of a file are here."""
        return file in self._bytes or (self.folder is not None and (self.folder / file).exists())

    def keep(self, file: str, content: bytes) -> None:
        """Store the bytes of a file."""
        if self.folder is None:
            self._bytes[file] = content
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / file).write_bytes(content)

    def content(self, file: str) -> bytes:
        """Return the bytes of a file. Raises KeyError or OSError when they are gone."""
        return self._bytes[file] if self.folder is None else (self.folder / file).read_bytes()

    def add(self, file: str, user: str, name: str, title: str, alt_text: str | None = None) -> Json:
        """Make the record of a file whose bytes are here; return it as files.info shows it."""
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
        ending = Path(name).suffix.removeprefix(".").lower() or "binary"
        now = int(float(self.ws.mint_ts()))
        record: Json = {"id": file, "created": now, "timestamp": now, "name": name, "title": title, "user": user}
        record |= {"mimetype": mime, "filetype": ending, "pretty_type": ending.upper(), "size": len(self.content(file))}
        record |= {"mode": "hosted", "editable": False, "is_external": False, "external_type": "", "is_public": False}
        record |= {"public_url_shared": False, "display_as_bot": False, "username": "", "file_access": "visible"}
        record |= self._addresses(file, user, name)
        record["user_team"] = self.ws.identity.team
        record |= {"channels": [], "groups": [], "ims": [], "shares": {}}
        if alt_text:
            record["alt_txt"] = alt_text
        with self.ws.lock:
            self.ws.files[file] = record
            for key in [key for key, one in self._uploads.items() if one.file == file]:
                del self._uploads[key]
        return record

    def _addresses(self, file: str, user: str, name: str) -> Json:
        private = f"{self.base()}/files-pri/{self.ws.identity.team}-{file}"
        return {
            "url_private": f"{private}/{quote(name)}",
            "url_private_download": f"{private}/download/{quote(name)}",
            "permalink": f"{self.base()}/files/{user}/{file}/{quote(name)}",
        }

    def readdress(self) -> None:
        """Bring the addresses of restored files up to the port of this run."""
        with self.ws.lock:
            shown = [message for room in self.ws.rooms.values() for message in room.messages.values()]
            kept = [record for message in shown for record in message.get("files", [])]
            for record in (*self.ws.files.values(), *kept):
                record |= self._addresses(record["id"], record["user"], record["name"])

    def share(self, file: Json, room: Room, message: Json) -> None:
        """Note that a message shows the file; call with the workspace's lock held."""
        place = "ims" if room.is_dm else "groups" if room.private else "channels"
        if room.id not in file[place]:
            file[place].append(room.id)
        file["is_public"] = file["is_public"] or place == "channels"
        kind = file["shares"].setdefault("private" if room.private else "public", {})
        shown = {"ts": message["ts"], "channel_name": room.name, "team_id": self.ws.identity.team}
        if message.get("thread_ts"):
            shown["thread_ts"] = message["thread_ts"]
        kind.setdefault(room.id, []).append(shown)

    def seen_by(self, user: str, file: Json) -> bool:
        """Whether a person (or the bot) may see a file: its owner, and members of where it was shared."""
        if file["id"] in self.ws.offered and user == self.ws.identity.bot_user:
            return True
        rooms = [self.ws.rooms.get(id) for id in (*file["channels"], *file["groups"], *file["ims"])]
        return user == file["user"] or any(room is not None and user in room.members for room in rooms)

    def entered(self, user: str, element: Json, files: list[Any]) -> list[Json]:
        """Return the records of files that a person put into a form, by id or {id}. Raises HandsError."""
        ids = [str(one["id"]) if isinstance(one, dict) else str(one) for one in files]
        with self.ws.lock:
            known = [self.ws.files.get(id) for id in ids]
        found = [one for one in known if one is not None and one["user"] == user]
        if len(found) != len(ids):
            raise HandsError(f"{user} has not uploaded each of {', '.join(ids)} for a form.")
        if len(found) > element.get("max_files", most("file_input.max_files")):
            raise HandsError(f"The field takes {element.get('max_files')} files, {len(found)} were given.")
        wanted = element.get("filetypes")
        if wanted and any(one["filetype"] not in wanted for one in found):
            raise HandsError(f"The field takes {', '.join(wanted)} alone.")
        return copy.deepcopy(found)

    async def take(self, request: Request) -> Response:
        """Answer POST or PUT /upload/v1/{key}: the bytes, raw or as multipart/form-data."""
        with self.ws.lock:
            upload = self._uploads.get(str(request.path_params["key"]))
        if upload is None:
            return PlainTextResponse("This upload URL is unknown or used up.", 404)
        if int(request.headers.get("content-length") or 0) > MOST_BYTES:
            return PlainTextResponse("The sandbox takes 100 MB at most.", 413)
        content = inside(request.headers.get("content-type", ""), await request.body())
        if len(content) != upload.length:
            told = f"{len(content)} bytes came, {upload.length} were announced."
            self.ws.record("bot->slack", "upload", error=told, status=400, body={"file": upload.file})
            return PlainTextResponse(told, 400)
        await run_in_threadpool(self.keep, upload.file, content)
        self.ws.record("bot->slack", "upload", body={"file": upload.file, "bytes": len(content)})
        return PlainTextResponse(f"OK - {len(content)}")

    async def download(self, request: Request) -> Response:
        """Answer GET on a file's private address. Without the bot's token it leads to the sign-in page, as on Slack."""
        if request.headers.get("authorization") != f"Bearer {self.bot_token}":
            self.ws.record("bot->slack", "download", error="not_authed", status=302)
            return RedirectResponse("/?redir=" + quote(request.url.path), 302)
        file = str(request.path_params["id"]).removeprefix(self.ws.identity.team + "-")
        record = self.ws.files.get(file)
        known = record is not None and self.seen_by(self.ws.identity.bot_user, record)
        self.ws.record("bot->slack", "download", error=None if known else "file_not_found", body={"file": file})
        if record is None or not known:
            return PlainTextResponse("file_not_found", 404)
        return await run_in_threadpool(self.served, record)

    def served(self, record: Json) -> Response:
        """Return a file's bytes; pictures may be shown in place, all else is a download that no browser runs."""
        try:
            content = self.content(record["id"])
        except (KeyError, OSError):
            return PlainTextResponse("file_not_found", 404)
        place = "inline" if record["mimetype"] in INLINE else "attachment"
        name = quote(record["name"])
        headers = {"content-disposition": f"{place}; filename*=UTF-8''{name}", "x-content-type-options": "nosniff"}
        return Response(content, media_type=record["mimetype"], headers=headers)


def inside(content_type: str, body: bytes) -> bytes:
    """Return the bytes of the first part of a multipart body, or the body itself."""
    if not content_type.lower().startswith("multipart/"):
        return body
    head = f"content-type: {content_type}\r\n\r\n".encode()
    parsed = email.message_from_bytes(head + body, policy=email.policy.HTTP)
    parts = [part for part in parsed.iter_parts() if part.get_content_disposition() == "form-data"]
    found = parts[0].get_payload(decode=True) if parts else b""
    return found if isinstance(found, bytes) else b""
