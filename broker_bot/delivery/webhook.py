"""The desk door: what is for a unit goes to the unit's own desk as a signed webhook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx

from broker_bot.clock import epoch
from broker_bot.delivery.slack import Answer, Kind
from broker_bot.domain.signing import headers


class DeskDoor:
    """`secrets` holds one secret a unit. A repeated delivery keeps its id, so a desk takes it once.

    `timeout` and `pause`, how long a desk that did not take something is left alone, are in seconds.
    """

    def __init__(self, secrets: Mapping[str, str], timeout: float = 10.0, pause: float = 60.0) -> None:
        self._secrets, self._pause = secrets, pause
        self._client = httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False)

    def send(self, unit: str, url: str, ident: int, told: Mapping[str, Any]) -> Answer:
        """POST it and sort the answer; `data["ts"]` is the delivery's id. Never raises for the network's sake."""
        secret, name = self._secrets.get(unit, ""), f"broker-{ident}"
        if not secret:
            return Answer(Kind.LATER, error=f"BROKER_DESK_SECRETS has no secret for {unit}", retry_after=self._pause)
        body = json.dumps({"id": name, **told}, ensure_ascii=False).encode()
        signed = headers(secret, name, int(epoch()), body)
        try:
            response = self._client.post(url, content=body, headers={"Content-Type": "application/json", **signed})
        except httpx.HTTPError as error:
            return Answer(Kind.LATER, error=f"desk: {type(error).__name__}", retry_after=self._pause)
        if response.is_success:
            return Answer(Kind.OK, {"ts": name})
        return Answer(Kind.LATER, error=f"desk: HTTP {response.status_code}", retry_after=self._pause)

    def close(self) -> None:
        self._client.close()
