"""A question for the ILD: one tap sends it, no unit has any part, the ILD's working time runs."""

from __future__ import annotations

from broker_bot.store import talks
from tests.stories.cast import ILD, OTHER_ILD, PRINCIPAL, SECRETARY
from tests.stories.world import World, actions, words

COACHING = "Can my ILD come and observe my new math teacher?"


def offered(w: World) -> dict:  # type: ignore[type-arg]
    w.say(PRINCIPAL, COACHING)
    (card,) = w.from_bot(PRINCIPAL)
    assert actions(card) == ["pending.ild", "pending.unit"] and "Send to Denise Calloway" in words(card)
    return card


def test_one_tap_sends_it_and_the_answer_comes_to_the_sender_alone(monday: World) -> None:
    w = monday
    w.press(PRINCIPAL, "bot", offered(w), "pending.ild")
    assert w.count() == 0
    card = w.from_bot(ILD)[0]
    assert "*Marguerite Dupree, Cottonwood ES, asks you*:" in words(card) and COACHING in words(card)
    assert "Asked of you" in w.home(ILD) and COACHING in w.home(ILD) and "1 needs you" in w.home(ILD)
    assert words(w.from_bot(PRINCIPAL)[0]).endswith("as T-1. The answer comes to you here, by Tue, Oct 6 at 9:00 AM.")
    w.press(ILD, "bot", card, "talk.reply")
    w.submit(ILD, text="Thursday, second period.")
    assert w.last(PRINCIPAL) == "Denise Calloway, your ILD: Thursday, second period."
    assert "Thursday" not in "".join(map(words, w.from_bot(SECRETARY)))
    assert COACHING not in w.home(ILD) and w.from_bot(OTHER_ILD) == []
    w.pass_time(days=3)
    assert len(w.from_bot(ILD)) == 1


def test_its_time_runs_in_the_ilds_hours_and_a_reminder_comes_when_it_passes(monday: World) -> None:
    w = monday
    w.press(PRINCIPAL, "bot", offered(w), "pending.ild")
    w.go_to("2026-10-06 08:00")
    assert len(w.from_bot(ILD)) == 1
    w.go_to("2026-10-06 12:00")
    late = w.from_bot(ILD)[1]
    assert COACHING in words(late) and w.at(late["ts"]) == "Tue 09:00"
    w.press(ILD, "bot", late, "talk.done")
    assert w.last(PRINCIPAL) == "Denise Calloway says that you have talked about it, so it is closed."
    w.pass_time(days=3)
    assert len(w.from_bot(ILD)) == 2


def test_ignored_it_is_gone_after_15_minutes_and_no_unit_gets_it(monday: World) -> None:
    w = monday
    card = offered(w)
    w.pass_time(minutes=15)
    gone = "Nothing was sent, and no unit has it. Write to me again if you still need it."
    assert words(w.from_bot(PRINCIPAL)[0]) == gone
    assert w.count() == 0 and w.from_bot(ILD) == []
    w.press(PRINCIPAL, "bot", card, "pending.ild", stale=True)
    assert w.from_bot(ILD) == []


def test_it_is_for_a_unit_after_all(monday: World) -> None:
    w = monday
    w.press(PRINCIPAL, "bot", offered(w), "pending.unit")
    question = w.from_bot(PRINCIPAL)[1]
    assert "draft.other" in actions(question)
    w.press(PRINCIPAL, "bot", question, "draft.other")
    w.submit(PRINCIPAL, route="academics.testing")
    assert w.request().terms.route == "academics.testing" and w.request().text == COACHING


def test_in_protected_time_it_waits_for_the_end_and_comes_with_the_rest(monday: World) -> None:
    w = monday
    card = offered(w)
    w.slash(ILD, "in schools until 12")
    w.press(PRINCIPAL, "bot", card, "pending.ild")
    assert [m for m in w.from_bot(ILD) if COACHING in words(m)] == []
    w.go_to("2026-10-05 12:00")
    batch = w.from_bot(ILD)[-1]
    assert "While you were in schools: 1 question to you." in words(batch) and COACHING in words(batch)
    talk = w.bot.db.read(lambda conn: talks.load(conn, 1))
    assert talk is not None and w.day(talk.due_at) == "Tue Oct 6 12:00"
    row = next(b for b in batch["blocks"] if b.get("accessory"))
    w.press(ILD, "bot", batch, "talk.reply", block_id=row["block_id"])
    w.submit(ILD, text="Thursday.")
    assert w.last(PRINCIPAL) == "Denise Calloway, your ILD: Thursday."
    assert w.from_bot(ILD)[-1]["ts"] == batch["ts"]
