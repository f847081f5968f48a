"""What an ILD decides for the own network, a rule's decision taken back, and a unit that asks once more. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from broker_bot.domain import people, words
from broker_bot.domain.commands import Command
from broker_bot.domain.demand import KINDS, SHOWN, Decision, Mandate, Overrides, director, gate_card
from broker_bot.domain.district import District, Person
from broker_bot.domain.model import Event, Json, Notice, Outcome, Reply, refuse, refuse_field

MOST_LINE = 300
REASONED = frozenset({"declined", "handout", "excused"})
"""Decisions that keep a demand off a page; each returns a reason to the unit."""

KIND_WORDS: Mapping[str, str] = {
    "must": "Must do",
    "brief": "Do, keep it short",
    "fyi": "For your information",
    "ild": "I've got this one",
    "declined": "Declined for you",
    "handout": "Handout only",
    "excused": "Excused",
}
"""Words for a decision where the district's files give none."""

NOTHING = Reply()

FOR_NEW = ("must", "brief", "fyi", "handout", "excused")
"""What may be decided otherwise for principals in their first two years."""


@dataclass(frozen=True, slots=True)
class DecideMandate(Command):
    """An ILD's decision for one network. `tier` is a kind of `KINDS`; `minutes` is what was typed; schools by id."""

    mandate: int = 0
    network: str = ""
    tier: str = ""
    line: str = ""
    reason: str = ""
    focus: str = ""
    answer: str = ""
    why: str = ""
    minutes: str = ""
    new_principals: str = ""
    excused: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UndoRule(Command):
    """An ILD takes back what a standing rule decided."""

    mandate: int = 0
    network: str = ""


@dataclass(frozen=True, slots=True)
class AskAgain(Command):
    """A unit asks once more, with a reason, a person it names: the network's ILD or the chief of schools."""

    mandate: int = 0
    network: str = ""
    text: str = ""
    person: str = ""


def kind_words(kind: str, district: District) -> str:
    """A decision in the district's words."""
    return district.digest.words.get(kind) or KIND_WORDS.get(kind, kind)


def decided(
    mandate: Mandate,
    before: Decision | None,
    command: DecideMandate,
    actor: Person,
    first_week: date,
    schools: Collection[str],
    district: District,
    now: datetime,
) -> tuple[Decision | None, Outcome]:
    """The network's decision and who hears of it.

    `first_week` is the Monday of the next page to be made, `schools` are those of the network it is for, by id.
    """
    errors = _problems(command, schools)
    if errors:
        return None, Outcome(reply=Reply(errors=errors, refused=True))
    if mandate.superseded_by:
        return None, refuse("A newer version of this demand has replaced it. Decide on that one.")
    apart = dict.fromkeys(command.excused, "excused") | dict.fromkeys(command.answered, "answered")
    decision = Decision(
        mandate=mandate.id,
        network=command.network,
        tier=KINDS[command.tier],
        decided_by=actor.id,
        decided_at=now,
        line=one_line(command.line),
        reason=words.clean(command.reason),
        accepted_on=_accepted(before, command.tier, first_week),
        overrides=Overrides(command.new_principals, apart),
        kind=command.tier,
        focus=one_line(command.focus),
        minutes=int(command.minutes.strip() or 0),
        why=one_line(command.why),
        answer=words.clean(command.answer),
        again=before.again if before else "",
    )
    if before and _same(before, decision):
        return None, refuse("That is what you decided already.")
    reply = (
        f"{mandate.title}: {kind_words(command.tier, district)}. {people.name_of(district, mandate.sent_by)} hears it."
    )
    return decision, told(mandate, decision, district, Reply(reply))


def told(mandate: Mandate, decision: Decision, district: District, reply: Reply = NOTHING) -> Outcome:
    """What every decision sets off: its event, the ILD's card drawn anew, the answer to the unit."""
    facts: dict[str, Json] = {
        "network": decision.network,
        "tier": decision.how,
        "line": decision.line,
        "reason": decision.reason,
        "rule": decision.rule,
        "excused": list(decision.excused),
    }
    returned = Notice(
        "mandate.returned", f"returned:{decision.network}", mandate.sent_by, {"network": decision.network}
    )
    event = Event("decided", decision.decided_by or "rule", facts)
    return Outcome(events=(event,), notices=(gate_card(decision.network, district), returned), reply=reply)


