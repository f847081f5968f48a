"""The demo's three people at their pages, and what they do there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from broker_bot.demo import town
from broker_bot.demo.dates import open_day
from broker_bot.demo.stage import Demo
from broker_bot.domain import week

PRINCIPAL = "marguerite.dupree@cedargrove.example"
UNIT = "hank.lindqvist@cedargrove.example"
ILD = "denise.calloway@cedargrove.example"
FACILITIES = "unit-facilities"


@dataclass(frozen=True, slots=True)
class Person:
    """One person's page on the demo."""

    demo: Demo
    page: Page
    id: str

    def go(self, channel: str) -> None:
        """To the conversation with the bot ("bot") or to a channel by name."""
        ids = {c.name: c.id for c in town.channels(self.demo.district)}
        self.page.goto(f"{self.demo.url}/#as={self.id}&channel={ids.get(channel, channel)}")

    def write(self, text: str) -> None:
        self.page.get_by_test_id("composer").fill(text)
        self.page.get_by_test_id("composer").press("Enter")

    def ask(self, text: str) -> str:
        """Send a request to the bot; the number its card shows."""
        self.write(text)
        card = self.message(text, "request.withdraw")
        label = card.get_by_test_id("action-request.withdraw").get_attribute("aria-label") or ""
        return label.rpartition(" ")[2]

    def message(self, text: str, action: str = "") -> Locator:
        """The newest message with this text and, if named, this button."""
        found = self.page.locator("#conversation .message").filter(has_text=text)
        if action:
            found = found.filter(has=self.page.get_by_test_id(f"action-{action}"))
        expect(found.last).to_be_visible()
        return found.last

    def card(self, number: str) -> Locator:
        """The newest message with a button about the request of this number."""
        found = self.page.locator("#conversation .message").filter(
            has=self.page.locator(f"button[aria-label$=': {number}']")
        )
        expect(found.last).to_be_visible()
        return found.last

    def press(self, place: Locator, action: str) -> None:
        place.get_by_test_id(f"action-{action}").first.click()

    def fill(self, words: str = "", *, day: date | None = None, choose: str = "", submit: bool = True) -> None:
        """Fill in the open form and send it: words in the first free field, a day, an option of its menu."""
        form = self.page.get_by_test_id("modal")
        if choose:
            form.get_by_role("button", name="Choose").click()
            self.page.get_by_role("option", name=choose, exact=True).click()
        if day is not None:
            form.locator("input[type=date]").fill(day.isoformat())
        if words:
            form.locator("textarea, input[type=text]").first.fill(words)
        if submit:
            self.page.get_by_test_id("modal-submit").click()
            expect(form).to_have_count(0)

    def later(self) -> date:
        """A school day about three weeks after the demo's today."""
        today = week.today(self.demo.clock.now(), self.demo.district)
        return open_day(self.demo.district, today + timedelta(days=21))

    def home(self) -> Locator:
        """The person's Home, once what the bot published on opening it is drawn."""
        before = self._published()
        self.page.get_by_test_id("home-tab").click()
        self.demo.box.wait_until(lambda: self._published() > before, 20, "a Home to be published")
        home = self.page.get_by_test_id("home")
        newest = (self.demo.box.home(self.id) or {})["blocks"][0]["block_id"]
        expect(home.locator(f"[data-block='{newest}']")).to_be_visible()
        return home

    def _published(self) -> int:
        return [line.method for line in self.demo.box.log].count("views.publish")

    def jump(self, where: str) -> str:
        """Press one of the clock's buttons and wait; what the page says of it."""
        button = self.page.get_by_test_id(f"host-{where}")
        with self.page.expect_response(lambda answer: answer.url.endswith(f"/host/{where}"), timeout=60_000) as found:
            button.click()
        expect(button).not_to_have_attribute("aria-busy", "true")
        return str(found.value.json()["text"])


OpenAs = Callable[..., Person]
