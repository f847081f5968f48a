"""`broker-bot extract --jsonl`: memos read as a command, one memo a line in, one draft a line out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from broker_bot.domain.memo import Reading
from broker_bot.reading import read

Answer = dict[str, Any]


class BadLine(Exception):
    """A line that cannot be answered; the text says what to change. `id` is the line's own, or None."""

    def __init__(self, id: object, message: str) -> None:
        super().__init__(message)
        self.id = id


def extract_lines(lines: Iterable[str | bytes], write: Callable[[str], object]) -> None:
    """Answer each line `{"id", "text", "reference_date"}` (UTF-8) with one line of JSON, in order; blank lines are
    passed over.

    `write` gets the answer without a line end and must end the line and flush it. A line that cannot be read is
    answered `{"id", "error"}` and reading goes on. A reader that closes the pipe ends the run quietly.
    """
    try:
        for line in lines:
            if line.strip():
                write(json.dumps(_answer(line)))
    except BrokenPipeError:
        return


def _answer(line: str | bytes) -> Answer:
    try:
        memo = _object(line)
        return {"id": memo.get("id"), **_shown(read(_text(memo), _day(memo)))}
    except BadLine as bad:
        return {"id": bad.id, "error": str(bad)}


def _object(line: str | bytes) -> Answer:
    try:
        memo = json.loads(line)
    except (ValueError, RecursionError):
        raise BadLine(None, "This line is not JSON in UTF-8; give one object a line.") from None
    if not isinstance(memo, dict):
        raise BadLine(None, 'A line must be an object {"id": "1", "text": "...", "reference_date": "2026-11-23"}.')
    return memo


def _text(memo: Answer) -> str:
    text = memo.get("text")
    if not isinstance(text, str):
        raise BadLine(memo.get("id"), "The text is missing or is not a string.")
    return text


def _day(memo: Answer) -> date:
    given = memo.get("reference_date")
    try:
        if isinstance(given, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", given, re.ASCII):
            return date.fromisoformat(given)
    except ValueError:
        pass
    raise BadLine(memo.get("id"), "The reference_date, the day the memo came, must be a date such as 2026-11-23.")


def _shown(reading: Reading) -> Answer:
    return {
        "title": reading.title,
        "due": [item.day.isoformat() for item in reading.due],
        "actions": [
            {"text": action.text, "due": action.due.isoformat() if action.due else None} for action in reading.actions
        ],
        "audience": {
            "levels": list(reading.audience.levels),
            "programs": list(reading.audience.programs),
            "new_principals": reading.audience.new_principals,
        },
        "is_action_required": reading.is_action_required,
    }
