"""What an ILD's bringing in looks like, for the golden views."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from broker_bot.slack import ids
from broker_bot.slack.views.bring_in import bring_in_modal, brought_in
from broker_bot.slack.views.surface import Home, Message, Modal
from tests.slack import view_samples as s

AT_ILD = replace(s.WAITING, actions=s.ILD_ACTIONS, late=True)
PEOPLE = (
    ("Facilities & Maintenance", (("lee@example.org", "Lee Park, lead"), ("dana@example.org", "Dana Ortiz"))),
    ("Coaches", ()),
    ("Another unit", (("kit@example.org", "Transportation: Kit Moss"),)),
)
ASKED = ("Ana Ruiz", "ILD", "Please lend two heaters until the part is here.", date(2026, 12, 4))

ILDS: dict[str, Message | Modal | Home] = {
    "modal_bring_in": bring_in_modal(AT_ILD, PEOPLE),
    "modal_bring_in_confidential": bring_in_modal(s.confidential(AT_ILD), PEOPLE),
    "note_brought_in": brought_in(replace(AT_ILD, actions=(ids.OPEN,)), *ASKED),
    "note_brought_in_confidential": brought_in(replace(s.confidential(AT_ILD), actions=()), *ASKED),
}
