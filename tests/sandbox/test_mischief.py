"""Events doubled, late, out of order and lost; who is in, out, archived or deactivated; over HTTP as in Python."""

from collections.abc import Callable

import pytest

from broker_bot.sandbox.model import HandsError
from broker_bot.sandbox.server import Sandbox
from tests.sandbox.conftest import CHANNELS, PEOPLE, Api, Json
from tests.sandbox.recorder import Recorder

Post = Callable[..., Json]


def texts(bot: Recorder) -> list[str]:
    return [event["text"] for event in bot.events()]


def test_the_next_event_can_be_late_and_be_overtaken(box: Sandbox, bot: Recorder) -> None:
    box.delay_events(0.3, times=1)
    ts = box.say("U0001", "bot", "first")
    box.edit("U0001", "bot", ts, "second")
    box.settle()
    assert [event.get("subtype") for event in bot.events()] == ["message_changed", None]
    assert bot.events()[1]["text"] == "first"


def test_every_event_can_be_late_until_it_is_ended(box: Sandbox, bot: Recorder) -> None:
    box.delay_events(0.2)
    box.say("U0001", "bot", "a")
    box.say("U0001", "bot", "b")
    assert (texts(bot), box.pending) == ([], 2)
    box.settle()
    assert sorted(texts(bot)) == ["a", "b"]
    box.delay_events(0)
    box.say("U0001", "bot", "c")
    box.settle()
    assert texts(bot)[-1] == "c"


def test_a_late_event_can_be_doubled_too(box: Sandbox, bot: Recorder) -> None:
    box.double_events(3)
    box.delay_events(0.1, times=2)
    box.say("U0001", "bot", "a")
    box.settle()
    assert texts(bot) == ["a"] * 3
    assert len({one.body["event_id"] for one in bot.heard}) == 1


def test_a_lost_event_never_comes_and_history_has_it(api: Api, bot: Recorder) -> None:
    api.box.lose_events()
    api.box.say("U0001", "C0001", "lost")
    api.box.say("U0001", "C0001", "kept")
    api.box.settle()
    assert texts(bot) == ["kept"]
    kept = api("conversations.history", channel="C0001")["messages"]
    assert [one["text"] for one in kept] == ["kept", "lost"]
    assert next(line.fault for line in api.box.log if line.method == "event:message") == "lost"


def test_stopping_drops_what_is_held_back() -> None:
    box = Sandbox(PEOPLE, CHANNELS)
    box.start()
    box.connect("http://127.0.0.1:9/")
    box.delay_events(60)
    box.say("U0001", "bot", "x")
    box.stop()
    assert [line.method for line in box.log] == []


@pytest.mark.parametrize(
    ("events", "heard"),
    [
        (("message.im",), ["message im"]),
        (("message.channels", "app_mention"), ["app_mention channel", "message channel"]),
        (("message",), ["message channel", "message im"]),
        ((), []),
    ],
)
def test_an_app_hears_only_what_it_subscribed_to(events: tuple[str, ...], heard: list[str], bot: Recorder) -> None:
    with Sandbox(PEOPLE, CHANNELS, events=events) as box:
        box.connect(bot.url)
        box.say("U0001", "C0001", f"<@{box.bot_user_id}> help")
        box.say("U0001", "bot", "help")
        box.react("U0001", "C0001", box.messages("C0001")[0]["ts"], "eyes")
        box.settle()
    assert sorted(f"{one.event['type']} {one.event['channel_type']}" for one in bot.heard) == heard


def test_events_are_steered_over_http(box: Sandbox, bot: Recorder, post: Post) -> None:
    assert post("events", copies=2, lose=1) == {"ok": True, "copies": 2, "delay": 0.0, "times": None, "lose": 1}
    box.say("U0001", "bot", "lost")
    box.say("U0001", "bot", "twice")
    box.settle()
    assert texts(bot) == ["twice", "twice"]
    post("events", copies=1, delay=0.1, times=1)
    box.say("U0001", "bot", "late")
    box.settle()
    assert texts(bot)[-1] == "late"
    answers = post("resend", user="U0001", times=2)["answers"]
    assert [one["ok"] for one in answers] == [True, True]
    assert texts(bot)[-2:] == ["late", "late"]


def test_a_bot_that_was_taken_out_neither_hears_nor_speaks_until_it_joins(api: Api, bot: Recorder) -> None:
    api.box.kick_bot("C0001")
    api.box.say("U0001", "C0001", "unheard")
    api.box.settle()
    assert bot.heard == []
    assert api.error("chat.postMessage", channel="C0001", text="x") == "not_in_channel"
    assert api.error("conversations.history", channel="C0001") == "not_in_channel"
    assert api.error("conversations.join", channel="C0001") is None
    assert api.error("chat.postMessage", channel="C0001", text="x") is None


