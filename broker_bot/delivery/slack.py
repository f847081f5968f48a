"""The Slack door: one kept-alive client, no retries of its own, every answer sorted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import IO, Any

import httpx

TIMEOUT_SECONDS = 10.0
KEEPALIVE_SECONDS = 4.0
"""Idle connections are dropped before Slack's edge may close them, so an idle post is never unclear for that."""

FOREIGN = "not an address of Slack's"
TOO_LARGE = "too large"
CHUNK = 256 * 1024

RETRY_AFTER_DEFAULT = 30
RETRY_AFTER_CAP = 900

AGAIN = frozenset({"ratelimited", "rate_limited", "service_unavailable", "team_added_to_org"})
UNCLEAR = frozenset({"fatal_error", "internal_error", "request_timeout"})


class Kind(StrEnum):
    """What an answer means for the row."""

    OK = "ok"
    LATER = "later"
    UNCLEAR = "unclear"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What Slack said. `retry_after` is in seconds and set with LATER."""

    kind: Kind
    data: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    retry_after: float = 0


class SlackDoor:
    """Calls the Web API with the bot's token. `base_url` ends in `/api/`."""

    def __init__(self, base_url: str, token: str, timeout: float = TIMEOUT_SECONDS) -> None:
        self.timeout = timeout
        self._bot_id = ""
        self._client = httpx.Client(
            base_url=base_url,
            timeout=timeout,
            headers={"Authorization": f"Bearer {token}"},
            limits=httpx.Limits(keepalive_expiry=KEEPALIVE_SECONDS),
            follow_redirects=False,
        )

    def call(self, method: str, body: Mapping[str, Any]) -> Answer:
        """POST a method with a JSON body and sort what comes back; never raises for the network's sake."""
        try:
            response = self._client.post(method, json=dict(body))
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            return Answer(Kind.LATER, error=f"no connection: {error}", retry_after=2)
        except httpx.TransportError as error:
            return Answer(Kind.UNCLEAR, error=type(error).__name__)
        return _sorted(response)

    def read(self, method: str, body: Mapping[str, Any]) -> Answer:
        """GET a reading method; its arguments go in the query as Slack wants them."""
        try:
            response = self._client.get(method, params={k: _flat(v) for k, v in body.items()})
        except httpx.TransportError as error:
            return Answer(Kind.LATER, error=type(error).__name__, retry_after=2)
        return _sorted(response)

    def respond(self, url: str, body: Mapping[str, Any]) -> Answer:
        """POST to a response URL that Slack gave with an interaction; any other address is refused, nothing is sent."""
        if not self._of_slack(url):
            return Answer(Kind.REFUSED, error=FOREIGN)
        request = self._client.build_request("POST", url, json=dict(body))
        del request.headers["Authorization"]  # the address itself is the right to post
        try:
            response = self._client.send(request)
        except httpx.TransportError as error:
            return Answer(Kind.UNCLEAR, error=type(error).__name__)
        return Answer(Kind.OK if response.is_success else Kind.REFUSED, error=f"HTTP {response.status_code}")

    def form(self, method: str, body: Mapping[str, Any]) -> Answer:
        """POST a method that takes a form and shows nothing, so that it may simply be asked again."""
        try:
            response = self._client.post(method, data={key: _flat(value) for key, value in body.items()})
        except httpx.TransportError as error:
            return Answer(Kind.LATER, error=type(error).__name__, retry_after=1)
        return _harmless(_sorted(response))

    def download(self, url: str, into: IO[bytes], most: int) -> Answer:
        """Stream a private file into `into`; TOO_LARGE beyond `most` bytes. Only Slack gets the token."""
        if not self._of_slack(url):
            return Answer(Kind.REFUSED, error=FOREIGN)
        try:
            with self._client.stream("GET", url) as response:
                if response.is_redirect:  # to the sign-in page: the token may not read files
                    return Answer(Kind.REFUSED, error="missing_scope")
                if not response.is_success:
                    return _bytes_refused(response)
                for chunk in response.iter_bytes():
                    into.write(chunk)
                    if into.tell() > most:
                        return Answer(Kind.REFUSED, error=TOO_LARGE)
        except httpx.TransportError as error:
            return Answer(Kind.LATER, error=type(error).__name__, retry_after=1)
        return Answer(Kind.OK)

    def upload(self, url: str, held: IO[bytes], length: int) -> Answer:
        """POST a file's bytes to the address that Slack gave for them; nothing shows until the upload is completed."""
        if not self._of_slack(url):
            return Answer(Kind.REFUSED, error=FOREIGN)
        pieces = iter(lambda: held.read(CHUNK), b"")
        request = self._client.build_request("POST", url, content=pieces, headers={"Content-Length": str(length)})
        del request.headers["Authorization"]  # the address itself is the right to post
        try:
            response = self._client.send(request)
        except httpx.TransportError as error:
            return Answer(Kind.LATER, error=type(error).__name__, retry_after=1)
        return Answer(Kind.OK) if response.is_success else _bytes_refused(response)

    def _of_slack(self, url: str) -> bool:
        host = httpx.URL(url).host
        own = str(self._client.base_url).removesuffix("api/")
        return url.startswith(own) or (url.startswith("https://") and host.endswith(".slack.com"))

    def pages(self, method: str, key: str, body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """Every element of a paged list. Raises ConnectionError with Slack's error when a page fails."""
        cursor = ""
        while True:
            answer = self.read(method, {**body, "limit": 200, **({"cursor": cursor} if cursor else {})})
            if answer.kind != Kind.OK:
                raise ConnectionError(f"{method}: {answer.error}")
            yield from answer.data.get(key, [])
            cursor = (answer.data.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    def bot_id(self) -> str:
        """Our own bot id, asked once; "" while Slack does not answer."""
        if not self._bot_id:
            self._bot_id = str(self.call("auth.test", {}).data.get("bot_id") or "")
        return self._bot_id

    def close(self) -> None:
        self._client.close()


def _harmless(answer: Answer) -> Answer:
    """What shows nothing in Slack is asked again, however unclear its end was."""
    return Answer(Kind.LATER, answer.data, answer.error, 1) if answer.kind == Kind.UNCLEAR else answer


def _bytes_refused(response: httpx.Response) -> Answer:
    """A file's bytes were not given or not taken: later, or for good when the file is gone."""
    if response.status_code == 429:
        return Answer(Kind.LATER, error="ratelimited", retry_after=_retry_after(response))
    if response.status_code in (404, 410):
        return Answer(Kind.REFUSED, error="file_not_found")
    return Answer(Kind.LATER, error=f"HTTP {response.status_code}", retry_after=1)


def _flat(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _sorted(response: httpx.Response) -> Answer:
    if response.status_code == 429:
        return Answer(Kind.LATER, error="ratelimited", retry_after=_retry_after(response))
    if response.status_code >= 500:
        return Answer(Kind.UNCLEAR, error=f"HTTP {response.status_code}")
    try:
        data = response.json()
    except ValueError:
        return Answer(Kind.UNCLEAR, error=f"HTTP {response.status_code} without JSON")
    if data.get("ok"):
        return Answer(Kind.OK, data)
    error = str(data.get("error") or "unknown error")
    if error in AGAIN:
        return Answer(Kind.LATER, data, error, _retry_after(response))
    return Answer(Kind.UNCLEAR if error in UNCLEAR else Kind.REFUSED, data, error)


def _retry_after(response: httpx.Response) -> int:
    try:
        seconds = int(response.headers.get("retry-after", ""))
    except ValueError:
        return RETRY_AFTER_DEFAULT
    return min(max(seconds, 1), RETRY_AFTER_CAP)
