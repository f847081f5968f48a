"""The page about the sandbox is true: its tables are fresh, each delivery happens, each path and option exists."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import typer

from broker_bot.cli import cli
from broker_bot.sandbox.courier import NO_TLS
from broker_bot.sandbox.server import Sandbox, SandboxPerson, Shortcut
from broker_bot.sandbox.tables import DELIVERIES, refreshed
from tests.sandbox.conftest import CHANNELS, PEOPLE, Api
from tests.sandbox.parts import actions, button, entry, home, modal
from tests.sandbox.recorder import Recorder

PAGE = Path(__file__).parents[2] / "docs" / "sandbox.md"
TEXT = PAGE.read_text("utf-8")


def test_the_tables_are_fresh() -> None:
    assert refreshed(TEXT) == TEXT, "run: python -m broker_bot.sandbox.tables docs/sandbox.md"


def test_a_page_without_its_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="no markers for methods"):
        refreshed("# A page")


@pytest.fixture
def box() -> Iterator[Sandbox]:
    shortcuts = (Shortcut("s", "S"), Shortcut("m", "M", "message"))
    with Sandbox(PEOPLE, CHANNELS, shortcuts=shortcuts) as sandbox:
        yield sandbox


def pressed(api: Api) -> None:
    ts = api("chat.postMessage", channel="C0001", text="x", blocks=[actions(button(action_id="take"))])["ts"]
    api.box.press("U0001", "C0001", ts, "take")


def opened(api: Api) -> None:
    trigger = api.box.slash("U0001", "bot", "/broker").trigger_id
    api("views.open", trigger_id=trigger, view=modal(entry(optional=True), notify_on_close=True))


def submitted(api: Api) -> None:
    opened(api)
    api.box.submit("U0001")


def closed(api: Api) -> None:
    opened(api)
    api.box.close("U0001")


def reopened(api: Api) -> None:
    api("views.publish", user_id="U0001", view=home())
    api.box.open_home("U0001")


HAPPENS: dict[str, Callable[[Api], object]] = {
    "app_home_opened": reopened,
    "app_mention": lambda api: api.box.say("U0001", "C0001", f"<@{api.box.bot_user_id}> hello"),
    "block_actions": pressed,
    "message": lambda api: api.box.say("U0001", "bot", "x"),
    "message_action": lambda api: api.box.message_shortcut("U0001", "C0001", api.box.say("U0001", "C0001", "x"), "m"),
    "reaction_added": lambda api: api.box.react("U0001", "C0001", api.box.say("U0001", "C0001", "x"), "eyes"),
    "shortcut": lambda api: api.box.shortcut("U0001", "s"),
    "slash command": lambda api: api.box.slash("U0001", "bot", "/broker"),
    "team_join": lambda api: api.box.join(SandboxPerson("U0009", "New", "new@x.example")),
    "url_verification": lambda api: api.box.verify_url(),
    "user_change": lambda api: api.box.deactivate("U0002"),
    "view_closed": closed,
    "view_submission": submitted,
}


def test_each_delivery_of_the_table_is_tried_below() -> None:
    assert [row.method for row in DELIVERIES] == sorted(HAPPENS)


@pytest.mark.parametrize("kind", HAPPENS)
def test_each_delivery_of_the_table_reaches_the_bot(api: Api, bot: Recorder, kind: str) -> None:
    HAPPENS[kind](api)
    api.box.settle()
    said = [one.body for one in bot.heard]
    kinds = {body.get("event", {}).get("type") or body.get("type") or "slash command" for body in said}
    assert kind in kinds


def test_each_path_of_the_page_exists_and_each_that_exists_is_on_the_page(box: Sandbox) -> None:
    rows = re.search(r"\| Path under.*?\n\n", TEXT, re.DOTALL)
    assert rows
    named = set(re.findall(r"\b[a-z_]+\b(?=[`?\s/]|$)", " ".join(re.findall(r"`([^`]+)`", rows[0]))))
    served = {route.path.split("/")[2] for route in box._control.routes()}
    assert served <= named, f"docs/sandbox.md does not name /control/{served - named}"
    with httpx.Client(base_url=box.url + "/control/", verify=NO_TLS) as page:
        for path in served - {"stream", "host"}:
            assert page.get(path).status_code != 404 or path == "file", path


def test_each_option_of_the_command_is_on_the_page() -> None:
    command = typer.main.get_command(cli)
    options = [option.opts[0] for option in command.commands["sandbox"].params]  # type: ignore[attr-defined]
    assert options
    assert [option for option in options if f"`{option}" not in TEXT] == []


def test_each_hand_and_eye_of_the_page_exists() -> None:
    hands = re.search(r"^Hands: .*?\n\n", TEXT, re.DOTALL | re.MULTILINE)
    assert hands
    names = re.findall(r"`(\w+)`", hands[0])
    assert len(names) > 20
    assert [name for name in names if not hasattr(Sandbox, name)] == []
