"""The ways a memo comes in through Slack: a file, a thread, a forward; each is read and nothing is sent by itself."""

from __future__ import annotations

import pytest

from broker_bot.demo.town import TALK
from broker_bot.reading.layout import MOST_CHARACTERS
from broker_bot.sandbox.server import SandboxChannel
from broker_bot.slack import ids
from tests.reading.test_memo_files import pdf, word
from tests.stories.cast import BUS_LEAD, HR_LEAD, ILD, PRINCIPAL
from tests.stories.conftest import Open
from tests.stories.test_gate import texts
from tests.stories.test_memos import FEDERAL, check, decide
from tests.stories.world import World, words

READS = pytest.mark.only_on("sqlite", why="it reads files; no statement of a database differs")
STAFF = "C0901"
"""A channel of the office's own, with the bot in it."""


@pytest.fixture
def monday(open_world: Open) -> World:
    world = open_world("2026-11-23 09:00")
    members = tuple(world.ids[person] for person in (BUS_LEAD, HR_LEAD, FEDERAL, ILD))
    world.box.add_channel(SandboxChannel(STAFF, "office", members=members))
    return world


def send(w: World, person: str, name: str, content: bytes, text: str = "") -> None:
    w.box.upload(w.ids[person], "bot", name, content, text)
    w.settle()


def pick(w: World, person: str, ts: str, channel: str = STAFF) -> None:
    assert w.box.message_shortcut(w.ids[person], channel, ts, ids.SHORTCUT_MEMO).ok
    w.settle()


def newest(w: World, person: str) -> str:
    return words(w.from_bot(person)[-1])


LOG = pdf("Subject: Drill log", "", "Submit the fire drill log by December 4. It takes 15 minutes.")


def test_a_file_sent_to_the_bot_is_read_and_passes_the_gate_with_its_source(monday: World) -> None:
    w = monday
    send(w, BUS_LEAD, "drill.pdf", LOG)
    assert "I read “Drill log”: 1 demand, 1 to check." in newest(w, BUS_LEAD)
    assert "Fri, Dec 4 · all · 15 min" in newest(w, BUS_LEAD)
    assert w.box.url + "/files/" in str(w.from_bot(BUS_LEAD)[-1]) and not texts(w, ILD)
    said = check(w, BUS_LEAD, "Drill log")
    assert "Submit the fire drill log by December 4." in said
    decide(w, "Drill log", "must")
    assert any("Drill log" in text for text in texts(w, BUS_LEAD))


def test_word_and_markdown_with_a_few_words_beside_are_memos_too(monday: World) -> None:
    w = monday
    send(w, HR_LEAD, "items.docx", word(), "For the principals")
    assert "Order AP exams" in newest(w, HR_LEAD) and "high schools" in newest(w, HR_LEAD)
    send(w, HR_LEAD, "café.md", "Subject: Café list\n\nSend the café list by December 4.".encode("utf-16"))
    assert "I read “Café list”" in newest(w, HR_LEAD)
    assert w.count() == 0 and not texts(w, ILD)


NO_MEMO = (
    ("photo.png", b"x", "I can't read photo.png: I read md, txt, pdf, docx. Paste the text instead."),
    ("scan.pdf", pdf(), "scan.pdf has no text that can be read, perhaps it is a scan. Paste the text instead."),
    ("broken.docx", b"PK no", "broken.docx is not a Word file that I can read. Paste the text instead."),
    ("blank.md", b"   \n", "blank.md has no text that can be read, perhaps it is a scan. Paste the text instead."),
)


@READS
def test_a_file_that_gives_no_memo_gets_a_sentence(monday: World) -> None:
    w = monday
    for name, content, said in NO_MEMO:
        send(w, BUS_LEAD, name, content)
        assert newest(w, BUS_LEAD) == said
    assert not texts(w, ILD)


@READS
def test_a_long_file_is_read_in_part_and_says_so(monday: World) -> None:
    w = monday
    long = "Subject: Log\n\nSend the log by December 4.\n\n" + "Then some more of it, page after page.\n\n" * 1500
    assert len(long) > MOST_CHARACTERS
    send(w, BUS_LEAD, "long.md", long.encode())
    assert "It is long: I read only the first 30,000 characters. Send the rest apart." in newest(w, BUS_LEAD)
    assert not texts(w, ILD)


@READS
def test_a_memo_without_a_date_or_with_two_or_a_past_one_waits_for_its_checker(monday: World) -> None:
    w = monday
    send(w, BUS_LEAD, "a.md", b"Subject: Keys\n\nReturn the spare keys as soon as possible.")
    assert "no date" in newest(w, BUS_LEAD) and ":warning:" in newest(w, BUS_LEAD)
    send(w, BUS_LEAD, "b.md", b"Subject: Cards\n\nReturn the access cards by November 2.")
    assert ":warning:" in newest(w, BUS_LEAD)
    send(w, BUS_LEAD, "c.md", b"Subject: Logs\n\nSend the bus log by December 4 and the ride log by December 11.")
    assert ":warning:" in newest(w, BUS_LEAD)
    assert not texts(w, ILD)


