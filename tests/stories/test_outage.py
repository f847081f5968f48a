"""Nothing was heard for half an hour: what was written, changed and deleted meanwhile is there when the bot is back."""

from __future__ import annotations

from tests.stories.cast import ASSISTANT, COLD, CONTACT, ILD, LEAD, OTHER_PRINCIPAL, PRINCIPAL
from tests.stories.test_alarm_later import SMOKE
from tests.stories.test_two_rooms import under_card
from tests.stories.world import World, words

ADMIN = "sam.whitcomb@cedargrove.example"


def unheard(w: World, times: int) -> None:
    """The process is gone for half an hour, in which so many events come and are never sent again."""
    w.stop()
    w.clock.advance(minutes=30)
    w.box.lose_events(times=times)


def back(w: World) -> int:
    w.box.settle()
    w.start()
    found = w.bot.backfill.since_last_seen()
    w.settle()
    return found


def test_words_changes_and_deletions_of_an_outage_are_read_back_once(monday: World) -> None:
    w = monday
    ts = w.say(PRINCIPAL, COLD)
    w.say(ASSISTANT, "The bus for the field trip has not come")
    one = under_card(w, PRINCIPAL, "It is room 240.")
    two = under_card(w, PRINCIPAL, "The custodian has no key.")
    under_card(w, PRINCIPAL, "It is warm.")
    card, room = w.card(CONTACT)
    where = "We will come this afternoon and replace the part in room 204"
    w.box.say(w.ids[CONTACT], room, where, card["ts"])
    w.settle()
    line = w.box.ephemerals(w.ids[CONTACT])[-1]
    w.box.press(w.ids[CONTACT], room, line["ts"], "said.send")
    w.settle()
    remark = next(m["ts"] for m in w.box.messages(room, card["ts"]) if m.get("text") == where)
    dm, own = w.box.dm(w.ids[PRINCIPAL]), w.card(PRINCIPAL)[0]["ts"]
    unheard(w, 6)
    w.box.edit(w.ids[PRINCIPAL], dm, ts, f"{COLD}, since Monday")
    w.box.edit(w.ids[PRINCIPAL], dm, one, "It is room 204.")
    w.box.delete(w.ids[PRINCIPAL], dm, two)
    w.box.say(w.ids[PRINCIPAL], dm, "Two rooms, in fact.", own)
    w.box.edit(w.ids[CONTACT], room, remark, "We will come at two and replace the part in room 204")
    w.box.say(w.ids[OTHER_PRINCIPAL], "bot", "no heat in room 11")
    assert back(w) == 6 and back_again(w) == 0
    assert w.request().text == f"{COLD}, since Monday" and "_(edited)_" in w.reads(CONTACT)
    assert w.thread(CONTACT, 1) == [
        "*Marguerite Dupree added:*\nIt is room 204. _(edited)_",
        "Marguerite Dupree: _removed by sender_",
        "*Marguerite Dupree added:*\nIt is warm.",
        "We will come at two and replace the part in room 204",
        "Rosa Delgado to the school: We will come at two and replace the part in room 204 _(edited)_",
        "*Marguerite Dupree added:*\nTwo rooms, in fact.",
        f"Marguerite Dupree changed the message. Now: {COLD}, since Monday",
    ]
    assert any("We will come at two" in line for line in w.thread(PRINCIPAL, 1))
    assert w.count() == 3 and "no heat in room 11" in words(w.unit_messages("facilities")[-1])
    assert [words(m) for m in w.from_bot(ADMIN)] == [
        "Messages and changes missed since Oct 5, 14:00 UTC are filed now: Anthony Kessler (1), Marguerite Dupree (4), "
        "Rosa Delgado (1)."
    ]


def back_again(w: World) -> int:
    return w.bot.backfill.since_last_seen()


def test_danger_that_was_written_in_an_outage_alarms_when_the_bot_is_back(monday: World) -> None:
    w = monday
    w.say(ASSISTANT, COLD)
    line = under_card(w, ASSISTANT, "It is room 204.")
    unheard(w, 1)
    w.box.edit(w.ids[ASSISTANT], w.box.dm(w.ids[ASSISTANT]), line, SMOKE)
    assert back(w) == 1 and w.request().urgent
    assert all(SMOKE in w.last(person) for person in (LEAD, ILD))


def test_what_slacks_own_retention_took_away_is_not_taken_for_a_deletion(monday: World) -> None:
    w = monday
    ts = w.say(PRINCIPAL, COLD)
    unheard(w, 1)
    w.box.delete(w.ids[PRINCIPAL], w.box.dm(w.ids[PRINCIPAL]), ts)
    assert back(w) == 0 and not w.request().unsaid
