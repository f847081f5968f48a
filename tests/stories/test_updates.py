""" "Any update?" never opens a request: it lands on the open one it is about."""

from __future__ import annotations

from tests.stories.cast import BUS, COLD, CONTACT, DISPATCHER, PRINCIPAL, SECRETARY
from tests.stories.world import World, actions, words

ASKS = "Marguerite Dupree asks how this stands. To tell the school, press Reply to school on the card."


def test_it_lands_on_the_open_request_and_says_where_it_stands_and_by_when(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.say(PRINCIPAL, "any update?")
    assert w.last(PRINCIPAL).replace("&amp;", "&") == (
        "R-1 (Heating & cooling): waiting for a first answer from Facilities & Maintenance, "
        "due Mon, Oct 5 at 1:00 PM\nI passed your question on to Facilities & Maintenance."
    )
    assert w.thread(CONTACT, 1) == [ASKS]
    w.say(PRINCIPAL, "any news??")
    assert w.last(PRINCIPAL).endswith("Facilities &amp; Maintenance has your question already.")
    assert w.thread(CONTACT, 1) == [ASKS] and w.count() == 1
    w.on_card(CONTACT, 1, "request.reply", text="Terrence comes after lunch.")
    w.say(PRINCIPAL, "any update?")
    assert "Rosa Delgado said: Terrence comes after lunch. Next date: " in w.last(PRINCIPAL)
    assert w.thread(CONTACT, 1)[-1] == ASKS


def test_words_in_the_question_pick_the_request(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.say(PRINCIPAL, BUS)
    w.say(PRINCIPAL, "any update on the thermostat?")
    assert w.thread(CONTACT, 1) == [ASKS] and w.thread(DISPATCHER, 2) == []
    w.say(PRINCIPAL, "status of R-2")
    assert w.thread(DISPATCHER, 2) == [ASKS]
    w.say(PRINCIPAL, "Any update on the thermostat? The toilet in the boys restroom is overflowing")
    assert w.thread(CONTACT, 1) == [ASKS]
    w.pass_time(minutes=15)
    assert "restroom" in w.request(3).text


def test_several_fit_so_it_asks_which_and_the_latest_hears_it_by_itself(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.pass_time(minutes=1)
    w.say(SECRETARY, BUS)
    w.say(PRINCIPAL, "any update?")
    (card,) = [m for m in w.from_bot(PRINCIPAL) if words(m).startswith("*Which one?*")]
    assert "R-1 (Heating &amp; cooling): waiting" in words(card) and "R-2 (Daily bus service): waiting" in words(card)
    assert w.thread(CONTACT, 1) == [] and w.count() == 2
    rows = [b["accessory"] for b in card["blocks"] if b.get("accessory")]
    assert [row["text"]["text"] for row in rows] == ["Ask", "Ask"] and actions(card) == []
    first = next(b["block_id"] for b in card["blocks"] if b.get("accessory", {}).get("value", "").endswith(":1"))
    w.press(PRINCIPAL, "bot", card, "pending.update", block_id=first)
    assert w.thread(CONTACT, 1) == [ASKS] and w.thread(DISPATCHER, 2) == []
    w.say(SECRETARY, "any update?")
    w.pass_time(minutes=15)
    assert w.thread(DISPATCHER, 2) == [
        "Luz Pacheco asks how this stands. To tell the school, press Reply to school on the card."
    ]


def test_under_a_card_it_is_about_that_request(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    w.say(PRINCIPAL, BUS)
    w.say(PRINCIPAL, "any update?", thread=w.card(PRINCIPAL, 1)[0]["ts"])
    assert w.thread(CONTACT, 1) == [ASKS] and w.thread(DISPATCHER, 2) == []


def test_thanks_and_chatter_open_nothing_and_tell_no_unit(monday: World) -> None:
    w = monday
    w.say(PRINCIPAL, COLD)
    for text in ("thanks!", "lol ok", "ok", "good morning"):
        w.say(PRINCIPAL, text)
    assert w.count() == 1 and w.thread(CONTACT, 1) == []
