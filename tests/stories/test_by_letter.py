"""A unit that does not live in Slack: reached by e-mail, under the same clock and the same meaning of an answer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from broker_bot.domain.district import District
from tests.stories.cast import COLD, CONTACT, HR_CONTACT, ILD, LEAD, PRINCIPAL, TECHNICIAN
from tests.stories.post_office import (
    MAILBOX,
    SECRET,
    SENDER,
    PostOffice,
    body_of,
    hand_in,
    members,
    moved_to,
    post_office,
    reply_to,
)
from tests.stories.world import World, a_world


@pytest.fixture
def by_letter(district: District, database_url: str, tmp_path: Path) -> Iterator[tuple[World, PostOffice]]:
    """Monday, October 5, 2026, 09:00; Facilities has a mailbox instead of a channel, and nobody of it is in Slack."""
    with ExitStack() as stack:
        office, url = stack.enter_context(post_office())
        away = members(district)
        settings: dict[str, Any] = {"BROKER_SMTP_URL": url, "BROKER_MAIL_FROM": SENDER, "BROKER_MAIL_SECRET": SECRET}
        there = moved_to(district, MAILBOX)
        story = a_world(there, database_url, "2026-10-05 09:00", tmp_path, not_in_slack=away, **settings)
        yield stack.enter_context(story), office


Post = tuple[World, PostOffice]


def test_a_letter_brings_the_request_and_a_reply_is_the_answer(by_letter: Post) -> None:
    w, office = by_letter
    w.say(PRINCIPAL, COLD)
    [letter] = office.to(MAILBOX)
    assert letter["Subject"] == "R-1 Cottonwood ES: Heating & cooling"
    assert letter["Auto-Submitted"] == "auto-generated"
    said = body_of(letter)
    assert "> The thermostat in room 204 is dead" in said
    assert "From Marguerite Dupree, Mon, Oct 5 at 9:00 AM. First answer due Mon, Oct 5 at 1:00 PM." in said
    assert "your words go to Marguerite Dupree." in said

    assert hand_in(w, reply_to(letter, TECHNICIAN, "We come at two with a new thermostat.")).status_code == 200
    assert "Terrence Odom, Facilities &amp; Maintenance:*\nWe come at two with a new thermostat." in w.last(PRINCIPAL)
    assert "Write your answer above" not in w.last(PRINCIPAL)
    assert w.day(w.request().answered_at) == "Mon Oct 5 09:00"
    w.go_to("2026-10-05 16:00")
    assert w.from_bot(ILD) == []
    assert office.subjects(CONTACT) == []


def test_silence_climbs_by_letter_and_reaches_the_ild_in_slack(by_letter: Post) -> None:
    w, office = by_letter
    w.say(PRINCIPAL, COLD)
    w.go_to("2026-10-05 13:00")
    [reminder] = office.subjects(CONTACT)
    assert reminder == f"1 request waits for you. First: Cottonwood ES, {COLD}, due Mon, Oct 5 at 1:00 PM."
    assert len(office.subjects(LEAD)) == 1
    assert "Cottonwood ES" in w.last(ILD)


def test_an_automatic_letter_stops_nothing(by_letter: Post) -> None:
    w, office = by_letter
    w.say(PRINCIPAL, COLD)
    [letter] = office.to(MAILBOX)
    before = len(w.from_bot(PRINCIPAL))
    away = reply_to(letter, CONTACT, "I am out of the office until Thursday.", Auto_Submitted="auto-replied")
    assert hand_in(w, away).json()["words"] == "An automatic letter is nobody's answer; nothing was done with it."
    assert (len(w.from_bot(PRINCIPAL)), w.request().answered_at) == (before, None)
    w.go_to("2026-10-05 13:00")
    assert "Cottonwood ES" in w.last(ILD)


def test_the_first_line_promises_a_day_or_says_done(by_letter: Post) -> None:
    w, office = by_letter
    w.say(PRINCIPAL, COLD)
    [letter] = office.to(MAILBOX)
    hand_in(w, reply_to(letter, CONTACT, "By Oct 9\nThe part comes on Friday."))
    assert "The part comes on Friday." in w.last(PRINCIPAL)
    assert w.day(w.request().promise_at) == "Fri Oct 9 16:00"
    hand_in(w, reply_to(letter, CONTACT, "Done.\nThe new thermostat is in and reads 70."), ident="m-2")
    assert "The new thermostat is in and reads 70." in "\n".join(m["text"] for m in w.from_bot(PRINCIPAL))
    assert w.request().status == "finished"


def test_the_first_line_hands_it_on(by_letter: Post) -> None:
    w, office = by_letter
    w.say(PRINCIPAL, COLD)
    [letter] = office.to(MAILBOX)
    hand_in(w, reply_to(letter, CONTACT, "Not ours: the moon office"))
    assert "No unit is called 'the moon office'" in body_of(office.to(CONTACT)[-1])
    hand_in(w, reply_to(letter, CONTACT, "NOT OURS Technology\nIt is a network thermostat."), ident="m-2")
    assert w.request().terms.unit == "it"
    thread = w.box.messages(w.channel("it"), w.unit_messages("it")[-1]["ts"])
    assert [m["text"] for m in thread[1:]] == ["Rosa Delgado passed this on. It is a network thermostat."]


def test_who_may_not_answer_is_told_and_the_school_reads_nothing(by_letter: Post) -> None:
    w, office = by_letter
    w.say(PRINCIPAL, COLD)
    [letter] = office.to(MAILBOX)
    before = len(w.from_bot(PRINCIPAL))
    stranger = hand_in(w, reply_to(letter, "somebody@elsewhere.example", "Hello"))
    assert (stranger.status_code, "is not in Cedar Grove Unified's roster" in stranger.text) == (422, True)
    hand_in(w, reply_to(letter, HR_CONTACT, "HR has no thermostat."))
    [told] = office.to(HR_CONTACT)
    assert body_of(told).strip() == "About R-1: I don't find that request. Nothing was sent to the school."
    hand_in(w, reply_to(letter, CONTACT, ""), ident="m-3")
    assert "no words of yours" in body_of(office.to(CONTACT)[-1])
    assert len(w.from_bot(PRINCIPAL)) == before


def test_a_forged_late_or_repeated_letter_changes_nothing(by_letter: Post) -> None:
    w, office = by_letter
    w.say(PRINCIPAL, COLD)
    [letter] = office.to(MAILBOX)
    before = len(w.from_bot(PRINCIPAL))
    raw = reply_to(letter, CONTACT, "On our way.")
    assert hand_in(w, raw, secret="guessed").status_code == 401
    assert hand_in(w, raw, late=301).status_code == 401
    elsewhere = raw.replace(str(letter["Reply-To"]).encode(), b"broker+1.0123456789abcdef@cedargrove.example")
    elsewhere = elsewhere.replace(str(letter["Message-ID"]).encode(), b"<1.0123456789abcdef.0@cedargrove.example>")
    hand_in(w, elsewhere)
    assert "can't tell which request" in body_of(office.to(CONTACT)[-1])
    assert len(w.from_bot(PRINCIPAL)) == before
    hand_in(w, raw)
    hand_in(w, raw, ident="m-again")
    assert [m["text"] for m in w.from_bot(PRINCIPAL)].count(
        "Rosa Delgado, Facilities &amp; Maintenance: On our way."
    ) == 1


def test_a_mail_server_that_is_down_loses_nothing(by_letter: Post) -> None:
    w, office = by_letter
    office.refuses = 2
    w.say(PRINCIPAL, COLD)
    w.settle()
    assert office.subjects(MAILBOX) == ["R-1 Cottonwood ES: Heating & cooling"]


def test_what_the_school_adds_follows_and_a_piped_letter_counts_too(by_letter: Post, tmp_path: Path) -> None:
    w, office = by_letter
    w.say(PRINCIPAL, COLD)
    w.on_card(PRINCIPAL, 1, "request.add", text="It is 88 degrees in there now.")
    first, added = office.to(MAILBOX)
    assert "Marguerite Dupree added:" in body_of(added) and "It is 88 degrees in there now." in body_of(added)
    assert added["References"] == first["Message-ID"]
    env = {"DATABASE_URL": w.bot.db.url.render_as_string(hide_password=False), "BROKER_MAIL_SECRET": SECRET,
           "BROKER_DATA": str(tmp_path), "PATH": "/usr/bin:/bin"}  # fmt: skip
    piped = subprocess.run(
        [sys.executable, "-m", "broker_bot", "mail-in"],
        input=reply_to(added, LEAD, "I bring a fan now."), env=env, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert (piped.returncode, piped.stderr) == (0, b"")
    w.settle()
    assert "I bring a fan now." in w.last(PRINCIPAL)
