"""digests/exemptions.yaml, which may be absent: exemptions and waivers, who decides since when, the first step."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from broker_bot.district import validation
from broker_bot.district.problems import Problem, Wrong
from broker_bot.district.schema import Entries, Id, Part, Text
from broker_bot.district.yaml_source import read_yaml
from broker_bot.domain.district import Advice

ADVICE_FILE = "digests/exemptions.yaml"
MOST_ENTRIES = 40


def _link(text: str) -> str:
    if text and not text.startswith(("https://", "http://")):
        raise Wrong("a link begins with https:// or http://", "a web address")
    return text


class AdviceFilePart(Part):
    exemptions: Entries = Field(description="a list of exemptions, each with id, title, rule ...")


class AdvicePart(Part):
    id: Id = Field(description="a short name that never changes")
    title: Text = Field(description="what people call it")
    rule: Text = Field(description="what the rule says, in a sentence")
    decides: Text = Field(description="who decides")
    since: Text = Field(description="since when, such as July 2026")
    first_step: Text = Field(description="the first thing to do")
    tips: str = Field(default="", description="what helps")
    link: Annotated[str, AfterValidator(_link)] = Field(default="", description="a web address")


def read_advice(raw: bytes) -> tuple[tuple[Advice, ...], list[Problem]]:
    """The entries in the file's order, and what is wrong with them."""
    source, problems = read_yaml(raw, ADVICE_FILE)
    if source is None:
        return (), problems
    top = validation.part(source, (), AdviceFilePart, problems)
    found: dict[str, Advice] = {}
    for number in range(min(len(top.exemptions), MOST_ENTRIES) if top else 0):
        part = validation.part(source, ("exemptions", number), AdvicePart, problems)
        if part is not None and part.id in found:
            problems.append(source.problem(("exemptions", number, "id"), f"{part.id} is given twice", part.id))
        elif part is not None:
            found[part.id] = Advice(**part.model_dump())
    return tuple(found.values()), problems
