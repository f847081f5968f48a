"""The folder digests/: a schedule, words, and texts that can be drawn."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined

from broker_bot import district
from broker_bot.district.digests_file import TEMPLATES
from tests.district.homes import SHIPPED, changed, make_home

ITEM: dict[str, object] = {
    "title": "Enter observations",
    "link": "https://forms.example/eval",
    "due": "Fri, Dec 11",
    "was": "",
    "minutes": 45,
    "line": "You really should read this",
    "focus": "",
    "unit": "Educator Effectiveness",
    "consequence": "last year's rating stays",
    "new": True,
    "overdue": False,
    "why": "",
}


def problems_of(home: Path) -> list[str]:
    return [str(problem) for problem in district.check(home, date(2026, 11, 23))[0]]


def with_schedule(folder: Path, *edits: tuple[str, str]) -> Path:
    home = make_home(folder)
    schedule = home / "digests" / "schedule.yaml"
    schedule.write_text(changed(schedule.read_text(encoding="utf-8"), *edits), encoding="utf-8")
    return home


def drawn(name: str, **values: object) -> str:
    texts = district.load(SHIPPED).digest.texts
    environment = Environment(loader=DictLoader(dict(texts)), undefined=StrictUndefined, autoescape=False)
    return environment.get_template(name).render(values)


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (("day: monday", "day: moonday"), "send.day: moonday is not a day of the week"),
        (('at: "06:30"', "at: 6.30"), "send.at: 6.30 is not a time"),
        (('at: "06:30"', "at: 24:00"), "send.at: 24:00 can only be an end"),
        (("  must: Must do", "  must:"), "words.must: must is empty"),
        (("  must: Must do", "  most: Must do"), "words.most: unknown field; did you mean must?"),
        (("  done: Done\n", ""), "words.done: done is missing"),
        (("standing_rules: []", "standing_rules: []\nlisted_sources: []"), "listed_sources: unknown field"),
        (("  help: Need help", "  help: Need help\n  fever: Fewer"), "words.fever: unknown field"),
        (("standing_rules: []", "standing_rules: [x]"), "standing_rules[0]: fields are needed here"),
        (('at: "06:30"', 'at: "06:30"\n  summer: June'), "send.summer: June is not a date"),
        (("send:", "sent:"), "sent: unknown field; did you mean send?"),
    ],
)
def test_a_mistake_in_the_schedule_is_named(edit: tuple[str, str], expected: str, tmp_path: Path) -> None:
    problems = problems_of(with_schedule(tmp_path, edit))
    assert len(problems) == 1
    assert problems[0].startswith("digests/schedule.yaml:")
    assert expected in problems[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% if musts %}\nno end", "digests/page_first_line.j2:1:1: this text can't be read: "),
        ("fine\n{{ mustz }}", "digests/page_first_line.j2:2:1: this text speaks of something unknown (got mustz; "),
        ("{{ musts | nosuch }}", "digests/page_first_line.j2:1:1: this text can't be read: No filter named 'nosuch'"),
    ],
)
def test_a_mistake_in_a_text_is_named(text: str, expected: str, tmp_path: Path) -> None:
    home = make_home(tmp_path)
    (home / "digests" / "page_first_line.j2").write_text(text, encoding="utf-8")
    problems = problems_of(home)
    assert len(problems) == 1
    assert problems[0].startswith(expected)


def test_a_text_that_is_missing_and_one_too_many_are_named(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    (home / "digests" / "empty.j2").rename(home / "digests" / "emptie.j2")
    assert [problem.split(" (")[0] for problem in problems_of(home)] == [
        "digests/emptie.j2: the page has no such text",
        "digests/empty.j2: the file is missing",
    ]


def test_a_huge_calculation_in_a_text_does_not_stop_the_check(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    (home / "digests" / "empty.j2").write_text("{{ 9 ** 9 ** 9 }}", encoding="utf-8")
    assert problems_of(home) == []


def test_every_shipped_text_draws_with_exactly_the_variables_it_documents() -> None:
    for name, variables in TEMPLATES.items():
        text = drawn(name, **{variable: ITEM.get(variable, 2) for variable in variables})
        assert text.strip()
        assert "\n\n" not in text
        source = (SHIPPED / "digests" / f"{name}.j2").read_text(encoding="utf-8")
        documented = source.partition("#}")[0]
        assert all(variable in documented for variable in variables)


def test_the_first_line_counts_and_says_how_long_it_takes_to_read() -> None:
    line = drawn("page_first_line", musts=2, briefs=3, fyis=0, minutes=55, reading_seconds=90, changed=1)
    assert line == "*2 must-dos*, 3 short ones, 55 min of work, 1 new date; 90 seconds to read"


def test_a_must_shows_title_date_time_words_and_what_happens_if_missed() -> None:
    assert drawn("item_must", **ITEM).split("\n") == [
        "*<https://forms.example/eval|Enter observations>* · due *Fri, Dec 11* · 45 min · new",
        "> You really should read this",
        "If missed: last year's rating stays",
        "_Educator Effectiveness_",
    ]


def test_a_changed_date_is_marked_in_every_kind_of_item() -> None:
    moved = ITEM | {"due": "Nov 19", "was": "Nov 12"}
    for name in ("item_must", "item_brief", "item_fyi"):
        assert "was Nov 12, now" in drawn(name, **moved)


def test_a_short_item_and_a_line_for_information_take_one_line() -> None:
    for name in ("item_brief", "item_fyi"):
        assert "\n" not in drawn(name, **ITEM)
