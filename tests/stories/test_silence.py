"""A unit that says nothing."""

from __future__ import annotations

from tests.stories.cast import CHIEF, CONTACT, ILD, LAST_STEP, LEAD, PRINCIPAL
from tests.stories.conftest import Open
from tests.stories.world import words


def test_a_unit_silent_over_a_holiday_weekend_is_escalated_once_to_each(open_world: Open) -> None:
    """Hours 07:00-16:00, a 4h target, Monday Jan 18, 2027 a holiday: ten minutes run on Friday, the rest on Tuesday."""
    w = open_world("2027-01-15 15:50")
    w.say(PRINCIPAL, "AC out in 204")
    w.go_to("2027-01-27 12:00")
    assert w.told_at(CONTACT) == ["Tue 08:50"]
    assert w.told_at(LEAD) == ["Tue 10:02"]
    assert w.told_at(ILD) == ["Tue 10:50"]
    assert w.told_at(LAST_STEP) == ["Tue 14:50"]
    assert w.told_at(CHIEF) == ["Tue 14:50"]
    mornings = [m for m in w.unit_messages("facilities") if "has 1 open request" in words(m)]
    assert [w.at(m["ts"]) for m in mornings[:2]] == ["Tue 07:00", "Wed 07:00"]
    assert len(w.unit_messages("facilities")) == 1 + len(mornings) == 8
