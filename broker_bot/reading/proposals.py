"""A memo as proposed demands: one for each item, with its own date, audience and minutes, or one for the whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from broker_bot.domain.memo import Action, Proposal, Reading
from broker_bot.reading.by_level import dates_by_level, only_names_readers, readers, row_audience, row_title
from broker_bot.reading.layout import Kind, Piece, lay_out
from broker_bot.reading.reader import read

MOST_PROPOSALS = 30
MOST_TITLE_WORDS = 12
LEAST_TITLE_WORDS = 5
MOST_WORDS = 200
LEAST_REST = 40
"""Words beside a memo's one dated item from which on the memo holds a second matter, if its title is about that."""

_MINUTES = re.compile(r"\b(\d{1,3})\s*(?:-\s*)?min(?:ute)?s?\b", re.I)
_HOURS = re.compile(r"\b(half an hour|an hour|one hour|\d{1,2}\s*hours?)\b", re.I)
_SUBJECT = re.compile(r"^(?:subject|re)\s*:.*$", re.I | re.M)
_ASIDE = re.compile(r"\s*\([^()]*\)")
_JOINS = re.compile(r"^(?:separately|also|finally|in addition|and)\b,?\s+", re.I)
_LINK = re.compile(r"https?://[^\s<>|)\]]+")
_NEWS = re.compile(r"\b(?:for your information|fyi|good to know|information|announcements?|news)\b", re.I)
_DUE_TAIL = re.compile(
    r"[,;:]?\s*\b(?:is |are |was |were )?(?:now )?(?:due|by|no later than|before|until)\b[^.]*$", re.I
)
_CHANGED = re.compile(
    r"\b(?:new (?:due )?date|moved|changed|extended|postponed|correct(?:ed|ion)|instead of|ignore|disregard|"
    r"(?:is|are) now)\b",
    re.I,
)


def propose(text: str, received: date) -> tuple[Proposal, ...]:
    """The demands a memo holds, in its order; the whole memo as one where it has no items. Never raises."""
    reading = read(text, received)
    pieces = [piece for piece in lay_out(text) if piece.letter == 0] or list(lay_out(text))
    groups = _grouped(reading.actions, pieces)
    drawn = [(group, _of_group(group, reading, pieces, text, received)) for group in groups]
    items = [one for group, item in drawn for one in _by_level(item, _piece(group[0].text, pieces), received)]
    news = [_of_news(piece, received) for piece in pieces if _is_news(piece, reading)]
    if len(items) + len(news) <= 1:
        all_of_it = whole(text, received)
        if groups and _from_row(groups[0][0], pieces):
            return (items[0],)
        rest = _words(" ".join(text.split()).replace(" ".join(items[0].text.split()), "")) if items else ""
        if len(rest.split()) >= LEAST_REST and not shared(items[0].text, reading.title):
            return (replace(all_of_it, due=None, text=rest), items[0])
        return (all_of_it,)
    return tuple((items + news)[:MOST_PROPOSALS])


def whole(text: str, received: date) -> Proposal:
    """The memo as one demand, with its last date that is still ahead, else its last."""
    reading = read(text, received)
    days = [item for item in reading.due if item.day >= received] or list(reading.due)
    due = days[0] if len(days) == 1 else (days[-1] if days else None)
    return Proposal(
        title=_short(reading.title) or "Untitled memo",
        text=_words(text),
        due=due.day if due else None,
        minutes=minutes_in(text),
        link=_first_link(text),
        informs=not reading.is_action_required,
        sources=_sources(reading, due.source if due else "", reading.title_source),
        odd=tuple(odd.says for odd in reading.odd),
        levels=reading.audience.levels,
        programs=reading.audience.programs,
        new_only=reading.audience.new_principals,
    )


def is_change(text: str) -> bool:
    """Whether a memo says of itself that it corrects an earlier one."""
    return bool(_CHANGED.search(text[:4000]))


def _grouped(actions: Sequence[Action], pieces: Sequence[Piece]) -> list[list[Action]]:
    """Actions that are one item: those of one list item, and sentences that follow a dated one without a date."""
    groups: list[list[Action]] = []
    place_before: tuple[int, int, int] | None = None
    for action in actions:
        place = _place(action, pieces)
        dated = any(one.due for one in groups[-1]) if groups else False
        same = place is not None and place == place_before and place[2] >= 0
        follows = groups and place is not None and place == place_before and (action.due is None or not dated)
        if groups and (same or follows):
            groups[-1].append(action)
        else:
            groups.append([action])
        place_before = place
    return groups


def _from_row(action: Action, pieces: Sequence[Piece]) -> bool:
    piece = _piece(action.text, pieces)
    return piece is not None and piece.kind is Kind.ROW


def _place(action: Action, pieces: Sequence[Piece]) -> tuple[int, int, int] | None:
    piece = _piece(action.text, pieces)
    if piece is None or piece.kind is Kind.ROW:
        return None
    return piece.section, piece.block, piece.item


def _piece(text: str, pieces: Sequence[Piece]) -> Piece | None:
    return next((piece for piece in pieces if piece.text == text or text in piece.text), None)


