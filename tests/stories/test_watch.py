"""Copied is not called: a timed watch brings one list a morning, ends by itself and says whether it helped."""

from __future__ import annotations

from dataclasses import replace

from broker_bot.service.files import put_in_force
from tests.stories.cast import CHIEF, COLD, CONTACT, FAR_PRINCIPAL, ILD, LEAD, OTHER_PRINCIPAL, PRINCIPAL
from tests.stories.world import World, words

LEAK = "The toilet in the boys bathroom is clogged and overflowing"


def test_a_watch_lists_what_is_new_each_morning_and_reports_at_its_end(monday: World) -> None:
    """Before: one request, late. While it runs: two of the own network, both answered at once; one of another."""
    w = monday
    w.say(PRINCIPAL, COLD)
    w.go_to("2026-10-05 14:00")
    w.on_card(CONTACT, 1, "request.reply", text="We come at three.")
    told = len(w.from_bot(ILD))
    reply = str(w.slash(ILD, "copy me on facilities until Oct 7").body)
    assert "Until Wed, Oct 7 you get one list each working morning of what is new for Facilities" in reply
    w.pass_time(minutes=1)
    for person in (PRINCIPAL, OTHER_PRINCIPAL, FAR_PRINCIPAL):
        w.say(person, "AC out in 204" if person == PRINCIPAL else COLD)
    for number in (2, 3):
        w.on_card(CONTACT, number, "request.reply", text="We come tomorrow.")
    assert len(w.from_bot(ILD)) == told, "being copied is no push"
    w.go_to("2026-10-06 07:30")
    assert w.told_at(ILD)[told:] == ["Tue 07:00"]
    assert "You are copied on Facilities & Maintenance: 2 new requests." in w.last(ILD).replace("&amp;", "&")
    assert "Willow Creek ES" not in w.last(ILD)
    w.go_to("2026-10-12 12:00")
    mornings = w.told_at(ILD)[told:]
    assert mornings[0] == "Tue 07:00" and mornings[1] == "Thu 00:00"
    over = [m["text"] for m in w.from_bot(ILD) if "is over" in m["text"]]
    assert len(over) == 1
    assert "While it ran: 2 of 2 on time (100%); in as many days before: 0 of 1 on time (0%)." in over[0]
    assert "Better by 100 points." in over[0]


def test_what_a_watch_needs_is_said(monday: World) -> None:
    w = monday
    assert "Watches are for the directors" in str(w.slash(LEAD, "copy me on facilities until Oct 9").body)
    assert "Watches are for the directors" in str(w.slash(CHIEF, "copy me on facilities until Oct 9").body)
    assert "I don't know the unit 'plumbers'" in str(w.slash(ILD, "copy me on plumbers until Oct 9").body)
    assert "three months at most" in str(w.slash(ILD, "copy me on facilities until May 3").body)
    assert "Write it like this" in str(w.slash(ILD, "copy that").body)


def test_a_slow_route_is_proposed_and_watched_where_its_unit_is_not_slow(monday: World) -> None:
    """Four thermostats answered in time and five leaks late: Facilities is over this district's floor, Plumbing not."""
    w = monday
    put_in_force(w.bot.service, replace(w.district, watch_floor=40, version="with a floor of its own"))
    north = [s.principal for s in w.district.schools.values() if s.network == "north"]
    late = [w.say(person, LEAK) for person in north[:5]]
    assert len(late) == 5 and {w.request(n).terms.route for n in range(1, 6)} == {"facilities.plumbing"}
    w.go_to("2026-10-05 14:30")
    for person in north[:4]:
        w.say(person, COLD)
    for number in range(1, 10):
        w.on_card(CONTACT, number, "request.reply", text="We come tomorrow at nine.")
    home = w.home(ILD).replace("&amp;", "&")
    assert "*Plumbing & water (Facilities & Maintenance)* answered 0 of 5 on time (0%) in 30 days." in home
    assert "*Facilities & Maintenance* answered" not in home
    reply = str(w.slash(ILD, "copy me on Plumbing & water until Oct 9").body).replace("&amp;", "&")
    assert "what is new for Plumbing & water" in reply
    assert "answered 0 of 5" not in w.home(ILD)
    w.pass_time(minutes=1)
    w.say(PRINCIPAL, LEAK)
    w.say(OTHER_PRINCIPAL, COLD)
    w.go_to("2026-10-06 07:30")
    (listed,) = [words(m) for m in w.from_bot(ILD) if "You are copied on" in m["text"]]
    listed = listed.replace("&amp;", "&")
    assert "You are copied on Plumbing & water: 1 new request." in listed and "thermostat" not in listed
    w.go_to("2026-10-10 08:00")
    over = next(m["text"] for m in w.from_bot(ILD) if "is over" in m["text"])
    assert "Your watch on Plumbing &amp; water is over." in over
