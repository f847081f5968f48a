"""Over a whole year, with any breaks, on any send day, fortnightly in summer: shown once is shown exactly once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_bot.domain import digest, page, week
from broker_bot.domain.demand import Decision, Mandate, reader
from broker_bot.domain.digest import Tier
from broker_bot.domain.district import District

START = datetime(2026, 8, 3, 15, 0, tzinfo=UTC)
END = datetime(2027, 8, 9, 15, 0, tzinfo=UTC)
DAYS = st.integers(0, (END - START).days - 40)


@st.composite
def years(draw: st.DrawFn) -> tuple[int, list[tuple[date, int]], tuple[date, date] | None]:
    """A weekday to send on, closings (first day, length in days), and perhaps a summer."""
    starts = draw(st.lists(DAYS, max_size=8))
    breaks = [(START.date() + timedelta(days=n), draw(st.integers(1, 24))) for n in starts]
    first = START.date() + timedelta(days=draw(DAYS))
    summer = (first, first + timedelta(days=draw(st.integers(1, 70)))) if draw(st.booleans()) else None
    return draw(st.integers(0, 4)), breaks, summer


def with_year(district: District, year: tuple[int, list[tuple[date, int]], tuple[date, date] | None]) -> District:
    weekday, breaks, summer = year
    name = district.ladder.ild_calendar
    closed = {first + timedelta(days=n): () for first, length in breaks for n in range(length)}
    calendar = replace(district.calendars[name], exceptions=closed)
    plan = replace(district.digest, weekday=weekday, summer=summer)
    return replace(district, digest=plan, calendars={**district.calendars, name: calendar})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(year=years(), decided=st.lists(st.tuples(DAYS, st.integers(0, 1439)), min_size=1, max_size=12))
def test_every_fyi_and_undated_brief_appears_exactly_once(
    district: District,
    year: tuple[int, list[tuple[date, int]], tuple[date, date] | None],
    decided: list[tuple[int, int]],
) -> None:
    here = with_year(district, year)
    school = here.schools["cottonwood"]
    acts = sorted(START + timedelta(days=days, minutes=minutes) for days, minutes in decided)
    pairs: list[page.Pair] = []
    seen: dict[str, int] = {}
    previous: date | None = None
    send = week.next_send(START, here)
    while send.at < END:
        while acts and acts[0] <= send.at:
            _decide(pairs, acts.pop(0), here)
        who = reader(school, here, send.week)
        own, found = page.lines(pairs, who, send.week, previous)
        for ident in digest.select(own, found.values(), send.week).items:
            seen[ident] = seen.get(ident, 0) + 1
        previous, send = send.week, week.next_send(send.at, here)
    assert seen == {str(mandate.id): 1 for mandate, _ in pairs}


def _decide(pairs: list[page.Pair], at: datetime, here: District) -> None:
    """What is decided at `at` stands first on the next page that is not being made yet."""
    ident = len(pairs) + 1
    mandate = Mandate(ident, "transportation", "x@school.example", f"Do {ident}", "Do it.", at, minutes=5)
    tier = Tier.FYI if ident % 2 else Tier.BRIEF
    first = week.next_send(at - timedelta(microseconds=1), here).week
    pairs.append((mandate, Decision(ident, "north", tier, "ild@school.example", at, accepted_on=first)))
