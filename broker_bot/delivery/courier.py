"""Claim an intent, draw it, send it, settle it with what Slack said. One row at a time, from any number of threads.

An unclear send is looked up by its metadata before anything is posted again: Slack has no idempotency key.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy.exc import OperationalError

from broker_bot.clock import Clock, machine_time
from broker_bot.delivery import lookup
from broker_bot.delivery.addresses import Addresses, NoAddress, TryLater
from broker_bot.delivery.draw import Drawing, Drawn, Scene
from broker_bot.delivery.fallback import Fallback
from broker_bot.delivery.outside import Outside, Parcel
from broker_bot.delivery.slack import Answer, Kind, SlackDoor
from broker_bot.delivery.verdict import Errand, Verdict
from broker_bot.domain.model import Notice
from broker_bot.service.present import Present
from broker_bot.slack.ids import METADATA_EVENT
from broker_bot.slack.views.surface import Message
from broker_bot.slack.views.text import say
from broker_bot.store import outbox
from broker_bot.store.db import Busy, Database
from broker_bot.store.outbox import Item

log = logging.getLogger(__name__)

AUTH = frozenset({"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "missing_scope"})
"""Nothing can be sent until somebody mends the installation; the queue waits."""

GONE = frozenset({"message_not_found"})
"""A person deleted the card: a new one is posted."""

FIXED = frozenset({"cant_update_message", "edit_window_closed"})
"""The card may not be changed any more: what it should say now hangs under it."""

LOST = frozenset({"is_archived", "is_inactive", "channel_not_found", "not_in_channel"})
"""The recipient can't be written to there; see `fallback`."""

BUSY_SECONDS = 2.0
"""A row that met a busy database is left alone for as long."""

AUTH_PAUSE = timedelta(seconds=30)

LONGEST_PAUSE = 900.0
"""Seconds between two tries at a mail server or a desk that does not answer."""

TRIES_BEFORE_TOLD = 5
"""So often a letter or a desk is tried before the administrator hears of it."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. `between`: two posts to one recipient. `settle`: after this a missed look-up allows a new post.
    `timeout`: one call; a claimed row is leased for three of them.

    Slack takes about one message a second per channel (docs.slack.dev/apis/web-api/rate-limits) and may apply a post
    late; 60 s is the window after which two clean misses were never wrong in the kill tests.
    """

    between: float = 1.0
    settle: float = 60.0
    first_look: float = 1.0
    timeout: float = 10.0


