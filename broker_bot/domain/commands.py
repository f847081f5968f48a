"""What people and the clock can ask for. One frozen class a command; the actor is resolved before a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from broker_bot.domain.family import Told
from broker_bot.domain.files import FileRef


@dataclass(frozen=True, slots=True)
class Command:
    """`key` makes a repeated delivery a no-op; `by` is the Slack user id; `at` is when the person acted (UTC)."""

    key: str
    by: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Say(Command):
    """Plain words to the bot: a DM (with its channel and ts), `/broker` (no ts) or the form (no channel).

    `thread` is the ts it answers; `school` is named by those who file for another one; `source` is the address of a
    message that was forwarded.
    """

    text: str = ""
    channel: str = ""
    ts: str = ""
    thread: str = ""
    slash: bool = False
    school: str = ""
    source: str = ""
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class PickUp(Command):
    """A message elsewhere becomes a request with its whole thread up to `upto`: a shortcut on it, or a mention.

    `root` is the thread's first ts, `text` the message that was picked (or the mention) and `author` its writer's
    Slack id; `words` are the asker's own beside it. `respond` is where a line only the asker sees may be sent.
    `formed` tells that channel and ts came back through a form.
    """

    channel: str = ""
    ts: str = ""
    root: str = ""
    upto: str = ""
    text: str = ""
    author: str = ""
    words: str = ""
    school: str = ""
    mention: bool = False
    formed: bool = False
    respond: str = ""


@dataclass(frozen=True, slots=True)
class Edited(Command):
    """Somebody changed a message of theirs; `stamp` is Slack's ts of the change, so that the latest one holds.

    `direct` is False for what was written in a channel. `thread` is the ts it hangs under, `message` the key of the
    message itself. `danger`: it reads like danger now.
    """

    channel: str = ""
    ts: str = ""
    text: str = ""
    stamp: str = ""
    direct: bool = True
    thread: str = ""
    message: str = ""
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Removed(Command):
    """Somebody deleted a message of theirs."""

    channel: str = ""
    ts: str = ""
    direct: bool = True


@dataclass(frozen=True, slots=True)
class Remark(Command):
    """Words in the thread under a unit's card: inside, whatever they say."""

    channel: str = ""
    ts: str = ""
    thread: str = ""
    text: str = ""
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class SendRemark(Command):
    """The author of a remark sends it to the school; `said` is its row."""

    said: int = 0


@dataclass(frozen=True, slots=True)
class Reword(Command):
    """What somebody wrote in a form reads otherwise, or is taken back (`text` empty); `said` is its row."""

    said: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class NotThat(Command):
    """*No, this is new*: words that joined a request are a request of their own; `said` is their row."""

    said: int = 0


@dataclass(frozen=True, slots=True)
class OnRequest(Command):
    """Any act on one request."""

    request: int = 0


@dataclass(frozen=True, slots=True)
class Take(OnRequest):
    """A member of the unit says *I have it*. Never an answer."""


@dataclass(frozen=True, slots=True)
class ReplyToSchool(OnRequest):
    """A sentence the school will read: the answer that stops the response clock.

    `channel` and `ts` are set when it is a remark of the unit's thread that its author sends on.
    """

    text: str = ""
    channel: str = ""
    ts: str = ""
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask(OnRequest):
    """A question for the school; with a day, the clock waits for the answer until then."""

    text: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Called(OnRequest):
    """*I called them*: one sentence about the call, which the school reads."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class NobodyCalled(OnRequest):
    """The school says that nobody called."""


@dataclass(frozen=True, slots=True)
class Resume(OnRequest):
    """The clock goes on without the school's answer."""


