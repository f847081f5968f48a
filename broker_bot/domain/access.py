"""Who may see and do what: one table and the function that reads it, asked by every surface; the rest is denied.

Roles come from the roster at the moment of the act, never from a message. A granted act on a request implies that
the actor may read it, so a surface answers "unknown" whenever READ is denied and reveals nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from broker_bot.domain.district import Person, Role


class Action(StrEnum):
    """What somebody wants to see or do; what each means in words stands in `MEANING`."""

    CREATE = "create"
    CREATE_FOR_SCHOOL = "create_for_school"
    READ = "read"
    READ_CONFIDENTIAL_TEXT = "read_confidential_text"
    READ_AUDIT = "read_audit"
    COMMENT = "comment"
    UNIT_NOTE_READ = "unit_note_read"
    UNIT_NOTE_WRITE = "unit_note_write"
    TAKE = "take"
    REPLY_TO_SCHOOL = "reply_to_school"
    PROMISE = "promise"
    FINISH = "finish"
    REROUTE = "reroute"
    JOIN = "join"
    PAUSE = "pause"
    RESUME = "resume"
    CHANGE = "change"
    ADD = "add"
    WITHDRAW = "withdraw"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    NEED_HELP = "need_help"
    NOT_EMERGENCY = "not_emergency"
    ESCALATE = "escalate"
    STEP_IN = "step_in"
    NUDGE = "nudge"
    LET_RUN = "let_run"
    HAND_BACK = "hand_back"
    BRING_IN = "bring_in"
    ANSWER_TALK = "answer_talk"
    WATCH = "watch"
    PROTECTED_TIME = "protected_time"
    AWAY = "away"
    DECLARE_CLOSED = "declare_closed"
    MANDATE_DRAFT = "mandate_draft"
    MEMO_PASS = "memo_pass"
    MANDATE_READ = "mandate_read"
    MANDATE_DECIDE = "mandate_decide"
    WEIGHT = "weight"
    EXCUSE = "excuse"
    ITEM_DONE = "item_done"
    ITEM_HELP = "item_help"
    ITEM_TAKE_OFF = "item_take_off"
    ITEM_HAND = "item_hand"
    OPT_OUT = "opt_out"
    DELEGATE = "delegate"
    PREVIEW_DIGEST = "preview_digest"
    APPROVE_DIGEST = "approve_digest"
    SEE_UNIT_FIGURES = "see_unit_figures"
    SEE_PERSON_FIGURES = "see_person_figures"
    SEE_REQUEST_COUNT = "see_request_count"
    EXPORT = "export"
    APPROVE_EXPORT = "approve_export"
    APPLY_CONFIG = "apply_config"
    LESSONS = "lessons"
    SIMULATE = "simulate"
    BREAK_GLASS = "break_glass"


@dataclass(frozen=True, slots=True)
class Subject:
    """What an act is about: a request, a mandate, a page, a figure. What does not apply stays empty and grants nothing.

    `unit` owes the answer (or sent the mandate), `past_units` owed it before. `requester` is whom it is for,
    `filed_by` who typed it. `named` are the people a confidential text is open to. `last_step` is the last step of
    `unit`. `covers` stand in today for people of `unit` who are away. `told` are those whom the escalation reached,
    `brought` those whom an ILD asked for a hand.
    `person` is whom a figure or a setting is about.
    `vacant` means that the network has no ILD.
    """

    school: str = ""
    network: str = ""
    unit: str = ""
    past_units: Collection[str] = ()
    confidential: str = ""
    named: Collection[str] = ()
    requester: str = ""
    filed_by: str = ""
    taken: bool = False
    escalated: bool = False
    last_step: str = ""
    covers: Collection[str] = ()
    told: Collection[str] = ()
    brought: Collection[str] = ()
    person: str = ""
    vacant: bool = False


Matrix = Mapping[Action, Mapping[Role, tuple[str, ...]]]
"""For each action and role the conditions that must all hold; none at all is never."""

ROLES = tuple(Role)

TABLE = """
#                      principal      delegate       unit_staff unit_lead executive  ild               chief     admin
create                 school         school         -          -         -          -                 -         -
create_for_school      -              -              -          -         -          net               -         -
read                   school         school         unit_in    unit_in   told_in    reached_in        all       -
read_confidential_text school         school+named   unit+named unit      told+named reached+named     all+named -
read_audit             school+filed   school+filed   -          unit      told       net               all       -
comment                school         school         unit       unit      told       reached           all       -
unit_note_read         -              -              unit       unit      told       reached+escalated all       -
unit_note_write        -              -              unit       unit      -          -                 -         -
take                   -              -              unit       unit      -          -                 -         -
reply_to_school        -              -              unit       unit      -          -                 -         -
promise                -              -              unit       unit      -          -                 -         -
finish                 -              -              unit       unit      -          -                 -         -
reroute                -              -              unit       unit      -          net               all       -
join                   -              -              unit       unit      -          net               all       -
pause                  -              -              unit       unit      -          -                 all       -
resume                 -              -              unit       unit      -          net               all       -
change                 school+untaken school+untaken -          -         -          net+filed+untaken -         -
add                    school         school         -          -         -          net+filed         -         -
withdraw               school         school         -          -         -          net+filed         -         -
confirm                school         school         -          -         -          net               -         -
reopen                 school         school         -          -         -          net               -         -
need_help              school         school         -          -         -          net+filed         -         -
not_emergency          school         school         -          -         -          net+filed         -         -
escalate               -              -              -          unit      -          reached           -         -
step_in                -              -              -          -         -          reached           all       -
nudge                  -              -              -          -         -          reached           all       -
let_run                -              -              -          -         -          reached           all       -
hand_back              -              -              -          -         -          reached           all       -
bring_in               -              -              -          -         -          reached           all       -
answer_talk            -              -              -          -         -          self              self      -
watch                  -              -              -          -         -          net               -         -
protected_time         -              -              -          -         -          self              -         -
away                   -              -              self       unit      self       self              all       all
declare_closed         -              -              -          -         -          -                 all       all
mandate_draft          -              -              unit       unit      -          -                 -         -
memo_pass              -              -              -          -         -          self              self      -
mandate_read           school         school         unit       unit      step       net               all       -
mandate_decide         -              -              -          -         -          net               vacant    -
weight                 -              -              -          -         -          net               vacant    -
excuse                 -              -              -          -         -          net               vacant    -
item_done              school         school         -          -         -          -                 -         -
item_help              school         school         -          -         -          -                 -         -
item_take_off          school         school         -          -         -          -                 -         -
item_hand              school         -              -          -         -          -                 -         -
opt_out                school         -              -          -         -          -                 -         -
delegate               school         -              -          -         -          -                 -         -
preview_digest         -              -              -          -         -          net               all       -
approve_digest         -              -              -          -         -          net               all       -
see_unit_figures       -              -              unit       unit      step       net               all       totals
see_person_figures     self           self           self       self      self       self              self      self
see_request_count      self           -              -          -         -          net               -         -
export                 -              -              -          -         -          -                 -         all
approve_export         -              -              -          -         -          -                 all       -
apply_config           -              -              -          -         -          -                 -         all
lessons                -              -              -          -         -          -                 -         all
simulate               -              -              -          -         -          -                 -         all
break_glass            -              -              -          -         -          -                 -         all
"""

CONDITIONS: Mapping[str, tuple[str, Callable[[Person, Subject], bool]]] = {
    "school": ("own school", lambda actor, about: _same(actor.school, about.school)),
    "unit": ("own unit, or its cover", lambda actor, about: _of_unit(actor, about)),
    "unit_in": (
        "own unit, now or before, or brought in",
        lambda actor, about: _held(actor, about) or actor.id in about.brought,
    ),
    "net": ("own network", lambda actor, about: _same(actor.network, about.network)),
    "reached": (
        "own network or reached",
        lambda actor, about: _same(actor.network, about.network) or actor.id in about.told,
    ),
    "step": ("last step of the unit", lambda actor, about: _same(actor.id, about.last_step)),
    "told": (
        "last step of the unit, or reached",
        lambda actor, about: _same(actor.id, about.last_step) or actor.id in about.told,
    ),
    "reached_in": (
        "own network, reached or brought in",
        lambda actor, about: _same(actor.network, about.network) or actor.id in {*about.told, *about.brought},
    ),
    "told_in": (
        "last step of the unit, reached or brought in",
        lambda actor, about: _same(actor.id, about.last_step) or actor.id in {*about.told, *about.brought},
    ),
    "all": ("all", lambda actor, about: True),
    "vacant": ("where the network has no ILD", lambda actor, about: about.vacant),
    "self": ("about oneself", lambda actor, about: _same(actor.id, about.person)),
    "totals": ("district totals", lambda actor, about: not (about.school or about.network or about.person)),
    "untaken": ("until taken", lambda actor, about: not about.taken),
    "escalated": ("once escalated", lambda actor, about: about.escalated),
    "filed": ("asked or filed by oneself", lambda actor, about: _filed(actor, about)),
    "named": ("if named", lambda actor, about: actor.id in about.named or _filed(actor, about)),
}
"""A word of the table: how the documentation says it, and when it holds."""

MEANING: Mapping[Action, str] = {
    Action.CREATE: "Send a request for a school",
    Action.CREATE_FOR_SCHOOL: "Send a request in a school's name",
    Action.READ: "Read a request; a confidential one shows kind, school and age",
    Action.READ_CONFIDENTIAL_TEXT: "Read the text of a confidential request",
    Action.READ_AUDIT: "Read who did what with a request",
    Action.COMMENT: "Comment on a request",
    Action.UNIT_NOTE_READ: "Read what the unit notes inside",
    Action.UNIT_NOTE_WRITE: "Write a note inside the unit",
    Action.TAKE: "Take a request",
    Action.REPLY_TO_SCHOOL: "Answer the school for the unit",
    Action.PROMISE: "Promise a date for the unit",
    Action.FINISH: "Finish for the unit",
    Action.REROUTE: "Not ours: send it to another unit",
    Action.JOIN: "Join requests about the same trouble, and part them",
    Action.PAUSE: "Wait for the school",
    Action.RESUME: "End the waiting for the school",
    Action.CHANGE: "Send the own request to another unit",
    Action.ADD: "Add to the own request",
    Action.WITHDRAW: "Withdraw the own request",
    Action.CONFIRM: "Confirm that it is done",
    Action.REOPEN: "Say that it is not done",
    Action.NEED_HELP: "I need help with this",
    Action.NOT_EMERGENCY: "Say that an urgent request can wait",
    Action.ESCALATE: "Hand a request up before its time",
    Action.STEP_IN: "Step in: serve the school while the unit still owes, reply and finish for it",
    Action.NUDGE: "Nudge the unit",
    Action.LET_RUN: "Let it run until a day",
    Action.HAND_BACK: "Hand it back to the unit",
    Action.BRING_IN: "Bring in somebody of the central office",
    Action.ANSWER_TALK: "Read and answer what a principal sent to the ILD",
    Action.WATCH: "Watch a unit until a date",
    Action.PROTECTED_TIME: "Set and see protected time",
    Action.AWAY: "Say who is away and who covers",
    Action.DECLARE_CLOSED: "Declare a snow day or an early closing",
    Action.MANDATE_DRAFT: "Draft a mandate",
    Action.MEMO_PASS: "Pass a memo on to the unit that it is from",
    Action.MANDATE_READ: "Read a mandate",
    Action.MANDATE_DECIDE: "Decide a mandate's tier",
    Action.WEIGHT: "Weigh a mandate for new principals or one school",
    Action.EXCUSE: "Excuse: take an item off plates",
    Action.ITEM_DONE: "Mark an item done",
    Action.ITEM_HELP: "Ask for help with an item",
    Action.ITEM_TAKE_OFF: "Ask to have an item taken off",
    Action.ITEM_HAND: "Hand an item to somebody of the school",
    Action.OPT_OUT: "See fewer notes from a unit or on a topic",
    Action.DELEGATE: "Name a delegate for a time",
    Action.PREVIEW_DIGEST: "See the weekly page before it goes out",
    Action.APPROVE_DIGEST: "Approve the weekly page",
    Action.SEE_UNIT_FIGURES: "See a unit's figures",
    Action.SEE_PERSON_FIGURES: "See figures about one person",
    Action.SEE_REQUEST_COUNT: "See how many requests a principal sent",
    Action.EXPORT: "Export a request's trail; a second person approves a confidential text",
    Action.APPROVE_EXPORT: "Approve that a confidential text is exported",
    Action.APPLY_CONFIG: "Apply the district's files",
    Action.LESSONS: "List what routing has learnt (ids and routes)",
    Action.SIMULATE: "Try changed files on past requests (ids and routes)",
    Action.BREAK_GLASS: "Open a confidential text for the records; logged, whoever asked is told",
}

SCHOOL_ROLES = (Role.PRINCIPAL, Role.DELEGATE)

NOT_ON_ONES_OWN = frozenset(
    {Action.FINISH, Action.CONFIRM, Action.STEP_IN, Action.UNIT_NOTE_READ, Action.UNIT_NOTE_WRITE}
)
"""Closed to a requester who is not of a school: nobody closes the own request or sees what the unit notes on it."""

NEEDS_THE_TEXT = frozenset(
    {
        *(Action.COMMENT, Action.ADD, Action.UNIT_NOTE_READ, Action.UNIT_NOTE_WRITE),
        *(Action.REPLY_TO_SCHOOL, Action.PROMISE, Action.FINISH),
    }
)
"""Acts that show or carry words; on a confidential request they need the right to its text as well."""


def may(actor: Person, action: Action, subject: Subject, matrix: Matrix | None = None) -> bool:
    """Whether `actor`, in the role of today's roster, may do `action` about `subject`."""
    if action is Action.READ_CONFIDENTIAL_TEXT and not subject.confidential:
        action = Action.READ
    conditions = (MATRIX if matrix is None else matrix)[action][actor.role]
    if not conditions or not all(CONDITIONS[word][1](actor, subject) for word in conditions):
        return False
    if action in NOT_ON_ONES_OWN and actor.role not in SCHOOL_ROLES and _same(actor.id, subject.requester):
        return False
    if action in NEEDS_THE_TEXT and subject.confidential:
        return may(actor, Action.READ_CONFIDENTIAL_TEXT, subject, matrix)
    return True


