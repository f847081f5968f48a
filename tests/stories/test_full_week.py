"""A week with sixty demands for one principal still posts: what does not fit is counted and stands behind *See all*."""

from __future__ import annotations

import pytest

from broker_bot.domain.deciding import DecideMandate
from broker_bot.domain.submitting import SubmitMandate
from broker_bot.slack import ids
from broker_bot.store import demands
from tests.slack.view_limits import MESSAGE_BLOCKS, MESSAGE_CHARACTERS, broken, letters
from tests.stories.cast import BUS_LEAD, ILD, PRINCIPAL
from tests.stories.test_gate import last
from tests.stories.world import World, words

TIERS = ("must", "brief", "fyi")


@pytest.mark.only_on("sqlite", why="it is about what fits into a message")
def test_sixty_demands_for_one_principal_still_post(monday: World) -> None:
    w = monday
    for n in range(60):
        asked = SubmitMandate(
            f"s{n}", w.ids[BUS_LEAD], title=f"Send list {n:02} " + "with every column " * 7, text="By form.",
            day=w.local("2026-10-16 09:00").date(), minutes="20", link=f"https://forms.example/{n}", everyone=True,
        )  # fmt: skip
        assert not w.bot.service.handle(asked).refused
        tier = TIERS[n % 3]
        decided = DecideMandate(
            f"d{n}", w.ids[ILD], mandate=n + 1, network="north", tier=tier, line="Do this one first. " * 15
        )
        assert not w.bot.service.handle(decided).refused, n
    w.go_to("2026-10-12 06:31")
    page = last(w, PRINCIPAL, "Your week of")
    assert broken(page["blocks"], most=MESSAGE_BLOCKS) == [] and letters(page["blocks"]) <= MESSAGE_CHARACTERS
    assert "20 must-dos, 20 short ones, 20 to know" in page["text"] and "more in Home." in words(page)
    issue = w.bot.db.read(lambda conn: demands.newest_issue(conn, PRINCIPAL))
    assert issue is not None and issue.page is not None and len(issue.page.items) == 60
    w.press(PRINCIPAL, "bot", page, ids.PAGE_ALL)
    shown = w.modal(PRINCIPAL)
    assert all(f"Send list {n:02}" in shown for n in range(60))
