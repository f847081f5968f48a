"""Memos out of files, and a feed's entries: what is there is read, what can't be is said in a sentence."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import pytest

from broker_bot.reading.feed_items import NotAFeed, read_feed
from broker_bot.reading.files import LARGEST_BYTES, UnreadableFile, text_of
from broker_bot.reading.proposals import propose

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
SAMPLES = Path(__file__).parent / "samples"


def pdf(*lines: str) -> bytes:
    """A PDF of one page with these lines, written by hand."""
    drawn = "BT /F1 12 Tf 50 750 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        " /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return out + f"{end}trailer << /Size 5 /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF".encode("latin-1")


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("Subject: Winter items")
    table = document.add_table(rows=2, cols=3)
    for row, cells in enumerate((("Item", "Who", "Due"), ("Order AP exams", "High", "12/2"))):
        for column, words in enumerate(cells):
            table.cell(row, column).text = words
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_pdf_word_and_text_in_any_encoding_give_the_same_demands() -> None:
    from_pdf = propose(
        text_of("memo.pdf", pdf("Subject: Drill log", "", "Submit the log by December 4.")), date(2026, 11, 23)
    )
    assert [(one.title, one.due) for one in from_pdf] == [("Drill log", date(2026, 12, 4))]
    row = propose(text_of("memo.DOCX", word()), date(2026, 11, 23))[0]
    assert (row.title, row.due, row.levels) == ("Order AP exams", date(2026, 12, 2), ("high",))
    memo = "Subject: Café list\n\nSend the “café list” by December 4."
    for raw in (memo.encode("utf-8-sig"), memo.encode("utf-16"), memo.encode("cp1252")):
        assert "Café list" in text_of("memo.txt", raw)


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("memo.xls", b"x", "I can't read memo.xls: I read md, txt, pdf, docx."),
        ("memo.md", b"  \n ", "has no text that can be read"),
        ("scan.pdf", pdf(), "has no text that can be read"),
        ("memo.pdf", b"%PDF-1.4 nothing", "is not a PDF that I can read"),
        ("memo.docx", b"PK nothing", "is not a Word file that I can read"),
        ("memo.md", b"a" * (LARGEST_BYTES + 1), "is larger than 5 MB"),
    ],
)
def test_a_file_that_gives_no_text_is_refused_in_a_sentence(name: str, raw: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said.replace("(", r"\(")):
        text_of(name, raw)


def test_two_hundred_pages_are_read_in_part_and_never_sent() -> None:
    long = "Send the log by December 4.\n\n" * 20_000
    assert 1 <= len(propose(text_of("memo.md", long.encode()), date(2026, 11, 23))) <= 30


def test_a_bulletin_is_one_demand_an_item_each_with_its_own_audience_and_date() -> None:
    text = (SAMPLES / "03_weekly_bulletin.md").read_text("utf-8")
    found = {
        one.title: (str(one.due), one.levels, one.programs, one.minutes) for one in propose(text, date(2026, 11, 23))
    }
    assert found["Course request forms to feeder high schools"] == ("2026-12-11", ("middle",), (), 25)
    assert found["English learner reclassification lists checked and signed"] == ("2026-12-04", (), ("ell",), 30)
    assert found["Kindergarten night date"] == ("2026-12-18", ("elementary",), (), 5)
    assert found["Confirm winter building use"] == ("2026-12-01", (), (), 5)


RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<item><guid>a</guid><title>Drill log</title><description>&lt;p&gt;Submit the log by December 4.&lt;/p&gt;</description>
<link>https://news.example/a</link><pubDate>Mon, 23 Nov 2026 08:00:00 -0600</pubDate></item>
<item><guid>a</guid><title>Drill log again</title></item>
<item><guid>b</guid><title>Tomorrow's world</title><pubDate>Mon, 23 Nov 2099 08:00:00 -0600</pubDate></item>
<item><guid>c</guid><title>Click</title><link>javascript:alert(1)</link></item>
<item><guid>d</guid></item></channel></rss>"""


def test_a_feed_gives_its_sound_entries_and_says_why_others_are_left_out() -> None:
    read = read_feed(RSS, NOW)
    assert [(e.guid, e.title, e.text, e.link) for e in read.entries] == [
        ("a", "Drill log", "Submit the log by December 4.", "https://news.example/a"),
        ("c", "Click", "", ""),
    ]
    assert read.skipped == [
        "Drill log again: an entry of this name came before",
        "Tomorrow's world: it is dated in the future",
        "d: it has no words",
    ]
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>x</id><title>Keys</title><content>Return keys.</content>'
    )
    atom += b'<link href="https://n.example/x"/><updated>2026-11-20T08:00:00Z</updated></entry></feed>'
    entry = read_feed(atom, NOW).entries[0]
    assert (entry.guid, entry.link, entry.text) == ("x", "https://n.example/x", "Return keys.")
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": 1, "title": "Keys", "content_text": "Return."}],
    }
    assert read_feed(json.dumps(feed).encode(), NOW).entries[0].guid == "1"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"<html><body>Not here</body></html>", "It is no feed: it begins with <html>."),
        (b"plain words", "It is no feed: its XML can't be read."),
        (b'{"items": 3}', "It is no JSON feed: it has no items."),
        (b'<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss>&b;</rss>', "It is refused: it defines entities"),
        (
            b'<!DOCTYPE r [<!ENTITY x SYSTEM "https://inside.example/x">]><rss>&x;</rss>',
            "It is refused: it defines entities",
        ),
        (b"<rss>" * 100_000, "It is no feed: its XML can't be read."),
    ],
)
def test_a_hostile_feed_is_refused(raw: bytes, said: str) -> None:
    with pytest.raises(NotAFeed, match=said):
        read_feed(raw, NOW)


def test_a_proposed_title_ends_where_a_phrase_does() -> None:
    def titles(name: str) -> list[str]:
        text = next(SAMPLES.glob(f"{name}_*.md")).read_text("utf-8")
        return [one.title for one in propose(text, date(2026, 12, 1))]

    assert titles("01")[0] == "For every probationary teacher, enter one formal observation"
    assert titles("06")[1] == "Inventory sheets have to be back two weeks from today"
    assert titles("04")[0].startswith("Case managers have until the end of January")


def test_a_table_with_a_date_for_each_level_is_a_demand_a_date() -> None:
    text = (SAMPLES.parent / "memos" / "level_table.md").read_text("utf-8")
    found = [(one.title, str(one.due), one.levels) for one in propose(text, date(2026, 10, 26))]
    assert found == [
        ("Grades entered", "2026-11-20", ("elementary",)),
        ("Grades entered", "2026-11-13", ("middle",)),
        ("Grades entered", "2026-12-04", ("high",)),
        ("Principal sign-off", "2026-12-04", ("elementary", "middle")),
        ("Principal sign-off", "2026-12-11", ("high",)),
    ]
    text = (SAMPLES.parent / "memos" / "weekly_table_levels.md").read_text("utf-8")
    assert [(one.title, one.levels) for one in propose(text, date(2026, 9, 28))][:2] == [
        ("Confirm testing coordinator", ()),
        ("Reading screener make-ups finished", ("elementary",)),
    ]
