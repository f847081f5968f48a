"""The workspace page as people use it: who acts, conversations, forms, Home, threads, the host, the traffic log."""

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from broker_bot.sandbox.server import Sandbox
from tests.browser.bot import button, section
from tests.browser.conftest import CHANNELS, DANA, LEE, MARCUS, PEOPLE, OpenPage, need_chromium
from tests.browser.probes import act_as, ask, write

need_chromium()
pytestmark = pytest.mark.browser


def test_acting_as_another_person_shows_their_channels_and_returns_to_their_last_place(visit: OpenPage) -> None:
    page = visit(DANA, "C0002")
    expect(page.get_by_test_id("channel-C0001")).to_have_count(0)
    act_as(page, LEE, "facil")
    expect(page.get_by_test_id("as-picker")).to_contain_text("Lee Park")
    page.get_by_test_id("channel-C0001").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("unit-facilities")
    act_as(page, DANA, "dana")
    expect(page.get_by_role("heading", level=1)).to_have_text("north-principals")
    act_as(page, LEE, "lee")
    expect(page.get_by_role("heading", level=1)).to_have_text("unit-facilities")
    assert f"as={LEE}&channel=C0001" in page.url


def test_the_picker_groups_people_and_finds_them_by_title(visit: OpenPage) -> None:
    page = visit()
    page.get_by_test_id("as-picker").click()
    expect(page.locator(".picker-group")).to_have_text(["Principals", "Units", "ILDs"])
    page.get_by_test_id("picker-search").fill("north network")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("as-picker")).to_contain_text("Marcus Hale")


def test_a_message_is_sent_with_enter_and_the_bot_answers_in_place(visit: OpenPage, box: Sandbox) -> None:
    page = visit()
    card = ask(page, "The AC in *204* is out & it is < 60 degrees")
    expect(page.get_by_test_id("composer")).to_have_value("")
    expect(card.locator("strong", has_text="204")).to_be_visible()
    expect(card).to_contain_text("out & it is < 60 degrees")
    assert box.messages(box.dm(DANA))[0]["text"] == "The AC in *204* is out &amp; it is &lt; 60 degrees"


def test_shift_enter_starts_a_new_line(visit: OpenPage, box: Sandbox) -> None:
    page = visit(DANA, "C0004")
    page.get_by_test_id("composer").fill("first")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second")
    page.keyboard.press("Enter")
    expect(page.locator(".message .text")).to_have_text("first\nsecond")
    assert box.messages("C0004")[0]["text"] == "first\nsecond"


def test_names_and_links_are_sent_and_shown_as_such(visit: OpenPage, box: Sandbox) -> None:
    page = visit(DANA, "C0004")
    write(page, "@Lee Park see https://example.org/a, not `@Lee Park`")
    expect(page.locator(".message .mention")).to_have_text("@Lee Park")
    expect(page.locator(".message a")).to_have_attribute("href", "https://example.org/a")
    assert box.messages("C0004")[0]["text"] == "<@U0002> see <https://example.org/a>, not `@Lee Park`"


def test_a_card_is_drawn_with_all_its_parts(visit: OpenPage) -> None:
    page = visit(timezone_id="Asia/Tokyo")
    card = ask(page, "AC out")
    expect(card.locator("h3")).to_have_text("🔧 Request")
    expect(card).to_contain_text("2026-11-24 11:00 AM")
    expect(card.get_by_role("img", name="A broken unit")).to_be_visible()
    expect(card.get_by_role("link", name="open")).to_have_attribute("rel", "noopener noreferrer")
    expect(card.get_by_test_id("action-day")).to_have_value("2026-11-25")


def test_a_form_with_a_mistake_keeps_what_was_typed_and_says_what_is_wrong_under_the_field(visit: OpenPage) -> None:
    page = visit()
    ask(page, "AC out").get_by_test_id("action-take").click()
    modal = page.get_by_role("dialog", name="Promise a date")
    expect(modal.get_by_label("What happens")).to_be_focused()
    modal.get_by_test_id("modal-submit").click()
    expect(modal.get_by_test_id("error-what")).to_have_text("Please complete this required field.")
    modal.get_by_label("What happens").fill("soon")
    modal.get_by_test_id("action-choice").click()
    page.get_by_role("option", name="Technology").click()
    modal.get_by_test_id("modal-submit").click()
    expect(modal.get_by_test_id("error-what")).to_have_text("Please say a little more.")
    expect(modal.get_by_label("What happens")).to_be_focused()
    expect(modal.get_by_label("What happens")).to_have_attribute("aria-invalid", "true")
    expect(modal.get_by_label("What happens")).to_have_value("soon")
    expect(modal.get_by_test_id("action-choice")).to_have_text("Technology")
    modal.get_by_label("What happens").fill("A technician comes")
    modal.get_by_test_id("modal-submit").click()
    expect(modal).to_have_count(0)
    expect(page.locator(".message").last).to_contain_text("Promised: A technician comes")


