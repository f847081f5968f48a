"""Exactly what a view needs, already decided and already allowed: no view looks anything up.

Instants are aware UTC datetimes; a view shows them in the reader's own zone. Names are people's names, not ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from broker_bot.domain.asking_faces import TalkCard
from broker_bot.domain.said_line import SaidLine


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One thing that happened, in words: who was told, who answered."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class RequestCard:
    """One request as one reader may see it.

    `state` is one of waiting, taken, working, asked, served, finished, closed, withdrawn, moved.
    `due_kind` is "answer" (the first answer is owed), "finish" (a promised date), "confirm" or "".
    `actions` lists what this reader may press now, by action name (see `slack/ids.py`).
    `text` is already empty for a reader who may not read it; then `confidential` names the kind.
    `changeable` tells whether *change* moves the request at once (else it asks the unit). `alarms` tells that somebody
    else is told of the danger next, `serves` that this reader has stepped in.
    """

    id: int
    number: str
    school: str
    unit: str
    route: str
    text: str
    confidential: str
    urgent: bool
    safety_line: str
    why: str
    requester: str
    filed_by: str
    state: str
    state_words: str
    opened_at: datetime
    due_at: datetime | None
    due_kind: str
    late: bool
    holder: str
    last_word: str
    last_word_by: str
    last_word_at: datetime | None
    waited: str
    served_by: str
    moved_to: str
    readers: str
    """Who can read the unit's thread, in words."""
    trail: tuple[TrailLine, ...] = ()
    actions: tuple[str, ...] = ()
    changeable: bool = True
    alarms: bool = False
    serves: bool = True
    help_asked: bool = False
    again: bool = False
    """Whether the school said that it is not done yet, and nobody has answered since."""
    usual: str = ""
    """The wait to expect, in words, where it is longer than the target."""
    answer_words: str = ""
    """The target in words: "4 working hours"."""
    joined_to: str = ""
    """The number of the request it is joined under, where the unit answers; "" for one on its own."""
    joined: tuple[str, ...] = ()
    """Names of the schools joined under it, for the unit."""
    others: int = 0
    """How many other schools report the same, for the school: a number, never a name."""
    same_at: tuple[str, ...] = ()
    """The other schools of this trouble that this reader, a director, is told of by this card."""
    alike: int = 0
    """How many others this reader may join under it now; 0 where that is not offered."""
    by_ild: bool = False
    """Whether an ILD sent it for the principal; the sender's own copy of the card then needs the school's name."""
    contact: str = ""
    """Who of the unit has this school, in words; "" where nobody is named for it."""
    files: int = 0
    """How many files of the other side stand in the thread under this card."""
    files_sent: int = 0
    """How many this side sent along."""
    follows: str = ""
    """The number of the closed request that it takes up again."""
    mention: str = ""
    """The Slack id of whom `contact` begins with, for the unit's card: it rings once, when the card is posted."""
    source: str = ""
    """The address of the message it was made from; empty for whoever may not read the text."""
    question: str = ""
    asked_by: str = ""
    """What the unit asks the school, and who asked; `due_kind` is "school" while the clock waits for the answer."""
    shares: tuple[str, ...] = ()
    """Whose time it was so far, a line each, the total last; filled for the card that is opened."""
    edited: bool = False
    unsaid: bool = False
    """The sender changed, or deleted, the message it began with."""
    talk: tuple[SaidLine, ...] = ()
    """The latest sentences between the two rooms, oldest first; empty for a reader who may not read the text."""
    veil: str = ""
    """"masked": student details are hidden in `text`; "shown": they stand in it, so no notification may carry it."""
    explained: tuple[str, ...] = ()
    """Which desk won and which lost, in lines, for those who may read the text."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One desk offered in a question: route id, its label and the unit's name."""

    route: str
    label: str
    unit: str


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """The bot is unsure: up to three desks, *something else* (a list of all) and *send it to the help desk*.

    `settled` is empty while open; afterwards it says what became of it.
    """

    draft: int
    text: str
    choices: tuple[Choice, ...]
    goes_at: datetime
    fallback: str
    """Where it goes if nobody answers by `goes_at`, in words."""
    urgent: bool
    safety_line: str
    settled: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of a list: enough to decide whether to open it. `where` is a link to its card or empty."""

    id: int
    number: str
    title: str
    school: str
    unit: str
    state_words: str
    due_at: datetime | None
    late: bool
    holder: str
    opened_at: datetime
    where: str = ""
    urgent: bool = False
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReminderBatch:
    """Reminders of one hour for one person of a unit, worst first. `as_lead`: told because nobody else answered."""

    name: str
    rows: tuple[QueueRow, ...]
    as_lead: bool


@dataclass(frozen=True, slots=True)
class MandateCard:
    """A demand on principals at an ILD's desk. `due_words` covers a date per level ("elementary Dec 4, high Dec 2")."""

    id: int
    network: str
    title: str
    text: str
    unit: str
    sent_by: str
    audience_words: str
    due_at: date | None
    due_words: str
    minutes: int
    link: str
    tier: str
    """Empty until decided, else must, brief, fyi, ild, declined."""
    tier_words: str
    line: str
    reason: str
    decided_by: str
    received_at: datetime
    reaches: int
    """How many of this network's schools it applies to."""
    notice_days: int | None = None
    """School days from receipt to the date; None when undated."""
    network_name: str = ""
    focus: str = ""
    answer: str = ""
    why: str = ""
    limit: int = 0
    """The ILD's time limit in minutes; 0 for none."""
    new_principals: str = ""
    excused: tuple[str, ...] = ()
    """Schools excused one by one; ids in a form, names elsewhere."""
    answered: tuple[str, ...] = ()
    rule: str = ""
    """The standing rule that decided, or empty."""
    legal: bool = False
    again: str = ""
    """What the unit said when it asked once more."""
    counts: str = ""
    """For the unit: done, not yet, excused; empty below five schools."""
    source_text: str = ""
    source_link: str = ""


