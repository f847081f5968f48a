"""The main job on a phone's screen, in the dark, by keyboard alone: no mouse, no finger."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import need_chromium
from tests.browser.people import FACILITIES, ILD, PRINCIPAL, UNIT, OpenAs, Person
from tests.browser.probes import CONTRAST, overflow, tab_to

need_chromium()
pytestmark = pytest.mark.browser

NAME = "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText"
SEEN = "() => getComputedStyle(document.activeElement).outlineStyle !== 'none'"


class Keys:
    """One person's hands on the keyboard; after each step the screen is kept as a picture and looked over."""

    def __init__(self, person: Person, folder: Path) -> None:
        self.person, self.page, self.folder = person, person.page, folder

    def press(self, label: str, key: str = "Shift+Tab", most: int = 60) -> str:
        """Tab to the button of this label, back from the composer unless told otherwise; press it, return its label."""
        if key == "Shift+Tab":
            self.page.get_by_test_id("composer").focus()
        for _ in range(most):
            self.page.keyboard.press(key)
            found = str(self.page.evaluate(NAME))
            if re.fullmatch(label, found):
                assert self.page.evaluate(SEEN), f"{label} has the focus and does not show it"
                self.page.keyboard.press("Enter")
                return found
        raise AssertionError(f"{label} is not reached with {most} times {key}")

    def write(self, *stops: str) -> None:
        """Type into the open form, a Tab between its fields, and send it by its button."""
        form = self.page.get_by_test_id("modal")
        expect(form).to_be_visible()
        for at, words in enumerate(stops):
            if at:
                self.page.keyboard.press("Tab")
            self.page.keyboard.type(words)
        tab_to(self.page, "modal-submit")
        self.page.keyboard.press("Enter")
        expect(form).to_have_count(0)

    def say(self, words: str) -> None:
        tab_to(self.page, "composer", most=80)
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")

    def look(self, name: str) -> None:
        """Nothing is wider than the screen, every text can be read on its ground; the picture is kept."""
        self.page.screenshot(path=self.folder / f"{name}.png")
        assert overflow(self.page) == 0
        assert self.page.evaluate(CONTRAST) == []


def test_the_main_job_on_a_phone_in_the_dark_by_keyboard_alone(as_person: OpenAs, tmp_path: Path) -> None:
    screen = {"width": 390, "height": 844, "color_scheme": "dark"}
    principal, unit, ild = (
        Keys(as_person(who, place, **screen), tmp_path)
        for who, place in ((PRINCIPAL, "bot"), (UNIT, FACILITIES), (ILD, "bot"))
    )
    principal.say("Ceiling tile in 118 came loose")
    card = principal.person.message("Ceiling tile in 118 came loose", "request.withdraw")
    number = str(card.get_by_test_id("action-request.withdraw").get_attribute("aria-label")).rpartition(" ")[2]
    principal.look("1-asked")
    unit.person.card(number)
    unit.press(f"Take: {number}")
    expect(unit.person.card(number)).to_contain_text("Taken, not answered yet.")
    unit.press(f"Reply to school: {number}")
    unit.write("Luis takes it down before lunch.")
    expect(principal.person.card(number)).to_contain_text("answered")
    unit.look("2-answered")
    unit.press(f"Finish: {number}")
    unit.write("It hangs on two bolts again.")
    expect(principal.person.card(number)).to_contain_text("Is it done?")
    principal.look("3-is-it-done")
    principal.press(f"Not yet: {number}")
    principal.write("It still wobbles.")
    expect(unit.person.card(number)).to_contain_text("Not done yet, says the school.")
    principal.press(f"I need help with this: {number}")
    expect(ild.person.card(number)).to_contain_text("asks for your help")
    ild.look("4-packet")
    ild.press(f"Step in: {number}")
    expect(ild.person.card(number)).to_contain_text("You stepped in")
    ild.press(f"Reply to school: {number}")
    ild.write("I am with Hank now; a carpenter comes at two.")
    principal.person.message("a carpenter comes at two")
    principal.look("5-helped")
    _decide(ild)
    ild.look("7-decided")


def _decide(ild: Keys) -> None:
    """Home by the list of places, then the first demand's form: a tier by the arrow keys, a line, the button."""
    page: Page = ild.page
    page.reload()
    expect(page.get_by_test_id("home-tab")).to_be_attached()
    tab_to(page, "menu")
    page.keyboard.press("Enter")
    tab_to(page, "home-tab")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("home")).to_contain_text("To decide")
    title = ild.press("Decide: .*", key="Tab").removeprefix("Decide: ")
    expect(page.get_by_test_id("choice-must")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_test_id("choice-must")).to_be_checked()
    page.keyboard.press("Tab")
    ild.look("6-deciding")
    ild.write("Ten minutes; the list is in your folder.")
    expect(page.get_by_role("button", name=f"Change: {title}")).to_be_visible()
    expect(page.get_by_role("button", name=f"Decide: {title}")).to_have_count(0)