def test_an_open_form_survives_a_reload_and_belongs_to_one_person(visit: OpenPage) -> None:
    page = visit(LEE, "C0001")
    ask(page, "AC out").get_by_test_id("action-take").click()
    page.get_by_test_id("action-text").fill("soon")
    page.get_by_test_id("modal-submit").click()
    expect(page.get_by_test_id("error-what")).to_be_visible()
    page.reload()
    expect(page.get_by_test_id("action-text")).to_have_value("soon")
    page.goto(page.url.replace(LEE, DANA).replace("C0001", "C0002"))
    expect(page.get_by_role("heading", level=1)).to_have_text("north-principals")
    expect(page.get_by_test_id("modal")).to_have_count(0)


def test_a_button_that_asks_first_does_nothing_until_confirmed(visit: OpenPage, box: Sandbox) -> None:
    page = visit()
    card = ask(page, "AC out")
    card.get_by_test_id("action-back").click()
    page.get_by_test_id("confirm-cancel").click()
    assert [line.method for line in box.log].count("block_actions") == 0
    card.get_by_test_id("action-back").click()
    expect(page.get_by_role("alertdialog")).to_contain_text("Another unit gets it.")
    page.get_by_test_id("confirm-ok").click()
    expect(card).to_contain_text("Sent back")
    expect(card).to_contain_text("(edited)")


def test_an_app_that_cannot_be_reached_is_told_in_a_toast(visit: OpenPage, box: Sandbox) -> None:
    page = visit()
    card = ask(page, "AC out")
    box.connect("http://127.0.0.1:9/slack/events")
    card.get_by_test_id("action-take").click()
    expect(page.get_by_test_id("toast")).to_contain_text("could not be reached")
    expect(card.get_by_test_id("action-take")).not_to_have_attribute("aria-busy", "true")


def test_a_slash_command_is_answered_to_its_author_alone(visit: OpenPage) -> None:
    page = visit(DANA, "C0002")
    write(page, "/broker list all")
    message = page.locator(".message").last
    expect(message).to_contain_text("Only visible to you")
    expect(message).to_contain_text("You typed list all")
    write(page, "/nonsense")
    expect(page.get_by_test_id("toast")).to_contain_text("/nonsense is not a command here")
    expect(page.get_by_test_id("composer")).to_have_value("/nonsense")


def test_the_home_is_drawn_when_opened_and_changes_when_its_button_is_pressed(visit: OpenPage) -> None:
    page = visit()
    page.get_by_test_id("home-tab").click()
    home = page.get_by_test_id("home")
    expect(home).to_contain_text("Nothing is open")
    expect(page.get_by_test_id("composer")).to_be_hidden()
    home.get_by_test_id("action-new").click()
    expect(home).to_contain_text("One request is open")
    expect(home.get_by_test_id("action-new")).to_be_focused()


def test_a_press_during_which_the_home_changes_is_not_lost(visit: OpenPage, box: Sandbox) -> None:
    """The app publishes another Home between press and release; its button of the same name is a new one."""
    page = visit()
    page.get_by_test_id("home-tab").click()
    home = page.get_by_test_id("home")
    expect(home).to_contain_text("Nothing is open")
    home.get_by_test_id("action-new").hover()
    page.mouse.down()
    fresh = {"type": "home", "blocks": [section("Changed meanwhile", accessory=button("New request", "new"))]}
    with page.expect_response(lambda answer: "/control/inbox" in answer.url and "Changed meanwhile" in answer.text()):
        WebClient(box.bot_token, base_url=box.api_url).views_publish(user_id=DANA, view=fresh)
    expect(home).to_contain_text("Nothing is open")
    page.mouse.up()
    expect(home).to_contain_text("One request is open")


