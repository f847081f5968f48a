"""Over HTTP, what a test does to deliveries and to the workspace itself: sockets, events, membership, archiving."""

from collections.abc import Callable
from typing import Any

from broker_bot.sandbox.engine import Engine
from broker_bot.sandbox.model import HandsError, Json, SandboxChannel, SandboxPerson
from broker_bot.sandbox.workspace import Room

Act = Callable[[Json], Any]


def mischief(engine: Engine) -> dict[str, Act]:
    """Return the acts by their name under /control."""
    return {
        "sockets": lambda sent: _sockets(engine, sent),
        "events": lambda sent: _events(engine, sent),
        "resend": lambda sent: _resend(engine, sent),
        "deactivate": lambda sent: engine.events.person("user_change", engine.ws.deactivate(_known(engine, sent))),
        "join": lambda sent: _join(engine, sent),
        "add_channel": lambda sent: _add_channel(engine, sent),
        "archive": lambda sent: _archive(engine, sent),
        "kick_bot": lambda sent: remove_bot(engine, _room(engine, sent)),
    }


def remove_bot(engine: Engine, room: Room) -> None:
    """Take the bot out of a channel."""
    if engine.ws.identity.bot_user not in room.members:
        raise HandsError(f"The bot is not in #{room.name}.")
    room.members.remove(engine.ws.identity.bot_user)
    engine.ws.bump()


def _sockets(engine: Engine, sent: Json) -> Json:
    """`do`: warn, refresh, disable, cut, silence, ping or nothing; `which`: a number of state's `sockets`."""
    sockets, do, which = engine.sockets, sent.get("do"), sent.get("which")
    later = {"closes_in": float(sent["closes_in"])} if "closes_in" in sent else {}
    match do:
        case "warn":
            sockets.warn(which, **later)
        case "refresh":
            sockets.refresh(which, **later)
        case "cut" | "silence" | "ping":
            getattr(sockets, do)(which)
        case "disable":
            sockets.disable()
        case None:
            pass
        case _:
            raise HandsError(f"A socket cannot {do!r}; it can: warn, refresh, disable, cut, silence, ping.")
    return {"sockets": sockets.numbers}


def _events(engine: Engine, sent: Json) -> Json:
    """`copies` of each event; `delay` in seconds for the next `times` events (null: all); `lose` the next N."""
    post = engine.courier.post
    post.copies = int(sent.get("copies", post.copies))
    if "delay" in sent:
        post.delay, post.held = float(sent["delay"]), sent.get("times")
    post.lost = int(sent.get("lose", post.lost))
    return {"copies": post.copies, "delay": post.delay, "times": post.held, "lose": post.lost}


def _resend(engine: Engine, sent: Json) -> Json:
    answers = engine.courier.resend(sent.get("user"), int(sent.get("times", 1)), sent.get("label"))
    return {"answers": [{"ok": one.ok, "status": one.status, "error": one.error} for one in answers]}


def _join(engine: Engine, sent: Json) -> Json:
    """Add a person (the fields of SandboxPerson) to the workspace and to `channels`."""
    person = SandboxPerson(**{key: value for key, value in sent.items() if key != "channels"})
    rooms = [_room(engine, {"channel": one}) for one in sent.get("channels", [])]
    engine.ws.set_person(person)
    for room in rooms:
        room.members.append(person.id)
    engine.events.person("team_join", person)
    return {"id": person.id}


def _add_channel(engine: Engine, sent: Json) -> Json:
    """Add a channel (the fields of SandboxChannel)."""
    room = engine.ws.add_channel(SandboxChannel(**{**sent, "members": tuple(sent.get("members", ()))}))
    engine.ws.bump()
    return {"id": room.id}


def _archive(engine: Engine, sent: Json) -> None:
    _room(engine, sent).archived = bool(sent.get("archived", True))
    engine.ws.bump()


def _known(engine: Engine, sent: Json) -> str:
    return engine.person(str(sent["user"])).id


def _room(engine: Engine, sent: Json) -> Room:
    room = engine.ws.channel_named(str(sent["channel"]))
    if room is None:
        raise HandsError(f"There is no channel {sent['channel']!r}.")
    return room
