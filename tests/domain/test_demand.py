"""A unit's demand: what its modal refuses, whom it concerns, what a decision does and when it reminds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from broker_bot.domain import deciding, demand, demand_faces, submitting
from broker_bot.domain.deciding import DecideMandate
from broker_bot.domain.demand import Mandate
from broker_bot.domain.district import District
from broker_bot.domain.submitting import SubmitMandate

NOW = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
GOOD = SubmitMandate(
    "k",
    "U1",
    title="Send your bell schedule",
    text="Fill in the form.",
    day=date(2026, 12, 11),
    minutes="20",
    everyone=True,
)
MANDATE = Mandate(
    7, "transportation", "darnell.whitaker@cedargrove.example", "Send your bell schedule", "Fill in the form.", NOW
)


def lead(district: District):  # type: ignore[no-untyped-def]
    return district.people["darnell.whitaker@cedargrove.example"]


def ild(district: District):  # type: ignore[no-untyped-def]
    return district.people["denise.calloway@cedargrove.example"]


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"title": "  "}, "title", "Give it a title: what principals do, verb first."),
        ({"title": ":wave:"}, "title", "Give it a title: what principals do, verb first."),
        ({"title": "x" * 151}, "title", "Keep the title under 150 characters."),
        ({"text": ""}, "text", "Say in a few words what principals do and how."),
        ({"text": "word " * 201}, "text", "That is 201 words. Say it in at most 200."),
        ({"day": date(2026, 11, 30)}, "date", "Mon, Nov 30 is over. Pick a later day, or none."),
        ({"day": date(2126, 12, 1)}, "date", "That is more than two years away. Check the year."),
        ({"minutes": "half an hour"}, "minutes", "Write the minutes as a whole number, such as 20."),
        ({"minutes": ""}, "minutes", "Write the minutes as a whole number, such as 20."),
        ({"minutes": "0"}, "minutes", "Write the minutes as a whole number, such as 20."),
        ({"minutes": "2401"}, "minutes", "At most 2400 minutes. Split it into several."),
        ({"link": "javascript:alert(1)"}, "link", "A link begins with https:// or http:// and has no spaces."),
        ({"link": "https://a.example/<b>"}, "link", "A link begins with https:// or http:// and has no spaces."),
        ({"programs": ("cte",), "levels": ("elementary",)}, "levels", "No school has all of that."),
    ],
)
def test_a_field_that_cannot_be_taken_gets_a_sentence_of_its_own(
    district: District, wrong: dict[str, object], field: str, sentence: str
) -> None:
    mandate, reply = submitting.submitted(replace(GOOD, **wrong), lead(district), district, NOW)  # type: ignore[arg-type]
    assert mandate is None and reply.refused
    assert list(reply.errors) == [field] and reply.errors[field].startswith(sentence)


def test_more_than_eight_in_ten_principals_are_said_outright(district: District) -> None:
    number = len(district.schools)
    mandate, reply = submitting.submitted(replace(GOOD, everyone=False), lead(district), district, NOW)
    assert mandate is None and reply.errors == {
        "everyone": f"That is {number} of {number} principals. Check this if it is for all of them, or limit it."
    }
    at_the_edge = list(district.schools)[: int(number * 0.8)]
    for schools, taken in ((at_the_edge, True), (list(district.schools)[: len(at_the_edge) + 1], False)):
        given = replace(GOOD, everyone=False, schools=tuple(schools))
        assert (submitting.submitted(given, lead(district), district, NOW)[0] is not None) is taken


def test_every_mistake_is_told_at_once(district: District) -> None:
    _, reply = submitting.submitted(SubmitMandate("k", "U1", minutes="x"), lead(district), district, NOW)
    assert set(reply.errors) == {"title", "text", "minutes"}


def test_exactly_two_hundred_words_and_today_are_taken(district: District) -> None:
    mandate, _ = submitting.submitted(
        replace(GOOD, text="word " * 200, day=date(2026, 12, 1)), lead(district), district, NOW
    )
    assert mandate is not None and mandate.first_due == date(2026, 12, 1)


def test_a_demand_belongs_to_the_senders_unit_and_loses_hidden_marks(district: District) -> None:
    mandate, reply = submitting.submitted(replace(GOOD, title="Send\nyour \u202ebell"), lead(district), district, NOW)
    assert mandate is not None
    assert (mandate.unit, mandate.title) == ("transportation", "Send your bell")
    assert reply.text == "Sent to 3 ILDs. You hear what each decides."


def test_only_networks_with_a_school_it_is_for_are_asked(district: District) -> None:
    high_with_sped = replace(MANDATE, levels=("high",), programs=("sped",))
    assert demand.networks(high_with_sped, district, NOW.date()) == ("north", "south")
    assert [n.place for n in demand.sent(high_with_sped, district, NOW).notices] == ["network:north", "network:south"]


def test_a_network_without_an_ild_is_shown_to_the_chief_of_schools(district: District) -> None:
    vacant = replace(district, networks={**district.networks, "river": ""})
    assert demand.gate_card("river", vacant).to == district.chief


def test_an_undecided_demand_reminds_five_school_days_before_its_date(district: District) -> None:
    """Nov 26 and 27 are holidays, Nov 25 a half day: five school days before Wednesday, Dec 2 is Nov 23."""
    early = replace(MANDATE, received_at=datetime(2026, 11, 2, 15, 0, tzinfo=UTC), due=date(2026, 12, 2))
    assert demand.nears_at(early, district) == datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
    assert demand.nears_at(replace(early, received_at=NOW), district) is None
    assert demand.nears_at(replace(early, due=None), district) is None
    by_level = replace(early, due={"high": date(2026, 12, 2), "elementary": date(2026, 12, 16)})
    assert demand.nears_at(by_level, district) == demand.nears_at(early, district)


def test_the_reminder_goes_to_those_who_have_not_decided(district: District) -> None:
    told = demand.nearing(MANDATE, {"north", "river"}, district, NOW).notices
    assert [n.to for n in told] == [district.networks["south"]]
    assert demand.nearing(MANDATE, {"north", "river", "south"}, district, NOW).notices == ()


def decide(district: District, before=None, mandate: Mandate = MANDATE, **wanted):  # type: ignore[no-untyped-def]
    command = DecideMandate("k", "U2", mandate=mandate.id, network="north", **wanted)
    return deciding.decided(mandate, before, command, ild(district), date(2026, 12, 7), (), district, NOW)


def test_a_decision_reaches_the_card_and_the_sender(district: District) -> None:
    decision, outcome = decide(district, tier="must", line="Use last year's form.")
    assert decision is not None and decision.accepted_on == date(2026, 12, 7)
    assert [(n.kind, n.to) for n in outcome.notices] == [
        ("card.mandate", "denise.calloway@cedargrove.example"),
        ("mandate.returned", "darnell.whitaker@cedargrove.example"),
    ]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [({"tier": "maybe"}, "tier"), ({"tier": "declined"}, "reason"), ({"tier": "fyi", "line": "x" * 301}, "line")],
)
def test_a_decision_that_cannot_be_taken_keeps_the_modal_open(
    district: District, wanted: dict[str, Any], field: str
) -> None:
    decision, outcome = decide(district, **wanted)
    assert decision is None and list(outcome.reply.errors) == [field]


def test_deciding_the_same_again_changes_nothing(district: District) -> None:
    first, _ = decide(district, tier="fyi")
    again, outcome = decide(district, before=first, tier="fyi")
    assert again is None and outcome.reply.text == "That is what you decided already."


def test_what_stood_on_a_page_already_is_not_new_again_after_a_change(district: District) -> None:
    first, _ = decide(district, tier="fyi")
    assert first is not None
    earlier = replace(first, accepted_on=date(2026, 11, 16))
    weighed, _ = decide(district, before=earlier, tier="must")
    dropped, _ = decide(district, before=earlier, tier="ild")
    assert weighed is not None and weighed.accepted_on == date(2026, 11, 16)
    assert dropped is not None and dropped.accepted_on == date(2026, 12, 7)


def test_a_replaced_demand_is_not_decided(district: District) -> None:
    decision, outcome = decide(district, mandate=replace(MANDATE, superseded_by=9), tier="must")
    assert decision is None and "newer version" in outcome.reply.text


def test_the_gates_card_says_for_whom_by_when_and_with_how_much_notice(district: District) -> None:
    mandate = replace(
        MANDATE,
        levels=("middle", "elementary"),
        programs=("title1", "ell"),
        new_only=True,
        due={"high": date(2026, 12, 2), "elementary": date(2026, 12, 4)},
    )
    card = demand_faces.mandate_card(mandate, None, "north", district)
    assert card.audience_words == (
        "elementary and middle schools with Title I or English learners, principals in their first two years"
    )
    assert (card.due_words, card.due_at) == ("elementary Fri, Dec 4, high Wed, Dec 2", date(2026, 12, 2))
    assert card.notice_days == 1
    assert (card.tier, card.decided_by) == ("", "")