def test_a_bot_taken_out_of_a_private_channel_does_not_even_see_it(api: Api) -> None:
    api.box.kick_bot("G0001")
    for method in ("chat.postMessage", "conversations.info", "conversations.members", "conversations.history"):
        assert api.error(method, channel="G0001", text="x") == "channel_not_found"
    listed = api("conversations.list", types="private_channel")["channels"]
    assert listed == []


def test_an_archived_channel_is_readable_and_no_one_writes_there(api: Api, bot: Recorder) -> None:
    ts = api.box.say("U0001", "C0001", "before")
    api.box.settle()
    api.box.archive("C0001")
    assert api("conversations.info", channel="C0001")["channel"]["is_archived"] is True
    assert [one["ts"] for one in api("conversations.history", channel="C0001")["messages"]] == [ts]
    assert api.error("chat.postMessage", channel="C0001", text="x") == "is_archived"
    assert api.error("chat.postEphemeral", channel="C0001", user="U0001", text="x") == "is_archived"
    with pytest.raises(HandsError, match="archived"):
        api.box.say("U0001", "C0001", "x")
    api.box.archive("C0001", archived=False)
    assert api.error("chat.postMessage", channel="C0001", text="x") is None


def test_a_deactivated_person_can_do_nothing_and_be_told_nothing(api: Api, bot: Recorder) -> None:
    dm = api("conversations.open", users="U0002")["channel"]["id"]
    api.box.deactivate("U0002")
    api.box.settle()
    assert bot.events("user_change")[0]["user"]["deleted"] is True
    assert api.error("chat.postMessage", channel=dm, text="x") == "channel_not_found"
    assert api.error("conversations.open", users="U0002") == "user_disabled"
    assert api.error("users.lookupByEmail", email="lee@cedar.example") == "users_not_found"
    assert api("users.info", user="U0002")["user"]["deleted"] is True
    acts: list[Callable[[], object]] = [
        lambda: api.box.say("U0002", "C0001", "x"),
        lambda: api.box.open_home("U0002"),
        lambda: api.box.upload("U0002", "C0001", "a.txt", b"x"),
        lambda: api.box.slash("U0002", "C0001", "/broker"),
    ]
    for act in acts:
        with pytest.raises(HandsError, match="deactivated"):
            act()


def test_the_workspace_changes_over_http(api: Api, bot: Recorder, post: Post) -> None:
    box = api.box
    assert post("add_channel", id="C0009", name="new-desk", members=["U0001"]) == {"ok": True, "id": "C0009"}
    assert post("join", id="U0009", name="New Hire", email="new@cedar.example", channels=["new-desk"])["ok"]
    assert api("conversations.members", channel="C0009")["members"] == ["U0001", box.bot_user_id, "U0009"]
    assert post("archive", channel="new-desk")["ok"]
    assert api.error("chat.postMessage", channel="C0009", text="x") == "is_archived"
    post("archive", channel="new-desk", archived=False)
    assert post("kick_bot", channel="new-desk")["ok"]
    assert "is not in #new-desk" in post("kick_bot", channel="new-desk")["error"]
    assert post("deactivate", user="U0009")["ok"]
    box.settle()
    assert [one.event["type"] for one in bot.heard] == ["team_join", "user_change"]
    assert "There is no channel" in post("archive", channel="nowhere")["error"]
    assert "Nobody here has the id" in post("deactivate", user="U404")["error"]


@pytest.mark.parametrize(
    ("method", "args", "scope"),
    [
        ("chat.postMessage", {"channel": "C0001", "text": "x"}, "chat:write"),
        ("conversations.history", {"channel": "C0001"}, "channels:history"),
        ("conversations.history", {"channel": "G0001"}, "groups:history"),
        ("conversations.info", {"channel": "DU0001"}, "im:read"),
        ("conversations.list", {"types": "private_channel"}, "groups:read"),
        ("conversations.open", {"users": "U0001"}, "im:write"),
        ("users.lookupByEmail", {"email": "dana@cedar.example"}, "users:read.email"),
        ("reactions.add", {"channel": "C0001", "timestamp": "1.0", "name": "eyes"}, "reactions:write"),
    ],
)
def test_a_call_needs_its_scope(api: Api, method: str, args: Json, scope: str) -> None:
    dm = api.box.dm("U0001")
    sent = {key: dm if value == "DU0001" else value for key, value in args.items()}
    api.box.grant(["users:read"])
    refused = api(method, **sent)
    assert (refused["error"], refused["needed"], refused["provided"]) == ("missing_scope", scope, "users:read")
    api.box.grant([scope])
    assert api(method, **sent).get("error") != "missing_scope"
    api.box.grant(None)
    assert api(method, **sent).get("error") != "missing_scope"


def test_scopes_are_named_in_every_answers_head(api: Api) -> None:
    api.box.grant(["users:read", "chat:write"])
    assert api.client.post("auth.test").headers["x-oauth-scopes"] == "chat:write,users:read"
    api.box.grant(None)
    assert "x-oauth-scopes" not in api.client.post("auth.test").headers
