"""`broker-bot route`: one text explained for a reader, or a JSON object a line for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from broker_bot.domain.explaining import decided, explained
from broker_bot.matching import Desk, Lesson
from broker_bot.matching.whole import looked_over

Answer = dict[str, Any]


class BadLine(Exception):
    """A line that cannot be answered; the text says what to change. `id` is the line's own, or None."""

    def __init__(self, id: object, message: str) -> None:
        super().__init__(message)
        self.id = id


def route_text(
    desk: Desk, text: str, school: str | None, explain: bool, change: Callable[[str], str] = lambda name: ""
) -> str:
    """The decision on `text` as lines for a person; with `explain` also the evidence and each close loser.

    `change` says for a route's id when it moved between units or will, in a few words or none.
    """
    placed = looked_over(desk, text, split=False).placement
    if explain:
        return "\n".join(explained(placed, desk.nearest(text), change))
    return "\n".join(decided(placed))


def route_lines(
    desk: Desk,
    lines: Iterable[str],
    write: Callable[[str], None],
    schools: set[str],
    learn: Callable[[Lesson], None] | None,
) -> None:
    """Answer each line of `lines` by one JSON line through `write`, in order.

    Corrections count from the next line on; `learn`, if given, also keeps them. A reader that closes the pipe
    ends the run quietly.
    """
    lessons: list[Lesson] = []
    base = desk
    try:
        for line in lines:
            if not line.strip():
                continue
            answer, lesson = _answer(desk, line, schools)
            if lesson is not None:
                lessons.append(lesson)
                desk = base.with_more(lessons)
                if learn is not None:
                    learn(lesson)
            write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8") + "\n")
    except BrokenPipeError:
        return


def _answer(desk: Desk, line: str, schools: set[str]) -> tuple[Answer, Lesson | None]:
    try:
        asked = _object(line)
        if "correct" in asked:
            lesson = _lesson(desk, asked)
            return {"id": asked.get("id"), "learned": True, "route": lesson.route}, lesson
        return _placed(desk, asked, schools), None
    except BadLine as bad:
        return {"id": bad.id, "error": str(bad)}, None


def _object(line: str) -> Answer:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        raise BadLine(None, "This line is not JSON; give one object a line.") from None
    if not isinstance(asked, dict):
        raise BadLine(None, 'A line must be a JSON object such as {"id": "1", "text": "..."}.')
    return asked


def _placed(desk: Desk, asked: Answer, schools: set[str]) -> Answer:
    text = _text(asked, asked.get("id"))
    school = asked.get("school")
    if school is not None and (not isinstance(school, str) or school not in schools):
        raise BadLine(asked.get("id"), f"{json.dumps(school)} is no school id of the roster.")
    placed = looked_over(desk, text, split=False).placement
    return {
        "id": asked.get("id"),
        "action": placed.action,
        "route": placed.route,
        "unit": placed.unit,
        "confidence": placed.confidence,
        "urgent": placed.urgent,
        "top": [candidate.route for candidate in placed.top],
        "why": placed.why,
    }


def _lesson(desk: Desk, asked: Answer) -> Lesson:
    said = asked["correct"]
    if not isinstance(said, dict):
        raise BadLine(asked.get("id"), 'A correction must be an object {"text": "...", "route": "..."}.')
    text, route = _text(said, asked.get("id")), said.get("route")
    if not isinstance(route, str) or route not in desk.routes:
        raise BadLine(asked.get("id"), f"{json.dumps(route)} is no route of routes.yaml that a text can lead to.")
    return Lesson(text, route)


def _text(holder: Answer, id: object) -> str:
    text = holder.get("text")
    if not isinstance(text, str):
        raise BadLine(id, "The text is missing or is not a string.")
    if not text.strip():
        raise BadLine(id, "The text is empty; write what is needed.")
    return text
