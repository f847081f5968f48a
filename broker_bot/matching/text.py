"""From what people type to words that can be compared: newest part of a mail, folding, shorthand, stems."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 4_000
"""Characters of a message that are read for routing; the rest never changes a desk and would cost time."""

_QUOTED_MAIL = re.compile(
    r"(?im)^\s*(?:-{3,}\s*(?:original|forwarded|mensaje).*|_{6,}"
    r"|on (?=[^\n]*\d)[^\n]{6,120}(?:\n[^\n]{1,120})? wrote:"
    r"|el (?=[^\n]*\d)[^\n]{6,120}(?:\n[^\n]{1,120})? escribi[oó]:"
    r"|\d{4}-\d{2}-\d{2} [^\n]{3,80}<[^\n>]+@[^\n>]+>:|begin forwarded message:"
    r"|\*?(?:from|de):\*?\s.+\n\s*\*?(?:sent|to|date|enviado|para|subject|fecha|asunto):.*)"
)
_MAIL_HEAD = re.compile(
    r"(?im)^\s*(?:-{3,}\s*(?:original|forwarded|mensaje).*|begin forwarded message:"
    r"|\*?(?:from|sent|to|cc|date|de|enviado|para|fecha):\*?\s.*)$"
)
_SIGNATURE = re.compile(r"(?im)^\s*(?:--\s*$|sent from my .*|get outlook for .*|enviado desde mi .*)")
_HEADER = re.compile(r"(?im)^\s*(?:re|fw|fwd|rv|subject|asunto):\s*")
_MENTION = re.compile(r"<[@!#][^>]*>|<(?:https?|mailto|tel)[^>|]*\|([^>]*)>|<?https?://\S+>?")
_GAPS = re.compile(r"\s{3,}")
_WORD = re.compile(r"[#$]?\w+(?:['&/.-]\w+)*|\w+", re.UNICODE)
_NUMBER = re.compile(r"[a-z]{0,2}-?\d[\d.,:/-]*[a-z]{0,2}")

SHORTHAND = {
    "u": "you", "ur": "your", "r": "are", "pls": "please", "plz": "please", "w": "with", "w/": "with",
    "w/o": "without", "tmrw": "tomorrow", "tmr": "tomorrow", "tom": "tomorrow", "2day": "today", "2moro": "tomorrow",
    "2nite": "tonight", "b4": "before", "thx": "thanks", "ty": "thanks", "tks": "thanks", "tnx": "thanks",
    "cuz": "because", "bc": "because", "b/c": "because", "rm": "room", "rms": "room", "bldg": "building",
    "wk": "week", "mtg": "meeting", "mtgs": "meeting", "dept": "department", "acct": "account", "accts": "account",
    "pw": "password", "pwd": "password", "pswd": "password", "tchr": "teacher", "tchrs": "teacher",
    "stdnt": "student", "stu": "student", "stus": "student", "std": "student", "kiddo": "student",
    "caf": "cafeteria", "cafe": "cafeteria", "lib": "library", "bthrm": "bathroom", "restrm": "restroom",
    "a/c": "ac", "a.c": "ac", "aircon": "ac", "wi-fi": "wifi", "e-mail": "email", "comp": "computer",
    "comps": "computer", "chromebk": "chromebook", "cb": "chromebook", "cbs": "chromebook", "po's": "po",
    "pos": "po", "i.e.p": "iep", "ieps": "iep", "sec": "secretary", "custod": "custodian", "maint": "maintenance",
    "appt": "appointment", "reg": "registration", "elem": "elementary", "hs": "high school", "ms": "ms",
    "temp": "temperature", "temps": "temperature", "info": "information", "docs": "document", "doc": "document",
    "q": "que", "xq": "porque", "tb": "tambien", "x": "por", "def": "definitely", "txt": "text",
    "reimb": "reimbursement", "eval": "evaluation", "evals": "evaluation", "subs": "sub", "substitue": "substitute",
    "paras": "para", "txtbooks": "textbook", "bks": "book", "kinders": "kinder", "esy": "esy", "mic": "microphone",
    "mics": "microphone", "vid": "video", "perm": "permission", "grad": "graduation", "chrg": "charge",
}  # fmt: skip

TITLES = frozenset({"mr", "mrs", "ms", "dr", "st", "sr", "sra"})
STOPWORDS = frozenset(
    """a about after all also am an and any anyone anything are as at be been being but by can cant could did do does
    doesnt doing dont for from get gets getting go going got had has have having he her here hers him his hi hello hey
    how i if im in into is isnt it its ive just like ll lot make may me might mine more most much my need needed needs
    not now of off on one only or other our ours out over please put really re s said say says she should so some
    someone something still such t than that thats the their them then there theres these they theyre this those to
    too u up us very want wants was we were weve what whats when where which who why will with would yes yet you your
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays january
    february march april june july august september october november december two three four five six seven eight nine
    ten twelve twenty thirty forty first new old lunes martes miercoles jueves viernes hoy manana ayer yesterday
    morning afternoon ready already since until next everybody everyone nobody however whole keeps keep
    room rooms
    again anybody somebody because know think see look let lets take today tomorrow asap back even every way been
    a al algo asi aqui con como cuando de del desde el ella en es esa ese esta este esto estan favor ha han hay la las
    le les lo los mas me mi muy nos nuestra nuestro o para pero por porque que se si sin sobre son su sus tambien tiene
    tenemos un una uno unos ya y yo necesito necesitamos quiere puede pueden hola gracias urgente
    """.split()  # noqa: SIM905
)
"""Words that say nothing about the matter. They still count inside a keyword of several words ("no heat")."""


SPANISH = frozenset(
    """al como con cuando de del donde el ella en es esta estan este hay la las le les lo los mi mis muy nadie nos
    nuestra nuestro para pero por porque que quien se sin son su sus tengo tiene tenemos un una ya necesito
    necesitamos falta no hoy manana sirve""".split()  # noqa: SIM905
)
"""Words that tell Spanish from English; "no" alone tells nothing, so two are asked for."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word as typed (`shown`), folded (`plain`) and reduced (`stem`); `named` marks a likely proper name."""

    shown: str
    plain: str
    stem: str
    named: bool = False


