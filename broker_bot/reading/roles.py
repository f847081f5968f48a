"""What a day in a sentence or row is for: due, superseded, cancelled, somebody else's, or none of these."""

from __future__ import annotations

import re
from enum import StrEnum

from broker_bot.reading.mentions import Mention

NEAR = 120
"""Characters before and after a day in which its cues are looked for."""


class Role(StrEnum):
    """The part a day plays in its sentence."""

    DUE = "due"
    NOT_DUE = "not due"
    OLD = "superseded"
    CANCELLED = "cancelled"
    THEIRS = "somebody else's"
    OPEN = "undecided"


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_FILLER = r"""(?:[\s,:()\-\u2013\u2014*"']|\b(?:the|of|on|in|is|are|be|at|it|date|day|noon|midnight|midday|
  cob|eod|sharp|and|
  \d{1,2}(?::\d\d)?\s*(?:a\.?m\.?|p\.?m\.?|o'clock)?|close\sof\s(?:business|school)|start\sof\sschool|
  (?:the\s)?end\sof\s(?:the\s)?(?:(?:school|business|work)\s)?day|morning|afternoon|evening|(?:in|this)\scoming|
  (?:mon|tues|wednes|thurs|fri|satur|sun)day|each|every|year|[ECMP][SD]?T)(?=\W|\Z))*\Z"""

