"""*Bring in*: one message to whoever is asked, the right to read, a line in the trail; the unit owes as before."""

from __future__ import annotations

from broker_bot.domain import faces
from broker_bot.domain.access import Action, may
from tests.stories.cast import (
    BUS_LEAD,
    COLD,
    CONTACT,
    HELP_DESK,
    ILD,
    LAST_STEP,
    LEAD,
    OTHER_ILD,
    OTHER_PRINCIPAL,
    PRINCIPAL,
)
from tests.stories.world import World, actions

GRIEVANCE = "A teacher filed a grievance against me and the union asked for a meeting"
"""Goes to Human Resources, confidential."""


def late(w: World, text: str = COLD) -> World:
    """Filed Monday 09:00 and silent until Tuesday 13:00, when the ILD has the packet."""
    w.say(PRINCIPAL, text)
    w.go_to("2026-10-06 13:00")
    return w


def test_another_unit_is_brought_in_with_one_message_and_the_debt_stays(monday: World) -> None:
    w = late(monday)
    assert "request.bring_in" in w.buttons(ILD)
    w.on_card(ILD, 1, "request.bring_in", person=BUS_LEAD, text="Please lend two heaters.", date="2026-10-08")
    assert len(w.from_bot(BUS_LEAD)) == 1
    said = w.last(BUS_LEAD)
    assert "*Denise Calloway, ILD, brings you in for Cottonwood ES.*\n> Please lend two heaters." in said
    assert "By Thu, Oct 8. Tell Denise Calloway when it is done, or that it can't be." in said
    assert COLD in said and "still owes the school its answer" in said
    assert actions(w.from_bot(BUS_LEAD)[-1]) == ["request.open"]
    assert "1 to answer" in w.home(CONTACT) and w.request().answered_at is None
    assert "Denise Calloway brought in Darnell Whitaker" in w.reads(ILD)
    assert "Darnell Whitaker" not in w.reads(PRINCIPAL)
    w.press(BUS_LEAD, "bot", w.from_bot(BUS_LEAD)[-1], "request.open")
    assert "R-1" in w.modal(BUS_LEAD)
    assert "request.reply" not in str(w.box.modal(w.ids[BUS_LEAD]))
    w.go_to("2026-10-09 15:00")
    assert len(w.from_bot(BUS_LEAD)) == 1
    assert w.from_bot(LAST_STEP), "being brought in holds nothing: the unit's last step is told"


def test_nobody_else_of_that_unit_reads_it_and_a_school_is_never_brought_in(monday: World) -> None:
    w = late(monday)
    w.on_card(ILD, 1, "request.bring_in", person=BUS_LEAD, text="Please lend two heaters.", date="2026-10-08")
    about = faces.subject(w.request(), w.district)
    readers = [p.id for p in w.district.people.values() if p.unit == "transportation" and may(p, Action.READ, about)]
    assert readers == [BUS_LEAD]
    w.on_card(ILD, 1, "request.bring_in")
    open_form = w.box.modal(w.ids[ILD])
    assert open_form is not None and OTHER_PRINCIPAL not in str(open_form["blocks"])
    open_form["state"]["values"] |= {
        "person": {"value": {"selected_option": {"value": OTHER_PRINCIPAL}}},
        "text": {"value": {"value": "Can you host them?"}},
        "date": {"value": {"selected_date": "2026-10-08"}},
    }
    refused = w.forge({"type": "view_submission", "user": {"id": w.ids[ILD]}, "view": open_form})
    assert "Name somebody of the central office" in str(refused.body)
    refused = w.submit(ILD, person=LEAD, text="Please call them.", date="2026-10-05")
    assert "Pick a day from today on." in str(refused.body)
    w.submit(ILD, person=LEAD, text="Please call them.", date="2026-10-06")
    assert "request.reply" in actions(w.from_bot(LEAD)[-1]), "the owing unit's lead answers from the message"


def test_of_a_confidential_request_whoever_is_brought_in_sees_kind_school_and_age(monday: World) -> None:
    w = late(monday, GRIEVANCE)
    w.go_to("2026-10-08 13:00")
    assert w.request().confidential
    w.on_card(ILD, 1, "request.bring_in", person=HELP_DESK, text="Please find a room.", date="2026-10-09")
    said = w.last(HELP_DESK)
    assert "Please find a room." in said and "Cottonwood ES" in said
    assert "grievance" not in said and "union" not in said
    w.press(HELP_DESK, "bot", w.from_bot(HELP_DESK)[-1], "request.open")
    assert "grievance" not in w.modal(HELP_DESK).lower() or "union" not in w.modal(HELP_DESK)


def test_another_ild_brought_in_while_in_schools_hears_at_the_end(monday: World) -> None:
    w = late(monday)
    w.slash(OTHER_ILD, "in schools until 3")
    w.on_card(ILD, 1, "request.bring_in", person=OTHER_ILD, text="Can your coach take room 204?", date="2026-10-07")
    assert w.from_bot(OTHER_ILD) == []
    w.go_to("2026-10-06 15:00")
    assert w.told_at(OTHER_ILD) == ["Tue 15:00"]
    assert "Can your coach take room 204?" in w.last(OTHER_ILD)
