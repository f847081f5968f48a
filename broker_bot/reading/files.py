"""A memo's text out of a file: Markdown or plain text in any common encoding, PDF, DOCX. No network.

As a program it reads one file's bytes from standard input: `python -m broker_bot.reading.files KIND`.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator

from broker_bot.reading.layout import MOST_CHARACTERS

LARGEST_BYTES = 5_000_000
"""No memo is larger; what is has pictures or is an attack."""

MOST_PAGES = 30
MOST_UNPACKED = 50_000_000
"""Bytes a DOCX may unfold to."""

MOST_MEMORY = 1_000_000_000
"""Bytes of memory that reading one file as a program may take."""

KINDS = ("md", "txt", "pdf", "docx")


class UnreadableFile(Exception):
    """The file gives no text; the sentence says why and what to do."""


def text_of(name: str, raw: bytes) -> str:
    """The text of a file by the end of its name. Raises UnreadableFile; a scan without text does so too."""
    if len(raw) > LARGEST_BYTES:
        raise UnreadableFile(f"{name} is larger than {LARGEST_BYTES // 1_000_000} MB. Paste the text instead.")
    kind = name.lower().rpartition(".")[2]
    reader = _READERS.get(kind)
    if reader is None:
        raise UnreadableFile(f"I can't read {name}: I read {', '.join(KINDS)}. Paste the text instead.")
    text = reader(name, raw).replace("\x00", "").strip()
    if not any(char.isalnum() for char in text):
        raise UnreadableFile(f"{name} has no text that can be read, perhaps it is a scan. Paste the text instead.")
    return text[: MOST_CHARACTERS * 4]


def _plain(name: str, raw: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with its mark, else what Windows programs of the West write."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _pdf(name: str, raw: bytes) -> str:
    import pypdf
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

    try:
        pages = pypdf.PdfReader(io.BytesIO(raw)).pages
        return "\n\n".join(page.extract_text() for page in pages[:MOST_PAGES])
    except (FileNotDecryptedError, DependencyError) as error:
        raise UnreadableFile(f"{name} is locked with a password. Paste the text instead.") from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError) as error:
        raise UnreadableFile(f"{name} is not a PDF that I can read. Paste the text instead.") from error


def _docx(name: str, raw: bytes) -> str:
    import docx
    from docx.opc.exceptions import OpcError
    from docx.table import Table

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise UnreadableFile(f"{name} unfolds to more than a memo can hold. Paste the text instead.")
        document = docx.Document(io.BytesIO(raw))
        parts = (_table(p) if isinstance(p, Table) else p.text for p in document.iter_inner_content())
        return "\n\n".join(part for part in parts if part.strip())
    except (OpcError, zipfile.BadZipFile, KeyError, ValueError, AttributeError) as error:
        raise UnreadableFile(f"{name} is not a Word file that I can read. Paste the text instead.") from error


def _table(table: object) -> str:
    """A table as Markdown, the first row as its head."""
    rows = list(_rows(table))
    if not rows:
        return ""
    head = [rows[0], "|" + "---|" * (rows[0].count("|") - 1)]
    return "\n".join([*head, *rows[1:]])


def _rows(table: object) -> Iterator[str]:
    for row in table.rows:  # type: ignore[attr-defined]
        yield "| " + " | ".join(" ".join(cell.text.split()) for cell in row.cells) + " |"


_READERS: dict[str, Callable[[str, bytes], str]] = {
    "md": _plain, "markdown": _plain, "txt": _plain, "pdf": _pdf, "docx": _docx,
}  # fmt: skip


def main(kind: str) -> None:
    """Read a file's bytes from standard input; print a JSON object: its `text`, or the `problem` in a sentence."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    name = f"the file.{kind}"
    try:
        said = {"text": text_of(name, sys.stdin.buffer.read(LARGEST_BYTES + 1))}
    except UnreadableFile as error:
        said = {"problem": str(error)}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main(sys.argv[1])