def clean(text: str) -> str:
    """Text without mentions, links, control and direction characters or stacked marks, cut to `LONGEST`."""
    text = _MENTION.sub(lambda found: f" {found.group(1) or ''} ", text[: LONGEST * 4])
    text = _GAPS.sub(lambda found: "\n\n" if "\n" in found.group() else " ", text)
    if text.isascii() and text.isprintable():
        return text[:LONGEST]
    text = unicodedata.normalize("NFC", text.replace("\u2019", "'").replace("\u2018", "'"))
    kept = (" " if unicodedata.category(ch) in {"Cs", "Co"} else ch for ch in text if _keep(ch))
    return "".join(kept)[:LONGEST]


def newest(text: str) -> str:
    """The sender's own newest words of a pasted mail; the whole text if nothing stands above the older part."""
    found = _QUOTED_MAIL.search(text)
    head = text[: found.start()] if found else text
    head = "\n".join(line for line in head.splitlines() if not line.lstrip().startswith(">"))
    head = _HEADER.sub("", _SIGNATURE.split(head, maxsplit=1)[0])
    return head.strip() or _HEADER.sub("", _MAIL_HEAD.sub("", text)).strip()


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case without accents: "Baño" becomes "bano"."""
    if text.isascii():
        return text.lower()
    return "".join(ch for ch in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(ch))


def words(text: str) -> list[Word]:
    """The words of a cleaned text in order, shorthand written out."""
    shouting = text.upper() == text
    return list(_words(text, shouting))


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A rough common form of an English or Spanish word: leaking, leaks and leaked are one."""
    if len(word) <= 3 or not word.isalpha():
        return word
    for ending, least in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return _finish(word[: -len(ending)] + ("y" if ending in {"ies", "ied"} else ""))
    return _finish(word)


def is_number(plain: str) -> bool:
    """Room, bus and order numbers, times and dates: "204", "b12", "7:50", "2nd"."""
    return bool(_NUMBER.fullmatch(plain)) and any(ch.isdigit() for ch in plain)


def is_spanish(text: Sequence[Word]) -> bool:
    """Whether most of the small words are Spanish."""
    spanish = sum(word.plain in SPANISH for word in text)
    english = sum(word.plain in STOPWORDS and word.plain not in SPANISH for word in text)
    return spanish >= 2 and spanish > english


_ENDINGS = (("ies", 2), ("ied", 2), ("ing", 3), ("ed", 3), ("es", 3), ("s", 3), ("ly", 4))


def _finish(word: str) -> str:
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        return word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] in "eao" else word


def _keep(ch: str) -> bool:
    return ch in "\n\t" or unicodedata.category(ch) not in {"Cc", "Cf", "Mn", "Me"}


def _words(text: str, shouting: bool) -> Iterator[Word]:
    opening, plain = True, ""
    for found in _WORD.finditer(text):
        shown = found.group().strip("'.-")
        after_title = plain in TITLES
        plain = fold(shown).replace("'", "").lstrip("#$")
        named = shown[:1].isupper() and shown[1:].islower() and not opening and not shouting
        opening = text[found.end() : found.end() + 1] in {".", "!", "?", "\n"} and plain not in TITLES
        if after_title and named:
            yield Word(shown, "someone", "someone", True)
            continue
        for part in SHORTHAND.get(plain, plain).split():
            pieces = [part] if part in SHORTHAND or is_number(part) else re.split(r"[/.\-]", part)
            for piece in pieces:
                if piece:
                    yield Word(shown, piece, stem(piece), named)
