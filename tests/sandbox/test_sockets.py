"""Socket Mode on the wire: hello, envelopes, acknowledgements, and sockets that go bad."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from broker_bot.sandbox.courier import NO_TLS
from broker_bot.sandbox.server import Sandbox
from tests.sandbox.conftest import CHANNELS, PEOPLE, Api, Json, app_api
from tests.sandbox.lines import App, Bad
from tests.sandbox.parts import actions, button, entry, modal
from tests.sandbox.recorder import Recorder

Connect = Callable[..., App]


@pytest.fixture
def connect(box: Sandbox) -> Iterator[Connect]:
    """Open connections that greet at once; all are closed in the end."""
    opened: list[App] = []

    def open_one(answer: Json | None = None, *, acks: bool = True) -> App:
        app = App(box, answer, acks=acks)
        opened.append(app)
        assert app.next()["type"] == "hello"
        return app

    yield open_one
    for app in opened:
        app.close()


@pytest.mark.parametrize(
    ("token", "code"), [("xoxb-sandbox", "not_allowed_token_type"), ("xapp-wrong", "invalid_auth"), ("", "not_authed")]
)
def test_only_the_app_level_token_opens_a_socket(box: Sandbox, token: str, code: str) -> None:
    assert app_api(box, "apps.connections.open", token)["error"] == code


def test_the_app_level_token_opens_nothing_else(box: Sandbox) -> None:
    assert app_api(box, "auth.test", box.app_token)["error"] == "not_allowed_token_type"


def test_an_address_is_good_for_one_connection(box: Sandbox, connect: Connect) -> None:
    app = connect()
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    key = {"Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg=="}
    again = httpx.get(app.connection.url.replace("ws:", "http:"), headers={**upgrade, **key}, verify=NO_TLS)
    assert again.status_code == 403
    assert box.sockets.numbers == [1]


def test_the_greeting_says_which_app_and_how_many_connections(connect: Connect) -> None:
    first, second = connect(), connect()
    assert first.frames[0]["connection_info"]["app_id"].startswith("A")
    assert (first.frames[0]["num_connections"], second.frames[0]["num_connections"]) == (1, 2)


def test_an_event_comes_in_an_envelope_and_is_settled_by_its_acknowledgement(box: Sandbox, connect: Connect) -> None:
    app = connect()
    ts = box.say("U0001", "bot", "AC out")
    frame = app.next()
    assert (frame["type"], frame["accepts_response_payload"]) == ("events_api", False)
    assert (frame["retry_attempt"], frame["retry_reason"]) == (0, "")
    assert frame["payload"]["event"]["ts"] == ts
    assert frame["payload"]["event_id"].startswith("Ev")
    box.settle()
    line = next(line for line in box.log if line.method == "event:message")
    assert (line.ok, line.body["socket"]) == (True, 1)


def test_presses_commands_and_forms_come_in_envelopes_of_their_kind(api: Api, connect: Connect) -> None:
    box, app = api.box, connect({"response_action": "errors", "errors": {"what": "Say more."}})
    ts = api("chat.postMessage", channel="C0001", text="x", blocks=[actions(button(action_id="take"))])["ts"]
    app.next()
    pressed = box.press("U0001", "C0001", ts, "take")
    assert pressed.ok
    frame = app.next()
    assert (frame["type"], frame["accepts_response_payload"]) == ("interactive", False)
    assert frame["payload"]["actions"][0]["action_id"] == "take"
    assert "retry_attempt" not in frame
    api("views.open", trigger_id=pressed.trigger_id, view=modal(entry(block_id="what")))
    answer = box.submit("U0001", {"what": {"words": "x"}})
    assert dict(answer.errors) == {"what": "Say more."}
    assert app.next()["accepts_response_payload"] is True
    assert box.modal("U0001") is not None


def test_a_slash_commands_answer_is_the_payload_of_its_acknowledgement(box: Sandbox, connect: Connect) -> None:
    app = connect({"text": "You asked."})
    assert box.slash("U0001", "C0001", "/broker", "list").ok
    frame = app.next()
    assert (frame["type"], frame["payload"]["command"], frame["payload"]["text"]) == (
        "slash_commands",
        "/broker",
        "list",
    )
    assert [one["text"] for one in box.ephemerals("U0001")] == ["You asked."]


def test_an_event_without_acknowledgement_comes_again(connect: Connect, box: Sandbox, short_wait: None) -> None:
    app = connect(acks=False)
    box.say("U0001", "bot", "x")
    first, again = app.next(), app.next()
    assert first["envelope_id"] != again["envelope_id"]
    assert first["payload"] == again["payload"]
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "timeout")
    app.ack(again)
    box.settle()
    assert len(app.envelopes) == 2


@pytest.fixture
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("broker_bot.sandbox.courier.ANSWER_WITHIN", 0.2)


def test_a_late_acknowledgement_counts_for_nothing(connect: Connect, box: Sandbox, short_wait: None) -> None:
    app = connect(acks=False)
    answer = box.slash("U0001", "bot", "/broker")
    assert (answer.ok, "operation_timeout" in str(answer.error)) == (False, True)
    app.ack(app.next(), text="too late")
    box.wait_until(lambda: any("late envelope_id" in str(line.error) for line in box.log))
    assert box.ephemerals("U0001") == []


def test_deliveries_go_round_the_open_connections(box: Sandbox, connect: Connect) -> None:
    apps = [connect() for _ in range(3)]
    for number in range(6):
        box.say("U0001", "bot", str(number))
    box.settle()
    assert [len(app.envelopes) for app in apps] == [2, 2, 2]
    heard = sorted(one["payload"]["event"]["text"] for app in apps for one in app.envelopes)
    assert heard == [str(number) for number in range(6)]


def test_the_eleventh_connection_is_turned_away(box: Sandbox, connect: Connect) -> None:
    for _ in range(10):
        connect()
    eleventh = App(box)
    frame = eleventh.next()
    assert (frame["type"], frame["reason"]) == ("disconnect", "too_many_websockets")
    box.wait_until(lambda: eleventh.closes)
    assert len(box.sockets.numbers) == 10
    eleventh.close()


def test_sockets_come_before_the_url_and_the_url_is_used_without_them(
    box: Sandbox, bot: Recorder, connect: Connect
) -> None:
    app = connect()
    box.say("U0001", "bot", "by socket")
    box.settle()
    assert (len(app.envelopes), len(bot.heard)) == (1, 0)
    app.close()
    box.wait_until(lambda: not box.sockets.numbers)
    box.say("U0001", "bot", "by http")
    box.settle()
    assert [event["text"] for event in bot.events()] == ["by http"]


@pytest.mark.parametrize(("way", "reason"), [("warn", "warning"), ("refresh", "refresh_requested")])
def test_a_socket_is_warned_before_it_closes(box: Sandbox, connect: Connect, way: str, reason: str) -> None:
    app = connect()
    getattr(box.sockets, way)(closes_in=0.3)
    assert (app.next()["reason"], app.closes) == (reason, [])
    assert box.slash("U0001", "bot", "/broker").ok
    box.wait_until(lambda: app.closes and not box.sockets.numbers)


def test_a_disabled_link_says_so_and_closes(box: Sandbox, connect: Connect) -> None:
    app = connect()
    box.sockets.disable()
    assert app.next()["reason"] == "link_disabled"
    box.wait_until(lambda: app.closes)


def test_a_hard_cut_sends_no_frame_and_fails_what_was_under_way(box: Sandbox, connect: Connect) -> None:
    app, other = connect(acks=False), connect()
    box.sockets.cut(1)
    box.wait_until(lambda: app.errors)
    assert app.closes == []
    assert isinstance(app.errors[0], ConnectionResetError)
    box.wait_until(lambda: box.sockets.numbers == [2])
    assert box.slash("U0001", "bot", "/broker").ok
    assert len(other.envelopes) == 1


def test_an_event_cut_off_before_its_acknowledgement_comes_again_on_the_next_connection(
    box: Sandbox, connect: Connect
) -> None:
    deaf = connect(acks=False)
    box.say("U0001", "bot", "x")
    frame = deaf.next()
    heir = connect()
    box.sockets.cut(1)
    again = heir.next()
    assert again["payload"]["event_id"] == frame["payload"]["event_id"]
    assert again["retry_attempt"] >= 1
    box.settle()


def test_a_silent_socket_stays_open_and_says_nothing(box: Sandbox, connect: Connect, short_wait: None) -> None:
    app = connect()
    before = app.connection.last_ping_pong_time
    box.sockets.silence()
    assert not box.slash("U0001", "bot", "/broker").ok
    app.connection.ping(f"{app.connection.session_id}:12.5")
    with pytest.raises(Bad):
        app.next(0.5)
    assert box.sockets.numbers == [1]
    assert (app.envelopes, app.connection.last_ping_pong_time) == ([], before)


def test_pings_are_answered_both_ways(box: Sandbox, connect: Connect) -> None:
    app = connect()
    app.connection.ping(f"{app.connection.session_id}:12.5")
    box.wait_until(lambda: app.connection.last_ping_pong_time == 12.5)
    box.sockets.ping()
    box.say("U0001", "bot", "still here")
    assert app.next()["payload"]["event"]["text"] == "still here"
    assert box.sockets.numbers == [1]


@pytest.mark.parametrize("said", ["not json", "[]", '{"payload": {}}', '{"envelope_id": "unknown"}'])
def test_what_is_no_acknowledgement_is_noted_and_harmless(box: Sandbox, connect: Connect, said: str) -> None:
    app = connect()
    app.connection.send(said)
    box.wait_until(lambda: any(line.method == "ack" for line in box.log))
    assert box.slash("U0001", "bot", "/broker").ok


def test_a_stopping_sandbox_does_not_wait_for_its_sockets() -> None:
    box = Sandbox(PEOPLE, CHANNELS)
    box.start()
    app = App(box)
    app.next()
    box.stop()
    assert app.closes == [1012]
    app.close()


def test_sockets_are_steered_over_http(box: Sandbox, connect: Connect, post: Any) -> None:
    connect(), connect()
    assert post("sockets") == {"ok": True, "sockets": [1, 2]}
    post("sockets", do="cut", which=1)
    box.wait_until(lambda: box.sockets.numbers == [2])
    assert "cannot 'fly'" in post("sockets", do="fly")["error"]
    post("sockets", do="warn", closes_in=0)
    box.wait_until(lambda: not box.sockets.numbers)
