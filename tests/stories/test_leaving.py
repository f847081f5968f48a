"""People leave the roster while requests are open: nothing waits for them and every page still draws."""

from __future__ import annotations

from dataclasses import replace

from broker_bot.domain.district import District
from broker_bot.service.files import put_in_force
from broker_bot.store import outbox
from tests.stories.cast import (
    BUS,
    CHIEF,
    COLD,
    CONTACT,
    DISPATCHER,
    ILD,
    LAST_STEP,
    LEAD,
    OTHER_ILD,
    OTHER_PRINCIPAL,
    PRINCIPAL,
    TECHNICIAN,
)
from tests.stories.world import World


def leave(w: World, *gone: str, **changes: object) -> None:
    """The roster without these people, in force."""
    kept = {key: person for key, person in w.district.people.items() if key not in gone}
    fresh: District = replace(w.district, people=kept, version=f"without {gone}", **changes)  # type: ignore[arg-type]
    w.district = fresh
    put_in_force(w.bot.service, fresh)
    w.settle()


def test_what_somebody_had_in_hand_is_free_again_when_they_leave(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.take")
    leave(w, CONTACT)
    assert "request.take" in w.buttons(LEAD)
    w.on_card(LEAD, 1, "request.take")
    assert w.request().taken_by == LEAD


def test_an_ild_who_stepped_in_and_left_is_followed_by_the_new_one(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.go_to("2026-10-05 13:00")
    w.on_card(ILD, 1, "request.step_in")
    leave(w, ILD, networks={**w.district.networks, "north": OTHER_ILD})
    assert w.request().served_by == "" and w.request().packet_to == OTHER_ILD
    assert "Cottonwood ES has waited" in w.reads(OTHER_ILD)
    assert "Facilities" in w.reads(PRINCIPAL).split("\n")[0]
    w.go_to("2026-10-06 13:00")
    assert w.from_bot(LAST_STEP) and w.from_bot(CHIEF)


def test_a_request_of_somebody_gone_still_draws_everywhere_and_parks_nothing(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    successor = replace(w.district.people[OTHER_PRINCIPAL], id="new@cedargrove.example", school="cottonwood")
    schools = {**w.district.schools, "cottonwood": replace(w.district.schools["cottonwood"], principal=successor.id)}
    leave(w, PRINCIPAL, schools=schools)
    w.on_card(CONTACT, 1, "request.reply", text="Tomorrow at nine.")
    assert "Tomorrow at nine." in w.reads(CONTACT)
    assert "R-1" in w.home(LEAD)
    w.go_to("2026-10-09 15:00")
    assert set(w.bot.db.read(outbox.counts)) <= {"sent", "dropped"}


def test_somebody_deactivated_in_slack_lets_go_and_the_principal_is_told(monday: World) -> None:
    """The roster still has the contact; the account is closed. The unit's lead is next, and what was taken is free."""
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.take")
    w.box.deactivate(w.ids[CONTACT])
    w.settle()
    assert w.request().taken_by == "" and "request.take" in w.buttons(LEAD)
    assert w.last(PRINCIPAL) == (
        "Rosa Delgado no longer has R-1. Facilities &amp; Maintenance still owes you the answer; Hank Lindqvist looks "
        "after it now."
    )
    w.go_to("2026-10-05 11:30")
    assert w.from_bot(CONTACT) == [] and "1 request waits for you" in w.last(TECHNICIAN)


def test_when_principals_change_schools_sight_moves_with_the_school_and_history_stays(monday: World) -> None:
    w = monday
    ts = w.say(PRINCIPAL, BUS)
    w.on_card(DISPATCHER, 1, "request.finish", text="A new driver is found.")
    w.on_card(PRINCIPAL, 1, "request.confirm")
    ts = w.say(PRINCIPAL, COLD)
    mine, other = w.district.people[PRINCIPAL], w.district.people[OTHER_PRINCIPAL]
    swapped = {
        PRINCIPAL: replace(mine, school=other.school, network=other.network),
        OTHER_PRINCIPAL: replace(other, school=mine.school, network=mine.network),
    }
    schools = {
        mine.school: replace(w.district.schools[mine.school], principal=OTHER_PRINCIPAL),
        other.school: replace(w.district.schools[other.school], principal=PRINCIPAL),
    }
    w.district = replace(w.district, people={**w.district.people, **swapped}, version="swapped")
    leave(w, schools={**w.district.schools, **schools})
    assert w.request(2).requester == OTHER_PRINCIPAL and w.request(2).filed_by == PRINCIPAL
    assert "Facilities &amp; Maintenance* has it" in w.reads(OTHER_PRINCIPAL, 2)
    assert w.reads(PRINCIPAL, 2) == "R-2 stays with Cottonwood ES, and with whoever acts for it now."
    assert "R-1" in w.home(OTHER_PRINCIPAL) and "R-2" in w.home(OTHER_PRINCIPAL)
    assert "R-1" not in w.home(PRINCIPAL) and "R-2" not in w.home(PRINCIPAL)
    told = len(w.dm(PRINCIPAL))
    w.on_card(CONTACT, 2, "request.reply", text="Terrence comes at two.")
    assert "Terrence comes at two." in w.thread(OTHER_PRINCIPAL, 2)[-1] and len(w.dm(PRINCIPAL)) == told
    w.box.edit(w.ids[PRINCIPAL], w.box.dm(w.ids[PRINCIPAL]), ts, "Never mind the thermostat in room 204")
    w.settle()
    assert w.request(2).text == COLD and "R-2" in w.reads(CONTACT, 2)
