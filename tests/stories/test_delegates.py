"""A principal names somebody for a time; when the time ends, so does what that person sees and does."""

from __future__ import annotations

from broker_bot.sandbox.model import SandboxPerson
from tests.stories.cast import ASSISTANT, COLD, CONTACT, PRINCIPAL, SECRETARY
from tests.stories.test_unit_list import press_home
from tests.stories.world import World

INTERN = "ines.calder@cedargrove.example"
"""In Slack, and in nobody's roster."""


def named(w: World, last: str = "2026-10-09") -> World:
    w.box.join(SandboxPerson("U0INTERN", "Ines Calder", INTERN))
    w.ids[INTERN] = "U0INTERN"
    w.settle()
    press_home(w, PRINCIPAL, "delegate.new")
    assert w.submit(PRINCIPAL, person="U0INTERN", last=last).ok
    return w


def test_a_delegate_acts_until_the_end_of_the_day_and_then_is_a_stranger(monday: World) -> None:
    w = named(monday)
    assert w.last(INTERN).startswith("Marguerite Dupree named you to act for Cottonwood ES until Fri, Oct 9.")
    w.say(INTERN, COLD)
    assert w.request().filed_by == INTERN and w.request().requester == PRINCIPAL
    assert "R-1" in w.home(INTERN) and "*Ines Calder* until Fri, Oct 9" in w.home(PRINCIPAL)
    w.go_to("2026-10-09 23:59")
    assert "R-1" in w.home(INTERN)
    w.go_to("2026-10-10 00:00")
    assert "R-1" not in w.home(INTERN) and "Cottonwood" not in w.home(INTERN)
    w.say(INTERN, "Bus 12 was late again")
    ended = "Your time to act for Cottonwood ES ended on Fri, Oct 9, so I did nothing."
    assert w.count() == 1 and w.last(INTERN) == f"{ended} Ask Marguerite Dupree to name you again."
    assert w.slash(INTERN, "AC out in 204").body["text"] == w.last(INTERN)
    assert "Ines Calder" not in w.home(PRINCIPAL)
    told = len(w.dm(INTERN))
    w.on_card(CONTACT, 1, "request.reply", text="Terrence comes on Monday.")
    assert "Terrence comes on Monday." in w.thread(PRINCIPAL, 1)[-1] and len(w.dm(INTERN)) == told


def test_the_principal_ends_it_before_its_day(monday: World) -> None:
    w = named(monday)
    press_home(w, PRINCIPAL, "delegate.end")
    w.say(INTERN, COLD)
    assert w.count() == 0 and "I don't find you in" in w.last(INTERN)


def test_who_has_a_role_already_can_not_be_named_and_a_delegate_names_nobody(monday: World) -> None:
    w = monday
    press_home(w, PRINCIPAL, "delegate.new")
    for person, told in (
        (ASSISTANT, "Kendra Boyle acts for your school already."),
        (CONTACT, "Rosa Delgado has another role here (Dispatcher). Name somebody without one."),
    ):
        errors = w.submit(PRINCIPAL, person=w.ids[person], last="2026-10-09").errors
        title = w.district.people[person].title
        assert errors == {"person": told.replace("Dispatcher", title)}
    assert "delegate.new" not in str(w.box.home(w.ids[SECRETARY]) or w.home(SECRETARY))
