"""Drafts by a model that the district runs: off unless an address is set, without student details, never sent alone."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass, replace
from typing import Any

import httpx

from broker_bot.domain import details
from broker_bot.domain.demand import Mandate
from broker_bot.domain.district import District
from broker_bot.reading.drafting import sound
from broker_bot.service.landing import Service
from broker_bot.store import demands

log = logging.getLogger(__name__)

EVERY_SECONDS = 60
SECONDS = 20.0
"""The whole of one call."""

LARGEST = 100_000
"""Bytes of an answer."""

TRIES = 2
"""Calls for one demand, so that a model that always fails is left alone."""

ASK = (
    "Rewrite the notice below as one plain sentence of at most 25 words that tells a school principal what to do. "
    "Use no number, date or name that is not in the notice. Answer with the sentence alone."
)


@dataclass(frozen=True, slots=True)
class Model:
    """An endpoint in OpenAI's form (platform.openai.com/docs); `address` ends before /chat/completions."""

    address: str
    name: str = ""
    key: str = ""


class NoDraft(Exception):
    """The model gave nothing that can be used; the text says why."""


class Drafter:
    """Asks for a line for each demand that waits and has none; what it gives is a draft in the ILD's form."""

    def __init__(self, service: Service, model: Model, seconds: float = SECONDS) -> None:
        self._service, self._model, self._seconds = service, model, seconds
        self._tried: dict[int, int] = {}

    def look(self) -> None:
        """Every demand that waits somewhere and has no draft yet."""
        district = self._service.present.district()
        waiting = self._service.db.read(lambda conn: [m for n in district.networks for m in demands.undecided(conn, n)])
        for found in {m.id: m for m in waiting}.values():
            if found.draft or self._tried.get(found.id, 0) >= TRIES:
                continue
            self._tried[found.id] = self._tried.get(found.id, 0) + 1
            try:
                self._keep(found, self._draft(found, district))
            except (NoDraft, httpx.HTTPError) as error:
                log.warning("no draft for mandate %d: %s", found.id, error or type(error).__name__)

    def _draft(self, found: Mandate, district: District) -> str:
        now = self._service.clock.now()
        source = f"{found.title}\n{found.text}"
        line = sound(self._asked(details.hidden(source, district, now)), source)
        if not line:
            raise NoDraft("its line is no short sentence, or says what the notice does not")
        return line

    def _asked(self, source: str) -> str:
        until = time.monotonic() + self._seconds
        body = {
            "model": self._model.name, "temperature": 0, "max_tokens": 120,
            "messages": [{"role": "system", "content": ASK}, {"role": "user", "content": source}],
        }  # fmt: skip
        headers = {"Authorization": f"Bearer {self._model.key}"} if self._model.key else {}
        url, found = f"{self._model.address.rstrip('/')}/chat/completions", bytearray()
        with (
            httpx.Client(timeout=self._seconds / 2, trust_env=False, follow_redirects=False) as client,
            client.stream("POST", url, json=body, headers=headers) as answer,
        ):
            if answer.status_code != 200:
                raise NoDraft(f"it answered {answer.status_code}")
            for piece in answer.iter_bytes():
                found += piece
                if len(found) > LARGEST or time.monotonic() > until:
                    raise NoDraft("its answer was too long or took too long")
        return _content(bytes(found))

    def _keep(self, found: Mandate, line: str) -> None:
        def land(conn: Any) -> None:
            newest = demands.load(conn, found.id, lock=True)
            if newest is not None:
                demands.amend(conn, replace(newest, draft=line))

        self._service.db.run(land)


def _content(raw: bytes) -> str:
    try:
        return str(json.loads(raw)["choices"][0]["message"]["content"])
    except (ValueError, LookupError, TypeError) as error:
        raise NoDraft("its answer is not in the agreed form") from error
