"""A real Bolt app on the sandbox: a message, a button, a slash command, a modal and the Home, end to end."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.starlette import SlackRequestHandler
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from broker_bot.sandbox.server import Sandbox
from broker_bot.sandbox.wire import Wire

Json = dict[str, Any]

TAKE = {
    "type": "actions",
    "block_id": "work",
    "elements": [
        {"type": "button", "action_id": "take", "text": {"type": "plain_text", "text": "Take"}, "value": "r1"}
    ],
}
FORM: Json = {
    "type": "modal",
    "callback_id": "promise",
    "title": {"type": "plain_text", "text": "Promise a date"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "when",
            "label": {"type": "plain_text", "text": "When"},
            "element": {"type": "datepicker", "action_id": "date"},
        }
    ],
}


def listeners(app: App) -> None:
    @app.event("message")
    def heard(event: Json, say: Any) -> None:
        say(text=f"Filed: {event['text']}", blocks=[section(event["text"]), TAKE])

    @app.action("take")
    def taken(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        channel, ts = body["channel"]["id"], body["message"]["ts"]
        client.chat_update(channel=channel, ts=ts, text=f"Taken by {body['user']['id']}", blocks=[])
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.view("promise")
    def promised(ack: Any, body: Json, client: WebClient) -> None:
        date = body["view"]["state"]["values"]["when"]["date"]["selected_date"]
        if date < "2026-01-01":
            ack(response_action="errors", errors={"when": "That day is over."})
            return
        ack()
        client.chat_postMessage(channel=body["user"]["id"], text=f"Promised for {date}")

    @app.command("/broker")
    def commanded(ack: Any, command: Json) -> None:
        ack(f"You typed {command['text']}")

    @app.event("app_home_opened")
    def opened(event: Json, client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section("Your requests")]})


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


@pytest.fixture
def bot(box: Sandbox) -> Iterator[Sandbox]:
    client = WebClient(token=box.bot_token, base_url=box.api_url)
    app = App(client=client, token=box.bot_token, signing_secret=box.signing_secret, process_before_response=True)
    listeners(app)
    handler = SlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    wire = Wire(Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])]))
    box.connect(f"http://127.0.0.1:{wire.start(0)}/slack/events")
    yield box
    box.settle()
    wire.stop()


def test_a_message_becomes_a_card_with_a_button(bot: Sandbox) -> None:
    bot.say("U0001", "bot", "AC out in 204")
    dm = bot.dm("U0001")
    bot.wait_until(lambda: len(bot.messages(dm)) == 2)
    card = bot.messages(dm)[-1]
    assert card["text"] == "Filed: AC out in 204"
    assert [block["type"] for block in card["blocks"]] == ["section", "actions"]


def test_a_button_opens_a_form_that_refuses_and_then_accepts_a_date(bot: Sandbox) -> None:
    bot.say("U0001", "bot", "AC out in 204")
    bot.wait_until(lambda: len(bot.posts()) == 1)
    card = bot.posts()[0]
    assert bot.press("U0001", card["channel"], card["ts"], "take").ok
    assert bot.messages(card["channel"])[-1]["text"] == "Taken by U0001"
    assert bot.submit("U0001").errors == {"when": "Please complete this required field."}
    late = bot.submit("U0001", {"when": {"date": "2025-11-03"}})
    assert (late.ok, dict(late.errors)) == (False, {"when": "That day is over."})
    assert bot.modal("U0001") is not None
    assert bot.submit("U0001", {"when": {"date": "2026-11-03"}}).ok
    assert bot.modal("U0001") is None
    assert bot.posts()[-1]["text"] == "Promised for 2026-11-03"


def test_a_slash_command_is_answered_to_its_author_alone(bot: Sandbox) -> None:
    assert bot.slash("U0002", "C0001", "/broker", "list").ok
    assert [one["text"] for one in bot.ephemerals("U0002")] == ["You typed list"]
    assert bot.messages("C0001") == []


def test_opening_the_home_draws_it(bot: Sandbox) -> None:
    bot.open_home("U0001")
    bot.wait_until(lambda: bot.home("U0001") is not None)
    home = bot.home("U0001")
    assert home is not None
    assert home["blocks"][0]["text"]["text"] == "Your requests"


def test_the_request_url_answers_slacks_challenge(bot: Sandbox) -> None:
    answer = bot.verify_url("say-it-back")
    assert (answer.status, answer.body) == (200, {"challenge": "say-it-back"})


def test_a_forged_signature_is_refused_by_the_app(bot: Sandbox) -> None:
    bot._engine.courier._secret = "another"
    assert bot.slash("U0001", "C0001", "/broker", "list").status == 401
