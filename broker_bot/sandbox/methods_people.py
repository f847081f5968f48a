"""auth.test, apps.connections.open and users.*."""

from broker_bot.sandbox import limits
from broker_bot.sandbox.args import need, page
from broker_bot.sandbox.engine import Engine
from broker_bot.sandbox.events import bot_record, person_record
from broker_bot.sandbox.model import Json, SlackError


def auth_test(engine: Engine, args: Json) -> Json:
    """auth.test."""
    me = engine.ws.identity
    return {
        "url": f"https://{me.domain}.slack.com/",
        "team": me.team_name,
        "user": me.bot_name,
        "team_id": me.team,
        "user_id": me.bot_user,
        "bot_id": me.bot,
        "is_enterprise_install": False,
    }


def open_connection(engine: Engine, args: Json) -> Json:
    """apps.connections.open, with the app-level token: an address for one WebSocket connection."""
    return {"url": engine.sockets.issue_url()}


def list_people(engine: Engine, args: Json) -> Json:
    """users.list: everyone, the deactivated and the bot included."""
    rows = [person_record(engine.ws, person) for person in list(engine.ws.people.values())]
    shown, cursor = page(args, [*rows, bot_record(engine.ws)], limits.most("list.limit"), limits.most("list.limit"))
    return {"members": shown, "cache_ts": 0, "response_metadata": {"next_cursor": cursor}}


def info(engine: Engine, args: Json) -> Json:
    """users.info."""
    need(args, "user")
    if args["user"] == engine.ws.identity.bot_user:
        return {"user": bot_record(engine.ws)}
    person = engine.ws.people.get(str(args["user"]))
    if person is None:
        raise SlackError("user_not_found")
    return {"user": person_record(engine.ws, person)}


def lookup_by_email(engine: Engine, args: Json) -> Json:
    """users.lookupByEmail. A deactivated person is not found."""
    need(args, "email")
    wanted = str(args["email"]).strip().lower()
    for person in list(engine.ws.people.values()):
        if person.email.lower() == wanted and not person.deactivated:
            return {"user": person_record(engine.ws, person)}
    raise SlackError("users_not_found")
