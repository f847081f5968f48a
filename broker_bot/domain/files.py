"""Files that travel with a request: which may be passed on, and what is said of the others. Never the bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LARGEST = 50 * 1024 * 1024
"""Bytes of one file that are passed on; a larger one is for the district's own drive."""

MOST = 10
"""Files of one message; Slack's own forms take as many."""

PROGRAMS = frozenset(
    {
        *("apk", "app", "bat", "bin", "cmd", "com", "cpl", "dll", "dmg", "docm", "exe", "hta", "htm", "html", "inf"),
        *("iso", "jar", "js", "jse", "lnk", "msi", "msp", "pif", "ps1", "py", "reg", "scr", "sh", "svg", "vb", "vbe"),
        *("vbs", "wsf", "xlsm"),
    }
)
"""Endings of what a computer may run when it is opened; the kinds that mail systems block."""

KINDS = (("image/", "photo"), ("video/", "video"), ("audio/", "recording"), ("application/pdf", "PDF"))


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file in Slack, by its id. `size` is in bytes; an `external` one lies elsewhere, so that Slack has no bytes."""

    id: str
    name: str
    mimetype: str = ""
    size: int = 0
    external: bool = False


def refusal(file: FileRef) -> str:
    """Why a file is not passed on, to complete "NAME: ..."; "" when it is. A size Slack does not tell is looked up."""
    ending = file.name.rpartition(".")[2].lower() if "." in file.name else ""
    if file.external:
        return "it lies outside Slack; send its link in words"
    if ending in PROGRAMS:
        return f"a computer may run .{ending} files; send a photo or a PDF of it"
    if file.size > LARGEST:
        return f"it has {file.size / 1024 / 1024:,.0f} MB, and I take {LARGEST // 1024 // 1024}; share it on your drive"
    return ""


def passable(files: Sequence[FileRef]) -> tuple[tuple[FileRef, ...], str]:
    """Files that may be passed on, and a sentence that names each of the others and why ("" when there is none)."""
    named = list({file.id: file for file in files}.values())
    good = [file for file in named if not refusal(file)]
    turned = [f"{shown(file.name)}: {refusal(file)}" for file in named if refusal(file)]
    turned += [f"{shown(file.name)}: more than {MOST} at once" for file in good[MOST:]]
    return tuple(good[:MOST]), f"Not passed on: {'; '.join(turned)}." if turned else ""


def shown(name: str) -> str:
    """A file's name as it may stand in a sentence: on one line, at most 80 characters."""
    line = " ".join("".join(char for char in name if char.isprintable()).split()) or "a file without a name"
    return line if len(line) <= 80 else f"{line[:60]}…{line[-19:]}"


def counted(files: Sequence[FileRef]) -> str:
    """How many and of which kinds, without a name: "1 photo", "3 files (2 photos, 1 PDF)"."""
    kinds = [next((word for start, word in KINDS if file.mimetype.startswith(start)), "file") for file in files]
    each = [_many(kinds.count(kind), kind) for kind in dict.fromkeys(kinds)]
    return each[0] if len(each) == 1 else f"{_many(len(files), 'file')} ({', '.join(each)})"


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'s' if count != 1 else ''}"
