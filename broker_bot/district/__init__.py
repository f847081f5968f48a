"""The district's files (routes.yaml, roster.csv, digests/) as frozen values, or every mistake in them at once."""

from __future__ import annotations

from broker_bot.district.loading import check, load
from broker_bot.district.problems import DistrictErrors, Problem
from broker_bot.district.removal import removal_problem

__all__ = ["DistrictErrors", "Problem", "check", "load", "removal_problem"]