@dataclass(frozen=True, slots=True)
class Promise(OnRequest):
    """A date with its sentence."""

    text: str = ""
    day: date | None = None
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Finish(OnRequest):
    """The unit says it is done, in a sentence; the school confirms or reopens."""

    text: str = ""
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class NotOurs(OnRequest):
    """The unit names the desk where it goes (a route id, the triage desk's included)."""

    route: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class DeskStatus(OnRequest):
    """How it stands at a unit's own desk ("assigned", "parts ordered"). Never an answer."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Change(OnRequest):
    """The school names another desk; after *take* it only asks the unit."""

    route: str = ""


@dataclass(frozen=True, slots=True)
class Add(OnRequest):
    """More words from the school; `channel` and `ts` are those of the message, empty from a form.

    `danger`: the words read like danger.
    """

    text: str = ""
    channel: str = ""
    ts: str = ""
    files: tuple[FileRef, ...] = ()
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Withdraw(OnRequest):
    """The school no longer needs it."""


@dataclass(frozen=True, slots=True)
class NeedHelp(OnRequest):
    """*I need help with this*: straight to the ILD, unscored."""


@dataclass(frozen=True, slots=True)
class NotEmergency(OnRequest):
    """The school says that an urgent request can wait: nobody else is alarmed."""


@dataclass(frozen=True, slots=True)
class Confirm(OnRequest):
    """The school says it is done."""


@dataclass(frozen=True, slots=True)
class Reopen(OnRequest):
    """The school says it is not done. `danger`: the words read like danger; `details` as in `Request`."""

    text: str = ""
    danger: bool = False
    details: str = ""


@dataclass(frozen=True, slots=True)
class StepIn(OnRequest):
    """The ILD serves the school; the unit still owes."""


@dataclass(frozen=True, slots=True)
class Nudge(OnRequest):
    """A line of the ILD's own to a named person of the unit."""

    text: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class LetRun(OnRequest):
    """The ILD lets the unit go on until a day."""

    day: date | None = None


@dataclass(frozen=True, slots=True)
class HandBack(OnRequest):
    """The ILD hands a request back to the unit."""


@dataclass(frozen=True, slots=True)
class IldReply(OnRequest):
    """A sentence of the ILD to the school; never the unit's answer."""

    text: str = ""
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class IldFinish(OnRequest):
    """The ILD who stepped in says it is done; the school confirms."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Woke(OnRequest):
    """The clock asks to look again. `told` are those who heard of the same trouble by a request it is joined with."""

    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class PacketDelivered(OnRequest):
    """The ILD's packet was posted; the step after the ILD counts from here."""


@dataclass(frozen=True, slots=True)
class Choose(Command):
    """An answer to the bot's question which desk."""

    draft: int = 0
    route: str = ""


@dataclass(frozen=True, slots=True)
class Show(Command):
    """Bring a request's packet into the presser's conversation, with its buttons."""

    request: int = 0


@dataclass(frozen=True, slots=True)
class Worded(Command):
    """`/broker VERB` with words after it. `text` is all of it: words of a school that fit no form are a request."""

    text: str = ""
    channel: str = ""

    @property
    def words(self) -> str:
        """What follows the verb."""
        return self.text.strip().partition(" ")[2].strip()


@dataclass(frozen=True, slots=True)
class Close(Worded):
    """`closed DAY ...`: a snow day or an early closing."""


@dataclass(frozen=True, slots=True)
class OpenAgain(Worded):
    """`open DAY ...`: a declared closing is taken back from now on."""


@dataclass(frozen=True, slots=True)
class InSchools(Worded):
    """`in schools ...`: the ILD's protected time."""


@dataclass(frozen=True, slots=True)
class CopyMe(Worded):
    """`copy me on UNIT until DAY`: a timed watch."""


@dataclass(frozen=True, slots=True)
class Settle(Command):
    """The sender's word on a message that waits for it. `choice` is one of its kind's own, `text` an edited message."""

    pending: int = 0
    choice: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class AskUpdate(OnRequest):
    """The school asks how its request stands; the unit's thread hears it once."""


@dataclass(frozen=True, slots=True)
class AnswerTalk(Command):
    """The ILD answers what a principal sent to them; an empty text says that they talked."""

    talk: int = 0
    text: str = ""
