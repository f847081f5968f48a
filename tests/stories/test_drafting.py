"""The form opens with a draft; a model of the district's own may write it, and may lie, be slow or never answer."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from broker_bot.delivery.drafter import Drafter, Model
from broker_bot.reading.drafting import offline_draft, sound
from broker_bot.slack import ids
from broker_bot.store import demands
from tests.stories.cast import ILD
from tests.stories.test_gate import last, send_demand
from tests.stories.world import World

GOOD = "Send the bell times your office keeps."


@contextmanager
def model(*answers: object) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A local endpoint: a text is answered in the agreed form, bytes as they are, a number is waited for in seconds."""
    asked: list[dict[str, Any]] = []
    waiting = iter(answers)
    over = threading.Event()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            answer = next(waiting)
            if isinstance(answer, (int, float)):
                over.wait(answer)
                return
            shaped = json.dumps({"choices": [{"message": {"content": answer}}]}).encode()
            body = answer if isinstance(answer, bytes) else shaped
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def draft(w: World) -> str:
    found = w.bot.db.read(lambda conn: demands.load(conn, 1))
    assert found is not None
    return found.draft


def line_in_the_form(w: World) -> str:
    w.press(ILD, "bot", last(w, ILD, "Transportation asks"), ids.MANDATE_DECIDE)
    view = w.box.modal(w.ids[ILD])
    assert view is not None
    block = next(b for b in view["blocks"] if b.get("block_id") == "line")
    assert "A draft from the unit's words; make it yours or empty it." in block["hint"]["text"]
    return str(block["element"].get("initial_value", ""))


def test_the_form_opens_with_the_units_own_words_made_plain(monday: World) -> None:
    send_demand(monday, text={"value": "Principals are asked to utilize the new form. It is short."})
    assert line_in_the_form(monday) == "Use the new form."
    assert offline_draft("Send it", "", date(2026, 10, 5)) == ""


def test_a_model_that_lies_is_slow_or_never_answers_leaves_the_units_own_words(monday: World) -> None:
    w = monday
    send_demand(w, text={"value": "Use the form for Ana Lopez, born 3/4/2014, who has an IEP. Send it."})
    with model("Send it by Friday, October 9.", b"not json at all", 30, 30) as (address, asked):
        for seconds in (2.0, 2.0):
            lying = Drafter(w.bot.service, Model(address), seconds)
            lying.look()
            assert draft(w) == ""
        began = time.monotonic()
        Drafter(w.bot.service, Model(address), 1.0).look()
        assert draft(w) == "" and time.monotonic() - began < 10
        said = str(asked)
        assert "3/4/2014" not in said and "Ana Lopez" not in said
    Drafter(w.bot.service, Model("http://127.0.0.1:9/v1"), 1.0).look()
    assert line_in_the_form(w) != "" and draft(w) == ""


def test_a_sound_draft_stands_in_the_form_and_is_sent_only_by_the_ild(monday: World) -> None:
    w = monday
    send_demand(w)
    with model(GOOD) as (address, asked):
        reader = Drafter(w.bot.service, Model(address, "plain-words", "key"))
        reader.look()
        reader.look()
    assert draft(w) == GOOD and len(asked) == 1
    assert line_in_the_form(w) == GOOD
    assert sound("Send it by Dec 9", "Send it") == "" == sound("See https://evil.example", "Send it")