def test_slack_unwell_while_a_file_is_read_gives_one_card(monday: World) -> None:
    w = monday
    w.fault("files.info", "status", status=503)
    w.fault("download", "ratelimited", retry_after=1)
    w.box.double_events(2)
    send(w, BUS_LEAD, "drill.pdf", LOG)
    w.box.wait_until(lambda: any("Drill log" in words(m) for m in w.from_bot(BUS_LEAD)), what="the card")
    w.settle()
    assert sum("I read “Drill log”" in words(m) for m in w.from_bot(BUS_LEAD)) == 1


def test_an_ild_passes_a_file_on_to_its_unit_and_decides_what_the_unit_sends(monday: World) -> None:
    w = monday
    send(w, ILD, "drill.pdf", LOG)
    card = w.from_bot(ILD)[-1]
    assert "Whose memo is it?" in words(card)
    memo = card["blocks"][1]["accessory"]["options"][0]["value"].partition(":")[0]
    assert w.press(ILD, "bot", card, ids.MEMO_UNIT, value=f"{memo}:transportation").ok
    contact = w.district.units["transportation"].contact
    assert "Denise Calloway passed it on." in newest(w, contact)
    assert "checks it for Transportation; then it comes to you to decide." in words(
        next(m for m in w.from_bot(ILD) if m["ts"] == card["ts"])
    )
    check(w, contact, "Drill log")
    decide(w, "Drill log", "must")


def test_a_thread_read_as_a_memo_keeps_its_words_and_its_link(monday: World) -> None:
    w = monday
    root = w.box.say(w.ids[FEDERAL], STAFF, "Please upload the site council minutes by November 30.")
    w.box.say(w.ids[HR_LEAD], STAFF, "It takes 20 minutes. Title I schools only.", root)
    pick(w, FEDERAL, root)
    card = newest(w, FEDERAL)
    assert "Mon, Nov 30" in card and "Title I" in card and "20 min" in card
    assert f"/archives/{STAFF}/p{root.replace('.', '')}" in str(w.from_bot(FEDERAL)[-1])
    check(w, FEDERAL, "upload the site council minutes", title="Upload site council minutes")
    assert any("Upload site council minutes" in text for text in texts(w, ILD))
    pick(w, FEDERAL, root)
    assert newest(w, FEDERAL) == "I read that one already; what I found stands in our conversation."


def test_a_correction_in_the_thread_leaves_the_new_date_alone(monday: World) -> None:
    w = monday
    root = w.box.say(w.ids[FEDERAL], STAFF, "Site council minutes must be uploaded by November 30.")
    w.box.say(w.ids[FEDERAL], STAFF, "The state moved it: the minutes are now due Wednesday, December 9.", root)
    pick(w, FEDERAL, root)
    assert "Wed, Dec 9" in newest(w, FEDERAL) and "Nov 30" not in newest(w, FEDERAL)
    assert "1 demand, 1 to check" in newest(w, FEDERAL)


def test_a_file_in_a_picked_message_is_read(monday: World) -> None:
    w = monday
    w.box.upload(w.ids[HR_LEAD], STAFF, "drill.pdf", LOG, "From the fire marshal")
    pick(w, BUS_LEAD, w.box.messages(STAFF)[-1]["ts"])
    assert sum("I read “" in text for text in texts(w, BUS_LEAD)) == 1 and "Drill log" in newest(w, BUS_LEAD)


def test_where_the_bot_is_not_the_one_message_is_read_and_that_is_said(monday: World) -> None:
    w = monday
    w.box.add_channel(SandboxChannel("C0902", "cabinet", members=(w.ids[BUS_LEAD],), bot_in=False))
    ts = w.box.say(w.ids[BUS_LEAD], "C0902", "Please count your bus passes by December 4. It takes 10 minutes.")
    pick(w, BUS_LEAD, ts, "C0902")
    told = texts(w, BUS_LEAD)
    assert any("count your bus passes" in words(m) for m in w.from_bot(BUS_LEAD))
    assert any(text.startswith("I can't read that conversation, so I read only the message") for text in told)


def test_a_forwarded_message_is_read_with_its_link(monday: World) -> None:
    w = monday
    ts = w.box.say(w.ids[HR_LEAD], STAFF, "Please count your bus passes by December 4. It takes 10 minutes.")
    w.box.forward(w.ids[BUS_LEAD], STAFF, ts, "bot")
    w.settle()
    assert "Fri, Dec 4 · all · 10 min" in newest(w, BUS_LEAD)
    assert f"/archives/{STAFF}/p{ts.replace('.', '')}" in str(w.from_bot(BUS_LEAD)[-1])
    assert not texts(w, ILD)


@READS
def test_people_of_a_school_are_told_who_has_memos_read(monday: World) -> None:
    w = monday
    ts = w.box.say(w.ids[PRINCIPAL], TALK, "Please send the log by December 4")
    assert w.box.message_shortcut(w.ids[PRINCIPAL], TALK, ts, ids.SHORTCUT_MEMO).ok
    assert "Only a central-office unit or an ILD can have a memo read." in w.modal(PRINCIPAL)
