"""One catch-all listener a kind and a dictionary by id: parse, handle, answer. Nothing is done after `ack`."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import OperationalError

from broker_bot.domain import commands as c
from broker_bot.domain.district import Person
from broker_bot.domain.model import Reply
from broker_bot.service import Service
from broker_bot.service.landing import actor_of, stranger
from broker_bot.service.whispers import know, refresh_home, renew, whisper
from broker_bot.slack import ids, payloads, payloads_talk
from broker_bot.slack.commands_help import OPENS, help_for, verb_of
from broker_bot.slack.openers import Look, NotAllowed, Opener
from broker_bot.slack.openers_intake import Shortcut
from broker_bot.slack.payloads import Payload, Unreadable
from broker_bot.slack.payloads_intake import mention
from broker_bot.slack.verbs import worded
from broker_bot.slack.views.notice_modal import notice_modal
from broker_bot.slack.views.surface import Modal
from broker_bot.slack.views.text import say
from broker_bot.store.db import Busy

log = logging.getLogger(__name__)

ANY = re.compile(r".*", re.DOTALL)
NOT_SAVED = "Not saved yet: the district's database is busy. Your words are still here; press Submit again."
OLD_FORM = "This form is out of date, so nothing was sent. Close it and open it again."
NOT_OPENED = "The form did not open in time. Please press again."
NOT_RECORDED = "Not recorded: the district's database is busy. Please send it again."

HEARD = {
    "message": "_said",
    "app_mention": "_mentioned",
    "app_home_opened": "_home",
    "team_join": "_met",
    "user_change": "_met",
}
"""Which listener hears which type of event; `slack/manifest.py` subscribes to exactly these."""

QUIET = (
    *(c.AnswerTalk, c.Take, c.Confirm, c.Withdraw, c.StepIn, c.HandBack, c.ReplyToSchool, c.Promise, c.Finish),
    *(c.Choose, c.Settle, c.Ask, c.Called, c.NobodyCalled, c.Resume, c.NotThat, c.Reword),
)
"""Commands whose card shows the result, so that no extra line is needed."""


@dataclass(frozen=True, slots=True)
class Registry:
    """What the listeners know by id: presses, openers of modals, submissions, shortcuts."""

    buttons: Mapping[str, Callable[[Payload], c.Command]]
    openers: Mapping[str, Opener]
    modals: Mapping[str, Callable[[Payload], c.Command]]
    shortcuts: Mapping[str, Shortcut]


def register(app: App, service: Service, known: Registry) -> None:
    """Every listener of the bot, in one list."""
    door = _Door(service, known)
    app.event(ANY)(door.event)
    app.action(ANY)(door.action)
    app.view(ANY)(door.view)
    app.command(ANY)(door.command)
    app.shortcut(ANY)(door.shortcut)


class _Door:
    """The listeners; Bolt fills in their arguments by name."""

    def __init__(self, service: Service, known: Registry) -> None:
        self.service, self.known = service, known

    def event(self, body: dict[str, Any], event: dict[str, Any]) -> None:
        hear = getattr(self, HEARD.get(str(event.get("type")), "_other"))
        hear(body, event)

    def _said(self, body: Payload, event: Payload) -> None:
        team = str(body.get("team_id") or "")
        said: c.Command | None = payloads.message(event, team)
        said = said or payloads_talk.rewritten(event, team) or payloads_talk.remark(event, team)
        if said is not None:
            self.service.handle(said)

    def _mentioned(self, body: Payload, event: Payload) -> None:
        picked = mention(event, body)
        if picked is not None:
            self.service.handle(picked)

    def _home(self, _: Payload, event: Payload) -> None:
        if event.get("tab") == "home" and payloads.texts(event, "user"):
            refresh_home(self.service, str(event["user"]))

    def _met(self, _: Payload, event: Payload) -> None:
        user = event.get("user")
        _meet(self.service, user if isinstance(user, dict) else {})

    def _other(self, _: Payload, __: Payload) -> None:
        """Answered so that Slack does not send it again."""

    def action(self, body: dict[str, Any], ack: Ack, client: WebClient) -> None:
        try:
            pressed = payloads.action(body)
            opener = self.known.openers.get(str(pressed.get("action_id")))
            if opener is not None:
                view = self._opened(opener, payloads.user(body), str(pressed.get("value") or ""))
                if not _open(client, body, view):
                    self._whisper(body, NOT_OPENED)
            else:
                self._press(body, pressed)
        except Unreadable as error:
            log.warning("an outdated press by %s: %s", payloads.user(body), error)
            renew(self.service, *payloads.where(body), payloads.user(body))
            self._whisper(body, str(error))
        ack()

    def _press(self, body: Payload, pressed: Payload) -> None:
        parse = self.known.buttons.get(str(pressed.get("action_id")))
        if parse is None:
            raise Unreadable(payloads.OUTDATED)
        command = parse(body)
        reply = self.service.handle(command)
        if reply.text and (reply.refused or not isinstance(command, QUIET)):
            self._whisper(body, reply.text)
        elif reply.errors:
            self._whisper(body, next(iter(reply.errors.values())))
        if "view_id" in (body.get("container") or {}):
            refresh_home(self.service, payloads.user(body))

    def _opened(self, opener: Opener, user: str, value: str) -> Modal:
        view = self._looked(user, lambda look, actor: opener(look, actor, value))
        assert view is not None
        return view

    def _looked(self, user: str, draw: Callable[[Look, Person], Modal | None]) -> Modal | None:
        district, now = self.service.present.district(), self.service.clock.now()

        def look(conn: Any) -> Modal | None:
            actor = actor_of(conn, user, district)
            if actor is None:
                return notice_modal("Not in the roster", stranger(district, conn, user).text)
            try:
                return draw(Look(conn, district, now), actor)
            except NotAllowed as error:
                return notice_modal("Not possible", str(error))

        return self.service.db.read(look)

    def _whisper(self, body: Payload, text: str) -> None:
        place, ts = payloads.where(body)
        whisper(self.service, place if ts else "", payloads.user(body), text)

    def view(self, body: dict[str, Any], ack: Ack) -> None:
        view = body["view"]
        parse = self.known.modals.get(str(view.get("callback_id")))
        if body.get("type") != "view_submission":
            ack()
            return
        if parse is None:
            ack(response_action="update", view=notice_modal("Not possible", OLD_FORM, _typed(body)).view)
            return
        try:
            command = parse(body)
            reply = self.service.handle(command)
        except Unreadable as error:
            ack(response_action="update", view=notice_modal("Not possible", str(error), _typed(body)).view)
            return
        except (Busy, OperationalError):
            log.exception("a submission was not saved")
            ack(response_action="errors", errors={_first_field(view): NOT_SAVED})
            return
        self._answer_view(body, ack, command, reply)

    def _answer_view(self, body: Payload, ack: Ack, command: c.Command, reply: Reply) -> None:
        fields = {block["block_id"] for block in body["view"].get("blocks", []) if block.get("type") == "input"}
        if reply.errors:
            ack(response_action="errors", errors={_field(k, fields): v for k, v in reply.errors.items()})
            return
        if reply.refused:
            ack(response_action="update", view=notice_modal("Not done", reply.text, _typed(body)).view)
            return
        if reply.text and not isinstance(command, QUIET):
            whisper(self.service, "", payloads.user(body), reply.text)
        ack()

    def command(self, body: dict[str, Any], ack: Ack, client: WebClient) -> None:
        verb = verb_of(str(body.get("text") or ""))
        opener = self.known.openers.get(OPENS.get(verb, ""))
        if opener is not None:
            if _open(client, body, self._opened(opener, str(body.get("user_id")), "")):
                ack()
            else:
                ack(text=NOT_OPENED, response_type="ephemeral")
            return
        words = help_for(verb, str(body.get("text") or ""))
        if words is not None:
            ack(text=words, response_type="ephemeral")
            return
        try:
            reply = self.service.handle(worded(body))
        except (Busy, OperationalError):
            log.exception("a slash command was not recorded")
            ack(text=NOT_RECORDED, response_type="ephemeral")
            return
        ack(text=say(reply.text) if reply.text else "", response_type="ephemeral")

    def shortcut(self, body: dict[str, Any], ack: Ack, client: WebClient) -> None:
        try:
            offered = self.known.shortcuts.get(str(body.get("callback_id")))
            if offered is None:
                raise Unreadable(payloads.OUTDATED)
            view = self._looked(payloads.user(body), lambda look, actor: offered.view(look, actor, body))
            if view is None and offered.parse is not None:
                self.service.handle(offered.parse(body))
            elif view is not None and not _open(client, body, view):
                whisper(self.service, "", payloads.user(body), NOT_OPENED)
        except Unreadable as error:
            whisper(self.service, "", payloads.user(body), str(error))
        ack()


def _open(client: WebClient, body: Payload, modal: Modal) -> bool:
    """The one Web API call a listener makes: after a read, never after a write. False when Slack did not open it."""
    try:
        client.views_open(trigger_id=str(body["trigger_id"]), view=modal.view)
    except (SlackApiError, OSError) as error:
        why = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
        log.warning("a form could not be opened: %s", why)
        return False
    return True


def _meet(service: Service, user: Mapping[str, Any]) -> None:
    profile = user.get("profile") or {}
    if user.get("id") and profile.get("email") and not user.get("is_bot"):
        know(service, user["id"], profile["email"], str(user.get("real_name") or ""), bool(user.get("deleted")))


def _typed(body: Payload) -> str:
    """What somebody wrote into a form that could not be taken, so that nothing they wrote is lost."""
    return payloads.words(body)


def _first_field(view: Mapping[str, Any]) -> str:
    return next((str(b["block_id"]) for b in view.get("blocks", []) if b.get("type") == "input"), ids.FIELD_TEXT)


def _field(wanted: str, fields: set[str]) -> str:
    return wanted if wanted in fields else next(iter(sorted(fields)), wanted)
