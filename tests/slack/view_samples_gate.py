"""Read models of the gate beyond one demand, for the golden views."""

from __future__ import annotations

from datetime import date

from broker_bot.domain.ahead import DateAhead
from broker_bot.domain.district import Advice
from broker_bot.domain.readmodels_gate import Hidden, MemoCard, MemoRow, NetworkPreview, PassedMemo, SchoolDiffers
from tests.slack.view_samples import FILED

HIDDEN = (
    Hidden("Order new desks", "Facilities & Maintenance", "It is for high schools"),
    Hidden("Answer the survey", "Communications", "Your ILD declined it for you"),
)
AHEAD = DateAhead(
    88, "Submit the fire drill log", date(2026, 12, 4), "School Safety", 20, "", "https://example.org/drills", 0, FILED
)
ADVICE = Advice(
    "waiver",
    "Waiver of a walkthrough form",
    "A school in a coaching cycle need not send it",
    "The ILD",
    "July 2026",
    "Send the cycle's dates",
    "Name the goals",
)
MEMO = MemoCard(
    id=12,
    name="Principals' Bulletin 14",
    rows=(
        MemoRow(0, "Confirm winter building use", "Tue, Dec 1 · all · 5 min", sent=True),
        MemoRow(1, "AP exam order", "Wed, Dec 2 · high schools · 15 min", ("The 2nd is a Wednesday.",)),
        MemoRow(2, "The Board meeting moves", "no date · all", informs=True),
        MemoRow(3, "Drill log", "Fri, Dec 4 · all", corrects="Submit the fire drill log"),
    ),
    whole=4,
    link="https://example.org/bulletin",
)
PASSED = PassedMemo(
    id=12,
    name="Principals' Bulletin 14",
    items=("Confirm winter building use", "AP exam order", "The Board meeting moves", "Drill log", "Bus list", "Keys"),
    units=(("food", "Food & Nutrition"), ("safety", "School Safety")),
)
PREVIEW = NetworkPreview(
    week=date(2026, 11, 30),
    network="north",
    network_name="North",
    schools=8,
    note="Much is due this week. Start with the drill log.",
    common=(
        ("must", "Submit the fire drill log", "Fri, Dec 4, all 8 schools"),
        ("fyi", "New lunch menu", "7 of 8 schools"),
    ),
    differ=(
        SchoolDiffers("Alder Elementary", ("Check the bus list",), ("New lunch menu",), False),
        SchoolDiffers("Birch High", (), ("Submit the fire drill log", "New lunch menu"), True),
    ),
    waiting=2,
    warnings=("More than 3 must-dos: Alder Elementary",),
)
