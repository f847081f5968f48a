"""Puts one part of a YAML file through its pydantic model and turns every complaint into a placed Problem."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from broker_bot.district.problems import Problem, Wrong, nearest
from broker_bot.district.schema import Part
from broker_bot.district.yaml_source import Path, YamlSource

PartT = TypeVar("PartT", bound=Part)
T = TypeVar("T")


def shown(value: object) -> str:
    """A value as an error shows it."""
    if isinstance(value, dict):
        return "fields"
    if isinstance(value, list):
        return "a list"
    return str(value)


def keys(model: type[Part]) -> dict[str, FieldInfo]:
    """A model's fields by the names that stand in the file."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def part(source: YamlSource, path: Path, model: type[PartT], problems: list[Problem]) -> PartT | None:
    """The part at the path, or None after adding what is wrong with it to `problems`."""
    try:
        return model.model_validate(source.at(path))
    except ValidationError as error:
        details = error.errors(include_url=False)
    unknown = {detail["loc"][-1] for detail in details if detail["type"] == "extra_forbidden"}
    meant = {nearest(str(name), keys(model)) for name in unknown}
    for detail in details:
        if source.is_refused((*path, *detail["loc"])):
            continue
        if detail["type"] == "missing" and detail["loc"][-1] in meant:
            continue
        problems.append(_problem(source, path, model, detail))
    return None


def value(
    source: YamlSource, path: Path, parse: Callable[[str], T], expected: str, problems: list[Problem]
) -> T | None:
    """The parsed text at the path, or None after adding what is wrong with it to `problems`."""
    found = source.at(path)
    if source.is_refused(path):
        return None
    if not isinstance(found, str):
        problems.append(source.problem(path, "text is needed here", shown(found), expected))
        return None
    if not found.strip():
        problems.append(_empty(source, path, expected))
        return None
    try:
        return parse(found)
    except Wrong as wrong:
        problems.append(source.problem(path, wrong.what, found, wrong.expected or expected, wrong.hint))
        return None


def _problem(source: YamlSource, prefix: Path, model: type[Part], detail: ErrorDetails) -> Problem:
    path: Path = (*prefix, *detail["loc"])
    name = str(detail["loc"][0]) if detail["loc"] else ""
    field = keys(model).get(name)
    expected = (field.description or "") if field else ""
    match detail["type"]:
        case "missing":
            return source.problem(path, f"{name} is missing{_owner(source, prefix)}", "", expected)
        case "extra_forbidden":
            return _unknown(source, path, model)
        case "value_error":
            return _wrong(source, path, detail["ctx"]["error"], expected)
        case "model_type" | "model_attributes_type":
            wanted = "the fields " + ", ".join(model.model_fields)
            return source.problem(path, "fields are needed here", shown(detail["input"]), wanted)
        case kind:
            what = "a list is needed here" if kind in ("list_type", "tuple_type") else "text is needed here"
            return source.problem(path, what, shown(detail["input"]), expected)


def _owner(source: YamlSource, prefix: Path) -> str:
    """ " of unit facilities" for what a unit or route lacks."""
    if len(prefix) < 2:
        return ""
    kind = {"units": "unit", "routes": "route"}.get(str(prefix[-2]), "")
    name = source.text((*prefix, "id"))
    return f" in {kind} {name}" if kind and name else ""


def _unknown(source: YamlSource, path: Path, model: type[Part]) -> Problem:
    name = str(path[-1])
    near = nearest(name, model.model_fields)
    what = f"unknown field; did you mean {near}?" if near else "unknown field"
    expected = "" if near else "one of " + ", ".join(model.model_fields)
    return source.problem(path, what, name, expected, at_key=True)


def _wrong(source: YamlSource, path: Path, error: Any, expected: str) -> Problem:
    found = source.at(path)
    if found is None or (isinstance(found, str) and not found.strip()):
        return _empty(source, path, expected)
    if isinstance(error, Wrong):
        return source.problem(path, error.what, shown(found), error.expected or expected, error.hint)
    return source.problem(path, str(error), shown(found), expected)


def _empty(source: YamlSource, path: Path, expected: str) -> Problem:
    name = path[-1] if isinstance(path[-1], str) else "this entry"
    comment = source.comments.get(path, "")
    if not comment:
        return source.problem(path, f"{name} is empty", "", expected, at_key=True)
    what = f"{name} is empty, because what follows # is a comment"
    hint = f'quotes: "{comment}"' + (", or the channel's id such as C0123ABCD" if name == "channel" else "")
    return source.problem(path, what, comment, expected, hint, at_key=True)
