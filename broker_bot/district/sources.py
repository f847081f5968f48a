"""Reads the bytes of a file, or says why that can't be done. What the text means is decided elsewhere."""

from __future__ import annotations

from pathlib import Path

from broker_bot.district.problems import Problem

LARGEST_BYTES = 1_000_000
"""No file of a district comes near this; a larger one is a mistake or an attack."""

LARGEST_ROSTER = 20_000_000
"""Room for some hundred thousand people, a row each."""

_BOM = b"\xef\xbb\xbf"


def read_bytes(path: Path, file: str, largest: int = LARGEST_BYTES) -> bytes | Problem:
    """The file's bytes, or a Problem that names the path and the reason."""
    try:
        if path.is_dir():
            return Problem(file, 0, 0, "", "this is a folder, not a file", got=str(path))
        size = path.stat().st_size
        if size > largest:
            return too_large(file, size, largest)
        return path.read_bytes()
    except FileNotFoundError:
        return Problem(file, 0, 0, "", "the file is missing", expected=f"a file at {path}")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Problem(file, 0, 0, "", f"the file can't be read: {reason}", got=str(path))


def too_large(file: str, size: int, largest: int = LARGEST_BYTES) -> Problem:
    wanted = f"at most {largest // 1_000_000} MB"
    return Problem(file, 0, 0, "", "the file is too large", got=f"{size:,} bytes", expected=wanted)


def decode(raw: bytes, file: str) -> str | Problem:
    """UTF-8 text without byte-order mark and with plain line ends, or a Problem naming the byte."""
    body = raw.removeprefix(_BOM)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(body, error, len(raw) - len(body), file)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _not_utf8(body: bytes, error: UnicodeDecodeError, skipped: int, file: str) -> Problem:
    before = body[: error.start]
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    return Problem(
        file,
        line,
        column,
        "",
        f"the file is not UTF-8 at byte {error.start + skipped}",
        got=f"byte 0x{body[error.start]:02x}",
        expected="text saved as UTF-8",
    )
