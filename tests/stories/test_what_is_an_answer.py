"""What stops the response clock, and what only looks as if it did."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.stories.cast import COLD, CONTACT, ILD, LEAD, PRINCIPAL, TECHNICIAN
from tests.stories.conftest import Open
from tests.stories.world import World


def take(w: World) -> None:
    w.on_card(CONTACT, 1, "request.take")


def reaction(w: World) -> None:
    card, channel = w.card(CONTACT)
    w.box.react(w.ids[CONTACT], channel, card["ts"], "white_check_mark")
    w.settle()


def thread_remark(w: World) -> None:
    card, channel = w.card(CONTACT)
    w.box.say(w.ids[CONTACT], channel, "We come at two, tell the school.", card["ts"])
    w.settle()


def dm_to_the_bot(w: World) -> None:
    w.say(CONTACT, "Tell Cottonwood that we come at two.")


def the_bots_reminder(w: World) -> None:
    w.go_to("2026-10-05 11:00")


def ild_reply(w: World) -> None:
    w.on_card(PRINCIPAL, 1, "request.need_help")
    w.on_card(ILD, 1, "request.ild_reply", text="I am calling them.")


def ild_done(w: World) -> None:
    w.on_card(PRINCIPAL, 1, "request.need_help")
    w.on_card(ILD, 1, "request.step_in")
    w.on_card(ILD, 1, "request.ild_finish", text="A fan is in the room.")


def not_ours(w: World) -> None:
    w.on_card(CONTACT, 1, "request.not_ours", route="it.phones_av", text="A smart panel, not ours.")


def only_an_emoji(w: World) -> None:
    answer = w.on_card(CONTACT, 1, "request.reply", text=":thumbsup:")
    assert answer.errors == {"text": "Write a sentence; an emoji or a name alone says too little."}


def reply(w: World) -> None:
    w.on_card(CONTACT, 1, "request.reply", text="Which wall is it on?")


def promise(w: World) -> None:
    w.on_card(TECHNICIAN, 1, "request.promise", date="2026-10-06", text="The part comes tomorrow.")


def finish(w: World) -> None:
    w.on_card(LEAD, 1, "request.finish", text="New thermostat is in.")


ANSWERS: list[tuple[Callable[[World], None], bool]] = [
    (take, False),
    (reaction, False),
    (thread_remark, False),
    (dm_to_the_bot, False),
    (the_bots_reminder, False),
    (ild_reply, False),
    (ild_done, False),
    (not_ours, False),
    (only_an_emoji, False),
    (reply, True),
    (promise, True),
    (finish, True),
]


@pytest.mark.parametrize(("act", "answers"), ANSWERS, ids=lambda given: getattr(given, "__name__", None))
def test_what_counts_as_an_answer(open_world: Open, act: Callable[[World], None], answers: bool) -> None:
    w = open_world("2026-10-05 09:00")
    w.say(PRINCIPAL, COLD)
    act(w)
    assert (w.request().answered_at is not None) is answers
