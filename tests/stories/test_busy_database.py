"""The database does not take a write in time: nothing is half done, and what people wrote is not lost."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import text

from broker_bot.sandbox.server import Fault
from tests.stories.cast import COLD, CONTACT, PRINCIPAL
from tests.stories.world import World

NOT_SAVED = "Not saved yet: the district's database is busy. Your words are still here; press Submit again."
NOT_RECORDED = "Not recorded: the district's database is busy. Please send it again."


@contextmanager
def locked(w: World, table: str = "request") -> Iterator[None]:
    """Somebody else holds the write lock: SQLite's one, or PostgreSQL's on a table."""
    url = w.bot.db.url
    if w.bot.db.sqlite:
        other = sqlite3.connect(str(url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        other = psycopg.connect(plain)  # type: ignore[assignment]
        other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


def test_an_event_is_answered_with_500_and_taken_in_when_slack_sends_it_again(monday: World) -> None:
    w = monday
    with locked(w):
        w.box.say(w.ids[PRINCIPAL], "bot", COLD)
        failed = lambda: [t for t in w.box.log if t.method == "event:message" and t.status == 500]  # noqa: E731
        w.box.wait_until(failed, 10, "the bot to answer 500")
    w.settle()
    assert w.count() == 1 and len(w.from_bot(PRINCIPAL)) == 1 and len(w.unit_messages("facilities")) == 1


def test_a_form_keeps_its_words_and_is_saved_when_submit_is_pressed_again(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.reply")
    with locked(w):
        answer = w.box.submit(w.ids[CONTACT], {"text": {"value": "Tomorrow at eight."}})
    assert answer.errors == {"text": NOT_SAVED}
    assert w.box.modal(w.ids[CONTACT]) is not None and w.request().answered_at is None
    assert w.submit(CONTACT).ok
    assert "Tomorrow at eight." in w.thread(PRINCIPAL, 1)[-1]


def test_a_slash_command_says_that_it_was_not_recorded(monday: World) -> None:
    w = monday
    with locked(w):
        answer = w.box.slash(w.ids[PRINCIPAL], "bot", "/broker", COLD)
    assert answer.body["text"] == NOT_RECORDED
    assert w.count() == 0
    assert w.slash(PRINCIPAL, COLD).ok and w.count() == 1


def test_a_button_shows_slacks_own_warning_and_works_on_the_second_press(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    card, channel = w.card(CONTACT)
    with locked(w):
        answer = w.box.press(w.ids[CONTACT], channel, card["ts"], "request.take")
    assert not answer.ok and answer.status == 500
    assert w.request().taken_by == ""
    assert w.on_card(CONTACT, 1, "request.take").ok and w.request().taken_by == CONTACT


def test_a_card_that_could_not_be_noted_as_sent_stands_once_and_is_not_given_up(
    monday: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Slack was unwell three times before; then the card stands, and nothing can be written down for seconds."""
    w, channel = monday, monday.channel("facilities")
    caplog.set_level(logging.INFO, "broker_bot.delivery.courier")
    w.box.fault(Fault("chat.postMessage", "status", status=503, times=3, channel=channel))
    w.box.fault(Fault("chat.postMessage", "delay", seconds=0.8, channel=channel))
    with ThreadPoolExecutor(1) as beside:
        delivered = beside.submit(w.say, PRINCIPAL, COLD)
        w.box.wait_until(lambda: w.unit_messages("facilities"), 30, "the card")
        with locked(w, "outbox"):
            w.box.wait_until(lambda: "waits: the database is busy" in caplog.text, 20, "the courier to meet the lock")
        delivered.result(60)
    query = text("SELECT DISTINCT state FROM outbox")

    def states() -> list[str]:
        w.settle()
        return list(w.bot.db.read(lambda conn: conn.execute(query).scalars().all()))

    w.box.wait_until(lambda: states() == ["sent"], 30, "everything to be settled")
    assert len(w.unit_messages("facilities")) == 1
