"""YAML made of text, lists and fields only, each with its place in the file.

Stock YAML reads 16:30 as 990, NO as false, and lets a repeated key win silently. Here every scalar stays the
text that was written; anchors, aliases, tags, merge keys and repeated keys are refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from broker_bot.district.problems import Problem
from broker_bot.district.sources import LARGEST_BYTES, decode, too_large

DEEPEST = 20
"""Levels of nesting; the deepest value of a real file stands at six."""

Data = str | list["Data"] | dict[str, "Data"]
Path = tuple[str | int, ...]
Place = tuple[int, int]

_FAST: type[yaml.CSafeLoader] | type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufeff\uff00-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class YamlSource:
    """What a file says (`data`) and where: `places` of values and `key_places` of names, by path, from 1:1."""

    file: str
    data: Data = ""
    places: dict[Path, Place] = field(default_factory=dict)
    key_places: dict[Path, Place] = field(default_factory=dict)
    comments: dict[Path, str] = field(default_factory=dict)
    """Comments that stand where a value was expected."""
    refused: set[Path] = field(default_factory=set)
    """Values that were refused as such; nothing more is said about them."""

    def at(self, path: Path) -> Data | None:
        """The value at the path, or None when there is none."""
        here: Data | None = self.data
        for step in path:
            if isinstance(here, dict) and isinstance(step, str):
                here = here.get(step)
            elif isinstance(here, list) and isinstance(step, int) and step < len(here):
                here = here[step]
            else:
                return None
        return here

    def text(self, path: Path) -> str:
        """The text at the path, or an empty one when there is none or it is not text."""
        value = self.at(path)
        return value if isinstance(value, str) else ""

    def label(self, path: Path) -> str:
        """The path for people: a list's entry goes by its own id where it has one."""
        shown = ""
        for depth, step in enumerate(path):
            if isinstance(step, str):
                shown += f".{step}" if shown else step
                continue
            name = self.text((*path[: depth + 1], "id"))
            in_units = depth > 0 and path[depth - 1] == "units"
            shown += f".{name}" if name and in_units else f"[{name or step}]"
        return shown

    def problem(
        self, path: Path, what: str, got: str = "", expected: str = "", hint: str = "", *, at_key: bool = False
    ) -> Problem:
        """A Problem at the value of the path, at its name, or at the nearest thing around it that exists."""
        line, column = self._place(path, at_key)
        return Problem(self.file, line, column, self.label(path), what, got, expected, hint)

    def is_refused(self, path: Path) -> bool:
        """Whether the value, or one around it, was already refused for the way it is written."""
        return any(path[:depth] in self.refused for depth in range(len(path) + 1)) if self.refused else False

    def line(self, path: Path) -> int:
        return self._place(path, at_key=False)[0]

    def _place(self, path: Path, at_key: bool) -> Place:
        if at_key and path in self.key_places:
            return self.key_places[path]
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))


class _Stop(Exception):
    """The rest of the file can't be read."""


def read_yaml(raw: bytes, file: str) -> tuple[YamlSource | None, list[Problem]]:
    """The file's content with places, and everything wrong with it as YAML.

    The source is None when the text could not be read to its end; then at least one Problem is returned.
    """
    if len(raw) > LARGEST_BYTES:
        return None, [too_large(file, len(raw))]
    text = decode(raw, file)
    if isinstance(text, Problem):
        return None, [text]
    refused = _characters(text, file)
    if refused:
        return None, refused
    reader = _Reader(text, file)
    return (reader.source if reader.read() else None), reader.problems


def _characters(text: str, file: str) -> list[Problem]:
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        if "\t" in line:
            what = "tabs are not allowed"
            found.append(Problem(file, number, line.index("\t") + 1, "", what, expected="spaces"))
        control = _CONTROL.search(line)
        if control:
            what = "a control character stands here"
            got = f"U+{ord(control.group()):04X}"
            found.append(Problem(file, number, control.start() + 1, "", what, got=got, expected="plain text"))
    return found


