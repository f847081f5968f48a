"""A world for each story, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from broker_bot.delivery.courier import Pace
from broker_bot.domain.district import District
from tests.stories.world import QUICK, World, a_world


class Open(Protocol):
    """Begins a story at a local time, with the delivery's own pace."""

    def __call__(self, start: str, pace: Pace = QUICK) -> World: ...


@pytest.fixture
def open_world(district: District, database_url: str, tmp_path: Path) -> Iterator[Open]:
    """Call it with the local time at which the story begins."""
    with ExitStack() as stack:
        yield lambda start, pace=QUICK: stack.enter_context(a_world(district, database_url, start, tmp_path, pace))


@pytest.fixture
def monday(open_world: Open) -> World:
    """An ordinary Monday, October 5, 2026, 09:00, with nothing closed for weeks."""
    return open_world("2026-10-05 09:00")
