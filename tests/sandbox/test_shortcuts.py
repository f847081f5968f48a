"""Shortcuts as the bot hears them: global ones know no place, those on a message bring the message."""

from collections.abc import Callable, Iterator

import pytest

from broker_bot.sandbox.model import HandsError
from broker_bot.sandbox.server import Sandbox, Shortcut
from tests.sandbox.conftest import CHANNELS, PEOPLE, Api, Json
from tests.sandbox.parts import modal
from tests.sandbox.recorder import Recorder

KNOWN = (Shortcut("new", "New request"), Shortcut("take_thread", "Make this a request", "message"))


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(PEOPLE, CHANNELS, shortcuts=KNOWN) as sandbox:
        yield sandbox


def test_a_global_shortcut_tells_who_and_not_where(api: Api, bot: Recorder) -> None:
    answer = api.box.shortcut("U0001", "new")
    said = bot.heard[-1].body
    assert (said["type"], said["callback_id"], said["user"]["id"]) == ("shortcut", "new", "U0001")
    assert not {"channel", "message", "response_url"} & set(said)
    assert api.error("views.open", trigger_id=answer.trigger_id, view=modal()) is None


def test_a_message_shortcut_brings_the_message(box: Sandbox, bot: Recorder) -> None:
    parent = box.say("U0002", "C0001", "The lift is stuck")
    box.say("U0001", "C0001", "Again", thread_ts=parent)
    assert box.message_shortcut("U0001", "C0001", parent, "take_thread").ok
    said = next(one.body for one in bot.heard if one.body.get("type") == "message_action")
    assert (said["callback_id"], said["message_ts"]) == ("take_thread", parent)
    assert said["channel"] == {"id": "C0001", "name": "unit-facilities"}
    assert (said["message"]["text"], said["message"]["user"]) == ("The lift is stuck", "U0002")
    assert (said["message"]["thread_ts"], said["message"]["reply_count"]) == (parent, 1)


def test_a_message_shortcut_works_where_the_bot_is_not_and_may_answer_there(api: Api, bot: Recorder) -> None:
    ts = api.box.say("U0001", "C0002", "x")
    assert api.box.message_shortcut("U0001", "C0002", ts, "take_thread").ok
    url = bot.heard[-1].body["response_url"]
    assert api.client.post(url, json={"text": "Noted"}).json()["ok"]
    assert [one["text"] for one in api.box.ephemerals("U0001")] == ["Noted"]
    assert api.error("conversations.replies", channel="C0002", ts=ts) == "not_in_channel"


def test_a_shortcut_used_twice_is_two_payloads_about_one_message(box: Sandbox, bot: Recorder) -> None:
    ts = box.say("U0001", "C0001", "x")
    first, second = (box.message_shortcut("U0001", "C0001", ts, "take_thread").trigger_id for _ in range(2))
    assert first != second


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda box, ts: box.shortcut("U0001", "take_thread"), "it has: new"),
        (lambda box, ts: box.message_shortcut("U0001", "C0001", ts, "new"), "it has: take_thread"),
        (lambda box, ts: box.message_shortcut("U0003", "C0001", ts, "take_thread"), "deactivated"),
        (lambda box, ts: box.message_shortcut("U0001", "G0001", ts, "take_thread"), "not in any channel"),
        (lambda box, ts: box.message_shortcut("U0001", "C0001", "1.2", "take_thread"), "no message"),
    ],
)
def test_what_the_menu_does_not_offer_is_refused(
    box: Sandbox, bot: Recorder, act: Callable[[Sandbox, str], object], said: str
) -> None:
    ts = box.say("U0001", "C0001", "x")
    with pytest.raises(HandsError, match=said):
        act(box, ts)


def test_a_failing_bot_is_an_error_the_person_sees(box: Sandbox, bot: Recorder) -> None:
    bot.answers.append(500)
    assert box.shortcut("U0001", "new").error == "dispatch_failed: the app answered HTTP 500."


def test_the_page_uses_shortcuts_too(box: Sandbox, bot: Recorder, post: Callable[..., Json]) -> None:
    ts = box.say("U0001", "C0001", "x")
    assert post("shortcut", **{"as": "U0001"}, callback_id="new")["ok"]
    assert post("message_shortcut", **{"as": "U0001"}, channel="C0001", ts=ts, callback_id="take_thread")["ok"]
    kinds = [one.body["type"] for one in bot.heard if "callback_id" in one.body]
    assert kinds == ["shortcut", "message_action"]


def test_a_permalink_leads_to_the_thread_on_the_page(api: Api) -> None:
    parent = api.box.say("U0001", "C0001", "x")
    reply = api.box.say("U0002", "C0001", "y", thread_ts=parent)
    found = api("chat.getPermalink", channel="C0001", message_ts=reply)["permalink"]
    assert found == f"{api.box.url}/archives/C0001/p{reply.replace('.', '')}?thread_ts={parent}&cid=C0001"
    assert api.client.get(found).headers["location"] == f"/#channel=C0001&thread={parent}"
    assert api.error("chat.getPermalink", channel="C0001", message_ts="1.2") == "message_not_found"
    assert api.error("chat.getPermalink", channel="C0002", message_ts=parent) == "not_in_channel"


def test_a_forwarded_message_is_an_attachment_with_its_author_and_address(box: Sandbox, bot: Recorder) -> None:
    ts = box.say("U0002", "C0001", "The lift is stuck")
    box.forward("U0001", "C0001", ts, "bot", "See this")
    box.settle()
    event = next(event for event in bot.events() if event.get("channel_type") == "im")
    [shared] = event["attachments"]
    assert (event["text"], event["channel_type"], shared["is_share"]) == ("See this", "im", True)
    assert (shared["author_name"], shared["text"]) == ("Lee Park", "The lift is stuck")
    assert shared["from_url"].endswith(f"/archives/C0001/p{ts.replace('.', '')}")
