# ruff: noqa: E501  (one pattern a line reads better than a wrapped one)
"""Finds what tells of one student in a text: a birth date, a student's number, a name beside sensitive words. Pure.

Room, phone, bus, ticket and order numbers are none of these. A false alarm costs the sender one press.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from broker_bot.domain import names
from broker_bot.domain.district import District

BIRTH, NUMBER, NAME = "birth", "number", "name"
MASKS = {BIRTH: "[date]", NUMBER: "[number]", NAME: "[name]"}
WORDS = {BIRTH: "a birth date", NUMBER: "a student's number", NAME: "a student's name with something private"}
"""Each kind as its sender reads it."""

YOUNGEST, OLDEST = 3, 22
"""Ages at which somebody may be a student of a district; 34 CFR 300.101 ends at 21."""
NEAR = 30
"""Characters between a date and the word that makes it a birth date."""
LOOK_BACK = 5
"""Words before a number among which its label is looked for; behind it only "is the" may come between."""
SHAPE = range(6, 10)
"""Digits of a number without a label that has the shape of a student's; ten are a phone number."""
SHORTEST = 4
"""Digits of a number that is said to be a student's."""

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre"
    r"|diciembre)\.?"
)
_DATE = re.compile(
    rf"(?i)(?<![\w/.-])(?:\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-](?P<y1>\d{{4}}|\d{{2}}))?|(?P<y2>\d{{4}})[/.-]\d{{1,2}}[/.-]\d{{1,2}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? (?P<y3>\d{{4}}))?|\d{{1,2}} (?:de )?{_MONTH}(?: (?:de |del )?(?P<y4>\d{{4}}))?"
    r"|(?P<y5>(?:19|20)\d{2})(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?P<y6>(?:19|20)\d{2}))"
    r"(?![\w/-])(?!\.\d)"
)
_BORN = re.compile(
    r"(?i)\bd\.?o\.?b\b|\bdate of birth\b|\bbirth ?dates?\b|\bb-?day\b|\bborn\b"
    r"|\bbirthday\b(?! (?:party|cake|lunch|celebration|treats?|cupcakes?|balloons?|card))"
    r"|\bnaci(?:o|ó|d[oa])\b|\bfecha de nacimiento\b|\bcumplea[ñn]os\b"
)
_DATED = re.compile(
    r"(?i)\b(?:install\w*|invoices?|orders?|ordered|po|warrant\w*|inspect\w*|purchas\w*|bought|built|dated?|contracts?|since"
    r"|models?|licen[sc]e\w*|manufactured|expire[sd]?|expir\w+|servic\w*|grants?|remodel\w*|minutes|audit\w*|polic\w+|board"
    r"|certificat\w*|leases?|permits?|deliver\w*|replaced|updated|version|boiler|roof|copyright|edition)\b"
)

_DIGITS = re.compile(r"(?<![\w$€£@/.,:+#-])#?(?:[sS]-?)?(?P<digits>\d{4,10})(?![\w@]|[-/.,:]\d)")
_STUCK = re.compile(
    r"(?i)\b(?:student|pupil|stu|sis|lunch)[ _-]?(?:id|no|num|number)?[#:_-]{1,2} ?(?P<digits>\d{4,10})\b"
    r"|\b(?P<social>\d{3}-\d{2}-\d{4})\b|\bid[#:]{1,2} ?(?P<own>\d{6,9})\b"
)
_OF_STUDENTS = frozenset(
    """student students pupil pupils sis lunch stu kid child scholar learner alumno alumna alumnos estudiante matricula
    grader kindergartner""".split()  # noqa: SIM905
)
_SAID = frozenset("id ids number numbers no num nr numero nbr".split())  # noqa: SIM905
_BETWEEN = frozenset("is was are the a an my our his her their your this that es el la su mi".split())  # noqa: SIM905
_OF_OTHERS = frozenset(
    """room rooms rm classroom salon aula cuarto phone phones tel telephone cell call calls called text fax mobile telefono
    llame llamar ext extension x dial bus buses route ruta autobus camion ticket tickets case incident inc req request
    requests ritm wo order orders orden pedido po purchase invoice inv factura quote tracking confirmation vendor account
    acct budget code fund grant cost amount total asset tag serial sn model part sku item barcode isbn version build zip
    parcel permit license plate vin meter policy badge employee employees staff teacher check cheque reimbursement
    requisition receipt contract claim ref reference report pin password passcode zoom meeting webinar chromebook laptop
    ipad tablet printer copier projector device computer locker key keys combination sensor pages copies dollars usd
    students' points steps people attendees miles feet sqft meters gallons pounds""".split()  # noqa: SIM905
)
_ABBREVIATED = re.compile(r"(?i)\b(no|num|nr|nbr|ext|rm|tel)\.")
_SENTENCE = re.compile(r"[.!?;]\s|\n")
_WORD = re.compile(r"[^\W\d_]+")

