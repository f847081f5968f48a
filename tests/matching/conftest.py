"""Cedar Grove's own files and one desk for them, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from broker_bot import district as files
from broker_bot.domain.district import District
from broker_bot.matching import Desk


@pytest.fixture(scope="session")
def cedar_grove() -> District:
    return files.load(Path(__file__).parents[2])


@pytest.fixture(scope="session")
def desk(cedar_grove: District) -> Desk:
    return Desk(cedar_grove)


@pytest.fixture(scope="session")
def core(cedar_grove: District) -> Desk:
    """The same desk where the model is not installed."""
    return Desk(cedar_grove, model=False)
