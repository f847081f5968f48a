"""The page's HTTP side: the same hands as JSON, the stream of changes, the host's buttons and clock."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from broker_bot.sandbox.courier import NO_TLS
from broker_bot.sandbox.server import HostButton, Sandbox
from broker_bot.sandbox.wire import Wire
from tests.sandbox.conftest import Api
from tests.sandbox.parts import actions, button, entry, home, modal, section, text_input
from tests.sandbox.recorder import Recorder

Json = dict[str, Any]


class Page:
    """The page's calls."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, verify=NO_TLS)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/control/{path}", params=query).json()

    def post(self, path: str, **sent: Any) -> Json:
        found: Json = self.client.post(f"/control/{path}", json=sent).json()
        return found


@pytest.fixture
def page(box: Sandbox) -> Iterator[Page]:
    door = Page(box.url)
    yield door
    door.client.close()


def test_the_page_and_its_files_are_served(page: Page) -> None:
    assert "<html" in page.client.get("/").text
    assert page.client.get("/page/api.js").status_code == 200
    assert page.client.get("/page/../server.py").status_code == 404


def test_only_loopback_names_are_answered(page: Page) -> None:
    """A page of another site cannot reach in by pointing its own name at 127.0.0.1."""
    assert page.client.get("/control/state", headers={"host": "evil.example"}).status_code == 400


def test_another_sites_page_cannot_act_here(page: Page, box: Sandbox) -> None:
    said = {"as": "U0001", "channel": "C0001", "text": "x"}
    refused = page.client.post("/control/say", json=said, headers={"origin": "http://evil.example"})
    assert (refused.status_code, box.messages("C0001")) == (403, [])
    assert page.client.post("/control/say", json=said, headers={"origin": box.url}).json()["ok"]


def test_the_state_names_everyone(page: Page, box: Sandbox) -> None:
    box.host([HostButton("jump", "Jump", "http://127.0.0.1:1/jump", "To the next deadline")], [("One", "Say it")])
    state = page.get("state")
    assert [one["id"] for one in state["people"]] == ["U0001", "U0002", "U0003"]
    assert (state["people"][0]["group"], state["bot"]["name"]) == ("Principals", "broker")
    assert {one["id"] for one in state["channels"]} == {"C0001", "C0002", "C0003", "G0001", "G0002"}
    assert state["host"]["guide"] == [["One", "Say it"]]
    assert (state["host"]["buttons"][0]["label"], state["slash_commands"]) == ("Jump", ["/broker"])


def test_a_person_writes_edits_reacts_and_deletes(page: Page, box: Sandbox) -> None:
    ts = page.post("say", **{"as": "U0001", "channel": "C0001", "text": "hello"})["ts"]
    reply = page.post("say", **{"as": "U0002", "channel": "C0001", "text": "in thread", "thread_ts": ts})["ts"]
    assert page.post("edit", **{"as": "U0001", "channel": "C0001", "ts": ts, "text": "hello!"})["ok"]
    assert page.post("react", **{"as": "U0002", "channel": "C0001", "ts": ts, "name": "eyes"})["ok"]
    [shown] = page.get("messages", **{"as": "U0001", "channel": "C0001"})["messages"]
    assert (shown["text"], shown["reply_count"], shown["reactions"][0]["name"]) == ("hello!", 1, "eyes")
    thread = page.get("messages", **{"as": "U0001", "channel": "C0001", "thread": ts})["messages"]
    assert [one["ts"] for one in thread] == [ts, reply]
    refused = page.post("delete", **{"as": "U0002", "channel": "C0001", "ts": ts})
    assert refused == {"ok": False, "error": f"U0002 has no message {ts} in C0001."}
    assert page.post("delete", **{"as": "U0002", "channel": "C0001", "ts": reply})["ok"]
    assert len(box.messages("C0001", ts)) == 1


def unread(page: Page, user: str) -> dict[str, int]:
    return {one["id"]: one["unread"] for one in page.get("inbox", **{"as": user})["channels"]}


def test_the_inbox_counts_what_is_new_and_forgets_it_when_read(page: Page, api: Api) -> None:
    api("chat.postMessage", channel="U0001", text="for you")
    api.box.say("U0002", "C0001", "for all")
    dm = api.box.dm("U0001")
    assert unread(page, "U0001") == {"C0001": 1, "C0002": 0, "C0003": 0, dm: 1}
    assert unread(page, "U0002")["C0001"] == 0
    page.post("read", **{"as": "U0001", "channel": dm})
    assert unread(page, "U0001")[dm] == 0
    [line] = [one for one in page.get("inbox", **{"as": "U0001"})["channels"] if one["kind"] == "dm"]
    assert (line["name"], line["private"]) == ("broker", True)


