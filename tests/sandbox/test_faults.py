"""Faults on request: refusals, server errors, true connection resets, and calls that take effect late."""

import time
from typing import Any

import httpx
import pytest

from broker_bot.sandbox.server import Fault
from tests.sandbox.conftest import Api

Json = dict[str, Any]


def post(api: Api) -> httpx.Response:
    return api.client.post("chat.postMessage", json={"channel": "C0001", "text": "x"})


def test_too_many_requests_says_when_to_come_back(api: Api) -> None:
    api.box.fault(Fault("chat.postMessage", "ratelimited", retry_after=7))
    refused = post(api)
    assert (refused.status_code, refused.headers["retry-after"], refused.json()["error"]) == (429, "7", "ratelimited")
    assert api.box.posts() == []
    assert post(api).json()["ok"]


def test_an_error_code_can_be_asked_for(api: Api) -> None:
    api.box.fault(Fault("chat.postMessage", "error", error="restricted_action"))
    assert post(api).json() == {"ok": False, "error": "restricted_action"}
    assert api.box.posts() == []


def test_a_server_error_can_be_asked_for(api: Api) -> None:
    api.box.fault(Fault("chat.postMessage", "status", status=503))
    assert post(api).status_code == 503
    assert api.box.posts() == []


@pytest.mark.parametrize(("kind", "posts"), [("reset_before", 0), ("reset_after", 1)])
def test_a_reset_breaks_the_connection_before_or_after_the_effect(api: Api, kind: Any, posts: int) -> None:
    api.box.fault(Fault("chat.postMessage", kind))
    with pytest.raises(httpx.ReadError, match=r"reset|104"):
        post(api)
    assert len(api.box.posts()) == posts
    assert post(api).json()["ok"]


def test_a_late_post_appears_after_the_reset(api: Api) -> None:
    api.box.fault(Fault("chat.postMessage", "late", seconds=0.2))
    with pytest.raises(httpx.ReadError):
        post(api)
    assert api.box.posts() == []
    api.box.wait_until(lambda: [(line.ok, line.fault) for line in api.box.log] == [(False, "late"), (True, "late")])
    assert len(api.box.posts()) == 1


def test_a_delayed_answer_had_its_effect_at_once(api: Api) -> None:
    api.box.fault(Fault("chat.postMessage", "delay", seconds=30))
    with pytest.raises(httpx.ReadTimeout):
        api.client.post("chat.postMessage", json={"channel": "C0001", "text": "x"}, timeout=0.3)
    assert len(api.box.posts()) == 1


def test_a_hanging_call_has_no_effect_and_is_reset(api: Api) -> None:
    api.box.fault(Fault("chat.postMessage", "hang", seconds=0.2))
    with pytest.raises(httpx.ReadError):
        post(api)
    assert api.box.posts() == []


def test_a_fault_hits_only_its_method_its_channel_and_its_times(api: Api) -> None:
    api.box.fault(Fault("chat.postMessage", "error", channel="G0001", times=2, error="fatal_error"))
    assert api.error("chat.postMessage", channel="C0001", text="x") is None
    assert api.error("conversations.info", channel="G0001") is None
    assert [api.error("chat.postMessage", channel="G0001", text="x") for _ in range(3)] == ["fatal_error"] * 2 + [None]


def test_a_share_of_calls_fails_the_same_way_for_the_same_seed(api: Api) -> None:
    api.box.fault(Fault("*", "error", times=None, share=0.5))
    codes = [api.error("auth.test") for _ in range(40)]
    assert 10 < codes.count("fatal_error") < 30
    api.box.clear_faults()
    assert api.error("auth.test") is None


def test_the_log_names_the_fault(api: Api) -> None:
    api.box.fault(Fault("chat.postMessage", "reset_after"))
    with pytest.raises(httpx.ReadError):
        post(api)
    api.box.wait_until(lambda: bool(api.box.log))
    line = api.box.log[-1]
    assert (line.direction, line.method, line.channel, line.fault, line.ok) == (
        "bot->slack",
        "chat.postMessage",
        "C0001",
        "reset_after",
        False,
    )


def test_stopping_does_not_wait_for_hanging_calls(api: Api) -> None:
    api.box.fault(Fault("auth.test", "delay", seconds=60))
    with pytest.raises(httpx.ReadTimeout):
        api.client.post("auth.test", timeout=0.2)
    began = time.monotonic()
    api.box.stop()
    assert time.monotonic() - began < 3
