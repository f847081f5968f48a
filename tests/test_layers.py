"""The import contracts of pyproject.toml hold, and each catches a violation planted in a copy of the package."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
}
LAYERS = [[layer.strip(" ()") for layer in row.split("|")] for row in CONTRACTS["layers"]["layers"]]


def upward() -> list[tuple[str, str]]:
    """(importer, imported) for each layer and the one above it, and for each two siblings."""
    steps = [(lower[0], higher[-1]) for higher, lower in itertools.pairwise(LAYERS)]
    return steps + [pair for row in LAYERS for pair in itertools.pairwise([*row, row[0]]) if len(row) > 1]


def plants() -> list[tuple[str, str, str]]:
    """(contract id, module to change, module it shall import)."""
    layers = [("layers", low, f"broker_bot.{high}") for low, high in upward()]
    forbidden = [
        (contract["id"], source.removeprefix("broker_bot."), foreign)
        for contract in CONTRACTS.values()
        if contract["type"] == "forbidden"
        for source, foreign in one_for_each(contract["source_modules"], contract["forbidden_modules"])
    ]
    return [*layers, *forbidden, ("layers", "stray", "broker_bot.domain")]


def one_for_each(sources: list[str], foreign: list[str]) -> list[tuple[str, str]]:
    """Pairs in which each source and each forbidden module occurs; for `broker_bot.*` it is the domain."""
    named = [module.replace(".*", ".domain") for module in foreign]
    length = max(len(sources), len(named))
    return list(itertools.islice(zip(itertools.cycle(sources), itertools.cycle(named)), length))


def copy_of_the_package(folder: Path) -> Path:
    shutil.copytree(
        ROOT / "broker_bot", folder / "broker_bot", ignore=lambda _, names: [n for n in names if is_data(n)]
    )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def is_data(name: str) -> bool:
    return name == "__pycache__" or ("." in name and not name.endswith(".py"))


def plant(folder: Path, module: str, source: str) -> None:
    """Adds `source` to a module, or as a new module to a package; makes what is missing."""
    path = folder.joinpath("broker_bot", *module.split("."))
    if path.is_dir():
        (path / "__init__.py").touch()
    file = path / "planted.py" if path.is_dir() else path.with_suffix(".py")
    with file.open("a", encoding="utf-8") as out:
        out.write(f"\n{source}\n")


def lint(folder: Path, contract: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo", "--contract", contract]
    clean = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"}
    return subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, check=False)


def test_no_contract_is_dropped() -> None:
    assert set(CONTRACTS) == {"layers", "domain", "rooms", "views", "sandbox", "cycles", "auditor"}


@pytest.mark.parametrize("contract", CONTRACTS)
def test_the_package_keeps_each_contract(contract: str, tmp_path: Path) -> None:
    result = lint(copy_of_the_package(tmp_path), contract)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("contract", "module", "imported"), plants())
def test_a_planted_import_breaks_its_contract(contract: str, module: str, imported: str, tmp_path: Path) -> None:
    folder = copy_of_the_package(tmp_path)
    if imported.startswith("broker_bot."):
        plant(folder, imported.removeprefix("broker_bot."), "")
    plant(folder, module, f"import {imported}")
    result = lint(folder, contract)
    assert result.returncode == 1, result.stdout + result.stderr
    assert f"{CONTRACTS[contract]['name']} BROKEN" in result.stdout


def test_a_planted_cycle_of_siblings_breaks_its_contract(tmp_path: Path) -> None:
    folder = copy_of_the_package(tmp_path)
    (folder / "broker_bot/domain/first.py").write_text("import broker_bot.domain.second\n", "utf-8")
    (folder / "broker_bot/domain/second.py").write_text("import broker_bot.domain.first\n", "utf-8")
    result = lint(folder, "cycles")
    assert result.returncode == 1 and f"{CONTRACTS['cycles']['name']} BROKEN" in result.stdout, result.stdout
