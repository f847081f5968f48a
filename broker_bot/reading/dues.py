"""From pieces to dated pieces: which days of each sentence or row are due, with what stands above it taken in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from broker_bot.reading import asking, roles
from broker_bot.reading.layout import Kind, Piece
from broker_bot.reading.mentions import Mention, mentions
from broker_bot.reading.roles import Role


@dataclass(frozen=True, slots=True)
class Dated:
    """A piece with its days: `due` in the order written; `old` superseded or cancelled; `asks` when it is an action;
    `only_dates` when it gives the day of something asked for elsewhere; `by_date`
    when nothing but its day makes it an action."""

    piece: Piece
    found: tuple[Mention, ...] = ()
    due: tuple[Mention, ...] = ()
    old: tuple[date, ...] = ()
    asks: bool = False
    cancels: bool = False
    only_dates: bool = False
    by_date: bool = False

    @property
    def source(self) -> str:
        """The words of the memo, a field's name included."""
        name = f"{self.piece.name.capitalize()}: " if self.piece.name else ""
        return name + self.piece.text

    @property
    def day(self) -> date | None:
        """The day this piece is due as a whole: its last."""
        return max((mention.last for mention in self.due), default=None)


HEAD_PIECES = 6
MEMO_DATE_DAYS = 10
"""A lone day at most this long before the receipt, near the top, is the memo's own date."""

