"""Somebody is away: what would come to them goes to the cover, along the chain, and returns by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from broker_bot.service.files import put_in_force
from broker_bot.store import absences
from tests.stories.cast import (
    CHIEF,
    COLD,
    CONTACT,
    FAR_PRINCIPAL,
    ILD,
    LEAD,
    OTHER_ILD,
    OTHER_PRINCIPAL,
    PRINCIPAL,
    TECHNICIAN,
)
from tests.stories.world import World

ADMIN = "sam.whitcomb@cedargrove.example"


def test_reminders_go_to_the_cover_and_return_on_thursday(monday: World) -> None:
    """Terrence Odom is the contact's cover in the roster; on Thursday the contact is back without a word."""
    w = monday
    w.say(CONTACT, "back")
    assert w.last(CONTACT) == "You are not set as away."
    answer = w.slash(CONTACT, "away from Mon to Wed, cover Terrence Odom")
    assert answer.body["text"] == (
        "You are away from Mon, Oct 5 to Wed, Oct 7. Terrence Odom covers and is told. It ends by itself."
    )
    assert "Rosa Delgado is away from Mon, Oct 5 to Wed, Oct 7 and you cover" in w.last(TECHNICIAN)
    w.say(PRINCIPAL, COLD)
    assert "with Terrence Odom (for Rosa Delgado, away until Wed, Oct 7)." in w.reads(PRINCIPAL)
    w.go_to("2026-10-05 11:30")
    assert "1 request waits for you" in w.last(TECHNICIAN)
    assert "You are away until Wed, Oct 7; Terrence Odom covers." in w.home(CONTACT)
    w.go_to("2026-10-08 09:00")
    w.say(OTHER_PRINCIPAL, COLD)
    w.go_to("2026-10-08 11:30")
    assert "Birch Hollow ES" in w.last(CONTACT) and "Birch Hollow ES" not in w.last(TECHNICIAN)


def test_a_chain_of_covers_is_followed_and_an_escalation_goes_to_the_ilds_cover(monday: World) -> None:
    """The contact's cover is away too, so it goes on to the third; the ILD's packet goes to the cover, who acts."""
    w = monday
    w.slash(TECHNICIAN, "away today, cover Wanda Petrov")
    answer = w.slash(CONTACT, "away today")
    assert "Terrence Odom is away then too, so it goes on to Wanda Petrov." in answer.body["text"]
    w.slash(ILD, "away from today to Friday")
    w.say(PRINCIPAL, COLD)
    w.go_to("2026-10-05 11:30")
    assert "1 request waits for you" in w.last("wanda.petrov@cedargrove.example")
    w.go_to("2026-10-05 13:30")
    assert w.from_bot(ILD) == [] and "Cottonwood ES has waited" in w.reads(OTHER_ILD)
    w.on_card(OTHER_ILD, 1, "request.step_in")
    assert w.request().served_by == OTHER_ILD


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("away until Friday, Terrence covers", "from Mon, Oct 5 to Fri, Oct 9"),
        ("I'm out from Tuesday to Thursday. Terrence Odom will cover for me!", "from Tue, Oct 6 to Thu, Oct 8"),
        ("away tomorrow and Terrence is covering", "on Tue, Oct 6"),
        ("away tomorrow, covered by Terrence", "on Tue, Oct 6"),
    ],
)
def test_the_cover_is_understood_as_people_say_it(monday: World, words: str, days: str) -> None:
    w = monday
    w.say(CONTACT, words)
    assert w.last(CONTACT) == f"You are away {days}. Terrence Odom covers and is told. It ends by itself."
    w.say(CONTACT, "away tomorrow and so on")
    assert w.last(CONTACT).startswith("I don't understand 'and so on' in that.")
    w.say(CONTACT, "away on Friday, Beyonc\u00e9 covers")
    assert w.last(CONTACT).startswith("I don't find Beyonc\u00e9 in the roster.")


def test_when_everybody_of_the_unit_is_away_it_ends_at_the_chief_and_then_at_the_administrator(monday: World) -> None:
    """Lead, contact and their covers form a ring of absences; the chief's own absence leaves the administrator."""
    w = monday
    w.slash(CONTACT, "away today, cover Hank Lindqvist")
    answer = w.slash(LEAD, "away today, cover Rosa Delgado")
    assert "Nobody covers" in answer.body["text"]
    w.say(PRINCIPAL, COLD)
    w.go_to("2026-10-05 11:30")
    assert "1 request waits for you" in w.last(CHIEF)
    w.slash(CHIEF, "away until Friday, cover Lucille Hammond")
    w.slash("lucille.hammond@cedargrove.example", "away until Friday")
    w.say(FAR_PRINCIPAL, COLD)
    w.go_to("2026-10-05 14:00")
    assert "R-2 (Facilities &amp; Maintenance): there is nobody to tell at the step 'contact'" in w.last(ADMIN)


def test_absences_are_set_in_a_form_survive_an_import_and_end_with_the_person(monday: World) -> None:
    """A lead says it of somebody of the unit; the roster is read again; then that person leaves."""
    w = monday
    w.slash(LEAD, "away")
    assert "Who is away" in w.modal(LEAD) and "Patty Hruska" in w.modal(LEAD)
    answer = w.submit(LEAD, person=CONTACT, first="2026-10-05", last="2026-10-04")
    assert answer.errors == {"last": "That day is over. Pick a later one."}
    w.submit(LEAD, person=CONTACT, first="2026-10-05", last="2026-10-09", cover=TECHNICIAN)
    assert "Hank Lindqvist set you as away from Mon, Oct 5 to Fri, Oct 9." in w.last(CONTACT)
    put_in_force(w.bot.service, replace(w.district, version="another import"))
    assert set(w.bot.service.present.district().away) == {CONTACT}
    assert w.slash(CONTACT, "back").body["text"].startswith("Done:")
    w.slash(CONTACT, "away tomorrow, cover Odom")
    kept = {key: person for key, person in w.district.people.items() if key != CONTACT}
    put_in_force(w.bot.service, replace(w.district, people=kept, version="without the contact"))
    assert w.bot.db.read(absences.standing) == ()


def test_only_the_own_absence_is_ones_own_to_set(monday: World) -> None:
    """A principal's words about being away are a request; staff can't set a colleague; a cover must fit the post."""
    w = monday
    assert "You can say it of yourself" in w.slash(CONTACT, "away Hank Lindqvist today").body["text"]
    assert "Only another ILD or the chief" in w.slash(ILD, "away today, cover Rosa Delgado").body["text"]
    assert "I don't find Bob Nobody" in w.slash(CONTACT, "away today, cover Bob Nobody").body["text"]
    assert "for a form" in w.slash(CONTACT, "away sometime").body["text"]
    w.slash(PRINCIPAL, "away")
    assert "This is for units, ILDs and leadership." in w.modal(PRINCIPAL)
    assert w.bot.db.read(absences.standing) == ()
