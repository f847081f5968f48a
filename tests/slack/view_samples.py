"""One small district's read models, with dates in them, for the stories and the golden views."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from broker_bot.domain.asked import Asked
from broker_bot.domain.handover import Handover
from broker_bot.domain.readmodels import (
    ChiefHome,
    Choice,
    Delegate,
    DigestPage,
    IldDesk,
    MandateCard,
    MandateDraft,
    OffAsk,
    PageItem,
    PrincipalHome,
    QuestionCard,
    QueueRow,
    ReminderBatch,
    RequestCard,
    TrailLine,
    UnitQueue,
)
from broker_bot.domain.said_line import SaidLine
from broker_bot.domain.unit_list import UnitMorning
from broker_bot.slack import ids

FILED = datetime(2026, 11, 30, 15, 50, tzinfo=UTC)
DUE = datetime(2026, 12, 1, 15, 50, tzinfo=UTC)
ANSWERED = datetime(2026, 12, 1, 14, 5, tzinfo=UTC)
SAFETY = "911, then School Safety at 555-0100"

SCHOOL_ACTIONS = (ids.CHANGE, ids.ADD, ids.WITHDRAW, ids.NEED_HELP)
UNIT_ACTIONS = (ids.TAKE, ids.REPLY, ids.ASK, ids.CALLED, ids.PROMISE, ids.FINISH, ids.NOT_OURS)
ILD_ACTIONS = (ids.STEP_IN, ids.NUDGE, ids.LET_RUN, ids.BRING_IN)

WAITING = RequestCard(
    id=214,
    number="R-214",
    school="Alder Elementary",
    unit="Facilities & Maintenance",
    route="Heating & cooling",
    text="No heat in room 12 since Friday. It is 54 degrees and the kids wear coats.",
    confidential="",
    urgent=False,
    safety_line=SAFETY,
    why="because you wrote “no heat in room 12”",
    requester="Pat Kim",
    filed_by="Pat Kim",
    state="waiting",
    state_words="waiting for an answer",
    opened_at=FILED,
    due_at=DUE,
    due_kind="answer",
    late=False,
    holder="",
    last_word="",
    last_word_by="",
    last_word_at=None,
    waited="1 working day",
    served_by="",
    moved_to="",
    readers="the unit's staff and its chief",
    answer_words="4 working hours",
)
TRAIL = (
    TrailLine(datetime(2026, 11, 30, 17, 50, tzinfo=UTC), "Dana Ortiz was told"),
    TrailLine(datetime(2026, 11, 30, 19, 2, tzinfo=UTC), "Lee Park, lead, was told"),
    TrailLine(DUE, "You were told"),
)


def promised(card: RequestCard) -> RequestCard:
    """The unit has answered and promised a day."""
    return replace(
        card,
        state="working",
        state_words="answered, promised for Dec 4",
        holder="Dana Ortiz",
        last_word="A technician comes on Friday. Until then Mr. Hale brings two heaters.",
        last_word_by="Dana Ortiz",
        last_word_at=ANSWERED,
        due_at=datetime(2026, 12, 4, 21, 0, tzinfo=UTC),
        due_kind="finish",
    )


def served(card: RequestCard, *actions: str) -> RequestCard:
    """The ILD has stepped in."""
    return replace(card, state="served", state_words="served by the ILD", served_by="Ana Ruiz", actions=actions)


def confidential(card: RequestCard, text: str = "") -> RequestCard:
    """A personnel matter, as somebody sees it who may not read it (or may, with `text`)."""
    return replace(
        card, text=text, confidential="personnel", route="Employee relations & leave", unit="Human Resources"
    )


CHOICES = (
    Choice("facilities.hvac", "Heating & cooling", "Facilities & Maintenance"),
    Choice("facilities.electrical", "Electrical & lighting", "Facilities & Maintenance"),
    Choice("it.network", "Network & internet", "Information Technology"),
)
QUESTION = QuestionCard(
    draft=31,
    text="The panel in the hall is blinking again.",
    choices=CHOICES,
    goes_at=datetime(2026, 11, 30, 16, 5, tzinfo=UTC),
    fallback="the help desk",
    urgent=False,
    safety_line=SAFETY,
)
ROW = QueueRow(
    id=214,
    number="R-214",
    title="No heat in room 12 since Friday",
    school="Alder Elementary",
    unit="Facilities & Maintenance",
    state_words="waiting for an answer",
    due_at=DUE,
    late=False,
    holder="",
    opened_at=FILED,
    where="https://example.slack.com/archives/C1/p1?thread_ts=1&cid=C1",
)
LATE_ROW = replace(
    ROW, id=209, number="R-209", title="Confidential (personnel)", late=True, holder="Dana Ortiz", where=""
)
MANDATE = MandateCard(
    id=88,
    network="north",
    title="Submit the fire drill log",
    text="All schools submit the fire drill log for the fall. Use the form on the safety page.",
    unit="School Safety",
    sent_by="Robin Cole",
    audience_words="all elementary schools",
    due_at=date(2026, 12, 4),
    due_words="Fri, Dec 4",
    minutes=20,
    link="https://example.org/drills",
    tier="",
    tier_words="",
    line="",
    reason="",
    decided_by="",
    received_at=FILED,
    reaches=12,
    notice_days=4,
    network_name="North network",
)
DECIDED = replace(
    MANDATE,
    tier="declined",
    tier_words="Not for the weekly page; handout only",
    reason="Principals gave these dates in October. A handout at the network meeting does it.",
    decided_by="Ana Ruiz",
)
BY_RULE = replace(
    MANDATE,
    tier="fyi",
    tier_words="For your information",
    decided_by="rule \u201cshort surveys\u201d",
    rule="short surveys",
    excused=("Alder Elementary",),
)
AGAIN = replace(DECIDED, again="Three schools sent last year's log, and the state fines us for each.")
SCHOOLS = (("alder", "Alder Elementary"), ("birch", "Birch Elementary"))
OFF = OffAsk(
    issue=7,
    mandate=88,
    title="Submit the fire drill log",
    unit="School Safety",
    due=date(2026, 12, 4),
    minutes=20,
    principal="Pat Kim",
    school="Alder Elementary",
    answer_by=datetime(2026, 12, 3, 22, 0, tzinfo=UTC),
)
DRILL = (
    "*Submit the fire drill log*\n*Due Fri, Dec 4* · 20 minutes\n_Last year's form still works._\n"
    "<https://example.org/drills|School Safety's page>"
)
ITEMS = (
    PageItem(
        mandate=88,
        tier="must",
        title="Submit the fire drill log",
        text=DRILL,
        due=date(2026, 12, 4),
        minutes=20,
        line="Last year's form still works.",
        unit="School Safety",
        link="https://example.org/drills",
    ),
    PageItem(
        mandate=90,
        tier="must",
        title="Send your staffing plan",
        text="*Send your staffing plan*\n*Due Thu, Nov 19* · 30 minutes",
        due=date(2026, 11, 19),
        minutes=30,
        line="",
        unit="Human Resources",
        link="",
        state="help",
        state_words="You asked to have it taken off; Ana Ruiz answers by Thursday",
        was=date(2026, 11, 12),
    ),
    PageItem(
        mandate=91,
        tier="brief",
        title="Check the bus list",
        text="",
        due=date(2026, 12, 7),
        minutes=5,
        line="Five minutes, no more.",
        unit="Transportation",
        link="",
        state="done",
        state_words="Done",
    ),
    PageItem(92, "fyi", "New lunch menu", "New lunch menu from Monday.", None, 0, "", "Food & Nutrition", ""),
)
PAGE = DigestPage(
    issue=7,
    week=date(2026, 11, 30),
    name="Pat Kim",
    ild="Ana Ruiz",
    first_line="2 must-dos, 1 short one, 55 minutes of work; 1 minute to read. 1 date changed.",
    note="Much is due this week. Start with the drill log; the rest can wait until Thursday.",
    items=ITEMS,
    counts_line="Ana Ruiz took care of 3 of these and declined 2 for you.",
    off=("Count the desks: done for you by Ana Ruiz, \u201cI sent last year's count.\u201d",),
    headings=(("must", "Must do"), ("brief", "Do, keep it short"), ("fyi", "For your information")),
)
ASKED = (
    Asked(12, "R-12", "Facilities & Maintenance", "Which wall is the thermostat on?", date(2026, 11, 24)),
    Asked(14, "R-14", "Human Resources", "", date(2026, 11, 25)),
)
DRAFT = MandateDraft(
    id="12",
    legal=False,
    consequence="The school stays on the state's list.",
    schools=("alder",),
    sources=(("due", "no later than Friday, December 4"),),
    odd=("Due December 4, 2026: 4 school days of notice.",),
    title="Submit the fire drill log",
    text=MANDATE.text,
    due_at=date(2026, 12, 4),
    minutes=20,
    link="https://example.org/drills",
    levels=("elementary",),
)
TIERS = (
    ("must", "Must do"),
    ("brief", "Do, keep it short"),
    ("fyi", "For your information"),
    ("ild", "I have got this one"),
    ("declined", "No"),
    ("handout", "Handout only"),
    ("excused", "Excused"),
)
PRINCIPAL = PrincipalHome("Pat Kim", "Alder Elementary", "Ana Ruiz", (ROW,), (LATE_ROW,), ITEMS, SAFETY, issue=7)
PRINCIPAL = replace(
    PRINCIPAL,
    delegates=(Delegate("Al Reyes", "Assistant principal"), Delegate("Ines Calder", "", date(2026, 12, 4), 3)),
    may_delegate=True,
)
QUEUE = UnitQueue("Dana Ortiz", "Facilities & Maintenance", (LATE_ROW, ROW), 2, 1, 1, True, (MANDATE, DECIDED))
FILTERS = (("all", "All", 14), ("mine", "Mine", 3), ("unclaimed", "Unclaimed", 6), ("today", "Promised today", 2))
QUEUE = replace(QUEUE, filters=FILTERS)
DESK = IldDesk("Ana Ruiz", "North network", (LATE_ROW,), (LATE_ROW,), (ROW,), (MANDATE,), (DECIDED,), DUE)
IN_SCHOOLS = replace(
    DESK,
    protected_until=DUE,
    kept_back=3,
    kept_minutes=570,
    ahead_minutes=360,
    plan_hours=24,
    by_unit=(("Facilities & Maintenance", 7, 3), ("Transportation", 1, 0)),
    by_school=(("Alder Elementary", 8, 3),),
    watches=(("Facilities & Maintenance", DUE),),
    slow=(
        ("transport", "Transportation", "4 of 9 on time (44%)"),
        ("Heating & cooling", "Heating & cooling (Facilities & Maintenance)", "2 of 6 on time (33%)"),
    ),
)
HANDOVER = Handover(
    (LATE_ROW, ROW), (MANDATE,), (OFF,), ("Pat Kim, Alder Elementary, needs your help with: Drill report.",), ("R-7",)
)
CHIEF = ChiefHome("Kit Moss", (LATE_ROW,), (("Facilities & Maintenance", 12, 3), ("Human Resources", 4, 0)))
BATCH = ReminderBatch("Dana Ortiz", (replace(LATE_ROW, actions=UNIT_ACTIONS), ROW), as_lead=False)

SOURCE = "https://cedar.slack.com/archives/C0900/p1796140200000100"
SCHOOLS = (("alder", "Alder Elementary"), ("birch", "Birch Middle"))
ANSWER = SaidLine("Dana Ortiz", WAITING.unit, "A technician comes on Friday.", ANSWERED)
ADDED = SaidLine("Pat Kim", "", "Room 14 is cold too.", FILED)
MORNING = UnitMorning("Facilities & Maintenance", 14, 1, 6, 2, (LATE_ROW, ROW))
SHARES = (
    "Information Technology: 2 h",
    "Facilities & Maintenance: 1 day 30 min, and 3 h waiting for the school",
    "The school has waited 1 day 5 h 30 min in all, in working time.",
)


def asked(card: RequestCard, *actions: str) -> RequestCard:
    """The unit asked, and its clock waits."""
    return replace(
        card,
        state="asked",
        state_words="Facilities & Maintenance asked the school; the clock waits",
        question="Which wall?",
        asked_by="Dana Ortiz",
        last_word="Which wall?",
        last_word_by="Dana Ortiz",
        last_word_at=ANSWERED,
        due_at=DUE,
        due_kind="school",
        actions=actions,
    )
