"""What a unit does with a request: take, answer, promise, finish; and who may close it."""

from __future__ import annotations

from tests.stories.cast import CHIEF, COLD, CONTACT, ILD, LAST_STEP, LEAD, PRINCIPAL, TECHNICIAN
from tests.stories.conftest import Open
from tests.stories.world import World


def test_take_tells_the_school_who_has_it_and_the_clock_runs_on(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.take")
    assert "*Rosa Delgado* at Facilities &amp; Maintenance has it. Somebody answers by" in w.reads(PRINCIPAL)
    assert "request.take" not in w.buttons(CONTACT)
    w.go_to("2026-10-05 13:00")
    assert w.told_at(CONTACT) == ["Mon 11:00"]
    assert w.told_at(LEAD) == ["Mon 12:12"]
    assert w.told_at(ILD) == ["Mon 13:00"]


def test_whoever_took_it_is_reminded_instead_of_the_contact(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(TECHNICIAN, 1, "request.take")
    w.go_to("2026-10-05 11:30")
    assert w.told_at(TECHNICIAN) == ["Mon 11:00"] and w.from_bot(CONTACT) == []


def test_a_reply_stops_the_clock_and_sets_the_next_date_from_the_finish_target(monday: World) -> None:
    """Three working days of nine hours from Monday 10:00 end on Thursday 10:00."""
    w = monday
    w.say(PRINCIPAL, COLD)
    w.pass_time(hours=1)
    w.on_card(CONTACT, 1, "request.reply", text="Terrence looks at it after lunch.")
    assert w.day(w.request().promise_at) == "Thu Oct 8 10:00"
    assert "Facilities &amp; Maintenance* answered. Next date:" in w.reads(PRINCIPAL)
    assert "Terrence looks at it after lunch." in w.thread(PRINCIPAL, 1)[-1]
    assert w.thread(CONTACT, 1) == ["Rosa Delgado to the school: Terrence looks at it after lunch."]
    w.go_to("2026-10-05 18:00")
    assert w.from_bot(CONTACT) == w.from_bot(LEAD) == w.from_bot(ILD) == []


def test_an_answer_reaches_the_conversation_and_not_only_the_thread(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.reply", text="Terrence looks at it after lunch.")
    assert "Terrence looks at it after lunch." in w.last(PRINCIPAL)


def test_a_promise_needs_an_open_day_ahead(open_world: Open) -> None:
    w = open_world("2027-01-12 09:00")
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.promise")
    for day, told in (
        ("2027-01-18", "Mon, Jan 18 is not a working day of your unit."),
        ("2027-01-16", "Sat, Jan 16 is not a working day of your unit."),
        ("2027-01-11", "That day's working hours are over. Pick a later one."),
        ("2099-01-12", "That is more than a year away. Pick a date the school can wait for."),
    ):
        assert w.submit(CONTACT, date=day, text="The part is ordered.").errors == {"date": told}
    assert w.request().answered_at is None
    assert w.submit(CONTACT, date="2027-01-19", text="The part is ordered.").ok
    assert w.day(w.request().promise_at) == "Tue Jan 19 16:00"
    assert "The part is ordered." in w.thread(PRINCIPAL, 1)[-1]


def test_a_passed_promise_climbs_the_same_ladder(open_world: Open) -> None:
    """From Monday 09:00 to Tuesday 16:00 are 960 minutes: half of them Tuesday 08:00, four fifths Tuesday 12:48."""
    w = open_world("2026-10-05 09:00")
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.promise", date="2026-10-06", text="The part comes tomorrow.")
    w.go_to("2026-10-08 15:00")
    assert w.told_at(CONTACT) == ["Tue 08:00"]
    assert w.told_at(LEAD) == ["Tue 12:48"]
    assert w.told_at(ILD) == ["Tue 16:00"]
    assert w.told_at(LAST_STEP) == w.told_at(CHIEF) == ["Wed 11:00"]
    assert "It was promised for" in w.reads(PRINCIPAL) and "is late" in w.reads(PRINCIPAL)


def test_finish_asks_the_school_and_only_the_school_closes(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(TECHNICIAN, 1, "request.finish", text="New thermostat is in.")
    assert "*Is it done?* Terrence Odom says so." in w.reads(PRINCIPAL)
    assert w.buttons(PRINCIPAL) == ["request.confirm", "request.reopen"]
    assert w.buttons(CONTACT) == ["request.reply"]
    w.on_card(PRINCIPAL, 1, "request.confirm")
    assert w.request().outcome == "confirmed"
    assert "This request is closed" in w.reads(PRINCIPAL) and w.buttons(CONTACT) == []
    assert w.thread(CONTACT, 1)[-1] == "Marguerite Dupree confirms that it is done."


def test_a_word_after_finish_keeps_it_finished(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(TECHNICIAN, 1, "request.finish", text="New thermostat is in.")
    w.on_card(TECHNICIAN, 1, "request.reply", text="It has a warranty of two years.")
    assert "It has a warranty of two years." in w.thread(PRINCIPAL, 1)[-1]
    assert w.buttons(PRINCIPAL) == ["request.confirm", "request.reopen"]


def test_not_yet_reopens_the_same_request_with_its_age_and_a_new_clock(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(TECHNICIAN, 1, "request.finish", text="New thermostat is in.")
    w.go_to("2026-10-06 09:00")
    w.on_card(PRINCIPAL, 1, "request.reopen", text="Still 84 degrees.")
    assert w.count() == 1 and w.day(w.request().opened_at) == "Mon Oct 5 09:00"
    assert w.thread(CONTACT, 1)[-1] == "Marguerite Dupree: not done yet. Still 84 degrees."
    assert "*Not done yet*, you said. Terrence Odom at Facilities &amp; Maintenance has it again." in w.reads(PRINCIPAL)
    assert "*Not done yet, says the school.* Terrence Odom has it. Answer due" in w.reads(CONTACT)
    w.go_to("2026-10-06 13:00")
    assert w.told_at(TECHNICIAN) == ["Tue 11:00"] and w.told_at(ILD) == ["Tue 13:00"]


def test_silence_after_finish_closes_it_unconfirmed_after_five_working_days(monday: World) -> None:
    """Monday 09:00 and five days of nine hours: the next Monday 09:00."""
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(TECHNICIAN, 1, "request.finish", text="New thermostat is in.")
    assert "Say nothing, and it closes" in w.reads(PRINCIPAL)
    w.go_to("2026-10-12 08:59")
    assert w.request().status == "finished"
    w.go_to("2026-10-12 09:00")
    assert (w.request().status, w.request().outcome) == ("closed", "unconfirmed")
    assert "closed" in w.reads(CONTACT)


def test_within_thirty_days_a_closed_request_is_opened_again_with_its_age(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(TECHNICIAN, 1, "request.finish", text="New thermostat is in.")
    w.on_card(PRINCIPAL, 1, "request.confirm")
    assert w.buttons(PRINCIPAL) == ["request.reopen"] and w.buttons(CONTACT) == []
    assert "Not done after all" in w.reads(PRINCIPAL)
    w.go_to("2026-11-03 09:00")
    w.on_card(PRINCIPAL, 1, "request.reopen", text="It is out again.")
    assert (w.count(), w.request().status, w.request().outcome) == (1, "open", "")
    assert w.thread(CONTACT, 1)[-1] == "Marguerite Dupree: not done yet. It is out again."
    assert "request.reply" in w.buttons(CONTACT) and w.day(w.request().opened_at) == "Mon Oct 5 09:00"


def test_after_thirty_days_a_new_request_is_offered_that_follows_the_closed_one(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(TECHNICIAN, 1, "request.finish", text="New thermostat is in.")
    w.on_card(PRINCIPAL, 1, "request.confirm")
    w.go_to("2026-11-04 09:01")
    w.on_card(PRINCIPAL, 1, "request.reopen")
    assert "Closed Mon, Oct 5, more than 30 days ago." in w.modal(PRINCIPAL)
    assert "goes to Facilities &amp; Maintenance as a new request that follows R-1." in w.modal(PRINCIPAL)
    assert w.submit(PRINCIPAL, text=" ").body["response_action"] == "errors"
    w.submit(PRINCIPAL, text="The new thermostat in room 204 is dead too.")
    assert w.numbers() == [1, 2] and (w.request(1).status, w.request(2).follows) == ("closed", 1)
    assert "Follows R-1, which was closed." in w.reads(CONTACT, 2) and "follows R-1" in w.reads(PRINCIPAL, 2)
    assert w.last(PRINCIPAL) == "Facilities &amp; Maintenance has it as R-2, which follows R-1."


def test_finish_needs_a_sentence(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    answer = w.on_card(TECHNICIAN, 1, "request.finish", text=" ")
    assert answer.body["response_action"] == "errors" and list(answer.body["errors"]) == ["text"]
    assert w.request().status == "open"


def test_talk_in_the_units_thread_never_reaches_the_school(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    before = w.dm(PRINCIPAL)
    card, channel = w.card(CONTACT)
    w.box.say(w.ids[TECHNICIAN], channel, "They always break that thing, I go on Friday.", card["ts"])
    w.box.say(w.ids[TECHNICIAN], channel, "Room 204 again!")
    w.settle()
    assert w.dm(PRINCIPAL) == before
    assert w.request().answered_at is None and w.count() == 1


def test_the_unit_reads_who_reads_its_thread(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    assert "Thread talk stays inside; only *Reply to school* leaves." in w.reads(CONTACT)
    assert "This thread is read by Facilities &amp; Maintenance." in w.reads(CONTACT)
    w.on_card(CONTACT, 1, "request.reply")
    assert "Cottonwood ES: Marguerite Dupree will read this." in w.modal(CONTACT)
