"""A named contact for each school inside a unit, and routes that move to another unit on a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from broker_bot.domain.district import Contact, District, Route
from broker_bot.service.files import put_in_force
from tests.stories.cast import COLD, CONTACT, FAR_PRINCIPAL, LEAD, PRINCIPAL, TECHNICIAN
from tests.stories.conftest import Open
from tests.stories.world import World

PAY = "My June paycheck is missing the stipend for the science club"


def in_force(w: World, fresh: District) -> None:
    """Other files from now on."""
    w.district = fresh
    put_in_force(w.bot.service, fresh)
    w.settle()


def with_contacts(district: District, unit: str, *contacts: Contact) -> District:
    changed = replace(district.units[unit], contacts=contacts)
    return replace(district, units={**district.units, unit: changed}, version=f"contacts of {unit}")


def test_each_school_has_its_own_contact_on_the_card_and_for_reminders(monday: World) -> None:
    w = monday
    own = Contact(TECHNICIAN, schools=("cottonwood",))
    rest = Contact(CONTACT, networks=("river", "north"))
    in_force(w, with_contacts(w.district, "facilities", own, rest))
    w.say(PRINCIPAL, COLD)
    w.say(FAR_PRINCIPAL, COLD)
    assert "has it, with Terrence Odom." in w.reads(PRINCIPAL, 1)
    assert "has it, with Rosa Delgado." in w.reads(FAR_PRINCIPAL, 2)
    assert f"For <@{w.ids[TECHNICIAN]}>." in w.reads(LEAD, 1) and f"For <@{w.ids[CONTACT]}>." in w.reads(LEAD, 2)
    mine = w.home(TECHNICIAN).split("The rest of the unit")
    assert "For you" in mine[0] and "R-1" in mine[0] and "R-2" in mine[1]
    w.go_to("2026-10-05 11:30")
    assert "Cottonwood ES" in w.last(TECHNICIAN) and "Willow Creek" not in w.last(TECHNICIAN)
    assert "Willow Creek ES" in w.last(CONTACT) and "Cottonwood" not in w.last(CONTACT)


def test_a_route_moves_to_another_unit_on_its_date_and_open_requests_stay(open_world: Open, district: District) -> None:
    w = open_world("2027-01-11 10:00")
    old = replace(district.routes["finance.payroll"], until=date(2027, 1, 11))
    new: Route = replace(old, unit="hr", since=date(2027, 1, 12), until=None, respond_minutes=60)
    in_force(w, replace(w.district, dated=(old, new), version="payroll moves"))
    w.say(PRINCIPAL, PAY)
    assert w.request(1).terms.unit == "finance"
    w.go_to("2027-01-12 10:00")
    w.say(FAR_PRINCIPAL, PAY)
    assert w.request(2).terms.unit == "hr" and w.request(2).terms.respond_minutes == 60
    assert w.request(1).terms.unit == "finance"
    assert "Finance &amp; Business Services" in w.reads(PRINCIPAL, 1)
    assert "*Human Resources* has it" in w.reads(FAR_PRINCIPAL, 2)
    w.on_card("bethany.cole@cedargrove.example", 1, "request.reply", text="It comes with the next run.")
    assert "It comes with the next run." in w.reads(PRINCIPAL, 1)
