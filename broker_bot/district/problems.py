"""What is wrong with the district's files, as sentences for the person who can put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

_LONGEST_GOT = 80


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake and its place; `line` and `column` count from 1, a line of 0 means the file as a whole."""

    file: str
    line: int
    column: int
    path: str
    what: str
    got: str = ""
    expected: str = ""
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else f"{self.file}:"
        where = f" {self.path}:" if self.path else ("" if not self.line else ":")
        return f"{place}{where} {self.what}{self._aside()}"

    def _aside(self) -> str:
        parts = (
            f"got {shortened(self.got)}" if self.got else "",
            f"expected {self.expected}" if self.expected else "",
            f"try {self.hint}" if self.hint else "",
        )
        said = "; ".join(part for part in parts if part)
        return f" ({said})" if said else ""


class DistrictErrors(Exception):
    """The files can't be used; `problems` holds every mistake, sorted by file, line and column."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Wrong(ValueError):
    """One value is not what it should be; whoever knows its place makes a Problem of it."""

    def __init__(self, what: str, expected: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.expected = expected
        self.hint = hint


def shortened(text: str) -> str:
    """The text on one line, at most 80 characters, with control characters made visible."""
    line = "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)
    return line if len(line) <= _LONGEST_GOT else line[: _LONGEST_GOT - 3] + "..."


def nearest(word: str, choices: Iterable[str]) -> str:
    """The choice most like the word, or an empty text when none is near."""
    lowered = {choice.lower(): choice for choice in choices}
    found = get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    return lowered[found[0]] if found else ""