class Courier:
    """Delivers intents. `drawings` maps an intent's kind to what draws it; `after` what is reported once it is sent.

    `errands` are intents that are no message: what they did is their verdict.
    """

    def __init__(
        self,
        db: Database,
        door: SlackDoor,
        present: Present,
        clock: Clock,
        drawings: Mapping[str, Drawing],
        homes: Callable[[Scene, str], dict[str, Any] | None],
        after: Mapping[str, Callable[[int], None]],
        outside: Outside,
        pace: Pace = Pace(),
        errands: Mapping[str, Errand] = MappingProxyType({}),
    ) -> None:
        self.db, self.door, self.present, self.clock, self.pace = db, door, present, clock, pace
        self.addresses = Addresses(db, door, present)
        self.fallback = Fallback(db, self.addresses, present, clock)
        self.trouble = ""
        self._drawings = drawings
        self._homes = homes
        self._after = after
        self._errands = errands
        self.outside = outside
        self._lease = timedelta(seconds=3 * door.timeout)

    def look_around(self) -> None:
        """Read the workspace anew; remind of what can't be written to. Raises ConnectionError when Slack fails."""
        self.addresses.sync()
        self.fallback.remind()

    def deliver_one(self) -> bool:
        """Take one row as far as it goes now; False when nothing may be tried now."""
        now = machine_time()
        if not self.db.read(lambda conn: outbox.any_ready(conn, now)):
            return False
        pace = timedelta(seconds=self.pace.between)
        item = self.db.run(lambda conn: outbox.claim(conn, now, self._lease, pace))
        if item is None:
            return False
        try:
            self._deliver(item)
        except NoAddress as error:
            self.fallback.lost(item, str(error), "")
        except TryLater as error:
            self._later(item, error.seconds, str(error))
        except (Busy, OperationalError) as error:  # the database is in the way, nothing is wrong with the row
            log.info("outbox %d (%s) waits: %s", item.id, item.kind, error)
            self._put_off(item, BUSY_SECONDS, error)
        except Exception as error:  # one row that can't be drawn must not stop the others
            log.exception("outbox %d (%s) failed", item.id, item.kind)
            if item.tries >= 3:
                self._end(item, "parked", f"{type(error).__name__}: {error}")
            else:
                self._put_off(item, 2.0**item.tries, error)
        return True

    def _put_off(self, item: Item, seconds: float, error: Exception) -> None:
        """Try again soon; what may be posted already is looked up before."""
        with suppress(Busy, OperationalError):  # then it comes again when its lease is over
            self._unclear(item, seconds, item.misses, f"{type(error).__name__}: {error}")

    def _deliver(self, item: Item) -> None:
        elsewhere, parcel = self.db.read(lambda conn: self._elsewhere(item, conn))
        if elsewhere:
            self._send_outside(item, parcel)
            return
        if item.kind == "home":
            self._home(item)
            return
        if item.kind.startswith("ephemeral"):
            self._ephemeral(item)
            return
        if item.kind in self._errands:
            self._judge(item, self._errands[item.kind](item))
            return
        if item.sent_at is not None and not self._may_post_again(item):
            return
        drawn = self.db.read(lambda conn: self._draw(item, Scene(conn, self.present.district(), self.clock.now())))
        if drawn is None:
            self._end(item, "dropped", "no longer true")
            return
        channel = drawn.channel or self.addresses.channel(item.recipient)
        if drawn.update:
            self._update(item, drawn, channel)
        else:
            self._post(item, drawn, channel)

    def _judge(self, item: Item, verdict: Verdict) -> None:
        self.trouble = verdict.error if verdict.trouble else ""
        if verdict.end == "sent":
            self._sent(item, verdict.ts, verdict.channel, "", 0)
        elif verdict.end:
            self._end(item, verdict.end, verdict.error)
        elif verdict.lost:
            self.fallback.lost(item, verdict.error, verdict.channel)
        elif verdict.unclear:
            self._unclear(item, verdict.again, verdict.misses, verdict.error)
        else:
            self._later(item, verdict.again, verdict.error, hold=verdict.hold)

    def _elsewhere(self, item: Item, conn: Any) -> tuple[bool, Parcel | None]:
        scene = Scene(conn, self.present.district(), self.clock.now())
        takes = self.outside.takes(scene, item)
        return takes, self.outside.packed(scene, item) if takes else None

    def _send_outside(self, item: Item, parcel: Parcel | None) -> None:
        """A letter or a desk's delivery keeps its id however often it is tried, so that nothing needs a look-up."""
        if parcel is None:
            self._end(item, "dropped", "nothing to say outside Slack")
            return
        now, window = machine_time(), self.clock.now()
        if not self.db.run(lambda conn: outbox.about_to_send(conn, item, now, window, "outside", parcel.version)):
            return
        answer = self.outside.send(item, parcel)
        if answer.kind == Kind.OK:
            self._sent(item, str(answer.data["ts"]), "outside", parcel.text, parcel.version)
        elif answer.kind == Kind.REFUSED:
            log.error("outbox %d (%s): %s", item.id, item.kind, answer.error)
            self._end(item, "parked", answer.error)
            self._tell_administrator(item, answer.error, f"`broker-bot queue retry {item.id}` tries it again.")
        else:
            pause = max(answer.retry_after, self.pace.first_look) * 2.0 ** (item.tries - 1)
            self._later(item, min(pause, LONGEST_PAUSE), answer.error)
            if item.tries == TRIES_BEFORE_TOLD:
                self._tell_administrator(item, answer.error, "What is for them waits, and I go on trying.")

    def _tell_administrator(self, item: Item, error: str, next_step: str) -> None:
        district = self.present.district()
        unit, admin = district.units.get(item.recipient.removeprefix("unit:")), district.help_contact
        text = f"I can't reach {unit.name if unit else item.recipient} ({error}). {next_step}"
        told = Notice("note.plain", f"person:{admin}", admin, {"text": text})
        self.db.run(lambda conn: outbox.enqueue(conn, "dm", 0, told, self.clock.now()))

    def _draw(self, item: Item, scene: Scene) -> Drawn | None:
        return self._drawings[item.kind](scene, item)

    def _update(self, item: Item, drawn: Drawn, channel: str) -> None:
        answer = self.door.call("chat.update", {**self._body(item, drawn, channel), "ts": drawn.update})
        if answer.kind == Kind.REFUSED and answer.error in GONE:
            self.db.run(lambda conn: outbox.forget_card(conn, item))
            self._later(item, 0, answer.error)
        elif answer.kind == Kind.REFUSED and answer.error in FIXED:
            self._status(item, drawn, channel)
        elif answer.kind == Kind.UNCLEAR:
            self._later(item, min(2.0**item.tries, 60), answer.error)
        else:
            self._settle(item, drawn, answer, channel, drawn.update)

    def _status(self, item: Item, drawn: Drawn, channel: str) -> None:
        """Under a card that may not be changed hangs one that says how it is now, itself changed as long as it may."""
        status = self.db.read(lambda conn: outbox.status(conn, item))
        if status is not None and status.channel == channel:
            answer = self.door.call("chat.update", {**self._body(item, drawn, channel), "ts": status.ts})
            if answer.kind == Kind.UNCLEAR:
                self._later(item, min(2.0**item.tries, 60), answer.error)
                return
            if answer.kind != Kind.REFUSED or answer.error not in FIXED | GONE:
                self._settle(item, drawn, answer, channel, status.ts)
                return
        self._post(item, replace(drawn, update="", thread=drawn.thread or drawn.update), channel)

    def _post(self, item: Item, drawn: Drawn, channel: str) -> None:
        body = self._body(item, drawn, channel)
        if drawn.thread:
            body["thread_ts"] = drawn.thread
            if drawn.also_in_channel:
                body["reply_broadcast"] = True
        now, window = machine_time(), self.clock.now()
        if item.lease_until - now <= timedelta(seconds=2 * self.door.timeout):
            self._later(item, 0, "the lease was nearly over")
            return
        if not self.db.run(lambda conn: outbox.about_to_send(conn, item, now, window, channel, drawn.version)):
            return
        answer = self.door.call("chat.postMessage", body)
        if answer.kind == Kind.UNCLEAR:
            self._unclear(item, self.pace.first_look, 0, answer.error)
        else:
            self._settle(item, drawn, answer, channel, str(answer.data.get("ts", "")))

    def _body(self, item: Item, drawn: Drawn, channel: str) -> dict[str, Any]:
        return {
            "channel": channel,
            "text": drawn.message.text,
            "blocks": list(drawn.message.blocks),
            "metadata": {"event_type": METADATA_EVENT, "event_payload": {"id": item.id}},
            "unfurl_links": False,
            "unfurl_media": False,
        }

    def _settle(self, item: Item, drawn: Drawn, answer: Answer, channel: str, ts: str) -> None:
        if answer.kind == Kind.OK:
            self.trouble = ""
            self._sent(item, ts, channel, drawn.message.text, drawn.version)
        elif answer.kind == Kind.LATER:
            self._later(item, answer.retry_after, answer.error, hold=answer.error == "ratelimited")
        elif answer.error in LOST:
            self.fallback.lost(item, answer.error, channel)
        elif answer.error in AUTH:
            self.trouble = answer.error
            self._later(item, AUTH_PAUSE.total_seconds(), answer.error)
        else:
            log.error("outbox %d (%s) refused by Slack: %s %s", item.id, item.kind, answer.error, answer.data)
            self._end(item, "parked", answer.error)

    def _sent(self, item: Item, ts: str, channel: str, text: str, version: int) -> None:
        now = self.clock.now()
        if self.db.run(lambda conn: outbox.sent(conn, item, ts, channel, text, version, now)):
            report = self._after.get(item.kind)
            if report is not None:
                report(item.aggregate)

    def _may_post_again(self, item: Item) -> bool:
        """Look for what may have been posted. True only after two clean misses, the last late enough."""
        assert item.sent_at is not None and item.window_at is not None
        thread = self.db.read(lambda conn: lookup.thread_of(conn, item))
        found = lookup.find(self.door, item.channel, thread, item.window_at, item.id)
        if found.ts:
            version = self.db.read(lambda conn: lookup.version_of(conn, item))
            self._sent(item, found.ts, item.channel, "", version)
            return False
        if found.later:
            self._unclear(item, found.later, item.misses, "look-up put off")
            return False
        if found.stripped:
            log.error("outbox %d (%s): metadata is missing, so it can't be settled", item.id, item.kind)
            self._end(item, "uncertain", "metadata missing")
            return False
        waited = (machine_time() - item.sent_at).total_seconds()
        if item.misses >= 1 and waited >= self.pace.settle:
            self.db.run(lambda conn: outbox.clean_to_resend(conn, item))
            return True
        self._unclear(item, max(self.pace.settle - waited, 0.05), item.misses + 1, "not found yet")
        return False

    def _home(self, item: Item) -> None:
        user = self.addresses.slack_id(item.recipient)
        district, now = self.present.district(), self.clock.now()
        view = self.db.read(lambda conn: self._homes(Scene(conn, district, now), item.recipient))
        if view is None:
            self._end(item, "dropped", "no Home for this person")
            return
        answer = self.door.call("views.publish", {"user_id": user, "view": view})
        if answer.kind == Kind.UNCLEAR:
            self._later(item, min(2.0**item.tries, 60), answer.error)
        else:
            self._settle(item, Drawn(Message("", ())), answer, "", "")

    def _ephemeral(self, item: Item) -> None:
        """At most once, and never the only copy of anything."""
        if item.kind != "ephemeral":
            self._drawn_for_one(item)
            return
        self._end(item, "sent", "")
        text = say(str(item.facts["text"]))
        if item.facts.get("url"):
            answer = self.door.respond(str(item.facts["url"]), {"text": text, "response_type": "ephemeral"})
        else:
            body = {"channel": item.facts["channel"], "user": item.facts["user"], "text": text}
            answer = self.door.call("chat.postEphemeral", body)
        if answer.kind != Kind.OK:
            log.info("an ephemeral line was not shown: %s", answer.error)

    def _drawn_for_one(self, item: Item) -> None:
        """A line with a button, under a card, for one person alone; at most once like the other."""
        district, now = self.present.district(), self.clock.now()
        drawn = self.db.read(lambda conn: self._draw(item, Scene(conn, district, now)))
        self._end(item, "sent" if drawn else "dropped", "")
        if drawn is None:
            return
        body = {"channel": item.facts["channel"], "user": item.facts["user"], "thread_ts": drawn.thread}
        shown = {"text": drawn.message.text, "blocks": list(drawn.message.blocks)}
        answer = self.door.call("chat.postEphemeral", {**body, **shown})
        if answer.kind != Kind.OK:
            log.info("an ephemeral line was not shown: %s", answer.error)

    def _later(self, item: Item, seconds: float, error: str, *, hold: bool = False) -> None:
        until = machine_time() + timedelta(seconds=seconds)

        def land(conn: Any) -> None:
            outbox.not_sent(conn, item, until, error)
            if hold:
                outbox.hold_all(conn, item.recipient, until)

        self.db.run(land)

    def _unclear(self, item: Item, seconds: float, misses: int, error: str) -> None:
        until = machine_time() + timedelta(seconds=seconds)
        self.db.run(lambda conn: outbox.unclear(conn, item, until, misses, error))

    def _end(self, item: Item, state: str, error: str) -> None:
        self.db.run(lambda conn: outbox.end(conn, item, state, error))
