"""From a memo's text to a draft: title, due days, actions, audience, each with the words it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from broker_bot.domain.memo import Action, DueDate, Reading
from broker_bot.reading import asking
from broker_bot.reading.audience import addressees
from broker_bot.reading.dues import MEMO_DATE_DAYS, Dated, dated
from broker_bot.reading.layout import Kind, lay_out
from broker_bot.reading.odd import oddities
from broker_bot.reading.titles import title_of

EARLIEST, LATEST = date(1900, 1, 1), date(2900, 1, 1)
FARTHEST_DAYS = 800
"""A due day farther than this from the receipt is a slip or a history, and is not reported."""

_CHANGES = re.compile(
    r"\b(?:no longer|disregard|ignore|new (?:due )?(?:date|deadline)|changed|moved|cancel\w*|"
    r"postponed?|correct\w*|instead|extended|withdrawn|replaces)\b",
    re.I,
)
_STANDS = re.compile(
    r"\b(?:still (?:stands?|holds?|applies|apply)|unchanged|stays? (?:the same|as)|"
    r"remains? (?:the same|as)|same (?:date|deadline)|all else|everything else)\b",
    re.I,
)
_REFERS_BACK = re.compile(
    r"(?:that|this|these|those|it|they|the (?:request|requirement|form|survey|report|collection|date|"
    r"deadline|above)|both|please (?:ignore|disregard))\b",
    re.I,
)
_KEEPS = re.compile(r"\b(?:still|remains?|stands|unchanged|now)\b", re.IGNORECASE)
_FREE = re.compile(
    r"\b(?:you(?:'re| are) (?:\w+ )?invited|invitation|join us|save the date|opportunit(?:y|ies)|"
    r"newsletter|voluntary|optional|interested (?:schools|principals|staff|teachers|applicants)|"
    r"if (?:you are |you're )?interested|grants?\b|nominat\w+|apply (?:for|now|by)|call for|"
    r"call for (?:proposals|nominations)|scholarships?|awards?|contest|for your information|fyi|"
    r"no action|"
    r"information only|informational|nothing (?:is )?(?:due|required|needed)|enrichment|news\b|"
    r"celebrat\w+|recognition|stipend)\b",
    re.IGNORECASE,
)
_FORCE = re.compile(
    r"\b(?:must|required?|mandatory|mandated|need(?:s)? to|ha(?:ve|s) to|(?:is|are) (?:now |"
    r"still )?due|due (?:date|by|on)|deadline|shall|expected to|no later than|certify|comply|"
    r"compliance|state law)\b",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\b(?:no action (?:is )?(?:needed|required|on)|nothing (?:is |more is )?(?:due|required|needed)|"
    r"(?:do|does) not (?:need|have) to (?:do|respond|reply|submit)|for (?:your )?information only)\b",
    re.I,
)


def read(text: str, received: date) -> Reading:
    """Read a memo that came on `received`. Never raises; a text that says nothing gives an empty draft."""
    received = min(max(received, EARLIEST), LATEST)
    pieces = lay_out(text)
    every = dated(pieces, received)
    letters = _letters_that_count(every)
    taken = _settled([piece for piece in every if piece.piece.letter in letters], received)
    title, title_source = title_of([p for p in pieces if p.letter in letters], received)
    due = _due_days(taken, received)
    actions = _actions(taken, {item.day for item in due})
    seen = [p for p in pieces if p.letter in letters]
    required, why = _is_required(taken, actions, title)
    return Reading(
        title=title,
        title_source=title_source,
        due=due,
        actions=actions,
        audience=addressees(seen, "" if title_source.endswith(".") else title),
        is_action_required=required,
        required_source=why,
        odd=oddities(taken, [item.day for item in due], received),
    )


def _letters_that_count(every: Sequence[Dated]) -> set[int]:
    """The newest letter; older mail below counts only where the newest sets no day and changes nothing, or says that
    the rest stands."""
    newest = [piece for piece in every if piece.piece.letter == 0]
    words = " ".join(piece.piece.text for piece in newest)
    older = sorted({piece.piece.letter for piece in every if piece.piece.letter > 0 and (piece.due or piece.asks)})
    if not older or not _own_body(newest):
        return {0, *older[:1]}
    changed = _CHANGES.search(words) or any(piece.cancels or piece.old for piece in newest)
    if _STANDS.search(words) or not (changed or any(piece.due for piece in newest)):
        return {0, older[0]}
    return {0}


def _own_body(pieces: Sequence[Dated]) -> bool:
    return any(piece.piece.kind is not Kind.FIELD for piece in pieces)


def _settled(read: list[Dated], received: date) -> list[Dated]:
    """Without days that another sentence supersedes or takes back, and with days of headings that are dates only."""
    read = _without_cancelled(read)
    sections = {p.piece.section for p in read if p.piece.kind in {Kind.HEADING}}
    wide = len(sections) <= 2
    old = {(day, 0 if wide else p.piece.section) for p in read for day in p.old}
    kept = [_without_old(piece, old, wide) for piece in read]
    kept = [_date_heading(piece, at, kept, received) for at, piece in enumerate(kept)]
    kept = [_last_resort(piece, at, kept) for at, piece in enumerate(kept)]
    asked = {
        mention.last
        for piece in kept
        if piece.asks and not (piece.by_date and _is_prose(piece))
        for mention in piece.due
    }
    return [replace(p, asks=False) if p.by_date and p.day in asked and _is_prose(p) else p for p in kept]


def _is_prose(piece: Dated) -> bool:
    """A full sentence, which may only tell what follows from a day that another sentence asks for."""
    return piece.piece.kind is Kind.SENTENCE and piece.piece.text.endswith(".")


def _last_resort(piece: Dated, at: int, read: Sequence[Dated]) -> Dated:
    """A sentence that only gives the day is the action itself when no action near it can take that day."""
    if not piece.only_dates or not piece.due:
        return piece
    near = [read[n] for n in (at - 1, at - 2, at + 1) if 0 <= n < len(read)]
    taken = any(
        p.asks and not p.due and p.piece.block == piece.piece.block and p.piece.item == piece.piece.item for p in near
    )
    return piece if taken else replace(piece, asks=True)


def _without_old(piece: Dated, old: set[tuple[date, int]], wide: bool) -> Dated:
    if _KEEPS.search(piece.piece.text) and not piece.old:
        return piece
    left = tuple(m for m in piece.due if (m.last, 0 if wide else piece.piece.section) not in old)
    gone = len(left) < len(piece.due)
    return replace(piece, due=left, asks=piece.asks and not (gone and not left)) if gone else piece


def _without_cancelled(read: list[Dated]) -> list[Dated]:
    dropped: set[int] = set()
    for at, piece in enumerate(read):
        if not piece.cancels or piece.due:
            continue
        if piece.asks and not asking.is_order(piece.piece.text):
            dropped.add(at)
        if piece.found and not _REFERS_BACK.match(piece.piece.text):
            continue
        if _REFERS_BACK.match(piece.piece.text):
            dropped |= {
                before
                for before in range(at)
                if read[before].piece.block == piece.piece.block and read[before].piece.item == piece.piece.item
            }
    return [
        replace(piece, due=(), asks=False) if at in dropped and piece.piece.kind is not Kind.FIELD else piece
        for at, piece in enumerate(read)
    ]


def _date_heading(piece: Dated, at: int, read: list[Dated], received: date) -> Dated:
    """A heading that is only a day, as in a calendar, is due when undated actions stand under it."""
    if piece.piece.kind is not Kind.HEADING or piece.due or not piece.found or at < 2:
        return piece
    mention = piece.found[-1]
    rest = piece.piece.text[: piece.found[0].start] + piece.piece.text[mention.end :]
    if re.search(r"[A-Za-z]{3}", re.sub(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", "", rest, flags=re.I)):
        return piece
    under = [other for other in read[at + 1 :] if other.piece.section == piece.piece.section]
    dated_heads = [p for p in read if p.piece.kind is Kind.HEADING and p.found]
    if piece is dated_heads[0] and 0 <= (received - mention.last).days <= MEMO_DATE_DAYS:
        return piece
    if (at < 4 and len(dated_heads) < 2) or not any(p.asks and not p.due for p in under):
        return piece
    return replace(piece, due=(mention,))


def _due_days(read: Iterable[Dated], received: date) -> tuple[DueDate, ...]:
    found: dict[date, str] = {}
    for piece in read:
        for mention in piece.due:
            for day in _counting(piece, mention.days, mention.is_range):
                if abs((day - received).days) <= FARTHEST_DAYS:
                    found.setdefault(day, piece.source)
    return tuple(DueDate(day, found[day]) for day in sorted(found))


def _counting(piece: Dated, days: tuple[date, ...], is_range: bool) -> tuple[date, ...]:
    """A window is due on its last day, and so is an item of a list with several days in shorthand."""
    if is_range or piece.piece.kind in {Kind.ROW, Kind.HEADING}:
        return days[-1:]
    return days


def _actions(read: Sequence[Dated], days: set[date]) -> tuple[Action, ...]:
    actions = []
    for at, piece in enumerate(read):
        if piece.asks and piece.piece.kind not in {Kind.FIELD, Kind.HEADING}:
            source = piece if piece.due else _due_elsewhere(read, at)
            day = source.day if source else None
            shown = day if day in days else None
            actions.append(Action(piece.piece.text, shown, source.source if source and shown else ""))
    return tuple(actions)


def _due_elsewhere(read: Sequence[Dated], at: int) -> Dated | None:
    """The sentence, list opener, heading or field that dates an action which has no day of its own."""
    piece = read[at].piece
    near = [other for step in (1, 2, -1) if 0 <= at + step < len(read) and (other := read[at + step])]
    for other in near:
        same = other.piece.block == piece.block and other.piece.item == piece.item
        if same and other.due and other.only_dates and other.piece.kind in {Kind.SENTENCE, Kind.ITEM}:
            return other
    for before in reversed(read[:at]):
        if before.piece.section != piece.section:
            break
        if (
            before.due
            and before.piece.text.endswith(":")
            and before.piece.kind in {Kind.SENTENCE, Kind.ITEM}
            and piece.item >= 0
        ):
            return before
        if before.due and before.piece.kind in {Kind.HEADING, Kind.FIELD}:
            return before
    heads = [other for other in read[:at] if other.due and other.piece.kind is Kind.FIELD]
    return heads[-1] if heads and len({other.day for other in heads}) == 1 else None


def _is_required(read: Sequence[Dated], actions: Sequence[Action], title: str) -> tuple[bool, str]:
    """Whether something must be done, and the words that say so. Offers, invitations and news are not duties."""
    texts = [action.text for action in actions]
    body = [p.piece.text for p in read if p.piece.kind is not Kind.FIELD]
    opening = " ".join([title, *body[:4]])
    orders = [text for text in texts if not asking.is_offer(text)]
    forced = next((text for text in texts if _FORCE.search(text) and not asking.is_offer(text)), "")
    if any(_NONE.search(text) for text in body) and not forced:
        return False, ""
    if _FREE.search(opening) and not forced:
        return False, ""
    return (True, forced or orders[0]) if orders else (False, "")
