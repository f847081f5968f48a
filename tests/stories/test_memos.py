"""Memos come in by any way, are read, checked by a person, pass the gate, and each principal sees only what applies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from broker_bot.delivery.feed import FeedRefused, fetch
from broker_bot.delivery.feed_reader import FeedReader
from broker_bot.domain.district import Feed
from broker_bot.service.files import put_in_force
from broker_bot.service.inbox import Inbox
from broker_bot.slack import ids
from tests.stories.cast import BUS_LEAD, HR_LEAD, ILD, OTHER_PRINCIPAL, PRINCIPAL
from tests.stories.conftest import Open
from tests.stories.test_gate import last, texts
from tests.stories.test_gate_decisions import page
from tests.stories.world import World, words

MEMOS = Path(__file__).parents[1] / "reading" / "samples"
FIRST_YEAR, HIGH, K8 = OTHER_PRINCIPAL, "rochelle.adeyemi@cedargrove.example", "bernard.oyelaran@cedargrove.example"
"""A first-year elementary principal, a veteran high school with English learners, a K-8 school; all of north."""


FEDERAL, NEWS, SPECIAL, LEADERSHIP, TECH = (
    "elliot.navarro@cedargrove.example",
    "paloma.ruiz@cedargrove.example",
    "ingrid.solheim@cedargrove.example",
    "thomas.achebe@cedargrove.example",
    "ade.bankole@cedargrove.example",
)


def send_memo(w: World, person: str, number: str) -> None:
    """A unit's person sends the bot one of the six memos as it came."""
    w.say(person, next(MEMOS.glob(f"{number}_*.md")).read_text("utf-8"))


def row_of(w: World, person: str, title: str) -> tuple[dict[str, Any], str]:
    """The person's newest memo card with a row of this title, and that row's button's value."""
    for message in reversed(w.from_bot(person)):
        for block in message.get("blocks", []):
            button = block.get("accessory", {})
            if button.get("action_id") == ids.MEMO_CHECK and title in block["text"]["text"]:
                return message, button["value"]
    raise AssertionError(f"no row {title!r} for {person}: {[words(m) for m in w.from_bot(person)][-1:]}")


def check(w: World, person: str, row: str, /, **fields: Any) -> str:
    """Open a proposed demand, look, correct some fields and send it; gives back what the form said."""
    message, value = row_of(w, person, row)
    answer = w.press(person, "bot", message, ids.MEMO_CHECK, value=value)
    assert answer.ok, answer.error
    said = w.modal(person)
    all_of_them = {"everyone": {"value": {"selected_options": [{"value": "everyone"}]}}} if "Everybody" in said else {}
    sent = w.box.submit(w.ids[person], all_of_them | {block: {"value": value} for block, value in fields.items()})
    w.settle()
    assert sent.ok and not w.modal(person), (row, w.modal(person), sent)
    return said


def decide(w: World, title: str, tier: str, **fields: Any) -> None:
    card = next(m for m in reversed(w.from_bot(ILD)) if f"asks your principals: {title}" in m["text"])
    w.press(ILD, "bot", card, ids.MANDATE_DECIDE)
    w.submit(ILD, tier=tier, **fields)
    assert not w.modal(ILD)


def take_all_six(w: World) -> None:
    """Each memo on its own day, by its unit; every demand is checked by a person."""
    send_memo(w, HR_LEAD, "01")
    said = check(w, HR_LEAD, "Formal observations entered", title="Enter formal observations")
    assert "Title and due from: “Formal observations entered: no later than Friday, December 11, 2026”" in said
    check(w, HR_LEAD, "Mid-cycle notes", title="Write mid-cycle notes")
    w.go_to("2026-11-18 15:12")
    send_memo(w, FEDERAL, "02")
    check(w, FEDERAL, "Site council minutes", title="Upload site council minutes")
    w.go_to("2026-11-23 09:00")
    send_memo(w, NEWS, "03")
    for title in ("Confirm winter building use", "English learner reclassification", "Course request forms"):
        check(w, NEWS, title)
    for title in ("AP exam order", "Kindergarten night date"):
        check(w, NEWS, title)
    check(w, NEWS, "The Board meeting of December 8", minutes="1")
    w.go_to("2026-11-30 09:00")
    send_memo(w, LEADERSHIP, "05")
    check(w, LEADERSHIP, "Book your midyear goal conversation", minutes="5")
    w.go_to("2026-12-01 09:00")
    send_memo(w, TECH, "06")
    check(w, TECH, "30 minutes with your principals?")
    said = check(w, TECH, "Inventory sheets have to be back", title="Send back tablet inventory sheets", minutes="20")
    w.go_to("2026-12-02 09:00")
    send_memo(w, SPECIAL, "04")
    said = check(
        w, SPECIAL, "Principals at schools with special education", title="Look through the overdue list", minutes="20"
    )
    assert "special education" in said