def _problems(command: DecideMandate, schools: Collection[str]) -> dict[str, str]:
    kind = command.tier
    if kind not in KINDS:
        return {"tier": f"Pick one of the {len(KINDS)}."}
    found = {
        "reason": _reason_problem(command),
        "line": _long(command.line),
        "focus": _long(command.focus),
        "why": _long(command.why),
        "minutes": _minutes_problem(command.minutes),
        "new_principals": "" if command.new_principals in ("", *FOR_NEW) else "Pick one of the list.",
        "answer": _answer_problem(command),
        "excused": _schools_problem(command.excused, schools),
        "answered": _schools_problem(command.answered, schools),
    }
    if both := set(command.excused) & set(command.answered):
        found["answered"] = f"{len(both)} of these you excuse as well. Pick one of the two for a school."
    return {name: sentence for name, sentence in found.items() if sentence}


def _reason_problem(command: DecideMandate) -> str:
    wanted = command.tier in REASONED or command.excused
    if wanted and words.refusal(words.clean(command.reason)):
        return "Give the unit a reason; its sender reads it."
    return ""


def _answer_problem(command: DecideMandate) -> str:
    if command.answered and words.refusal(words.clean(command.answer)):
        return "Say what was answered; the schools and the unit read it."
    return "Keep the answer under 500 characters." if len(command.answer) > 500 else ""


def _schools_problem(picked: Collection[str], schools: Collection[str]) -> str:
    return "" if set(picked) <= set(schools) else "Pick schools that it is for."


def _long(text: str) -> str:
    return f"Keep it under {MOST_LINE} characters." if len(text) > MOST_LINE else ""


def _minutes_problem(typed: str) -> str:
    text = typed.strip()
    if not text or (text.isascii() and text.isdecimal() and 1 <= int(text[:5]) <= 2400):
        return ""
    return "Write the minutes as a whole number, such as 10."


def _accepted(before: Decision | None, kind: str, first_week: date) -> date:
    """A change among the shown tiers keeps the week of the first acceptance, so that nothing is new twice."""
    if before and before.accepted_on and on_page(before.how) == on_page(kind):
        return before.accepted_on
    return first_week


def on_page(kind: str) -> bool:
    """Whether a kind of decision puts the demand on pages as an item."""
    return kind != "excused" and KINDS[kind] in SHOWN


def _same(one: Decision, other: Decision) -> bool:
    return one == replace(other, decided_by=one.decided_by, decided_at=one.decided_at)


def one_line(text: str) -> str:
    """Somebody's words on one line."""
    return " ".join(words.clean(text).split())


def undone(mandate: Mandate, before: Decision | None, actor: Person, district: District) -> Outcome:
    """A rule's decision is taken back: the demand waits for the ILD again. Refused for what a person decided."""
    if before is None:
        return refuse("It waits for your decision already.")
    if not before.rule:
        return refuse("A person decided that, no rule. Press Change to decide otherwise.")
    facts = {"network": before.network, "rule": before.rule}
    return Outcome(
        events=(Event("rule_undone", actor.id, facts),),
        notices=(gate_card(before.network, district),),
        reply=Reply(f"{mandate.title} waits for your decision again."),
    )


def named_persons(network: str, district: District) -> tuple[str, ...]:
    """Whom a unit may ask once more: the network's ILD, then the chief of schools."""
    chain = (director(network, district), district.chief)
    return tuple(dict.fromkeys(person for person in chain if person in district.people))


def asked_again(
    mandate: Mandate, before: Decision | None, command: AskAgain, actor: Person, district: District
) -> tuple[Decision | None, Outcome]:
    """The unit asks once more; a second time is refused."""
    if before is None:
        return None, refuse("It has not been decided yet.")
    if before.again:
        return None, refuse("You asked once more already. What stands now stands.")
    if command.person not in named_persons(command.network, district):
        return None, refuse_field("person", "Pick one of the list.")
    text = words.clean(command.text)
    if words.refusal(text) or len(text) > 500:
        return None, refuse_field("text", "Say in a few words, at most 500 characters, what the decision left out.")
    place = f"again:{command.network}:{command.person}"
    notice = Notice("mandate.again", place, command.person, {"network": command.network, "by": actor.id})
    outcome = Outcome(
        events=(Event("asked_again", actor.id, {"network": command.network, "person": command.person, "text": text}),),
        notices=(notice,),
        reply=Reply(f"{people.name_of(district, command.person)} reads it. You hear of it if the decision changes."),
    )
    return replace(before, again=text), outcome
