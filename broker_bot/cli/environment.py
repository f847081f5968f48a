"""What is wrong with the environment's variables, said without ever showing a secret."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from urllib.parse import urlsplit

PREFIXES = {"SLACK_BOT_TOKEN": "xoxb-", "SLACK_APP_TOKEN": "xapp-"}
"""How Slack's tokens begin: https://docs.slack.dev/authentication/tokens"""

_OTHER_TOKENS = {
    "xoxb-": "a bot token",
    "xapp-": "an app-level token",
    "xoxp-": "a user token",
    "xoxa-": "a legacy workspace token",
    "xoxe-": "a token for rotation",
}
_SECRETS = (*PREFIXES, "SLACK_SIGNING_SECRET", "DATABASE_URL")
_DRIVERS = {"postgres": "psycopg", "postgresql": "psycopg", "postgresql+psycopg": "psycopg", "sqlite": "sqlite3"}
_SCHEMES = "postgresql://USER:PASSWORD@HOST/NAME or sqlite:///FILE"


def environment_problems(environment: Mapping[str, str]) -> list[str]:
    """One sentence for each wrong variable; a variable that is not set is not wrong."""
    problems = [_white_space(name, environment[name]) for name in _SECRETS if environment.get(name)]
    problems += [_token(name, environment[name].strip()) for name in PREFIXES if environment.get(name)]
    if environment.get("DATABASE_URL"):
        problems.append(_database(environment["DATABASE_URL"].strip()))
    problems += [_port(environment.get("PORT", "")), _api(environment.get("SLACK_API_URL", ""))]
    return [problem for problem in problems if problem]


def _white_space(name: str, value: str) -> str:
    if not value.strip():
        return f"environment: {name}: only white space (try removing it)"
    if len(value.split()) > 1:
        return f"environment: {name}: white space inside the value (try copying it again)"
    if value != value.strip():
        return f"environment: {name}: white space around the value (try removing it)"
    return ""


def _token(name: str, value: str) -> str:
    wanted = PREFIXES[name]
    if not value or value.startswith(wanted):
        return "" if value != wanted else f"environment: {name}: nothing follows {wanted} (try copying it again)"
    known = next((prefix for prefix in _OTHER_TOKENS if value.startswith(prefix)), "")
    got = f"{_OTHER_TOKENS[known]}, {known}..." if known else "something else"
    other = next((variable for variable, prefix in PREFIXES.items() if prefix == known), "")
    hint = f"; try setting it as {other}" if other else ""
    return f"environment: {name}: this is not the right token (got {got}; expected {wanted}...{hint})"


def _port(value: str) -> str:
    if not value or (value.strip().isdecimal() and 0 < int(value) < 65536):
        return ""
    return f"environment: PORT: this is not a port (got {value!r}; expected a number from 1 to 65535)"


def _api(value: str) -> str:
    if not value or (value.startswith(("http://", "https://")) and value.endswith("/api/")):
        return ""
    return (
        f"environment: SLACK_API_URL: this is not the address of a Web API (got {masked(value)}; expected "
        "http://HOST:PORT/api/; try leaving it out, it is for a sandbox only)"
    )


def masked(url: str) -> str:
    """The scheme and what follows the last @ (host, port, name): user, password and query are never shown."""
    scheme, found, rest = url.partition("://")
    if not found:
        return "an address without a scheme"
    place = rest.rpartition("@")[2].partition("?")[0]
    if "@" not in rest and ":" in place and not place.partition(":")[2].partition("/")[0].isdigit():
        return f"{scheme}://***"
    return f"{scheme}://{'***@' if '@' in rest else ''}{place}"


def _database(url: str) -> str:
    start = f"environment: DATABASE_URL: {{}} (got {masked(url)}; expected {_SCHEMES})"
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return start.format("this is not an address")
    scheme = url.partition("://")[0].lower() if "://" in url else ""
    if scheme not in _DRIVERS:
        return start.format("no such kind of database is known")
    if find_spec(_DRIVERS[scheme]) is None:
        return start.format(f"the driver {_DRIVERS[scheme]} is not installed")
    # An empty host is a unix socket, named in the query.
    if scheme != "sqlite" and not host and "host=" not in parts.query:
        return start.format("no host is named")
    return ""
