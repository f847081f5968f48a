"""What no view of ours would send, and what people type by mistake: one clear sentence, nobody pinged, nothing lost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from broker_bot.sandbox.server import SandboxPerson
from tests.stories.cast import BUS, COLD, CONTACT, FAR_PRINCIPAL, ILD, OTHER_PRINCIPAL, PRINCIPAL
from tests.stories.world import World

OUTDATED = "This card is out of date. I refreshed what I could; please look again."
ASK = "I need a few words: what is wrong, and where?"


def pinged(w: World) -> list[str]:
    """Live mentions in anything the bot ever posted; dates are no mentions, and plain_text mentions nobody."""
    seen = [*w.box.posts(), *(m for user in w.ids.values() for m in w.box.ephemerals(user))]
    return [hit for text in _mrkdwn(seen) for hit in re.findall(r"<(?:!(?!date)|@|#)[^>]*>", text)]


def _mrkdwn(node: Any) -> Iterator[str]:
    if isinstance(node, dict) and node.get("type") != "plain_text":
        for key, part in node.items():
            if key == "text" and isinstance(part, str):
                yield part
            elif key not in ("metadata", "value", "accessibility_label"):
                yield from _mrkdwn(part)
    elif isinstance(node, list):
        for part in node:
            yield from _mrkdwn(part)


@pytest.mark.parametrize("text", ["", "   ", ":fire: :sob:", "\U0001f525\U0001f62d", "<@U0003>", "...", "\x00\u202e"])
def test_a_message_without_words_is_asked_for_some(monday: World, text: str) -> None:
    w = monday
    w.say(PRINCIPAL, text)
    assert w.last(PRINCIPAL) == ASK
    assert w.count() == 0 and pinged(w) == []


def test_twelve_thousand_characters_are_kept_whole_and_one_more_is_sent_back(monday: World) -> None:
    w = monday
    long = (COLD + ". ").ljust(12_000, "x")
    w.say(PRINCIPAL, long)
    assert w.request().text == long
    assert "Full text in the card: press *Open*." in w.reads(CONTACT)
    w.say(PRINCIPAL, long + "x")
    assert w.count() == 1
    assert w.last(PRINCIPAL) == (
        "That is 12,001 characters; I can take 12,000. Send the main point in a few sentences, and the rest as a "
        "reply to it."
    )


@pytest.mark.parametrize("call", ["<!channel>", "<!here>", "<@U0003>", "<!subteam^S1|all>", "&lt;!everyone&gt;"])
def test_nobody_is_pinged_by_what_people_type(monday: World, call: str) -> None:
    w = monday
    w.say(PRINCIPAL, f"{call} {COLD} & more")
    w.on_card(CONTACT, 1, "request.reply", text=f"{call} we come")
    card, _ = w.card(PRINCIPAL)
    w.say(PRINCIPAL, f"{call} hurry", thread=card["ts"])
    w.slash(PRINCIPAL, f"any update? {call}")
    w.slash(PRINCIPAL, "any update?")
    w.go_to("2026-10-09 12:00")
    shown = call.replace("&lt;", "<").replace("&gt;", ">")
    assert shown.replace("<", "&lt;").replace(">", "&gt;") in w.reads(CONTACT)
    assert "&amp;amp;" not in w.reads(CONTACT)
    assert pinged(w) == []


def test_control_and_direction_marks_are_taken_out_and_the_rest_is_kept(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, f"{COLD}\x00\u202e evil\u200b" + "\u0301" * 10_000)
    assert w.request().text.startswith(f"{COLD} evil")
    assert not set(w.request().text) & {"\x00", "\u202e", "\u200b"}
    assert len(w.request().text) < 200


def test_somebody_outside_the_roster_is_told_whom_to_ask(monday: World) -> None:
    w = monday
    w.box.join(SandboxPerson(id="U9999", name="Robin Stray", email="robin@elsewhere.example"))
    w.ids["robin"] = "U9999"
    w.say("robin", COLD)
    told = (
        "I don't find you in Cedar Grove Unified's roster, so I can't file this. "
        "Ask Sam Whitcomb (sam.whitcomb@cedargrove.example) to add you."
    )
    assert w.last("robin") == told
    assert w.slash("robin", COLD).body["text"] == told
    assert "Ask Sam Whitcomb to add you." in w.home("robin")
    assert w.count() == 0


def test_a_stale_button_on_a_closed_request_says_so_and_the_card_is_drawn_anew(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    (school, mine), (unit, theirs) = w.card(PRINCIPAL), w.card(CONTACT)
    w.on_card(PRINCIPAL, 1, "request.withdraw")
    w.press(PRINCIPAL, mine, school, "request.withdraw", stale=True)
    assert w.whispers(PRINCIPAL) == ["R-1 is closed. Send me a new message and it becomes a new request."]
    w.press(CONTACT, theirs, unit, "request.take", stale=True)
    assert w.whispers(CONTACT) == ["R-1 is closed (withdrawn). Nothing more to do."]
    w.press(CONTACT, theirs, unit, "request.reply", stale=True)
    assert "R-1 is closed (withdrawn)." in w.modal(CONTACT)


def test_words_written_for_a_request_that_closed_meanwhile_are_given_back(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.reply")
    w.on_card(PRINCIPAL, 1, "request.withdraw")
    w.submit(CONTACT, text="We can come on Tuesday, and bring two fans.")
    assert "R-1 is closed (withdrawn). Nothing more to do." in w.modal(CONTACT)
    assert "We can come on Tuesday, and bring two fans." in w.modal(CONTACT)


def test_another_schools_request_is_answered_like_one_that_does_not_exist(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.say(OTHER_PRINCIPAL, BUS)
    own, where = w.card(OTHER_PRINCIPAL, 2)
    for action in ("request.withdraw", "request.need_help"):
        for value in ("1", "77"):
            w.press(OTHER_PRINCIPAL, where, own, action, value=value)
    assert w.whispers(OTHER_PRINCIPAL) == ["I don't find that request."] * 4
    w.press(OTHER_PRINCIPAL, where, own, "request.add", value="1")
    assert w.modal(OTHER_PRINCIPAL) == "I don't find that request."
    assert w.request().status == "open" and w.from_bot(ILD) == []


def test_a_forged_private_metadata_opens_nothing(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.say(OTHER_PRINCIPAL, BUS)
    w.on_card(OTHER_PRINCIPAL, 2, "request.add")
    view = w.box.modal(w.ids[OTHER_PRINCIPAL])
    assert view is not None
    for metadata in ("1", "77"):
        answer = w.forge_view(OTHER_PRINCIPAL, view, metadata, text={"value": "let me in"})
        assert "I don't find that request." in json.dumps(answer.body)
    for metadata in ("", "one", "1; DROP TABLE request", "9999999999", "99999999999999", "-1", "\u0661"):
        answer = w.forge_view(OTHER_PRINCIPAL, view, metadata, text={"value": "let me in"})
        assert answer.status == 200 and OUTDATED in json.dumps(answer.body), metadata
    assert w.thread(CONTACT, 1) == []


def press_forged(w: World, person: str, **action: Any) -> int:
    card, channel = w.card(person)
    made = {"type": "button", "block_id": "b", "action_ts": card["ts"], "value": "1", **action}
    container = {"type": "message", "channel_id": channel, "message_ts": card["ts"]}
    payload = {"type": "block_actions", "user": {"id": w.ids[person]}, "container": container, "actions": [made]}
    return w.forge(payload).status


def test_an_unknown_button_says_that_the_card_is_out_of_date(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    assert press_forged(w, PRINCIPAL, action_id="request.teleport") == 200
    assert w.whispers(PRINCIPAL) == [OUTDATED]


@pytest.mark.parametrize("value", ["", "x", "1e3", "-1", "9" * 30, "2147483648", "1 OR 1=1"])
def test_a_forged_button_value_is_refused_in_a_sentence(monday: World, value: str) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    assert press_forged(w, PRINCIPAL, action_id="request.withdraw", value=value) == 200
    assert w.whispers(PRINCIPAL) == [OUTDATED]
    assert w.request().status == "open"


def test_an_unknown_form_is_refused_and_gives_the_words_back(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(PRINCIPAL, 1, "request.add")
    view = w.box.modal(w.ids[PRINCIPAL])
    assert view is not None
    view["callback_id"] = "modal.of_old"
    answer = w.forge_view(PRINCIPAL, view, text={"value": "Room 206 too"})
    assert answer.body["response_action"] == "update"
    assert "This form is out of date" in json.dumps(answer.body) and "Room 206 too" in json.dumps(answer.body)


def test_people_of_other_units_cannot_act_on_a_card(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.say(OTHER_PRINCIPAL, BUS)
    bus, channel = w.card("patty.hruska@cedargrove.example", 2)
    w.press("patty.hruska@cedargrove.example", channel, bus, "request.take", value="1")
    assert w.whispers("patty.hruska@cedargrove.example") == ["I don't find that request."]
    assert w.request(1).taken_by == ""


def test_somebody_elses_question_cannot_be_answered(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, "There is a thing")
    w.say(FAR_PRINCIPAL, "There is a thing")
    question = w.from_bot(FAR_PRINCIPAL)[0]
    w.press(FAR_PRINCIPAL, "bot", question, "draft.triage", value="1")
    assert w.whispers(FAR_PRINCIPAL) == ["I don't find that question."]
    w.press(FAR_PRINCIPAL, "bot", question, "draft.triage", value="2:no.such.route")
    assert w.count() == 1 and w.request().requester == FAR_PRINCIPAL


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "What I understand:"),
        ("help", "What I understand:"),
        (
            "hlep",
            'I don\'t know "hlep". Did you mean `/broker help`? I filed nothing. For a request, write a sentence.',
        ),
    ],
)
def test_a_bare_or_misspelt_verb_files_nothing(monday: World, typed: str, told: str) -> None:
    w = monday
    assert w.slash(PRINCIPAL, typed).body["text"].startswith(told)
    assert w.count() == 0
