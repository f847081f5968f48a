"""Events as the bot hears them: signed, wrapped, retried, doubled on request."""

import time
from typing import Any

import pytest
from slack_sdk.signature import SignatureVerifier

from broker_bot.sandbox.server import Sandbox, SandboxPerson
from tests.sandbox.conftest import Api
from tests.sandbox.parts import home, section
from tests.sandbox.recorder import Recorder

Json = dict[str, Any]


def test_an_event_is_signed_in_real_time_and_wrapped(box: Sandbox, bot: Recorder) -> None:
    ts = box.say("U0001", "bot", "AC out")
    box.wait_until(lambda: len(bot.heard) == 1)
    heard = bot.heard[0]
    assert SignatureVerifier(box.signing_secret).is_valid_request(heard.raw, heard.headers)
    assert abs(int(heard.headers["x-slack-request-timestamp"]) - time.time()) < 5
    assert (heard.body["type"], heard.body["team_id"]) == ("event_callback", box.identity.team)
    assert heard.body["authorizations"][0]["user_id"] == box.bot_user_id
    assert heard.body["event_id"].startswith("Ev")
    event = heard.event
    assert (event["channel_type"], event["user"], event["text"], event["ts"]) == ("im", "U0001", "AC out", ts)
    assert event["channel"] == box.dm("U0001")


@pytest.mark.parametrize(
    ("user", "channel", "kind"), [("U0001", "C0001", "channel"), ("U0002", "G0001", "group"), ("U0001", "bot", "im")]
)
def test_the_kind_of_channel_is_named(box: Sandbox, bot: Recorder, user: str, channel: str, kind: str) -> None:
    box.say(user, channel, "x")
    box.wait_until(lambda: len(bot.heard) == 1)
    assert bot.heard[0].event["channel_type"] == kind


def test_the_bot_hears_nothing_from_where_it_is_not(box: Sandbox, bot: Recorder) -> None:
    box.say("U0001", "C0002", "secret")
    box.say("U0001", "C0001", "open")
    box.settle()
    assert [event["text"] for event in bot.events()] == ["open"]


def test_the_bots_own_messages_come_back_with_its_bot_id(api: Api, bot: Recorder) -> None:
    api("chat.postMessage", channel="C0001", text="mine", metadata={"event_type": "x", "event_payload": {}})
    api.box.settle()
    [event] = bot.events()
    assert (event["bot_id"], event["user"]) == (api.box.identity.bot, api.box.bot_user_id)


def test_a_reply_carries_its_thread(box: Sandbox, bot: Recorder) -> None:
    parent = box.say("U0001", "C0001", "a")
    box.settle()
    box.say("U0002", "C0001", "b", thread_ts=parent)
    box.settle()
    assert [event.get("thread_ts") for event in bot.events()] == [None, parent]


def test_edits_and_deletions_are_told_with_what_stood_before(box: Sandbox, bot: Recorder) -> None:
    ts = box.say("U0001", "C0001", "a")
    box.settle()
    box.edit("U0001", "C0001", ts, "b")
    box.settle()
    box.delete("U0001", "C0001", ts)
    box.settle()
    _, edited, deleted = bot.events()
    assert (edited["subtype"], edited["message"]["text"], edited["previous_message"]["text"]) == (
        "message_changed",
        "b",
        "a",
    )
    assert edited["message"]["edited"]["user"] == "U0001"
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)


def test_naming_the_bot_in_a_channel_is_a_mention_too(box: Sandbox, bot: Recorder) -> None:
    box.say("U0001", "C0001", f"<@{box.bot_user_id}> help")
    box.settle()
    assert sorted(one.event["type"] for one in bot.heard) == ["app_mention", "message"]


def test_a_reaction_names_the_message_and_its_author(box: Sandbox, bot: Recorder) -> None:
    ts = box.say("U0001", "C0001", "a")
    box.react("U0002", "C0001", ts, ":eyes:")
    box.settle()
    [event] = bot.events("reaction_added")
    assert (event["reaction"], event["user"], event["item_user"], event["item"]["ts"]) == ("eyes", "U0002", "U0001", ts)
    assert box.messages("C0001")[0]["reactions"] == [{"name": "eyes", "users": ["U0002"], "count": 1}]


def test_opening_the_home_carries_the_published_view(api: Api, bot: Recorder) -> None:
    api.box.open_home("U0001")
    api.box.settle()
    api("views.publish", user_id="U0001", view=home(section()))
    api.box.open_home("U0001")
    api.box.settle()
    first, second = bot.events("app_home_opened")
    assert (first["tab"], "view" in first) == ("home", False)
    assert second["view"]["type"] == "home"


def test_people_who_come_and_go_are_told(box: Sandbox, bot: Recorder) -> None:
    box.join(SandboxPerson("U0009", "New Hire", "new@cedar.example"), channels=["C0001"])
    box.settle()
    box.deactivate("U0009")
    box.settle()
    assert bot.events("team_join")[0]["user"]["profile"]["email"] == "new@cedar.example"
    assert bot.events("user_change")[0]["user"]["deleted"] is True


def test_a_failed_delivery_is_tried_three_times_more(box: Sandbox, bot: Recorder) -> None:
    bot.answers.extend([500, 500, 404, 500])
    box.say("U0001", "bot", "x")
    box.settle()
    retries = [(one.headers.get("x-slack-retry-num"), one.headers.get("x-slack-retry-reason")) for one in bot.heard]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    assert len({one.raw for one in bot.heard}) == 1


def test_a_bot_that_is_down_is_tried_again_too(box: Sandbox, bot: Recorder) -> None:
    url = box.url.replace("127.0.0.1", "127.0.0.2")
    box.connect(url)
    box.say("U0001", "bot", "x")
    box.settle()
    faults = [line.fault for line in box.log if line.method == "event:message"]
    assert faults == [None, "retry 1", "retry 2", "retry 3"]
    assert "could not be reached" in str(box.log[-1].error)


def test_a_retry_ends_with_the_first_success(box: Sandbox, bot: Recorder) -> None:
    bot.answers.extend([500])
    box.say("U0001", "bot", "x")
    box.settle()
    assert len(bot.heard) == 2


def test_the_bot_can_ask_for_no_retry(box: Sandbox, bot: Recorder) -> None:
    bot.answers.extend([500])
    bot.headers["x-slack-no-retry"] = "1"
    box.say("U0001", "bot", "x")
    box.settle()
    assert len(bot.heard) == 1


def test_events_can_be_doubled(box: Sandbox, bot: Recorder) -> None:
    box.double_events()
    box.say("U0001", "bot", "x")
    box.settle()
    assert len(bot.heard) == 2
    assert bot.heard[0].body["event_id"] == bot.heard[1].body["event_id"]


def test_the_last_event_can_be_sent_again(box: Sandbox, bot: Recorder) -> None:
    box.say("U0001", "bot", "mine")
    box.say("U0002", "bot", "other")
    box.settle()
    answers = box.resend("U0001", times=2)
    assert [answer.ok for answer in answers] == [True, True]
    assert [one.event["text"] for one in bot.heard[2:]] == ["mine", "mine"]
    assert [one.headers["x-slack-retry-num"] for one in bot.heard[2:]] == ["1", "2"]


def test_waiting_in_vain_says_for_what(box: Sandbox) -> None:
    with pytest.raises(AssertionError, match=r"Waited 0\.1 s in vain for a card"):
        box.wait_until(lambda: False, timeout=0.1, what="a card")
