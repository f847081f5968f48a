"""A file's text within bounds: formats that others wrote the reader of are read in a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys

from broker_bot.reading.files import UnreadableFile, text_of

SECONDS = 20
"""How long a PDF or a Word file may take; a memo takes less than one."""

APART = ("pdf", "docx")


def text_within(name: str, raw: bytes, seconds: float = SECONDS) -> str:
    """The text of a file by the end of its name. Raises UnreadableFile with a sentence for whoever sent it."""
    kind = name.lower().rpartition(".")[2]
    if kind not in APART:
        return text_of(name, raw)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "broker_bot.reading.files", kind],
            input=raw, capture_output=True, timeout=seconds, check=True,
        )  # fmt: skip
        said: dict[str, str] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError, OSError) as error:
        raise UnreadableFile(f"{name} takes too much to read. Paste the text instead.") from error
    if "problem" in said:
        raise UnreadableFile(said["problem"].replace(f"the file.{kind}", name))
    return said["text"]
