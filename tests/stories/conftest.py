"""A world for each story, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from broker_bot.domain.district import District
from tests.stories.world import World, a_world

Open = Callable[[str], World]


@pytest.fixture
def open_world(district: District, database_url: str, tmp_path: Path) -> Iterator[Open]:
    """Call it with the local time at which the story begins."""
    with ExitStack() as stack:
        yield lambda start: stack.enter_context(a_world(district, database_url, start, tmp_path))


@pytest.fixture
def monday(open_world: Open) -> World:
    """An ordinary Monday, October 5, 2026, 09:00, with nothing closed for weeks."""
    return open_world("2026-10-05 09:00")