def test_a_press_during_which_the_card_changes_is_not_lost(visit: OpenPage, box: Sandbox) -> None:
    """The app changes its message between press and release; the button of the same name is a new one there."""
    app = WebClient(box.bot_token, base_url=box.api_url)
    ts = app.chat_postMessage(channel="C0002", text="Open", blocks=[section("Open", accessory=button("Take", "take"))])[
        "ts"
    ]
    page = visit(DANA, "C0002")
    page.get_by_test_id("action-take").hover()
    page.mouse.down()
    fresh = [section("Changed meanwhile", accessory=button("Take", "take"))]
    with page.expect_response(lambda answer: "Changed meanwhile" in answer.text()):
        app.chat_update(channel="C0002", ts=ts, text="Changed meanwhile", blocks=fresh)
    page.mouse.up()
    expect(page.get_by_role("dialog", name="Promise a date")).to_be_visible()


MOVES_WHILE_READING = """(place) => {
  const plain = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await plain(...asked);
    if (!String(asked[0]).includes("inbox")) return answer;
    const told = await answer.text();
    answer.text = async () => { window.fetch = plain; location.hash = place; return told; };
    return answer;
  };
}"""
"""Goes elsewhere at the moment in which the page has read what is new where it was."""


def test_going_elsewhere_while_the_page_reads_what_is_new_is_not_lost(visit: OpenPage, box: Sandbox) -> None:
    page = visit(DANA, "C0002")
    expect(page.get_by_role("heading", level=1)).to_have_text("north-principals")
    page.evaluate(MOVES_WHILE_READING, f"#as={DANA}&channel=C0004")
    box.say(DANA, "C0002", "Something new")
    page.wait_for_function("() => !location.hash.includes('C0002')")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("north-principals")
    expect(page.locator("#conversation .message", has_text="Something new")).to_have_count(0)
    assert "channel=C0004" in page.url


def test_a_thread_opens_beside_the_conversation_and_counts_its_replies(visit: OpenPage, box: Sandbox) -> None:
    ts = box.say(DANA, "C0002", "Buses are late")
    box.wait_until(lambda: len(box.posts()) == 1)
    page = visit(MARCUS, "C0002")
    page.get_by_test_id(f"reply-{ts}").click()
    pane = page.get_by_test_id("thread-pane")
    expect(pane.get_by_test_id(f"thread-parent-{ts}")).to_contain_text("Buses are late")
    pane.get_by_test_id("thread-composer").fill("How late?")
    page.keyboard.press("Enter")
    expect(pane.locator(".message").last).to_contain_text("Noted: How late?")
    expect(page.get_by_test_id(f"replies-{ts}")).to_contain_text("2 replies")
    expect(page.locator("#conversation .message")).to_have_count(2)
    assert f"thread={ts}" in page.url
    page.keyboard.press("Escape")
    expect(pane).to_be_hidden()
    expect(page.get_by_test_id(f"replies-{ts}")).to_be_focused()


def test_what_is_being_typed_outlives_new_messages_other_channels_and_a_reload(visit: OpenPage, box: Sandbox) -> None:
    page = visit(DANA, "C0004")
    field = page.get_by_test_id("composer")
    field.fill("half a thou")
    box.say(LEE, "C0004", "Meanwhile")
    expect(page.locator(".message").last).to_contain_text("Meanwhile")
    expect(field).to_have_value("half a thou")
    expect(field).to_be_focused()
    page.get_by_test_id("channel-C0002").click()
    expect(field).to_have_value("")
    page.get_by_test_id("channel-C0004").click()
    expect(field).to_have_value("half a thou")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("quiet-corner")
    expect(field).to_have_value("half a thou")


def test_unread_messages_are_counted_until_the_channel_is_opened(visit: OpenPage, box: Sandbox) -> None:
    page = visit(DANA, "C0002")
    box.say(LEE, "C0004", "One")
    box.say(LEE, "C0004", "Two")
    expect(page.get_by_test_id("unread-C0004")).to_have_text("2 unread")
    page.get_by_test_id("channel-C0004").click()
    expect(page.get_by_test_id("unread-C0004")).to_have_count(0)
    page.get_by_test_id("channel-C0002").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("north-principals")
    expect(page.get_by_test_id("unread-C0004")).to_have_count(0)


