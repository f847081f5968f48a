"""The gate's standing rules and the sources that may speak of the law, from digests/schedule.yaml."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from broker_bot.district import validation
from broker_bot.district.problems import Problem, Wrong, nearest
from broker_bot.district.schema import Part, Text, Words
from broker_bot.district.yaml_source import YamlSource
from broker_bot.domain.demand import KINDS
from broker_bot.domain.district import Feed, StandingRule


def _kind(text: object) -> str:
    if text not in KINDS:
        raise Wrong(f"{text} is no decision", ", ".join(KINDS), nearest(str(text), KINDS))
    return str(text)


def _minutes(text: object) -> int:
    if not (isinstance(text, str) and text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= 2400):
        raise Wrong(f"{text} is not a number of minutes", "a whole number from 1 to 2400")
    return int(text)


def _yes(text: object) -> bool:
    if text not in ("yes", "no"):
        raise Wrong(f"{text} is neither yes nor no", "yes or no")
    return text == "yes"


def _address(text: str) -> str:
    if not text.startswith("https://"):
        raise Wrong("a feed is read over https only", "an address that begins with https://")
    return text


class RulePart(Part):
    name: Text = Field(description="a few words that name the rule; ILDs and units read them")
    decide: Annotated[str, BeforeValidator(_kind)] = Field(description=", ".join(KINDS))
    units: Words = Field(default=(), description="a list of unit ids")
    topics: Words = Field(default=(), description="a list of topics")
    networks: Words = Field(default=(), description="a list of networks")
    most_minutes: Annotated[int, BeforeValidator(_minutes)] = Field(default=0, description="a whole number of minutes")
    dated: Annotated[bool, BeforeValidator(_yes)] | None = Field(default=None, description="yes or no")
    line: str = Field(default="", max_length=300, description="the line principals read, at most 300 characters")
    reason: str = Field(default="", description="the reason the unit reads")


def read_rules(source: YamlSource, entries: list[object], problems: list[Problem]) -> tuple[StandingRule, ...]:
    """The sound rules in the file's order."""
    found = []
    for number in range(len(entries)):
        part = validation.part(source, ("standing_rules", number), RulePart, problems)
        if part is not None and _sound(source, number, part, problems):
            topics = tuple(topic.lower() for topic in part.topics)
            found.append(
                StandingRule(
                    part.name, part.decide, part.units, topics, part.networks, part.most_minutes, part.dated,
                    part.line, part.reason,
                )
            )  # fmt: skip
    return tuple(found)


class FeedPart(Part):
    unit: Text = Field(description="the id of the unit whose contact checks what comes")
    address: Annotated[Text, AfterValidator(_address)] = Field(description="an address that begins with https://")


def read_feeds(source: YamlSource, entries: list[object], problems: list[Problem]) -> tuple[Feed, ...]:
    """The sound feeds in the file's order."""
    parts = (validation.part(source, ("feeds", number), FeedPart, problems) for number in range(len(entries)))
    return tuple(Feed(part.unit, part.address) for part in parts if part is not None)


def _sound(source: YamlSource, number: int, part: RulePart, problems: list[Problem]) -> bool:
    path = ("standing_rules", number)
    if part.decide in ("declined", "handout", "excused") and not part.reason.strip():
        problems.append(source.problem(path, "reason is missing", "", "the reason the unit reads for a no"))
        return False
    if not (part.units or part.topics or part.networks or part.most_minutes or part.dated is not None):
        what = "this rule would decide every demand"
        problems.append(source.problem(path, what, "", "at least one of units, topics, networks, most_minutes, dated"))
        return False
    return True


def cross_check(
    source: YamlSource, rules: Collection[StandingRule], legal: Collection[str], feeds: Collection[Feed],
    units: Collection[str],
    networks: Collection[str],
) -> list[Problem]:  # fmt: skip
    """Units and networks that the other files don't know."""
    found: list[Problem] = []

    def look(
        names: Collection[str], known: Collection[str], what: str, path: Callable[[int], tuple[str | int, ...]]
    ) -> None:
        for place, name in enumerate(names):
            if name not in known:
                say = f"there is no {what} {name}"
                found.append(source.problem(path(place), say, name, f"a {what} of the district", nearest(name, known)))

    for number, rule in enumerate(rules):
        look(rule.units, units, "unit", lambda p, n=number: ("standing_rules", n, "units", p))  # type: ignore[misc]
        look(rule.networks, networks, "network", lambda p, n=number: ("standing_rules", n, "networks", p))  # type: ignore[misc]
    look(legal, units, "unit", lambda p: ("legal_sources", p))
    look([feed.unit for feed in feeds], units, "unit", lambda p: ("feeds", p, "unit"))
    return found
