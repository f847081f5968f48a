"""Slack's JSON to commands: pure. What can't be understood is refused with a sentence for the person."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from broker_bot.domain import commands as c
from broker_bot.domain.files import FileRef
from broker_bot.domain.joins import Part
from broker_bot.domain.words import clean
from broker_bot.slack import ids

Payload = Mapping[str, Any]


class Unreadable(Exception):
    """A payload that no view of ours could have sent; the message is for the person."""


LARGEST_ID = 2**31 - 1
"""The largest id the database's columns take."""

OUTDATED = "This card is out of date. I refreshed what I could; please look again."


def at(ts: object) -> datetime | None:
    """A Slack timestamp ("1768514400.000100") as aware UTC; None when it is not one."""
    try:
        return datetime.fromtimestamp(float(str(ts)), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def texts(found: Payload, *names: str) -> bool:
    """Whether these fields are there and are texts; Slack's own payloads have them."""
    return all(isinstance(found.get(name), str) and found[name] for name in names)


def message(event: Payload, team: str) -> c.Say | None:
    """Plain words in a direct conversation with the bot; None for anything else (bots, edits, channels)."""
    if event.get("channel_type") != "im" or event.get("bot_id") or not texts(event, "channel", "ts", "user"):
        return None
    if event.get("subtype") not in (None, "file_share", "thread_broadcast"):
        return None
    channel, ts = str(event["channel"]), str(event["ts"])
    thread = str(event.get("thread_ts") or "")
    return c.Say(
        key=f"msg:{team}:{channel}:{ts}",
        by=str(event["user"]),
        at=at(ts),
        text=told(event),
        channel=channel,
        ts=ts,
        thread=thread if thread != ts else "",
        source=forwarded_from(event),
        files=attached(event.get("files")),
    )


def attached(files: object) -> tuple[FileRef, ...]:
    """The files of a message or of a form's file input, by id; what has no id (a deleted one) is left out.

    docs.slack.dev/reference/objects/file-object: `mode` external lies elsewhere, the other two are gone.
    """
    found = [one for one in files if isinstance(one, dict)] if isinstance(files, list) else []
    return tuple(
        _file(one) for one in found if one.get("id") and one.get("mode") not in ("tombstone", "hidden_by_limit")
    )


def _file(one: Payload) -> FileRef:
    size, name = one.get("size"), clean(str(one.get("name") or one.get("title") or ""))
    return FileRef(
        id=str(one["id"]),
        name=name if len(name) <= 255 else f"{name[:200]}…{name[-50:]}",  # the ending tells what it is
        mimetype=clean(str(one.get("mimetype") or ""))[:100],
        size=size if isinstance(size, int) else 0,
        external=bool(one.get("is_external")) or one.get("mode") == "external",
    )


def told(message: Payload) -> str:
    """A message in plain words, with the words of a message that was forwarded in it; previews of links are left out.

    docs.slack.dev/messaging: a forwarded message is an attachment with `is_share`; an app's message may have no text.
    """
    own, attached = spoken(str(message.get("text") or "")), _attachments(message)
    if shared := [one for one in attached if one.get("is_share")]:
        return "\n".join(part for part in (own, *map(_shared, shared)) if part)
    return own or "\n".join(spoken(str(one.get("text") or one.get("fallback") or "")) for one in attached)


def _shared(attachment: Payload) -> str:
    author, text = str(attachment.get("author_name") or "Somebody"), spoken(str(attachment.get("text") or ""))
    return f"{author} wrote: {text}" if text else ""


def forwarded_from(message: Payload) -> str:
    """The address of the message that this one forwards, or ""."""
    shared = (one for one in _attachments(message) if one.get("is_share"))
    return next((clean(str(one.get("from_url") or "")) for one in shared), "")


def _attachments(message: Payload) -> list[Payload]:
    found = message.get("attachments")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def slash(body: Payload) -> c.Say:
    """`/broker` with words."""
    return c.Say(
        key=f"slash:{body.get('trigger_id')}",
        by=str(body.get("user_id") or ""),
        text=spoken(str(body.get("text") or "")),
        channel=str(body.get("channel_id") or ""),
        slash=True,
    )


def unescaped(text: str) -> str:
    """Slack escapes three characters in what people type; people mean the characters."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


_LINK = re.compile(r"<((?:https?|mailto|tel):[^<>|\s]+)(?:\|([^<>]*))?>")
_PLACE = re.compile(r"<[#!][^<>|]*\|([^<>]*)>")
_SCHEME = re.compile(r"(?:https?://|mailto:|tel:)")


def spoken(text: str) -> str:
    """A message as its writer meant it: links and channels in words; mentions of people keep their ids for later.

    See docs.slack.dev, "Formatting message text", on what Slack puts between angle brackets.
    """
    return unescaped(_PLACE.sub(_place, _LINK.sub(_link, text)))


def _link(found: re.Match[str]) -> str:
    to, label = found[1], (found[2] or "").strip()
    bare = _SCHEME.sub("", to, count=1)
    shown = to if to.startswith("http") else bare
    same = to.startswith("tel:") or label.rstrip("/") in (to.rstrip("/"), bare.rstrip("/"))
    if not label:
        return shown
    return label if same else f"{label} ({shown})"


def _place(found: re.Match[str]) -> str:
    return f"#{found[1]}" if found[0].startswith("<#") else found[1]


def action(body: Payload) -> Payload:
    """The one action of a block_actions payload; what was picked of a menu is its value."""
    found = body.get("actions") or []
    if not found:
        raise Unreadable(OUTDATED)
    first: Payload = found[0]
    option = first.get("selected_option")
    return {**first, "value": option.get("value")} if isinstance(option, dict) and "value" not in first else first


def where(body: Payload) -> tuple[str, str]:
    """The channel and message ts a button stood in; a Home's or a modal's view id and "" otherwise."""
    container = body.get("container") or {}
    if container.get("channel_id"):
        return str(container["channel_id"]), str(container.get("message_ts") or "")
    return str(container.get("view_id") or ""), ""


def button_key(body: Payload) -> str:
    """One press: where it stood, who pressed, when."""
    place, ts = where(body)
    pressed = action(body)
    return f"btn:{place}:{ts}:{user(body)}:{pressed.get('action_ts')}:{pressed.get('action_id')}"


def user(body: Payload) -> str:
    """Who acted."""
    return str((body.get("user") or {}).get("id") or "")


def number(value: object) -> int:
    """An aggregate's id out of a button's value or a modal's private_metadata. Raises Unreadable."""
    text = str(value or "")
    if not (text.isascii() and text.isdecimal()) or len(text) > 10 or int(text) > LARGEST_ID:
        raise Unreadable(OUTDATED)
    return int(text)


_PRESSES: dict[str, type[c.OnRequest]] = {
    ids.WITHDRAW: c.Withdraw,
    ids.NEED_HELP: c.NeedHelp,
    ids.NOT_EMERGENCY: c.NotEmergency,
    ids.CONFIRM: c.Confirm,
    ids.TAKE: c.Take,
    ids.PART: Part,
    ids.STEP_IN: c.StepIn,
    ids.HAND_BACK: c.HandBack,
}


def _press(kind: type[c.OnRequest], body: Payload) -> c.Command:
    pressed = action(body)
    return kind(button_key(body), user(body), at(pressed.get("action_ts")), number(pressed.get("value")))


def _choose(body: Payload) -> c.Command:
    draft, _, route = str(action(body).get("value") or "").partition(":")
    return c.Choose(button_key(body), user(body), None, number(draft), route)


def _choose_triage(body: Payload) -> c.Command:
    draft, _, _ = str(action(body).get("value") or "").partition(":")
    return c.Choose(button_key(body), user(body), None, number(draft), "triage")


def _show(body: Payload) -> c.Command:
    pressed = action(body)
    return c.Show(button_key(body), user(body), at(pressed.get("action_ts")), number(pressed.get("value")))


def pressing(kind: type[c.OnRequest]) -> Callable[[Payload], c.Command]:
    """A button that says what to do with a request and nothing else."""
    return lambda body: _press(kind, body)


BUTTONS: dict[str, Callable[[Payload], c.Command]] = {
    **{action_id: pressing(kind) for action_id, kind in _PRESSES.items()},
    ids.SHOW: _show,
    ids.CHOOSE: _choose,
    ids.CHOOSE_TRIAGE: _choose_triage,
}


def view_key(body: Payload) -> str:
    """One submission: the view and what was filled in, so that a second press of Submit is the same."""
    view = body["view"]
    filled = json.dumps((view.get("state") or {}).get("values") or {}, sort_keys=True)
    return f"view:{view['id']}:{hashlib.sha256(filled.encode()).hexdigest()}"


def filled(body: Payload, block: str) -> Any:
    """What stands in a modal's field: text, a picked option's value, a date, or a list of values; None if empty."""
    values = (body["view"].get("state") or {}).get("values") or {}
    element = (values.get(block) or {}).get(ids.VALUE) or {}
    if "selected_option" in element:
        return (element["selected_option"] or {}).get("value")
    if "files" in element:
        return element["files"]
    if "selected_options" in element:
        return [option["value"] for option in element["selected_options"] or []]
    return element.get("value") or element.get("selected_date") or element.get("selected_user")


def words(body: Payload, block: str = ids.FIELD_TEXT) -> str:
    """A text field as its writer meant it."""
    return unescaped(str(filled(body, block) or ""))


def files(body: Payload) -> tuple[FileRef, ...]:
    """What was put into the form's file input."""
    return attached(filled(body, ids.FIELD_FILES))


def day(body: Payload) -> date | None:
    """The picked date; None when empty. Raises Unreadable for anything that is no date."""
    picked = filled(body, ids.FIELD_DATE)
    try:
        return date.fromisoformat(picked) if picked else None
    except ValueError:
        raise Unreadable(OUTDATED) from None


def common(body: Payload) -> tuple[str, str, None, int]:
    """What every modal about a request begins with: key, person, no time of its own, the request."""
    return view_key(body), user(body), None, number(body["view"].get("private_metadata"))


MODALS: dict[str, Callable[[Payload], c.Command]] = {
    ids.MODAL_CHANGE: lambda b: c.Change(*common(b), route=str(filled(b, ids.FIELD_ROUTE) or "")),
    ids.MODAL_ADD: lambda b: c.Add(*common(b), text=words(b), files=files(b)),
    ids.MODAL_REOPEN: lambda b: c.Reopen(*common(b), text=words(b)),
    ids.MODAL_REPLY: lambda b: c.ReplyToSchool(*common(b), text=words(b), files=files(b)),
    ids.MODAL_PROMISE: lambda b: c.Promise(*common(b), text=words(b), day=day(b), files=files(b)),
    ids.MODAL_FINISH: lambda b: c.Finish(*common(b), text=words(b), files=files(b)),
    ids.MODAL_NOT_OURS: lambda b: c.NotOurs(*common(b), route=str(filled(b, ids.FIELD_ROUTE) or ""), text=words(b)),
    ids.MODAL_NUDGE: lambda b: c.Nudge(*common(b), text=words(b), person=str(filled(b, ids.FIELD_PERSON) or "")),
    ids.MODAL_LET_RUN: lambda b: c.LetRun(*common(b), day=day(b)),
    ids.MODAL_ILD_REPLY: lambda b: c.IldReply(*common(b), text=words(b), files=files(b)),
    ids.MODAL_ILD_FINISH: lambda b: c.IldFinish(*common(b), text=words(b)),
    ids.MODAL_OTHER: lambda b: c.Choose(*common(b), route=str(filled(b, ids.FIELD_ROUTE) or "")),
}
