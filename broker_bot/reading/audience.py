"""Whom a memo as a whole is limited to: levels, programs, new principals. In doubt it is for all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from broker_bot.domain.memo import Addressees
from broker_bot.reading.layout import Kind, Piece

LEVELS = ("elementary", "middle", "high")
PROGRAMS = ("title1", "ell", "sped", "cte", "prek")

_LEVEL_WORDS = {
    "elementary": r"elementary|elem|primary schools?|k-?5|k-?4|pre-?k(?: ?(?:-|to|through) ?(?:5|4))?|"
    r"pre-?kindergarten|prekindergarten|kindergarten|tk|k-?2|k-?3|"
    r"k(?:indergarten)?-?6|k-?8|k through (?:2|3|5|8)|preschool|es[ -]principals",
    "middle": r"middle|intermediate|junior high|jr\.? high|6-8|7-8|ms[ -]principals",
    "high": r"high[- ]?schools?|high|9-12|hs[ -]principals|seniors?|senior high",
}
_GRADES = re.compile(
    r"\bgrades?\s+(\d{1,2}|k)(?:\s*(?:-|\u2013|to|through|and|,|&)\s*(\d{1,2}))?(?:\s*(?:,|and|"
    r"&)\s*(?:and\s+)?(\d{1,2}))?\b",
    re.I,
)
_GRADE_ORDINAL = re.compile(
    r"\b(third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|first|second|"
    r"\d{1,2}(?:st|nd|rd|th))[- ]grade(?:rs?|s)?\b",
    re.I,
)
_ORDINALS = dict(
    zip(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ],
        range(1, 13),
        strict=True,
    )
)
_SECONDARY = re.compile(r"\bsecondary\b", re.IGNORECASE)
_LEVEL = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _LEVEL_WORDS.items()}
_HIGH_NOT_SCHOOL = re.compile(
    r"\bhigh(?:er|est|ly|light\w*)?[- ](?:priority|quality|need|needs|poverty|level|standards|impact|"
    r"leverage|risk|dosage|expectations)\b|\bjunior high\b|\bjr\.? high\b|\bhigher\b",
    re.I,
)

_PROGRAM = {
    "title1": re.compile(r"\btitle[- ]?(?:i|1|one)\b(?!\s*[,-]?\s*(?:ii|iv|vi|ix)\b)", re.IGNORECASE),
    "ell": re.compile(
        r"\b(?:english[- ](?:language )?learners?|ells?|els?|esl|esol|multilingual(?: learners?)?|"
        r"bilingual (?:education|programs?|classes|students?|learners?)|newcomers?|english as a (?:second|"
        r"new) language|mll|emergent bilinguals?|"
        r"language access|dual[- ]language)\b",
        re.I,
    ),
    "sped": re.compile(
        r"\b(?:special education|special[- ]ed|sped|ieps?|students with disabilities|special services|"
        r"extended school year|individualized education|resource rooms?)\b",
        re.I,
    ),
    "cte": re.compile(
        r"\b(?:cte|career (?:and|&) technical|career[- ]technical|vocational|career pathways?|perkins)\b", re.IGNORECASE
    ),
    "prek": re.compile(
        r"\b(?:pre-?k|pre-?kindergarten|preschool|prekindergarten|universal pre|upk|"
        r"transitional kindergarten|early childhood class(?:es|rooms)?)\b",
        re.IGNORECASE,
    ),
}
_NEW = re.compile(
    r"\b(?:new(?:ly (?:appointed|assigned|hired))?|first[- ](?:and|or|&|/)[- ]?second[- ]year|"
    r"first[- ]?, second[- ]year|first[- ]year|second[- ]year|1st[- ]and[- ]2nd[- ]year|novice|"
    r"beginning|early[- ]career|"
    r"year[- ](?:one|1)(?: and (?:two|2))?|first-time)\s+(?:school\s+|elementary\s+|middle\s+|"
    r"high\s+)*(?:principals?|leaders?|administrators?)\b|"
    r"\b(?:principals?|leaders?|administrators?)\b[^.;]{0,30}\bin (?:their|your) (?:first|second|1st|"
    r"2nd)\b|\bprincipals? new to\b|"
    r"\bin years? (?:one|1)\b|\bif you (?:are|'re) (?:in your|a) (?:first|new)\b|\bfirst- and second-year\b",
    re.IGNORECASE,
)
_WIDENED = re.compile(
    r"\bnon-|\b(?:regardless|whether or not|or not|with or without|even (?:if|schools)|not (?:only|just)|"
    r"no matter|irrespective|including|as well as|also applies|both new|new or experienced|"
    r"every (?:principal|school)|all (?:principals|schools|sites|school leaders|levels|campuses)|"
    r"each (?:principal|school)|any school|all grade levels|everyone)\b",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:all|every|each)\s+(?:school |building |site |district |cedar grove )*(?:principals?|"
    r"schools?|leaders?|sites?|administrators?|staff|campuses|campus|buildings?|"
    r"colleagues)\b(?!\s+(?:of|with|that|in (?:the|their|your))\b)|"
    r"\bpk-?12\b|\bk-?12\b|\beveryone\b|\ball levels\b",
    re.I,
)
_ONLY = re.compile(
    r"\b(?:only|limited to|applies to|apply to|is for|are for|for (?:principals|schools|"
    r"the principals)|intended for|concerns|addressed to|principals (?:of|at|in|with)|schools (?:with|"
    r"that)|may ignore|no action|"
    r"others? (?:need|may|can)|does not apply|do not apply|not affected)\b",
    re.IGNORECASE,
)
_WHO_FIELDS = ("to", "audience", "for", "applies to", "who", "schools", "distribution")
_GREETING = re.compile(r"(?:dear|hello|hi|good (?:morning|afternoon)|greetings|attention|attn)\b[ :,]*", re.IGNORECASE)
OPENING_SENTENCES = 3


def addressees(pieces: Sequence[Piece], title: str) -> Addressees:
    """Reads the To: line, the greeting, the headline and the opening, in this order of trust."""
    for source in _named(pieces):
        found = _limits(source)
        if found is not None and not _WIDENED.search(_after_limits(source)):
            return _with_opening(found, pieces, title)
    return _from_text(pieces, title)


def _named(pieces: Sequence[Piece]) -> list[str]:
    """Lines that say whom the memo is for: fields, greetings and notices."""
    named = [p.text for p in pieces if p.kind is Kind.FIELD and p.name in _WHO_FIELDS]
    named += [p.text for p in pieces[:14] if p.kind is not Kind.FIELD and _GREETING.match(p.text) and len(p.text) < 120]
    named += [
        p.text
        for p in pieces[:8]
        if p.kind is Kind.HEADING
        and re.match(r"(?:notice|memo\w*|letter|note|a note|information) (?:to|for)\b|for ", p.text, re.I)
    ]
    return [re.sub(r"[_@]|(?<=[a-z])(?=[A-Z])", " ", text).replace("title1", "title 1") for text in named]


def _after_limits(text: str) -> str:
    return re.sub(r"\bincluding\b", "", text) if not _ALL.search(text) else text


def _limits(text: str) -> Addressees | None:
    """The limits that one line sets; None when it names none or is for all."""
    if _ALL.search(text) and not re.search(
        r"\ball (?:elementary|middle|high|secondary|title|pre|k-?8|new|first|intermediate)", text, re.I
    ):
        return None
    levels, programs, new = levels_in(text), programs_in(text), bool(_NEW.search(text))
    if not (levels or programs or new):
        return None
    return Addressees(levels, programs, new, text)


def _with_opening(found: Addressees, pieces: Sequence[Piece], title: str) -> Addressees:
    """A level in the To: line is joined by the program of the headline, and the other way round."""
    levels = found.levels or _levels_of_title(title)
    programs = found.programs or (programs_in(title) if not _WIDENED.search(_opening(pieces)) else ())
    return Addressees(levels, programs, found.new_principals, found.source)


def _levels_of_title(title: str) -> tuple[str, ...]:
    return (
        levels_in(title)
        if re.search(r"\b(?:schools?|principals?|grades?|kindergarten|secondary|elementary)\b", title, re.I)
        else ()
    )


def _opening(pieces: Sequence[Piece]) -> str:
    body = [p.text for p in pieces if p.kind in {Kind.SENTENCE, Kind.ITEM}]
    return " ".join(body[:OPENING_SENTENCES])


def _from_text(pieces: Sequence[Piece], title: str) -> Addressees:
    """Without a To: line that limits: the headline, and sentences that say "only", "principals of", "schools with"."""
    addressed = " ".join(p.text for p in pieces if p.kind is Kind.FIELD and p.name in _WHO_FIELDS)
    body = [p.text for p in pieces if p.kind in {Kind.SENTENCE, Kind.ITEM}]
    rows = [p for p in pieces if p.kind is Kind.ROW]
    sections = len({p.section for p in pieces if p.kind in {Kind.SENTENCE, Kind.ITEM, Kind.ROW}})
    if len(rows) > 3 or sections > 3 or any(_WIDENED.search(text) and _any_limit(text) for text in body):
        return Addressees()
    said = next((text for text in body[: OPENING_SENTENCES + 1] if _sets_limit(text)), "")
    said = "" if _ALL.search(addressed) else said
    only = next(
        (text for text in body if re.search(r"\bonly\b", text, re.I) and _sets_limit(text) and len(text.split()) < 12),
        "",
    )
    for source in (said, only):
        if source:
            return Addressees(levels_in(source), programs_in(source), bool(_NEW.search(source)), source)
    if (
        _ALL.search(addressed)
        or _ALL.search(" ".join(body[:OPENING_SENTENCES]))
        or re.search(r"bulletin|weekly|newsletter|brief|news\b|update", title, re.I)
    ):
        return Addressees()
    levels, programs, new = _levels_of_title(title), programs_in(title), bool(_NEW.search(title))
    return Addressees(levels, programs, new, title) if levels or programs or new else Addressees()


def _any_limit(text: str) -> bool:
    return bool(levels_in(text) or programs_in(text) or _NEW.search(text))


_SETS = re.compile(
    r"\b(?:principals?|schools?|sites|campuses)\b[^.;]{0,30}\b(?:with|of|at|in|that (?:have|serve|"
    r"offer|run|receive|host))\b|\b(?:only|applies to|is for|are for|intended for|limited to|"
    r"concerns)\b|"
    r"\b(?:elementary|middle|high|secondary|intermediate|title (?:i|1|"
    r"one))(?:[ -]schools?)?[ -](?:principals?|schools? (?:must|need|are|should|have to|with))\b|"
    r"\bAs a (?:new|first|second)\b",
    re.IGNORECASE,
)


def _sets_limit(text: str) -> bool:
    """Whether a sentence limits the memo: it names schools or principals of a kind, and does not widen them."""
    return (
        bool(_any_limit(text) and _SETS.search(text))
        and not _WIDENED.search(text)
        and not re.search(r"\b(?:may|last year|some|four|three|two|use the)\b", text, re.I)
    )


def levels_in(text: str) -> tuple[str, ...]:
    """Levels that the words name; all three are no limit."""
    plain = _HIGH_NOT_SCHOOL.sub(
        lambda found: "junior" if found[0].lower().startswith("j") else " ", text.replace("\u2013", "-")
    )
    plain = re.sub(r"\bjunior\b(?!\s+(?:year|class))", "intermediate", plain)
    found = {level for level, words in _LEVEL.items() if words.search(plain)}
    if _SECONDARY.search(plain):
        found |= {"middle", "high"}
    for low, high, more in _GRADES.findall(plain):
        found |= _grades(low, more or high, bool(high))
    for word in _GRADE_ORDINAL.findall(plain):
        number = _ORDINALS.get(word.lower()) or int(re.sub(r"\D", "", word) or 0)
        found |= _grades(str(number), "", False)
    return tuple(level for level in LEVELS if level in found) if len(found) < 3 else ()


def _grades(low: str, high: str, is_range: bool) -> set[str]:
    first = 0 if low.lower() == "k" else int(low)
    last = int(high) if high and is_range else first
    grades = range(first, max(first, last) + 1) if last <= 12 else range(first, first + 1)
    return {"elementary" if grade <= 5 else "middle" if grade <= 8 else "high" for grade in grades}


def programs_in(text: str) -> tuple[str, ...]:
    """Programs that the words name."""
    return tuple(program for program in PROGRAMS if _PROGRAM[program].search(text))
