"""A demand's whole way: a unit's modal, the ILD's decision, the weekly page, and what is pressed there."""

from __future__ import annotations

from typing import Any

from broker_bot.sandbox.server import BotAnswer
from broker_bot.slack import ids
from tests.stories.cast import BUS_LEAD, FAR_PRINCIPAL, ILD, OTHER_ILD, PRINCIPAL
from tests.stories.world import World


def texts(w: World, person: str) -> list[str]:
    return [m["text"] for m in w.from_bot(person)]


def last(w: World, person: str, begins: str) -> dict[str, Any]:
    return next(m for m in reversed(w.from_bot(person)) if m["text"].startswith(begins))


def send_demand(w: World, **more: Any) -> BotAnswer:
    """The bus lead fills in the unit's modal."""
    user = w.ids[BUS_LEAD]
    w.slash(BUS_LEAD, "mandate")
    values = {
        "title": {"value": "Send your bell schedule"},
        "text": {"value": "Fill in <the form> & send it."},
        "minutes": {"value": "20"},
        "date": {"selected_date": "2026-10-16"},
        "everyone": {"selected_options": [{"value": "everyone"}]},
        **more,
    }
    answer = w.box.submit(user, {block: {"value": element} for block, element in values.items()})
    w.settle()
    return answer


def decide(w: World, ild: str, tier: str, **words: str) -> BotAnswer:
    w.press(ild, "bot", last(w, ild, "Transportation asks"), ids.MANDATE_DECIDE)
    chosen = {"tier": {"value": {"selected_option": {"value": tier}}}}
    typed = {block: {"value": {"value": text}} for block, text in words.items()}
    answer = w.box.submit(w.ids[ild], {**chosen, **typed})
    w.settle()
    return answer


def test_a_demand_for_everybody_waits_for_the_units_word(monday: World) -> None:
    w = monday
    answer = send_demand(w, everyone={"selected_options": []})
    number = len(w.district.schools)
    assert f"That is {number} of {number} principals. Check this if it is for all of them" in str(answer.body)
    assert "Everybody" in w.modal(BUS_LEAD) and not texts(w, ILD)
    checked = {"selected_options": [{"value": "everyone"}]}
    assert w.box.submit(w.ids[BUS_LEAD], {"everyone": {"value": checked}}).ok
    w.settle()
    assert any("Send your bell schedule" in text for text in texts(w, ILD))


def test_a_demand_goes_through_the_gate_onto_the_page_and_off_again(monday: World) -> None:
    w = monday
    send_demand(w)
    decide(w, ILD, "must", line="Last year's form will do.")
    decide(w, OTHER_ILD, "declined", reason="They sent it in September.")
    assert "Reason: They sent it in September." in texts(w, BUS_LEAD)[-1]
    assert not texts(w, PRINCIPAL)

    w.go_to("2026-10-12 06:31")
    page = last(w, PRINCIPAL, "Your week of Mon, Oct 12.")
    assert "1 must-do, 20 min of work" in page["text"]
    assert "I declined 1 more for you." in str(last(w, FAR_PRINCIPAL, "Your week of")["blocks"])

    w.press(PRINCIPAL, "bot", page, ids.ITEM_OFF)
    assert "answers by Thu, Oct 15" in str(last(w, PRINCIPAL, "Your week of")["blocks"])
    ask = last(w, ILD, "Marguerite Dupree, Cottonwood ES, asks you")
    w.press(ILD, "bot", ask, ids.OFF_DECIDE)
    w.box.submit(w.ids[ILD], {"decision": {"value": {"selected_option": {"value": "off"}}}})
    w.settle()
    assert "Send your bell schedule: taken off by Denise Calloway" in str(last(w, PRINCIPAL, "Your week of")["blocks"])
    assert any("took it off your plate" in m["text"] for m in w.box.messages(w.box.dm(w.ids[PRINCIPAL]), page["ts"]))
    assert sum(text.startswith("Your week of") for text in texts(w, PRINCIPAL)) == 1
