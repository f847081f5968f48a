"""Keeps the workspace in a JSON file, so that a restart resumes with the same channels, messages and Homes."""

import json
import os
import threading
from dataclasses import asdict
from pathlib import Path

from broker_bot.sandbox.model import Json, SandboxPerson
from broker_bot.sandbox.workspace import Room, Workspace

QUIET = 0.3
"""Seconds between a change and the save that holds it."""


def taken(ws: Workspace) -> Json:
    """Return the state as JSON-ready data. Open modals and the traffic log are left out."""
    with ws.lock:
        return {
            "people": [asdict(person) for person in ws.people.values()],
            "rooms": [asdict(room) for room in ws.rooms.values()],
            "ephemerals": ws.ephemerals,
            "homes": ws.homes,
            "files": ws.files,
            "offered": sorted(ws.offered),
            "posts": list(ws.posts),
            "last_ts": ws.last_ts,
        }


def restore(ws: Workspace, path: Path) -> None:
    """Load a saved state into a fresh workspace. People and channels given at the start win over saved ones.

    Raises ValueError naming the file when it cannot be read.
    """
    if not path.exists():
        return
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        people = [SandboxPerson(**one) for one in saved["people"]]
        rooms = [Room(**one) for one in saved["rooms"]]
    except (ValueError, TypeError, KeyError) as broken:
        raise ValueError(f"{path} is not a saved sandbox ({broken}); move it away to start afresh.") from broken
    with ws.lock:
        for person in people:
            ws.people.setdefault(person.id, person)
        for room in rooms:
            given = ws.rooms.setdefault(room.id, room)
            given.messages, given.reads = room.messages, room.reads
            given.members = list(dict.fromkeys([*given.members, *room.members]))
        ws.ephemerals, ws.homes, ws.last_ts = saved["ephemerals"], saved["homes"], saved["last_ts"]
        ws.files = saved.get("files", {})
        ws.offered = set(saved.get("offered", []))
        ws.posts.extend(saved["posts"])


class Keeper:
    """Saves in the background, a moment after each burst of changes, always as a whole file."""

    def __init__(self, ws: Workspace, path: Path) -> None:
        self._ws = ws
        self._path = path
        self._changed = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-keeper", daemon=True)
        ws.listeners.append(self._changed.set)
        self._thread.start()

    def stop(self) -> None:
        """Save once more and end."""
        self._stopping.set()
        self._changed.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._changed.wait()
            self._stopping.wait(QUIET)
            self._changed.clear()
            self._save()

    def _save(self) -> None:
        with self._ws.lock:
            text = json.dumps(taken(self._ws), ensure_ascii=False)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(self._path.suffix + ".new")
        fresh.write_text(text, encoding="utf-8")
        os.replace(fresh, self._path)
