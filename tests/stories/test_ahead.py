"""One week three ways: the page, the calendar file and the handout give the same dates; exemptions carry marks."""

from __future__ import annotations

import io
from datetime import date

import icalendar
import pypdf

from broker_bot.domain import ahead
from broker_bot.domain.demand import reader
from broker_bot.service import handout_page
from broker_bot.service.calendar_file import calendar_file
from broker_bot.slack import ids
from broker_bot.store import demands
from tests.stories.cast import BUS_LEAD, ILD, OTHER_PRINCIPAL, PRINCIPAL
from tests.stories.test_gate import last, send_demand
from tests.stories.test_gate_decisions import decide, page
from tests.stories.test_home import press_home
from tests.stories.world import World

TODAY = date(2026, 10, 12)


def test_page_calendar_handout_and_list_agree(monday: World) -> None:
    w = monday
    for title, day in (("Send bells", "2026-10-16"), ("Count the buses & vans", "2026-10-30"), ("Book a tour", None)):
        send_demand(w, title={"value": title}, date={"selected_date": day}, link={"value": "https://a.example/b"})
        decide(w, ILD, "must", line="Last year's form.")
    send_demand(w, title={"value": "Order passes"}, date={"selected_date": "2026-10-20"})
    decide(w, ILD, "handout", reason="On the sheet.")
    w.go_to("2026-10-12 06:31")
    issue = w.bot.db.read(lambda conn: demands.newest_issue(conn, PRINCIPAL))
    assert issue is not None and issue.page is not None
    shown = {(item.title, item.due) for item in issue.page.items if item.due}
    school = w.district.schools["cottonwood"]
    pairs = w.bot.db.read(lambda conn: demands.pairs_for(conn, "north", TODAY))
    dates = ahead.dates_ahead(school, pairs, {}, TODAY, w.district)
    parsed = icalendar.Calendar.from_ical(calendar_file(dates, PRINCIPAL))
    events = {(str(e["summary"]), e.decoded("dtstart")) for e in parsed.walk("VEVENT")}
    assert events == shown == {("Send bells", date(2026, 10, 16)), ("Count the buses & vans", date(2026, 10, 30))}
    sheet = ahead.handout("north", pairs, TODAY, w.district)
    assert {(row.title, row.first) for row in sheet.rows if row.first} == shown | {("Order passes", date(2026, 10, 20))}
    made = pypdf.PdfReader(io.BytesIO(handout_page.as_pdf(sheet)))
    text = " ".join(made.pages[0].extract_text().split())
    assert (
        len(made.pages) == 1 and "Fri, Oct 16" in text and "Order passes" in text and "Count the buses & vans" in text
    )
    assert "<td>Count the buses &amp; vans</td>" in handout_page.as_html(sheet)
    press_home(w, PRINCIPAL, ids.DATES_AHEAD)
    assert "Count the buses" in w.modal(PRINCIPAL) and "Fri, Oct 30" in w.modal(PRINCIPAL)
    assert "Order passes" not in w.modal(PRINCIPAL) and reader(school, w.district, TODAY).network == "north"


def test_what_is_overdue_says_so_on_page_calendar_and_list_until_it_is_done(monday: World) -> None:
    w = monday
    send_demand(w, title={"value": "Send bells"}, date={"selected_date": "2026-10-16"})
    decide(w, ILD, "must")
    w.go_to("2026-10-19 06:31")
    assert "overdue since *Fri, Oct 16*" in page(w, PRINCIPAL) and "new" not in page(w, PRINCIPAL)
    press_home(w, PRINCIPAL, ids.DATES_AHEAD)
    assert "*Fri, Oct 16* (overdue) · Send bells" in w.modal(PRINCIPAL)
    assert w.box.press_view(w.ids[PRINCIPAL], ids.DATES_FILE).ok
    w.settle()
    events = icalendar.Calendar.from_ical(sent_file(w, PRINCIPAL)[1]).walk("VEVENT")
    assert [e.decoded("dtstart") for e in events] == [date(2026, 10, 16)]
    w.press(PRINCIPAL, "bot", last(w, PRINCIPAL, "Your week of Mon, Oct 19"), ids.ITEM_DONE)
    press_home(w, PRINCIPAL, ids.DATES_AHEAD)
    assert "Nothing with a date is due." in w.modal(PRINCIPAL)


def sent_file(w: World, person: str) -> tuple[str, bytes, str]:
    """Name, bytes and words of the newest file the bot put into a person's conversation."""
    message = next(m for m in reversed(w.from_bot(person)) if m.get("files"))
    file = message["files"][0]
    return file["name"], w.box._engine.files.content(file["id"]), message["text"]


def test_the_calendar_and_the_handout_are_sent_in_slack(monday: World) -> None:
    w = monday
    send_demand(w, title={"value": "Send bells"}, date={"selected_date": "2026-10-16"})
    decide(w, ILD, "must", line="Last year's form.")
    w.go_to("2026-10-12 06:31")
    w.fault("files.completeUploadExternal", "reset_after")
    press_home(w, PRINCIPAL, ids.DATES_AHEAD)
    assert w.box.press_view(w.ids[PRINCIPAL], ids.DATES_FILE).ok

    def arrived() -> bool:
        w.settle()
        return any(m.get("files") for m in w.from_bot(PRINCIPAL))

    w.box.wait_until(arrived, timeout=20, what="the calendar")
    name, content, says = sent_file(w, PRINCIPAL)
    assert name == "due-dates-cottonwood-2026-10-12.ics" and says.startswith("1 date of Cottonwood ES in the next 8")
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert [(str(e["summary"]), e.decoded("dtstart")) for e in events] == [("Send bells", date(2026, 10, 16))]
    assert sum(bool(m.get("files")) for m in w.from_bot(PRINCIPAL)) == 1
    press_home(w, ILD, ids.HANDOUT_FILE)
    name, content, says = sent_file(w, ILD)
    made = pypdf.PdfReader(io.BytesIO(content))
    assert name == "handout-north-2026-10-12.pdf" and len(made.pages) == 1
    assert "Send bells" in made.pages[0].extract_text()


def test_twelve_long_items_still_fit_one_page(monday: World) -> None:
    w = monday
    row = ahead.HandoutRow(
        "Send every list " * 9, "all schools " * 12, "Fri, Oct 16", 45, "Transportation", "Do it. " * 40, TODAY
    )
    sheet = ahead.Handout("North", "Denise Calloway", TODAY, (row,) * 12, 5, w.district.digest.advice)
    made = pypdf.PdfReader(io.BytesIO(handout_page.as_pdf(sheet)))
    assert len(made.pages) == 1 and made.pages[0].extract_text().count("Fri, Oct 16") == 12


def test_an_exemption_carries_worked_and_didnt_work_marks_without_names(monday: World) -> None:
    w = monday
    for who in (PRINCIPAL, OTHER_PRINCIPAL):
        press_home(w, who, ids.ADVICE_OPEN)
        pressed = ids.ADVICE_WORKED if who == PRINCIPAL else ids.ADVICE_FAILED
        assert w.box.press_view(w.ids[who], pressed, value="walkthrough_waiver").ok
        w.settle()
    press_home(w, PRINCIPAL, ids.ADVICE_OPEN)
    said = w.modal(PRINCIPAL)
    assert "Decides: The school's ILD, since July 2026." in said and "Worked for 1, didn't for 1." in said
    assert "Kessler" not in said
    assert BUS_LEAD in w.ids
