"""An ILD's Home on a phone with forty late requests: the worst three, with what to press, stand on the first screen."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from broker_bot.domain.district import District
from broker_bot.store.db import Database
from broker_bot.store.migrate import migrate
from tests.browser.conftest import need_chromium
from tests.stories.cast import BUS, ILD
from tests.stories.world import a_world

need_chromium()
HEIGHT = 844


def test_the_worst_three_of_forty_show_without_scrolling(browser: Browser, district: District, tmp_path: Path) -> None:
    """Filed on Monday at 09:00 and late since 10:00; the line on protected time stands above them."""
    schools = [s.principal for s in district.schools.values() if s.network == "north"]
    url = f"sqlite:///{tmp_path / 'desk.sqlite3'}"
    database = Database(url)
    migrate(database)
    database.close()
    with a_world(district, url, "2026-10-05 09:00", tmp_path) as w:
        for n in range(40):
            w.say(schools[n % len(schools)], f"{BUS}, time number {n + 1}" if n else BUS)
        w.slash(ILD, "in schools every Mon, Wed and Fri 8-11:30")
        w.go_to("2026-10-05 12:00")
        assert "40 need you" in w.home(ILD)
        page = browser.new_context(viewport={"width": 390, "height": HEIGHT}).new_page()
        page.goto(f"{w.box.url}/#as={w.ids[ILD]}&channel=home")
        buttons = page.get_by_role("button", name="Let run until")
        expect(buttons).to_have_count(3)
        third = buttons.nth(2).bounding_box()
        assert third is not None and third["y"] + third["height"] <= HEIGHT
        page.close()
