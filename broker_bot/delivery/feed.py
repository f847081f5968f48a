"""Reads a calendar from an address that somebody typed, and nothing else from anywhere else.

https only, listed hosts only, one look-up whose address is then used, public addresses only, no proxy, no more than
three redirects (each checked like the first), a size and a total time that end it. After OWASP's advice on
server-side request forgery: https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Collection
from urllib.parse import urljoin, urlsplit

import httpx

LARGEST = 5_000_000
"""Bytes of a calendar; ten years of a busy district have about one million."""

SECONDS = 20.0
"""The whole of it, redirects included."""

REDIRECTS = 3
STEP_SECONDS = 5.0
"""One connection or one read."""

Resolve = Callable[[str], list[str]]


class FeedRefused(Exception):
    """The calendar is not read; the message says why and what to do."""


def resolve(host: str) -> list[str]:
    """The host's addresses. Raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)]


def fetch(
    url: str,
    hosts: Collection[str],
    look_up: Resolve = resolve,
    transport: httpx.BaseTransport | None = None,
    seconds: float = SECONDS,
) -> bytes:
    """The bytes at an https address on one of `hosts`. Raises FeedRefused."""
    until = time.monotonic() + seconds
    with httpx.Client(trust_env=False, follow_redirects=False, timeout=STEP_SECONDS, transport=transport) as client:
        for _ in range(REDIRECTS + 1):
            try:
                body, onward = _once(client, url, hosts, look_up, until)
            except httpx.HTTPError as error:
                raise FeedRefused(f"The calendar did not answer ({type(error).__name__}). Try again later.") from error
            if not onward:
                return body
            url = urljoin(url, onward)
    raise FeedRefused(f"The calendar's address leads on more than {REDIRECTS} times. Use the final address.")


def _once(client: httpx.Client, url: str, hosts: Collection[str], look_up: Resolve, until: float) -> tuple[bytes, str]:
    host, address = checked(url, hosts, look_up)
    parts = urlsplit(url)
    there = f"[{address}]" if ":" in address else address
    where = f"https://{there}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")
    headers = {"Host": host, "Accept-Encoding": "identity", "Accept": "text/calendar"}
    with client.stream("GET", where, headers=headers, extensions={"sni_hostname": host}) as answer:
        if answer.is_redirect:
            return b"", answer.headers.get("location", "")
        if answer.status_code != 200:
            raise FeedRefused(f"The calendar answered {answer.status_code}. Check that it is shared by this address.")
        if answer.headers.get("content-encoding", "identity").lower() != "identity":
            raise FeedRefused("The calendar came compressed, which was not asked for.")
        found = bytearray()
        for piece in answer.iter_bytes():
            found += piece
            if len(found) > LARGEST:
                raise FeedRefused(f"The calendar is larger than {LARGEST // 1_000_000} MB.")
            if time.monotonic() > until:
                raise FeedRefused("The calendar took too long to come. Try again later.")
        return bytes(found), ""


def checked(url: str, hosts: Collection[str], look_up: Resolve) -> tuple[str, str]:
    """The host and the one address to connect to. Raises FeedRefused."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise FeedRefused("That is not an address of a calendar.") from error
    if parts.scheme != "https" or not host:
        raise FeedRefused("A calendar's address must begin with https://")
    if port not in (None, 443) or parts.username or parts.password:
        raise FeedRefused("A calendar's address must have no port, user or password in it.")
    if host not in hosts:
        listed = ", ".join(sorted(hosts)) or "none are listed"
        raise FeedRefused(f"Calendars may not be read from {host} (BROKER_FEED_HOSTS: {listed}).")
    try:
        found = look_up(host)
    except OSError as error:
        raise FeedRefused(f"{host} was not found.") from error
    if not found or not all(_is_public(address) for address in found):
        raise FeedRefused(f"{host} is not a public address.")
    return host, found[0]


def _is_public(text: str) -> bool:
    """False for private, loopback, link-local, shared (CGNAT), unique local, mapped and reserved addresses."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return False
    return address.is_global and not address.is_multicast