def read_matrix(table: str) -> Matrix:
    """The matrix written in `table`. Raises ValueError for a missing row or cell and for a word nobody defined."""
    rows = [line.split() for line in table.splitlines() if line.strip() and not line.startswith("#")]
    matrix = {Action(row[0]): dict(zip(ROLES, map(_conditions, row[1:]), strict=True)) for row in rows}
    missing = set(Action) - set(matrix)
    if missing:
        raise ValueError(f"The table has no row for {', '.join(sorted(missing))}")
    return matrix


def _conditions(cell: str) -> tuple[str, ...]:
    words = () if cell == "-" else tuple(cell.split("+"))
    for word in words:
        if word not in CONDITIONS:
            raise ValueError(f"The table says {word!r}, which is no condition (try {', '.join(CONDITIONS)})")
    return words


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other


def _filed(actor: Person, about: Subject) -> bool:
    return _same(actor.id, about.requester) or _same(actor.id, about.filed_by)


def _of_unit(actor: Person, about: Subject) -> bool:
    """Somebody of the unit, or of another one who stands in for somebody of it who is away."""
    return _same(actor.unit, about.unit) or actor.id in about.covers


def _held(actor: Person, about: Subject) -> bool:
    """A unit that passed a request on still reads what it once had, but not a confidential one."""
    before = any(_same(actor.unit, unit) for unit in about.past_units)
    return _of_unit(actor, about) or (before and not about.confidential)


