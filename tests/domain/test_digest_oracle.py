"""The weekly filter against a second reading of the rules that shares no line with the first, and what always holds."""

from __future__ import annotations

import json
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from broker_bot.cli.digest import select_lines
from broker_bot.domain.digest import Audience, Mandate, Reader, Tier, select, why_not

MONDAY = date(2026, 11, 23)


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


SCHOOLS, LEVELS, PROGRAMS = ("cedar", "oak"), ("elementary", "middle", "high"), ("title1", "ell", "cte")
some = st.integers(-35, 40).map(day)
near = st.sampled_from([-8, -7, -6, -1, 0, 1, 14, 15, 28, 29]).map(day)
days = near | some


def few(names: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.just(()) | st.lists(st.sampled_from(names), unique=True, max_size=2).map(tuple)


audiences = st.builds(
    Audience,
    levels=few(LEVELS),
    programs=few(PROGRAMS),
    all_programs=st.booleans(),
    new_only=st.sampled_from([False, False, True]),
    networks=few(("north", "south")),
    schools_include=few(SCHOOLS),
    schools_exclude=st.just(()) | st.just(()) | few(SCHOOLS),
)
mandates = st.lists(
    st.builds(
        Mandate,
        id=st.sampled_from([f"m{n}" for n in range(30)]),
        tier=st.sampled_from([Tier.MUST, Tier.BRIEF, Tier.FYI] * 3 + [Tier.ILD, Tier.DECLINED, None]),
        due=st.none() | days | st.dictionaries(st.sampled_from(LEVELS), days),
        accepted_on=st.sampled_from([*map(day, (0, -1, -6, -7, -40, 1)), None]),
        effort_minutes=st.sampled_from([0, 5, 10]),
        unit=st.sampled_from(["facilities", "payroll", ""]),
        topic=st.sampled_from(["keys", ""]),
        audience=st.just(Audience()) | audiences,
        superseded_by=st.sampled_from(["", "", "", "m1"]),
    ),
    max_size=12,
    unique_by=lambda mandate: mandate.id,
)
readers = st.builds(
    Reader,
    school=st.sampled_from(SCHOOLS),
    levels=st.lists(st.sampled_from(LEVELS), min_size=1, max_size=2, unique=True).map(tuple),
    programs=few(PROGRAMS),
    years=st.integers(0, 3),
    network=st.sampled_from(["north", "south"]),
    opt_outs=few(("unit:facilities", "topic:keys")),
    states=st.dictionaries(
        st.sampled_from([f"m{n}" for n in range(30)]), st.sampled_from(["done", "taken_off", "help"]), max_size=6
    ),
)


def naive(case: dict[str, Any]) -> dict[str, Any]:
    """The rules read a second time, straight down the JSON of a case."""
    me, today = case["principal"], date.fromisoformat(case["digest_date"])
    page, dates = [], dict[str, str]()
    for m in case["mandates"]:
        a, due = m["audience"], m["due"]
        inside = (
            (not a["levels"] or set(a["levels"]) & set(me["levels"]))
            and (
                not a["programs"]
                or (a["programs_match"] == "any" and set(a["programs"]) & set(me["programs"]))
                or (a["programs_match"] == "all" and set(a["programs"]) <= set(me["programs"]))
            )
            and (not a["new_only"] or me["years"] < 2)
            and (not a["networks"] or me["network"] in a["networks"])
        ) or me["school"] in a["schools_include"]
        if me["school"] in a["schools_exclude"] or not inside or m["superseded_by"]:
            continue
        if me["states"].get(m["id"]) in ("done", "taken_off") or not m["accepted_on"]:
            continue
        if isinstance(due, dict):
            due = min((due[level] for level in set(due) & set(me["levels"])), default=None)
        accepted = (today - date.fromisoformat(m["accepted_on"])).days
        ahead = None if due is None else (date.fromisoformat(due) - today).days
        new = accepted in range(7)
        if accepted < 0:
            continue
        if m["tier"] == "must":
            fits = new or ahead is None or ahead < 29
        elif m["tier"] == "brief":
            fits = (new if ahead is None else ahead in range(-7, 15)) or (new and ahead is not None and ahead > 14)
        elif m["tier"] == "fyi":
            hidden = {f"unit:{m['unit']}", f"topic:{m['topic']}"} & set(me["opt_outs"])
            fits = new and not hidden and (ahead is None or ahead >= 0)
        else:
            fits = False
        if fits:
            page.append(("mbf".index(m["tier"][0]), due or "9999", m["effort_min"], m["id"]))
            dates |= {m["id"]: due} if due else {}
    return {"case_id": case["case_id"], "items": [row[-1] for row in sorted(page)], "due": dates}


def as_json(reader: Reader, them: list[Mandate]) -> dict[str, object]:
    def plain(value: object) -> object:
        return {k: plain(v) for k, v in value.items()} if isinstance(value, dict) else value and str(value)

    return {
        "case_id": "c",
        "digest_date": MONDAY.isoformat(),
        "principal": {
            **{
                name: getattr(reader, name) for name in ("school", "levels", "programs", "years", "network", "opt_outs")
            },
            "states": dict(reader.states),
        },
        "mandates": [
            {
                **{name: plain(getattr(m, name)) for name in ("id", "tier", "due", "accepted_on", "unit", "topic")},
                "effort_min": m.effort_minutes,
                "superseded_by": m.superseded_by or None,
                "audience": {
                    **{name: getattr(m.audience, name) for name in ("levels", "programs", "new_only", "networks")},
                    "programs_match": "all" if m.audience.all_programs else "any",
                    "schools_include": m.audience.schools_include,
                    "schools_exclude": m.audience.schools_exclude,
                },
            }
            for m in them
        ],
    }


def answers(*lines: str) -> list[dict[str, object]]:
    out: list[str] = []
    select_lines(lines, out.append)
    return [json.loads(line) for line in out]


@settings(max_examples=600, deadline=None)
@given(readers, mandates)
def test_the_command_answers_as_a_second_reading_of_the_rules(reader: Reader, them: list[Mandate]) -> None:
    case = as_json(reader, them)
    assert answers(json.dumps(case)) == [naive(json.loads(json.dumps(case)))]


@settings(max_examples=300, deadline=None)
@given(readers, mandates, st.randoms(use_true_random=False))
def test_a_page_holds_exactly_what_no_rule_hides_in_one_order(
    reader: Reader, them: list[Mandate], random: Random
) -> None:
    page = select(reader, them, MONDAY)
    by_id = {mandate.id: mandate for mandate in them}
    assert set(page.items) == {m.id for m in them if why_not(reader, m, MONDAY) is None}
    assert all(by_id[id_].tier in (Tier.MUST, Tier.BRIEF, Tier.FYI) for id_ in page.items)
    keys = [
        (list(Tier).index(by_id[i].tier or Tier.DECLINED), page.due.get(i, date.max), by_id[i].effort_minutes, i)
        for i in page.items
    ]
    assert keys == sorted(keys)
    random.shuffle(them)
    assert select(reader, them, MONDAY) == page
