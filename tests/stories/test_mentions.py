"""People and pages that a message mentions."""

from __future__ import annotations

from tests.stories.cast import COLD, CONTACT, PRINCIPAL
from tests.stories.world import World


def test_a_mention_and_a_link_reach_the_unit_as_words(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, f"{COLD}. <@{w.ids[CONTACT]}> saw it, <http://photos.example/1|photo>")
    assert w.request().text == f"{COLD}. @Rosa Delgado saw it, photo (http://photos.example/1)"
    assert "@Rosa Delgado saw it" in w.reads(CONTACT)


def test_a_mention_alone_says_too_little_for_a_request(monday: World) -> None:
    monday.say(PRINCIPAL, f"<@{monday.ids[CONTACT]}>")
    assert monday.count() == 0
