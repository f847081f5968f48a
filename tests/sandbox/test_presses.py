"""Presses, slash commands and response URLs: the payloads the bot gets, and what its answers do."""

from typing import Any

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from broker_bot.sandbox.server import Fault, HandsError, Sandbox
from tests.sandbox.conftest import Api
from tests.sandbox.parts import actions, button, entry, home, options, plain, section, text_input
from tests.sandbox.recorder import Recorder

Json = dict[str, Any]

CARD = [
    section(block_id="head"),
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            button(action_id="take", value="r1", text=plain(4)),
            {"type": "static_select", "action_id": "desk", "options": options(3)},
            {"type": "overflow", "action_id": "more", "options": options(2)},
            {"type": "datepicker", "action_id": "date"},
            {"type": "timepicker", "action_id": "time"},
            {"type": "checkboxes", "action_id": "boxes", "options": options(3)},
            {"type": "radio_buttons", "action_id": "radio", "options": options(2)},
        ],
    },
    entry(text_input(action_id="note"), block_id="say", dispatch_action=True),
]


@pytest.fixture
def card(api: Api, bot: Recorder) -> str:
    ts = str(api("chat.postMessage", channel="C0001", text="card", blocks=CARD)["ts"])
    api.box.settle()
    bot.heard.clear()
    return ts


def pressed(bot: Recorder) -> Json:
    """Return the one action of the last payload."""
    [action] = next(one.body["actions"] for one in reversed(bot.heard) if "actions" in one.body)
    return dict(action)


def test_a_button_sends_who_pressed_what_on_which_message(box: Sandbox, bot: Recorder, card: str) -> None:
    answer = box.press("U0002", "C0001", card, "take")
    heard = bot.heard[-1]
    assert SignatureVerifier(box.signing_secret).is_valid_request(heard.raw, heard.headers)
    payload = heard.body
    assert (payload["type"], payload["user"]["id"], payload["channel"]) == (
        "block_actions",
        "U0002",
        {"id": "C0001", "name": "unit-facilities"},
    )
    assert payload["container"] == {
        "type": "message",
        "message_ts": card,
        "channel_id": "C0001",
        "is_ephemeral": False,
    }
    assert payload["message"]["blocks"][1]["block_id"] == "row"
    assert payload["trigger_id"] == answer.trigger_id
    action = pressed(bot)
    assert (action["action_id"], action["block_id"], action["value"], action["type"]) == ("take", "row", "r1", "button")


@pytest.mark.parametrize(
    ("action_id", "selected", "key", "expected"),
    [
        ("desk", "v1", "selected_option", {"text": plain(1), "value": "v1"}),
        ("more", "v0", "selected_option", {"text": plain(1), "value": "v0"}),
        ("date", "2026-11-03", "selected_date", "2026-11-03"),
        ("time", "07:30", "selected_time", "07:30"),
        (
            "boxes",
            ["v0", "v2"],
            "selected_options",
            [{"text": plain(1), "value": "v0"}, {"text": plain(1), "value": "v2"}],
        ),
        ("radio", "v1", "selected_option", {"text": plain(1), "value": "v1"}),
        ("note", "thanks", "value", "thanks"),
    ],
)
def test_each_element_sends_its_own_kind_of_choice(
    box: Sandbox, bot: Recorder, card: str, action_id: str, selected: Any, key: str, expected: Any
) -> None:
    assert box.press("U0001", "C0001", card, action_id, selected=selected).ok
    assert pressed(bot)[key] == expected


def test_the_message_remembers_what_each_person_chose(box: Sandbox, bot: Recorder, card: str) -> None:
    box.press("U0001", "C0001", card, "desk", selected="v2")
    box.press("U0001", "C0001", card, "take")
    assert bot.heard[-1].body["state"]["values"]["row"]["desk"]["selected_option"]["value"] == "v2"
    box.press("U0002", "C0001", card, "take")
    assert bot.heard[-1].body["state"]["values"]["row"]["desk"]["selected_option"] is None


def test_an_option_that_is_not_offered_must_be_forged(box: Sandbox, bot: Recorder, card: str) -> None:
    with pytest.raises(HandsError, match="it offers: v0, v1, v2"):
        box.press("U0001", "C0001", card, "desk", selected="v9")
    box.press("U0001", "C0001", card, "desk", value="v9")
    assert pressed(bot)["selected_option"]["value"] == "v9"
    box.press("U0001", "C0001", card, "take", value="r666")
    assert pressed(bot)["value"] == "r666"


def test_what_is_gone_can_be_pressed_only_as_a_stale_screen(api: Api, bot: Recorder, card: str) -> None:
    api("chat.update", channel="C0001", ts=card, text="done", blocks=[section()])
    with pytest.raises(HandsError, match="There is no 'take'"):
        api.box.press("U0001", "C0001", card, "take")
    assert api.box.press("U0001", "C0001", card, "take", stale=True).ok
    api("chat.delete", channel="C0001", ts=card)
    assert api.box.press("U0001", "C0001", card, "take", stale=True).ok
    assert pressed(bot)["value"] == "r1"


def test_only_members_press(box: Sandbox, card: str) -> None:
    with pytest.raises(HandsError, match="U0002 is not in any channel"):
        box.press("U0002", "C0002", card, "take")
    with pytest.raises(HandsError, match="deactivated"):
        box.press("U0003", "C0001", card, "take")
    with pytest.raises(HandsError, match="Nobody here has the id"):
        box.say("U0404", "bot", "x")


