"""The sandbox's plain types: who is in the workspace, which faults to inject, what was sent and answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
"""One JSON object of Slack's wire format."""

FaultKind = Literal["ratelimited", "error", "status", "reset_before", "reset_after", "hang", "delay", "late"]
Direction = Literal["bot->slack", "slack->bot"]


@dataclass(frozen=True)
class SandboxPerson:
    """A member of the workspace. `group` is the heading under which the page lists the person."""

    id: str
    name: str
    email: str
    title: str = ""
    group: str = ""
    deactivated: bool = False
    tz: str = "America/Chicago"


@dataclass(frozen=True)
class SandboxChannel:
    """A channel and the ids of its members. The bot joins too unless `bot_in` is False.

    external: marked as shared with another organization (Slack Connect); nobody of another one is there.
    """

    id: str
    name: str
    private: bool = False
    members: tuple[str, ...] = ()
    bot_in: bool = True
    archived: bool = False
    external: bool = False


@dataclass(frozen=True)
class HostButton:
    """A button of the page that the host of the sandbox answers at `url` (a POST)."""

    id: str
    label: str
    url: str
    hint: str = ""


@dataclass(frozen=True)
class Shortcut:
    """A shortcut of the app: `global` ones stand in the composer's menu, `message` ones in each message's."""

    callback_id: str
    name: str
    kind: Literal["global", "message"] = "global"


@dataclass(frozen=True)
class Fault:
    """What goes wrong with the next calls of one method.

    method: a Web API method, `response_url`, `upload` or `download` (bytes of files), or `*` for every one of them.
    channel: only calls that name this channel; None for any.
    times: how many calls; None for every call until cleared.
    kind: `ratelimited` answers 429 with Retry-After `retry_after` (seconds); `error` answers ok:false with `error`;
    `status` answers the HTTP `status`; `reset_before` resets the TCP connection and nothing took effect;
    `reset_after` resets it once the call took effect; `late` resets it at once and the call takes effect `seconds`
    later; `delay` takes effect at once and answers `seconds` later; `hang` takes no effect, keeps the connection for
    `seconds`, then resets it.
    share: the share of matching calls hit, drawn from the sandbox's seeded generator.
    """

    method: str
    kind: FaultKind
    channel: str | None = None
    times: int | None = 1
    error: str = "fatal_error"
    status: int = 500
    retry_after: int = 3
    seconds: float = 2.0
    share: float = 1.0


@dataclass(frozen=True)
class Traffic:
    """One request between bot and workspace, as the log keeps it.

    at: seconds since 1970 on the workspace's clock. error: Slack's error code or a sentence, None when fine.
    status: the HTTP status, 0 when no answer came. body: what was sent. fault: the injected fault's kind, if any.
    """

    seq: int
    at: float
    direction: Direction
    method: str
    channel: str | None
    ok: bool
    error: str | None
    status: int
    body: Any
    fault: str | None = None


@dataclass(frozen=True)
class BotAnswer:
    """What the bot answered to a press, a submission or a slash command, as the person sees it.

    ok: nothing went wrong for the person. status: HTTP status (0: no answer, or nothing was sent).
    body: the decoded JSON object or the text. errors: block_id -> sentence, shown in the modal.
    error: what the person is told went wrong, or None.
    """

    ok: bool
    status: int
    body: Any = None
    errors: Mapping[str, str] = field(default_factory=dict)
    error: str | None = None
    trigger_id: str | None = None


class SlackError(Exception):
    """The Web API's refusal: an error code, the sentences Slack puts into response_metadata, and further fields."""

    def __init__(self, code: str, messages: tuple[str, ...] = (), extra: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages
        self.extra = dict(extra or {})

    def body(self) -> Json:
        """Return the answer's body, in Slack's shape."""
        answer: Json = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            answer["errors"] = list(self.messages)
            answer["response_metadata"] = {"messages": [f"[ERROR] {line}" for line in self.messages]}
        return answer


class HandsError(Exception):
    """A person tried what the screen does not offer; the message says what is there instead."""
