"""Photos and files on their way between the two rooms: each arrives once, whatever goes wrong, or is named."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from broker_bot.sandbox.server import Fault
from tests.stories.cast import COLD, CONTACT, FAR_PRINCIPAL, HR_CONTACT, PRINCIPAL
from tests.stories.conftest import Open
from tests.stories.world import World, words

PHOTO = b"\x89PNG\r\n\x1a\n a picture of the thermostat"
SECRET = "A teacher told me that she wants to file a grievance about her supervisor"


def send(w: World, person: str, name: str, text: str = "", thread: str | None = None, content: bytes = PHOTO) -> None:
    w.box.upload(w.ids[person], "bot", name, content, text, thread)
    w.settle()


def passed_on(w: World, person: str, number: int = 1) -> list[tuple[str, bytes]]:
    """Files that the bot put into the thread under a request's card, as this person has it."""
    card, where = w.card(person, number)
    hung = w.box.messages(w.room(person, where), card["ts"])[1:]
    files = [file for message in hung if message.get("bot_id") for file in message.get("files", [])]
    return [(file["name"], w.box._engine.files.content(file["id"])) for file in files]


def every_file(w: World) -> list[str]:
    """The names of all files that the bot ever showed anywhere."""
    return [file["name"] for post in w.box.posts() for file in post["files"] or []]


def test_a_photo_sent_with_the_message_hangs_under_the_units_card(monday: World) -> None:
    w = monday
    send(w, PRINCIPAL, "thermostat.png", COLD)
    assert w.numbers() == [1]
    assert passed_on(w, CONTACT) == [("thermostat.png", PHOTO)]
    assert "1 file in the thread." in w.reads(CONTACT)
    assert w.thread(CONTACT, 1) == ["From Marguerite Dupree."]
    assert every_file(w) == ["thermostat.png"] and "with 1 file" in w.reads(PRINCIPAL)