@dataclass(frozen=True, slots=True)
class MandateDraft:
    """A demand that a unit is about to send, as far as it was read from its words. `id` is the draft's id as text."""

    id: str
    title: str = ""
    text: str = ""
    due_at: date | None = None
    minutes: int = 0
    link: str = ""
    levels: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    new_only: bool = False
    topic: str = ""
    consequence: str = ""
    legal: bool | None = None
    """None where the unit may not say that the law requires it."""
    schools: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    """(field, the memo's own words it was read from)."""
    odd: tuple[str, ...] = ()
    """Sentences on what to look at before sending."""


@dataclass(frozen=True, slots=True)
class OffAsk:
    """A principal asks the ILD to take one item off; `settled` says what became of it, empty while open."""

    issue: int
    mandate: int
    title: str
    unit: str
    due: date | None
    minutes: int
    principal: str
    school: str
    words: str = ""
    answer_by: datetime | None = None
    settled: str = ""


@dataclass(frozen=True, slots=True)
class PageItem:
    """One item of a weekly page. `state` is "", help, handed or done; `was` is the old date where it changed."""

    mandate: int
    tier: str
    title: str
    text: str
    """The rendered mrkdwn of the item, from the district's own templates."""
    due: date | None
    minutes: int
    line: str
    unit: str
    link: str
    state: str = ""
    state_words: str = ""
    was: date | None = None


@dataclass(frozen=True, slots=True)
class ItemLabels:
    """The district's words on the buttons of an item."""

    done: str = "Done"
    help: str = "Need help"
    take_off: str = "Take it off my plate"
    hand: str = "Hand over"
    ask: str = "Ask"
    fewer: str = "Fewer like this"


