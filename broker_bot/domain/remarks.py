"""Does a remark among colleagues read like an answer to the school? Only then is its author told who reads it. Pure.

It errs on the side of silence: a line too many is noise in somebody's thread, and it comes once a request at most.
"""

from __future__ import annotations

import re

_DO = "come|be|bring|fix|send|replace|repair|call|look|check|deliver|install|order|get|have|do|finish|start|drop|pick"
_DONE = "fixed|done|repaired|replaced|ordered|approved|ready|sent|paid|installed|delivered|scheduled"
_WILL = "'ll| will| can| are going to| am going to"
_IS = "'s| is| are|'re| has been| have been"
_SAYS = (
    rf"\b[a-z]+(?:{_WILL})(?: \w+)? (?:{_DO})\w*\b",
    rf"\b(?:it|that|this|they|the \w+)(?:{_IS})(?: now)? (?:{_DONE})\b",
    rf"\bwe(?:'ve| have)? (?:{_DONE})\b",
    rf"\b(?:we|i)(?: \w+)? (?:{_DO})s? (?:it |them |by |over |out )?(?:at|on|by|today|tomorrow|this|next)\b",
    r"\b(?:tell|let) (?:them|her|him|the school|the principal)\b",
    r"^(?:hi|hello|dear|good (?:morning|afternoon))\b.{20,}",
    r"\b(?:please|could you|can you) (?:\w+ ){0,3}(?:us|me) (?:know|the|a|your|which|when)\b",
)
_INSIDE = (
    r"\b(?:does|do|did|has|have|can|could|who|anyone|anybody|somebody)\b[^?]{0,80}\?\s*$",
    r"^(?:ok|okay|thanks|thank you|lol|on it|got it|will do|same|again|yes|no|yep|nope)\W*$",
    r"\b(?:don't|do not) (?:tell|say|write)\b",
)
_READS = re.compile("|".join(_SAYS), re.IGNORECASE | re.DOTALL)
_STAYS = re.compile("|".join(_INSIDE), re.IGNORECASE)

SHORTEST, LONGEST = 12, 3000
"""Characters of a remark that can be an answer; a reply of the form takes as many."""


def reads_like_answer(text: str) -> bool:
    """Whether somebody may think that the school has read this."""
    said = text.strip()
    if not SHORTEST <= len(said) <= LONGEST or _STAYS.search(said):
        return False
    return bool(_READS.search(said))