def test_six_memos_become_three_different_pages_in_the_ilds_words(open_world: Open) -> None:
    w = open_world("2026-11-16 09:00")
    take_all_six(w)
    decide(w, "Enter formal observations", "must", line="Do not let this one slip.", why="It has no second date.")
    decide(w, "Write mid-cycle notes", "brief", minutes="45", line="A note is enough.")
    decide(w, "Upload site council minutes", "must", line="Twenty minutes if you have the signatures.")
    decide(w, "Confirm winter building use", "ild", answer="North uses every gym as last year.")
    decide(w, "English learner reclassification", "must", line="Sit down with your EL lead for this.")
    decide(w, "Course request forms", "brief", minutes="25")
    decide(w, "AP exam order", "must", line="The order closes at noon.")
    decide(w, "Kindergarten night date", "brief", new_principals="handout", reason="We set it together.")
    decide(w, "The Board meeting of December 8", "fyi")
    decide(
        w,
        "Book your midyear goal conversation",
        "must",
        line="I come to you.",
        focus="Bring one classroom.",
    )
    decide(w, "30 minutes with your principals?", "declined", reason="A page with two pictures does it.")
    decide(w, "Send back tablet inventory sheets", "brief", minutes="20")
    decide(w, "Look through the overdue list", "must", line="Only what is overdue.")
    w.go_to("2026-12-07 06:31")
    new, high, k8 = page(w, FIRST_YEAR), page(w, HIGH), page(w, K8)
    shown = {
        "Enter formal observations": (True, True, True),
        "Why: It has no second date.": (True, False, False),
        "Upload site council minutes": (False, False, False),
        "English learner reclassification": (False, True, True),
        "Course request forms": (False, False, True),
        "AP exam order": (False, True, False),
        "Kindergarten night date": (False, False, True),
        "The Board meeting of December 8": (True, True, True),
        "For teaching: Bring one classroom.": (True, False, False),
        "Send back tablet inventory sheets": (False, True, False),
        "Look through the overdue list": (True, True, True),
        "Confirm winter building use: done for you by Denise Calloway": (True, True, True),
        "30 minutes with your principals?": (False, False, False),
        "Do not let this one slip.": (True, True, True),
    }
    assert {line: (line in new, line in high, line in k8) for line in shown} == shown
    assert "Upload site council minutes" in page(w, PRINCIPAL)
    assert any("A page with two pictures does it." in text for text in texts(w, TECH))


def test_a_correction_of_a_known_demand_is_recognised_and_moves_its_date(open_world: Open) -> None:
    w = open_world("2026-11-03 09:00")
    w.say(
        FEDERAL,
        "Reminder that site council minutes and the school-parent compact must be uploaded by November 30. "
        "Use the folder named for your school. It takes 20 minutes.",
    )
    check(w, FEDERAL, "site council minutes", title="Upload site council minutes")
    decide(w, "Upload site council minutes", "must")
    w.go_to("2026-11-18 15:12")
    send_memo(w, FEDERAL, "02")
    assert "corrects “Upload site council minutes”" in words(w.from_bot(FEDERAL)[-1])
    check(w, FEDERAL, "corrects “Upload site council minutes”")
    told = "Changed: Upload site council minutes was Mon, Nov 30, now Wed, Dec 9 (changed by Elliot Navarro)."
    assert texts(w, PRINCIPAL).count(told) == 1
    assert "Sent." in words(w.from_bot(FEDERAL)[-2]) or "Sent." in words(w.from_bot(FEDERAL)[-1])


def test_a_pasted_memo_and_a_forwarded_message_are_read_and_nothing_is_sent_by_itself(monday: World) -> None:
    w = monday
    w.slash(BUS_LEAD, "memo")
    w.submit(BUS_LEAD, text="ok")
    assert "Read a memo" in w.modal(BUS_LEAD) or not w.modal(BUS_LEAD)
    w.slash(BUS_LEAD, "memo")
    w.submit(BUS_LEAD, text="Subject: Bus passes\n\nPlease count your bus passes by October 21. It takes 10 minutes.")
    card = words(w.from_bot(BUS_LEAD)[-1])
    assert "Please count your bus passes" in card or "Bus passes" in card
    assert "Wed, Oct 21 · all · 10 min" in card and not texts(w, ILD)
    assert last(w, BUS_LEAD, "I read")["text"].endswith("Nothing is sent before you check it.")


RSS = b"""<rss><channel><item><guid>a</guid><title>Bus log</title><link>https://news.example/a</link>
<description>Submit the bus log by October 21.</description></item></channel></rss>"""
FEED = Feed("transportation", "https://news.example/principals.xml")


def test_a_feeds_new_entry_is_checked_by_the_contact_once_and_a_broken_feed_is_told_once(monday: World) -> None:
    w = monday
    service = w.bot.service
    plan = replace(w.district.digest, feeds=(FEED,))
    put_in_force(service, replace(w.district, digest=plan, version="with a feed"))
    contact = w.district.units["transportation"].contact
    answers = iter([RSS, RSS, b"<html>", b"<html>", RSS])
    reader = FeedReader(service, {"news.example"}, lambda address, hosts: next(answers))
    for _ in range(5):
        reader.look()
        w.settle()
    told = [words(m) for m in w.from_bot(contact)]
    assert sum("Submit the bus log" in text or "Bus log" in text for text in told) == 1
    assert sum("Source unavailable" in text for text in told) == 1
    assert "Where it came from" in str(told[0]) and not texts(w, ILD)
    with pytest.raises(FeedRefused, match="is not a public address"):
        fetch(FEED.address, {"news.example"}, lambda host: ["10.0.0.7"])


def test_a_file_in_a_units_folder_is_read_once(monday: World, tmp_path: Path) -> None:
    w = monday
    folder = tmp_path / "home" / "digests" / "memos" / "transportation"
    folder.mkdir(parents=True)
    (folder / "bells.md").write_text("Subject: Bells\n\nSend your bell schedule by October 21.", "utf-8")
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4 broken")
    inbox = Inbox(w.bot.service, tmp_path / "home")
    for _ in range(3):
        inbox.look()
        Inbox(w.bot.service, tmp_path / "home").look()
    w.settle()
    told = [words(m) for m in w.from_bot(w.district.units["transportation"].contact)]
    assert sum("I read “Bells”" in text for text in told) == 1
    assert any("scan.pdf is not a PDF that I can read." in text for text in told)