_MOVED = (
    r"(?:moved|moves|changed|changes|pushed|shifted|shifts|rescheduled|postponed|revised|corrected|"
    r"updated|delayed|reset|set|extended|extends|advanced)"
)
_BY = _words(
    rf"""(?:\b(?:by|no\slater\sthan|not\slater\sthan|on\sor\sbefore|before|prior\sto|until|till|til|through|thru|
    due(?:\s(?:date|back|in|by|on|no\slater\sthan))*|deadlines?|closes?|closing|ends?|ending|expires?|
    (?:last|final)\s(?:day|date|chance|opportunity)|cut-?off|now|in\stime\sfor|ahead\sof|rsvp|within|
    {_MOVED}\s(?:back\s|up\s|out\s)?(?:to|until|through|for)|(?:new|revised|corrected|extended|right|correct|actual|real)\s(?:due\s)?(?:date|deadline|day))\b){_FILLER}"""
)
_NOT_BEFORE = _words(rf"\b(?:not|no|never)\s+(?:\w+\s+){{0,2}}(?:before|until|till|prior\sto|earlier\sthan){_FILLER}")
_AFTER = _words(
    rf"""(?:\b(?:opens?|opened|opening|re-?opens?|begins?|began|beginning|starts?|started|starting|effective|as\sof|since|dated|
    issued|posted|published|released?|sent|mailed|shipped|after|following|from|edition|issue(?:\sof)?|(?:notice|memo|letter|note|e-?mail|message|bulletin|version|announcement|minutes|agenda)\sof|resumes?|returns?\sto\snormal|
    announced|arrives?|delivered|adopted|approved|available|earlier\sthan|dawned|met|visited|occurred|happened|launche[sd]|
    goes?\s(?:live|out|into\seffect)|takes?\seffect|in\seffect|snapshot|counted|voted?s?|received|written|signed\son)
    (?:\s(?:on|in|as\sof|from|by))?\b){_FILLER}"""
)
_QUALIFIES = _words(
    rf"""(?<!\bbe\s)(?<!\bbeen\s)\b(?:hired|enrolled|born|employed|purchased|bought|(?:be\s(?:four|five|six|\d+)|(?:start|hire|birth)\sdates?(?:\sof)?(?:/or)?|years?\sold|years?\sof\sage)|
    turn(?:s|ing|ed)?(?:\s\w+)?|arriv(?:ed|ing)|transferr(?:ed|ing)|opened|built|retir(?:ed|ing)|left)\s
    (?:in\sthe\sdistrict\s)?(?:on\sor\s|or\s)?(?:before|after|by|since|as\sof|prior\sto|until|through){_FILLER}"""
)
_OLD_BEFORE = _words(
    rf"""(?:\b(?:not|instead\sof|rather\sthan|in\splace\sof|replac(?:es|ing)|originally(?:\s\w+){{0,4}}|previously(?:\s\w+){{0,4}}|
    formerly(?:\s\w+){{0,3}}|(?:old|original|earlier|previous|first|wrong)\s(?:due\s)?(?:date|deadline)(?:\s(?:of|was|is))?|was|were|used\sto\sbe|had\sbeen|
    (?:ignore|disregard)(?:\s[\w']+){{0,4}}|{_MOVED}(?:\s[\w']+){{0,5}}\sfrom|(?:mov|chang|extend|push|shift|postpon|correct)ing(?:\s[\w']+){{0,5}}\sfrom|
    no\slonger(?:\sdue)?|supersedes?(?:\s\w+){{0,4}}|said|stated|listed|read|gave|showed|typo)\b){_FILLER}"""
)
_OLD_AFTER = re.compile(
    r"\)?,?\s*(?:deadline|due date|date|version|request|cut-?off)?\s*(?:(?:below|above|given|listed|"
    r"announced|printed|in|for|on|of|that|the|to|"
    r"earlier|previously|message|note|memo|last|week'?s?|bulletin|we|gave|\w{3,})\s+){0,7}?"
    r"(?:no longer|is wrong|was wrong|was (?:a|an) (?:mistake|error|typo)|is incorrect|was incorrect|does not apply|"
    r"(?:has|have) (?:moved|changed|shifted|slipped|been (?:pushed|put) back)|(?:has|"
    r"have) been (?:moved|changed|extended|postponed|pushed|replaced|shifted|corrected|revised|"
    r"delayed)|"
    r"(?:is|was|are) (?:being )?(?:moved|extended|changed|postponed|pushed|replaced|shifted|delayed) (?!from)|"
    r"(?:moves|shifts|changes) to|becomes|(?:falls|fell|lands) on|is a (?:saturday|sunday|holiday|"
    r"weekend|non-school day|half day|day off|no-school day|minimum day)|is an early)",
    re.IGNORECASE,
)
_CANCELS = re.compile(
    r"(?<!may be )(?<!will be )(?<!can be )(?<!could be )(?<!not )\b(?:(?:is |are |has been |have been |hereby )*"
    r"(?:cancell?ed|withdrawn|rescinded|called off|waived|dropped|on hold|suspended|"
    r"(?:postponed|delayed|paused)(?! (?:to|until|till|from|by)))|"
    r"no longer (?:required|needed|necessary|due|asked|collecting|asking|applies|apply|has to|have to|need|needs)|"
    r"(?:cancel|withdraw|rescind)(?:s|ing)? (?:the|this|that|our|last|my))\b",
    re.IGNORECASE,
)
_DUE_AFTER = re.compile(
    r"\)?,?\s*(?:at \S+ ?(?:[ap]\.?m\.?)? ?)?(?:(?:is|are|will be|remains?|as|being)\s+)?(?:(?:the|"
    r"our|your|a|firm|final|hard|state|new)\s+)*"
    r"(?:deadline|due date|cut-?off|last (?:day|date|chance)|final (?:day|date)|at the latest|"
    r"or (?:earlier|sooner|before)|due\b)",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(
    r"['\u2019]?s?,?\s+(?:edition|issue\b|memo|bulletin|letter|e-?mail|note\b|message|board|count|"
    r"release|storm|announcement|opening|"
    r"election|agenda|snapshot|session of the board|(?:is|was) (?:a )?(?:holiday|no school)|"
    r"through the end|newsletter|weekly)",
    re.IGNORECASE,
)
_NOT_LOOSE = re.compile(
    r"\b(?:testing window|test window|test(?:ing)? dates|board (?:meeting|agenda|vote|will|hears)|"
    r"(?:school )?board|holiday|recess|no school|"
    r"schools? (?:is|are|will be) closed|offices? (?:is|are|will be) closed|first day (?:of|for)|"
    r"last day (?:of school|for students|of classes)|concert|"
    r"(?:last|previous) (?:week|month|issue|memo|bulletin)|will (?:arrive|be (?:delivered|mailed|"
    r"posted|shipped|available|released|published|announced|sent|open|held|closed|"
    r"paid|visited|shared|loaded|installed|processed|set|returned|picked up|contacted|notified))|"
    r"take[s]? effect|window (?:opens|is|runs|for)|"
    r"(?:begin|start|open(?! house| enrollment)|resume|launch)s?\b|was (?:held|sent|posted|published|"
    r"inspected)|(?:we|"
    r"i) (?:met|sent|asked|wrote|announced|published|told)|"
    r"enrollment (?:as|on)|count day|hear|discuss|vote on|published?|paid|pays)\b|\bwindows?:",
    re.IGNORECASE,
)
_DUE_LOOSE = re.compile(
    r"\b(?:(?<!\A)due(?! to (?:the )?(?:weather|snow|storm|a|an|high|low|staff|illness|construction|"
    r"budget|closure|its|their|our|covid|flooding|holiday))|"
    r"deadlines?|last day (?:to|for)|final day (?:to|for)|closes?|cut-?off|must (?:be|reach|arrive|"
    r"have)|window (?:closes|ends)|"
    r"(?:submit|return|complete|turn in|upload|send)\w*)\b",
    re.IGNORECASE,
)
_NO_READERS_EVENT = re.compile(
    r"\b(?:board|board's|council|commission|concert|graduation|commencement|holiday|recess|game|picnic|parade)\b"
    r"[^.;]{0,60}\b(?:meets?|meetings?|moves?|moved|votes?|hears?|hearing|takes? place|is|will|are|has been)\b",
    re.IGNORECASE,
)
_WE_COULD = re.compile(r"\bwe (?:can|could|might|would)\b(?! (?:like|ask|appreciate|need|prefer))", re.IGNORECASE)
_OPEN_FOR = re.compile(
    r"\b(?:open|available|accepted|accessible|active)(?: again)?\s+(?:from|between|during|for)?\s*\Z", re.I
)
_TESTING = re.compile(
    r"\b(?:test(?:ing)?|assessment|administration|exam|state) windows?\b[^.;]{0,40}?\b(?:is|are|"
    r"opens?|closes|runs?|ends|will (?:open|close|run|be))\b",
    re.IGNORECASE,
)
_READERS = (
    r"(?:you|your|principals?|schools?|sites?|campus(?:es)?|teachers?|counsell?ors?|staff|"
    r"secretar(?:y|ies)|coordinators?|case managers?|"
    r"nurses?|designees?|leaders?|administrators?|assistant principals?|aps?|teams?|everyone|each|"
    r"every|all|directors?|superintendents?|clerks?|"
    r"librarians?|custodians?|engineers?|coaches|leads?|officers?|registrars?|divisions?|districts|"
    r"employees|departments? chairs?|psychologists?|reviewers?)"
)
_READER = re.compile(rf"\b{_READERS}\b", re.IGNORECASE)
_OTHERS = (
    r"(?:families|family|parents?|guardians?|caregivers?|students?|seniors|juniors|children|pupils?|"
    r"applicants?|vendors?|contractors?|bidders|volunteers|"
    r"candidates|residents|voters|winners?|community members|substitutes)"
)
_OTHERS_OWE = re.compile(
    rf"(?:\A|[;:,]\s*|\b(?:and|but|while|so|that|deadline for|last day for|date for|day for|time for|"
    rf"open to)\s+)(?:(?:the|all|any|our|your|eligible|interested|new|most|some|high school|"
    rf"middle school|elementary|current|parents? or|parents and|students? and|"
    rf"families and)\s+)*{_OTHERS}\b(?:[ \w'-]{{0,60}}?)"
    rf"\b(?:have (?:until|to|through)|has (?:until|to)|must(?! be \w+ed| be \w+en)|(?-i:may)|can|"
    rf"will(?! be (?:due|required))|should(?! be)|need(?:s)? to|submit|apply|return|pay|enroll|"
    rf"register|"
    rf"to (?:apply|file|submit|return|appeal|register|enroll|respond|accept|choose|sign|pay|request|"
    rf"opt)|are (?:asked|required|invited|due)|who)\b",
    re.IGNORECASE,
)
_OFFICE_WILL = re.compile(
    r"(?:\A|[;,]\s*|\b(?:and|but|while|so|that)\s+)(?P<who>[\w'\u2019&/ .-]{1,70}?)\s+(?:will|'ll|"
    r"plans? to|expects? to|intends? to|hopes? to|aims? to)\s+(?!(?:have|receive|get|see|hear) (?:your|from|all|the))"
    r"(?!be (?:due|required|expected|asked|responsible|accepted|closed)|need|have to|close|end\b|"
    r"expire|not be accepted)",
    re.IGNORECASE,
)
_COMES = re.compile(
    r"\b(?:will|should) (?:also |then )?(?:arrive|appear|come|ship|go out|go live|receive|get|hear|"
    r"see|find|reach you)\b",
    re.IGNORECASE,
)
_REMINDS = re.compile(
    rf"\b(?:remind|tell|encourage|urge|let)\s+(?:your |all |the |any |eligible |your school's )*{_OTHERS}\b"
    r"[^.;]{0,20}?\b(?:that|to|know)\b",
    re.IGNORECASE,
)
_STATE_OWES = re.compile(
    r"(?:\A|[;,] )(?:the )?(?:state|board|county|federal government|legislature|vendors?|contractors?|"
    r"manufacturer|publisher|union)\b"
    r"[^.;]{0,40}?\b(?:must|has to|has until|needs to|shall|is required|have until)\b",
    re.IGNORECASE,
)
_HANDED_IN = _words(
    rf"\b(?:placed|received|submitted|entered|filed|sent|postmarked|returned|made|"
    rf"in)\s(?:on\sor\sbefore|by|before){_FILLER}"
)
_OVERDUE = _words(rf"\b(?:overdue|late|outstanding|owed|missing)\s(?:since|from|as\sof){_FILLER}")
_PASSIVE_OFFICE = re.compile(
    r"\bwill be (?:\w+ly )?(?:posted|sent|mailed|delivered|shipped|released|available|loaded|shared|"
    r"published|announced|installed|picked up|"
    r"corrected|processed|issued|distributed|notified|paid|visited|provided|e-?mailed|open|reimbursed|"
    r"scored|held|returned to|locked|contacted|made|ready)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r";|\.\s|,\s+(?:and|but|so|while|which)\s|\s(?:but|while|whereas|although|because)\s|\s(?:\u2013|"
    r"\u2014)\s|,\s+(?=(?:we|they|families|parents|students|the office)\b)",
    re.I,
)


def role_of(mention: Mention, text: str, others: list[Mention]) -> Role:
    """The role that the words of `text` give to `mention`, OPEN if they do not tell. `others` are all its mentions."""
    before, after = text[max(0, mention.start - NEAR) : mention.start], text[mention.end : mention.end + NEAR]
    superseded = _superseded(mention, text, others)
    if superseded is not None:
        return superseded
    start, end = _clause(text, mention)
    clause = text[start:end]
    if _CANCELS.search(clause) and not re.search(r"\b(?:still|now due|instead)\b", clause, re.I):
        return Role.CANCELLED
    if mention.is_range and is_open_for(before):
        return Role.OPEN
    if _NOT_BEFORE.search(before) and not re.search(r"\b(?:no|not) (?:later|more)\b", before[-30:], re.I):
        return Role.NOT_DUE
    if _QUALIFIES.search(before):
        return Role.NOT_DUE
    if _OVERDUE.search(before):
        return Role.DUE
    if _is_theirs_here(mention, text, (start, end)):
        return Role.THEIRS
    return _cued(mention, before, after, (start, end), text, others)


def _is_theirs_here(mention: Mention, text: str, clause: tuple[int, int]) -> bool:
    """Whether the day belongs to somebody else, and is not the day by which readers hand in what others then treat."""
    start, end = clause
    here = text[start:end]
    if _REMINDS.search(text, 0, mention.start):
        return True
    handed = _HANDED_IN.search(text[max(0, mention.start - NEAR) : mention.start])
    if handed and re.match(r"\W*(?:will|are|can|get|go)\b", text[mention.end :]):
        return False
    return is_theirs(here) or is_theirs(text[:end] if start < 40 else here)


def _cued(mention: Mention, before: str, after: str, clause: tuple[int, int], text: str, others: list[Mention]) -> Role:
    lead = text[clause[0] : mention.start]
    if _NO_READERS_EVENT.search(lead) and not _DUE_LOOSE.search(lead):
        return Role.NOT_DUE
    if (before.strip() and _NOT_AFTER.match(after)) or _TESTING.search(text, *clause):
        return Role.NOT_DUE
    by, late = _BY.search(before), _AFTER.search(before)
    if by or late:
        return Role.DUE if by and not (late and late.start() > by.start()) else Role.NOT_DUE
    if _DUE_AFTER.match(after):
        return Role.DUE
    if _continues_list(mention, text, others):
        return Role.OPEN
    due = [found.end() for found in _DUE_LOOSE.finditer(lead)]
    other = [found.end() for found in _NOT_LOOSE.finditer(lead)]
    if other and (not due or other[-1] > due[-1]):
        return Role.NOT_DUE
    if due and re.search(r"\b(?:due|deadline|last day|final day|cut-?off)\b", lead, re.I):
        return Role.DUE
    return Role.NOT_DUE if _NOT_LOOSE.search(text, *clause) and not due else Role.OPEN


def _continues_list(mention: Mention, text: str, others: list[Mention]) -> bool:
    """Whether only a comma or "and" stands between this mention and the one before it."""
    ahead = [other for other in others if other.end <= mention.start]
    return bool(ahead) and bool(
        re.fullmatch(r"\s*(?:,|and|or|&|,\s*(?:and|or)|/)\s*", text[ahead[-1].end : mention.start])
    )


def _superseded(mention: Mention, text: str, others: list[Mention]) -> Role | None:
    before, after = text[max(0, mention.start - NEAR) : mention.start], text[mention.end : mention.end + NEAR]
    if _OLD_BEFORE.search(before):
        told = _OLD_BEFORE.search(before)
        plain_past = told is not None and re.match(r"(?:was|were)\b", told[0], re.I)
        later = any(other.start >= mention.end for other in others)
        if not plain_past or later:
            return Role.OLD
    if _OLD_AFTER.match(after):
        return Role.OLD
    behind = [other for other in others if other.start >= mention.end]
    if behind and re.search(r"\b(?:was|were|originally|had been)\b", before, re.I):
        between = text[mention.end : behind[-1].start]
        if re.search(
            r"\b(?:now|but (?:is|are|has|have)|instead|extended|moved|changed|postponed|new)\b", between, re.I
        ):
            return Role.OLD
    return None


def _clause(text: str, mention: Mention) -> tuple[int, int]:
    """Start and end of the part of `text` that the mention belongs to."""
    cuts = [found.end() for found in _CLAUSE.finditer(text, 0, mention.start)]
    ends = [found.start() for found in _CLAUSE.finditer(text, mention.end)]
    return (cuts[-1] if cuts else 0), (ends[0] if ends else len(text))


def is_theirs(clause: str) -> bool:
    """Whether somebody other than the memo's readers has to do what the clause says."""
    if _OTHERS_OWE.search(clause) or _WE_COULD.search(clause) or _STATE_OWES.search(clause):
        return True
    will = _OFFICE_WILL.search(clause)
    if will and not _READER.search(will["who"]):
        return True
    return bool(_PASSIVE_OFFICE.search(clause) or _COMES.search(clause))


def is_open_for(before: str) -> bool:
    """Whether the words before a window say that something can be used during it."""
    return bool(_OPEN_FOR.search(before))


def cancels(text: str) -> bool:
    """Whether the sentence takes a request back."""
    return bool(_CANCELS.search(text))


def is_event_day(text: str) -> bool:
    """Whether a row or heading names a day on which something happens that asks nothing of a reader."""
    return bool(_NOT_LOOSE.search(text))
