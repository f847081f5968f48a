"""What the bot asks a sender, and what an ILD is asked, for the golden views and the limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from broker_bot.domain.asking_faces import DetailsCard, IldOffer, Part, SplitCard, TalkCard, UpdateCard
from broker_bot.slack.views.details_card import details_card
from broker_bot.slack.views.ild_home import ild_home
from broker_bot.slack.views.ild_offer import ild_offer
from broker_bot.slack.views.modals_asking import edit_modal, talk_modal
from broker_bot.slack.views.modals_school import card_modal
from broker_bot.slack.views.notes import urgent_alert
from broker_bot.slack.views.split_card import split_card
from broker_bot.slack.views.surface import Home, Message, Modal
from broker_bot.slack.views.talk_card import talk_card
from broker_bot.slack.views.unit_card import unit_card
from broker_bot.slack.views.update_card import update_card
from tests.slack import view_samples as s

GOES = datetime(2026, 11, 30, 16, 5, tzinfo=UTC)
LIGHTS = Part("The lights in the gym flicker", "Facilities", "Electrical")
BUS = Part("bus 12 was late again", "Transportation", "Daily bus service")
SPLIT = SplitCard(3, (LIGHTS, BUS), "", GOES)
UPDATE = UpdateCard(
    4,
    (
        (
            8,
            "R-8",
            "R-8 (Daily bus service): waiting for a first answer from Transportation, due Mon, Nov 30 at 11:00 AM",
        ),
        (7, "R-7", "R-7 (Electrical): Dana Ortiz said: On Friday. Next date: Fri, Dec 4"),
    ),
    2,
    GOES,
)
OFFER = IldOffer(5, "Can you observe my new math teacher?", "Ana Ruiz", GOES)
DETAILS = DetailsCard(6, "a birth date and a student's number", "Student [number], born [date], is cold", GOES)
TALK = TalkCard(2, "T-2", "Alder Elementary", "Pat Kim", OFFER.text, s.FILED, s.DUE, False)

ASKING: dict[str, Message | Modal | Home] = {
    "split": split_card(SPLIT),
    "split_urgent": split_card(replace(SPLIT, parts=(BUS,), urgent="R-6 is with Facilities.")),
    "split_settled": split_card(replace(SPLIT, settled="R-6 is with Facilities and R-7 is with Transportation.")),
    "update": update_card(UPDATE),
    "update_settled": update_card(replace(UPDATE, settled="R-7 (Electrical): answered\nI passed your question on.")),
    "ild_offer": ild_offer(OFFER),
    "ild_offer_gone": ild_offer(replace(OFFER, settled="Nothing was sent, and no unit has it.")),
    "details": details_card(DETAILS),
    "details_settled": details_card(replace(DETAILS, settled="Sent masked.", masked="")),
    "talk": talk_card(TALK),
    "talk_late": talk_card(replace(TALK, late=True)),
    "talk_answered": talk_card(replace(TALK, answered="you answered.")),
    "modal_edit": edit_modal(6, "Student 4829137 is cold"),
    "modal_talk": talk_modal(TALK),
    "home_ild_talks": ild_home(replace(s.DESK, talks=(TALK, replace(TALK, late=True)))),
    "unit_with_details": unit_card(replace(s.WAITING, text="Student [number] is cold", veil="masked")),
    "note_urgent_details": urgent_alert(replace(s.WAITING, urgent=True, text="Maria Lopez is hurt", veil="shown")),
    "modal_card_why": card_modal(replace(s.WAITING, explained=("why: because you wrote 'AC'", "won: facilities.hvac"))),
}
