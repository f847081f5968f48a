"""Files and shortcuts on the page: attached, seen, taken back; chosen from two menus, by keyboard and on a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from slack_sdk import WebClient

from broker_bot.sandbox.server import Sandbox, Shortcut
from tests.browser.conftest import CHANNELS, DANA, LEE, PEOPLE, OpenPage, need_chromium
from tests.browser.probes import CONTRAST, overflow, tab_to
from tests.sandbox.recorder import Recorder

need_chromium()
pytestmark = pytest.mark.browser

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf500f0003860180"
    "5a347d6b0000000049454e44ae426082"
)
SHORTCUTS = (
    Shortcut("new", "New request"),
    Shortcut("urgent", "Something urgent"),
    Shortcut("take_thread", "Make this a request", "message"),
)


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(PEOPLE, CHANNELS, shortcuts=SHORTCUTS) as sandbox:
        yield sandbox


@pytest.fixture
def bot(box: Sandbox) -> Iterator[Recorder]:
    """A bot that notes what it hears."""
    recorder = Recorder()
    box.connect(recorder.start())
    yield recorder
    box.settle()
    recorder.stop()


def attach(page: Page, folder: Path, *names: str, testid: str = "attach") -> None:
    """Choose files made here, as the file dialog would."""
    paths = []
    for name in names:
        (folder / name).write_bytes(PIXEL if name.endswith(".png") else b"words")
        paths.append(folder / name)
    page.get_by_test_id(f"{testid}-input").set_input_files(paths)


def test_a_picture_is_sent_with_its_text_and_shown_in_place(visit: OpenPage, box: Sandbox, tmp_path: Path) -> None:
    page = visit(DANA, "C0004")
    attach(page, tmp_path, "leak.png")
    expect(page.get_by_role("list", name="Files to send")).to_contain_text("leak.png")
    expect(page.get_by_test_id("composer")).to_be_focused()
    page.keyboard.type("Water in 204 & 205")
    page.keyboard.press("Enter")
    picture = page.get_by_role("img", name="leak.png")
    expect(picture).to_be_visible()
    assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 1
    expect(page.get_by_role("list", name="Files to send")).to_be_hidden()
    [message] = box.messages("C0004")
    assert (message["text"], message["files"][0]["size"]) == ("Water in 204 &amp; 205", len(PIXEL))


def test_several_files_follow_each_other_and_one_can_be_taken_back(
    visit: OpenPage, box: Sandbox, tmp_path: Path
) -> None:
    page = visit(DANA, "C0004")
    attach(page, tmp_path, "a.txt", "b.txt", "c.txt")
    page.get_by_role("button", name="Do not send b.txt").click()
    page.get_by_test_id("send").click()
    expect(page.locator(".file-name")).to_have_text(["a.txt", "c.txt"])
    with page.expect_download() as download:
        page.get_by_role("link", name="a.txt").click()
    assert Path(download.value.path()).read_bytes() == b"words"
    assert [one["text"] for one in box.messages("C0004")] == ["", ""]


def test_a_file_goes_into_the_thread_it_was_chosen_for(visit: OpenPage, box: Sandbox, tmp_path: Path) -> None:
    parent = box.say(LEE, "C0004", "Which one?")
    page = visit(DANA, "C0004")
    page.get_by_test_id(f"reply-{parent}").click()
    attach(page, tmp_path, "a.txt", testid="thread-attach")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("thread-pane").locator(".file-name")).to_have_text("a.txt")
    assert box.messages("C0004", thread_ts=parent)[1]["files"][0]["name"] == "a.txt"


def test_what_could_not_be_sent_waits_in_the_composer(visit: OpenPage, tmp_path: Path) -> None:
    page = visit(DANA, "C0004")
    page.route("**/control/upload*", lambda route: route.fulfill(json={"ok": False, "error": "The disk is full."}))
    attach(page, tmp_path, "a.txt")
    page.keyboard.type("see this")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("toast")).to_contain_text("The disk is full.")
    expect(page.get_by_role("list", name="Files to send")).to_contain_text("a.txt")
    expect(page.get_by_test_id("composer")).to_have_value("see this")


def test_a_files_name_is_never_markup(visit: OpenPage, box: Sandbox) -> None:
    box.upload(LEE, "C0004", "<img src=x onerror=alert(1)>.txt", b"x")
    page = visit(DANA, "C0004")
    expect(page.locator(".file-name")).to_have_text("<img src=x onerror=alert(1)>.txt")


def test_the_lightning_menu_lists_the_apps_shortcuts(visit: OpenPage, box: Sandbox, bot: Recorder) -> None:
    page = visit(DANA, "C0004")
    tab_to(page, "shortcuts")
    page.keyboard.press("Enter")
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    box.wait_until(lambda: bot.heard)
    said = bot.heard[0].body
    assert (said["type"], said["callback_id"], said["user"]["id"]) == ("shortcut", "urgent", DANA)


def test_more_actions_of_a_message_sends_it_to_the_app(visit: OpenPage, box: Sandbox, bot: Recorder) -> None:
    ts = box.say(LEE, "C0004", "The lift is stuck")
    page = visit(DANA, "C0004")
    page.get_by_test_id(f"more-{ts}").click()
    expect(page.locator(".picker-group").first).to_have_text("More actions")
    page.get_by_test_id("shortcut-take_thread").click()
    box.wait_until(lambda: bot.heard)
    said = bot.heard[0].body
    assert (said["callback_id"], said["message"]["text"]) == ("take_thread", "The lift is stuck")


def test_a_shortcut_that_the_app_does_not_answer_is_told(visit: OpenPage, box: Sandbox) -> None:
    page = visit(DANA, "C0004")
    page.get_by_test_id("shortcuts").click()
    page.get_by_test_id("shortcut-new").click()
    expect(page.get_by_test_id("toast")).to_contain_text("No app is connected")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_files_and_buttons_fit_and_are_readable(
    visit: OpenPage, box: Sandbox, tmp_path: Path, scheme: str
) -> None:
    box.upload(LEE, "C0004", "a-very-long-name-without-any-space-in-it-" * 3 + ".png", PIXEL)
    page = visit(DANA, "C0004", width=390, height=844, color_scheme=scheme)
    attach(page, tmp_path, "another-long-name-without-any-space-in-it-" * 2 + ".txt")
    expect(page.get_by_test_id("send")).to_be_in_viewport(ratio=1)
    expect(page.get_by_test_id("shortcuts")).to_be_in_viewport(ratio=1)
    assert overflow(page) <= 0
    assert page.evaluate(CONTRAST) == []


def test_without_shortcuts_there_is_no_lightning_menu(browser: Browser) -> None:
    with Sandbox(PEOPLE, CHANNELS) as plain:
        page = browser.new_page()
        page.goto(f"{plain.url}/#as={DANA}&channel=C0004")
        expect(page.get_by_test_id("attach")).to_be_enabled()
        expect(page.get_by_test_id("shortcuts")).to_be_hidden()
        page.close()


def test_a_form_takes_files_and_shows_which(visit: OpenPage, box: Sandbox, bot: Recorder, tmp_path: Path) -> None:
    field = {"type": "file_input", "action_id": "value", "max_files": 2}
    label = {"type": "plain_text", "text": "Photos"}
    block = {"type": "input", "block_id": "files", "label": label, "element": field}
    title = {"type": "plain_text", "text": "Send"}
    view = {"type": "modal", "title": title, "submit": title, "blocks": [block]}
    page = visit(DANA, "C0004")
    trigger = box.shortcut(DANA, "new").trigger_id
    WebClient(token=box.bot_token, base_url=box.api_url).views_open(trigger_id=str(trigger), view=view)
    dialog = page.get_by_test_id("modal")
    for name in ("a.png", "b.png", "c.png"):
        (tmp_path / name).write_bytes(PIXEL)
    chosen = dialog.get_by_label("Photos")
    chosen.set_input_files([tmp_path / "a.png", tmp_path / "b.png", tmp_path / "c.png"])
    expect(dialog.get_by_role("list", name="Files to send")).to_have_text("a.pngb.png")
    dialog.get_by_role("button", name="Do not send a.png").click()
    page.get_by_test_id("modal-submit").click()
    expect(dialog).to_be_hidden()
    sent = next(one.body for one in bot.heard if one.body.get("type") == "view_submission")
    assert [one["name"] for one in sent["view"]["state"]["values"]["files"]["value"]["files"]] == ["b.png"]
