"""Files: a person's upload as the bot hears it, the bot's own in three steps, and who may read the bytes."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from broker_bot.sandbox.courier import NO_TLS
from broker_bot.sandbox.figures import LIMITS
from broker_bot.sandbox.model import Fault, HandsError
from broker_bot.sandbox.server import Sandbox
from tests.sandbox.conftest import CHANNELS, PEOPLE, Api, Json
from tests.sandbox.parts import modal
from tests.sandbox.recorder import Recorder

PICTURE = b"\x89PNG\r\n\x1a\n not quite a picture"


def promise(api: Api, length: int = 4, name: str = "a.txt") -> Json:
    found: Json = api.client.post("files.getUploadURLExternal", data={"filename": name, "length": length}).json()
    return found


def sent(api: Api, content: bytes = b"text", name: str = "a.txt") -> str:
    """Promise and send a file; return its id."""
    promised = promise(api, len(content), name)
    assert api.client.post(promised["upload_url"], content=content).status_code == 200
    return str(promised["file_id"])


def private(box: Sandbox, file: Json, token: str | None) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.get(file["url_private_download"], headers=headers, verify=NO_TLS)


def test_a_persons_file_is_a_message_of_its_own_kind(box: Sandbox, bot: Recorder) -> None:
    ts = box.upload("U0001", "bot", "leak.png", PICTURE, "Water in <room> 204")
    box.settle()
    [event] = bot.events()
    assert (event["subtype"], event["ts"], event["text"]) == ("file_share", ts, "Water in <room> 204")
    file = event["files"][0]
    assert (file["name"], file["mimetype"], file["size"]) == ("leak.png", "image/png", len(PICTURE))
    assert file["shares"]["private"][box.dm("U0001")][0]["ts"] == ts
    assert box.messages(box.dm("U0001"))[0]["files"][0]["id"] == file["id"]


def test_the_bytes_need_the_bots_token(box: Sandbox) -> None:
    box.upload("U0001", "C0001", "a b.txt", b"words")
    file = box.messages("C0001")[0]["files"][0]
    assert private(box, file, box.bot_token).content == b"words"
    for token in (None, "xoxb-wrong", box.app_token):
        refused = private(box, file, token)
        assert (refused.status_code, refused.headers["location"][:7]) == (302, "/?redir")


def test_the_bot_sees_no_file_where_it_is_not(api: Api) -> None:
    api.box.upload("U0001", "C0002", "secret.txt", b"words")
    file = api.box.messages("C0002")[0]["files"][0]
    assert api.error("files.info", file=file["id"]) == "file_not_found"
    assert private(api.box, file, api.box.bot_token).status_code == 404


def test_the_bots_file_is_sent_in_three_steps(api: Api, bot: Recorder) -> None:
    parent = api("chat.postMessage", channel="C0001", text="card")["ts"]
    api.box.settle()
    file = sent(api, b"a,b\n1,2\n", "table.csv")
    files = [{"id": file, "title": "The table"}]
    answer = api(
        "files.completeUploadExternal", files=files, channel_id="C0001", thread_ts=parent, initial_comment="Here"
    )
    assert [one["title"] for one in answer["files"]] == ["The table"]
    assert "ts" not in answer
    _, reply = api.box.messages("C0001", thread_ts=parent)
    assert (reply["text"], reply["files"][0]["id"], reply["bot_id"]) == ("Here", file, api.box.identity.bot)
    info = api("files.info", file=file)["file"]
    assert info["shares"]["public"]["C0001"] == [
        {"ts": reply["ts"], "channel_name": "unit-facilities", "team_id": "T0SANDBOX", "thread_ts": parent}
    ]
    assert private(api.box, info, api.box.bot_token).content == b"a,b\n1,2\n"
    api.box.settle()
    assert bot.events()[-1]["subtype"] == "file_share"
    assert api.box.posts()[-1]["files"][0]["id"] == file


def test_the_sdks_own_upload_works(box: Sandbox) -> None:
    client = WebClient(token=box.bot_token, base_url=box.api_url)
    answer: Any = client.files_upload_v2(filename="a.txt", content="words", channel="C0001", initial_comment="Look")
    assert answer["file"]["name"] == "a.txt"
    assert [one["text"] for one in box.messages("C0001")] == ["Look"]


def test_a_file_without_a_channel_is_the_bots_alone(api: Api) -> None:
    file = sent(api)
    api("files.completeUploadExternal", files=[{"id": file}])
    info = api("files.info", file=file)["file"]
    assert (info["title"], info["shares"], info["is_public"]) == ("a.txt", {}, False)
    assert api.box.posts() == []


def test_the_bytes_may_come_as_a_form_or_by_put(api: Api) -> None:
    first, second = promise(api), promise(api)
    assert api.client.post(first["upload_url"], files={"filename": ("a.txt", b"text")}).text == "OK - 4"
    assert api.client.put(second["upload_url"], content=b"more").status_code == 200
    api("files.completeUploadExternal", files=[{"id": first["file_id"]}, {"id": second["file_id"]}])
    file = api("files.info", file=first["file_id"])["file"]
    assert private(api.box, file, api.box.bot_token).content == b"text"


def test_the_bytes_must_be_as_many_as_announced(api: Api) -> None:
    promised = promise(api, 5)
    assert api.client.post(promised["upload_url"], content=b"text").status_code == 400
    assert api.error("files.completeUploadExternal", files=[{"id": promised["file_id"]}]) == "file_not_found"
    assert api.client.post(api.box.url + "/upload/v1/unknown", content=b"x").status_code == 404


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ({"files": "[]"}, "invalid_arguments"),
        ({"files": "nonsense"}, "invalid_arguments"),
        ({"files": [{"id": "F404"}]}, "file_not_found"),
        ({"channel_id": "C0002"}, "not_in_channel"),
        ({"channel_id": "C0003"}, "is_archived"),
        ({"channel_id": "C404"}, "channel_not_found"),
        ({"channels": "C0001,U0002", "thread_ts": "1.000001"}, "invalid_arguments"),
        ({"channel_id": "C0001", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"channels": "C0001,U0002"}, None),
    ],
)
def test_what_a_completion_may_say(api: Api, args: Json, code: str | None) -> None:
    call = {"files": [{"id": sent(api)}], **args}
    assert api.error("files.completeUploadExternal", **call) == code
    assert len(api.box.posts()) == (2 if code is None else 0)


def test_a_refused_completion_can_be_tried_again_and_a_done_one_cannot(api: Api) -> None:
    files = [{"id": sent(api)}]
    assert api.error("files.completeUploadExternal", files=files, channel_id="C0002") == "not_in_channel"
    assert api.error("files.completeUploadExternal", files=files, channel_id="C0001") is None
    assert api.error("files.completeUploadExternal", files=files, channel_id="C0001") == "file_not_found"


def test_an_unclear_completion_is_settled_by_looking(api: Api) -> None:
    file = sent(api)
    assert api.error("files.info", file=file) == "file_not_found"
    api.box.fault(Fault("files.completeUploadExternal", "reset_after"))
    with pytest.raises(httpx.HTTPError):
        api("files.completeUploadExternal", files=[{"id": file}], channel_id="C0001")
    assert list(api("files.info", file=file)["file"]["shares"]["public"]) == ["C0001"]


@pytest.mark.parametrize("form", [{"filename": "a"}, {"length": 4}, {"filename": "a", "length": "x"}, {"length": 0}])
def test_a_promise_needs_a_name_and_a_length(api: Api, form: Json) -> None:
    assert api.client.post("files.getUploadURLExternal", data=form).json()["error"] == "invalid_arguments"


def test_a_promise_is_asked_for_with_a_form(api: Api) -> None:
    assert api.error("files.getUploadURLExternal", filename="a", length=4) == "invalid_arguments"
    query = api.client.get("files.getUploadURLExternal", params={"filename": "a", "length": 4}).json()
    assert query["ok"]


def test_people_send_files_where_they_may_write(box: Sandbox) -> None:
    with pytest.raises(HandsError, match="archived"):
        box.upload("U0001", "C0003", "a.txt", b"x")
    with pytest.raises(HandsError, match="not in any channel"):
        box.upload("U0001", "G0001", "a.txt", b"x")
    with pytest.raises(HandsError, match="0 bytes"):
        box.upload("U0001", "C0001", "a.txt", b"")


def test_the_page_sends_and_shows_files(box: Sandbox, bot: Recorder) -> None:
    with httpx.Client(base_url=box.url, verify=NO_TLS) as page:
        about = {"as": "U0001", "channel": "C0001", "name": "leak.png", "text": "See"}
        assert page.post("/control/upload", params=about, content=PICTURE).json()["ok"]
        file = box.messages("C0001")[0]["files"][0]["id"]
        seen = page.get("/control/file", params={"as": "U0002", "id": file})
        assert (seen.content, seen.headers["content-disposition"][:6]) == (PICTURE, "inline")
        assert page.get("/control/file", params={"as": "U0003", "id": file}).status_code == 404
        lacking = page.post("/control/upload", params={"as": "U0001"}, content=b"x")
        assert (lacking.status_code, lacking.json()["ok"]) == (400, False)
        foreign = page.post("/control/upload", params=about, content=b"x", headers={"origin": "https://evil.example"})
        assert foreign.status_code == 403


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "program"])
def test_what_a_browser_might_run_is_a_download(box: Sandbox, name: str) -> None:
    box.upload("U0001", "C0001", name, b"<script>alert(1)</script>")
    file = box.messages("C0001")[0]["files"][0]["id"]
    answer = httpx.get(f"{box.url}/control/file", params={"as": "U0001", "id": file}, verify=NO_TLS)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_files_are_there_after_a_restart(tmp_path: Path) -> None:
    data = tmp_path / "box.json"
    with Sandbox(PEOPLE, CHANNELS, data=data) as box:
        box.upload("U0001", "C0001", "a.txt", b"words")
    with Sandbox(PEOPLE, CHANNELS, data=data) as again:
        file = again.messages("C0001")[0]["files"][0]
        assert private(again, file, again.bot_token).content == b"words"


FIELD = {"type": "file_input", "action_id": "value", "filetypes": ["png", "txt"], "max_files": 2}


def test_a_forms_files_are_the_bots_to_read_once_it_is_sent(api: Api, bot: Recorder) -> None:
    trigger = api.box.slash("U0001", "bot", "/broker").trigger_id
    block = {"type": "input", "block_id": "files", "label": {"type": "plain_text", "text": "F"}, "element": FIELD}
    assert api.error("views.open", trigger_id=trigger, view=modal(block)) is None
    file = api.box.offer("U0001", "leak.png", PICTURE)
    assert api.error("files.info", file=file) == "file_not_found"
    assert api.box.submit("U0001", {"files": {"value": []}}).errors == {"files": "Please complete this required field."}
    assert api.box.submit("U0001", {"files": {"value": [file]}}).ok
    state = bot.heard[-1].body["view"]["state"]["values"]["files"]["value"]
    assert (state["type"], [one["name"] for one in state["files"]]) == ("file_input", ["leak.png"])
    assert private(api.box, api("files.info", file=file)["file"], api.box.bot_token).content == PICTURE


@pytest.mark.parametrize("names", [("a.exe",), ("a.txt", "b.txt", "c.txt"), ("of another.txt",), ("unknown",)])
def test_what_a_forms_field_does_not_take_is_refused(api: Api, bot: Recorder, names: tuple[str, ...]) -> None:
    trigger = api.box.slash("U0001", "bot", "/broker").trigger_id
    block = {"type": "input", "block_id": "files", "label": {"type": "plain_text", "text": "F"}, "element": FIELD}
    api("views.open", trigger_id=trigger, view=modal(block))
    owner = "U0002" if "another" in names[0] else "U0001"
    files = ["F404"] if names == ("unknown",) else [api.box.offer(owner, name, b"x") for name in names]
    with pytest.raises(HandsError):
        api.box.submit("U0001", {"files": {"value": files}})


def test_the_bytes_can_be_refused_and_cut_off_too(api: Api) -> None:
    promised = promise(api)
    for fault in (Fault("upload", "ratelimited", retry_after=2), Fault("upload", "status", status=503)):
        api.box.fault(fault)
        assert api.client.post(promised["upload_url"], content=b"text").status_code in (429, 503)
    api.box.fault(Fault("upload", "reset_before"))
    with pytest.raises(httpx.TransportError):
        api.client.post(promised["upload_url"], content=b"text")
    assert api.error("files.completeUploadExternal", files=[{"id": promised["file_id"]}]) == "file_not_found"
    api.box.fault(Fault("upload", "reset_after"))
    with pytest.raises(httpx.TransportError):
        api.client.post(promised["upload_url"], content=b"text")
    assert api.error("files.completeUploadExternal", files=[{"id": promised["file_id"]}]) is None
    file = api("files.info", file=promised["file_id"])["file"]
    api.box.fault(Fault("download", "reset_before"))
    with pytest.raises(httpx.TransportError):
        private(api.box, file, api.box.bot_token)


def test_a_file_input_takes_ten_files_of_ten_megabytes(shared_api: Api) -> None:
    """docs.slack.dev/reference/block-kit/block-elements/file-input-element."""
    assert (LIMITS["file_input.max_files"].most, LIMITS["file_input.bytes"].most) == (10, 10 * 1024 * 1024)
    for most, code in ((10, None), (11, "invalid_arguments"), (0, "invalid_arguments")):
        field = {"type": "file_input", "action_id": "value", "max_files": most}
        trigger = shared_api.box.slash("U0001", "bot", "/broker").trigger_id
        block = {"type": "input", "label": {"type": "plain_text", "text": "F"}, "element": field}
        assert shared_api.error("views.open", trigger_id=trigger, view=modal(block)) == code
    whole = b"x" * 10 * 1024 * 1024
    assert shared_api.box.offer("U0001", "a.txt", whole)
    with pytest.raises(HandsError, match="10485761 bytes"):
        shared_api.box.offer("U0001", "a.txt", whole + b"x")
