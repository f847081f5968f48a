"""A calendar's address is typed by a person: nothing inside the network is ever asked, and nothing without an end."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest

from broker_bot.delivery.feed import LARGEST, FeedRefused, fetch

HOSTS = frozenset({"calendar.example", "other.example"})
PUBLIC = ["93.184.216.34"]
URL = "https://calendar.example/district.ics?key=1"


def reading(
    answer: httpx.Response | list[httpx.Response], asked: list[httpx.Request] | None = None
) -> httpx.MockTransport:
    answers = iter([answer] if isinstance(answer, httpx.Response) else answer)

    def respond(request: httpx.Request) -> httpx.Response:
        if asked is not None:
            asked.append(request)
        return next(answers)

    return httpx.MockTransport(respond)


def refused(url: str = URL, addresses: list[str] = PUBLIC, answer: list[httpx.Response] | None = None) -> str:
    with pytest.raises(FeedRefused) as error:
        fetch(url, HOSTS, lambda _: addresses, reading(answer or []))
    return str(error.value)


def test_a_listed_host_is_asked_at_the_address_that_was_looked_up() -> None:
    asked: list[httpx.Request] = []
    found = fetch(URL, HOSTS, lambda _: PUBLIC, reading(httpx.Response(200, content=b"BEGIN:VCALENDAR"), asked))
    assert found == b"BEGIN:VCALENDAR"
    (request,) = asked
    assert str(request.url) == "https://93.184.216.34/district.ics?key=1"
    assert request.headers["host"] == "calendar.example"
    assert request.headers["accept-encoding"] == "identity"
    assert request.extensions["sni_hostname"] == "calendar.example"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("::1", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "::ffff:93.184.216.34", "2002:7f00:1::", "224.0.0.1"),
    ],
)
def test_no_address_inside_the_network_is_asked(address: str) -> None:
    assert "is not a public address" in refused(addresses=[address])
    assert "is not a public address" in refused(addresses=[*PUBLIC, address])


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://calendar.example/x.ics", "must begin with https"),
        ("webcal://calendar.example/x.ics", "must begin with https"),
        ("ftp://calendar.example/x.ics", "must begin with https"),
        ("https://evil.example/x.ics", "may not be read from evil.example"),
        ("https://calendar.example:8443/x.ics", "no port"),
        ("https://me:secret@calendar.example/x.ics", "no port, user or password"),
        ("https://[::1/x", "not an address"),
    ],
)
def test_only_plain_https_addresses_of_listed_hosts_are_taken(url: str, why: str) -> None:
    assert why in refused(url)


def test_a_redirect_is_checked_like_the_first_address_and_there_are_at_most_three() -> None:
    onward = [httpx.Response(302, headers={"location": "https://evil.example/"})]
    assert "may not be read from evil.example" in refused(answer=onward)
    inside = [httpx.Response(302, headers={"location": "http://calendar.example/"})]
    assert "must begin with https" in refused(answer=inside)
    circle = [httpx.Response(302, headers={"location": "/again"}) for _ in range(9)]
    assert "more than 3 times" in refused(answer=circle)
    good = [httpx.Response(301, headers={"location": "https://other.example/b.ics"}), httpx.Response(200, content=b"b")]
    assert fetch(URL, HOSTS, lambda _: PUBLIC, reading(good)) == b"b"


def test_what_is_too_large_compressed_or_not_there_is_refused() -> None:
    assert "larger than 5 MB" in refused(answer=[httpx.Response(200, content=b"x" * (LARGEST + 1))])
    assert "answered 404" in refused(answer=[httpx.Response(404)])
    packed = httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(b"\x1f\x8b"))
    assert "compressed" in refused(answer=[packed])


class Drip(httpx.SyncByteStream):
    """A byte at a time, for ever."""

    def __iter__(self) -> Iterator[bytes]:
        while True:
            yield b"x"


def test_a_calendar_that_never_ends_is_given_up_in_time() -> None:
    began = time.monotonic()
    with pytest.raises(FeedRefused, match=r"took too long|larger than"):
        fetch(URL, HOSTS, lambda _: PUBLIC, reading(httpx.Response(200, stream=Drip())), seconds=0.1)
    assert time.monotonic() - began < 5
