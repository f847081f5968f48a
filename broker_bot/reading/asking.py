"""Whether a sentence or row asks its readers to do something: orders, duties, and requests; not background, reasons,
contacts or effects."""

from __future__ import annotations

import re

from broker_bot.reading.roles import is_theirs

_VERB_LIST = """
    accept access accredit acknowledge act adapt add address adjourn adjust administer adopt advise affirm
    aggregate alert align allow alphabetize analyze announce answer anticipate apply appoint approve archive
    arrange ask assemble assess assign assist attach attend attest auction audit authorize avoid back back-up
    bag ban barcode base begin bill block book borrow bring broadcast budget build bundle buy calculate
    calibrate call cancel canvass caption carry cast catch celebrate certify chair change charge check choose
    circle circulate cite claim classify clean clear close co-chair coach code collate collect comment commit
    communicate compare compile complete compost compute conduct confer configure confirm connect consider
    consult contact continue convene coordinate copy correct count countersign cover create cross cross-check
    date debit debrief decide dedicate delegate delete deliver demonstrate deposit describe designate destroy
    detail determine develop devote direct disable disaggregate discard disconnect discuss disinfect dismiss
    dismount display dispose distribute document donate double-check download draft drill drop duplicate e-mail
    edit elect email embed empty enable encourage encumber endorse enforce enroll ensure enter escalate escort
    establish estimate evacuate evaluate examine exchange exclude exempt expend explain extend facilitate fax
    file fill finalize finance finish fix flag fold follow forecast forward freeze fulfil gather generate get
    give go greet guarantee guide halt hand hand-deliver hang have highlight hire hold hold-off honor host
    identify illustrate implement include indemnify inform initial initiate insert inspect install instruct
    insure integrate interpret interview introduce inventory invest invite invoice issue join keep label launch
    lead lease leave lend let limit liquidate list livestream load locate lock log look mail maintain make mark
    measure meet mention mind moderate monitor mount move name nominate notarize note notify observe obtain
    offer onboard open order organize orient outline outsource pack participate patrol pause pay perform pick
    pile pilot place plan pledge plot plug post practice pre-order pre-register predict prepare present preserve
    print process procure produce promote proofread propose provide publish purchase purge put quote raise rank
    rate re-enter re-submit reach react read reallocate reboot recheck reclassify recode recognize recommend
    reconcile record recruit recycle redo refer reflect refresh refrigerate register rehearse reimburse reject
    release relocate remember remind remove rename renew rent reorder repair repeat replace reply report request
    require requisition reschedule research reserve reset resolve respond restart restore restrict resubmit
    retain retest retire retrieve return reuse review revise reward roll rotate route rsvp run sanitize save
    scan schedule screen seal search secure select sell send separate serve set set-up setup share shelter
    shelve ship show shred sign sign-in sign-off sign-up simulate sketch sort specify spend sponsor spot-check
    stack staff stamp staple start stop store stow stress study subcontract submit subsidize subtitle summarize
    supervise supply support survey swap sweep tabulate tag take talk tape teach tell test thaw total track
    trade-in train transcribe transfer translate transmit turn tutor underwrite uninstall unload unlock unpack
    unplug update upload urge use validate verify view visit void vote wait waive walk walk-through warn wash
    watch wear weigh withdraw witness work wrap write zip
"""
_VERBS = frozenset(_VERB_LIST.split())
_NOUN_TOO = re.compile(
    r"\w+ (?:[\w'/-]+ ){0,4}?(?:is|are|was|were|will|have been|has been|go|goes|(?-i:may)|can|begins?|"
    r"starts?|opens?|closes?|continues?|remains?|includes?|arrives?|"
    r"means|meets?|takes?|runs?|showed|shows|shall|due|ends?|resumes?|received|get|visit|comes?|help|"
    r"follows?)\b(?! the| your| a | all| each)",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"\w+ (?:that|the|your|all|each|every|an?|any|whether|if|our|this|these|those|one|two|both|in|"
    r"with|to|it|them|us|which|who|only|no|up|out|on|off|for|by|and)\b",
    re.IGNORECASE,
)
"""What follows a verb and never a noun that begins a sentence."""