def test_presses_forms_and_commands_work_from_the_page(page: Page, api: Api, bot: Recorder) -> None:
    ts = api("chat.postMessage", channel="C0001", text="x", blocks=[actions(button(action_id="take"))])["ts"]
    assert page.post("press", **{"as": "U0001", "channel": "C0001", "ts": ts, "action_id": "take"})["ok"]
    api("views.publish", user_id="U0001", view=home(actions(button(action_id="open"))))
    assert page.post("press_home", **{"as": "U0001", "action_id": "open", "values": {}})["ok"]
    trigger = api.box.slash("U0001", "bot", "/broker").trigger_id
    api("views.open", trigger_id=trigger, view=modal(entry(text_input(), block_id="say"), section()))
    inbox = page.get("inbox", **{"as": "U0001"})
    assert (inbox["home"]["type"], inbox["modal"]["type"]) == ("home", "modal")
    refused = page.post("submit", **{"as": "U0001", "values": {}})
    assert (refused["ok"], list(refused["errors"])) == (False, ["say"])
    assert page.post("submit", **{"as": "U0001", "values": {"say": {"words": {"value": "x"}}}})["ok"]
    bot.answers.append("A list.")
    assert page.post("slash", **{"as": "U0001", "channel": "C0001", "command": "/broker", "text": "list"})["ok"]
    assert page.get("messages", **{"as": "U0001", "channel": "C0001"})["messages"][-1]["ephemeral"] is True
    assert page.post("open_home", **{"as": "U0001"})["ok"]


def test_a_call_that_lacks_something_says_so(page: Page) -> None:
    answer = page.client.post("/control/say", json={"channel": "C0001"})
    assert (answer.status_code, answer.json()["ok"]) == (400, False)
    assert page.client.post("/control/say", content=b"[]").status_code == 400


def test_faults_and_the_log_are_reached_from_the_page(page: Page, api: Api) -> None:
    page.post("fault", method="auth.test", kind="error", error="fatal_error")
    assert [one["method"] for one in page.get("fault")] == ["auth.test"]
    api("auth.test")
    [line] = page.get("log", after=0)
    assert (line["seq"], line["method"], line["error"], line["fault"]) == (1, "auth.test", "fatal_error", "error")
    assert page.get("log", after=1) == []
    page.post("fault", method="auth.test", kind="reset_before")
    page.client.request("DELETE", "/control/fault")
    assert page.get("fault") == []


def test_the_host_answers_its_buttons_and_clock(page: Page, box: Sandbox) -> None:
    async def jump(request: Request) -> JSONResponse:
        return JSONResponse({"jumped": request.method})

    async def clock(request: Request) -> JSONResponse:
        return JSONResponse({"now": "2026-09-04T15:50:00-05:00", "label": "Fri 15:50"})

    wire = Wire(Starlette(routes=[Route("/jump", jump, methods=["POST"]), Route("/clock", clock)]))
    url = f"http://127.0.0.1:{wire.start(0)}"
    box.host([HostButton("jump", "Jump", url + "/jump"), HostButton("lost", "Lost", url + "/lost")], [], url + "/clock")
    assert page.post("host/jump") == {"ok": True, "jumped": "POST"}
    assert page.get("clock")["label"] == "Fri 15:50"
    assert page.post("host/lost")["error"] == "The host answered HTTP 404."
    assert page.post("host/none")["ok"] is False
    wire.stop()


def test_the_stream_tells_every_change(page: Page, box: Sandbox) -> None:
    with page.client.stream("GET", "/control/stream") as stream:
        lines = (line for line in stream.iter_lines() if line)
        first = json.loads(next(lines).removeprefix("data: "))["version"]
        box.say("U0001", "C0001", "x")
        assert json.loads(next(lines).removeprefix("data: "))["version"] > first


def test_stopping_ends_an_open_stream(box: Sandbox, page: Page) -> None:
    with page.client.stream("GET", "/control/stream") as stream:
        lines = stream.iter_lines()
        next(lines)
        stopping = threading.Thread(target=box.stop)
        stopping.start()
        rest = list(lines)
        stopping.join(3)
    assert not stopping.is_alive()
    assert all(not line or line.startswith("data: ") for line in rest)


SERVE = """
import signal, sys, threading
from broker_bot.sandbox.server import Sandbox
gone = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: gone.set())
with Sandbox() as box:
    sys.stdout.write(box.url + "\\n")
    sys.stdout.flush()
    gone.wait()
"""


@pytest.mark.crash
def test_a_terminated_process_ends_while_a_page_is_open() -> None:
    with subprocess.Popen([sys.executable, "-c", SERVE], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with httpx.stream("GET", url + "/control/stream", verify=NO_TLS) as stream:
            next(stream.iter_lines())
            process.send_signal(signal.SIGTERM)
            assert process.wait(5) == 0
