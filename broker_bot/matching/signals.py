# ruff: noqa: E501  (lists of words)
"""Words that together speak of danger: one counts for little, two or three in a sentence alarm."""

from __future__ import annotations

import re

ENOUGH = 0.85
"""Sum of weights in one sentence from which it counts as danger."""

_GROUPS: tuple[tuple[float, str], ...] = (
    (1.0, "bullet bullets ammunition fentanyl anthrax hostage gunman gunfire gunshot stabbed strangled electrocuted suffocating unresponsive "
          "paramedic ambulance medevac tourniquet defibrillator molested abducted kidnapped kidnapping amber swatting mauled impaled "
          "ahogando ahogo balacera secuestro desangrando envenenado apunalado"),
    (0.6, "bleeding blood unconscious injured injury trapped screaming choke choking attacked attacker attacking assaulted assault punched knocked "
          "stab fire flames smoke burned burning explosion leaking fumes toxic poison overdose pills powder weapon threatened threatening threat "
          "threats intruder armed naked drunk intoxicated violent aggressive combative chasing chased dangling collapsed crash crashed wreck rollover "
          "swerved jumped derailed tracks drowning suicide suicidal kill dead dying die hanging eloped escaped disappeared unaccounted ransacked "
          "disparos fuego humo sangre sangrando herido golpeo amenaza pastillas arma escapo perdido atropello choque policia ambulancia inconsciente"),
    (0.4, "hit hurt pain chest breathing breathe breath swelling dizzy nauseous vomiting fell head burn shock police cops 911 ems evacuate evacuated lost missing exploded "
          "emergency danger dangerous unsafe scared terrified panicking crying banging pounding forcing broke pushed shoved grabbed dragged running ran "
          "stranger unknown stolen custody runaway highway traffic railroad woods gone find wandered slipped alone unattended wrong "
          "gas chemical carbon electrical wires wire outlet ceiling flooding flooded sparks water rabid snake coyote bit bite "
          "curb crosswalk truck car stuck ex knife gun blade bat fight fighting brawl jumping seizure allergic pulse medics nine knockout "
          "alumna alumno nino nina hombre desconocido cuchillo pistola gas caido golpe tomo corriendo perdimos"),
    (0.3, "student child kid kids kindergartner grader toddler preschooler baby girl boy he she him her now immediately inside building hall outside playground "
          "trying won't can't cannot stop nobody where autistic autism nonverbal parent dad mom man guy"),
)  # fmt: skip
_CALM = re.compile(
    r"\b(?:yesterday|last (?:week|month|year|night|summer)|next (?:week|month)|fine|okay|all good|policy|form|forms|flyer|order|vendor|po|invoice|quote|budget|"
    r"training|module|drill|class|unit|curriculum|lesson|book|supplies|replace|replacing|need more|schedule|report|paperwork|plan|who do i|how (?:do|to|should|can)|"
    r"how many|when (?:is|are|do|does|will)|can (?:i|we|you)|may i|laptop|chromebook|screen|grades?|attendance|roster|file|records?|account|paid|check|sub)\b"
)
CALM = 0.7
"""Taken off the sum when the sentence sounds like office work."""
WEIGHTS = {word: weight for weight, group in reversed(_GROUPS) for word in group.split()}
PEOPLE = frozenset(_GROUPS[-1][1].split())
PEOPLE_CAP = 0.3


def danger_sum(clause: str) -> tuple[float, tuple[str, ...]]:
    """The sum of danger weights of a folded sentence, and the words that made it up."""
    seen = dict.fromkeys(re.findall(r"[a-z0-9']+", clause))
    heavy = {word: WEIGHTS[word] for word in seen if word in WEIGHTS and word not in PEOPLE}
    people = min(PEOPLE_CAP, sum(WEIGHTS[word] for word in seen if word in PEOPLE))
    total = sum(heavy.values()) + (people if heavy else 0.0) - (CALM if _CALM.search(clause) else 0.0)
    return total, tuple(heavy)
