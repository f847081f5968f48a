"""What is decided about a message: which desk, whether to ask, and why. Pure: scores come in, a decision goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Action = Literal["route", "ask", "out_of_scope"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One desk a message may belong to. `confidence` is 0..1; `evidence` holds the asker's own words that counted."""

    route: str
    unit: str
    confidence: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """The decision on one message.

    `route` and `unit` are set only when `action` is "route". `top` has up to three candidates, best first.
    `why` quotes only the asker's own words. `kind` is "" for a request, else what the message is instead:
    "thanks", "status" (asks for an update), "ild" (for the ILD, or about coaching), "chat" or "empty".
    """

    action: Action
    route: str | None
    unit: str | None
    confidence: float
    urgent: bool
    urgent_words: tuple[str, ...]
    top: tuple[Candidate, ...]
    why: str
    kind: str


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When the bot is sure enough to route without asking; confidences are 0..1.

    `route_at` is the confidence the best desk needs, `lead` how far it must be ahead of the second. Raising either
    asks more often and misroutes less. With the MiniLM model, on 364 hard and kept requests of docs/routing.md, 46 in
    100 go out unasked at 0.80 and 3 land on a wrong desk. The built-in matcher alone sends 50 and 12 at 0.60, 38 and 7
    at 0.70, 27 and 4 at 0.78; docs/performance.md has the table of the last run.
    """

    route_at: float = 0.80
    lead: float = 0.20


STANDARD = Thresholds()
BUILT_IN = Thresholds(route_at=0.78)
"""For the built-in matcher alone: the lowest, in steps of 0.02, at which it misroutes at most 4 in 100 of those."""
TOP = 3
QUOTED_WORDS = 3

LEARNED = "because a message like this was sent there by a person before"
"""The reason where a person has said before where this very text belongs."""

KIND_WHY = {
    "thanks": "a thank-you opens no request",
    "status": "this asks how an open request stands",
    "ild": "this reads like something for your ILD",
    "chat": "this does not read like a request",
    "empty": "the message is empty",
}


def place(
    candidates: Sequence[Candidate],
    *,
    kind: str = "",
    urgent_words: tuple[str, ...] = (),
    vague: bool = False,
    learned: bool = False,
    thresholds: Thresholds = STANDARD,
) -> Placement:
    """Decide on a message from its ranked `candidates` (best first).

    A message with `urgent_words` is always a request, whatever `kind` says. `vague` (the words name no matter)
    always asks. `learned` means a person has already said where this very text belongs.
    """
    top = tuple(candidates[:TOP])
    if kind and not urgent_words:
        return Placement("out_of_scope", None, None, 1.0, False, (), (), KIND_WHY[kind], kind)
    best = top[0] if top else None
    if best is not None and (learned or (not vague and _sure(top, thresholds))):
        return Placement(
            "route",
            best.route,
            best.unit,
            best.confidence,
            bool(urgent_words),
            urgent_words,
            top,
            _why_routed(best, learned),
            "",
        )
    confidence = best.confidence if best else 0.0
    why = f"it sounds like danger: you wrote {quoted(urgent_words)}" if urgent_words else _why_asked(best, vague)
    return Placement("ask", None, None, confidence, bool(urgent_words), urgent_words, top, why, "")


def quoted(words: Sequence[str]) -> str:
    """Words as one readable list: 'AC' and '204'."""
    marked = [f"'{word}'" for word in words[:QUOTED_WORDS]]
    return " and ".join([", ".join(marked[:-1]), marked[-1]] if len(marked) > 1 else marked)


def _sure(top: tuple[Candidate, ...], thresholds: Thresholds) -> bool:
    second = top[1].confidence if len(top) > 1 else 0.0
    return top[0].confidence >= thresholds.route_at and top[0].confidence - second >= thresholds.lead


def _why_routed(best: Candidate, learned: bool) -> str:
    if learned:
        return LEARNED
    return f"because you wrote {quoted(best.evidence)}" if best.evidence else "because of the words you used"


def _why_asked(best: Candidate | None, vague: bool) -> str:
    if vague or best is None or not best.evidence:
        return "your message does not say yet what it is about"
    return f"you wrote {quoted(best.evidence)}, and more than one desk could be meant"
