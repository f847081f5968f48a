"""The page for everyone: with the keyboard alone, on a phone, in the dark, and safe against hostile text."""

import re

import pytest
from playwright.sync_api import Route, expect

from broker_bot.sandbox.server import Sandbox
from tests.browser.bot import HOSTILE
from tests.browser.conftest import DANA, OpenPage, need_chromium
from tests.browser.probes import CONTRAST, ask, overflow, tab_to, write

need_chromium()
pytestmark = pytest.mark.browser


def test_hostile_text_is_shown_literally(visit: OpenPage, box: Sandbox) -> None:
    box.say(DANA, "C0004", HOSTILE)
    page = visit(DANA, "C0004")
    message = page.locator(".message").last
    expect(message).to_contain_text("<script>document.title='owned'</script>")
    expect(message).to_contain_text("<img src=x onerror=alert(1)>")
    expect(message).to_contain_text("<javascript:alert(1)|click me>")
    expect(message.locator("script, img, a")).to_have_count(0)
    expect(page).to_have_title(re.compile("quiet-corner"))


def test_escape_closes_a_form_and_the_focus_returns_to_its_button(visit: OpenPage, box: Sandbox) -> None:
    page = visit()
    press = ask(page, "AC out").get_by_test_id("action-take")
    press.click()
    page.get_by_test_id("modal").wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("modal")).to_have_count(0)
    expect(press).to_be_focused()
    assert box.modal(DANA) is None


def test_a_menu_is_chosen_from_by_keyboard_and_sends_the_choice(visit: OpenPage) -> None:
    page = visit()
    card = ask(page, "AC out")
    card.get_by_test_id("action-reason").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(card.get_by_test_id("action-reason")).to_have_text("No technician free")
    expect(page.locator(".message").last).to_contain_text("Reason: staff")
    expect(card.get_by_test_id("action-reason")).to_be_focused()


def test_a_typed_date_is_sent_once_when_enter_is_pressed(visit: OpenPage, box: Sandbox) -> None:
    page = visit()
    field = ask(page, "AC out").get_by_test_id("action-day")
    field.focus()
    page.keyboard.type("12012026")
    page.keyboard.press("Enter")
    expect(page.locator(".message").last).to_contain_text("Day: 2026-12-01")
    assert [line.method for line in box.log].count("block_actions") == 1


def test_the_keyboard_alone_is_enough(visit: OpenPage) -> None:
    page = visit()
    keys = page.keyboard
    keys.press("Tab")
    expect(page.locator("#skip")).to_be_focused()
    tab_to(page, "as-picker")
    keys.press("Enter")
    keys.type("lee")
    keys.press("Enter")
    expect(page.get_by_test_id("as-picker")).to_contain_text("Lee Park")
    tab_to(page, "channel-C0001")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("unit-facilities")
    tab_to(page, "composer")
    keys.type("AC out")
    keys.press("Enter")
    expect(page.get_by_test_id("action-take")).to_be_visible()
    tab_to(page, "action-take", key="Shift+Tab")
    keys.press("Enter")
    expect(page.get_by_test_id("action-text")).to_be_focused()
    keys.type("A technician comes")
    tab_to(page, "modal-submit")
    keys.press("Enter")
    expect(page.get_by_test_id("modal")).to_have_count(0)
    expect(page.get_by_test_id("action-take")).to_be_focused()


