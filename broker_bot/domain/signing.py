"""Signed webhooks as in the Standard Webhooks specification (standardwebhooks.com): id, timestamp, HMAC-SHA256."""

from __future__ import annotations

import base64
import hashlib
import hmac

WINDOW_SECONDS = 300
"""How far a signature's time may be from ours; the specification's own figure."""


def signature(secret: str, ident: str, stamp: int, body: bytes) -> str:
    """The header `webhook-signature` for a body."""
    signed = f"{ident}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()


def headers(secret: str, ident: str, stamp: int, body: bytes) -> dict[str, str]:
    """The three headers of a signed delivery; `stamp` is in seconds since 1970."""
    return {
        "webhook-id": ident,
        "webhook-timestamp": str(stamp),
        "webhook-signature": signature(secret, ident, stamp, body),
    }


def is_signed(secret: str, ident: str, stamp: str, given: str, body: bytes, now: float) -> bool:
    """Whether one of the signatures given is true and its time within the window. An empty secret signs nothing."""
    if not (secret and ident and stamp.isascii() and stamp.isdecimal()) or abs(now - int(stamp)) > WINDOW_SECONDS:
        return False
    expected = signature(secret, ident, int(stamp), body)
    return any(hmac.compare_digest(expected.encode(), one.encode()) for one in given.split())
