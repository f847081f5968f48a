"""The district's own texts of the weekly page, filled in: templates keep their mrkdwn, people's words are escaped."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from broker_bot.domain.district import District
from broker_bot.domain.page import Render

log = logging.getLogger(__name__)


FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a text of the district's own can raise while it is filled in."""


def renderer(district: District) -> Render:
    """Draws a text by its name; a text that can't be drawn is logged and empty, so that a page still goes out."""
    texts = district.digest.texts

    def render(name: str, facts: Mapping[str, object]) -> str:
        try:
            return _drawn(texts[name], tuple(facts.items()))
        except FAULTS as error:
            log.error("digests/%s.j2 can't be drawn: %s", name, error)
            return ""

    return render


@lru_cache(maxsize=8192)
def _drawn(source: str, facts: tuple[tuple[str, object], ...]) -> str:
    """The same item is drawn once for all whom it looks the same to."""
    return _template(source).render({key: _safe(value) for key, value in facts}).strip()


@lru_cache(maxsize=64)
def _template(source: str) -> Template:
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False).from_string(source)


def _safe(value: object) -> object:
    """Slack reads three characters as markup (docs.slack.dev, "Formatting message text"); a text stays on one line."""
    if not isinstance(value, str):
        return value
    return " ".join(value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").split())
