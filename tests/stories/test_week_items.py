"""The weekly page beyond done: handed over, asked, fewer like this; and what moves after it went out."""

from __future__ import annotations

from broker_bot.slack import ids
from tests.stories.cast import ASSISTANT, BUS_LEAD, FAR_PRINCIPAL, ILD, OTHER_ILD, OTHER_PRINCIPAL, PRINCIPAL
from tests.stories.test_gate import last, send_demand, texts
from tests.stories.test_gate_decisions import decide, page
from tests.stories.test_home import press_home
from tests.stories.world import World, words

SENT = "2026-10-12 06:31"


def on_page(w: World, who: str, action: str, /, **fields: str) -> None:
    """Press on the person's newest page and, with fields, send the form it opens."""
    picked, page_of = action.partition(":")[0], last(w, who, "Your week of")
    if picked in ("hand", "ask"):
        menu = next(b["accessory"] for b in page_of["blocks"] if b.get("accessory", {}).get("type") == "overflow")
        value = next(o["value"] for o in menu["options"] if o["value"].startswith(picked))
        answer = w.press(who, "bot", page_of, ids.ITEM_MORE, selected=value)
    else:
        answer = w.press(who, "bot", page_of, action)
    assert answer.ok, answer.error
    if fields:
        answer = w.submit(who, **fields)
        assert answer.ok, answer.error


def test_an_item_is_handed_to_the_assistant_principal_who_does_it(monday: World) -> None:
    w = monday
    send_demand(w)
    decide(w, ILD, "must", line="Last year's form.")
    w.go_to(SENT)
    on_page(w, PRINCIPAL, "hand", person=ASSISTANT)
    assert "With Kendra Boyle." in page(w, PRINCIPAL)
    note = last(w, ASSISTANT, "Marguerite Dupree handed you this.")
    assert "Send your bell schedule" in words(note) and "Fri, Oct 16" in words(note)
    w.box.press(w.ids[ASSISTANT], w.box.dm(w.ids[ASSISTANT]), note["ts"], ids.ITEM_DONE)
    w.settle()
    assert "Done, says Kendra Boyle." in page(w, PRINCIPAL)


def test_a_question_about_an_item_is_a_request_at_its_unit(monday: World) -> None:
    w = monday
    send_demand(w)
    decide(w, ILD, "must")
    w.go_to(SENT)
    w.bot.service.present.desk()  # or the first question pays for the matcher, and Slack waits 3 s
    on_page(w, PRINCIPAL, "ask", text="Does the late bell count as well?")
    asked = w.request(1)
    assert (asked.terms.unit, asked.requester) == ("transportation", PRINCIPAL)
    assert asked.text == "About “Send your bell schedule”: Does the late bell count as well?"
    assert "Does the late bell count" in str(w.unit_messages("transportation"))


def test_fewer_like_this_is_listed_in_settings_and_undone_there(monday: World) -> None:
    w = monday
    send_demand(w, topic={"value": "parades"})
    decide(w, ILD, "fyi")
    w.go_to(SENT)
    on_page(w, PRINCIPAL, ids.ITEM_FEWER)
    assert w.whispers(PRINCIPAL)[-1].startswith("You get fewer notes on parades for your information.")
    send_demand(w, title={"value": "See the new floats"}, date={"selected_date": None}, topic={"value": "parades"})
    decide(w, ILD, "fyi")
    w.go_to("2026-10-19 06:31")
    assert "See the new floats" not in page(w, PRINCIPAL) and "See the new floats" in page(w, OTHER_PRINCIPAL)
    press_home(w, PRINCIPAL, ids.PAGE_WHY)
    why = w.modal(PRINCIPAL)
    assert "*See the new floats* · Transportation" in why and "You chose to see fewer notes on parades." in why
    press_home(w, PRINCIPAL, ids.PAGE_SETTINGS)
    assert "Fewer notes on parades" in w.modal(PRINCIPAL)
    w.box.submit(w.ids[PRINCIPAL], {"kept": {"value": {"selected_options": []}}})
    w.settle()
    assert "you see notes on parades again" in str(texts(w, PRINCIPAL)[-1])


def test_a_corrected_date_reaches_exactly_those_who_saw_the_old_one_once(monday: World) -> None:
    w = monday
    send_demand(w)
    decide(w, ILD, "must")
    decide(w, OTHER_ILD, "declined", reason="They sent it in September.")
    w.go_to(SENT)
    on_page(w, OTHER_PRINCIPAL, ids.ITEM_DONE)
    press_home(w, BUS_LEAD, ids.MANDATE_MOVE)
    w.box.submit(w.ids[BUS_LEAD], {"date": {"value": {"selected_date": "2026-10-23"}}})
    w.settle()
    w.go_to("2026-10-12 07:31")
    told = "Changed: Send your bell schedule was Fri, Oct 16, now Fri, Oct 23 (changed by Darnell Whitaker)."
    heard = {p for p in w.ids if texts(w, p).count(told)}
    north = {s.principal for s in w.district.schools.values() if s.network == "north"}
    assert heard == north - {OTHER_PRINCIPAL} and all(texts(w, p).count(told) == 1 for p in heard)
    assert "was Fri, Oct 16, now Fri, Oct 23" in page(w, PRINCIPAL)
    w.go_to("2026-10-19 06:31")
    assert "was Fri, Oct 16, now *Fri, Oct 23*" in page(w, PRINCIPAL) and "1 new date" in page(w, PRINCIPAL)
    assert "Oct 23" not in page(w, FAR_PRINCIPAL)
    w.go_to("2026-10-26 06:31")
    assert "Fri, Oct 23" in page(w, PRINCIPAL) and "was Fri, Oct 16" not in page(w, PRINCIPAL)
    assert texts(w, PRINCIPAL).count(told) == 1


def test_what_comes_after_the_page_and_is_due_before_the_next_joins_it(monday: World) -> None:
    w = monday
    w.go_to(SENT)
    assert "Nothing for you this week." in page(w, PRINCIPAL)
    send_demand(w)
    decide(w, ILD, "must", line="I only heard of it today.")
    w.go_to("2026-10-12 07:31")
    assert any(
        text.startswith("New since your page: Send your bell schedule, due Fri, Oct 16.")
        for text in texts(w, PRINCIPAL)
    )
    on_page(w, PRINCIPAL, ids.ITEM_DONE)
    assert "*Done.*" in page(w, PRINCIPAL)
    assert not any(text.startswith("New since") for text in texts(w, FAR_PRINCIPAL))
    w.go_to("2026-10-19 06:31")
    assert "Send your bell schedule" in page(w, OTHER_PRINCIPAL) and "Send your bell schedule" not in page(w, PRINCIPAL)
