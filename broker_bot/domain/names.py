# ruff: noqa: E501  (lists of words)
"""Which words of a text are likely a student's name: pure, from capitals, common first names and what stands before.

A title or a trade before it makes a name an adult's; names of the roster's people and places are left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

Span = tuple[int, int]

_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|['\u2019-](?=[^\W\d_]))*\.?")
_SPANISH = re.compile(r"(?i)\b(?:el|la|los|las|un|una|de|que|por|para|con|necesita|tiene|est[aá])\b")
_POSSESSIVE = re.compile(r"['\u2019]s$")

ADULT = frozenset(
    """mr mrs ms miss mx dr prof sr sra srta señor señora senor senora coach principal nurse officer teacher para sub
    counselor custodian secretary aide director superintendent deputy sergeant judge maestra maestro profesor profesora
    parent mom dad mother father guardian grandma grandmother grandfather grandpa aunt uncle mama papa madre padre
    therapist psychologist driver ap vp lead tech technician vendor contractor""".split()  # noqa: SIM905
)
STUDENT = frozenset(
    """student students pupil kid kids child boy girl son daughter grader kindergartner freshman sophomore junior senior
    scholar named called twins sibling siblings brother sister alumno alumna estudiante niño niña nino nina hijo hija
    llamado llamada""".split()  # noqa: SIM905
)
NEVER = frozenset(
    """i i'm i've i'll i'd monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december spring fall winter summer english spanish math science history art
    music pe ela ell esl stem prek kinder grade room bus gym library cafeteria office school elementary middle high
    academy district central street avenue road hall building wing chromebook google zoom canvas powerschool infinite
    campus clever seesaw panorama frontline skyward schoology aesop naviance aeries synergy section plan form wellness federal excel word outlook gmail teams slack apple ipad mac windows microsoft adobe medicaid title
    iep ieps sped bip fba adhd covid oss iss po it hr hvac ac cpr aed state board human resources special education
    transportation facilities nutrition maintenance technology finance payroll benefits legal student students services
    family community health safety security the a an and or but if so we he she they it his her their our my your you
    this that these those there here what when where who why how is are was were has have had do does did can could will
    would should must need needs needed please pls hi hello hey thanks thank good morning afternoon also another one two
    three can't cannot don't just still our no not yes ok okay any some all both each every after before during since
    because with without for from to at in on of by as up out new old fyi re fw fwd urgent asap dear sent subject date
    cc dob id number mom dad parent parents teacher teachers staff kids child children boy girl principal nurse coach
    counselor lunch breakfast dinner recess field trip christmas thanksgiving easter halloween hanukkah ramadan god
    america american hispanic latino asian african european mexican us usa texas colorado california new york
    swahili haitian creole arabic vietnamese somali mandarin cantonese chinese korean tagalog russian portuguese french german
    hmong amharic nepali dari pashto farsi burmese hindi urdu
    el la los las un una uno hay necesito necesitamos tenemos mi mis su sus por para con sin ya no si el gracias
    hola buenos buenas favor alumno alumna estudiante niño niña""".split()  # noqa: SIM905
)
FIRST = frozenset(
    """aaliyah aaron abby abigail adam adriana adrian ahmed aiden aisha alan alana alejandra alejandro alex alexa
    alexander alexandra alexis alicia alina allison alyssa amanda amara amelia amir amy ana andre andrea andres andrew
    angela angelica anna anthony antonio aria ariana arjun arturo ashley asher ava ayden bella ben benjamin bianca
    brandon brayden brenda brian brianna brittany brooklyn bryan caleb camila camilo carla carlos carmen carolina
    caroline cesar chloe christina christopher claire claudia connor cristian cristina damian daniel daniela danielle
    darius david deandre derek deshawn devin diana diego dominic dylan eduardo eli elena eli elias elijah elizabeth ella
    ellie emely emilia emiliano emilio emily emma emmanuel enrique eric erica erik erika ernesto esmeralda esteban
    esther ethan eva evan evelyn ezekiel fatima felipe fernanda fernando francisco gabriel gabriela gabriella genesis
    giovanni giselle gonzalo guadalupe gustavo hailey hannah hassan hector heather henry hugo ian ibrahim imani
    isaac isabel isabella isaiah ismael ivan izabella jacob jada jaden jaiden jaime jake jamal james jamie janelle
    jasmine jason javier jayda jayden jaylen jazmin jeremiah jeremy jessica jesus jimena joaquin joel johnny johnathan
    jonathan jorge jose joseph joshua josue juan juana julia julian juliana julio justin kaden kaitlyn karen karina
    karla kate katherine katie kayden kayla keisha kelly kevin khalil kiara kimberly kyle lamar latisha laura lauren
    layla leah leila leo leonardo lexi liam lillian lily lisa lorena lucas lucia luciana luis luna maddie madelyn
    malik manuel marco marcos marcus margarita maria mariah mariana maricela mario marisol martin mateo matthew maya
    megan melanie melissa mia micah michael michelle miguel mohamed mohammed monica nadia naomi natalia natalie
    nathan nathaniel nevaeh nia nicholas nico nicolas nicole noah noelle nora oliver olivia omar oscar pablo paola
    patricia patrick paula pedro priya rachel rafael ramon raul rebecca ricardo riley robert roberto rodrigo rosa
    ruben ryan sabrina samantha samir samuel santiago sara sarah sebastian selena sergio seth shanice sierra silvia
    simon sofia sophia sophie stella stephanie steven susana tamika tariq tatiana terrell thomas tiffany timothy
    tobias trevon tristan tyler tyrell tyrone valentina valeria vanessa veronica victor vincent viviana wesley william
    xavier ximena xiomara yadira yahir yaretzi yasmin yesenia yusuf zachary zara zoe zoey""".split()  # noqa: SIM905
)
"""Common first names of pupils in the United States that are no ordinary words, nor much used for places."""


def students(text: str, adults: Collection[str] = (), places: Collection[str] = ()) -> tuple[Span, ...]:
    """Where likely names of students stand. `adults` and `places` are full names that tell of no student."""
    grown, there = [_plain(name) for name in adults], {word for place in places for word in _plain(place)}
    surnames = {words[-1] for words in grown if len(words) > 1}
    whole = {tuple(words) for words in grown}
    kept = []
    for run, before, opens in _runs(text):
        words = [_word(text, span) for span in run]
        if before in ADULT or tuple(words) in whole or all(word in there for word in words):
            continue
        if len(words) == 1 and words[0] in surnames and before not in STUDENT:
            continue
        if _likely(words, before, opens, text[run[0][0]].isupper(), len(run)):
            kept.append((run[0][0], _end(text, run[-1])))
    return tuple(kept)


def _likely(words: list[str], before: str, opens: bool, capital: bool, length: int) -> bool:
    if any(word in FIRST for word in words):
        return True
    if not capital or all(len(word) == 1 for word in words):
        return False
    return length > 1 or before in STUDENT or not opens


def _runs(text: str) -> Iterator[tuple[list[Span], str, bool]]:
    """Words that may make up one name, the word before them, and whether they open a sentence."""
    shouting = text.upper() == text
    spans = [found.span() for found in _TOKEN.finditer(text)]
    run: list[Span] = []
    before, opens = "", True
    for at, span in enumerate(spans):
        after_first = bool(run) and _word(text, run[-1]) in FIRST
        if _may_be_name(text, span, shouting, after_first) and (not run or _joined(text, run[-1], span)):
            if not run:
                before, opens = _standing(text, spans, at)
            run.append(span)
            continue
        if run:
            yield run, before, opens
        run = []
        if _may_be_name(text, span, shouting):
            before, opens = _standing(text, spans, at)
            run = [span]
    if run:
        yield run, before, opens


def _standing(text: str, spans: list[Span], at: int) -> tuple[str, bool]:
    """The word before, in lower case, and whether a sentence begins here."""
    if at == 0:
        return "", True
    between = text[spans[at - 1][1] : spans[at][0]]
    before = _word(text, spans[at - 1])
    ended = text[spans[at - 1][0] : spans[at - 1][1]].endswith(".") and before not in ADULT and len(before) > 1
    return before, ended or bool(re.search(r"[.!?\n:>•*]", between))


def _may_be_name(text: str, span: Span, shouting: bool, after_first: bool = False) -> bool:
    word = _word(text, span)
    if word in NEVER or word in ADULT or word in STUDENT or (word == "ella" and _is_she(text, span)):
        return False
    if word in FIRST:
        return True
    shown = text[span[0] : span[1]]
    if shouting:
        return after_first and len(word) > 1
    return shown[0].isupper() and (shown[1:2].islower() or shown[1:2] in ("", ".", "'", "\u2019"))


def _is_she(text: str, span: Span) -> bool:
    """Whether "ella" is the pronoun: in a Spanish text, with no surname behind it."""
    return not text[span[1] + 1 : span[1] + 2].isupper() and bool(_SPANISH.search(text))


def _joined(text: str, one: Span, other: Span) -> bool:
    """Next to each other, or an initial and its name; a possessive ends a name."""
    last = text[one[0] : one[1]]
    if last.endswith(".") and len(last) > 2:
        return False
    return text[one[1] : other[0]] == " " and not _POSSESSIVE.search(last)


def _word(text: str, span: Span) -> str:
    return _POSSESSIVE.sub("", text[span[0] : span[1]].rstrip(".")).lower()


def _end(text: str, span: Span) -> int:
    shown = text[span[0] : span[1]]
    return span[0] + len(_POSSESSIVE.sub("", shown.rstrip(".")))


def _plain(name: str) -> list[str]:
    return [word.lower().rstrip(".") for word in re.findall(r"[^\W\d_][^\W_]*(?:['\u2019-][^\W\d_]+)*", name)]
