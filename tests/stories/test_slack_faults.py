"""Slack refuses, stays silent, loses an answer or a channel: people still read every message once."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.stories.cast import COLD, CONTACT, ILD, LEAD, PRINCIPAL
from tests.stories.conftest import Open
from tests.stories.world import UNSURE, World, words

ADMIN = "sam.whitcomb@cedargrove.example"


def posted(w: World, channel: str) -> int:
    """How many messages the bot ever posted there, threads included."""
    return len(w.box.posts(channel))


FAULTS: dict[str, dict[str, Any]] = {
    "told_to_wait": {"kind": "ratelimited", "retry_after": 1},
    "a_5xx": {"kind": "status", "status": 503},
    "an_internal_error": {"kind": "error", "error": "internal_error"},
    "reset_before_it_took_effect": {"kind": "reset_before"},
    "reset_after_it_took_effect": {"kind": "reset_after"},
    "silence_without_effect": {"kind": "hang", "seconds": 1.4},
    "silence_after_it_took_effect": {"kind": "delay", "seconds": 1.4},
    "effect_after_the_reset": {"kind": "late", "seconds": 0.4},
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_whatever_happens_to_a_post_there_is_one_card(open_world: Open, fault: dict[str, Any]) -> None:
    w = open_world("2026-10-05 09:00", UNSURE)
    channel = w.channel("facilities")
    w.fault("chat.postMessage", channel=channel, **fault)
    w.say(PRINCIPAL, COLD)
    assert posted(w, channel) == 1 and posted(w, w.box.dm(w.ids[PRINCIPAL])) == 1
    w.on_card(CONTACT, 1, "request.take")
    assert "Rosa Delgado" in w.reads(CONTACT)


def test_two_unclear_posts_and_a_look_up_that_must_wait_still_make_one_card(open_world: Open) -> None:
    w = open_world("2026-10-05 09:00", UNSURE)
    channel = w.channel("facilities")
    w.fault("chat.postMessage", "reset_before", channel=channel)
    w.fault("chat.postMessage", "reset_after", channel=channel)
    w.fault("conversations.history", "ratelimited", channel=channel, retry_after=1)
    w.say(PRINCIPAL, COLD)
    assert posted(w, channel) == 1


def test_an_answer_whose_post_was_cut_off_reaches_the_school_once(open_world: Open) -> None:
    w = open_world("2026-10-05 09:00", UNSURE)
    w.say(PRINCIPAL, COLD)
    w.fault("chat.postMessage", "reset_after", channel=w.box.dm(w.ids[PRINCIPAL]))
    w.on_card(CONTACT, 1, "request.reply", text="Tomorrow at eight.")
    assert [text for text in w.thread(PRINCIPAL, 1) if "Tomorrow at eight." in text] == w.thread(PRINCIPAL, 1)
    assert len(w.thread(PRINCIPAL, 1)) == 1


def test_a_packet_whose_post_was_cut_off_is_sent_once_and_its_clock_runs(open_world: Open) -> None:
    w = open_world("2026-10-05 09:00", UNSURE)
    w.say(PRINCIPAL, COLD)
    w.go_to("2026-10-05 12:30")
    w.say(ILD, "hello")
    w.fault("chat.postMessage", "reset_after", channel=w.box.dm(w.ids[ILD]))
    w.go_to("2026-10-05 15:00")
    assert w.told_at(ILD) == ["Mon 12:30", "Mon 13:00"]
    assert w.day(w.request().packet_at) == "Mon Oct 5 13:00"


def test_a_conversation_that_could_not_be_opened_is_opened_when_slack_allows(monday: World) -> None:
    w = monday
    w.fault("conversations.open", "ratelimited", retry_after=1)
    w.say(PRINCIPAL, COLD)
    assert len(w.from_bot(PRINCIPAL)) == 1 and len(w.unit_messages("facilities")) == 1


def test_others_go_on_while_one_channel_must_wait(open_world: Open) -> None:
    w = open_world("2026-10-05 09:00")
    w.fault("chat.postMessage", "ratelimited", channel=w.channel("facilities"), retry_after=60)
    w.box.say(w.ids[PRINCIPAL], "bot", COLD)
    w.settle()
    assert len(w.from_bot(PRINCIPAL)) == 1 and w.unit_messages("facilities") == []


def test_a_card_that_a_person_deleted_is_posted_anew_and_lives_there(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    card, channel = w.card(CONTACT)
    headers = {"Authorization": f"Bearer {w.box.bot_token}"}
    gone = httpx.post(w.box.api_url + "chat.delete", json={"channel": channel, "ts": card["ts"]}, headers=headers)
    assert gone.json()["ok"]
    w.say(PRINCIPAL, "Room 206 too.", thread=w.card(PRINCIPAL)[0]["ts"])
    w.on_card(CONTACT, 1, "request.take")
    (fresh,) = [m for m in w.unit_messages("facilities") if COLD in words(m)]
    assert "Rosa Delgado has it." in words(fresh)


@pytest.mark.parametrize("error", ["edit_window_closed", "cant_update_message"])
def test_under_a_card_that_may_not_be_changed_hangs_how_it_is_now(monday: World, error: str) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    channel = w.channel("facilities")
    card, _ = w.card(CONTACT)
    w.fault("chat.update", "error", channel=channel, error=error, times=None)
    w.on_card(CONTACT, 1, "request.take")
    assert w.reads(CONTACT) == words(card) and len(w.unit_messages("facilities")) == 1
    (status,) = w.box.messages(channel, card["ts"])[1:]
    assert "Rosa Delgado has it." in words(status)
    w.press(CONTACT, channel, status, "request.reply")
    w.submit(CONTACT, text="Tomorrow at eight.")
    assert "Tomorrow at eight." in w.reads(PRINCIPAL)
    assert ["Answered." in text for text in w.thread(CONTACT, 1)] == [False, False, True]


def test_a_status_that_may_still_be_changed_is_changed_in_place_and_is_never_doubled(open_world: Open) -> None:
    w = open_world("2026-10-05 09:00", UNSURE)
    w.say(PRINCIPAL, COLD)
    channel = w.channel("facilities")
    w.fault("chat.update", "error", channel=channel, error="edit_window_closed")
    w.fault("chat.postMessage", "reset_after", channel=channel)
    w.on_card(CONTACT, 1, "request.take")
    assert len(w.thread(CONTACT, 1)) == 1
    w.fault("chat.update", "error", channel=channel, error="edit_window_closed")
    w.on_card(CONTACT, 1, "request.reply", text="Tomorrow at eight.")
    assert [text.split("\n")[0] for text in w.thread(CONTACT, 1)] == [
        "*R-1 · Cottonwood ES · Heating &amp; cooling*",
        "Rosa Delgado to the school: Tomorrow at eight.",
    ]
    assert "Answered." in w.thread(CONTACT, 1)[0]


def test_when_a_units_channel_is_archived_its_lead_gets_the_cards_and_the_administrator_is_told(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.box.archive(w.channel("facilities"))
    w.say(PRINCIPAL, "The thermostat in room 206 is dead too, no air conditioning")
    assert w.count() == 2
    assert "room 206" in words(w.from_bot(LEAD)[-1])
    assert w.told_at(ADMIN) == ["Mon 09:00"]
    assert w.last(ADMIN) == (
        "I can't write to #unit-facilities (is_archived), so Hank Lindqvist gets what is for Facilities &amp; "
        "Maintenance directly. Bring the channel back or invite me there; I look again every hour."
    )
    w.on_card(LEAD, 2, "request.reply", text="Tomorrow at eight.")
    assert "Tomorrow at eight." in w.thread(PRINCIPAL, 2)[-1]
    w.say(PRINCIPAL, "withdrawn soon", thread=w.card(PRINCIPAL, 1)[0]["ts"])
    assert any("withdrawn soon" in words(m) for m in w.from_bot(LEAD))
    assert len(w.from_bot(ADMIN)) == 1


def test_the_administrator_hears_of_a_lost_channel_once_a_day_until_it_is_back(monday: World) -> None:
    w = monday
    w.box.archive(w.channel("facilities"))
    w.say(PRINCIPAL, COLD)
    for hours in (1, 22, 1, 24):
        w.clock.advance(hours=hours)
        w.bot.courier.look_around()
        w.settle()
    assert w.told_at(ADMIN) == ["Mon 09:00", "Tue 09:00", "Wed 09:00"]
    assert "still, so Hank Lindqvist goes on getting what is for" in w.last(ADMIN)
    w.box.archive(w.channel("facilities"), False)
    w.clock.advance(hours=24)
    w.bot.courier.look_around()
    w.say(PRINCIPAL, "The thermostat in room 206 is dead too, no air conditioning")
    assert len(w.from_bot(ADMIN)) == 3 and "room 206" in words(w.unit_messages("facilities")[-1])


def test_with_neither_channel_nor_lead_the_schools_director_hears_of_each_request_once(monday: World) -> None:
    w = monday
    w.box.deactivate(w.ids[LEAD])
    w.box.archive(w.channel("facilities"))
    w.settle()
    w.say(PRINCIPAL, COLD)
    assert w.last(ILD).startswith(
        "*I can't reach Facilities &amp; Maintenance*, neither #unit-facilities nor Hank Lindqvist. "
        "Cottonwood ES waits there. The administrator is told."
    )
    assert w.last(ADMIN).startswith(
        "I can't write to #unit-facilities (is_archived) nor to Hank Lindqvist, so nobody of Facilities &amp; "
        "Maintenance gets anything."
    )
    w.say(PRINCIPAL, "Room 206 too.", thread=w.card(PRINCIPAL)[0]["ts"])
    assert len(w.from_bot(ILD)) == len(w.from_bot(ADMIN)) == 1
    w.press(ILD, "bot", w.from_bot(ILD)[0], "request.step_in")
    assert w.request().served_by == ILD


def test_a_revoked_token_stops_sending_keeps_the_queue_and_shows_in_the_health(monday: World) -> None:
    w = monday
    w.fault("chat.postMessage", "error", error="token_revoked", times=None)
    w.say(PRINCIPAL, COLD)
    health = httpx.get(w.web.url + "/readyz")
    assert health.status_code == 503
    assert health.json()["slack"] == "token_revoked" and health.json()["outbox"] == {"ready": 2}
    assert w.count() == 1