def test_in_a_long_channel_only_what_changed_is_drawn_and_the_reader_keeps_the_place(
    visit: OpenPage, box: Sandbox
) -> None:
    stamps = [box.say(LEE, "C0004", f"Message {number}") for number in range(500)]
    page = visit(DANA, "C0004")
    expect(page.locator(".message")).to_have_count(500)
    expect(page.get_by_test_id(f"message-{stamps[-1]}")).to_be_in_viewport()
    scroller = page.get_by_role("region", name="Messages in #quiet-corner")
    scroll = "(node) => { const there = node.scrollTop === 400; node.scrollTop = 400; return there; }"
    box.wait_until(lambda: scroller.evaluate(scroll), 20, "the list to be where it was scrolled to")
    expect(page.get_by_test_id(f"message-{stamps[-1]}")).not_to_be_in_viewport()
    scroller.evaluate("(node) => node.querySelectorAll('li').forEach((one) => { one.old = 1; })")
    box.edit(LEE, "C0004", stamps[3], "Changed")
    box.say(LEE, "C0004", "The last one")
    expect(page.locator(".message")).to_have_count(501)
    expect(page.get_by_test_id(f"message-{stamps[3]}")).to_contain_text("Changed (edited)")
    assert page.evaluate("() => [...document.querySelectorAll('.message')].filter((one) => !one.old).length") == 2
    assert scroller.evaluate("(node) => node.scrollTop") == 400
    page.get_by_role("button", name="New messages below").click()
    expect(page.locator(".message").last).to_be_in_viewport()
    expect(page.locator("#announcer")).to_have_text("Lee Park: The last one")
    box.say(LEE, "C0004", f"Heat & *air*\nfor <@{DANA}>")
    expect(page.locator("#announcer")).to_have_text("Lee Park: Heat & air for @Dana Ortiz")


def test_the_host_shows_its_clock_and_answers_its_button(visit: OpenPage) -> None:
    page = visit()
    expect(page.get_by_test_id("clock")).to_have_text("Tue Nov 24, 8:50 AM")
    page.get_by_test_id("host-jump").click()
    expect(page.get_by_test_id("toast")).to_contain_text("Facilities was reminded.")
    expect(page.get_by_test_id("clock")).to_have_text("Tue Nov 24, 10:30 AM")


def test_the_guide_leads_to_its_step_and_can_be_put_away(visit: OpenPage) -> None:
    page = visit()
    page.get_by_role("button", name="Show me: Answer").click()
    expect(page.get_by_test_id("as-picker")).to_contain_text("Lee Park")
    expect(page.get_by_role("heading", level=1)).to_have_text("unit-facilities")
    page.get_by_test_id("guide-close").click()
    page.reload()
    expect(page.get_by_test_id("guide-toggle")).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_test_id("guide")).to_be_hidden()
    page.get_by_test_id("guide-toggle").click()
    expect(page.get_by_test_id("guide")).to_be_visible()


def test_the_traffic_log_shows_what_went_both_ways(visit: OpenPage) -> None:
    page = visit()
    page.get_by_test_id("traffic-toggle").click()
    ask(page, "AC out")
    log = page.get_by_test_id("traffic")
    sent = log.locator("li", has_text="chat.postMessage").first
    expect(sent).to_contain_text("app → workspace")
    sent.locator("summary").click()
    expect(sent.locator("pre")).to_contain_text('"text": "A request"')


def test_a_message_of_ones_own_can_be_changed_and_deleted(visit: OpenPage, box: Sandbox) -> None:
    ts = box.say(DANA, "C0004", "Bus is late")
    page = visit(DANA, "C0004")
    message = page.get_by_test_id(f"message-{ts}")
    message.hover()
    message.get_by_test_id(f"more-{ts}").click()
    page.get_by_role("option", name="Edit message").click()
    message.get_by_test_id("edit-field").fill("Bus 12 is late")
    page.keyboard.press("Enter")
    expect(message).to_contain_text("Bus 12 is late (edited)")
    message.get_by_test_id(f"more-{ts}").click()
    page.get_by_role("option", name="Delete message").click()
    page.get_by_test_id("confirm-ok").click()
    expect(message).to_have_count(0)


def test_the_page_waits_for_a_workspace_that_restarts_and_keeps_the_draft(visit: OpenPage) -> None:
    page = visit()
    with Sandbox(PEOPLE, CHANNELS) as before:
        port = int(before.url.rsplit(":", 1)[1])
        page.goto(f"{before.url}/#as={DANA}&channel=C0004")
        page.get_by_test_id("composer").fill("half a thought")
    expect(page.get_by_test_id("offline")).to_be_visible()
    after = Sandbox(PEOPLE, CHANNELS)
    after.start(port)
    after.say(LEE, "C0004", "While you were out")
    expect(page.locator(".message").last).to_contain_text("While you were out")
    expect(page.get_by_test_id("offline")).to_be_hidden()
    expect(page.get_by_test_id("composer")).to_have_value("half a thought")
    page.close()
    after.stop()
