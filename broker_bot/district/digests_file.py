"""The folder digests/: schedule.yaml and the Jinja texts of the weekly page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, meta

from broker_bot.district import digest_rules, validation
from broker_bot.district.problems import Problem, nearest
from broker_bot.district.schema import SchedulePart, SendPart
from broker_bot.district.sources import decode
from broker_bot.district.yaml_source import YamlSource, read_yaml
from broker_bot.domain.district import Advice, DigestPlan, Feed, StandingRule

SCHEDULE_FILE = "digests/schedule.yaml"
TIERS = ("must", "brief", "fyi", "ild", "declined")
WORDS = (*TIERS, "off_your_plate", "done", "help", "take_off")
MORE_WORDS = ("handout", "excused", "hand", "ask", "fewer", "done_for_you", "changed")
"""Words that a district may leave out; the bot has its own for them."""

_ITEM = (
    "title", "link", "due", "was", "minutes", "line", "focus", "unit", "consequence", "new", "overdue", "why",
)  # fmt: skip
TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "page_first_line": ("musts", "briefs", "fyis", "minutes", "reading_seconds", "changed"),
    "item_must": _ITEM,
    "item_brief": _ITEM,
    "item_fyi": _ITEM,
    "counts": ("ild", "declined", "done_for_you", "more_fyis"),
    "empty": (),
}
"""Each text of the page and what it may speak of; the comment at the top of each file explains the words."""


@dataclass(slots=True)
class Digests:
    """The sound parts of digests/; `source` is schedule.yaml."""

    source: YamlSource | None = None
    send: SendPart | None = None
    words: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    rules: tuple[StandingRule, ...] = ()
    legal: tuple[str, ...] = ()
    feeds: tuple[Feed, ...] = ()
    advice: tuple[Advice, ...] = ()

    def plan(self) -> DigestPlan:
        """The whole plan; only for a folder without problems."""
        assert self.send is not None
        summer = (self.send.summer.first, self.send.summer.last) if self.send.summer else None
        return DigestPlan(
            self.send.day, self.send.at, self.words, self.texts, self.rules, self.legal, summer, self.feeds,
            self.advice,
        )  # fmt: skip


def read_digests(schedule: bytes | None, texts: Mapping[str, bytes]) -> tuple[Digests, list[Problem]]:
    """Read schedule.yaml (None when its bytes could not be had) and the .j2 files by name without ending."""
    found = Digests()
    problems: list[Problem] = []
    if schedule is not None:
        found.source, problems = read_yaml(schedule, SCHEDULE_FILE)
    if found.source is not None:
        _schedule(found, found.source, problems)
    for name, raw in texts.items():
        text = _text(name, raw, problems)
        if text is not None:
            found.texts[name] = text
    return found, problems


def text_file(name: str) -> str:
    return f"digests/{name}.j2"


def _schedule(found: Digests, source: YamlSource, problems: list[Problem]) -> None:
    if not source.data:
        problems.append(source.problem((), "no schedule is defined", expected="send and words"))
        return
    top = validation.part(source, (), SchedulePart, problems)
    if not isinstance(source.data, dict):
        return
    if top:
        found.rules = digest_rules.read_rules(source, top.standing_rules, problems)
        found.legal = top.legal_sources
        found.feeds = digest_rules.read_feeds(source, top.feeds, problems)
    if source.at(("send",)) is not None:
        found.send = validation.part(source, ("send",), SendPart, problems)
    if source.at(("words",)) is not None:
        _words(found, source, problems)


def _words(found: Digests, source: YamlSource, problems: list[Problem]) -> None:
    words = source.at(("words",))
    if not isinstance(words, dict):
        problems.append(source.problem(("words",), "fields are needed here", validation.shown(words), ", ".join(WORDS)))
        return
    unknown = [name for name in words if name not in (*WORDS, *MORE_WORDS)]
    meant = {nearest(name, WORDS) for name in unknown}
    for name in unknown:
        near = nearest(name, WORDS)
        what = f"unknown field; did you mean {near}?" if near else "unknown field"
        expected = "" if near else "one of " + ", ".join(WORDS)
        problems.append(source.problem(("words", name), what, name, expected, at_key=True))
    for name in (*WORDS, *MORE_WORDS):
        if name in words:
            word = validation.value(source, ("words", name), str, "the words people see", problems)
            found.words[name] = word or ""
        elif name not in meant and name in WORDS:
            problems.append(source.problem(("words", name), f"{name} is missing", expected="the words people see"))


def _text(name: str, raw: bytes, problems: list[Problem]) -> str | None:
    file = text_file(name)
    if name not in TEMPLATES:
        near = nearest(name, TEMPLATES)
        expected = "one of " + ", ".join(f"{known}.j2" for known in TEMPLATES)
        problems.append(
            Problem(file, 0, 0, "", "the page has no such text", "", expected, f"{near}.j2" if near else "")
        )
        return None
    text = decode(raw, file)
    if isinstance(text, Problem):
        problems.append(text)
        return None
    problem = _compiles(name, text)
    if problem:
        problems.append(problem)
        return None
    return text


def _compiles(name: str, text: str) -> Problem | None:
    environment = Environment(undefined=StrictUndefined, autoescape=False, optimized=False)
    try:
        parsed = environment.parse(text)
        environment.compile(parsed)
    except TemplateSyntaxError as error:
        return Problem(text_file(name), error.lineno, 1, "", f"this text can't be read: {error.message}")
    except RecursionError:
        return Problem(text_file(name), 1, 1, "", "this text is nested too deep")
    unknown = sorted(meta.find_undeclared_variables(parsed) - set(TEMPLATES[name]) - set(environment.globals))
    if not unknown:
        return None
    near = nearest(unknown[0], TEMPLATES[name])
    line = next((number for number, row in enumerate(text.split("\n"), start=1) if unknown[0] in row), 1)
    expected = "one of " + ", ".join(TEMPLATES[name]) if TEMPLATES[name] else "no variables"
    return Problem(text_file(name), line, 1, "", "this text speaks of something unknown", unknown[0], expected, near)
