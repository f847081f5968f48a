"""A workspace with a data file resumes where it stopped."""

import json
from pathlib import Path

import pytest

from broker_bot.sandbox.server import Sandbox, SandboxChannel, SandboxPerson
from tests.sandbox.conftest import CHANNELS, PEOPLE, Api
from tests.sandbox.parts import home, section


def test_a_restart_resumes_with_messages_homes_and_log(tmp_path: Path) -> None:
    data = tmp_path / "var" / "slack.json"
    with Sandbox(PEOPLE, CHANNELS, data=data) as first:
        api = Api(first)
        ts = api("chat.postMessage", channel="C0001", text="card")["ts"]
        reply = first.say("U0002", "C0001", "reply", thread_ts=ts)
        api("views.publish", user_id="U0001", view=home(section(block_id="mine")))
        api("chat.postEphemeral", channel="C0001", user="U0001", text="psst")
        api("chat.postMessage", channel="U0001", text="to you")
        first.join(SandboxPerson("U0007", "Late Comer", "late@cedar.example"))
        api.client.close()
    with Sandbox(PEOPLE, CHANNELS, data=data) as second:
        assert [one["ts"] for one in second.messages("C0001", ts)] == [ts, reply]
        shown = second.home("U0001")
        assert shown is not None
        assert shown["blocks"][0]["block_id"] == "mine"
        assert [one["text"] for one in second.ephemerals("U0001")] == ["psst"]
        assert [one["text"] for one in second.posts()] == ["card", "to you"]
        assert second.messages(second.dm("U0001"))[0]["text"] == "to you"
        assert float(second.say("U0007", "bot", "hi")) > float(reply)


def test_names_given_at_the_start_win_over_saved_ones(tmp_path: Path) -> None:
    data = tmp_path / "slack.json"
    with Sandbox(PEOPLE, CHANNELS, data=data):
        pass
    renamed = SandboxChannel("C0001", "unit-maintenance", members=("U0001",))
    with Sandbox(PEOPLE, [renamed], data=data) as box:
        api = Api(box)
        assert api("conversations.info", channel="C0001")["channel"]["name"] == "unit-maintenance"
        api.client.close()


def test_a_change_is_saved_while_the_workspace_runs(tmp_path: Path) -> None:
    data = tmp_path / "slack.json"
    with Sandbox(PEOPLE, CHANNELS, data=data) as box:
        box.say("U0001", "C0001", "safe")
        box.wait_until(lambda: data.exists() and "safe" in data.read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", ["{", "[]", json.dumps({"people": []})])
def test_a_file_that_is_no_workspace_is_named(tmp_path: Path, text: str) -> None:
    data = tmp_path / "slack.json"
    data.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"slack\.json is not a saved sandbox"):
        Sandbox(data=data)


def test_logs_can_be_kept_short() -> None:
    with Sandbox(PEOPLE, CHANNELS, keep=3) as box:
        api = Api(box)
        for index in range(5):
            api("chat.postMessage", channel="C0001", text=f"m{index}")
        assert [one["text"] for one in box.posts()] == ["m2", "m3", "m4"]
        assert len(box.log) == 3
        api.client.close()
