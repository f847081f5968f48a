"""Everything the demo draws fits Slack: each message, form and Home of its week was accepted by the workspace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from broker_bot.demo import town
from broker_bot.demo.stage import Demo

ROOT = Path(__file__).resolve().parents[2]
LEAD = "hank.lindqvist@cedargrove.example"
ILD = "denise.calloway@cedargrove.example"
FORMS = ("request.reply", "request.promise", "request.finish", "request.not_ours")
ILD_FORMS = ("request.nudge", "request.let_run", "request.bring_in", "request.ild_reply", "mandate.decide")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = Demo(ROOT, tmp_path_factory.mktemp("demo"), 0, lambda line: None)
    yield running
    running.stop()


def refused(demo: Demo) -> list[str]:
    """Calls of the bot that the workspace refused, and answers of the bot that it could not use."""
    return [f"{one.method}: {one.error or one.status}" for one in demo.box.log if not one.ok]


def test_the_seeded_week_was_accepted_whole(demo: Demo) -> None:
    assert len(demo.box.posts()) > 40
    assert refused(demo) == []


def test_every_persons_home_is_accepted(demo: Demo) -> None:
    ids = [p.id for p in town.people(demo.district)]
    for one in ids:
        demo.box.open_home(one)
    demo.box.settle()
    demo.box.wait_until(lambda: all(demo.box.home(one) for one in ids), 60, "every Home")
    assert refused(demo) == []


def test_every_form_of_the_three_people_is_accepted(demo: Demo) -> None:
    ids = {p.email: p.id for p in town.people(demo.district)}
    opened = 0
    for who, wanted in ((LEAD, FORMS), (ILD, ILD_FORMS)):
        for channel, message, action in _buttons(demo, ids[who]):
            if action in wanted:
                assert demo.box.press(ids[who], channel, message, action).ok
                assert demo.box.modal(ids[who]) is not None, action
                demo.box.close(ids[who])
                opened += 1
    assert opened >= len(FORMS)
    assert refused(demo) == []


def _buttons(demo: Demo, who: str) -> list[tuple[str, str, str]]:
    rooms = [demo.box.dm(who), *(c.id for c in town.channels(demo.district) if who in c.members)]
    return [
        (room, message["ts"], element["action_id"])
        for room in rooms
        for message in demo.box.messages(room)
        for block in message.get("blocks") or []
        if block["type"] == "actions"
        for element in block["elements"]
    ]