MATRIX: Matrix = read_matrix(TABLE)

HEADINGS = ("Principal", "Delegate", "Unit staff", "Unit lead", "Executive", "ILD", "Chief of schools", "Administrator")


def matrix_markdown() -> str:
    """The page `docs/access.md`: the matrix in words, and the rules that hold across it."""
    rows = [
        f"| {MEANING[action]} | {' | '.join(_in_words(MATRIX[action][role]) for role in ROLES)} | `{action}` |"
        for action in Action
    ]
    head = f"| What | {' | '.join(HEADINGS)} | Action |"
    return PAGE.format(table="\n".join([head, "|---" * (len(ROLES) + 2) + "|", *rows]))


def _in_words(conditions: tuple[str, ...]) -> str:
    return ", ".join(CONDITIONS[word][0] for word in conditions) or "-"


PAGE = """# Who may see and do what

Made from the table in `broker_bot/domain/access.py` by `matrix_markdown()`; change it there. Everything that is not
granted is denied. Words joined by a comma must all hold; "-" is never. Roles, schools, units and networks are those of
the roster at the moment of the act.

{table}

*Reached* means that the escalation was delivered to that person, as the cover of the school's own ILD, say.
*Brought in*: an ILD asked that person for a hand. It opens the request for reading and nothing else.
*Own unit, or its cover*: somebody of another unit who stands in today for the contact, the lead or the holder.
*Named* are the people a confidential text is open to; whoever asked or filed counts as named.

## Rules across the table
- A request that somebody may not read is answered like one that does not exist. Every act on a request that is granted
  implies the right to read it.
- Of a confidential request, readers see kind, school and age. Its text, and every act that shows or carries words
  (comment, add, notes, answer, promise, finish), needs the right to its text as well.
- A unit that passed a request on still reads it, unless it is confidential, and does nothing else with it.
- Somebody who is the requester without being of a school (an ILD, a unit's lead) can't finish, confirm or step in on
  the own request, nor see or write the unit's notes on it.
- Until somebody of the unit takes a request, the school sends it to another unit itself; afterwards it asks the unit.
- *Answer*, *promise* and *finish* are the unit's. What an ILD writes to the school comes with *step in* and never
  counts as the unit's answer.
- Asking to have an item taken off only asks; the ILD alone excuses. Only the ILD, or a standing rule, decides a
  mandate; where a network has no ILD, the chief of schools does.
- No figure about a person goes to anybody else, but for a principal's number of requests, which the own ILD sees.
"""
