"""Composing one principal's page: one tier for the reader, order, counts, five lines to know, one line when empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from broker_bot.domain import budget, items, page, page_now
from broker_bot.domain.demand import Decision, Mandate, Overrides
from broker_bot.domain.digest import Tier
from broker_bot.domain.district import District
from broker_bot.domain.items import Issue, ItemState
from broker_bot.domain.page_now import Now
from broker_bot.domain.readmodels import DigestPage
from broker_bot.service.page_texts import renderer

NOW = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
WEEK = date(2026, 12, 7)
DUPREE = "marguerite.dupree@cedargrove.example"
CALLOWAY = "denise.calloway@cedargrove.example"
NONE = Overrides()
ISSUE = Issue(3, WEEK, DUPREE, "north")


def pair(ident: int, tier: Tier, due: date | None = None, overrides: Overrides = NONE, **more: object):  # type: ignore[no-untyped-def]
    mandate = Mandate(ident, "transportation", "darnell.whitaker@cedargrove.example", f"Do {ident}", "Do it.", NOW, due)
    decision = Decision(ident, "north", tier, CALLOWAY, NOW, accepted_on=WEEK, overrides=overrides)
    return replace(mandate, minutes=10, **more), decision  # type: ignore[arg-type]


def composed(
    district: District,
    *pairs: tuple[Mandate, Decision],
    states: Mapping[int, ItemState] | None = None,
    previous: date | None = None,
    issue: Issue = ISSUE,
) -> DigestPage:
    school = district.schools["cottonwood"]
    return page.compose(issue, school, pairs, states or {}, previous, district, renderer(district))


def shown(made: DigestPage) -> list[int]:
    return [item.mandate for item in made.items]


def test_counts_and_minutes_come_first_then_must_brief_and_to_know(district: District) -> None:
    made = composed(
        district,
        pair(1, Tier.FYI),
        pair(2, Tier.BRIEF, date(2026, 12, 18)),
        pair(3, Tier.MUST, date(2026, 12, 18)),
        pair(4, Tier.MUST, date(2026, 12, 9)),
    )
    assert shown(made) == [4, 3, 2, 1]
    assert made.first_line == "2 must-dos, 1 short one, 1 to know, 30 min of work; 10 seconds to read"
    assert made.headings[0] == ("must", "Must do")
    assert made.items[0].text.startswith("*Do 4* · due *Wed, Dec 9* · 10 min · new")


def test_nothing_to_say_is_one_line(district: District) -> None:
    made = composed(district)
    assert (made.first_line, made.items, made.counts_line) == (
        "Nothing for you this week. Enjoy your classrooms.",
        (),
        "",
    )


def test_what_the_ild_kept_off_is_a_count_of_what_would_have_been_for_this_school(district: District) -> None:
    made = composed(
        district,
        pair(1, Tier.ILD),
        pair(2, Tier.ILD),
        pair(3, Tier.DECLINED),
        pair(4, Tier.DECLINED, levels=("high",)),
        pair(5, Tier.ILD, overrides=Overrides(schools={"cottonwood": "must"})),
    )
    assert shown(made) == [5]
    assert made.counts_line == "I've got 2 more of these and declined 1 for you."


def test_at_most_five_lines_to_know_stand_in_the_message_and_the_rest_are_counted(district: District) -> None:
    made = composed(district, *(pair(n, Tier.FYI) for n in range(1, 9)))
    assert len(made.items) == 8 and made.counts_line == "3 more to know behind _see all_."
    assert len(page_now.now_page(replace(ISSUE, page=made), Now(), district).items) == page.FYI_LINES


@pytest.mark.parametrize(
    ("wish", "stands"), [("handout", False), ("excused", False), ("answered", False), ("brief", True), ("", True)]
)
def test_a_school_can_be_treated_differently(district: District, wish: str, stands: bool) -> None:
    overrides = Overrides(schools={"cottonwood": wish} if wish else {}, new_principals="declined")
    made = composed(district, pair(1, Tier.MUST, overrides=overrides))
    assert bool(made.items) is stands
    assert made.counts_line == {
        "handout": "I declined 1 more for you.",
        "answered": "1 done for you.",
    }.get(wish, "")


def test_new_principals_can_be_spared(district: District) -> None:
    decision = pair(1, Tier.MUST, overrides=Overrides(new_principals="fyi"))[1]
    assert page.resolved(decision, "cottonwood", 0) == (Tier.FYI, "")
    assert page.resolved(decision, "cottonwood", 1) == (Tier.FYI, "")
    assert page.resolved(decision, "cottonwood", 2) == (Tier.MUST, "")
    assert page.resolved(decision, "cottonwood", None) == (Tier.MUST, "")


def test_a_page_after_a_break_carries_what_the_skipped_one_would_have(district: District) -> None:
    mandate, decision = pair(1, Tier.FYI)
    late = (mandate, replace(decision, accepted_on=date(2026, 12, 28)))
    january = replace(ISSUE, week=date(2027, 1, 4))
    assert shown(composed(district, late, issue=january, previous=date(2026, 12, 21))) == [1]
    assert shown(composed(district, late, issue=january, previous=date(2026, 12, 28))) == []


def test_a_persons_words_cannot_call_a_channel_or_break_out_of_their_line(district: District) -> None:
    mandate, decision = pair(1, Tier.MUST, title="Count <!channel> & more")
    made = composed(district, (mandate, replace(decision, line="one\n<b>")))
    assert "Count &lt;!channel&gt; &amp; more" in made.items[0].text
    assert "> one &lt;b&gt;" in made.items[0].text


def test_a_text_that_cannot_be_drawn_never_stops_a_page(district: District) -> None:
    texts = {**district.digest.texts, "item_must": "{{ title.nowhere.at_all }}", "page_first_line": "{{ 1 / 0 }}"}
    broken = replace(district, digest=replace(district.digest, texts=texts))
    made = composed(broken, pair(1, Tier.MUST))
    assert made.items[0].text == "" and made.first_line == "1 for you this week"


def frozen(district: District) -> Issue:
    return replace(ISSUE, page=composed(district, pair(1, Tier.MUST), pair(2, Tier.BRIEF)))


def test_the_page_shows_what_became_of_its_items(district: District) -> None:
    issue = frozen(district)
    asked = ItemState(2, DUPREE, "help", DUPREE, NOW, "off", datetime(2026, 12, 10, 22, 0, tzinfo=UTC))
    done = ItemState(1, DUPREE, "done", "kendra.boyle@cedargrove.example", NOW)
    drawn = page_now.now_page(issue, Now({1: done, 2: asked}), district)
    assert [(i.state, i.state_words) for i in drawn.items] == [
        ("done", "Done, says Kendra Boyle"),
        ("help", "You asked to have it taken off; Denise Calloway answers by Thu, Dec 10"),
    ]


def test_what_was_taken_off_leaves_the_page_and_is_named_at_its_end(district: District) -> None:
    issue = frozen(district)
    drawn = page_now.now_page(issue, Now({1: ItemState(1, DUPREE, "taken_off", CALLOWAY, NOW)}), district)
    assert shown(drawn) == [2] and drawn.off == ("Do 1: taken off by Denise Calloway",)


@pytest.mark.parametrize(
    ("due", "at", "by"),
    [
        (date(2026, 12, 11), "2026-12-07 15:00", "2026-12-10 22:00"),
        (date(2026, 12, 14), "2026-12-07 15:00", "2026-12-11 22:00"),
        (date(2026, 12, 8), "2026-12-07 23:30", "2026-12-08 22:00"),
        (None, "2026-12-10 15:00", "2026-12-14 22:00"),
    ],
)
def test_an_ask_is_answered_a_school_day_before_its_date(
    district: District, due: date | None, at: str, by: str
) -> None:
    now = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert items.answer_by(due, district, now) == datetime.fromisoformat(by).replace(tzinfo=UTC)


def test_a_fourth_must_in_one_week_is_noticed(district: District) -> None:
    three = [pair(n, Tier.MUST) for n in (1, 2, 3)]
    fourth = pair(4, Tier.MUST, levels=("elementary",))
    schools = [district.schools["cottonwood"], district.schools["tamarind"]]
    assert budget.warning(three[0][0], schools, three, {}, WEEK, district) == ""
    said = "That is more than 3 must-dos in the week of Mon, Dec 7: Cottonwood ES."
    assert budget.warning(fourth[0], schools, [*three, fourth], {}, WEEK, district) == said
    done = {DUPREE: {1: ItemState(1, DUPREE, "done", DUPREE, NOW)}}
    assert budget.warning(fourth[0], schools, [*three, fourth], done, WEEK, district) == ""
