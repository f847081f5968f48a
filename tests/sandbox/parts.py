"""Blocks and views of a wished-for size, for calls straight to the sandbox's Web API."""

from typing import Any

Json = dict[str, Any]


def plain(n: int) -> Json:
    return {"type": "plain_text", "text": "x" * n}


def marked(n: int) -> Json:
    return {"type": "mrkdwn", "text": "x" * n}


def section(**parts: Any) -> Json:
    return {"type": "section", "text": marked(1), **parts}


def button(**parts: Any) -> Json:
    return {"type": "button", "text": plain(1), **parts}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def options(n: int, **parts: Any) -> list[Json]:
    return [{"text": plain(1), "value": f"v{index}", **parts} for index in range(n)]


def select(**parts: Any) -> Json:
    return actions({"type": "static_select", **({"options": options(1)} | parts)})


def confirm(**parts: Any) -> Json:
    return actions(button(confirm={key: plain(1) for key in ("title", "text", "confirm", "deny")} | parts))


def image(**parts: Any) -> Json:
    return {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "a", **parts}


def text_input(**parts: Any) -> Json:
    return {"type": "plain_text_input", "action_id": "words", **parts}


def entry(element: Json | None = None, **parts: Any) -> Json:
    return {"type": "input", "label": plain(1), "element": element or text_input(), **parts}


def modal(*blocks: Json, **parts: Any) -> Json:
    return {"type": "modal", "title": plain(1), "submit": plain(1), "blocks": list(blocks) or [section()], **parts}


def home(*blocks: Json, **parts: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **parts}


def bulky(characters: int) -> list[Json]:
    """Return sections that hold this many characters in all."""
    sizes = [3000] * (characters // 3000) + ([characters % 3000] if characters % 3000 else [])
    return [section(text=marked(size)) for size in sizes]