def test_photos_that_follow_without_words_belong_to_the_request_just_sent(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    send(w, PRINCIPAL, "a.png")
    assert w.last(PRINCIPAL) == "Added to R-1; Facilities &amp; Maintenance sees it."
    w.pass_time(minutes=16)
    send(w, PRINCIPAL, "b.png")
    assert w.last(PRINCIPAL) == "I have b.png. What is it about, and where? One sentence, and I send both."
    assert w.numbers() == [1] and [name for name, _ in passed_on(w, CONTACT)] == ["a.png"]


def test_a_photo_without_words_waits_for_them(monday: World) -> None:
    w = monday
    send(w, PRINCIPAL, "a.png")
    assert w.count() == 0
    w.say(PRINCIPAL, COLD)
    assert [name for name, _ in passed_on(w, CONTACT)] == ["a.png"]


def test_a_photo_in_the_cards_thread_and_one_in_the_form_are_added(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    send(w, PRINCIPAL, "a.png", "Look", w.card(PRINCIPAL)[0]["ts"])
    file = w.box.offer(w.ids[PRINCIPAL], "b.png", PHOTO)
    assert w.on_card(PRINCIPAL, 1, "request.add", text="And this", files=[file]).ok
    assert [name for name, _ in passed_on(w, CONTACT)] == ["a.png", "b.png"]
    assert "2 files in the thread." in w.reads(CONTACT)


def test_a_photo_of_the_units_answer_reaches_the_schools_thread(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    for action, name in (("request.reply", "part.png"), ("request.finish", "done.png")):
        file = w.box.offer(w.ids[CONTACT], name, PHOTO)
        assert w.on_card(CONTACT, 1, action, text="See the photo", files=[file]).ok
    assert passed_on(w, PRINCIPAL) == [("part.png", PHOTO), ("done.png", PHOTO)]
    assert w.thread(PRINCIPAL, 1)[1] == "From Rosa Delgado, Facilities &amp; Maintenance."
    assert passed_on(w, CONTACT) == [] and "2 files in the thread" in w.reads(PRINCIPAL)


def test_a_photo_of_a_remark_goes_with_it_to_the_school(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    card, where = w.card(CONTACT)
    text = "We will come this afternoon and replace the part in the photo"
    w.box.upload(w.ids[CONTACT], where, "part.png", PHOTO, text, card["ts"])
    w.settle()
    line = w.box.ephemerals(w.ids[CONTACT])[-1]
    w.box.press(w.ids[CONTACT], where, line["ts"], "said.send")
    w.settle()
    assert text in w.reads(PRINCIPAL) and passed_on(w, PRINCIPAL) == [("part.png", PHOTO)]


def test_files_go_along_when_a_question_is_answered_and_when_the_unit_changes(monday: World) -> None:
    w = monday
    send(w, PRINCIPAL, "a.png", "There is a problem with the schedule")
    w.press(PRINCIPAL, "bot", w.from_bot(PRINCIPAL)[0], "draft.triage")
    w.on_card(PRINCIPAL, 1, "request.change", route="facilities.hvac")
    assert [name for name, _ in passed_on(w, CONTACT)] == ["a.png"]
    assert every_file(w) == ["a.png", "a.png"]


def test_files_of_a_confidential_request_stay_where_they_are(monday: World) -> None:
    w = monday
    send(w, PRINCIPAL, "letter.pdf", SECRET)
    assert w.request().confidential
    assert w.thread(HR_CONTACT, 1) == [
        "Marguerite Dupree sent 1 PDF with this. Confidential files are not passed on: ask Marguerite Dupree for them."
    ]
    assert w.thread(PRINCIPAL, 1)[0].startswith("I did not pass on 1 PDF, for R-1 is confidential.")
    w.press(HR_CONTACT, w.card(HR_CONTACT)[1], w.card(HR_CONTACT)[0], "request.reply")
    view = w.box.modal(w.ids[HR_CONTACT])
    assert view is not None and "Photos or files" not in words(view)
    forged = {"type": "file_input", "files": [{"id": "F1", "name": "a.pdf", "size": 1}]}
    answer = w.forge_view(HR_CONTACT, view, text={"value": "See this"}, files=forged)
    assert answer.body["response_action"] == "errors" and "not passed on" in json.dumps(answer.body)
    assert every_file(w) == [] and "letter" not in json.dumps(w.box.posts())


def event(w: World, **file: Any) -> None:
    """A message with a file as Slack might describe it, straight to the bot."""
    known = {"id": "F9", "name": "plan.pdf", "size": 5, "mimetype": "application/pdf", "mode": "hosted", **file}
    ts = w.box._engine.ws.mint_ts()
    said: dict[str, Any] = {
        "type": "message",
        "subtype": "file_share",
        "user": w.ids[PRINCIPAL],
        "text": COLD,
        "ts": ts,
    }
    said |= {"channel": w.box.dm(w.ids[PRINCIPAL]), "channel_type": "im", "event_ts": ts, "files": [known]}
    w.box._engine.courier.send_event(copy.deepcopy(said), w.ids[PRINCIPAL])
    w.settle()


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ({"name": "setup.exe"}, "setup.exe: a computer may run .exe files; send a photo or a PDF of it."),
        ({"name": "x.PDF.Js"}, "x.PDF.Js: a computer may run .js files; send a photo or a PDF of it."),
        ({"size": 1_073_741_824}, "plan.pdf: it has 1,024 MB, and I take 50; share it on your drive."),
        ({"mode": "external", "is_external": True}, "plan.pdf: it lies outside Slack; send its link in words."),
        ({"name": "a\u202egnp.exe"}, "agnp.exe: a computer may run .exe files; send a photo or a PDF of it."),
        ({"id": "F404", "size": 5}, "plan.pdf: it is no longer in Slack."),
        ({"id": "F404", "size": 0}, "plan.pdf: it is no longer in Slack."),
        ({"name": "a" * 300 + ".exe"}, "a" * 60 + "…" + "a" * 15 + ".exe: a computer may run .exe files; send a "),
    ],
)
def test_a_file_that_is_not_passed_on_is_named_and_its_words_still_are(
    monday: World, file: dict[str, Any], told: str
) -> None:
    w = monday
    event(w, **file)
    assert w.numbers() == [1] and w.request().text == COLD
    assert any(words(m).startswith(f"Not passed on: {told}") for m in w.from_bot(PRINCIPAL))
    assert every_file(w) == [] and w.box._engine.files.promised("F9") is None


@pytest.mark.parametrize("files", [[{"id": "F1", "mode": "tombstone"}], [], None, "F1", [1], [{}], [{"id": ""}]])
def test_a_list_of_files_in_any_form_is_no_trouble(monday: World, files: Any) -> None:
    w = monday
    ts = w.box._engine.ws.mint_ts()
    said = {"type": "message", "user": w.ids[PRINCIPAL], "text": COLD, "ts": ts, "event_ts": ts, "files": files}
    w.box._engine.courier.send_event({**said, "channel": w.box.dm(w.ids[PRINCIPAL]), "channel_type": "im"}, None)
    w.settle()
    assert w.numbers() == [1] and w.request().files == ()


def test_a_forbidden_file_in_a_form_is_refused_under_its_field(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    file = w.box.offer(w.ids[CONTACT], "fix.bat", b"del")
    answer = w.on_card(CONTACT, 1, "request.reply", text="Run this", files=[file])
    assert answer.errors == {
        "files": "Not passed on: fix.bat: a computer may run .bat files; send a photo or a PDF of it. "
        "Take it out, and send again."
    }
    assert w.request().answered_at is None and every_file(w) == []


UNWELL = [
    Fault("files.info", "ratelimited", retry_after=1),
    Fault("files.info", "reset_before"),
    Fault("download", "status", status=503),
    Fault("download", "ratelimited", retry_after=1),
    Fault("download", "reset_before"),
    Fault("files.getUploadURLExternal", "reset_after"),
    Fault("files.getUploadURLExternal", "status", status=500),
    Fault("upload", "status", status=503),
    Fault("upload", "reset_before"),
    Fault("upload", "reset_after"),
    Fault("files.completeUploadExternal", "ratelimited", retry_after=1),
    Fault("files.completeUploadExternal", "status", status=503),
    Fault("files.completeUploadExternal", "reset_before"),
    Fault("files.completeUploadExternal", "reset_after"),
    Fault("files.completeUploadExternal", "late", seconds=0.2),
    Fault("files.completeUploadExternal", "error", error="internal_error"),
]


def test_slack_unwell_at_any_step_gives_exactly_one_file(monday: World) -> None:
    """Each fault hits a request of its own, and then all of them hit one."""
    w = monday
    for number, fault in enumerate(UNWELL, start=1):
        w.box.fault(fault)
        send(w, PRINCIPAL, f"{number}.png", f"{COLD}, {number}")
        w.box.wait_until(lambda name=f"{number}.png": name in every_file(w), what=f"{fault}")  # type: ignore[misc]
    for fault in UNWELL[1::3]:
        w.box.fault(fault)
    send(w, PRINCIPAL, "all.png", f"{COLD}, again")

    def arrived() -> bool:
        w.settle()
        return "all.png" in every_file(w)

    w.box.wait_until(arrived, timeout=40, what="the file that many faults hit")
    w.settle()
    assert sorted(every_file(w)) == sorted([*(f"{n}.png" for n in range(1, len(UNWELL) + 1)), "all.png"])


def test_a_file_too_large_by_its_bytes_is_left_where_it_is(open_world: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    w = open_world("2026-10-05 09:00")
    monkeypatch.setattr("broker_bot.delivery.relay.LARGEST", 10)
    send(w, PRINCIPAL, "a.png", COLD)
    assert w.last(PRINCIPAL) == "Not passed on: a.png: it is larger than Slack said."
    assert every_file(w) == []


def test_files_of_a_thread_that_becomes_a_request_go_along(monday: World) -> None:
    w = monday
    w.box.upload(w.ids[PRINCIPAL], "C0900", "a.png", PHOTO, COLD)
    root = w.box.messages("C0900")[0]["ts"]
    w.box.upload(w.ids[FAR_PRINCIPAL], "C0900", "b.png", PHOTO, "ours looks like this", root)
    w.box.message_shortcut(w.ids[PRINCIPAL], "C0900", root, "request.from_message")
    w.settle()
    assert [name for name, _ in passed_on(w, CONTACT)] == ["a.png", "b.png"]
