"""History, threads and metadata: what a bot that looks for its own posts can and cannot see."""

from collections.abc import Iterator
from typing import Any

import pytest

from broker_bot.sandbox.server import Sandbox
from tests.sandbox.conftest import CHANNELS, PEOPLE, Api

Json = dict[str, Any]
MARK = {"event_type": "broker_post", "event_payload": {"id": "o-17"}}


@pytest.fixture
def said(api: Api) -> list[str]:
    return [api.box.say("U0001", "C0001", f"m{index}") for index in range(5)]


def history(api: Api, **sent: Any) -> list[str]:
    return [one["text"] for one in api("conversations.history", channel="C0001", **sent)["messages"]]


def test_history_is_newest_first(api: Api, said: list[str]) -> None:
    assert history(api) == ["m4", "m3", "m2", "m1", "m0"]


def test_the_ends_of_a_window_are_left_out_unless_inclusive(api: Api, said: list[str]) -> None:
    assert history(api, oldest=said[1], latest=said[3]) == ["m2"]
    assert history(api, oldest=said[1], latest=said[3], inclusive=True) == ["m3", "m2", "m1"]
    assert api.error("conversations.history", channel="C0001", oldest="yesterday") == "invalid_ts_oldest"


def test_history_comes_in_pages(api: Api, said: list[str]) -> None:
    first = api("conversations.history", channel="C0001", limit=3)
    assert (len(first["messages"]), first["has_more"]) == (3, True)
    rest = api("conversations.history", channel="C0001", limit=3, cursor=first["response_metadata"]["next_cursor"])
    assert ([one["text"] for one in rest["messages"]], rest["has_more"]) == (["m1", "m0"], False)


def test_replies_are_hidden_from_history_unless_broadcast(api: Api, said: list[str]) -> None:
    api("chat.postMessage", channel="C0001", text="inside", thread_ts=said[0])
    api("chat.postMessage", channel="C0001", text="both", thread_ts=said[0], reply_broadcast=True)
    assert history(api) == ["both", "m4", "m3", "m2", "m1", "m0"]
    parent = api("conversations.history", channel="C0001")["messages"][-1]
    assert (parent["reply_count"], parent["reply_users"]) == (2, [api.box.bot_user_id])


def test_replies_come_behind_their_parent_oldest_first(api: Api, said: list[str]) -> None:
    first = api("chat.postMessage", channel="C0001", text="r1", thread_ts=said[0])["ts"]
    api("chat.postMessage", channel="C0001", text="r2", thread_ts=first)
    answer = api("conversations.replies", channel="C0001", ts=said[0])
    assert [one["text"] for one in answer["messages"]] == ["m0", "r1", "r2"]
    assert {one["thread_ts"] for one in answer["messages"]} == {said[0]}
    assert [one["text"] for one in api.box.messages("C0001", said[0])] == ["m0", "r1", "r2"]
    assert api.error("conversations.replies", channel="C0001", ts="1.000001") == "thread_not_found"


def test_metadata_comes_without_its_payload_unless_asked_for(api: Api) -> None:
    """github.com/slackapi/python-slack-sdk/issues/1501."""
    ts = api("chat.postMessage", channel="C0001", text="x", metadata=MARK)["ts"]
    for method, sent in (("conversations.history", {}), ("conversations.replies", {"ts": ts})):
        bare = api(method, channel="C0001", **sent)["messages"][0]["metadata"]
        assert bare == {"event_type": "broker_post"}
        full = api(method, channel="C0001", include_all_metadata=True, **sent)["messages"][0]["metadata"]
        assert full == MARK


def test_the_message_log_keeps_what_was_updated_and_deleted(api: Api) -> None:
    ts = api("chat.postMessage", channel="C0001", text="first", metadata=MARK)["ts"]
    api("chat.update", channel="C0001", ts=ts, text="second")
    api("chat.delete", channel="C0001", ts=ts)
    assert api.box.messages("C0001") == []
    [post] = api.box.posts("C0001")
    assert (post["text"], post["metadata"], post["deleted"]) == ("first", MARK, True)
    assert [one["text"] for one in post["updates"]] == ["second"]
    assert api.box.posts("G0001") == []


def test_the_bot_reads_only_where_it_is_a_member(api: Api) -> None:
    assert api.error("conversations.history", channel="C0002") == "not_in_channel"
    assert api.error("conversations.history", channel="G0002") == "channel_not_found"


@pytest.fixture
def jumping() -> Iterator[tuple[list[float], Sandbox]]:
    hands = [1_000_000.0]
    with Sandbox(PEOPLE, CHANNELS, clock=lambda: hands[0]) as sandbox:
        yield hands, sandbox


def test_message_times_follow_the_clock_and_always_rise(jumping: tuple[list[float], Sandbox]) -> None:
    hands, box = jumping
    first, second = box.say("U0001", "C0001", "a"), box.say("U0001", "C0001", "b")
    hands[0] += 86_400
    third = box.say("U0001", "C0001", "c")
    hands[0] -= 200_000
    fourth = box.say("U0001", "C0001", "d")
    assert (first, second, third) == ("1000000.000000", "1000000.000001", "1086400.000000")
    assert float(fourth) > float(third)
