"""A small Bolt app that answers people on the page, and the host's clock with its one button."""

from typing import Any

from slack_bolt import App
from slack_bolt.adapter.starlette import SlackRequestHandler
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from broker_bot.sandbox.server import Sandbox

Json = dict[str, Any]
HOSTILE = "<script>document.title='owned'</script> <img src=x onerror=alert(1)> <javascript:alert(1)|click me>"


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value}


def button(text: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": "r1", **more}


BACK = {"title": plain("Send it back?"), "text": plain("Another unit gets it."), "confirm": plain("Send it back")}
REASONS = [
    {"label": plain("Ours"), "options": [option("Waiting for a part", "part"), option("No technician free", "staff")]},
    {"label": plain("Theirs"), "options": [option("The room is locked", "locked")]},
]


def card(text: str) -> list[Json]:
    """A request as the unit sees it, with every kind of element the page draws."""
    reason = {"type": "static_select", "action_id": "reason", "placeholder": plain("Reason"), "option_groups": REASONS}
    work = [
        button("Acknowledge", "take", style="primary"),
        button("Not ours", "back", style="danger", confirm={**BACK, "deny": plain("Keep it")}),
        reason,
        {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-25"},
    ]
    more = {"type": "overflow", "action_id": "more", "options": [option("Ask a question", "ask")]}
    fields = [{"type": "mrkdwn", "text": "*Answer by*\n<!date^1795539600^{date_num} {time}|Nov 24>"}]
    return [
        {"type": "header", "text": plain(":wrench: Request")},
        section(text, accessory=more),
        {"type": "section", "fields": fields},
        {"type": "divider"},
        {"type": "actions", "block_id": "work", "elements": work},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "Request *R-1* <https://example.org/r|open>"}]},
        {"type": "image", "alt_text": "A broken unit", "image_url": "https://example.org/picture.png"},
    ]


def form() -> Json:
    text = {"type": "plain_text_input", "action_id": "text", "multiline": True}
    units = [option(name, name.lower()) for name in ("Facilities", "Technology", "Payroll")]
    unit = {"type": "static_select", "action_id": "choice", "options": units}
    day = {"type": "datepicker", "action_id": "date"}
    return {
        "type": "modal",
        "callback_id": "promise",
        "title": plain("Promise a date"),
        "submit": plain("Send"),
        "blocks": [
            {"type": "input", "block_id": "what", "label": plain("What happens"), "element": text},
            {"type": "input", "block_id": "unit", "label": plain("Unit"), "element": unit, "optional": True},
            {"type": "input", "block_id": "when", "label": plain("When"), "element": day, "optional": True},
        ],
    }


def build_bot(box: Sandbox) -> App:
    client = WebClient(token=box.bot_token, base_url=box.api_url)
    app = App(client=client, token=box.bot_token, signing_secret=box.signing_secret, process_before_response=True)
    _talk(app)
    _clicks(app)
    return app


def _talk(app: App) -> None:
    @app.event("message")
    def heard(event: Json, say: Any) -> None:
        if event.get("subtype") or event.get("bot_id"):
            return
        if "thread_ts" in event:
            say(text=f"Noted: {event['text']}", thread_ts=event["thread_ts"])
        else:
            say(text="A request", blocks=card(event["text"]))

    @app.command("/broker")
    def commanded(ack: Any, command: Json) -> None:
        ack(f"You typed {command['text']}")

    @app.event("app_home_opened")
    def opened(event: Json, client: WebClient) -> None:
        _publish(client, event["user"], "Nothing is open")


def _publish(client: WebClient, user: str, words: str) -> None:
    blocks = [section(words, accessory=button("New request", "new", style="primary"))]
    client.views_publish(user_id=user, view={"type": "home", "blocks": blocks})


def _clicks(app: App) -> None:
    @app.action("take")
    def taken(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=form())

    @app.action("new")
    def new(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        _publish(client, body["user"]["id"], "One request is open")

    @app.action({"action_id": "reason", "block_id": "work"})
    def reasoned(ack: Any, action: Json, say: Any) -> None:
        ack()
        say(f"Reason: {action['selected_option']['value']}")

    @app.action("back")
    def sent_back(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        channel, ts = body["channel"]["id"], body["message"]["ts"]
        client.chat_update(channel=channel, ts=ts, text="Sent back", blocks=[section("Sent back")])

    @app.action("day")
    def dated(ack: Any, action: Json, say: Any) -> None:
        ack()
        say(f"Day: {action['selected_date']}")

    @app.view("promise")
    def promised(ack: Any, body: Json, client: WebClient) -> None:
        text = body["view"]["state"]["values"]["what"]["text"]["value"]
        if len(text) < 8:
            ack(response_action="errors", errors={"what": "Please say a little more."})
            return
        ack()
        client.chat_postMessage(channel=body["user"]["id"], text=f"Promised: {text}")


def build_site(box: Sandbox) -> Starlette:
    """The bot's events URL, and a host whose clock reads 10:30 once its button was pressed."""
    handler = SlackRequestHandler(build_bot(box))
    clock = {"now": "2026-11-24T08:50:00-06:00", "label": "Tue Nov 24, 8:50 AM"}

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    async def jump(request: Request) -> Response:
        clock.update(now="2026-11-24T10:30:00-06:00", label="Tue Nov 24, 10:30 AM")
        return JSONResponse({"text": "It is now 10:30 AM. Facilities was reminded."})

    async def read(request: Request) -> Response:
        return JSONResponse(clock)

    return Starlette(
        routes=[
            Route("/slack/events", events, methods=["POST"]),
            Route("/host/jump", jump, methods=["POST"]),
            Route("/host/clock", read),
        ]
    )