@dataclass(frozen=True, slots=True)
class DigestPage:
    """One principal's weekly page, rendered and frozen when it was made."""

    issue: int
    week: date
    name: str
    ild: str
    first_line: str
    note: str
    items: tuple[PageItem, ...]
    counts_line: str
    headings: tuple[tuple[str, str], ...]
    """Tier id and the heading people see, in order."""
    labels: ItemLabels = ItemLabels()
    off: tuple[str, ...] = ()
    """What others did or took off since the last page, a line each."""
    off_heading: str = "Off your plate"


@dataclass(frozen=True, slots=True)
class Delegate:
    """Who acts for a school; `last` and `delegation` are set for somebody named in Slack for a time."""

    name: str
    title: str = ""
    last: date | None = None
    delegation: int = 0


@dataclass(frozen=True, slots=True)
class PrincipalHome:
    """The Home of a principal or a delegate: the school's requests and this week's items, of weekly page `issue`."""

    name: str
    school: str
    ild: str
    requests: tuple[QueueRow, ...]
    recent: tuple[QueueRow, ...]
    items: tuple[PageItem, ...]
    safety_line: str
    issue: int = 0
    labels: ItemLabels = ItemLabels()
    delegates: tuple[Delegate, ...] = ()
    may_delegate: bool = False
    windows: str = ""
    """When what the school did not ask for comes, in words; "" is at any time. `answers_held`: its answers too."""
    pushes: int = 3
    answers_held: bool = False


@dataclass(frozen=True, slots=True)
class UnitQueue:
    """The Home of a unit's staff: oldest and nearest breach first. `unanswered` counts what the unit still owes."""

    name: str
    unit: str
    rows: tuple[QueueRow, ...]
    unanswered: int
    late: int
    served_by_ild: int
    may_send_mandate: bool
    mandates: tuple[MandateCard, ...] = ()
    notice: str = ""
    """How much notice the unit gives principals, in words."""
    mine: tuple[QueueRow, ...] = ()
    """Of the rows, those this person has taken or is reminded of; `rows` are the others."""
    filters: tuple[tuple[str, str, int], ...] = ()
    shown: str = "all"
    """Name, label and count of each filter, and which one is chosen; but for "all" every row stands in `rows`."""


@dataclass(frozen=True, slots=True)
class IldDesk:
    """The Home of an ILD: what needs me, what runs late in my network, what I stepped into, what waits at the gate."""

    name: str
    network: str
    needs_me: tuple[QueueRow, ...]
    late: tuple[QueueRow, ...]
    stepped_in: tuple[QueueRow, ...]
    mandates: tuple[MandateCard, ...]
    decided: tuple[MandateCard, ...]
    next_page: datetime | None
    protected_until: datetime | None = None
    kept_back: int = 0
    """How many things wait for the end of protected time."""
    kept_minutes: int = 0
    """Protected minutes of this week so far; `ahead_minutes` are still to come, `plan_hours` is what was meant."""
    ahead_minutes: int = 0
    plan_hours: int = 0
    by_unit: tuple[tuple[str, int, int], ...] = ()
    """(name, open, late) of each unit that has open requests of this network; `by_school` of each school."""
    by_school: tuple[tuple[str, int, int], ...] = ()
    watches: tuple[tuple[str, datetime], ...] = ()
    """Units this ILD is copied on, and until when."""
    slow: tuple[tuple[str, str, str], ...] = ()
    """(words of the command, name, share in words) of units and routes that a watch is proposed for."""
    talks: tuple[TalkCard, ...] = ()
    """What principals sent to this ILD, the nearest date first."""


@dataclass(frozen=True, slots=True)
class ChiefHome:
    """The Home of the chief of schools or an executive; `units` holds (name, open, late) counts.

    `mandates` wait for the chief's decision, in networks without an ILD.
    """

    name: str
    reached: tuple[QueueRow, ...]
    units: tuple[tuple[str, int, int], ...]
    mandates: tuple[MandateCard, ...] = ()
