"""The week before it goes out, and after: one preview a network, the ILD's note, reminders to those who owe it."""

from __future__ import annotations

from broker_bot.slack import ids
from tests.stories.cast import ASSISTANT, ILD, OTHER_ILD, OTHER_PRINCIPAL, PRINCIPAL
from tests.stories.test_gate import last, send_demand, texts
from tests.stories.test_gate_decisions import decide, page
from tests.stories.test_week_items import on_page
from tests.stories.world import World, words


def test_one_preview_a_network_is_approved_with_one_tap_and_late_decisions_still_go(monday: World) -> None:
    w = monday
    send_demand(w)
    decide(w, ILD, "must", excused=["birch_hollow"], reason="They sent it.")
    decide(w, OTHER_ILD, "must")
    w.go_to("2026-10-09 13:01")
    shown = last(w, ILD, "North: the pages of Mon, Oct 12")
    assert "Must do: *Send your bell schedule* · Fri, Oct 16, 7 of 8 schools" in words(shown)
    assert "*Birch Hollow ES*: nothing this week" in words(shown)
    w.press(ILD, "bot", shown, ids.PREVIEW_NOTE)
    assert not w.submit(ILD, text="word " * 61).ok or "61 words" in str(w.modal(ILD))
    w.press(ILD, "bot", shown, ids.PREVIEW_NOTE)
    w.submit(ILD, text="Much is due. Start with the bells.")
    w.press(ILD, "bot", shown, ids.PREVIEW_APPROVE)
    w.pass_time(minutes=5)
    send_demand(w, title={"value": "Read the new bus rules"}, date={"selected_date": None})
    decide(w, ILD, "fyi")
    assert "Approved by Denise Calloway. 1 decided since; they go out too." in words(last(w, ILD, "North: the pages"))
    w.go_to("2026-10-12 06:31")
    assert "Start with the bells." in page(w, PRINCIPAL) and "Read the new bus rules" in page(w, PRINCIPAL)
    assert not any("without your approval" in text for text in texts(w, ILD))
    told = [text for text in texts(w, OTHER_ILD) if "without your approval" in text]
    assert told == [
        "The weekly pages went out with what you had decided, without your approval. 1 undecided did not go."
    ]


def test_reminders_come_at_five_and_one_days_to_those_who_owe_it_and_follow_a_handed_item(monday: World) -> None:
    w = monday
    send_demand(w, date={"selected_date": "2026-10-23"})
    decide(w, ILD, "must")
    w.go_to("2026-10-12 06:31")
    on_page(w, OTHER_PRINCIPAL, ids.ITEM_DONE)
    w.go_to("2026-10-16 07:31")

    def reminded(who: str) -> list[str]:
        return [w.at(m["ts"]) for m in w.from_bot(who) if m["text"].startswith("Due soon, and not done yet.")]

    assert reminded(PRINCIPAL) == ["Fri 07:30"] and reminded(OTHER_PRINCIPAL) == []
    on_page(w, PRINCIPAL, "hand", person=ASSISTANT)
    w.go_to("2026-10-23 08:00")
    assert reminded(PRINCIPAL) == ["Fri 07:30"] and reminded(ASSISTANT) == ["Thu 07:30"]
    assert reminded(OTHER_PRINCIPAL) == []
