"""What a person does by pressing: buttons and menus in messages, in the Home and in modals; submitting and closing."""

import copy
import json
from typing import Any

from broker_bot.sandbox import elements, surfaces
from broker_bot.sandbox.engine import Engine
from broker_bot.sandbox.events import handle
from broker_bot.sandbox.messages import elements_of, logged
from broker_bot.sandbox.model import BotAnswer, HandsError, Json, SlackError
from broker_bot.sandbox.workspace import Room

_REQUIRED = "Please complete this required field."


class Clicks:
    """Presses and submits as any person of the workspace. Each call waits for the bot's answer, at most 3 s."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def press(
        self,
        user: str,
        channel: str,
        ts: str,
        action_id: str,
        *,
        block_id: str | None = None,
        value: str | None = None,
        selected: Any = None,
        stale: bool = False,
    ) -> BotAnswer:
        """Use an element of a message; a button or a menu also while the app draws it anew.

        `stale` presses what the message once showed and shows no more.
        """
        room = self._engine.room_for_person(user, channel)
        with self._engine.ws.lock:
            message, ephemeral = self._message(room, user, ts, stale)
            block_id = _drawn_anew(message.get("blocks", []), action_id, block_id, value, selected)
            screens = [message.get("blocks", []), *(self._earlier(room, ts) if stale else [])]
            block, element = self._element(screens, action_id, block_id, f"message {ts}")
            made, state = elements.action(block, element, value, selected, self._engine.ws.mint_ts())
            values = self._values((user, ts), message.get("blocks", []), block, element, state)
            payload = self._base(user, "block_actions")
            payload |= {"container": _container(room, message, ephemeral), "state": {"values": values}}
            payload |= {"channel": {"id": room.id, "name": "directmessage" if room.is_dm else room.name}}
            if not ephemeral:
                payload["message"] = copy.deepcopy(message)
            thread = message.get("thread_ts")
            payload["response_url"] = self._engine.links.issue(
                user, room.id, thread_ts=thread, message_ts=ts, ephemeral=ephemeral
            )
            payload["actions"] = [made]
        return self._ask(payload, user, room.id)

    def press_home(
        self,
        user: str,
        action_id: str,
        *,
        block_id: str | None = None,
        value: str | None = None,
        selected: Any = None,
        values: Json | None = None,
    ) -> BotAnswer:
        """Use an element of the person's Home; a button or a menu also while the app publishes it anew."""
        self._engine.person(user)
        with self._engine.ws.lock:
            home = self._engine.ws.homes.get(user)
        if home is None:
            raise HandsError(f"The app has published no Home for {user}.")
        block_id = _drawn_anew(home["blocks"], action_id, block_id, value, selected)
        return self._press_in(user, home, action_id, block_id, value, selected, values)

    def press_view(
        self,
        user: str,
        action_id: str,
        *,
        block_id: str | None = None,
        value: str | None = None,
        selected: Any = None,
        values: Json | None = None,
    ) -> BotAnswer:
        """Use an element of the person's open modal."""
        view = self._top(user)
        return self._press_in(user, view, action_id, block_id, value, selected, values)

    def submit(self, user: str, values: Json | None = None) -> BotAnswer:
        """Fill in and submit the person's open modal: {block_id: {action_id: value or state}}.

        What Slack's client refuses itself (an empty required field) never reaches the bot: status 0, and `errors`.
        """
        with self._engine.ws.lock:
            view = self._top(user)
            self._fill(user, view, values or {})
            errors = _client_errors(view)
            if errors:
                return BotAnswer(False, 0, errors=errors, error="The form is not complete.")
            self._engine.ws.offered |= _files_in(view)
            payload = {**self._base(user, "view_submission"), "view": copy.deepcopy(view), "response_urls": []}
        answer = self._ask(payload, user, None)
        return self._after_submit(user, view["id"], answer) if answer.ok else answer

    def close(self, user: str) -> BotAnswer:
        """Close the person's top modal (all of them with clear_on_close); tell the bot if it asked for that."""
        with self._engine.ws.lock:
            view = self._top(user)
            cleared = bool(view["clear_on_close"])
            self._drop(user, every=cleared)
            payload = {**self._base(user, "view_closed"), "view": copy.deepcopy(view), "is_cleared": cleared}
            payload.pop("trigger_id")
        return self._ask(payload, user, None) if view["notify_on_close"] else BotAnswer(True, 0)

    def _press_in(
        self,
        user: str,
        view: Json,
        action_id: str,
        block_id: str | None,
        value: str | None,
        selected: Any,
        values: Json | None,
    ) -> BotAnswer:
        with self._engine.ws.lock:
            self._fill(user, view, values or {})
            block, element = self._element([view["blocks"]], action_id, block_id, f"view {view['id']}")
            made, state = elements.action(block, element, value, selected, self._engine.ws.mint_ts())
            if state is not None:
                view["state"]["values"].setdefault(block["block_id"], {})[element["action_id"]] = state
            payload = self._base(user, "block_actions")
            payload |= {"container": {"type": "view", "view_id": view["id"]}, "view": copy.deepcopy(view)}
            payload["actions"] = [made]
        return self._ask(payload, user, None)

    def _base(self, user: str, kind: str) -> Json:
        person, me = self._engine.person(user), self._engine.ws.identity
        name = handle(person)
        return {
            "type": kind,
            "user": {"id": user, "username": name, "name": name, "team_id": me.team},
            "api_app_id": me.app,
            "token": "sandbox",
            "trigger_id": self._engine.triggers.issue(user),
            "team": {"id": me.team, "domain": me.domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _ask(self, payload: Json, user: str, channel: str | None) -> BotAnswer:
        form = {"payload": json.dumps(payload, ensure_ascii=False)}
        answer = self._engine.courier.ask(payload["type"], form, user, channel, payload)
        trigger = payload.get("trigger_id")
        return BotAnswer(answer.ok, answer.status, answer.body, {}, answer.error, trigger)

    def _message(self, room: Room, user: str, ts: str, stale: bool) -> tuple[Json, bool]:
        for shown in self._engine.ws.ephemerals.get(user, []):
            if shown["ts"] == ts and shown["channel"] == room.id:
                return shown, True
        message = room.messages.get(ts) or (self._gone(room, ts) if stale else None)
        if message is None:
            raise HandsError(f"There is no message {ts} in {room.id} that {user} can see.")
        return message, False

    def _gone(self, room: Room, ts: str) -> Json | None:
        entry = logged(self._engine.ws, room, ts)
        if entry is None:
            return None
        me = self._engine.ws.identity
        kept = {key: entry[key] for key in ("ts", "text", "blocks", "thread_ts") if entry[key]}
        return {"type": "message", "user": me.bot_user, "bot_id": me.bot, **copy.deepcopy(kept)}

    def _earlier(self, room: Room, ts: str) -> list[list[Json]]:
        entry = logged(self._engine.ws, room, ts) or {"blocks": [], "updates": []}
        return [one["blocks"] or [] for one in [*reversed(entry["updates"]), entry]]

    def _element(
        self, screens: list[list[Json]], action_id: str, block_id: str | None, where: str
    ) -> tuple[Json, Json]:
        for blocks in screens:
            found = elements.find(blocks, action_id, block_id)
            if found is not None:
                return found
        raise HandsError(f"There is no {action_id!r} in {where}; it has: {elements.action_ids(screens[0])}.")

    def _values(self, key: tuple[str, str], blocks: list[Json], block: Json, element: Json, state: Json | None) -> Json:
        before = self._engine.ws.states.get(key, {})
        values = elements.initial_values(blocks)
        for block_id, actions in values.items():
            actions.update({id: old for id, old in before.get(block_id, {}).items() if id in actions})
        if state is not None:
            values.setdefault(block["block_id"], {})[element["action_id"]] = state
        self._engine.ws.states[key] = values
        return copy.deepcopy(values)

    def _fill(self, user: str, view: Json, values: Json) -> None:
        _fill(self._engine, user, view, values)

    def _top(self, user: str) -> Json:
        self._engine.person(user)
        stack = self._engine.ws.modals.get(user)
        if not stack:
            raise HandsError(f"{user} has no modal open.")
        return stack[-1]

    def _drop(self, user: str, *, every: bool = False) -> None:
        with self._engine.ws.lock:
            stack = self._engine.ws.modals.get(user, [])
            del stack[0 if every else -1 :]
            self._engine.ws.bump()

    def _after_submit(self, user: str, view_id: str, answer: BotAnswer) -> BotAnswer:
        with self._engine.ws.lock:
            stack = self._engine.ws.modals.get(user, [])
            place = next((index for index, one in enumerate(stack) if one["id"] == view_id), None)
            if place is None:
                return answer
            try:
                return self._respond_action(user, place, answer)
            except SlackError as refusal:
                told = f"The view was refused: {refusal.code} {' '.join(refusal.messages)}".strip()
                self._engine.ws.record("slack->bot", "answer refused", error=told, body=answer.body)
                return BotAnswer(False, answer.status, answer.body, error=told, trigger_id=answer.trigger_id)

    def _respond_action(self, user: str, place: int, answer: BotAnswer) -> BotAnswer:
        body = answer.body if isinstance(answer.body, dict) else {}
        match body.get("response_action"):
            case "errors":
                return self._errors(user, place, answer)
            case "update":
                surfaces.update_modal(self._engine.ws, user, place, body["view"])
            case "push":
                surfaces.push_modal(self._engine.ws, user, body["view"])
            case "clear":
                self._drop(user, every=True)
            case None:
                del self._engine.ws.modals[user][place:]
                self._engine.ws.bump()
            case other:
                raise SlackError("invalid_arguments", (f"unknown response_action: {other}",))
        return answer

    def _errors(self, user: str, place: int, answer: BotAnswer) -> BotAnswer:
        errors = answer.body.get("errors") or {}
        blocks = self._engine.ws.modals[user][place]["blocks"]
        inputs = {block["block_id"] for block in blocks if block["type"] == "input"}
        if not errors or not set(errors) <= inputs:
            raise SlackError("invalid_arguments", ("errors must name the block_id of input blocks of the view",))
        return BotAnswer(False, answer.status, answer.body, errors, "The form was not accepted.", answer.trigger_id)


def _drawn_anew(
    blocks: list[Json], action_id: str, block_id: str | None, value: str | None, selected: Any
) -> str | None:
    """The block to press: that of the same element where the app has drawn it anew since the person saw it."""
    used = selected if value is None else value
    if block_id is None or not isinstance(used, str) or elements.find(blocks, action_id, block_id) is not None:
        return block_id
    return elements.same_element(blocks, action_id, used) or block_id


def _container(room: Room, message: Json, ephemeral: bool) -> Json:
    made = {"type": "message", "message_ts": message["ts"], "channel_id": room.id, "is_ephemeral": ephemeral}
    return {**made, "thread_ts": message["thread_ts"]} if message.get("thread_ts") else made


def _fill(engine: Engine, user: str, view: Json, values: Json) -> None:
    """Put what the person entered into the view's state; raises HandsError for a field the view does not have."""
    for block_id, entered in values.items():
        for action_id, value in entered.items():
            found = elements.find(view["blocks"], action_id, block_id)
            if found is None:
                pairs = [
                    (block["block_id"], one["action_id"]) for block in view["blocks"] for one in elements_of(block)
                ]
                offered = ", ".join(f"{block}.{one}" for block, one in pairs)
                raise HandsError(f"The view has no field {block_id}.{action_id}; it has: {offered}.")
            state = elements.state_after(found[1], value)
            if state["type"] == "file_input":
                state["files"] = engine.files.entered(user, found[1], state["files"] or [])
            view["state"]["values"].setdefault(block_id, {})[action_id] = state


def _files_in(view: Json) -> set[str]:
    """Return the ids of the files that stand in a view's file inputs: once it is sent, the app may read them."""
    states = [state for entered in view["state"]["values"].values() for state in entered.values()]
    return {file["id"] for state in states if state["type"] == "file_input" for file in state["files"]}


def _fields(view: Json) -> str:
    named = [f"{block['block_id']}.{one['action_id']}" for block in view["blocks"] for one in elements_of(block)]
    return ", ".join(named)


def _client_errors(view: Json) -> dict[str, str]:
    """Return what Slack's own client refuses before it tells the app: empty required fields, text out of bounds."""
    found: dict[str, str] = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        state = view["state"]["values"][block["block_id"]][element["action_id"]]
        if elements.is_empty(state):
            if not block.get("optional"):
                found[block["block_id"]] = _REQUIRED
        elif isinstance(state.get("value"), str):
            length = len(state["value"])
            if not element.get("min_length", 0) <= length <= element.get("max_length", 3000):
                found[block["block_id"]] = f"This has {length} characters, outside what the field takes."
    return found