def _of_group(
    group: Sequence[Action], reading: Reading, pieces: Sequence[Piece], text: str, received: date
) -> Proposal:
    first = group[0]
    piece = _piece(first.text, pieces)
    dated = next((action for action in group if action.due), first)
    said = " ".join(action.text for action in group)
    cells = piece.cells if piece is not None and piece.kind is Kind.ROW else ()
    audience, who = row_audience(piece, received) if piece is not None and cells else (reading.audience, "")
    title = row_title(piece, received) if piece is not None and cells else _title_of(first.text)
    head = first.text.partition(":")[0]
    if not cells and head != first.text and only_names_readers(head):
        audience, who = readers(head, received), head
        title = title if len(title.split()) > 3 else reading.title
    return Proposal(
        title=_short(title) or _short(reading.title),
        text=_words(" · ".join(cells) if cells else said),
        due=dated.due,
        minutes=minutes_in(said) or (_minutes_of_all(text, pieces)),
        link=_first_link(said) or _first_link(text),
        sources=_sources(reading, dated.due_source or dated.text, first.text, who),
        odd=_odd(said, received),
        levels=audience.levels,
        programs=audience.programs,
        new_only=audience.new_principals,
    )


def _by_level(item: Proposal, piece: Piece | None, received: date) -> list[Proposal]:
    """One demand for each date that a row gives a level; the item itself for any other row."""
    dates = dates_by_level(piece, received) if piece is not None and piece.kind is Kind.ROW else []
    return [replace(item, due=day, levels=levels) for day, levels in dates] or [item]


def _is_news(piece: Piece, reading: Reading) -> bool:
    """A list item under a heading such as "For your information" that asks for nothing."""
    asked = any(action.text in piece.text or piece.text in action.text for action in reading.actions)
    return piece.kind is Kind.ITEM and bool(_NEWS.search(piece.heading)) and not asked


def _of_news(piece: Piece, received: date) -> Proposal:
    return Proposal(
        title=_short(piece.text), text=_words(piece.text), link=_first_link(piece.text), informs=True,
        sources=(("title", piece.text),), odd=_odd(piece.text, received),
    )  # fmt: skip


def _title_of(sentence: str) -> str:
    """What an action asks, without its date: the words before a colon, else before "by ..." or "due ..."."""
    head, colon, rest = _JOINS.sub("", sentence).partition(": ")
    if colon and re.match(r"for\b", head, re.I):
        return _title_of(rest)
    if colon and 1 < len(head.split()) <= MOST_TITLE_WORDS:
        return head
    cut = _DUE_TAIL.sub("", sentence.rstrip("."))
    whole = len(cut.split()) > 1 and not re.search(r"\b(?:have|has)$", cut, re.I)
    return cut if whole else sentence


def _short(title: str) -> str:
    """At most twelve words, ending where a phrase does; asides and a word that only joins are left out."""
    words = _JOINS.sub("", " ".join(title.split()).strip(" .|-*#")).split()
    if len(words) > MOST_TITLE_WORDS:
        words = _ASIDE.sub("", " ".join(words)).split()
    if len(words) > MOST_TITLE_WORDS:
        ends = [n for n in range(LEAST_TITLE_WORDS, MOST_TITLE_WORDS + 1) if _ends(words[n - 1], words[n])]
        words = words[: ends[-1] if ends else MOST_TITLE_WORDS]
    line = " ".join(words)[:150].rstrip(",;:")
    return line[:1].upper() + line[1:]


def _ends(word: str, following: str) -> bool:
    return word[-1] in ",;:" or following.lower() in ("and", "or", "so", "but", "before", "because", "which")


def _words(text: str) -> str:
    """At most 200 words, the room that a demand's text has."""
    words = text.split()
    return text.strip() if len(words) <= MOST_WORDS else " ".join(words[: MOST_WORDS - 1]) + " …"


def minutes_in(text: str) -> int:
    """Minutes of work that a text names: "20 minutes", "half an hour"; 0 when it names none."""
    if found := _MINUTES.search(text):
        return int(found[1])
    if found := _HOURS.search(text):
        words = found[1].lower()
        return 30 if words.startswith("half") else 60 * int(re.sub(r"\D", "", words) or 1)
    return 0


def _minutes_of_all(text: str, pieces: Sequence[Piece]) -> int:
    """Minutes that a memo names for each of its items; none where a table gives every item its own."""
    found = None if any(piece.kind is Kind.ROW for piece in pieces) else _MINUTES.search(_SUBJECT.sub("", text))
    return int(found[1]) if found else 0


def _first_link(text: str) -> str:
    found = _LINK.search(text)
    return found[0].rstrip(".,;:") if found else ""


def _odd(text: str, received: date) -> tuple[str, ...]:
    return tuple(odd.says for odd in read(text, received).odd)


def _sources(reading: Reading, due: str, title: str, who: str = "") -> tuple[tuple[str, str], ...]:
    found = (("title", title), ("due", due), ("audience", who or reading.audience.source))
    return tuple((name, words) for name, words in found if words)


def correction(proposals: Sequence[Proposal], text: str, known: Sequence[tuple[int, str]]) -> tuple[Proposal, ...]:
    """The proposals, each with the known demand (id, title) that it corrects if the memo says that it changes one."""
    if not is_change(text):
        return tuple(proposals)
    return tuple(replace(one, corrects=_same(one, known)) for one in proposals)


def _same(one: Proposal, known: Sequence[tuple[int, str]]) -> int:
    scored = [(max(shared(one.title, title), shared(one.text, title)), ident) for ident, title in known]
    best = max(scored, default=(0.0, 0))
    return best[1] if best[0] >= 0.6 and one.due is not None else 0


def shared(text: str, title: str) -> float:
    """The share of a known title's longer words that a text holds, 0..1."""
    wanted = {word for word in re.findall(r"\w+", title.lower()) if len(word) > 3}
    there = set(re.findall(r"\w+", text.lower()))
    return len(wanted & there) / len(wanted) if wanted else 0.0