def test_a_failing_bot_is_an_error_the_person_sees(box: Sandbox, bot: Recorder, card: str) -> None:
    bot.answers.extend([500])
    answer = box.press("U0001", "C0001", card, "take")
    assert (answer.ok, answer.status, answer.error) == (False, 500, "dispatch_failed: the app answered HTTP 500.")
    assert len(bot.heard) == 1


def test_a_silent_bot_is_given_up_after_three_seconds(box: Sandbox, bot: Recorder, card: str) -> None:
    bot.free.clear()
    answer = box.press("U0001", "C0001", card, "take")
    assert (answer.ok, answer.status) == (False, 0)
    assert "within 3 seconds" in str(answer.error)


def test_without_a_bot_the_person_is_told(box: Sandbox) -> None:
    assert box.slash("U0001", "bot", "/broker").error == "No app is connected to this workspace."


def test_a_slash_command_is_a_form(box: Sandbox, bot: Recorder) -> None:
    bot.answers.append("Here is your list.")
    answer = box.slash("U0001", "C0001", "/broker", "list mine")
    form = bot.heard[-1].body
    assert (form["command"], form["text"], form["user_id"], form["channel_id"]) == (
        "/broker",
        "list mine",
        "U0001",
        "C0001",
    )
    assert form["trigger_id"] == answer.trigger_id
    assert [one["text"] for one in box.ephemerals("U0001")] == ["Here is your list."]
    with pytest.raises(HandsError, match="there are: /broker"):
        box.slash("U0001", "C0001", "/weather", "")


def test_a_slash_answer_can_be_for_everybody(box: Sandbox, bot: Recorder) -> None:
    bot.answers.append({"response_type": "in_channel", "text": "For all"})
    box.slash("U0001", "C0001", "/broker", "x")
    assert [one["text"] for one in box.messages("C0001")] == ["For all"]


def test_a_slash_answer_beyond_slacks_limits_is_refused(box: Sandbox, bot: Recorder) -> None:
    bot.answers.append({"blocks": [section()] * 51})
    answer = box.slash("U0001", "C0001", "/broker", "x")
    assert (answer.ok, box.ephemerals("U0001")) == (False, [])
    assert "no more than 50 items" in str(answer.error)


def respond(bot: Recorder, **sent: Any) -> Json:
    url = next(one.body["response_url"] for one in reversed(bot.heard) if "response_url" in one.body)
    answer: Json = httpx.post(url, json=sent).json()
    return answer


def test_a_response_url_answers_five_times(box: Sandbox, bot: Recorder, card: str) -> None:
    box.press("U0001", "C0001", card, "take")
    assert respond(bot, text="to you") == {"ok": True}
    assert [one["text"] for one in box.ephemerals("U0001")] == ["to you"]
    respond(bot, text="to all", response_type="in_channel")
    assert box.messages("C0001")[-1]["text"] == "to all"
    respond(bot, text="replaced", replace_original=True)
    assert box.messages("C0001")[0]["text"] == "replaced"
    respond(bot, delete_original=True)
    assert [one["text"] for one in box.messages("C0001")] == ["to all"]
    assert respond(bot)["error"] == "no_text"
    assert respond(bot, text="sixth")["error"] == "used_url"


def test_a_private_card_can_be_pressed_replaced_and_deleted(api: Api, bot: Recorder) -> None:
    buttons = [actions(button(action_id="send"))]
    api("chat.postEphemeral", channel="C0001", user="U0001", text="psst", blocks=buttons)
    [shown] = api.box.ephemerals("U0001")
    assert api.box.press("U0001", "C0001", shown["ts"], "send").ok
    assert bot.heard[-1].body["container"]["is_ephemeral"] is True
    assert "message" not in bot.heard[-1].body
    respond(bot, replace_original=True, text="sent")
    assert [one["text"] for one in api.box.ephemerals("U0001")] == ["sent"]
    respond(bot, delete_original=True)
    assert api.box.ephemerals("U0001") == []
    with pytest.raises(HandsError, match="that U0002 can see"):
        api.box.press("U0002", "C0001", shown["ts"], "send")


def test_faults_hit_response_urls_too(box: Sandbox, bot: Recorder, card: str) -> None:
    box.press("U0001", "C0001", card, "take")
    box.fault(Fault("response_url", "error", error="fatal_error"))
    assert respond(bot, text="x")["error"] == "fatal_error"


def test_pressing_in_the_home_names_the_view(api: Api, bot: Recorder) -> None:
    with pytest.raises(HandsError, match="no Home"):
        api.box.press_home("U0001", "open")
    api("views.publish", user_id="U0001", view=home(actions(button(action_id="open", value="7"))))
    assert api.box.press_home("U0001", "open").ok
    payload = bot.heard[-1].body
    assert payload["container"] == {"type": "view", "view_id": payload["view"]["id"]}
    assert (payload["view"]["type"], pressed(bot)["value"], "response_url" in payload) == ("home", "7", False)


def test_an_interaction_can_be_sent_again_as_it_was(box: Sandbox, bot: Recorder, card: str) -> None:
    box.press("U0001", "C0001", card, "take")
    box.resend("U0001")
    assert bot.heard[0].raw == bot.heard[1].raw
