"""Whatever the text, a memo is read: no exception, the same answer twice, in time."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from broker_bot.domain.memo import Reading
from broker_bot.reading import read
from broker_bot.reading.layout import MOST_CHARACTERS
from broker_bot.reading.proposals import MOST_PROPOSALS, propose
from broker_bot.reading.reader import EARLIEST, FARTHEST_DAYS, LATEST
from broker_bot.reading.titles import MOST_WORDS

MEMOS = [path.read_text("utf-8") for path in sorted((Path(__file__).parent / "memos").glob("*.md"))]
CUES = """
by, before, until, due, Deadline:, no later than, from, to, between, not, was, moved from, within two weeks,
every Friday, the third Thursday of the following month, 5/11, 18, 6/5-12, 13/32, 2/29, February 30, May 9, may, May 99,
end of January, the 31st of each month, Monday the 31st, 2026-02-31, |, |---|, >, #, ☐, 1., To:, Subject:, From:, Date:,
grade 99, grades 12-3, K-8, the week of May 3, cancelled, that request, instead of, families have
"""
PARTS = [*(part.strip() for part in CUES.split(",")), "\t"]
DAYS = st.dates(EARLIEST - timedelta(days=400), LATEST + timedelta(days=400))


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A memo with a stretch cut out, doubled, or replaced by odd parts."""
    text = draw(st.sampled_from(MEMOS))
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 80)))
    put = draw(st.lists(st.sampled_from([*PARTS, "\n", "\n\n", text[start:end]]), max_size=6))
    return text[:start] + draw(st.sampled_from([" ", "\n", ""])).join(put) + text[end:]


def holds(reading: Reading, received: date) -> None:
    days = [item.day for item in reading.due]
    assert days == sorted(set(days))
    assert all(item.source for item in reading.due)
    assert {action.due for action in reading.actions} <= {None, *days}
    assert all(action.text and bool(action.due) == bool(action.due_source) for action in reading.actions)
    assert len(reading.title.split()) <= MOST_WORDS
    assert len(reading.audience.levels) < 3
    assert all(abs((day - min(max(received, EARLIEST), LATEST)).days) <= FARTHEST_DAYS for day in days)
    assert reading.actions or not reading.is_action_required


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), DAYS)
def test_any_text_is_read(text: str, received: date) -> None:
    holds(read(text, received), received)


@settings(max_examples=200, deadline=None)
@given(mutated(), DAYS)
def test_a_garbled_memo_is_read_and_twice_the_same(text: str, received: date) -> None:
    reading = read(text, received)
    holds(reading, received)
    assert reading == read(text, received)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=40).map(" ".join), DAYS)
def test_a_heap_of_cues_is_read(text: str, received: date) -> None:
    holds(read(text, received), received)


def seconds(text: str) -> float:
    started = time.process_time()
    read(text, date(2026, 11, 23))
    return time.process_time() - started


def test_a_very_long_text_is_cut_and_takes_no_longer_with_its_length() -> None:
    once = min(seconds(("Send the log by May 9. " * MOST_CHARACTERS)[:MOST_CHARACTERS]) for _ in range(2))
    assert seconds("Send the log by May 9. " * MOST_CHARACTERS) < 5 * once + 1


def test_long_runs_of_one_sign_cost_no_more_than_words() -> None:
    for sign in ("|", " / ", "> ", "- ", "  ", "by ", "the ", "a. ", "1/1 ", "\n", "(", "from "):
        assert seconds(sign * 4000) < 6, sign


@given(text=mutated(), received=DAYS)
@settings(max_examples=100, deadline=None)
def test_any_memo_is_proposed_as_demands_that_a_person_can_check(text: str, received: date) -> None:
    found = propose(text, received)
    assert 1 <= len(found) <= MOST_PROPOSALS
    assert all(one.title and len(one.title) <= 150 for one in found)
    assert found == propose(text, received)
