"""A thread as one text: who said what, in order, without the bot's own lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from broker_bot.domain.files import FileRef
from broker_bot.domain.words import LONGEST


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a thread; `author` is a Slack user id, `text` already in plain words."""

    author: str
    text: str
    ts: str
    files: tuple[FileRef, ...] = ()


def as_text(lines: Sequence[Line], names: Mapping[str, str], asker: str, words: str = "") -> str:
    """The lines as the unit reads them, with `words` of the asker (a Slack id) first.

    The asker's own single message stands without a name. What goes beyond LONGEST characters is left out from the
    second line on, and counted.
    """
    said = [line for line in lines if line.text.strip()]
    if not words and len(said) == 1 and said[0].author == asker:
        return said[0].text
    spoken = [f"{names.get(line.author) or 'Somebody'}: {line.text.strip()}" for line in said]
    head = [words.strip()] if words.strip() else []
    return "\n".join((*head, *_within(spoken, LONGEST - sum(map(len, head)) - 80)))


def _within(spoken: Sequence[str], room: int) -> list[str]:
    """The first line and as many of the last as fit into `room` characters."""
    if sum(len(line) + 1 for line in spoken) <= room:
        return list(spoken)
    first = spoken[0][: room // 2]
    room -= len(first) + 1
    kept: list[str] = []
    for line in reversed(spoken[1:]):
        if len(line) + 1 > room:
            break
        room -= len(line) + 1
        kept.append(line)
    missing = len(spoken) - 1 - len(kept)
    return [first, *([f"({missing} left out here; they stand in the thread)"] if missing else []), *reversed(kept)]
