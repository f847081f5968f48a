"""Each surface as JSON that a person has read like prose. UPDATE_GOLDEN=1 writes the files anew; then read the diff."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from broker_bot.slack import ids
from broker_bot.slack.views import delegates, modals, modals_school, modals_several, notes, said
from broker_bot.slack.views.away import away_modal, with_away
from broker_bot.slack.views.chief_home import chief_home
from broker_bot.slack.views.digest_page import digest_page
from broker_bot.slack.views.handover import handover
from broker_bot.slack.views.ild_home import ild_home
from broker_bot.slack.views.ild_packet import ild_packet
from broker_bot.slack.views.item_note import item_note
from broker_bot.slack.views.join import join_modal
from broker_bot.slack.views.last_step import last_step
from broker_bot.slack.views.mandate_card import item_off_card, mandate_again, mandate_card, mandate_returned
from broker_bot.slack.views.memo_card import memo_card, passed_memo
from broker_bot.slack.views.network_preview import network_preview
from broker_bot.slack.views.principal_home import principal_home
from broker_bot.slack.views.question import question_card
from broker_bot.slack.views.reminders import reminder_batch
from broker_bot.slack.views.school_card import school_card
from broker_bot.slack.views.stranger_home import stranger_home
from broker_bot.slack.views.surface import Home, Message, Modal
from broker_bot.slack.views.unit_card import unit_card
from broker_bot.slack.views.unit_home import unit_home
from broker_bot.slack.views.unit_morning import unit_morning
from broker_bot.slack.views.unit_unheard import unit_unheard
from tests.slack import view_samples as s
from tests.slack import view_samples_gate as g
from tests.slack.asking_samples import ASKING
from tests.slack.ild_samples import ILDS
from tests.slack.view_limits import MESSAGE_BLOCKS, MESSAGE_CHARACTERS, broken, broken_view, letters, walk

GOLDEN = Path(__file__).parents[1] / "golden" / "views"

AT_SCHOOL = replace(s.WAITING, actions=s.SCHOOL_ACTIONS)
AT_UNIT = replace(s.WAITING, actions=s.UNIT_ACTIONS)
AT_ILD = replace(s.WAITING, actions=s.ILD_ACTIONS, late=True, trail=s.TRAIL)

SURFACES: dict[str, Message | Modal | Home] = {
    "school_waiting": school_card(AT_SCHOOL),
    "school_taken": school_card(replace(AT_SCHOOL, state="taken", holder="Dana Ortiz", changeable=False)),
    "school_late": school_card(replace(AT_SCHOOL, late=True, help_asked=True)),
    "school_promised": school_card(s.promised(AT_SCHOOL)),
    "school_finished": school_card(
        replace(s.promised(AT_SCHOOL), state="finished", due_kind="confirm", actions=(ids.CONFIRM, ids.REOPEN))
    ),
    "school_served": school_card(s.served(AT_SCHOOL, ids.ADD, ids.CONFIRM)),
    "school_urgent": school_card(
        replace(AT_SCHOOL, urgent=True, text="Gas smell in the kitchen", actions=(*s.SCHOOL_ACTIONS, ids.NOT_EMERGENCY))
    ),
    "school_confidential": school_card(s.confidential(AT_SCHOOL, "A teacher told me")),
    "ask_again": modals_school.again_modal(AT_SCHOOL, date(2026, 10, 12)),
    "unit_unheard": unit_unheard(AT_ILD, "#unit-facilities", "Hank Lindqvist"),
    "school_closed_again": school_card(replace(AT_SCHOOL, state="closed", actions=(ids.REOPEN,))),
    "school_closed": school_card(replace(AT_SCHOOL, state="closed", state_words="closed", actions=())),
    "school_withdrawn": school_card(replace(AT_SCHOOL, state="withdrawn", state_words="withdrawn", actions=())),
    "unit_waiting": unit_card(AT_UNIT),
    "school_again": school_card(replace(AT_SCHOOL, again=True, changeable=False)),
    "unit_again": unit_card(replace(AT_UNIT, again=True, state="taken", holder="Dana Ortiz")),
    "unit_promised": unit_card(s.promised(AT_UNIT)),
    "unit_served": unit_card(s.served(AT_UNIT, *s.UNIT_ACTIONS)),
    "unit_urgent": unit_card(replace(AT_UNIT, urgent=True, text="Gas smell in the kitchen")),
    "unit_confidential": unit_card(s.confidential(AT_UNIT)),
    "unit_moved": unit_card(replace(AT_UNIT, state="moved", moved_to="Information Technology", actions=())),
    "handover": handover(s.HANDOVER),
    "home_ild_in_schools": ild_home(s.IN_SCHOOLS),
    "ild_packet": ild_packet(AT_ILD),
    "ild_packet_joined": ild_packet(replace(AT_ILD, same_at=("Birch Hollow ES", "Aspen Ridge ES"))),
    "ild_packet_help": ild_packet(replace(s.promised(AT_ILD), help_asked=True)),
    "ild_packet_served": ild_packet(s.served(AT_ILD, ids.ILD_REPLY, ids.ILD_FINISH, ids.HAND_BACK)),
    "ild_packet_of_another": ild_packet(replace(s.served(AT_ILD, ids.HAND_BACK), serves=False)),
    "ild_packet_confidential": ild_packet(s.confidential(AT_ILD)),
    "last_step": last_step(replace(AT_ILD, actions=(*s.ILD_ACTIONS, ids.OPEN))),
    "question": question_card(s.QUESTION),
    "question_settled": question_card(replace(s.QUESTION, settled="Heating & cooling has it, as R-214")),
    "reminders": reminder_batch(s.BATCH),
    "reminders_lead": reminder_batch(replace(s.BATCH, as_lead=True)),
    "unit_offers_to_join": unit_card(replace(AT_UNIT, alike=4, actions=(*s.UNIT_ACTIONS, ids.JOIN))),
    "unit_with_others": unit_card(replace(AT_UNIT, joined=tuple(f"School {n}" for n in range(1, 9)), others=8)),
    "unit_joined": unit_card(replace(AT_UNIT, joined_to="R-210", actions=(ids.PART, ids.OPEN))),
    "school_with_others": school_card(replace(AT_SCHOOL, others=4, contact="Dana Ortiz")),
    "modal_join": join_modal(AT_UNIT, [(215, "Birch Hollow ES", "No heat in the library since Monday")], [215]),
    "modal_away": away_modal(
        ("lee@x.example", "Lee Hart"),
        [("Facilities", [("lee@x.example", "Lee Hart"), ("dana@x.example", "Dana Ortiz")])],
        [("Facilities", [("dana@x.example", "Dana Ortiz")])],
        date(2026, 12, 2),
        "Dana Ortiz",
    ),
    "home_unit_away": with_away(unit_home(s.QUEUE), "You are away until Wed, Dec 9; Dana Ortiz covers."),
    "home_unit_here": with_away(unit_home(s.QUEUE), ""),
    "note_reply": said.answer(s.ANSWER, s.promised(AT_UNIT)),
    "note_reply_edited": said.answer(replace(s.ANSWER, edited=True), s.promised(AT_UNIT)),
    "note_reply_removed": said.answer(replace(s.ANSWER, removed=True), s.promised(AT_UNIT)),
    "note_left": said.left(s.ANSWER),
    "note_left_from_a_form": said.left(replace(s.ANSWER, change=7)),
    "modal_reword": modals.reword_modal(7, "A technician comes on Friday.", "Alder Elementary"),
    "note_added": said.added(s.ADDED),
    "note_question": said.answer(replace(s.ANSWER, kind="question", text="Which wall?"), s.promised(AT_UNIT)),
    "note_called": said.answer(replace(s.ANSWER, kind="called", text="Two o'clock."), s.promised(AT_UNIT)),
    "note_remark": said.remark_line(7, "Alder Elementary"),
    "note_joined": said.joined_line(7, "R-214", "Facilities & Maintenance", False),
    "school_asked": school_card(s.asked(AT_SCHOOL, *s.SCHOOL_ACTIONS, ids.NOT_CALLED)),
    "unit_asked": unit_card(s.asked(AT_UNIT, *s.UNIT_ACTIONS, ids.RESUME)),
    "unit_morning": unit_morning(s.MORNING),
    "modal_several": modals_several.several_modal((s.LATE_ROW, s.ROW)),
    "modal_delegate": delegates.delegate_modal("Alder Elementary"),
    "modal_ask": modals.ask_modal(AT_UNIT),
    "modal_called": modals.called_modal(AT_UNIT),
    "note_added_edited": said.added(replace(s.ADDED, edited=True)),
    "note_moved": notes.moved_note(
        AT_SCHOOL, "Information Technology", "Sam Lee", "This is a boiler, not a thermostat."
    ),
    "note_nudge": notes.nudge_note(AT_UNIT, "Ana Ruiz", "Can you tell Pat when somebody comes?"),
    "note_urgent": notes.urgent_alert(replace(AT_UNIT, urgent=True, text="Gas smell in the kitchen", alarms=True)),
    "note_refused": notes.intake_refused("Your school is not on the roster; Sam Hill can add it"),
    "note_known_already": notes.known_already(AT_SCHOOL),
    "unit_from_a_thread": unit_card(replace(AT_UNIT, source=s.SOURCE)),
    "school_from_a_thread": school_card(replace(AT_SCHOOL, source=s.SOURCE)),
    "school_with_files": school_card(replace(s.promised(AT_SCHOOL), files=2, files_sent=1)),
    "unit_with_files": unit_card(replace(AT_UNIT, files=2)),
    "modal_new": modals.new_modal("Alder Elementary", ()),
    "modal_new_for_a_school": modals.new_modal("", s.SCHOOLS),
    "modal_new_of_a_message": modals.new_modal("", s.SCHOOLS, "{}", "The lift is stuck"),
    "modal_reply": modals.reply_modal(AT_UNIT, "Pat Kim and the school's office"),
    "modal_promise": modals.promise_modal(AT_UNIT, date(2026, 12, 2)),
    "modal_finish": modals.finish_modal(AT_UNIT),
    "modal_not_ours": modals.not_ours_modal(AT_UNIT, s.CHOICES),
    "modal_change": modals.change_modal(AT_SCHOOL, s.CHOICES),
    "modal_change_ask": modals.change_modal(replace(AT_SCHOOL, changeable=False, holder="Dana Ortiz"), s.CHOICES),
    "modal_add": modals.add_modal(AT_SCHOOL),
    "modal_reopen": modals.reopen_modal(AT_SCHOOL),
    "modal_nudge": modals.nudge_modal(AT_ILD, [("dana@example.org", "Dana Ortiz"), ("lee@example.org", "Lee Park")]),
    "modal_let_run": modals.let_run_modal(AT_ILD, date(2026, 12, 2)),
    "modal_ild_reply": modals.ild_reply_modal(AT_ILD),
    "modal_ild_finish": modals.ild_finish_modal(AT_ILD),
    "modal_other": modals.other_modal(s.QUESTION, s.CHOICES),
    "modal_card": modals.card_modal(s.promised(AT_ILD)),
    "modal_card_talk": modals.card_modal(replace(s.promised(AT_ILD), talk=(s.ADDED, s.ANSWER), shares=s.SHARES)),
    "modal_card_confidential": modals.card_modal(s.confidential(AT_ILD)),
    "modal_mandate": modals.mandate_modal(s.DRAFT, "School Safety", [("North", s.SCHOOLS)]),
    "modal_decide": modals.decide_modal(s.MANDATE, s.TIERS, s.SCHOOLS),
    "modal_off": modals.off_modal(s.OFF),
    "modal_again": modals.again_modal(s.DECIDED, [("ana@example.org", "Ana Ruiz"), ("kit@example.org", "Kit Moss")]),
    "modal_move": modals.move_modal(s.MANDATE),
    "modal_hand": modals.hand_modal(7, s.ITEMS[0], [("lee@example.org", "Lee Park")], s.PAGE.labels),
    "modal_item_ask": modals.item_ask_modal(7, s.ITEMS[0]),
    "modal_all_items": modals.all_items_modal(s.ITEMS, s.PAGE.headings),
    "modal_why": modals.why_modal(g.HIDDEN),
    "modal_settings": modals.settings_modal([("unit:food", "notes from Food & Nutrition"), ("topic:s", "notes on s")]),
    "modal_settings_empty": modals.settings_modal([]),
    "item_note": item_note("Pat Kim handed you this.", [(7, i) for i in s.ITEMS[:2]], s.PAGE.labels),
    "mandate_card": mandate_card(s.MANDATE),
    "modal_dates": modals.dates_modal([g.AHEAD], g.AHEAD.due),
    "modal_advice": modals.advice_modal([g.ADVICE], {"waiver": (3, 1)}),
    "memo_card": memo_card(g.MEMO),
    "memo_card_passed_on": memo_card(replace(g.MEMO, passed_by="Ana Ruiz", note="It is long: I read only a part.")),
    "memo_passed": passed_memo(g.PASSED),
    "memo_passed_checked": passed_memo(replace(g.PASSED, units=(), unit="School Safety", checks="Robin Cole")),
    "modal_memo": modals.paste_modal("School Safety"),
    "network_preview": network_preview(g.PREVIEW, s.TIERS),
    "network_preview_approved": network_preview(replace(g.PREVIEW, approved_by="Ana Ruiz", added=1), s.TIERS),
    "modal_note": modals.note_modal(g.PREVIEW),
    "mandate_card_by_rule": mandate_card(s.BY_RULE),
    "mandate_again": mandate_again(s.AGAIN, "Robin Cole", True),
    "mandate_again_chief": mandate_again(s.AGAIN, "Robin Cole", False),
    "mandate_card_decided": mandate_card(s.DECIDED),
    "mandate_returned": mandate_returned(s.DECIDED),
    "item_off": item_off_card(s.OFF),
    "item_off_settled": item_off_card(replace(s.OFF, settled="taken off by Ana Ruiz")),
    "digest_page": digest_page(s.PAGE),
    "digest_page_asked": digest_page(s.PAGE, s.ASKED),
    "digest_page_empty": digest_page(
        replace(s.PAGE, items=(), note="", off=(), first_line="Nothing to do this week.", counts_line="")
    ),
    "home_principal": principal_home(s.PRINCIPAL),
    "home_unit": unit_home(s.QUEUE),
    "home_ild": ild_home(s.DESK),
    "home_chief": chief_home(s.CHIEF),
    "home_stranger": stranger_home("I do not know you yet. Sam Hill (sam@example.org) can add you."),
    **ASKING,
    **ILDS,
}


def as_json(surface: Message | Modal | Home) -> str:
    value = {"text": surface.text, "blocks": surface.blocks} if isinstance(surface, Message) else surface.view
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("name", SURFACES)
def test_surface_reads_as_reviewed(name: str) -> None:
    path = GOLDEN / f"{name}.json"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_json(SURFACES[name]), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == as_json(SURFACES[name])


@pytest.mark.parametrize("name", SURFACES)
def test_surface_fits_slack(name: str) -> None:
    surface = SURFACES[name]
    if isinstance(surface, Message):
        assert broken(surface.blocks, most=MESSAGE_BLOCKS) == []
        assert letters(surface.blocks) <= MESSAGE_CHARACTERS
        assert 1 <= len(surface.text) <= 3000
    else:
        assert broken_view(surface.view) == []


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(SURFACES)


@pytest.mark.parametrize("name", SURFACES)
def test_surface_speaks_calmly(name: str) -> None:
    words = as_json(SURFACES[name]).lower().replace("<!date", "")
    assert "!" not in words
    assert not [jargon for jargon in ("ticket", "sla", "category") if f" {jargon}" in words]


def test_every_known_button_and_modal_is_drawn_and_no_other() -> None:
    parts = [part for surface in SURFACES.values() for part in walk(json.loads(as_json(surface)))]
    assert {part["action_id"] for part in parts if part.get("type") == "button"} == ids.BUTTONS
    assert {part["callback_id"] for part in parts if "callback_id" in part} == ids.MODALS
