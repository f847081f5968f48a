"""The unit asks the school, and the clock waits; words in the wrong room; calls that were and calls that were not."""

from __future__ import annotations

from typing import Any

from tests.stories.cast import BUS, COLD, CONTACT, DISPATCHER, HR_CONTACT, ILD, LEAD, PRINCIPAL, SECRETARY, TECHNICIAN
from tests.stories.conftest import Open
from tests.stories.test_two_rooms import change, delete, under_card
from tests.stories.world import World, actions, words

QUESTION = "Which wall is the thermostat on?"


def send_remark(w: World, person: str) -> Any:
    """Press *Send to (school)* on the private line this person got."""
    line = w.box.ephemerals(w.ids[person])[-1]
    (button,) = actions(line)
    answer = w.box.press(w.ids[person], line["channel"], line["ts"], button)
    w.settle()
    return answer


def test_a_question_is_an_answer_and_its_answer_comes_as_a_plain_message(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.ask", text=QUESTION)
    assert w.request().answered_at is not None and w.request().paused_at is None
    assert "*Rosa Delgado* at Facilities &amp; Maintenance asks you." in w.reads(PRINCIPAL)
    assert "*Rosa Delgado, Facilities &amp; Maintenance asks:*\n" + QUESTION in w.thread(PRINCIPAL, 1)[-1]
    w.say(PRINCIPAL, "The north wall, next to the window.")
    assert w.count() == 1 and w.request().question is None
    assert w.thread(CONTACT, 1)[-1] == "*Marguerite Dupree added:*\nThe north wall, next to the window."
    assert w.last(PRINCIPAL).startswith("I gave this to Facilities &amp; Maintenance as your answer on R-1.")


def test_no_this_is_new_takes_the_words_back_and_makes_a_request_of_them(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.ask", text=QUESTION, date="2026-10-06")
    w.say(PRINCIPAL, BUS)
    assert w.request().paused_at is None
    w.press(PRINCIPAL, "bot", w.from_bot(PRINCIPAL)[-1], "said.new")
    assert w.request(2).text == BUS and w.request(2).terms.unit == "transportation"
    assert w.thread(CONTACT, 1)[-1] == "Marguerite Dupree took this back: it is a new request."
    assert w.request(1).question is not None and w.request(1).paused_at is not None
    assert "That was not for R-1; it went its own way." in [m["text"] for m in w.from_bot(PRINCIPAL)]


def test_danger_and_thanks_never_answer_a_question(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.ask", text=QUESTION)
    w.say(PRINCIPAL, "thanks!")
    w.say(PRINCIPAL, "There is a strong smell of gas in the kitchen")
    assert w.request(1).question is not None and w.request(2).urgent


def test_the_clock_waits_for_the_school_and_goes_on_with_its_answer(monday: World) -> None:
    """Promised for Thursday 09:00 and asked Monday 09:00; answered Tuesday 09:00, a working day of nine hours later."""
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.ask", text=QUESTION, date="2026-10-07")
    assert w.day(w.request().promise_at) == "Thu Oct 8 09:00"
    assert "The clock waits for your answer until" in w.reads(PRINCIPAL)
    assert "The clock waits for the school until" in w.reads(CONTACT)
    w.go_to("2026-10-06 09:00")
    under_card(w, PRINCIPAL, "The north wall.")
    assert w.day(w.request().promise_at) == "Fri Oct 9 09:00" and w.request().paused_at is None
    assert [p.minutes for p in w.request().pauses] == [540]
    w.go_to("2026-10-08 17:00")
    assert w.from_bot(ILD) == []
    w.go_to("2026-10-09 09:00")
    assert w.told_at(ILD) == ["Fri 09:00"]


def test_a_pause_ends_after_three_school_days_at_the_latest_and_reminds_once(open_world: Open) -> None:
    """Asked on a Friday at nine; Monday is a holiday, so three school days are over on Thursday at nine."""
    w = open_world("2027-01-15 09:00")
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.ask")
    told = "The clock waits at most 3 school days: until Thu, Jan 21, 9:00 AM."
    assert w.submit(CONTACT, text=QUESTION, date="2027-01-25").errors == {"date": told}
    assert w.submit(CONTACT, text=QUESTION, date="2027-01-21").ok
    assert w.day(w.request().paused_until) == "Thu Jan 21 09:00"
    w.go_to("2027-01-21 08:59")
    reminders = [line for line in w.thread(PRINCIPAL, 1) if "still waits for your answer" in line]
    assert reminders == [f"Facilities &amp; Maintenance still waits for your answer on R-1. {QUESTION}"]
    assert w.from_bot(CONTACT) == w.from_bot(LEAD) == w.from_bot(ILD) == []
    w.go_to("2027-01-21 09:00")
    assert w.request().paused_at is None
    assert w.thread(CONTACT, 1)[-1] == "The school has not answered. The clock goes on."
    w.on_card(CONTACT, 1, "request.ask")
    told = "This clock has waited 3 school days already. Ask without a day."
    assert w.submit(CONTACT, text="Please, which wall?", date="2027-01-22").errors == {"date": told}


def test_the_unit_or_the_ild_ends_the_waiting(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.ask", text=QUESTION, date="2026-10-06")
    assert "request.resume" in w.buttons(CONTACT)
    w.pass_time(hours=2)
    w.on_card(TECHNICIAN, 1, "request.resume")
    assert w.day(w.request().promise_at) == "Thu Oct 8 11:00" and w.request().question is not None
    assert w.thread(CONTACT, 1)[-1] == "Terrence Odom ended the waiting. The clock goes on."
    assert "request.resume" not in w.buttons(CONTACT)


def test_a_remark_that_reads_like_an_answer_gets_its_author_one_private_line(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    before = w.dm(PRINCIPAL)
    under_card(w, TECHNICIAN, "lol, room 204 again")
    assert w.whispers(TECHNICIAN) == []
    under_card(w, TECHNICIAN, "We will come tomorrow at eight and replace it.")
    under_card(w, CONTACT, "We can replace it on Friday.")
    assert w.whispers(TECHNICIAN) == ["The school does not see this. Nobody at Cottonwood ES has read it."]
    assert w.whispers(CONTACT) == [] and w.dm(PRINCIPAL) == before and w.request().answered_at is None


def test_a_remark_can_be_sent_and_follows_its_author_changes(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    ts = under_card(w, TECHNICIAN, "We will come tomorrow at eihgt and replace it.")
    change(w, TECHNICIAN, w.channel("facilities"), ts, "We will come tomorrow at eight and replace it.")
    assert send_remark(w, TECHNICIAN).ok
    assert w.request().answered_at is not None
    assert "We will come tomorrow at eight and replace it." in w.thread(PRINCIPAL, 1)[-1]
    change(w, TECHNICIAN, w.channel("facilities"), ts, "We will come on Friday and replace it.")
    assert "We will come on Friday and replace it. _(edited)_" in w.thread(PRINCIPAL, 1)[-1]
    assert "We will come on Friday" in w.reads(PRINCIPAL)
    delete(w, TECHNICIAN, w.channel("facilities"), ts)
    assert w.thread(PRINCIPAL, 1)[-1] == "Terrence Odom, Facilities &amp; Maintenance: _removed by sender_"
    assert "Friday" not in w.reads(PRINCIPAL)


def test_a_call_is_an_answer_until_the_school_says_that_nobody_called(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.pass_time(hours=1)
    w.on_card(CONTACT, 1, "request.called", text="I told Luz that Terrence comes at two.")
    assert w.request().answered_at is not None
    assert "*Rosa Delgado, Facilities &amp; Maintenance called you:*" in w.thread(PRINCIPAL, 1)[-1]
    assert w.thread(CONTACT, 1)[-1] == "Rosa Delgado called the school: I told Luz that Terrence comes at two."
    w.on_card(PRINCIPAL, 1, "request.not_called")
    assert w.request().answered_at is None and w.request().status == "open"
    assert "Somebody answers by" in w.reads(PRINCIPAL)
    assert w.thread(CONTACT, 1)[-1] == "Marguerite Dupree: nobody called. The school waits for an answer again."
    w.go_to("2026-10-05 13:00")
    assert w.told_at(ILD) == ["Mon 13:00"] and "request.not_called" not in w.buttons(PRINCIPAL)


def test_after_a_later_answer_nobody_called_undoes_nothing(monday: World) -> None:
    w = monday
    w.say(SECRETARY, COLD)
    w.on_card(CONTACT, 1, "request.called", text="I told Luz that Terrence comes at two.")
    old, _ = w.card(PRINCIPAL)
    w.on_card(CONTACT, 1, "request.reply", text="He comes at three.")
    w.press(PRINCIPAL, "bot", old, "request.not_called", stale=True)
    assert w.request().answered_at is not None
    assert "its answer stands" in w.whispers(PRINCIPAL)[-1]


def test_a_question_stands_on_the_weekly_page_after_its_one_reminder_until_it_is_answered(open_world: Open) -> None:
    """Asked on Wednesday, reminded of on Thursday: on Monday's page. Friday's question is reminded of later."""
    w = open_world("2026-10-07 09:00")
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.ask", text=QUESTION)
    w.go_to("2026-10-09 09:00")
    w.say(PRINCIPAL, BUS)
    w.press(PRINCIPAL, "bot", w.from_bot(PRINCIPAL)[-1], "said.new")
    w.on_card(DISPATCHER, 2, "request.ask", text="Which stop is it?")
    w.go_to("2026-10-12 06:30")
    page = page_of(w, PRINCIPAL)
    assert "Nothing for you this week but 1 answer." in words(page)
    assert "*Facilities &amp; Maintenance* asked you on Wed, Oct 7 and waits for your answer." in words(page)
    assert QUESTION in words(page) and "Which stop is it?" not in words(page)
    w.press(PRINCIPAL, "bot", page, "request.add")
    w.submit(PRINCIPAL, text="The north wall.")
    assert w.request(1).question is None and w.request(2).question is not None
    assert w.day(w.clock.now()) == "Mon Oct 12 06:30"
    assert "Nothing for you this week. Enjoy your classrooms." in words(page_of(w, PRINCIPAL))


def test_the_page_of_the_week_never_shows_a_confidential_question(open_world: Open) -> None:
    w = open_world("2026-10-07 09:00")
    w.say(PRINCIPAL, COLD)
    w.on_card(PRINCIPAL, 1, "request.change", route="hr.employee_relations")
    w.on_card(HR_CONTACT, 1, "request.ask", text="Is it about the person you named?")
    w.go_to("2026-10-12 09:00")
    page = words(page_of(w, PRINCIPAL))
    assert "*Human Resources* asked you on Wed, Oct 7 and waits for your answer." in page
    assert "the person you named" not in page


def page_of(w: World, person: str) -> Any:
    """This week's page as it stands now."""
    return next(m for m in reversed(w.from_bot(person)) if m["text"].startswith("Your week of"))
