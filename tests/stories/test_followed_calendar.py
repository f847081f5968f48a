"""An ILD's own calendar as protected time: what a title says counts, and the rest of it is nobody's business."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from sqlalchemy import text

from broker_bot.delivery.calendar_reader import CalendarReader
from broker_bot.delivery.feed import FeedRefused, fetch
from tests.stories.cast import BUS, COLD, ILD, LEAD, OTHER_ILD, PRINCIPAL
from tests.stories.world import World

ADDRESS = "https://calendar.example/ical/private-7f3a/basic.ics"
MEETING = "UID:1\r\nSUMMARY:Cabinet meeting\r\nDTSTART:20261005T150000Z\r\nDTEND:20261005T160000Z"
VISIT = (
    "UID:2\r\nSUMMARY:Cottonwood ES walkthrough\r\nDTSTART;TZID=America/Chicago:20261005T093000\r\nDURATION:PT3H\r\n"
    "RRULE:FREQ=WEEKLY;BYDAY=MO,WE"
)
WHOLE_DAY = "UID:3\r\nSUMMARY:School visits\r\nDTSTART;VALUE=DATE:20261009\r\nDTEND;VALUE=DATE:20261010"


def ics(*events: str) -> bytes:
    body = "\r\n".join(f"BEGIN:VEVENT\r\n{e}\r\nEND:VEVENT" for e in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n{body}\r\nEND:VCALENDAR\r\n".encode()


class Calendar:
    """What stands at the address, and a reader of it."""

    def __init__(self, w: World, *events: str) -> None:
        self.w, self.events, self.trouble = w, events, ""
        self.reader = CalendarReader(w.bot.service, {"calendar.example"}, self._get)

    def _get(self, address: str, hosts: Collection[str]) -> bytes:
        assert address == ADDRESS and hosts == {"calendar.example"}
        if self.trouble:
            raise FeedRefused(self.trouble)
        return ics(*self.events)

    def read(self) -> None:
        self.reader.look()
        self.w.settle()


def test_visits_in_a_calendar_hold_everything_but_safety_until_their_end(monday: World) -> None:
    """In schools 09:30-12:30 by the calendar. The bus is late at 10:00, the thermostat in nobody's time at 13:00."""
    w = monday
    said = str(w.slash(ILD, f"in schools calendar {ADDRESS}").body)
    assert "I read your calendar at calendar.example within a minute" in said and "private" not in said
    Calendar(w, MEETING, VISIT, WHOLE_DAY).read()
    listed = str(w.slash(ILD, "in schools").body)
    assert "Mon, Oct 5, 9:30 AM to 12:30 PM; Wed, Oct 7, 9:30 AM to 12:30 PM; Fri, Oct 9, 7:00 AM" in listed
    assert "Your calendar was read Mon at 9:00 AM." in listed
    w.say(PRINCIPAL, BUS)
    w.say(PRINCIPAL, COLD)
    w.go_to("2026-10-05 11:00")
    assert w.from_bot(ILD)[1:] == []
    w.say(PRINCIPAL, "There is a gas smell in the cafeteria")
    assert "Urgent at" in w.last(ILD)
    w.on_card(LEAD, 3, "request.reply", text="The gas is shut off.")
    w.go_to("2026-10-05 13:00")
    assert w.told_at(ILD)[-2:] == ["Mon 12:30", "Mon 13:00"]
    assert "For schools this week: 3 h kept, 12 h ahead; 24 h is the plan." in w.home(ILD)
    assert "h kept" not in w.home(OTHER_ILD)


def test_it_is_read_each_hour_and_the_titles_and_the_address_are_kept_from_everybody(monday: World) -> None:
    w = monday
    w.slash(ILD, "in schools tomorrow 8-9")
    w.slash(ILD, f"in schools calendar {ADDRESS} all")
    calendar = Calendar(w, MEETING, VISIT)
    calendar.read()
    assert "Mon, Oct 5, 9:30 AM to 12:30 PM; Tue, Oct 6, 8:00 AM to 9:00 AM" in str(w.slash(ILD, "in schools").body)
    calendar.events = (MEETING,)
    calendar.read()
    assert "9:30 AM to 12:30 PM" in str(w.slash(ILD, "in schools").body), "not an hour yet"
    w.go_to("2026-10-05 10:15")
    calendar.read()
    listed = str(w.slash(ILD, "in schools").body)
    assert "Mon, Oct 5, 10:15 AM to 11:00 AM; Tue, Oct 6, 8:00 AM to 9:00 AM." in listed
    w.slash(ILD, "in schools over")
    w.go_to("2026-10-05 11:20")
    calendar.read()
    w.slash(ILD, "in schools calendar never")
    w.go_to("2026-10-05 13:00")
    calendar.read()
    assert w.slash(ILD, "in schools").body["text"] == "In schools: Tue, Oct 6, 8:00 AM to 9:00 AM."
    everything = w.bot.db.read(lambda conn: str(conn.execute(text("SELECT * FROM event")).all()))
    assert "protected" in everything and "private-7f3a" not in everything
    for rows in ("SELECT * FROM block", "SELECT * FROM block_plan"):
        assert "Cottonwood" not in w.bot.db.read(lambda conn, q=rows: str(conn.execute(text(q)).all()))  # type: ignore[misc]


def test_over_holds_against_the_calendar_for_the_block_that_runs(monday: World) -> None:
    w = monday
    w.slash(ILD, f"in schools calendar {ADDRESS}")
    calendar = Calendar(w, VISIT)
    calendar.read()
    w.say(PRINCIPAL, BUS)
    w.go_to("2026-10-05 10:30")
    w.slash(ILD, "in schools over")
    assert w.told_at(ILD)[-1] == "Mon 10:30"
    w.go_to("2026-10-05 11:31")
    calendar.read()
    assert "In schools: Wed, Oct 7" in str(w.slash(ILD, "in schools").body)


def test_a_calendar_that_cannot_be_read_is_told_once_and_what_was_read_stays(monday: World) -> None:
    w = monday
    w.slash(ILD, f"in schools calendar {ADDRESS}")
    calendar = Calendar(w, WHOLE_DAY)
    calendar.read()
    told = len(w.from_bot(ILD))
    calendar.trouble = "The calendar answered 404. Check that it is shared by this address."
    for at in ("10:01", "11:02"):
        w.go_to(f"2026-10-05 {at}")
        calendar.read()
    assert [m["text"] for m in w.from_bot(ILD)[told:]] == [
        "I could not read your calendar for your time in schools; what I read before stays. "
        "The calendar answered 404. Check that it is shared by this address."
    ]
    assert "Fri, Oct 9" in str(w.slash(ILD, "in schools").body)
    with pytest.raises(FeedRefused, match="not a public address"):
        fetch(ADDRESS, {"calendar.example"}, lambda host: ["192.168.0.9"])


def test_what_is_no_such_address_is_answered_with_the_form(monday: World) -> None:
    for words in ("in schools calendar http://calendar.example/a.ics", "in schools calendar"):
        assert "Write it like this" in str(monday.slash(ILD, words).body)
