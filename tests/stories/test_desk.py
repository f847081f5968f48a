"""An ILD's Home: counts by unit and school, watches, and the units slow enough for one."""

from __future__ import annotations

from tests.stories.cast import BUS, COLD, ILD, OTHER_ILD, OTHER_PRINCIPAL, PRINCIPAL
from tests.stories.world import World


def test_the_desk_counts_by_unit_and_by_school_and_proposes_a_watch(monday: World) -> None:
    """Five bus requests of the network, none answered within an hour, and one thermostat that is not late yet."""
    w = monday
    schools = [s.principal for s in w.district.schools.values() if s.network == "north"]
    for person in schools[:5]:
        w.say(person, BUS)
    w.say(OTHER_PRINCIPAL, COLD)
    w.go_to("2026-10-05 10:30")
    home = w.home(ILD)
    assert "*By unit:* Transportation 5 (5 late), Facilities &amp; Maintenance 1" in home
    assert "*By school:* Birch Hollow ES 2 (1 late)" in home
    assert "*Transportation* answered 0 of 5 on time (0%) in 30 days." in home
    assert "By unit" not in w.home(OTHER_ILD)
    w.slash(ILD, "copy me on transportation until Oct 9")
    home = w.home(ILD)
    assert "*Transportation* until" in home and "answered 0 of 5" not in home


def test_a_request_is_stepped_into_from_the_desk_itself(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, BUS)
    w.go_to("2026-10-05 10:30")
    w.home(ILD)
    w.box.press_home(w.ids[ILD], "request.step_in")
    w.settle()
    assert w.request().served_by == ILD
    assert "You stepped in" in w.home(ILD)
