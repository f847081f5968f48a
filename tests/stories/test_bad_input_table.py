"""bad_input.txt: each way in, what was typed, the exact answer and what is stored; and the edge, by its statuses."""

from __future__ import annotations

import ast
import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from broker_bot.demo.town import TALK
from broker_bot.sandbox.courier import sign
from broker_bot.sandbox.server import SandboxPerson
from broker_bot.store import trail
from tests.stories.cast import BUS, COLD, CONTACT, PRINCIPAL
from tests.stories.conftest import Open
from tests.stories.world import World

TABLE = Path(__file__).parent / "bad_input.txt"
"""Where no statement of a database is concerned, one is enough."""

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def rows() -> Iterator[tuple[int, str, str, str, str]]:
    """(line, way, input, answer, stored)."""
    for number, line in enumerate(TABLE.read_text("utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        way, rest = line.split("|", 1)
        typed, answer, stored = (part.strip() for part in rest.rsplit(" | ", 2))
        yield number, way.strip(), value(typed), "" if answer == "-" else answer, stored


def value(typed: str) -> str:
    """What a cell of the table stands for."""
    if typed.startswith(("COLD", '"')):
        found: str = eval(typed, {"__builtins__": {}}, {"COLD": COLD})
        return found
    return str(ast.literal_eval(f'"""{typed}"""'))


def signed(w: World, body: bytes, kind: str = JSON, *, age: float = 0, **headers: str) -> httpx.Response:
    """A request to the edge as Slack would sign it, `age` seconds ago."""
    stamp = str(int(time.time() - age))
    own: dict[str, str] = {"content-type": kind, "x-slack-request-timestamp": stamp}
    own["x-slack-signature"] = sign(w.box.signing_secret, stamp, body)
    given = {name.replace("_", "-"): text for name, text in headers.items()}
    sent = [(name.encode(), text.encode("latin-1")) for name, text in {**own, **given}.items()]
    return httpx.post(w.web.url + "/slack/events", content=body, headers=sent)


def event(w: World, **event: Any) -> httpx.Response:
    """An event in an envelope, in ASCII as Slack sends it."""
    team = w.box.identity.team
    envelope: dict[str, Any] = {"type": "event_callback", "team_id": team, "event": event, "event_id": "Ev1"}
    envelope["authorizations"] = [{"user_id": w.box.bot_user_id, "is_bot": True}]
    answer = signed(w, json.dumps(envelope).encode())
    w.settle()
    return answer


def said(w: World, text: str, **more: Any) -> httpx.Response:
    ts = w.box._engine.ws.mint_ts()
    known = {"type": "message", "user": w.ids[PRINCIPAL], "text": text, "ts": ts, "event_ts": ts}
    return event(w, **{**known, "channel": w.box.dm(w.ids[PRINCIPAL]), "channel_type": "im", **more})


def typed_into(w: World, way: str, text: str) -> str:
    """Type a text one way in; the answer as its writer reads it, without cards."""
    before = len(w.from_bot(PRINCIPAL))
    direct = ""
    if way == "dm":
        assert said(w, text).status_code == 200
    elif way == "mention":
        mention = f"<@{w.box.bot_user_id}> {text}"
        assert said(w, mention, type="app_mention", channel=TALK, channel_type="channel").status_code == 200
    elif way == "slash":
        direct = str(w.slash(PRINCIPAL, text).body.get("text", ""))
    else:
        direct = _formed(w, way, text)
    news = [m for m in w.from_bot(PRINCIPAL)[before:] if not any(b["type"] == "actions" for b in m.get("blocks", []))]
    return " ".join([direct, *(m["text"] for m in news)]).strip()


def _formed(w: World, way: str, text: str) -> str:
    who = CONTACT if way == "reply" else PRINCIPAL
    if way == "form":
        w.box.shortcut(w.ids[who], "request.new")
    else:
        w.on_card(who, 1, f"request.{way}")
    view = w.box.modal(w.ids[who])
    assert view is not None
    answer = w.forge_view(who, view, text={"type": "plain_text_input", "value": text})
    w.box.close(w.ids[who])
    found = (answer.body or {}) if isinstance(answer.body, dict) else {}
    return "; ".join(f"{field}: {told}" for field, told in found.get("errors", {}).items())


def kept(w: World, way: str, numbers: list[int]) -> str:
    """What was stored: a new request's text, or the words that were added."""
    fresh = sorted(set(w.numbers()) - set(numbers))
    if fresh:
        return w.request(fresh[-1]).text
    if way in ("add", "reply"):
        events = w.bot.db.read(lambda conn: trail.lines(conn, "request", 1))
        return str(next((e[3]["text"] for e in reversed(events) if e[1] in ("added", "answered")), "-"))
    return "-"


def test_what_people_type_becomes_exactly_this(open_world: Open) -> None:
    w = open_world("2026-10-05 09:00")
    w.bot.service.present.desk().place("AC out")  # Slack waits 3 seconds, and the machine may be busy
    w.say(PRINCIPAL, COLD)
    wrong = []
    for line, way, text, answer, stored in rows():
        numbers = w.numbers()
        told = typed_into(w, way, text)
        was = kept(w, way, numbers)
        wanted = text.strip() if stored == "same" else "-" if stored == "-" else value(stored)
        fits = told.startswith(answer[1:]) if answer.startswith("~") else told == answer
        if not fits or was != wanted:
            wrong.append(f"line {line}, {way}: told {told[:200]!r} (wanted {answer[:200]!r}), kept {was[-90:]!r}")
    assert not wrong, "\n".join(wrong)


DUPLICATED = b'{"type": "event_callback", "type": "url_verification", "challenge": "x"}'
NESTED = b'{"type": "event_callback", "event": {"type": "message", "text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}"
PRESS: Mapping[str, Any] = {"type": "block_actions", "user": {"id": "U1"}, "actions": [{"action_id": "x"}]}


def form(payload: object) -> bytes:
    return urlencode({"payload": payload if isinstance(payload, str) else json.dumps(payload)}).encode()


MALFORMED: list[tuple[bytes, str]] = [
    (b"", JSON),
    (b"not json", JSON),
    (b"3", JSON),
    (b'"text"', JSON),
    (b"null", JSON),
    (b"[]", JSON),
    (b"{}", JSON),
    (b'{"type": 3}', JSON),
    (b'{"type": "event_callback"}', JSON),
    (b'{"type": "event_callback", "event": null}', JSON),
    (b'{"type": "event_callback", "event": []}', JSON),
    (b'{"type": "event_callback", "event": {"type": null}}', JSON),
    (b'{"type": "event_callback", "event": {"type": "message", "ts": NaN}}', JSON),
    (b'{"type": "event_callback", "event": {"type": "message", "type": "x"}}', JSON),
    (DUPLICATED, JSON),
    (NESTED, JSON),
    (b"\xff\xfe{}", JSON),
    (b'{"type": "event_callback", "event": {}', JSON),
    (b"a=b", FORM),
    (b"payload=", FORM),
    (form("[]"), FORM),
    (form("null"), FORM),
    (form({"type": "block_actions"}), FORM),
    (form({**PRESS, "actions": [3]}), FORM),
    (form({**PRESS, "user": "U1"}), FORM),
    (form({"type": "view_submission", "user": {"id": "U1"}, "view": None}), FORM),
    (form(PRESS) + b"&" + form(PRESS), FORM),
    (b'{"type": "event_callback", "event": {"type": "message"}}', "text/plain"),
]


def test_what_slack_never_sends_is_turned_away_at_the_edge(
    open_world: Open, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    w = open_world("2026-10-05 09:00")
    got = [signed(w, body, kind).status_code for body, kind in MALFORMED]
    assert got == [400] * len(MALFORMED), [m[0][:60] for m, status in zip(MALFORMED, got, strict=True) if status != 400]
    assert signed(w, b" " * 1_000_001).status_code == 413
    assert signed(w, b'{"type": "url_verification", "challenge": "c"}').status_code == 200
    said = capfd.readouterr()
    assert "Traceback" not in said.out + said.err + caplog.text
    lines = httpx.get(w.web.url + "/metrics").text
    assert f'broker_refused{{status="400"}} {len(MALFORMED)}' in lines and 'broker_refused{status="413"} 1' in lines


def test_what_slack_did_not_sign_just_now_is_turned_away(open_world: Open, caplog: pytest.LogCaptureFixture) -> None:
    w = open_world("2026-10-05 09:00")
    body = json.dumps({"type": "url_verification", "challenge": "a secret word"}).encode()
    other = sign("another secret", str(int(time.time())), body)
    refused: list[dict[str, Any]] = [
        {"age": 301},
        {"age": -330},
        {"x_slack_signature": ""},
        {"x_slack_signature": other},
        {"x_slack_signature": "v0="},
        {"x_slack_signature": "v1=" + "0" * 64},
        {"x_slack_signature": "\xe9"},
        {"x_slack_request_timestamp": ""},
        {"x_slack_request_timestamp": "soon"},
        {"x_slack_request_timestamp": "-1"},
        {"x_slack_request_timestamp": "1e9"},
        {"x_slack_request_timestamp": "9" * 400},
        {"x_slack_request_timestamp": "\u0661".encode().decode("latin-1")},
    ]
    assert [signed(w, body, **one).status_code for one in refused] == [401] * len(refused)
    assert httpx.post(w.web.url + "/slack/events", content=body).status_code == 401
    assert [signed(w, body, age=age).status_code for age in (295, -295, 0)] == [200] * 3
    assert "a secret word" not in caplog.text
    assert f'broker_refused{{status="401"}} {len(refused) + 1}' in httpx.get(w.web.url + "/metrics").text


def test_kinds_and_fields_nobody_knows_are_answered_and_counted(open_world: Open) -> None:
    w = open_world("2026-10-05 09:00")
    for kind in ("tomorrow_happened", "file_shared", "channel_rename", "MESSAGE", "_other", "__class__"):
        assert event(w, type=kind, anything={"deep": [1, 2]}).status_code == 200
    assert "broker_unheard_events 6" in httpx.get(w.web.url + "/metrics").text
    assert said(w, COLD, new_field={"a": 1}, blocks=[{"type": "hologram"}], assistant_thread=[]).status_code == 200
    assert w.numbers() == [1]


def test_what_bots_and_flows_write_and_events_in_pieces_are_let_be(open_world: Open) -> None:
    w = open_world("2026-10-05 09:00")
    me = w.box.identity
    ignored: list[dict[str, Any]] = [
        {"bot_id": "B99"},
        {"bot_id": me.bot, "user": me.bot_user},
        {"subtype": "bot_message", "bot_id": "B1"},
        {"subtype": "channel_join"},
        {"subtype": "message_replied"},
        {"subtype": "assistant_app_thread"},
        {"user": ""},
        {"user": None},
        {"user": {"id": "U1"}},
        {"channel": None},
        {"ts": 3},
        {"channel_type": "mpim"},
        {"channel_type": "channel"},
        {"type": "app_mention", "bot_id": "B99"},
        {"type": "app_mention", "ts": None},
        {"type": "app_home_opened", "tab": "home", "user": None},
        {"type": "team_join", "user": "U1"},
    ]
    for more in ignored:
        assert said(w, COLD, **more).status_code == 200, more
    assert w.numbers() == [] and w.from_bot(PRINCIPAL) == []


def test_an_old_button_is_answered_and_its_card_is_drawn_anew(open_world: Open) -> None:
    w = open_world("2026-10-05 09:00")
    w.say(PRINCIPAL, COLD)
    card, where = w.card(PRINCIPAL)
    w.bot.courier.door.call("chat.update", {"channel": where, "ts": card["ts"], "text": "An old card", "blocks": []})
    for action in ("request.teleport", "", "draft.choose:1", "request.open2", "x" * 255, "__class__"):
        made = {"type": "button", "block_id": "b", "action_id": action, "action_ts": "1.2", "value": "1"}
        container = {"type": "message", "channel_id": where, "message_ts": card["ts"]}
        press = {"type": "block_actions", "user": {"id": w.ids[PRINCIPAL]}, "container": container, "actions": [made]}
        assert w.forge(press).status == 200, action
    assert w.whispers(PRINCIPAL)[-1] == "This card is out of date. I refreshed what I could; please look again."
    assert "Facilities &amp; Maintenance* has it" in w.reads(PRINCIPAL)


def test_a_submission_without_its_values_is_refused_under_a_field(open_world: Open) -> None:
    w = open_world("2026-10-05 09:00")
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.promise")
    view = w.box.modal(w.ids[CONTACT])
    assert view is not None
    states: list[Any] = [
        {},
        None,
        {"values": None},
        {"values": {}},
        {"values": {"text": {}}},
        {"values": {"text": None}},
    ]
    for state in states:
        sent = {
            "type": "view_submission",
            "user": {"id": w.ids[CONTACT]},
            "view": {**view, "state": state, "hash": "old"},
        }
        answer = w.forge(sent)
        assert answer.status == 200 and answer.body["response_action"] == "errors", (state, answer)
    kept_text = {"value": "We come"}
    for picked in ("2026-02-30", "soon", "9999-99-99", "0001-01-01", "2026-10-04", ""):
        date = {"type": "datepicker", "selected_date": picked}
        answer = w.forge_view(CONTACT, view, text=kept_text, date=date)
        assert answer.body["response_action"] in ("errors", "update"), picked
        if answer.body["response_action"] == "update":
            assert "We come" in json.dumps(answer.body)
    assert w.request().answered_at is None


def test_whoever_is_not_in_the_roster_is_told_whom_to_ask_on_every_way_in(open_world: Open) -> None:
    w = open_world("2026-10-05 09:00")
    w.box.join(SandboxPerson(id="U9999", name="Robin Stray", email="robin@elsewhere.example"), [TALK])
    w.ids["robin"] = "U9999"
    told = "I don't find you in Cedar Grove Unified's roster, so I can't file this. Ask Sam Whitcomb"
    w.say("robin", COLD)
    assert w.last("robin").startswith(told)
    assert w.slash("robin", COLD).body["text"].startswith(told)
    ts = w.box.say("U9999", TALK, COLD)
    for answer in (w.box.shortcut("U9999", "request.new"), w.box.message_shortcut(*about(ts))):
        assert answer.ok
    assert told in w.modal("robin")
    w.box.close("U9999")
    w.box.say("U9999", TALK, f"<@{w.box.bot_user_id}> {COLD}")
    w.settle()
    assert w.whispers("robin")[-1].startswith(told)
    w.box.upload("U9999", "bot", "a.png", b"x")
    w.settle()
    assert w.last("robin").startswith(told)
    assert w.count() == 0


def about(ts: str) -> tuple[str, str, str, str]:
    return "U9999", TALK, ts, "request.from_message"


def test_a_press_on_what_there_is_not_or_is_over_changes_nothing_and_is_logged(
    open_world: Open, caplog: pytest.LogCaptureFixture
) -> None:
    w = open_world("2026-10-05 09:00")
    w.say(PRINCIPAL, COLD)
    w.say(PRINCIPAL, BUS)
    w.on_card(PRINCIPAL, 2, "request.withdraw")
    before = (w.request(1), w.request(2))
    card, where = w.card(CONTACT)
    told = []
    for value in ("77", "2", "2147483647", "0"):
        made = {"type": "button", "block_id": "b", "action_id": "request.take", "action_ts": "1.2", "value": value}
        container = {"type": "message", "channel_id": where, "message_ts": card["ts"]}
        press = {"type": "block_actions", "user": {"id": w.ids[CONTACT]}, "container": container, "actions": [made]}
        assert w.forge({**press, "team": {"id": "T_OTHER"}}).status == 200
        told.append(w.whispers(CONTACT)[-1])
    assert told == ["I don't find that request."] * 4
    assert (w.request(1), w.request(2)) == before
    assert "pressed on request 77, which there is not" in caplog.text
    assert f"denied take on request 2 to {CONTACT}" in caplog.text
