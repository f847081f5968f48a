"""Two rooms on the page: a school and its unit talk with a photo, an edit and a deletion, and what is said inside."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import need_chromium
from tests.browser.people import FACILITIES, PRINCIPAL, UNIT, OpenAs, Person
from tests.browser.test_page_files import attach

need_chromium()
pytestmark = pytest.mark.browser

INSIDE = "Same unit we patched in May."


def thread(person: Person, card: Locator) -> Locator:
    """The thread under a card, open beside the conversation."""
    person.page.get_by_test_id(f"reply-{card.get_attribute('data-ts')}").click()
    pane = person.page.get_by_test_id("thread-pane")
    expect(pane).to_be_visible()
    return pane


def write(person: Person, text: str) -> None:
    person.page.get_by_test_id("thread-composer").fill(text)
    person.page.get_by_test_id("thread-composer").press("Enter")


def own(person: Person, pane: Locator, text: str) -> Locator:
    """The person's own message in the thread."""
    return pane.locator(f".message[data-author='{person.id}']").filter(has_text=text)


def test_a_school_and_its_unit_read_each_other_and_nothing_that_was_said_inside(
    as_person: OpenAs, tmp_path: Path
) -> None:
    principal, unit = as_person(PRINCIPAL), as_person(UNIT, FACILITIES)
    number = principal.ask("AC out in 207")
    school, room = thread(principal, principal.card(number)), thread(unit, unit.card(number))
    attach(principal.page, tmp_path, "wall.png", testid="thread-attach")
    write(principal, "The nroth wall.")
    expect(room).to_contain_text("The nroth wall.")
    expect(room.get_by_role("img", name="wall.png")).to_be_visible()
    box, dm = principal.demo.box, principal.demo.box.dm(principal.id)
    sent = own(principal, school, "The nroth wall.").get_attribute("data-ts") or ""
    box.edit(principal.id, dm, sent, "The north wall.")
    expect(room).to_contain_text("The north wall. (edited)")
    write(principal, "At three would be better.")
    expect(room).to_contain_text("At three would be better.")
    gone = own(principal, school, "At three would be better.").get_attribute("data-ts") or ""
    box.delete(principal.id, dm, gone)
    expect(room).to_contain_text("removed by sender")
    expect(room).not_to_contain_text("At three would be better.")
    write(unit, INSIDE)
    expect(room).to_contain_text(INSIDE)
    unit.press(unit.card(number), "request.reply")
    expect(unit.page.get_by_test_id("modal")).to_contain_text("Marguerite Dupree will read this.")
    unit.fill("Luis comes at tow.")
    expect(school).to_contain_text("Luis comes at tow.")
    room.locator(".message").filter(has_text="Luis comes at tow.").get_by_test_id("action-said.change").click()
    unit.page.get_by_role("option", name="Change").click()
    unit.fill("Luis comes at two.")
    expect(school).to_contain_text("Luis comes at two. (edited)")
    expect(principal.page.locator("body")).not_to_contain_text("patched in May")