_PRIVATE = re.compile(
    r"(?i)\bi\.?e\.?p\b|\bieps?\b|\bindividualized education|\b504s?\b(?= (?:plan|meeting|accommodat|review|evaluation|form|team|student))"
    r"|(?<!room )(?<!rm )(?<!bus )(?<!ext )(?<!in )\b(?:a|an|his|her|their|the|new|un|una|su|'s) 504s?\b|\bsped\b|\bspecial ed\w*\b|\beducaci[oó]n especial\b"
    r"|\bmanifestation\b|\b(?:fba|bip)\b"
    r"|\bseizures?\b|\basthma\w*|\ballerg\w+|\bepi-?pens?\b|\bdiabet\w+|\binsulin\b|\bmedications?\b|\bmeds\b|\bmedicines?\b|\bmedical\w*"
    r"|\bdiagnos\w+|\badhd\b|\bautis\w+|\banxiety\b|\bdepress\w+|\bsuicid\w+|\bself[- ]harm\w*|\bconcussion\w*|\bhospital\w*|\bpregnan\w+"
    r"|\btherap\w+|\bhealth\b|\binhaler\w*|\binjur\w+|\bdisabilit\w+|\bdisabled\b|\bwheelchair\b|\bfeeding tube\b|\bepilep\w+|\bcancer\b"
    r"|\balergi\w+|\bconvulsi\w+|\basma\b|\bmedicamentos?\b|\bmedicinas?\b|\bdiagn[oó]stic\w+|\bdiscapacidad\w*|\bembaraz\w+|\benferm\w+|\bsalud\b"
    r"|\bsuspen[ds]\w+|\bexpel\w*|\bexpuls\w+|\bdetentions?\b|\bdisciplin\w+|\bbull(?:y|ies|ied|ying)\b|\bharass\w+|\breferrals?\b"
    r"|\bfight(?:s|ing)?\b|\bfought\b|\bvap(?:e|es|ed|ing)\b|\bdrugs?\b|\bweed\b|\bweapons?\b|\btruan\w+|\bmisconduct\b|\bassault\w*"
    r"|\bstole\b|\btheft\b|\bpeleas?\b|\bacos\w+|\barma\b"
)


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing found: its kind (BIRTH, NUMBER or NAME) and where it stands in the text."""

    kind: str
    start: int
    end: int


def found(text: str, today: date, adults: Collection[str] = (), places: Collection[str] = ()) -> tuple[Detail, ...]:
    """What must not be posted before its sender has decided, in the order of the text; empty for most messages.

    `adults` and `places` are full names of the roster's people, schools and units, which tell of no student.
    A name alone is nothing; beside words on an IEP, a 504 plan, health or discipline it is.
    """
    certain = [*_births(text, today), *_numbers(text)]
    if _PRIVATE.search(text):
        certain += _names(text, adults, places)
    return _apart(certain)


def masked(
    text: str, today: date, adults: Collection[str] = (), places: Collection[str] = (), *, names_too: bool = True
) -> str:
    """The text with a mark in the place of each birth date and number and, unless told not to, each student's name."""
    hidden = [one for one in found(text, today, adults, places) if one.kind != NAME]
    if names_too:
        hidden += _names(text, adults, places)
    for one in reversed(_apart(hidden)):
        text = text[: one.start] + MASKS[one.kind] + text[one.end :]
    return text


