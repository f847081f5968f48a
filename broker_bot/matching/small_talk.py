# ruff: noqa: E501  (one pattern a line reads better than a wrapped one)
"""Tells messages that are no request (thanks, chat, "any update?", for the ILD) from requests. If in doubt: a request."""

from __future__ import annotations

import re

from broker_bot.matching.text import fold

_PARTS: tuple[tuple[str, str], ...] = (
    ("ild", r"\bmy (?:ild|supervisor|coach|mentor)\b|\b(?:the|our|an?) ild\b|\binstructional leadership director\b|\bcoaching\b|\bild\b|\bwalk ?throughs?\b"
            r"|\bobserve (?:my|our|me|a)\b|\bfeedback (?:on|about) (?:how i|my|our)\b|\bmy (?:own )?(?:goals|evaluation|leadership|growth|professional practice|practice)\b"
            r"|\bleadership (?:coach|team meeting|goals?)\b|\bthought partner|\bhow (?:do|should|can) i (?:lead|coach|support|grow|motivate)\b|\bplc\b"
            r"|\binstructional (?:rounds?|coaching|walk\w*|focus|support|strategy)\b|\bdata (?:dive|talk)s? with my\b|\bhard conversation\b|\bschool improvement plan\b"
            r"|\bmi (?:directora?|supervisora?|mentora?)\b|\bdebrief\b"),
    ("status", r"\bany (?:update|updates|news|word|progress|eta|luck)\b|\bstatus\b|\b(?:did|has|have) (?:any(?:one|body)|some(?:one|body)|you|they) (?:look|see|saw|get|got|read|seen|looked|"
               r"responded|reply|replied|had a chance)\w*\b.*|\bwhere are we (?:on|with) (?:this|that|it)\b|\bwhat'?s (?:the )?(?:latest|happening)\b|\bstill waiting\b|\bchecking (?:in|back|on)\b"
               r"|\bjust (?:checking|following up|circling back)\b|\bcircling back\b|\bfollowing up\b|\bbump(?:ing)?\b|\bhow long (?:will|until)\b.*(?:this|hear)\b|\balguna? (?:novedad|noticia)(?:es)?\b"
               r"|\bhay (?:novedades|noticias)\b|\bcomo va\b|\bhaven'?t heard(?: back| anything)?\b|\bmy (?:request|last (?:message|request))\b|\bupdate\b"),
    ("thanks", r"\bthank(?:s|\s?you)?\b|\bthx\b|\bty\b|\btysm\b|\bappreciate\w*\b|\bgracias\b|\bgrateful\b|\blife ?saver\b|\bmuy amables?\b|\byou(?:'?re| are|all|guys)? (?:rock|the best|awesome|amazing|great)\b"
               r"|\ball set\b|\bgreat (?:job|work)\b|\bgood (?:job|work)\b|\b(?:it|that|this|all|everything)(?:'?s| is| are)? (?:works?|working|fixed|done|resolved|good) now\b|\bthat (?:worked|fixed it|did it|helps)\b"
               r"|\bfixed now\b|\bresolved\b|\bkudos\b|\bshout ?out\b|\bmil gracias\b|\bquedo (?:muy )?bien\b|\btaken care of\b|\byou can close\b"),
    ("chat", r"\blol+\b|\b(?:ha){2,}h?\b|\blmao\b|\bok(?:ay|ie)?\b|\bokey?\b|\bk\b|\byep\b|\byup\b|\byes\b|\bno\b|\bnope\b|\bsure\b|\bgot it\b|\bsounds (?:good|great)\b|\bperfect(?:o)?\b|\bcool\b|\bnice\b|\bawesome\b"
             r"|\bgood (?:morning|afternoon|evening|night|day)\b|\bmorning\b|\bhi+\b|\bhello\b|\bhey+\b|\bhappy \w+\b|\bbuen[oa]s? (?:dias|tardes|noches)\b|\bhola\b|\bnever ?mind\b|\bnvm\b|\bignore (?:that|this|me)\b"
             r"|\bwrong (?:chat|channel|person|window)\b|\bsee (?:you|ya|u)\b.*|\bbye\b|\btest(?:ing)?(?: 123| 1 2 3)?\b(?=\W*$)|\bwho (?:won|is winning)\b.*|\bweather\b.*|\btell me a (?:joke|story)\b|\bjoke\b|\bare you (?:a |an )?(?:robot|bot|human|real|ai|there|person)\b"
             r"|\bwho are you\b|\bwhat can you do\b|\bhow are you\b|\bhow'?s it going\b|\b(?:have|had) a (?:great|good|nice|wonderful|blessed)\b.*|\bcongrat\w*\b|\bwelcome\b|\brecommend (?:a|any)\b.*\b(?:place|restaurant|movie|book|coffee|lunch)\b.*"
             r"|\bgo (?:team|\w+s)\b(?=\W*$)|\btgif\b|\bwow\b|\bdale\b|\bfeliz \w+\b|\bbuen fin de semana\b|\bsorry\b|\boops\b|\bmy bad\b|\bplease disregard\b|\bdisregard\b|\bwill do\b|\bon it\b|\bomw\b|\bbrb\b|\bidk\b|\bsame here\b|\bmeant (?:that|this) for\b.*"
             r"|\bfun (?:time|day|night)\b|\bwhat a (?:day|week|game)\b|\bis it (?:friday|summer|friday yet|summer yet)\b.*|\blunch (?:today|anyone|plans)\b|\bcoffee\b|\bdo you (?:like|know any)\b.*|\bwhat'?s up\b|\bsup\b|\bexcelente\b|\bentendido\b|\bde acuerdo\b|\blisto\b"),
)  # fmt: skip
_KINDS = tuple((kind, re.compile(pattern)) for kind, pattern in _PARTS)
_FILLER = frozenset(
    """a an the and or so to too for with of on in at it its is was are be been that this these those i im me my we our us you your youre ur u all any
    very much really just well again now today tomorrow yet still there here team everyone everybody guys folks yall friend friends sir maam miss
    ms mr mrs dr please pls if when what whats how who did does do can could would will let know hear heard about from them they he she have has had
    back up out got get soon day week weekend morning night great good fine best help helping everything lot bunch man oh ah um yay woo hoo as by
    quick support hard work time one some more super ever kind nice love y de la el los las por para con su muy todo toda todos equipo que tan
    request message email question meeting meetings principals principal next then see later take care last ones bot robot haha
    """.split()  # noqa: SIM905
)
CONTENT_WORDS = {"thanks": 1, "status": 0, "chat": 0, "ild": 8}
"""How many words of content may stand beside the small talk before a message counts as a request after all."""


def kind_of(text: str, content: frozenset[str]) -> str:
    """ "thanks", "status", "ild", "chat", "empty" or "" (a request), for a cleaned text.

    `content` holds the words that name a desk's matter; one of them beside the small talk makes it a request,
    except for the ILD's own matters.
    """
    folded = fold(text)
    if not re.search(r"\w", folded):
        return "empty" if not folded.strip() else "chat"
    left, kinds = folded, []
    for kind, pattern in _KINDS:
        cut = pattern.sub(" ", left)
        if cut != left:
            kinds.append(kind)
            left = cut
    if not kinds:
        return ""
    rest = [word for word in re.findall(r"\w+", left) if word not in _FILLER and len(word) > 1]
    if kinds[0] == "ild":
        own_matter = sum(word in content for word in rest) <= 2
        return "ild" if own_matter and len(rest) <= CONTENT_WORDS["ild"] else ""
    if any(word in content for word in rest):
        return ""
    return next((kind for kind in kinds if len(rest) <= CONTENT_WORDS[kind]), "")