_DUE_FIELDS = {
    "due",
    "due date",
    "date due",
    "deadline",
    "respond by",
    "reply by",
    "return by",
    "response due",
    "action required by",
    "response needed by",
    "action by",
    "action due",
    "submit by",
    "complete by",
    "new deadline",
    "new due date",
    "revised deadline",
    "extended deadline",
    "closing date",
    "rsvp",
    "rsvp by",
}
_DUE_HEADING = re.compile(
    r"\b(?:deadlines?|due|action (?:required|items?|needed)|actions|to[- ]?dos?|submit|complete|"
    r"required|return|reminders?|overdue|must[- ]do|tasks?|checklist|"
    r"respond|turn in|owe)\b",
    re.IGNORECASE,
)
_INFO_HEADING = re.compile(
    r"\b(?:for your information|fyi|informational|information only|good to know|background|"
    r"congratulations|celebrat\w+|did you know|save the date|upcoming events|"
    r"events|school holidays|no action|calendar of events|calendar(?: dates)?|upcoming dates|board|"
    r"news|notes of thanks|shout-?outs?|"
    r"kudos|history|contacts?|holidays|looking ahead|testing windows?)\b",
    re.IGNORECASE,
)
_DUE_COLUMN = re.compile(
    r"\b(?:due|deadline|by|return|submit|clos\w+|ends?|last|complete[d]?|final|new|revised|now|"
    r"extended|finish|until|to)\b",
    re.I,
)
_OTHER_COLUMN = re.compile(
    r"\b(?:opens?|opening|start\w*|begin\w*|posted|issued|old|was|previous\w*|original\w*|released?|"
    r"sent|received|board|ships?|shipped|arriv\w+|delivered|as of|from|announced|"
    r"available|training held|snapshot|count day|last year|time)\b",
    re.IGNORECASE,
)
_OTHER_ROW = re.compile(
    r"\b(?:opens?|opening (?:day|date)|begins?|starts?|holidays?|no school|break|recess|board (?:meeting|vote|of)|"
    r"first day|last day of (?:school|classes)|posted|published|results? (?:released|available)|"
    r"materials? (?:arrive|delivered|ship\w*)|concert|released?|delivered|arrives?|classes resume|"
    r"resumes?|kick-?off|graduation|early dismissal|half day|labels? (?:arrive|ship)|"
    r"count day|snapshot|parents? night|families receive|mailed to families|effective|issued|"
    r"families apply|parent conferences|system (?:down|outage)|downtime)\b",
    re.IGNORECASE,
)
_SAVES_ROW = re.compile(
    r"\b(?:due|deadline|submit|complete|return|order|enter|register|last day to|closes?|by\b|sign|"
    r"certify|upload|confirm|send|report)",
    re.I,
)
_EVENT = re.compile(
    r"\b(?:meetings?|workshops?|trainings?|sessions?|webinars?|conferences?|orientations?|institutes?|"
    r"open house|office hours|seminars?|retreats?|academy|academies|"
    r"professional (?:learning|development)|breakfast|luncheon|reception|summit|forum|symposium|drill|clinic|fair)\b",
    re.IGNORECASE,
)
_ATTEND = re.compile(
    r"\b(?:attend\w*|join us|join your|required|mandatory|invited|register|rsvp|bring|sign up|expected)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Above:
    """What the last heading and field say about the days of the pieces under them."""

    days: tuple[Mention, ...] = ()
    is_event: bool = False
    heading: str = ""
    sections: dict[int, tuple[Mention, ...]] = field(default_factory=dict)


def dated(pieces: Iterable[Piece], received: date) -> list[Dated]:
    """Each piece with its days and roles, in order."""
    listed = list(pieces)
    return [_date(piece, listed, at, received) for at, piece in enumerate(listed)]


def _date(piece: Piece, listed: list[Piece], at: int, received: date) -> Dated:
    if piece.kind is Kind.FIELD:
        return _field(piece, received)
    if piece.kind is Kind.HEADING:
        return _heading(piece, received)
    if piece.kind is Kind.ROW:
        return _row(piece, received)
    return _sentence(piece, listed, at, received)


def _field(piece: Piece, received: date) -> Dated:
    found = tuple(mentions(piece.text, received))
    if piece.name in _DUE_FIELDS:
        kept = [(m, roles.role_of(m, piece.text, list(found))) for m in found]
        due = tuple(m for m, role in kept if role not in {Role.OLD, Role.CANCELLED, Role.NOT_DUE})
        return Dated(piece, found, due, tuple(m.last for m, role in kept if role is Role.OLD))
    if piece.name in {"subject", "re", "title", "topic"}:
        return replace(_heading(piece, received), asks=False)
    return Dated(piece, found)


def _heading(piece: Piece, received: date) -> Dated:
    """A heading's day is due when the heading says so: "Deadline: March 19", "Action Required - March 19"."""
    found = tuple(mentions(piece.text, received))
    kept = [(m, roles.role_of(m, piece.text, list(found))) for m in found]
    due = tuple(m for m, role in kept if role is Role.DUE or (role is Role.OPEN and _DUE_HEADING.search(piece.text)))
    old = tuple(day for m, role in kept if role in {Role.OLD, Role.CANCELLED} for day in m.days)
    return Dated(piece, found, due, old, cancels=roles.cancels(piece.text))


def _row(piece: Piece, received: date) -> Dated:
    found: list[Mention] = []
    due: list[Mention] = []
    old: list[date] = []
    label = " ".join(cell for cell in piece.cells if not mentions(cell, received))
    happens = bool(_OTHER_ROW.search(label)) and not _SAVES_ROW.search(label)
    for number, cell in enumerate(piece.cells):
        inside = mentions(cell, received)
        found += inside
        column = piece.columns[number] if number < len(piece.columns) else ""
        for mention in inside:
            role = _in_cell(mention, cell, inside, column, happens or _is_information(piece, label))
            if role is Role.DUE:
                due.append(mention)
            elif role in {Role.OLD, Role.CANCELLED}:
                old += mention.days
    asks = bool(due) or (bool(_DUE_HEADING.search(piece.heading)) and asking.is_order(_first_words(piece)))
    return Dated(piece, tuple(found), tuple(due), tuple(old), asks and not _for_others(label))


def _for_others(label: str) -> bool:
    return bool(re.match(r"(?:families|parents?|students?)\b", label, re.IGNORECASE)) and roles.is_theirs(
        label + " must"
    )


def _first_words(piece: Piece) -> str:
    return max(piece.cells, key=len, default="")


def _is_information(piece: Piece, label: str) -> bool:
    heading = bool(_INFO_HEADING.search(piece.heading)) and not _DUE_HEADING.search(piece.heading)
    return heading and not _SAVES_ROW.search(label)


def _in_cell(mention: Mention, cell: str, inside: list[Mention], column: str, happens: bool) -> Role:
    role = roles.role_of(mention, cell, inside)
    if role is not Role.OPEN:
        return role
    if _OTHER_COLUMN.search(column) and not re.search(r"\b(?:due|deadline|new|revised|return)\b", column, re.I):
        return Role.OLD if re.search(r"\b(?:old|was|previous|original)", column, re.I) else Role.NOT_DUE
    if happens and not _DUE_COLUMN.search(column):
        return Role.NOT_DUE
    return Role.DUE if not happens else Role.NOT_DUE


_PASSIVE_OFFER = re.compile(r"\b(?:may|can) be \w+(?:ed|en)\b|\bis (?:open|available|offered)\b", re.IGNORECASE)
_READERS_MAY = re.compile(
    r"\b(?:you|principals|schools|teachers|staff|sites|teams|counselors)\s+(?:\w+ )?(?:(?-i:may)|can)\b(?! not)",
    re.IGNORECASE,
)
_ABOUT_DATES = re.compile(r"\b(?:dates?|deadlines?|notice|memo|said|message|announced)\b", re.IGNORECASE)
_THANKS = re.compile(r"(?:thank|congratulat|kudos)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Around:
    """A sentence, its days, and what stands around it; `asks` whether its words alone make it an action."""

    piece: Piece
    listed: list[Piece]
    at: int
    found: list[Mention]
    asks: bool
    received: date


def _sentence(piece: Piece, listed: list[Piece], at: int, received: date) -> Dated:
    text = piece.text
    found = [] if _THANKS.match(text) else mentions(text, received)
    asks = asking.asks(text) and not text.endswith(":")
    roles_told = _roles(_Around(piece, listed, at, found, asks, received))
    due = tuple(mention for mention, role in zip(found, roles_told, strict=True) if role is Role.DUE)
    old = [mention for mention, role in zip(found, roles_told, strict=True) if role in {Role.OLD, Role.CANCELLED}]
    bare = bool(due) and (_only_dates(piece) or (bool(old) and not asks and bool(_ABOUT_DATES.search(text))))
    by_date = bool(due) and not asks and not _PASSIVE_OFFER.search(text)
    counts = (asks or by_date) and not bare and not _is_intro(piece, listed, at)
    old_days = tuple(day for mention in old for day in mention.days)
    return Dated(piece, tuple(found), due, old_days, counts, roles.cancels(text), bare, by_date and counts)


def _roles(around: _Around) -> list[Role]:
    """The role of each day; what a sentence replaces a day with is due."""
    text, found = around.piece.text, around.found
    told = [roles.role_of(mention, text, found) for mention in found]
    replaced = Role.OLD in told and Role.DUE not in told and not roles.is_event_day(text)
    settled: list[Role] = []
    for mention, role in zip(found, told, strict=True):
        if role is Role.OPEN:
            previous = settled[-1] if settled else Role.OPEN
            role = Role.DUE if replaced else _from_surroundings(mention, around, previous)
        settled.append(role)
    if _ONE_OF.search(text) and settled.count(Role.DUE) > 1:
        last = max(at for at, role in enumerate(settled) if role is Role.DUE)
        settled = [Role.NOT_DUE if role is Role.DUE and at < last else role for at, role in enumerate(settled)]
    return settled


_ONE_OF = re.compile(r"\b(?:one of|either|any of|any one)\b[^.;]*\bor\b", re.IGNORECASE)


def _is_intro(piece: Piece, listed: list[Piece], at: int) -> bool:
    """A sentence that only announces the list below it."""
    below = listed[at + 1] if at + 1 < len(listed) else None
    return piece.text.endswith(":") and below is not None and below.kind in {Kind.ITEM, Kind.ROW}


_DEADLINE_ONLY = re.compile(
    r"(?:the |our |your |this |that |all |please note that |note: |new |final )*(?:deadline|due date|"
    r"cut-?off|last day|final day|date|window|survey|form|portal|system|link|application period)"
    r"(?: (?:for|to) [\w' -]{1,60}?)?(?: is| was| has| falls| will| closes| remains|:| moves)|(?:it|"
    r"this|they|these|both|much|a lot|all|everything) (?:is|are) (?:still |now |all |both )?due\b|due\b",
    re.IGNORECASE,
)


_EVENT_ONLY = re.compile(
    r"(?:(?:the|our|your|this|next|first|second|third|spring|fall|winter|annual|monthly|required|"
    r"an?)\s)*[\w' -]{0,50}?\b(?:meeting|workshop|training|session|webinar|conference|orientation)s?\b"
    r"[^.;]{0,40}?\b(?:is|are|will be|takes? place|will take place|meets?|runs?)\b(?! (?:required|"
    r"mandatory|due|expected|asked))",
    re.IGNORECASE,
)


def _only_dates(piece: Piece) -> bool:
    """A sentence that gives the day of something asked for elsewhere, and asks nothing itself."""
    if piece.kind is not Kind.SENTENCE or asking.is_order(piece.text):
        return False
    plain = asking.without_condition(piece.text)
    return bool(_DEADLINE_ONLY.match(plain) or (_EVENT_ONLY.match(plain) and not asking.is_duty(plain)))


def _from_surroundings(mention: Mention, around: _Around, previous: Role) -> Role:
    text, piece = around.piece.text, around.piece
    if previous in {Role.DUE, Role.NOT_DUE, Role.OLD} and _joined_to_last(mention, text, around.found):
        return previous
    if mention.relative and text[mention.start :].lower().startswith("last "):
        return Role.NOT_DUE
    if mention.is_range and roles.is_open_for(text[: mention.start]):
        ask = any(asking.asks(p.text) for p in around.listed if p.block == piece.block)
        return Role.DUE if ask and not re.search(r"\btest", text, re.IGNORECASE) else Role.NOT_DUE
    if (mention.is_range and _PASSIVE_OFFER.search(text)) or _READERS_MAY.search(text, 0, mention.start):
        return Role.DUE
    if _is_fragment(mention, text, around.found, piece.kind):
        dates_memo = _dates_the_memo(mention, piece, around.at, around.received)
        return Role.NOT_DUE if dates_memo else _fragment(piece, text)
    if roles.is_event_day(text) and not around.asks:
        return Role.NOT_DUE
    if _EVENT.search(text):
        return _event(around)
    return Role.DUE if around.asks else Role.NOT_DUE


def _event(around: _Around) -> Role:
    """The day of a meeting or training is due for those who are told to come."""
    piece, text = around.piece, around.piece.text
    near = around.listed[max(0, around.at - 1) : around.at + 3]
    words = " ".join(p.text for p in near if p.block == piece.block and p.item == piece.item)
    if around.asks or _ATTEND.search(words):
        return Role.DUE
    ours = r"\b(?:our|your|principals?'?)\b[\w' ]{0,40}\b(?:meeting|training|workshop)"
    return Role.DUE if re.search(ours, text, re.IGNORECASE) else Role.NOT_DUE


def _dates_the_memo(mention: Mention, piece: Piece, at: int, received: date) -> bool:
    """A line near the top that names a day just before the receipt says when the memo was written."""
    near_top = at < HEAD_PIECES if piece.kind is Kind.SENTENCE else at < 2
    return near_top and 0 <= (received - mention.last).days <= MEMO_DATE_DAYS


def _joined_to_last(mention: Mention, text: str, found: list[Mention]) -> bool:
    ahead = [other for other in found if other.end <= mention.start]
    if not ahead:
        return False
    return bool(re.fullmatch(r"\s*(?:,|and|or|&|,\s*and|,\s*or|/|;)\s*", text[ahead[-1].end : mention.start]))


def _is_fragment(mention: Mention, text: str, found: list[Mention], kind: Kind) -> bool:
    """A line such as "Mid-cycle notes: January 22" or "12/4 - roster check": a label and a day, no sentence."""
    head = text[: found[0].start].strip(" :-\u2013\u2014(,•*[]")
    tail = text[found[-1].end :].strip(" .:-\u2013\u2014),•*[]")
    tail = re.sub(
        r"^(?:at |, )?(?:\d{1,2}(?::\d\d)?\s*(?:-|\u2013|to)?\s*)*(?:a\.?m\.?|p\.?m\.?|noon)?\W*", "", tail, flags=re.I
    )
    if len(head.split()) + len(tail.split()) > 22:
        return False
    if kind is Kind.ITEM and (not head or not tail or len(tail) < 40):
        return True
    return not head or (not tail and bool(re.search(r"[:(\u2013\u2014-]\s*(?:\w+day,?\s*)?\Z", text[: found[0].start])))


def _fragment(piece: Piece, text: str) -> Role:
    if _OTHER_ROW.search(text) and not re.search(r"\b(?:due|deadline|submit|return|last day to|closes?)\b", text, re.I):
        return Role.NOT_DUE
    if roles.is_event_day(text) and not _SAVES_ROW.search(text):
        return Role.NOT_DUE
    if _INFO_HEADING.search(piece.heading) and not _DUE_HEADING.search(piece.heading) and not _SAVES_ROW.search(text):
        return Role.NOT_DUE
    return Role.DUE
