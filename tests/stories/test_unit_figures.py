"""What a unit learns of its demands: counts only, none under five schools, excused schools by name, notice given."""

from __future__ import annotations

from broker_bot.slack import ids
from tests.stories.cast import BUS_LEAD, ILD, OTHER_ILD, OTHER_PRINCIPAL, PRINCIPAL
from tests.stories.test_gate import send_demand
from tests.stories.test_gate_decisions import decide
from tests.stories.test_week_items import on_page
from tests.stories.world import World


def test_a_unit_reads_counts_and_its_notice_and_no_names(monday: World) -> None:
    w = monday
    send_demand(w)
    decide(w, ILD, "must", excused=["birch_hollow"], reason="They sent it.")
    levels = {"selected_options": [{"value": "high"}]}
    send_demand(w, title={"value": "Count the parking lots"}, levels=levels, date={"selected_date": "2026-10-07"})
    decide(w, OTHER_ILD, "must")
    w.go_to("2026-10-12 06:31")
    on_page(w, PRINCIPAL, ids.ITEM_DONE)
    home = w.home(BUS_LEAD)
    assert "1 done, 6 not yet, 1 excused" in home and "Excused: Birch Hollow ES." in home
    lots = home[home.index("Count the parking lots") :].split("Send your bell schedule")[0]
    assert "not yet" not in lots
    assert "Dupree" not in home and OTHER_PRINCIPAL not in home
    assert "Principals get 5.5 school days of notice from you (the median); 1 of 2 had under 5." in home


def test_the_ild_is_warned_of_a_fourth_must_a_second_heavy_item_and_much_to_read(monday: World) -> None:
    w = monday
    for number in range(1, 5):
        send_demand(w, title={"value": f"Send list {number}"}, minutes={"value": "50" if number in (2, 3) else "5"})
        decide(w, ILD, "must", line="word " * 50, focus="word " * 50, why="word " * 50)
    said = [text for text in (m["text"] for m in w.from_bot(ILD)) if "That is " in text]
    assert not any("Send list 1" in text for text in said)
    assert any(text.startswith("Send list 3") and "a second item of 45 minutes or more" in text for text in said)
    last = said[-1]
    assert last.startswith("Send list 4") and "more than 3 must-dos in the week of Mon, Oct 12" in last