def test_on_a_phone_nothing_is_wider_than_the_screen_and_the_composer_is_in_view(visit: OpenPage) -> None:
    page = visit(width=390, height=844, has_touch=True, is_mobile=True)
    card = ask(page, "AC out in the-longest-room-name-" + "x" * 90)
    expect(page.get_by_test_id("composer")).to_be_in_viewport(ratio=1)
    expect(page.get_by_test_id("host-jump")).to_be_in_viewport()
    bar = page.locator("#topbar").bounding_box()
    assert bar is not None
    assert bar["height"] <= 100
    assert overflow(page) == 0
    page.get_by_test_id("menu").click()
    expect(page.get_by_test_id("as-picker")).to_be_in_viewport()
    assert overflow(page) == 0
    page.get_by_test_id("home-tab").click()
    expect(page.get_by_test_id("home")).to_contain_text("Nothing is open")
    expect(page.get_by_test_id("as-picker")).not_to_be_in_viewport()
    page.go_back()
    card.get_by_test_id("action-take").click()
    expect(page.get_by_test_id("modal-submit")).to_be_in_viewport(ratio=1)
    assert overflow(page) == 0


@pytest.mark.parametrize("choice", ["the same person", "the same place", "Escape"])
def test_on_a_phone_the_list_keeps_the_keyboard_until_it_is_left(visit: OpenPage, choice: str) -> None:
    page = visit(width=390, height=844, color_scheme="dark")
    keys, rail, menu = page.keyboard, page.locator("#rail"), page.get_by_test_id("menu")
    menu.focus()
    keys.press("Enter")
    expect(page.get_by_test_id("as-picker")).to_be_focused()
    for _ in range(12):
        keys.press("Tab")
        expect(page.locator("#conversation :focus, #topbar :focus")).to_have_count(0)
    if choice == "Escape":
        page.get_by_test_id("as-picker").focus()
        keys.press("Escape")
        expect(menu).to_be_focused()
    else:
        person = choice == "the same person"
        (page.get_by_test_id("as-picker") if person else rail.locator("[aria-current=page]")).focus()
        keys.press("Enter")
        if person:
            keys.press("Enter")
        expect(page.locator("#conversation")).to_be_focused()
    expect(rail).not_to_be_in_viewport()
    keys.press("Tab")
    expect(page.locator("#rail :focus")).to_have_count(0)


def test_on_a_phone_a_thread_fills_the_screen(visit: OpenPage, box: Sandbox) -> None:
    ts = box.say(DANA, "C0004", "Buses are late")
    page = visit(DANA, "C0004", width=390, height=844, has_touch=True, is_mobile=True)
    page.get_by_test_id(f"reply-{ts}").click()
    pane = page.get_by_test_id("thread-pane").bounding_box()
    assert pane == {"x": 0, "y": 0, "width": 390, "height": 844}
    expect(page.get_by_test_id("thread-composer")).to_be_in_viewport(ratio=1)
    page.get_by_test_id("thread-close").click()
    expect(page.get_by_test_id("composer")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_background(visit: OpenPage, box: Sandbox, scheme: str) -> None:
    page = visit(color_scheme=scheme)
    card = ask(page, "AC out `code` <@U0001>")
    write(page, "/broker list")
    expect(page.locator(".message.ephemeral")).to_be_visible()
    page.get_by_test_id("traffic-toggle").click()
    expect(page.locator(".traffic-list li").first).to_be_visible()
    assert page.evaluate(CONTRAST) == []
    card.get_by_test_id("action-take").click()
    page.get_by_test_id("modal-submit").click()
    expect(page.get_by_test_id("error-what")).to_be_visible()
    assert page.evaluate(CONTRAST) == []
    ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")


def test_a_list_opened_before_the_page_has_its_people_stays_open_and_keeps_the_keyboard(visit: OpenPage) -> None:
    page = visit(DANA, width=390, height=844)
    held: list[Route] = []
    page.route("**/state*", lambda route: held.append(route))
    page.reload()
    page.get_by_test_id("menu").click()
    expect(page.get_by_test_id("home-tab")).to_have_count(0)
    expect(page.locator("#rail")).to_be_focused()
    page.unroute("**/state*")
    assert held
    expect(page.get_by_test_id("home-tab")).to_be_visible()
    expect(page.get_by_test_id("menu")).to_have_attribute("aria-expanded", "true")
    tab_to(page, "home-tab", most=3)
