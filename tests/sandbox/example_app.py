"""The app of Bolt's own guide (docs.slack.dev/tools/bolt-python/creating-an-app), with a command and a modal as in its
concept pages. Nothing is changed for the sandbox but `base_url`."""

import os
import sys
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

client = WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
app = App(client=client, signing_secret=os.environ.get("SLACK_SIGNING_SECRET"))


@app.message("hello")
def message_hello(message: dict[str, Any], say: Any) -> None:
    say(
        blocks=[
            {
                "type": "section",
                "text": {"type": "mrkdwn", "text": f"Hey there <@{message['user']}>!"},
                "accessory": {
                    "type": "button",
                    "text": {"type": "plain_text", "text": "Click Me"},
                    "action_id": "button_click",
                },
            }
        ],
        text=f"Hey there <@{message['user']}>!",
    )


@app.action("button_click")
def action_button_click(body: dict[str, Any], ack: Any, say: Any) -> None:
    ack()
    say(f"<@{body['user']['id']}> clicked the button")


@app.command("/echo")
def repeat_text(ack: Any, respond: Any, command: dict[str, Any]) -> None:
    ack()
    respond(f"{command['text']}")


@app.shortcut("open_modal")
def open_modal(ack: Any, body: dict[str, Any], client: WebClient) -> None:
    ack()
    client.views_open(
        trigger_id=body["trigger_id"],
        view={
            "type": "modal",
            "callback_id": "view_1",
            "title": {"type": "plain_text", "text": "My App"},
            "submit": {"type": "plain_text", "text": "Submit"},
            "blocks": [
                {
                    "type": "input",
                    "block_id": "input_c",
                    "label": {"type": "plain_text", "text": "What are your hopes and dreams?"},
                    "element": {"type": "plain_text_input", "action_id": "dreamy_input", "multiline": True},
                }
            ],
        },
    )


@app.view("view_1")
def handle_submission(ack: Any, body: dict[str, Any], client: WebClient, view: dict[str, Any]) -> None:
    hopes_and_dreams = view["state"]["values"]["input_c"]["dreamy_input"]["value"]
    user = body["user"]["id"]
    if len(hopes_and_dreams) <= 5:
        ack(response_action="errors", errors={"input_c": "The value must be longer than 5 characters"})
        return
    ack()
    client.chat_postMessage(channel=user, text=f"Your submission was successful: {hopes_and_dreams}")


if __name__ == "__main__":
    if "SLACK_APP_TOKEN" in os.environ:
        SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start()  # type: ignore[no-untyped-call]
    else:
        app.start(port=int(sys.argv[1]))
