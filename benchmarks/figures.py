"""What was measured, as median and range, and how it stands to its target."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing: a value a round, in `unit`."""

    values: tuple[float, ...]
    unit: str = ""

    @property
    def median(self) -> float:
        return median(self.values)

    def __str__(self) -> str:
        """As in "0.52 (0.48-0.61) ms"."""
        low, high = min(self.values), max(self.values)
        unit = f" {self.unit}" if self.unit else ""
        if len(self.values) == 1:
            return f"{shown(low)}{unit}"
        return f"{shown(self.median)} ({shown(low)}-{shown(high)}){unit}"


@dataclass(frozen=True, slots=True)
class Target:
    """A promise: what is compared, the value found, the most (or, if `at_least`, the least) it may be."""

    what: str
    found: float
    bound: float
    unit: str = ""
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.found >= self.bound if self.at_least else self.found <= self.bound

    def row(self) -> list[str]:
        unit = f" {self.unit}" if self.unit else ""
        bound = f"{'>=' if self.at_least else '<='} {shown(self.bound)}{unit}"
        return [self.what, f"{shown(self.found)}{unit}", bound, "met" if self.met else "**short**"]


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the page: tables ready to print and the promises that hang on them."""

    tables: tuple[str, ...]
    targets: tuple[Target, ...] = ()


def figure(values: Sequence[float], unit: str = "") -> Figure:
    return Figure(tuple(values), unit)


def shown(value: float) -> str:
    """Three digits that count: 1,234 or 12.3 or 0.123."""
    size = abs(value)
    if size >= 100:
        return f"{value:,.0f}"
    if size >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if size >= 1 or value == 0 else f"{value:.3f}"


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0..1) of the sorted values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def say(line: str) -> None:
    """Progress for whoever waits."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
