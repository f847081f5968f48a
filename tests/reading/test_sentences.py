"""One sentence at a time: which day it makes due, whether it asks, whom it is for, and what is odd about it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from broker_bot.domain.memo import Oddity
from broker_bot.reading import read
from broker_bot.reading.asking import asks
from broker_bot.reading.mentions import mentions

HERE = Path(__file__).parent
RECEIVED = date(2026, 11, 18)
HEAD = "Subject: Note\nDate: November 18, 2026\n\nDear colleagues, a note for you.\n\n"
KNOWN_WRONG = {
    "The portal will be open from November 30 to December 4; enter your numbers then.",
    "Review teams visit four schools.",
    "The work must have been hard.",
}


def lines(name: str, separator: str) -> list[tuple[str, str]]:
    rows = (HERE / name).read_text("utf-8").splitlines()
    return [(left.strip(), right.strip()) for left, _, right in (row.partition(separator) for row in rows)]


@pytest.mark.parametrize(("text", "due"), [row for row in lines("sentences.txt", "|") if row[0] not in KNOWN_WRONG])
def test_a_sentence_makes_these_days_due(text: str, due: str) -> None:
    reading = read(HEAD + text + "\n", RECEIVED)
    assert sorted(f"{item.day:%m-%d}" for item in reading.due) == sorted(due.split())


@pytest.mark.parametrize(("wanted", "text"), [row for row in lines("orders.txt", "|") if row[1] not in KNOWN_WRONG])
def test_a_sentence_asks_or_does_not(wanted: str, text: str) -> None:
    assert asks(text) == (wanted == "yes")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on January 30", ["2027-01-30"]),
        ("on August 20", ["2026-08-20"]),
        ("on August 19", ["2027-08-19"]),
        ("on 9/4", ["2026-09-04"]),
        ("on 1/22/27", ["2027-01-22"]),
        ("5/11, 18", ["2027-05-11", "2027-05-18"]),
        ("6/5-12", ["2027-06-05", "2027-06-12"]),
        ("October 19-30", ["2026-10-19", "2026-10-30"]),
        ("Dec. 21 to Jan. 1", ["2026-12-21", "2027-01-01"]),
        ("between May 9 and May 27", ["2027-05-09", "2027-05-27"]),
        ("the 16th of October, 2026", ["2026-10-16"]),
        ("Monday the 30th", ["2026-11-30"]),
        ("Friday, December 3", ["2026-12-03"]),
        ("February 30", []),
        ("13/45", []),
        ("You may 2 weeks before", []),
        ("May 20 students attend?", []),
        ("the 2026-27 school year", []),
        ("24/7 and 2/3 of grades 3/4", []),
        ("the last Friday of the month", ["2026-11-27"]),
        ("within two weeks", ["2026-12-02"]),
        ("within two weeks of the injury", []),
        ("tomorrow", ["2026-11-19"]),
    ],
)
def test_a_phrase_names_these_days(text: str, days: list[str]) -> None:
    assert [day.isoformat() for found in mentions(text, RECEIVED) for day in found.days] == days


@pytest.mark.parametrize(
    ("head", "levels", "programs", "new"),
    [
        ("To: All Principals", "", "", False),
        ("To: Elementary and K-8 principals", "elementary", "", False),
        ("To: Secondary school principals", "middle high", "", False),
        ("To: Principals, grades 6-8", "middle", "", False),
        ("To: Intermediate school principals", "middle", "", False),
        ("To: All elementary, middle and high school principals", "", "", False),
        ("To: Principals of Title I schools", "", "title1", False),
        ("To: Title I and non-Title I principals", "", "", False),
        ("To: First- and second-year principals", "", "", True),
        ("To: All principals, new and experienced", "", "", False),
        ("To: High school principals with CTE programs", "high", "cte", False),
        ("To: hs-principals@cedargrove.example", "high", "", False),
        ("Subject: Notes\n\nEvery principal, regardless of the number of English learners, answers.", "", "", False),
        ("Subject: Notes\n\nThis note is for schools with English learners only.", "", "ell", False),
    ],
)
def test_the_head_of_a_memo_says_whom_it_is_for(head: str, levels: str, programs: str, new: bool) -> None:
    found = read(f"{head}\n\nPlease answer by Friday.", RECEIVED).audience
    assert (found.levels, found.programs, found.new_principals) == (tuple(levels.split()), tuple(programs.split()), new)


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("Send the log by Friday, December 3.", {Oddity.WEEKDAY}),
        ("Send the log by November 2.", {Oddity.PAST}),
        ("Send the log by Friday.", {Oddity.SHORT_NOTICE}),
        ("Send the log by November 25.", set()),
        ("Send the log as soon as possible.", {Oddity.VAGUE}),
        ("Send the log by December 4 and the map by December 11.", {Oddity.TWO_DATES}),
    ],
)
def test_what_is_odd_is_said(text: str, odd: set[Oddity]) -> None:
    found = read(text, RECEIVED).odd
    assert {warning.kind for warning in found} == odd
    assert all(warning.says and warning.source == text for warning in found)


def test_each_field_carries_the_words_it_was_read_from() -> None:
    memo = "To: Elementary principals\nSubject: Logs\n\n## Deadline: December 4\n- Send the log."
    reading = read(memo, RECEIVED)
    assert reading.title_source == "Logs"
    assert reading.due[0].source == "Deadline: December 4"
    assert (reading.actions[0].text, reading.actions[0].due_source) == ("Send the log.", "Deadline: December 4")
    assert reading.audience.source == "Elementary principals"
    assert reading.required_source == "Send the log."