_LEAD_IN = re.compile(
    r"(?:(?:please|kindly|then|also|next|finally|again|now|and|so|first|second|third|lastly|meanwhile|"
    r"therefore|instead|however|additionally|in addition|"
    r"as a reminder|reminder|reminders|action(?: required| item| needed)?|to do|note|important|"
    r"friendly reminder|just a reminder|as always|as before|as usual|"
    r"immediately|promptly|carefully|simply|always|only|principals|schools|overdue|urgent)\b[\s,:\u2013\u2014-]*)+",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"(?:by|before|no later than|on or before|on|if|when|once|after|as soon as|until|for|in|at|to|"
    r"during|within|where|beginning|starting|effective|from|"
    r"this|each|every|upon|unless|since|because|with|between|prior to|following|as|given|while|"
    r"using)\b[^,;:]{2,110}(?:,\s*\d{4})?[,:]\s+",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:[\w/&'(),.\u2013\u2014 -]{2,60}?):\s+(?=[A-Za-z\"'])|"
    r"(?:[\w/& ]{2,40}) [\u2013\u2014-] (?=[A-Z])"
)
_DUTY = re.compile(
    r"\b(?:must|it is (?:\w+ )?(?:important|essential|critical|necessary|required|vital|imperative) (?:that|to)|"
    r"(?:we|i)(?:'re|'m| are| am) (?:asking|requesting|requiring)|needs? to|ha(?:ve|s) to|(?:is|are|"
    r"'re) (?:\w+ly )?(?:required|asked|expected|"
    r"requested|instructed|directed|reminded|encouraged|obliged|responsible|to (?:be|have|submit|"
    r"send|complete|return|report|use|hold|enter|attend|bring|make|provide|sign|keep|upload|"
    r"review))\b|should|shall|ought to|please|(?:we|i)(?:'d| would)? (?:again )?(?:ask|request|urge|"
    r"expect|need|want|require|like|remind)(?: that)?(?: to)?(?: have)? (?:you|your|all|each|every|"
    r"schools?|principals?|that|the|one|it|them|everyone|a|an|any|sites?|teachers?|staff|"
    r"both|these|this|two|three)|asks? (?:you|schools|principals|every|each|all|that)|"
    r"requires? (?:you|schools|principals|every|each|all)|(?:is|are)(?: still| now| also| all|"
    r" both)* due|"
    r"have until|has until|have through|be sure|make sure|don't forget|do not forget|let (?:us|"
    r"me) know|tell (?:us|me)|could you|can you|would you|will you|expected (?:by|no later)|"
    r"required (?:by|to|for)|owes?|attendance is (?:required|mandatory|expected)|is (?:required|"
    r"mandatory|expected)|are mandatory|due (?:by|on|in|to|no later|before|date)|remains? due)\b",
    re.IGNORECASE,
)
_NOT_DUTY = re.compile(
    r"\b(?:should (?:take|arrive|receive|see|have received|already|expect|be (?:able|available|easy|a|"
    r"no|fine|familiar|here|in your|enough))|(?:do|does|did) not (?:need|have) to|need not|"
    r"needn't|don't (?:need|have) to|doesn't (?:need|have) to|not (?:be )?required|"
    r"no(?:thing)? (?:further )?(?:action|response|reply|form|paperwork)s? (?:is|are|required|needed)|"
    r"nothing (?:is|else is|more is) (?:due|required|needed|asked)|no action|not (?:be )?(?:asked|"
    r"expected|mandatory)|optional|no need|we would like to (?:thank|congratulate|share|let)|"
    r"would you like|may ignore|please (?:disregard|ignore|note|be aware|be advised|know|see|accept|"
    r"contact|call|visit|enjoy)|can ignore|are not affected|had to|have had to|no longer (?:required|"
    r"needed|have|has|need)|"
    r"will have to|would have to)\b",
    re.IGNORECASE,
)
_LAW = re.compile(
    r"\b(?:law|statute|state|policy|regulations?|code|board|contract|act|rule|grant|audit(?:ors?)?|"
    r"insurer|agreement|federal government|legislature|inspector|district|department)\b"
    r"[\w ]{0,20}\b(?:requires?|asks?|says|states|mandates?|calls for|expects?|must|directs?|needs)\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"\b(?:(?:any )?questions?\b|for (?:more|further|additional) (?:information|details|help)|(?:need|"
    r"for|want|with) (?:more )?(?:help|assistance|support|details)|more information|"
    r"to learn more|trouble|problems? (?:with|logging)|concerns|can be (?:reached|directed)|"
    r"reach (?:out|me|us)|help desk|thank you|thanks|feel free|do not hesitate|don't hesitate)\b",
    re.IGNORECASE,
)
_ASKS_FOR_QUESTIONS = re.compile(r"\b(?:send|bring|submit|prepare|write)\b[^.]{0,30}\bquestions?\b", re.IGNORECASE)
_NOT_ORDER = re.compile(
    r"(?:please )?(?:(?:disregard|ignore)\b(?=.{0,60}\b(?:date|deadline|message|memo|e-?mail|below|"
    r"earlier|previous|note|version)\b)|note(?! the (?:date|time))\b|be (?:aware|advised|"
    r"reminded that)|remember that|know\b|accept (?:our|my)|see (?:attached|below|the attached|"
    r"the attachment|page)|click|"
    r"enjoy|join (?:me|us) in|thank|let (?:us|me) know if|call (?:me|us)\b|feel|do not hesitate|"
    r"don't hesitate|find (?:attached|below)|refer to|visit (?:our|the) (?:web)?(?:site|page)|"
    r"direct (?:all |any )?questions|address (?:all |any )?questions|plan on \w+ minutes|"
    r"allow \w+ (?:minutes|hours?)|expect\b|have an? [\w ]{0,20}?(?:weekend|week|day|break|evening|"
    r"holiday|summer|year)\b|keep up|stay tuned|"
    r"watch for|look for|check back|go [A-Z]\w+!|read more|learn more|save the date|mark your calendars?)",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"\b(?:(?-i:may)|can|could|(?:is|are) (?:invited|welcome|eligible|able)|interested|would like to|"
    r"wish(?:es)? to|want to|if you (?:would like|wish|want))\b",
    re.IGNORECASE,
)
_EPISTEMIC_IT = re.compile(r"(?:it|this|that|which) should\b", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:was|were) (?:required|asked|expected|reminded|requested)\b|\b(?:we|i) (?:had )?asked\b", re.IGNORECASE
)
_SUBJECT_NOT_READER = re.compile(
    r"(?:the )?(?:families|parents?|guardians|students?|applicants?|vendors?|contractors?|volunteers|"
    r"we(?! (?:also |again |will |now )*need (?:a|an|the|your|you|all|each|every|one|to know|"
    r"to have)\b)|our (?:office|team|staff)|the (?:office|department|state|board|team)|"
    r"(?:drivers|technicians|auditors?|inspectors?|payroll))\b[^,;]{0,50}?\b(?:must|need|has to|"
    r"have to|should|shall|is to|are to)\b(?! be \w+(?:ed|en|t|d)\b)",
    re.IGNORECASE,
)


def without_condition(text: str) -> str:
    """The text after an opening such as "Because of the snow, "."""
    found = _CONDITION.match(text)
    return text[found.end() :] if found else text


def is_order(text: str) -> bool:
    """Whether the text, or the part after its lead-in, starts with a verb that tells a reader what to do."""
    rest = text.strip(" \"'([-\u2013\u2014*")
    for _ in range(4):
        if _NOT_ORDER.match(rest):
            return False
        if _starts_with_verb(rest):
            return True
        shorter = _without_lead(rest)
        if shorter == rest:
            return False
        rest = shorter
    return False


def _without_lead(text: str) -> str:
    for lead in (_LEAD_IN, _CONDITION, _LABEL):
        found = lead.match(text)
        if found and found.end() < len(text):
            return text[found.end() :]
    return text


def _starts_with_verb(text: str) -> bool:
    negative = re.match(
        r"(?:do not|don't|never|be sure to|be ready to|be prepared|make sure|remember to|don't forget to|"
        r"take care|be on|come|bring|plus)\b",
        text,
        re.I,
    )
    if negative:
        return not re.match(r"(?:do not|don't) (?:hesitate|worry)", text, re.I)
    first = re.match(r"[A-Za-z]+(?:-[a-z]+)?", text)
    if not first or first[0].lower() not in _VERBS:
        return False
    after = text[first.end() : first.end() + 1]
    if text.startswith(" of ", first.end()) and first[0].lower() != "dispose":
        return False
    return after in {" ", ",", "", "/", "."} and (bool(_OBJECT.match(text)) or not _NOUN_TOO.match(text))


def is_duty(text: str) -> bool:
    """Whether the text says that a reader must, should, or is asked to do something."""
    if not _DUTY.search(text) or _EPISTEMIC_IT.match(text) or _PAST.search(text):
        return False
    if _NOT_DUTY.search(text) and not _DUTY.search(_NOT_DUTY.sub("", text)):
        return False
    if _LAW.search(text) and not re.search(
        r"\b(?:you|your|please)\b|\b(?:schools|principals|every|each|all)\b[^.]{0,40}\bmust\b", text, re.I
    ):
        return False
    return not _SUBJECT_NOT_READER.match(text)


def is_contact(text: str) -> bool:
    """Whether the sentence only says whom to turn to."""
    return (
        bool(_CONTACT.search(text))
        and not _ASKS_FOR_QUESTIONS.search(text)
        and not re.search(r"\bsurvey questions|answer\b", text, re.I)
    )


def is_offer(text: str) -> bool:
    """Whether the sentence leaves it to the reader."""
    return bool(_OFFER.search(text))


_READERS_WHO = re.compile(
    r"(?:all |each |every |both |the )?(?:[\w-]+ ){0,2}?(?:principals?|schools?|sites?|teachers?|counselors|"
    r"coordinators?|case managers|secretar(?:y|ies)|administrators|nurses?|custodians|leaders|staff|teams?|chairs?|"
    r"designees?|librarians)(?= )",
    re.IGNORECASE,
)
_NO_DIRECTIVE = frozenset(
    ("get", "go", "have", "leave", "like", "meet", "need", "run", "see", "test", "want", "work", "plan", "return")
)
MOST_BEFORE_VERB = 7
"""Words that may stand between the readers and what they do: "schools without a nurse report"."""


def _is_directive(text: str) -> bool:
    """ "Schools certify a zero", "Principals will collect the keys": the present tense of an instruction."""
    found = _READERS_WHO.match(without_condition(text))
    if not found:
        return False
    words = without_condition(text)[found.end() :].split()[:MOST_BEFORE_VERB]
    if words and words[0] in {"will", "to", "also", "then", "now"}:
        return any(word in _VERBS for word in words[1:3])
    if words and words[0] not in {"with", "without", "in", "of", "at", "from", "whose", "or"}:
        words = words[:1]
    within = {"a", "an", "the", "on", "by", "of", "in", "to", "for", "with", "without", "their", "its", "at", "from"}
    verbs = (_base(word) for at, word in enumerate(words) if at == 0 or words[at - 1] not in within)
    return any(verb in _VERBS and verb not in _NO_DIRECTIVE for verb in verbs)


def _base(verb: str) -> str:
    """ "certifies" -> "certify", "signs" -> "sign"."""
    if verb in _VERBS or not verb.endswith("s"):
        return verb
    return next((base for base in (verb[:-3] + "y", verb[:-1], verb[:-2]) if base in _VERBS), verb)


def asks(text: str) -> bool:
    """Whether the sentence is an action: it asks or orders a reader to do something."""
    if is_contact(text) or (
        text.rstrip().endswith("?") and not re.search(r"\b(?:could|can|would|will) you\b", text, re.I)
    ):
        return False
    if is_order(text) or _is_directive(text):
        return True
    return is_duty(text) and not is_theirs(_main(text))


def _main(text: str) -> str:
    """The sentence up to the first clause that hangs on it."""
    return re.split(r"\s+(?:so that|because|or|and) |;|,\s+(?:and|but|so|or)\s", text, maxsplit=1)[0]