def found_in(text: str, district: District, now: datetime) -> tuple[Detail, ...]:
    """What is found, the roster's own people and places left."""
    return found(text, local_day(district, now), adults(district), places(district))


def hidden(text: str, district: District, now: datetime) -> str:
    """The text with every detail masked, the roster's own people and places left."""
    return masked(text, local_day(district, now), adults(district), places(district))


def local_day(district: District, now: datetime) -> date:
    """The district's date at an instant."""
    return now.astimezone(ZoneInfo(district.zone)).date()


def adults(district: District) -> tuple[str, ...]:
    """Names of the roster's people."""
    return tuple(person.name for person in district.people.values())


def places(district: District) -> tuple[str, ...]:
    """Names of schools and units."""
    return (*(s.name for s in district.schools.values()), *(u.name for u in district.units.values()))


def kinds(details: Iterable[Detail]) -> tuple[str, ...]:
    """The kinds found, each once, in the order of MASKS."""
    seen = {one.kind for one in details}
    return tuple(kind for kind in MASKS if kind in seen)


def _apart(details: Iterable[Detail]) -> tuple[Detail, ...]:
    """In the order of the text, none over another: a birth date that looks like a number is told once, as a date."""
    kept: list[Detail] = []
    for one in sorted(details, key=lambda one: list(MASKS).index(one.kind)):
        if not any(other.start < one.end and one.start < other.end for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.start))


def _names(text: str, adults: Collection[str], places: Collection[str]) -> list[Detail]:
    spans = names.students(text, adults, places)
    return [Detail(NAME, start, end) for start, end in spans if not _PRIVATE.search(text[start:end])]


def _births(text: str, today: date) -> Iterable[Detail]:
    for hit in _DATE.finditer(text):
        year = next((int(y) for y in hit.groups() if y), 0)
        near = text[max(0, hit.start() - NEAR) : hit.start()] + " " + text[hit.end() : hit.end() + NEAR]
        if _is_birth(year, bool(_BORN.search(near)), _sentence_around(text, hit.start(), hit.end()), today):
            yield Detail(BIRTH, hit.start(), hit.end())


def _is_birth(year: int, said: bool, sentence: str, today: date) -> bool:
    if 0 < year < 100:
        year += 2000 if year <= today.year % 100 else 1900
    age = today.year - year
    if said:
        return year == 0 or age >= YOUNGEST
    return year > 0 and YOUNGEST <= age <= OLDEST and not _DATED.search(sentence)


def _sentence_around(text: str, start: int, end: int) -> str:
    before = _SENTENCE.split(text[:start])[-1]
    return before + " " + _SENTENCE.split(text[end:])[0]


def _numbers(text: str) -> Iterable[Detail]:
    for hit in _STUCK.finditer(text):
        yield Detail(NUMBER, *hit.span(str(hit.lastgroup)))
    for hit in _DIGITS.finditer(text):
        if _is_a_students(len(hit["digits"]), text[: hit.start()], text[hit.end() :]):
            yield Detail(NUMBER, hit.start(), hit.end())


def _is_a_students(digits: int, before: str, behind: str) -> bool:
    """By its nearest label, before it or else behind it; without any by its shape alone."""
    ahead = _words(_SENTENCE.split(_ABBREVIATED.sub(r"\1", before))[-1])[::-1][:LOOK_BACK]
    after = [word for word in _words(_SENTENCE.split(behind)[0]) if word not in _BETWEEN][:1]
    for words in (ahead, after):
        label = next((at for at, word in enumerate(words) if word in _OF_STUDENTS or word in _OF_OTHERS), None)
        if label is not None:
            said = words[label] in _OF_STUDENTS and words[label] not in _OF_OTHERS
            return said and (digits in SHAPE or (digits >= SHORTEST and bool(_SAID.intersection(words[:label]))))
    return digits in SHAPE


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
