"""views.*: modals and the Home."""

import copy

from broker_bot.sandbox import surfaces
from broker_bot.sandbox.args import decoded, need
from broker_bot.sandbox.engine import Engine
from broker_bot.sandbox.limits import check_view
from broker_bot.sandbox.model import Json, SlackError


def _view(args: Json) -> Json:
    need(args, "view")
    view = decoded(args, "view", "invalid_arguments")
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", ("must provide an object [json-pointer:/view]",))
    return view


def open_view(engine: Engine, args: Json) -> Json:
    """views.open."""
    view = _view(args)
    check_view(view, "modal")
    user = engine.triggers.take(args.get("trigger_id"))
    return {"view": copy.deepcopy(surfaces.open_modal(engine.ws, user, view))}


def push(engine: Engine, args: Json) -> Json:
    """views.push."""
    view = _view(args)
    check_view(view, "modal")
    user = engine.triggers.take(args.get("trigger_id"))
    return {"view": copy.deepcopy(surfaces.push_modal(engine.ws, user, view))}


def update(engine: Engine, args: Json) -> Json:
    """views.update, by view_id or external_id, guarded by `hash` if given. A published Home has an id too."""
    view = _view(args)
    if not args.get("view_id") and not args.get("external_id"):
        raise SlackError("invalid_arguments", ("missing required field: view_id or external_id",))
    with engine.ws.lock:
        for user, home in engine.ws.homes.items():
            if home["id"] == args.get("view_id"):
                return {"view": copy.deepcopy(surfaces.publish_home(engine.ws, user, view, args.get("hash")))}
        user, place = surfaces.find_modal(engine.ws, args.get("view_id"), args.get("external_id"))
        if args.get("hash") and args["hash"] != engine.ws.modals[user][place]["hash"]:
            raise SlackError("hash_conflict")
        return {"view": copy.deepcopy(surfaces.update_modal(engine.ws, user, place, view))}


def publish(engine: Engine, args: Json) -> Json:
    """views.publish."""
    need(args, "user_id")
    view = _view(args)
    person = engine.ws.people.get(str(args["user_id"]))
    if person is None or person.deactivated:
        raise SlackError("invalid_arguments", ("invalid `user_id`",))
    return {"view": copy.deepcopy(surfaces.publish_home(engine.ws, person.id, view, args.get("hash")))}
