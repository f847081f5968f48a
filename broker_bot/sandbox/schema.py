"""A small schema language for Slack's JSON: a rule takes a value and its JSON pointer and returns what is wrong.

Each complaint is a sentence in the form Slack uses, ending in [json-pointer:/where].
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

Rule = Callable[[Any, str], list[str]]


def complaint(words: str, pointer: str) -> str:
    """Return one sentence with its place, as Slack writes it."""
    return f"{words} [json-pointer:{pointer}]"


def text(least: int = 0, most: int | None = None, pattern: str | None = None) -> Rule:
    """A string of `least` to `most` characters, matching `pattern` in full if given."""

    def rule(value: Any, at: str) -> list[str]:
        if not isinstance(value, str):
            return [complaint("must provide a string", at)]
        if len(value) < least:
            return [complaint(f"must be more than {least - 1} characters", at)]
        if most is not None and len(value) > most:
            return [complaint(f"must be less than {most + 1} characters", at)]
        if pattern is not None and not re.fullmatch(pattern, value):
            return [complaint(f"does not match regexp {pattern}", at)]
        return []

    return rule


def flag(value: Any, at: str) -> list[str]:
    """A boolean."""
    return [] if isinstance(value, bool) else [complaint("must provide a boolean", at)]


def anything(value: Any, at: str) -> list[str]:
    """Any value."""
    return []


def whole(least: int, most: int) -> Rule:
    """An integer from `least` to `most`."""

    def rule(value: Any, at: str) -> list[str]:
        if isinstance(value, bool) or not isinstance(value, int):
            return [complaint("must provide an integer", at)]
        if value < least:
            return [complaint(f"must be greater than or equal to {least}", at)]
        return [complaint(f"must be less than or equal to {most}", at)] if value > most else []

    return rule


def one_of(*allowed: str) -> Rule:
    """One of some words."""

    def rule(value: Any, at: str) -> list[str]:
        return [] if value in allowed else [complaint(f"must be a valid enum value: {', '.join(allowed)}", at)]

    return rule


def items(each: Rule, least: int = 0, most: int | None = None) -> Rule:
    """An array of `least` to `most` things that each obey a rule."""

    def rule(value: Any, at: str) -> list[str]:
        if not isinstance(value, list):
            return [complaint("must provide an array", at)]
        if len(value) < least:
            return [complaint(f"no less than {least} items allowed", at)]
        if most is not None and len(value) > most:
            return [complaint(f"no more than {most} items allowed", at)]
        return [line for index, one in enumerate(value) for line in each(one, f"{at}/{index}")]

    return rule


def record(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """An object with these keys and no others. A null counts as absent."""
    known = {**required, **(optional or {})}

    def rule(value: Any, at: str) -> list[str]:
        if not isinstance(value, dict):
            return [complaint("must provide an object", at)]
        found = [complaint(f"missing required field: {key}", at) for key in required if value.get(key) is None]
        for key, one in value.items():
            if key not in known:
                found.append(complaint(f"invalid additional property: {key}", at))
            elif one is not None:
                found += known[key](one, f"{at}/{key}")
        return found

    return rule


def typed(choices: Mapping[str, Rule]) -> Rule:
    """An object whose `type` picks the rule."""

    def rule(value: Any, at: str) -> list[str]:
        if not isinstance(value, dict):
            return [complaint("must provide an object", at)]
        kind = value.get("type")
        if kind is None:
            return [complaint("missing required field: type", at)]
        if not isinstance(kind, str) or kind not in choices:
            return [complaint(f"unsupported type: {kind}", f"{at}/type")]
        return choices[kind](value, at)

    return rule


def every(*rules: Rule) -> Rule:
    """All of the rules; the later ones run only when the earlier found nothing."""

    def rule(value: Any, at: str) -> list[str]:
        for one in rules:
            found = one(value, at)
            if found:
                return found
        return []

    return rule
