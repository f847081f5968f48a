"""The weekly filter rule by rule, at its edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from broker_bot.domain.digest import Audience, Mandate, Reader, Selection, Tier, date_shown, is_new, select, why_not

MONDAY = date(2026, 11, 23)
LONG_AGO = MONDAY - timedelta(days=60)


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


READER = Reader(school="cedar", levels=("middle",), programs=("title1", "ell"), years=5, network="north")
MANDATE = Mandate(id="m", tier=Tier.MUST, due=day(3), accepted_on=LONG_AGO, unit="facilities", topic="keys")


def shown(mandate: Mandate, reader: Reader = READER) -> bool:
    visible = select(reader, [mandate], MONDAY).items == (mandate.id,)
    assert visible == (why_not(reader, mandate, MONDAY) is None)
    return visible


def aimed(**limits: object) -> Mandate:
    return replace(MANDATE, audience=Audience(**limits))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tier", "expected"),
    [(None, False), (Tier.DECLINED, False), (Tier.ILD, False), (Tier.MUST, True), (Tier.BRIEF, True)],
)
def test_only_what_the_ild_let_through_is_an_item(tier: Tier | None, expected: bool) -> None:
    assert shown(replace(MANDATE, tier=tier)) is expected


def test_a_replaced_mandate_stays_hidden_even_where_the_newer_one_does_not_apply() -> None:
    newer = replace(MANDATE, id="newer", audience=Audience(levels=("high",)))
    assert select(READER, [replace(MANDATE, superseded_by="newer"), newer], MONDAY).items == ()


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"schools_exclude": ("cedar",)}, False),
        ({"schools_exclude": ("oak",)}, True),
        ({"schools_exclude": ("cedar",), "schools_include": ("cedar",)}, False),
        ({"schools_include": ("oak",)}, True),
        ({"schools_include": ("cedar",), "levels": ("high",)}, True),
        ({"schools_include": ("cedar",), "programs": ("cte",), "all_programs": True}, True),
        ({"schools_include": ("cedar",), "new_only": True}, True),
        ({"schools_include": ("cedar",), "networks": ("south",)}, True),
        ({"schools_include": ("oak",), "levels": ("high",)}, False),
        ({"levels": ("high",)}, False),
        ({"levels": ("high", "middle")}, True),
        ({"programs": ("ell", "cte")}, True),
        ({"programs": ("ell", "cte"), "all_programs": True}, False),
        ({"programs": ("ell", "title1"), "all_programs": True}, True),
        ({"programs": ("sped",)}, False),
        ({"programs": (), "all_programs": True}, True),
        ({"networks": ("south",)}, False),
        ({"networks": ("south", "north")}, True),
        ({}, True),
    ],
)
def test_who_a_mandate_is_for(limits: dict[str, object], expected: bool) -> None:
    assert shown(aimed(**limits)) is expected


@pytest.mark.parametrize(("years", "expected"), [(0, True), (1, True), (2, False), (30, False), (None, False)])
def test_new_principals_are_in_their_first_or_second_year(years: int | None, expected: bool) -> None:
    assert shown(aimed(new_only=True), replace(READER, years=years)) is expected


@pytest.mark.parametrize("opt_out", ["unit:facilities", "topic:keys"])
def test_an_opt_out_hides_notes_and_nothing_else(opt_out: str) -> None:
    reader = replace(READER, opt_outs=(opt_out,))
    note = replace(MANDATE, tier=Tier.FYI, accepted_on=MONDAY)
    assert shown(note)
    assert not shown(note, reader)
    assert not shown(replace(note, audience=Audience(schools_include=("cedar",))), reader)
    assert shown(replace(MANDATE, tier=Tier.MUST), reader)
    assert shown(replace(MANDATE, tier=Tier.BRIEF), reader)


@pytest.mark.parametrize("opt_out", ["unit:keys", "topic:facilities", "facilities", "unit:", "topic:"])
def test_an_opt_out_of_something_else_hides_nothing(opt_out: str) -> None:
    note = replace(MANDATE, tier=Tier.FYI, accepted_on=MONDAY)
    assert shown(note, replace(READER, opt_outs=(opt_out,)))
    assert shown(replace(note, unit="", topic=""), replace(READER, opt_outs=(opt_out,)))


@pytest.mark.parametrize(("state", "expected"), [("done", False), ("taken_off", False), ("help", True)])
def test_what_is_done_or_taken_off_leaves_the_page(state: str, expected: bool) -> None:
    assert shown(MANDATE, replace(READER, states={"m": state})) is expected
    assert shown(MANDATE, replace(READER, states={"another": state}))
    assert shown(replace(MANDATE, due=day(-20)), replace(READER, states={"m": state})) is expected


@pytest.mark.parametrize(
    ("levels", "due", "expected"),
    [
        (("elementary", "middle"), {"elementary": day(9), "middle": day(4), "high": day(1)}, day(4)),
        (("elementary", "middle"), {"elementary": day(4), "middle": day(9)}, day(4)),
        (("elementary",), {"elementary": day(9), "middle": day(4)}, day(9)),
        (("high",), {"elementary": day(9), "middle": day(4)}, None),
        (("high",), {}, None),
        (("high",), day(5), day(5)),
        (("high",), None, None),
    ],
)
def test_the_date_shown_is_the_earliest_of_the_schools_own_levels(
    levels: tuple[str, ...], due: date | dict[str, date] | None, expected: date | None
) -> None:
    reader, mandate = replace(READER, levels=levels), replace(MANDATE, due=due)
    assert date_shown(reader, mandate) == expected
    assert select(reader, [mandate], MONDAY) == Selection(("m",), {} if expected is None else {"m": expected})


def test_a_k8_school_sees_a_must_once_either_of_its_levels_is_near() -> None:
    mandate = replace(MANDATE, due={"elementary": day(60), "middle": day(28)})
    assert shown(mandate, replace(READER, levels=("elementary", "middle")))
    assert not shown(mandate, replace(READER, levels=("elementary",)))


@pytest.mark.parametrize("tier", [Tier.MUST, Tier.BRIEF, Tier.FYI])
@pytest.mark.parametrize(("accepted", "expected"), [(day(0), True), (day(1), False), (None, False)])
def test_nothing_is_shown_before_it_is_accepted(tier: Tier, accepted: date | None, expected: bool) -> None:
    assert shown(replace(MANDATE, tier=tier, accepted_on=accepted)) is expected
    assert shown(replace(MANDATE, tier=tier, accepted_on=accepted, due=None)) is expected


ROWS = [
    # tier, due in days, accepted in days, shown
    (Tier.MUST, None, -60, True),
    (Tier.MUST, 28, -60, True),
    (Tier.MUST, 29, -60, False),
    (Tier.MUST, -300, -310, True),
    (Tier.MUST, 29, -6, True),
    (Tier.MUST, 29, -7, False),
    (Tier.MUST, 300, 0, True),
    (Tier.BRIEF, 14, -60, True),
    (Tier.BRIEF, 15, -60, False),
    (Tier.BRIEF, -7, -60, True),
    (Tier.BRIEF, -8, -60, False),
    (Tier.BRIEF, 15, -6, True),
    (Tier.BRIEF, 15, -7, False),
    (Tier.BRIEF, -7, 0, True),
    (Tier.BRIEF, -8, 0, False),
    (Tier.BRIEF, None, 0, True),
    (Tier.BRIEF, None, -6, True),
    (Tier.BRIEF, None, -7, False),
    (Tier.BRIEF, None, 1, False),
    (Tier.FYI, None, 0, True),
    (Tier.FYI, None, -6, True),
    (Tier.FYI, None, -7, False),
    (Tier.FYI, 0, -6, True),
    (Tier.FYI, -1, -6, False),
    (Tier.FYI, 300, -6, True),
    (Tier.FYI, 3, -7, False),
]


@pytest.mark.parametrize(("tier", "due", "accepted", "expected"), ROWS)
def test_when_an_item_is_shown(tier: Tier, due: int | None, accepted: int, expected: bool) -> None:
    mandate = replace(MANDATE, tier=tier, due=None if due is None else day(due), accepted_on=day(accepted))
    assert shown(mandate) is expected


@pytest.mark.parametrize(("accepted", "expected"), [(0, True), (-6, True), (-7, False), (1, False), (None, False)])
def test_new_means_accepted_in_the_seven_days_up_to_the_page(accepted: int | None, expected: bool) -> None:
    accepted_on = None if accepted is None else day(accepted)
    assert is_new(replace(MANDATE, accepted_on=accepted_on), MONDAY) is expected


def test_order_is_tier_then_date_then_effort_then_id() -> None:
    rows = [
        ("fyi", Tier.FYI, 1, 0),
        ("brief", Tier.BRIEF, -5, 0),
        ("must-undated", Tier.MUST, None, 0),
        ("must-late", Tier.MUST, 20, 0),
        ("must-long", Tier.MUST, 3, 45),
        ("must-b", Tier.MUST, 3, 10),
        ("must-a", Tier.MUST, 3, 10),
        ("must-10", Tier.MUST, 3, 10),
        ("must-9", Tier.MUST, 3, 10),
        ("must-absent", Tier.MUST, 3, 0),
        ("must-overdue", Tier.MUST, -90, 90),
    ]
    mandates = [
        replace(
            MANDATE, id=id_, tier=tier, due=None if due is None else day(due), accepted_on=MONDAY, effort_minutes=effort
        )
        for id_, tier, due, effort in rows
    ]
    assert select(READER, mandates, MONDAY).items == (
        "must-overdue",
        "must-absent",
        "must-10",
        "must-9",
        "must-a",
        "must-b",
        "must-long",
        "must-late",
        "must-undated",
        "brief",
        "fyi",
    )


@pytest.mark.parametrize(
    ("mandate", "reader", "sentence"),
    [
        (replace(MANDATE, tier=None), READER, "Your ILD has not decided on it yet"),
        (replace(MANDATE, tier=Tier.DECLINED), READER, "Your ILD declined it for you"),
        (replace(MANDATE, tier=Tier.ILD), READER, "Your ILD is doing it for you"),
        (replace(MANDATE, superseded_by="n"), READER, "A newer version has replaced it"),
        (aimed(schools_exclude=("cedar",)), READER, "Your school is left out of it"),
        (aimed(levels=("high", "elementary")), READER, "It is for elementary and high schools"),
        (
            aimed(levels=("high", "middle")),
            replace(READER, levels=("elementary",)),
            "It is for middle and high schools",
        ),
        (aimed(programs=("cte",)), READER, "It is for schools with the career and technical program"),
        (
            aimed(programs=("sped", "cte")),
            READER,
            "It is for schools with the special education or career and technical program",
        ),
        (
            aimed(programs=("ell", "title1", "prek"), all_programs=True),
            READER,
            "It is for schools with the Title I, English learner and pre-K programs",
        ),
        (aimed(new_only=True), READER, "It is for principals in their first or second year"),
        (aimed(networks=("south",)), READER, "It is for schools in network south"),
        (
            replace(MANDATE, tier=Tier.FYI, accepted_on=MONDAY),
            replace(READER, opt_outs=("unit:facilities",)),
            "You chose to see fewer notes from facilities",
        ),
        (MANDATE, replace(READER, states={"m": "done"}), "It is done"),
        (MANDATE, replace(READER, states={"m": "taken_off"}), "Your ILD took it off your plate"),
        (replace(MANDATE, accepted_on=None), READER, "It has not been accepted yet"),
        (replace(MANDATE, accepted_on=day(2)), READER, "It starts on Nov 25, 2026"),
        (replace(MANDATE, due=day(29)), READER, "It is due Dec 22, 2026, more than 28 days after this page"),
        (
            replace(MANDATE, tier=Tier.BRIEF, due=day(15)),
            READER,
            "It is due Dec 8, 2026, more than 14 days after this page",
        ),
        (
            replace(MANDATE, tier=Tier.BRIEF, due=day(-8)),
            READER,
            "It was due Nov 15, 2026, more than 7 days before this page",
        ),
        (replace(MANDATE, tier=Tier.FYI), READER, "It stands on one page only, that of the week it was accepted"),
        (
            replace(MANDATE, tier=Tier.FYI, accepted_on=MONDAY, due=day(-1)),
            READER,
            "Its date, Nov 22, 2026, has passed",
        ),
    ],
)
def test_the_rule_that_hides_an_item_is_told_to_the_principal(mandate: Mandate, reader: Reader, sentence: str) -> None:
    assert why_not(reader, mandate, MONDAY) == sentence
