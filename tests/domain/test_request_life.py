"""A request's life as random acts of three sides and the clock: what must hold whatever happens, in any order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broker_bot import district as files
from broker_bot.domain import commands as c
from broker_bot.domain import hours, ladder, pausing, people, request, shares
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Outcome, Request, Rung, Status

ROOT = Path(__file__).resolve().parents[2]
DISTRICT = files.load(ROOT)
MONDAY = datetime(2027, 1, 11, 14, 0, tzinfo=UTC)
ROUTE = DISTRICT.routes["facilities.hvac"]
PRINCIPAL = next(p for p in DISTRICT.people.values() if p.role == "principal")
ILD = DISTRICT.people[DISTRICT.networks[DISTRICT.schools[PRINCIPAL.school].network]]


def opened(now: datetime = MONDAY) -> Request:
    outcome = request.opened(
        1, "AC out", ROUTE, "because", PRINCIPAL.id, PRINCIPAL, PRINCIPAL.school, False, DISTRICT, now, now
    )
    assert outcome.request is not None
    return outcome.request


def lead(found: Request) -> Person:
    return DISTRICT.people[people.unit_of(DISTRICT, found).lead]


def act(name: str, found: Request, now: datetime, draw: Any) -> Outcome:
    """One act by whoever may do it."""
    day = now.date() + timedelta(days=draw(st.integers(0, 9)))
    route = draw(st.sampled_from(sorted(DISTRICT.routes)))
    key: dict[str, Any] = {"key": "k", "by": "U1", "request": found.id}
    table: dict[str, tuple[c.OnRequest, Person]] = {
        "woke": (c.Woke(**key), request.SYSTEM),
        "packet": (c.PacketDelivered(**key), request.SYSTEM),
        "take": (c.Take(**key), lead(found)),
        "reply": (c.ReplyToSchool(**key, text="We come at nine."), lead(found)),
        "promise": (c.Promise(**key, text="By then.", day=day), lead(found)),
        "ask": (c.Ask(**key, text="Which wall?", day=draw(st.sampled_from([None, day]))), lead(found)),
        "called": (c.Called(**key, text="I told them two."), lead(found)),
        "not_called": (c.NobodyCalled(**key), PRINCIPAL),
        "resume": (c.Resume(**key), lead(found)),
        "finish": (c.Finish(**key, text="Done."), lead(found)),
        "not_ours": (c.NotOurs(**key, route=route, text="Yours"), lead(found)),
        "change": (c.Change(**key, route=route), PRINCIPAL),
        "add": (c.Add(**key, text="Also room 9"), PRINCIPAL),
        "withdraw": (c.Withdraw(**key), PRINCIPAL),
        "help": (c.NeedHelp(**key), PRINCIPAL),
        "confirm": (c.Confirm(**key), PRINCIPAL),
        "reopen": (c.Reopen(**key, text="Still cold"), PRINCIPAL),
        "step_in": (c.StepIn(**key), ILD),
        "let_run": (c.LetRun(**key, day=day), ILD),
        "hand_back": (c.HandBack(**key), ILD),
        "ild_reply": (c.IldReply(**key, text="I am on it."), ILD),
        "ild_finish": (c.IldFinish(**key, text="I saw to it."), ILD),
    }
    command, actor = table[name]
    return request.decide(found, command, actor, DISTRICT, now)


ACTS = (
    "woke", "woke", "woke", "packet", "take", "reply", "promise", "finish", "not_ours", "change", "add", "help",
    "confirm", "reopen", "step_in", "let_run", "hand_back", "ild_reply", "ild_finish", "withdraw",
    "ask", "ask", "called", "not_called", "resume",
)  # fmt: skip
ANSWERS = ("reply", "promise", "finish", "ask", "called")
LONGEST_PAUSE = 3 * DISTRICT.calendars["office"].day_minutes


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_happens_a_request_keeps_its_word(data: st.DataObject) -> None:
    found, now = opened(), MONDAY
    for _ in range(data.draw(st.integers(1, 14))):
        now += timedelta(minutes=data.draw(st.integers(1, 900)))
        name = data.draw(st.sampled_from(ACTS))
        outcome = act(name, found, now, data.draw)
        after = outcome.request or found
        _holds(found, after, name, outcome, now)
        found = after


def _holds(before: Request, after: Request, name: str, outcome: Outcome, now: datetime) -> None:
    if before.status == Status.CLOSED and name != "reopen":
        assert after == before, "closed stays closed until the school says that it is not done"
    if before.status == Status.CLOSED and before.outcome == "withdrawn":
        assert after == before, "withdrawn stays withdrawn"
    assert after.opened_at == before.opened_at, "its age never resets"
    assert after.first_target == before.first_target
    if after.answered_at is None and before.answered_at is not None:
        assert name in ("not_ours", "not_called"), "an answer counts until another unit owes one"
    elif after.answered_at != before.answered_at:
        assert name in ANSWERS and before.answered_at is None, "only a unit's sentence is an answer, and only once"
    taken = [(s.rung, s.clock) for s in after.steps]
    assert len(taken) == len(set(taken)), "a rung is taken once a clock"
    assert after.steps[: len(before.steps)] == before.steps, "what was told is never rewritten"
    if after.owes:
        assert ladder.due_at(after, DISTRICT) is not None, "there is always a next date"
        ahead = [d for d in ladder.dues(after, DISTRICT) if after.stepped(d.rung) is None]
        # Nothing more can fall due only once the ladder has ended, or while the ILD serves the school.
        ended = after.stepped(Rung.LAST) or after.served_by
        assert ahead or ended or after.paused_until
        assert pausing.spent(after) <= LONGEST_PAUSE, "a clock waits three days at most"
        if not after.holders:
            waited = hours.between(after.opened_at, now, people.calendar_of(DISTRICT, after))
            assert shares.total(after, now, DISTRICT) == waited, "own time and pauses are all of the school's time"
        if outcome.request is not None and name != "packet":
            assert outcome.wake_at == ladder.next_wake(after, DISTRICT, now)
    if after.status == Status.FINISHED:
        assert ladder.next_wake(after, DISTRICT, now) is not None, "silence closes it"
    if outcome.reply.refused:
        assert outcome.request is None and not outcome.notices and not outcome.events


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 20_000), st.lists(st.integers(1, 3000), min_size=1, max_size=12))
def test_a_silent_unit_is_told_in_order_and_once_however_often_the_clock_looks(minute: int, gaps: list[int]) -> None:
    start = MONDAY + timedelta(minutes=minute)
    found, now = opened(start), start
    for gap in gaps:
        now += timedelta(minutes=gap)
        for _ in range(2):
            outcome = ladder.woke(found, DISTRICT, now)
            found = outcome.request or found
            if found.stepped(Rung.ILD) and found.packet_at is None:
                found = replace(found, packet_at=now)
    rungs = [s.rung for s in found.steps]
    assert rungs == list(Rung)[: len(rungs)]
    due = {d.rung: d.at for d in ladder.dues(found, DISTRICT)}
    for step in found.steps:
        assert step.at >= due[step.rung], "never early"


def test_the_friday_before_a_holiday_monday() -> None:
    """Hours 07:00-16:00, a target of four hours, Monday 18 January 2027 closed."""
    friday = datetime(2027, 1, 15, 21, 50, tzinfo=UTC)
    local = {d.rung: d.at - timedelta(hours=6) for d in ladder.dues(opened(friday), DISTRICT)}
    assert local[Rung.CONTACT].strftime("%a %H:%M") == "Tue 08:50"
    assert local[Rung.LEAD].strftime("%a %H:%M") == "Tue 10:02"
    assert local[Rung.ILD].strftime("%a %H:%M") == "Tue 10:50"


def _moved(found: Request, route: str, now: datetime) -> Request:
    command = c.NotOurs("k", "U1", request=1, route=route)
    outcome = request.decide(found, command, lead(found), DISTRICT, now)
    assert outcome.request is not None
    return outcome.request


def test_each_holders_share_adds_up_to_the_schools_clock() -> None:
    at = MONDAY
    found = opened(at)
    for minutes, route in ((30, "it.network"), (45, "finance.budget"), (20, "facilities.plumbing")):
        at += timedelta(minutes=minutes)
        found = _moved(found, route, at)
    later = at + timedelta(minutes=25)
    each = [share.minutes for share in shares.shares(found, later, DISTRICT)]
    assert each == [30, 45, 20, 25]
    assert shares.total(found, later, DISTRICT) == sum(each) == 120


def test_two_refusals_reach_the_ild_at_once() -> None:
    found = _moved(opened(), "it.network", MONDAY + timedelta(minutes=5))
    found = _moved(found, "finance.budget", MONDAY + timedelta(minutes=9))
    outcome = ladder.woke(found, DISTRICT, MONDAY + timedelta(minutes=9))
    assert [n.to for n in outcome.notices if n.kind == "packet"] == [ILD.id]


@pytest.mark.parametrize("closed", [date(2027, 1, 12), date(2027, 1, 13)])
def test_a_snow_day_moves_what_is_still_open(closed: date) -> None:
    found = opened(MONDAY + timedelta(hours=6))
    calendar = DISTRICT.calendars["office"]
    snowed = replace(calendar, exceptions={**calendar.exceptions, closed: ()})
    snowy: District = replace(DISTRICT, calendars={**DISTRICT.calendars, "office": snowed})
    before, after = ladder.due_at(found, DISTRICT), ladder.due_at(found, snowy)
    assert before is not None and after is not None
    assert (after > before) == (before.date() >= closed)
