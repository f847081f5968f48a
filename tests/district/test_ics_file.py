"""A district's calendar as it is exported: repeats written out, moved and cancelled events, titles that close a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from broker_bot.district.ics_file import NotACalendar, Occasion, closings, occasions

ZONE = "America/Chicago"
FIRST, LAST = date(2026, 11, 1), date(2027, 6, 30)


def ics(*events: str) -> bytes:
    body = "\r\n".join(f"BEGIN:VEVENT\r\n{e}\r\nEND:VEVENT" for e in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n{body}\r\nEND:VCALENDAR\r\n".encode()


def read(*events: str) -> list[Occasion]:
    return occasions(ics(*events), ZONE, FIRST, LAST)


def local(text: str) -> datetime:
    from zoneinfo import ZoneInfo

    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


def test_all_day_events_close_every_one_of_their_days() -> None:
    found = read(
        "UID:1\r\nSUMMARY:Winter Break\\, no school\r\nDTSTART;VALUE=DATE:20261221\r\nDTEND;VALUE=DATE:20261224"
    )
    meant = closings(found, ZONE, "district")
    assert [(c.day, c.begin, c.reason) for c in meant] == [
        (date(2026, 12, 21) + timedelta(days=n), 0, "Winter Break, no school") for n in range(3)
    ]


def test_an_early_dismissal_closes_from_its_beginning_and_an_evening_closes_nothing() -> None:
    found = read(
        "UID:1\r\nSUMMARY:Early Dismissal\r\nDTSTART;TZID=America/Chicago:20261218T113000\r\nDURATION:PT4H",
        "UID:2\r\nSUMMARY:Holiday concert\r\nDTSTART:20261211T000000Z\r\nDTEND:20261211T020000Z",
        "UID:3\r\nSUMMARY:Spirit Week\r\nDTSTART;VALUE=DATE:20261207\r\nDTEND;VALUE=DATE:20261212",
    )
    assert [(c.day, c.begin) for c in closings(found, ZONE, "district")] == [(date(2026, 12, 18), 690)]


def test_a_weekly_event_is_written_out_on_the_local_clock_without_its_exceptions() -> None:
    """9:00 stays 9:00 when the clocks change on March 14; March 22 is taken out, March 29 is moved to the 30th."""
    found = read(
        "UID:7\r\nSUMMARY:Schools\r\nDTSTART;TZID=America/Chicago:20270301T090000\r\nDTEND;TZID=America/Chicago:20270301T120000"
        "\r\nRRULE:FREQ=WEEKLY;UNTIL=20270405T140000Z\r\nEXDATE;TZID=America/Chicago:20270322T090000",
        "UID:7\r\nSUMMARY:Schools\r\nRECURRENCE-ID;TZID=America/Chicago:20270329T090000"
        "\r\nDTSTART;TZID=America/Chicago:20270330T100000\r\nDTEND;TZID=America/Chicago:20270330T110000",
    )
    days = ["2027-03-01T09:00", "2027-03-08T09:00", "2027-03-15T09:00", "2027-03-30T10:00", "2027-04-05T09:00"]
    assert [o.begins_at for o in found] == [local(d) for d in days]


def test_a_cancelled_event_does_not_happen() -> None:
    assert not read("UID:1\r\nSTATUS:CANCELLED\r\nSUMMARY:Holiday\r\nDTSTART;VALUE=DATE:20261221")


def test_titles_of_ones_own_replace_the_usual_ones() -> None:
    found = read("UID:1\r\nSUMMARY:Buildings dark\r\nDTSTART;VALUE=DATE:20261221")
    assert not closings(found, ZONE, "district")
    assert [c.day for c in closings(found, ZONE, "district", ["dark"])] == [date(2026, 12, 21)]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>Sign in</html>",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
        ics("UID:1\r\nSUMMARY:x\r\nDTSTART;VALUE=DATE:20261221\r\nDTEND:20261222T100000Z"),
        ics("UID:1\r\nDTSTART:20261101T000000Z\r\nRRULE:FREQ=MINUTELY"),
    ],
)
def test_what_is_no_readable_calendar_is_refused_with_a_sentence(raw: bytes) -> None:
    with pytest.raises(NotACalendar, match=r"calendar"):
        assert occasions(raw, ZONE, FIRST, LAST) is None
