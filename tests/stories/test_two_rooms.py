"""Two rooms, one conversation: what one side writes, changes and deletes is seen by the other, and nothing else is."""

from __future__ import annotations

from tests.stories.cast import ASSISTANT, COLD, CONTACT, PRINCIPAL, TECHNICIAN
from tests.stories.world import World, words

PHOTO = b"\x89PNG\r\n\x1a\n a picture of the wall"
INSIDE = "Same unit we patched in May."


def under_card(w: World, person: str, text: str, number: int = 1) -> str:
    """Write under a request's card as this person sees it; returns the message's ts."""
    card, where = w.card(person, number)
    ts = w.box.say(w.ids[person], w.room(person, where), text, card["ts"])
    w.settle()
    return ts


def change(w: World, person: str, where: str, ts: str, text: str) -> None:
    w.box.edit(w.ids[person], w.room(person, where), ts, text)
    w.settle()


def delete(w: World, person: str, where: str, ts: str) -> None:
    w.box.delete(w.ids[person], w.room(person, where), ts)
    w.settle()


def test_what_the_school_changes_and_deletes_is_changed_and_deleted_at_the_unit(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    first = under_card(w, PRINCIPAL, "It is room 240.")
    second = under_card(w, PRINCIPAL, "The custodian has no key.")
    change(w, PRINCIPAL, "bot", first, "It is room 204.")
    delete(w, PRINCIPAL, "bot", second)
    assert w.thread(CONTACT, 1) == [
        "*Marguerite Dupree added:*\nIt is room 204. _(edited)_",
        "Marguerite Dupree: _removed by sender_",
    ]
    assert w.request().status == "open" and w.count() == 1


def test_a_change_after_five_more_messages_changes_the_one_it_is_about(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    sent = [under_card(w, PRINCIPAL, f"Line {n}.") for n in range(6)]
    change(w, PRINCIPAL, "bot", sent[2], "Line two.")
    read = w.thread(CONTACT, 1)
    assert [line.split("\n")[1] for line in read] == [
        "Line 0.", "Line 1.", "Line two. _(edited)_", "Line 3.", "Line 4.", "Line 5.",
    ]  # fmt: skip


def test_what_a_delegate_adds_is_read_by_the_unit_and_by_the_principal(monday: World) -> None:
    w = monday
    w.say(ASSISTANT, COLD)
    under_card(w, ASSISTANT, "The smell is worse at noon.")
    assert w.thread(CONTACT, 1)[-1] == "*Kendra Boyle added:*\nThe smell is worse at noon."
    assert w.thread(PRINCIPAL, 1)[-1] == "*Kendra Boyle added:*\nThe smell is worse at noon."
    under_card(w, PRINCIPAL, "In both wings.")
    assert w.thread(ASSISTANT, 1)[-1] == "*Marguerite Dupree added:*\nIn both wings."
    assert len(w.thread(CONTACT, 1)) == 2


def test_the_message_a_request_began_with_is_changed_on_every_card_and_stays_with_its_unit(monday: World) -> None:
    """The changed words would go to Transportation; an edit never moves a request."""
    w = monday
    ts = w.say(PRINCIPAL, COLD)
    change(w, PRINCIPAL, "bot", ts, "The thermostat in room 206 is dead, and the bus is late")
    assert "room 206" in w.reads(CONTACT) and "_(edited)_" in w.reads(CONTACT)
    assert "_(edited)_" in w.reads(PRINCIPAL)
    assert w.request().terms.unit == "facilities" and w.count() == 1
    assert w.thread(CONTACT, 1) == [
        "Marguerite Dupree changed the message. Now: The thermostat in room 206 is dead, and the bus is late"
    ]


def test_a_request_outlives_its_deleted_message_and_both_sides_are_told(monday: World) -> None:
    w = monday
    ts = w.say(PRINCIPAL, COLD)
    delete(w, PRINCIPAL, "bot", ts)
    assert w.request().status == "open" and COLD in w.reads(CONTACT)
    assert "The message was deleted since." in w.reads(CONTACT)
    assert w.thread(CONTACT, 1) == ["Marguerite Dupree deleted the message. R-1 goes on until the school withdraws it."]
    assert "R-1 goes on; press Withdraw" in w.thread(PRINCIPAL, 1)[-1]


def test_an_answer_under_the_own_message_belongs_to_the_request(monday: World) -> None:
    w = monday
    ts = w.say(PRINCIPAL, COLD)
    w.say(PRINCIPAL, "Bus 12 was late again", thread=ts)
    assert w.count() == 1
    assert w.thread(CONTACT, 1) == ["*Marguerite Dupree added:*\nBus 12 was late again"]


def test_a_change_to_nothing_is_not_taken_over_and_its_writer_is_told(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    ts = under_card(w, PRINCIPAL, "It is room 204.")
    change(w, PRINCIPAL, "bot", ts, ":thumbsup:")
    assert "Your change was not taken over." in w.thread(PRINCIPAL, 1)[-1]
    assert w.thread(CONTACT, 1) == ["*Marguerite Dupree added:*\nIt is room 204."]


def test_a_message_whose_desk_is_asked_for_can_still_be_changed(monday: World) -> None:
    w = monday
    ts = w.say(PRINCIPAL, "There is a problem with the schedule")
    change(w, PRINCIPAL, "bot", ts, "There is a problem with the bell schedule")
    w.say(PRINCIPAL, "Since this morning.", thread=ts)
    assert "bell schedule" in w.last(PRINCIPAL) and w.count() == 0
    w.pass_time(minutes=16)
    assert w.request().text == "There is a problem with the bell schedule\nSince this morning."


def test_ten_messages_read_from_both_sides_and_talk_inside_that_never_crossed(monday: World) -> None:
    """With an edit, a deletion, a photo and an assistant principal who answers; each is there once, in order."""
    w = monday
    w.say(ASSISTANT, COLD)
    under_card(w, ASSISTANT, "The class has moved to the library.")
    w.on_card(CONTACT, 1, "request.reply", text="Which wall is it on?")
    north = under_card(w, PRINCIPAL, "The nroth wall.")
    change(w, PRINCIPAL, "bot", north, "The north wall.")
    card, _ = w.card(ASSISTANT)
    w.box.upload(w.ids[ASSISTANT], "bot", "wall.png", PHOTO, "This one.", card["ts"])
    w.settle()
    under_card(w, TECHNICIAN, INSIDE)
    w.on_card(CONTACT, 1, "request.reply", text="Terrence comes at two.")
    gone = under_card(w, ASSISTANT, "At three would be better.")
    delete(w, ASSISTANT, "bot", gone)
    under_card(w, PRINCIPAL, "Two is fine.")
    after = w.box.offer(w.ids[TECHNICIAN], "new.png", PHOTO)
    w.on_card(TECHNICIAN, 1, "request.finish", text="New thermostat is in.", files=[after])
    assert w.thread(CONTACT, 1) == [
        "*Kendra Boyle added:*\nThe class has moved to the library.",
        "Rosa Delgado to the school: Which wall is it on?",
        "*Marguerite Dupree added:*\nThe north wall. _(edited)_",
        "*Kendra Boyle added:*\nThis one.",
        "From Kendra Boyle.",
        INSIDE,
        "Rosa Delgado to the school: Terrence comes at two.",
        "Kendra Boyle: _removed by sender_",
        "*Marguerite Dupree added:*\nTwo is fine.",
        "Terrence Odom to the school: New thermostat is in.",
    ]
    assert hung(w, CONTACT) == ["wall.png"]
    assert hung(w, PRINCIPAL) == ["wall.png", "new.png"] and hung(w, ASSISTANT) == ["new.png"]
    assert words_of(w, PRINCIPAL) == [
        "*Kendra Boyle added:* The class has moved to the library.",
        "*Rosa Delgado, Facilities &amp; Maintenance:* Which wall is it on?",
        "*Kendra Boyle added:* This one.",
        "From Kendra Boyle.",
        "*Rosa Delgado, Facilities &amp; Maintenance:* Terrence comes at two.",
        "Kendra Boyle: _removed by sender_",
        "*Terrence Odom, Facilities &amp; Maintenance:* New thermostat is in.",
        "From Terrence Odom, Facilities &amp; Maintenance.",
    ]
    assert words_of(w, ASSISTANT) == [
        "*Rosa Delgado, Facilities &amp; Maintenance:* Which wall is it on?",
        "*Marguerite Dupree added:* The north wall. _(edited)_",
        "*Rosa Delgado, Facilities &amp; Maintenance:* Terrence comes at two.",
        "*Marguerite Dupree added:* Two is fine.",
        "*Terrence Odom, Facilities &amp; Maintenance:* New thermostat is in.",
        "From Terrence Odom, Facilities &amp; Maintenance.",
    ]
    for person in (PRINCIPAL, ASSISTANT):
        assert "patched in May" not in str(w.box.posts(w.box.dm(w.ids[person])))


def hung(w: World, person: str) -> list[str]:
    """The names of the files that the bot put under the card as this person has it."""
    card, where = w.card(person)
    messages = w.box.messages(w.room(person, where), card["ts"])[1:]
    return [file["name"] for message in messages if message.get("bot_id") for file in message.get("files", [])]


def words_of(w: World, person: str) -> list[str]:
    """What the bot put under the card as this person has it, each on one line, without receipts and small print."""
    card, where = w.card(person)
    said = [words(m) for m in w.box.messages(w.room(person, where), card["ts"])[1:] if m.get("bot_id")]
    return [" ".join(text.partition("\nR-1 ·")[0].split("\n")) for text in said if "Added to R-1" not in text]


def press_change(w: World, person: str, line: str, who: str = "", number: int = 1) -> None:
    """Press *Change* at a line of the thread under the card as `person` has it; `who` presses, else that person."""
    card, where = w.card(person, number)
    at = next(m for m in w.box.messages(w.room(person, where), card["ts"])[1:] if line in words(m))
    menu = next(b["accessory"] for b in at["blocks"] if b.get("accessory"))
    w.press(who or person, where, at, "said.change", selected=menu["options"][0]["value"])


def test_what_was_sent_by_a_form_is_changed_and_taken_back_by_its_writer_alone(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.on_card(CONTACT, 1, "request.reply", text="Somebody comes at tow.")
    press_change(w, CONTACT, "at tow", who=TECHNICIAN)
    assert "Only whoever wrote it can change it." in w.modal(TECHNICIAN)
    press_change(w, CONTACT, "at tow")
    assert "Cottonwood ES will read the change, marked as edited." in w.modal(CONTACT)
    answered = w.request().answered_at
    assert w.submit(CONTACT, text=":ok:").body["response_action"] == "errors"
    w.submit(CONTACT, text="Somebody comes at two.")
    assert w.thread(CONTACT, 1) == ["Rosa Delgado to the school: Somebody comes at two. _(edited)_"]
    assert "Somebody comes at two. _(edited)_" in w.thread(PRINCIPAL, 1)[0] and "at two." in w.reads(PRINCIPAL)
    press_change(w, CONTACT, "at two")
    w.submit(CONTACT, text="")
    assert w.thread(CONTACT, 1) == ["Rosa Delgado: _removed by sender_"]
    assert "_removed by sender_" in w.thread(PRINCIPAL, 1)[0] and "at two" not in w.reads(PRINCIPAL)
    assert w.request().answered_at == answered


def test_what_the_school_added_by_a_form_stands_in_its_own_thread_and_can_be_changed_there(monday: World) -> None:
    w = monday
    w.say(ASSISTANT, COLD)
    w.on_card(ASSISTANT, 1, "request.add", text="It is room 240.")
    assert w.thread(ASSISTANT, 1) == ["*Kendra Boyle added:*\nIt is room 240."]
    press_change(w, ASSISTANT, "room 240")
    told = w.submit(ASSISTANT, text="Ask Jordan Miller, student 4471832.").body
    assert "Take that out" in told["errors"]["text"]
    w.submit(ASSISTANT, text="It is room 204.")
    for person in (ASSISTANT, PRINCIPAL, CONTACT):
        assert w.thread(person, 1) == ["*Kendra Boyle added:*\nIt is room 204. _(edited)_"]
    assert "said.change" not in str(w.dm(PRINCIPAL))
