"""The Web API's methods over HTTP: each one's ordinary answer, and the refusals a bot must live with."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from broker_bot.sandbox.coverage import COVERAGE, METHODS
from tests.sandbox.conftest import Api
from tests.sandbox.parts import home, modal, section

Json = dict[str, Any]


def posted(api: Api, **sent: Any) -> str:
    return str(api("chat.postMessage", **{"channel": "C0001", "text": "hello", **sent})["ts"])


def pushed(api: Api) -> Json:
    api("views.open", trigger_id=trigger(api), view=modal())
    return api("views.push", trigger_id=trigger(api), view=modal())


def updated(api: Api) -> Json:
    view = api("views.open", trigger_id=trigger(api), view=modal())["view"]
    return api("views.update", view_id=view["id"], hash=view["hash"], view=modal(section()))


def trigger(api: Api) -> str | None:
    return api.box.slash("U0001", "bot", "/broker").trigger_id


def uploaded(api: Api) -> Json:
    """Promise and send a file of four bytes; return the answer to the promise."""
    promised: Json = api.client.post("files.getUploadURLExternal", data={"filename": "a.txt", "length": 4}).json()
    api.client.post(promised["upload_url"], content=b"text")
    return promised


def completed(api: Api) -> Json:
    return api("files.completeUploadExternal", files=[{"id": uploaded(api)["file_id"]}])


CALLS: dict[str, tuple[Callable[[Api], Json], str]] = {
    "apps.connections.open": (lambda api: api("apps.connections.open"), "error"),
    "auth.test": (lambda api: api("auth.test"), "bot_id"),
    "chat.delete": (lambda api: api("chat.delete", channel="C0001", ts=posted(api)), "ts"),
    "chat.getPermalink": (
        lambda api: api("chat.getPermalink", channel="C0001", message_ts=posted(api)),
        "permalink",
    ),
    "chat.postEphemeral": (
        lambda api: api("chat.postEphemeral", channel="C0001", user="U0001", text="x"),
        "message_ts",
    ),
    "chat.postMessage": (lambda api: api("chat.postMessage", channel="C0001", text="x"), "ts"),
    "chat.update": (lambda api: api("chat.update", channel="C0001", ts=posted(api), text="y"), "ts"),
    "conversations.history": (lambda api: api("conversations.history", channel="C0001"), "messages"),
    "conversations.info": (lambda api: api("conversations.info", channel="C0001"), "channel"),
    "conversations.join": (lambda api: api("conversations.join", channel="C0002"), "channel"),
    "conversations.list": (lambda api: api("conversations.list"), "channels"),
    "conversations.members": (lambda api: api("conversations.members", channel="C0001"), "members"),
    "conversations.open": (lambda api: api("conversations.open", users="U0001"), "channel"),
    "conversations.replies": (lambda api: api("conversations.replies", channel="C0001", ts=posted(api)), "messages"),
    "files.completeUploadExternal": (completed, "files"),
    "files.getUploadURLExternal": (uploaded, "upload_url"),
    "files.info": (lambda api: api("files.info", file=completed(api)["files"][0]["id"]), "file"),
    "reactions.add": (lambda api: api("reactions.add", channel="C0001", timestamp=posted(api), name="eyes"), "ok"),
    "users.info": (lambda api: api("users.info", user="U0001"), "user"),
    "users.list": (lambda api: api("users.list"), "members"),
    "users.lookupByEmail": (lambda api: api("users.lookupByEmail", email="DANA@cedar.example"), "user"),
    "views.open": (lambda api: api("views.open", trigger_id=trigger(api), view=modal()), "view"),
    "views.publish": (lambda api: api("views.publish", user_id="U0001", view=home(section())), "view"),
    "views.push": (pushed, "view"),
    "views.update": (updated, "view"),
}


def test_the_coverage_table_equals_the_routes_and_each_has_a_test() -> None:
    assert [row.method for row in COVERAGE] == sorted(METHODS)
    assert set(CALLS) == set(METHODS)


@pytest.mark.parametrize("method", METHODS)
def test_each_method_answers(api: Api, method: str) -> None:
    call, key = CALLS[method]
    answer = call(api)
    assert answer["ok"] is (method != "apps.connections.open")
    assert key in answer


def test_an_unknown_method_is_named_so(api: Api) -> None:
    assert api.error("chat.shout", channel="C0001") == "unknown_method"


@pytest.mark.parametrize(
    ("headers", "form", "code"),
    [
        ({}, {}, "not_authed"),
        ({"Authorization": "Bearer xoxb-other"}, {}, "invalid_auth"),
        ({}, {"token": "xoxb-other"}, "invalid_auth"),
        ({}, {"token": "xoxb-sandbox"}, None),
    ],
)
def test_a_call_needs_the_bots_token(api: Api, headers: dict[str, str], form: Json, code: str | None) -> None:
    assert httpx.post(api.box.api_url + "auth.test", data=form, headers=headers).json().get("error") == code


def test_a_token_inside_json_does_not_count(api: Api) -> None:
    answer = httpx.post(api.box.api_url + "auth.test", json={"token": api.box.bot_token}).json()
    assert answer["error"] == "not_authed"


def test_form_json_and_query_say_the_same(api: Api) -> None:
    blocks, metadata = [section()], {"event_type": "x", "event_payload": {"id": "1"}}
    form = {"channel": "C0001", "text": "x", "blocks": json.dumps(blocks), "metadata": json.dumps(metadata)}
    by_form = api.client.post("chat.postMessage", data=form).json()
    by_json = api("chat.postMessage", channel="C0001", text="x", blocks=blocks, metadata=metadata)
    assert by_form["ok"]
    assert by_form["message"]["metadata"] == by_json["message"]["metadata"] == metadata
    assert by_form["message"]["blocks"][0]["text"] == by_json["message"]["blocks"][0]["text"]
    assert len(api.client.get("conversations.history", params={"channel": "C0001", "limit": 1}).json()["messages"]) == 1


def test_a_json_call_with_an_empty_body_counts_as_one_without_arguments(api: Api) -> None:
    empty = api.client.post("auth.test", content=b"", headers={"content-type": "application/json"})
    assert empty.json()["ok"]


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("application/json", b"{", "invalid_json"),
        ("application/json", b"[1]", "json_not_object"),
        ("image/png", b"x", "invalid_post_type"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(api: Api, kind: str, body: bytes, code: str) -> None:
    answer = api.client.post("auth.test", content=body, headers={"content-type": kind}).json()
    assert answer["error"] == code


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"channel": "C9999", "text": "x"}, "channel_not_found"),
        ({"channel": "C0002", "text": "x"}, "not_in_channel"),
        ({"channel": "C0003", "text": "x"}, "is_archived"),
        ({"channel": "G0002", "text": "x"}, "channel_not_found"),
        ({"channel": "U0003", "text": "x"}, "channel_not_found"),
        ({"channel": "C0001"}, "no_text"),
        ({"channel": "C0001", "text": "  "}, "no_text"),
        ({"text": "x"}, "invalid_arguments"),
        ({"channel": "C0001", "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"channel": "#unit-facilities", "text": "x"}, None),
        ({"channel": "G0001", "text": "x"}, None),
    ],
)
def test_where_the_bot_may_post(api: Api, sent: Json, code: str | None) -> None:
    assert api.error("chat.postMessage", **sent) == code


def test_posting_to_a_person_reaches_the_conversation_with_the_bot(api: Api) -> None:
    opened = api("conversations.open", users="U0002")["channel"]["id"]
    assert api("chat.postMessage", channel="U0002", text="x")["channel"] == opened == api.box.dm("U0002")
    assert opened.startswith("D")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({}, "users_list_not_supplied"),
        ({"users": "U9999"}, "user_not_found"),
        ({"users": "U0003"}, "user_disabled"),
        ({"users": "U0SANDBOX"}, "cannot_dm_bot"),
        ({"channel": "C0001"}, "method_not_supported_for_channel_type"),
    ],
)
def test_whom_the_bot_may_open_a_conversation_with(api: Api, sent: Json, code: str) -> None:
    assert api.error("conversations.open", **sent) == code


def test_update_keeps_what_is_not_named_and_takes_away_what_is_empty(api: Api) -> None:
    metadata = {"event_type": "x", "event_payload": {"id": "1"}}
    ts = posted(api, blocks=[section()], metadata=metadata)
    kept = api("chat.update", channel="C0001", ts=ts, text="new")["message"]
    assert (kept["text"], len(kept["blocks"]), kept["metadata"]) == ("new", 1, metadata)
    bare = api("chat.update", channel="C0001", ts=ts, text="newer", blocks=[], metadata={})["message"]
    assert ("blocks" in bare, "metadata" in bare, bare["edited"]["user"]) == (False, False, api.box.bot_user_id)


@pytest.mark.parametrize(
    ("method", "code"), [("chat.update", "cant_update_message"), ("chat.delete", "cant_delete_message")]
)
def test_the_bot_changes_only_its_own_messages(api: Api, method: str, code: str) -> None:
    theirs = api.box.say("U0001", "C0001", "mine")
    assert api.error(method, channel="C0001", ts=theirs, text="x") == code
    assert api.error(method, channel="C0001", ts="1.000001", text="x") == "message_not_found"
    assert api.error(method, channel="U0001", ts=theirs, text="x") == "channel_not_found"


def test_an_archived_channels_messages_cannot_be_changed(api: Api) -> None:
    ts = posted(api)
    api.box.archive("C0001")
    assert api.error("chat.update", channel="C0001", ts=ts, text="x") == "is_inactive"


def test_ephemerals_are_seen_by_one_and_never_in_history(api: Api) -> None:
    assert api("chat.postEphemeral", channel="C0001", user="U0001", text="psst")["ok"]
    assert [one["text"] for one in api.box.ephemerals("U0001")] == ["psst"]
    assert api.box.ephemerals("U0002") == api("conversations.history", channel="C0001")["messages"] == []
    assert api.box.posts() == []
    assert api.error("chat.postEphemeral", channel="G0001", user="U0001", text="x") == "user_not_in_channel"


def test_reacting_twice_is_refused(api: Api) -> None:
    ts = posted(api)
    assert api.error("reactions.add", channel="C0001", timestamp=ts, name="eyes") is None
    assert api.error("reactions.add", channel="C0001", timestamp=ts, name="eyes") == "already_reacted"


def test_people_are_found_by_mail_while_they_are_active(api: Api) -> None:
    assert api("users.lookupByEmail", email="lee@cedar.example")["user"]["id"] == "U0002"
    assert api.error("users.lookupByEmail", email="ann@cedar.example") == "users_not_found"
    assert api("users.info", user="U0003")["user"]["deleted"] is True
    assert api.error("users.info", user="U9999") == "user_not_found"


def test_lists_come_in_pages(api: Api) -> None:
    seen: list[str] = []
    cursor = ""
    for _ in range(3):
        answer = api("users.list", limit=2, cursor=cursor)
        seen += [one["id"] for one in answer["members"]]
        cursor = answer["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert seen == ["U0001", "U0002", "U0003", "U0SANDBOX"]
    assert api.error("users.list", cursor="!!") == "invalid_cursor"


def test_channel_lists_show_what_the_bot_may_see(api: Api) -> None:
    def ids(**sent: Any) -> list[str]:
        return [one["id"] for one in api("conversations.list", **sent)["channels"]]

    assert ids() == ["C0001", "C0002", "C0003"]
    assert ids(exclude_archived=True) == ["C0001", "C0002"]
    assert ids(types="private_channel") == ["G0001"]
    assert api.error("conversations.list", types="secret") == "invalid_types"
    assert api.error("conversations.info", channel="G0002") == "channel_not_found"
    assert api("conversations.members", channel="C0001")["members"] == ["U0001", "U0002", "U0SANDBOX"]


def test_joining_a_public_channel_lets_the_bot_post(api: Api) -> None:
    assert api("conversations.join", channel="C0002")["ok"]
    assert api.error("chat.postMessage", channel="C0002", text="x") is None
    assert api.error("conversations.join", channel="C0003") == "is_archived"