class _Reader:
    """Walks the parser's events once, so that too deep a file is left before anything is built from it."""

    def __init__(self, text: str, file: str) -> None:
        self.source = YamlSource(file)
        self.problems: list[Problem] = []
        self._refused: list[tuple[Place, Path, str, str, str]] = []
        self._text = text
        self._lines = text.split("\n")
        self._events: Iterator[yaml.Event] = iter(())

    def read(self) -> bool:
        """Whether the file could be read to its end; what is wrong with it stands in `problems`."""
        try:
            self._events = iter(yaml.parse(self._text, Loader=_FAST))
            self._document()
        except yaml.YAMLError as error:
            self.problems.append(unreadable(_plain_error(self._text) or error, self.source.file))
            return False
        except _Stop:
            return False
        finally:
            self.problems.extend(self._labelled())
        return True

    def _labelled(self) -> Iterator[Problem]:
        """The refusals, now that the ids of units and routes are known for their paths."""
        for (line, column), path, what, got, expected in self._refused:
            yield Problem(self.source.file, line, column, self.source.label(path), what, got, expected)

    def _document(self) -> None:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                break
        else:
            return
        self.source.data = self._node(next(self._events), ())
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._refuse(event, (), "a second document begins here; one file holds one", got="---")
                raise _Stop

    def _node(self, event: yaml.Event, path: Path) -> Data:
        place = _place(event)
        self.source.places[path] = place
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, path, "aliases are not allowed; write the value out", got=f"*{event.anchor}")
            self.source.refused.add(path)
            return ""
        self._check_marks(event, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(event, path)
        if isinstance(event, yaml.MappingStartEvent):
            return self._fields(event, path)
        return self._scalar(event, path)

    def _check_marks(self, event: yaml.Event, path: Path) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor:
            self._refuse(event, path, "anchors are not allowed; write the value out where it is needed", f"&{anchor}")
        if tag:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse(event, path, "tags are not allowed; every value is plain text", shown)

    def _scalar(self, event: yaml.Event, path: Path) -> str:
        value: str = getattr(event, "value", "")
        if not value and getattr(event, "style", None) in (None, ""):
            line, column = _place(event)
            rest = self._lines[line - 1][column - 1 :] if line <= len(self._lines) else ""
            if rest.strip(" :-").startswith("#"):
                self.source.comments[path] = rest.strip(" :-")
        return value

    def _list(self, event: yaml.Event, path: Path) -> list[Data]:
        self._check_depth(event, path)
        items: list[Data] = []
        for inner in self._events:
            if isinstance(inner, yaml.SequenceEndEvent):
                break
            items.append(self._node(inner, (*path, len(items))))
        return items

    def _fields(self, event: yaml.Event, path: Path) -> dict[str, Data]:
        self._check_depth(event, path)
        found: dict[str, Data] = {}
        for inner in self._events:
            if isinstance(inner, yaml.MappingEndEvent):
                break
            name = self._name(inner, path)
            here = (*path, name)
            if name in found:
                self._repeated(inner, here)
                here = (*path, f"{name} (repeated)")
            else:
                self.source.key_places[here] = _place(inner)
            value = self._node(next(self._events), here)
            if here not in self.source.refused or name != "<<":
                found.setdefault(name, value)
        return found

    def _name(self, event: yaml.Event, path: Path) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self._refuse(
                event, path, "a name is needed here, as in name: value", expected="plain text before the colon"
            )
            raise _Stop
        self._check_marks(event, path)
        name = str(event.value)
        if name == "<<" and event.style in (None, ""):
            self._refuse(event, path, "merge keys are not allowed; write the fields out", got="<<")
            self.source.refused.add((*path, name))
        return name

    def _repeated(self, event: yaml.Event, path: Path) -> None:
        first = self.source.key_places[path][0]
        line = _place(event)[0]
        self._refuse(event, path, f"{path[-1]} is given twice, on line {first} and on line {line}", expected="it once")

    def _check_depth(self, event: yaml.Event, path: Path) -> None:
        if len(path) >= DEEPEST:
            self._refuse(event, path[:1], "the file is nested too deep", expected=f"at most {DEEPEST} levels")
            raise _Stop

    def _refuse(self, event: yaml.Event, path: Path, what: str, got: str = "", expected: str = "") -> None:
        self._refused.append((_place(event), path, what, got, expected))


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    assert mark is not None, "parsed events carry their place"
    return mark.line + 1, mark.column + 1


def _plain_error(text: str) -> yaml.YAMLError | None:
    """The error in the words of PyYAML's own parser, which do not depend on how PyYAML was built."""
    try:
        for _ in yaml.parse(text, Loader=yaml.SafeLoader):
            pass
    except yaml.YAMLError as error:
        return error
    return None


_SENTENCES = (
    ("while scanning a quoted scalar", "a quote opened on line {line} is not closed"),
    ("while parsing a flow sequence", "a [ opened on line {line} is not closed, or a comma is missing in it"),
    ("while parsing a flow mapping", "a {{ opened on line {line} is not closed, or a comma is missing in it"),
    (
        "while parsing a block mapping",
        "this line does not fit the fields that begin on line {line}; look at its indentation and at the quotes above",
    ),
    (
        "while parsing a block collection",
        "this line does not fit the list that begins on line {line}; look at its indentation and at the quotes above",
    ),
    ("while scanning a simple key", "a colon is missing after the name on line {line}"),
    (
        "mapping values are not allowed",
        "a colon is not expected here; put quotes around the text, or look at the indentation",
    ),
    ("found character", "a value can't begin with this character; put quotes around it"),
)


def unreadable(error: yaml.YAMLError, file: str) -> Problem:
    """One sentence for a text that is not YAML, at the place where the parser gave up."""
    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None) or mark
    said = f"{getattr(error, 'context', None) or ''} {getattr(error, 'problem', None) or error}".strip()
    sentence = next((ours for theirs, ours in _SENTENCES if theirs in said), said.replace("{", "{{").replace("}", "}}"))
    what = sentence.format(line=opened.line + 1 if opened else 1)
    return Problem(file, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, "", " ".join(what.split()))
