"""Bringing in, packets in one message, and what a school reads of its quiet, for the golden views."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from broker_bot.domain.handover import Handover
from broker_bot.slack import ids
from broker_bot.slack.views.bring_in import bring_in_modal, brought_in
from broker_bot.slack.views.day_note import day_note
from broker_bot.slack.views.handover import handover
from broker_bot.slack.views.principal_home import principal_home
from broker_bot.slack.views.school_card import school_card
from broker_bot.slack.views.surface import Home, Message, Modal
from tests.slack import view_samples as s

AT_ILD = replace(s.WAITING, actions=s.ILD_ACTIONS, late=True)
HOURS = "7:00 AM to 8:30 AM and 2:30 PM to 5:00 PM"
PEOPLE = (
    ("Facilities & Maintenance", (("lee@example.org", "Lee Park, lead"), ("dana@example.org", "Dana Ortiz"))),
    ("Coaches", ()),
    ("Another unit", (("kit@example.org", "Transportation: Kit Moss"),)),
)
ASKED = ("Ana Ruiz", "ILD", "Please lend two heaters until the part is here.", date(2026, 12, 4))

ILDS: dict[str, Message | Modal | Home] = {
    "modal_bring_in": bring_in_modal(AT_ILD, PEOPLE),
    "modal_bring_in_confidential": bring_in_modal(s.confidential(AT_ILD), PEOPLE),
    "handover_packets": handover(Handover(rows=s.HANDOVER.rows, in_schools=False)),
    "school_honest_wait": school_card(replace(s.WAITING, actions=s.SCHOOL_ACTIONS, usual="about two working days")),
    "day_note": day_note(
        ["Changed: Submit the safety plan was Fri, Nov 20, now Fri, Nov 27 (changed by Robin Cole)."],
        [(7, i) for i in s.ITEMS[:2]],
        s.PAGE.labels,
    ),
    "day_note_changes": day_note(["New since your page: Return the form, due Fri, Dec 4."] * 2, [], s.PAGE.labels),
    "home_principal_quiet": principal_home(replace(s.PRINCIPAL, windows=HOURS)),
    "home_principal_held": principal_home(replace(s.PRINCIPAL, windows=HOURS, answers_held=True)),
    "note_brought_in": brought_in(replace(AT_ILD, actions=(ids.OPEN,)), *ASKED),
    "note_brought_in_confidential": brought_in(replace(s.confidential(AT_ILD), actions=()), *ASKED),
}
