"""What ties a letter to its request: a token in the address it comes back to. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re

ABOVE = "--- Write your answer above this line ---"
"""Stands on top of each letter about a request; what a reply has from here on is the quoted letter."""

_TOKEN = re.compile(r"(?<!\d)(\d{1,10})\.([0-9a-f]{16})(?![0-9a-f])")


def token_for(request: int, secret: str) -> str:
    """Sixteen hex digits that only somebody with the secret can make."""
    return hmac.new(secret.encode(), f"request:{request}".encode(), hashlib.sha256).hexdigest()[:16]


def address_with(sender: str, request: int, secret: str) -> str:
    """The address a reply goes to (RFC 5233 sub-address): "broker+12.0f3c...@district.example"."""
    name, _, host = sender.rpartition("@")
    return f"{name}+{request}.{token_for(request, secret)}@{host}"


def request_in(text: str, secret: str) -> int:
    """The request a header speaks of with a true token; 0 when there is none."""
    for found in _TOKEN.finditer(text):
        number = int(found[1])
        if hmac.compare_digest(token_for(number, secret), found[2]):
            return number
    return 0
