"""The docs are true: links lead somewhere, tables match what is installed, whatever can be set or run is described."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")


def text_of_docs() -> str:
    return "\n".join(page.read_text("utf-8") for page in PAGES)


def anchors(page: Path) -> set[str]:
    """What GitHub makes of the headings."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(page: Path) -> Iterator[str]:
    for link in LINK.findall(FENCE.sub("", page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            yield link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    dead = list(dead_links(page))
    assert not dead, f"{page.name} links to what is not there: {dead}"


def test_a_dead_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A heading\n[a](page.md#a-heading) [b](gone.md) [c](#no-heading) [d](https://docs.slack.dev)\n", "utf-8"
    )
    assert list(dead_links(page)) == ["gone.md", "#no-heading"]


def test_the_changelog_speaks_of_this_version() -> None:
    newest = re.search(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest and re.match(rf"(?:{re.escape(PROJECT['version'])} - |Unreleased)", newest.group(1)), newest


def test_the_readme_shows_one_picture_and_two_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert re.findall(r"!\[.+?\]\((.+?)\)", readme) == ["docs/picture.svg"]
    assert re.findall(r"^    (make \w+)", readme, re.MULTILINE) == ["make demo", "make test"]


def test_every_decision_is_listed_and_says_what_follows_from_it() -> None:
    folder = ROOT / "docs" / "adr"
    pages = sorted(folder.glob("[0-9]*.md"))
    assert [page.name[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    index = (folder / "README.md").read_text("utf-8")
    for page in pages:
        text = page.read_text("utf-8")
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert page.name in index, f"docs/adr/README.md does not list {page.name}"
        assert headings == ["Context", "Decision", "Consequences"] and "\nStatus: " in text, page.name
        assert len(text.splitlines()) <= 60, f"{page.name} is longer than a page"


def plain(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def needed() -> set[str]:
    extras = PROJECT["optional-dependencies"].values()
    every = [*PROJECT["dependencies"], *(one for extra in extras for one in extra)]
    return {plain(re.split(r"[\[<>=!~ ]", requirement)[0]) for requirement in every}


def pinned() -> dict[str, str]:
    lines = (ROOT / "requirements-dev.lock").read_text("utf-8").splitlines()
    found = [match for line in lines if (match := re.match(r"([\w.-]+)==([^\s;]+)", line))]
    return {plain(match[1]): match[2] for match in reversed(found)}


def test_the_lock_pins_every_dependency() -> None:
    assert needed() <= set(pinned()), f"run `make lock`; not in requirements-dev.lock: {needed() - set(pinned())}"


def test_the_table_of_dependencies_is_fresh() -> None:
    page = (ROOT / "docs/dependencies.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| ([\w.-]+) \| ([\d.]+) \|", page, re.MULTILINE))
    assert {plain(package): version for package, version in rows.items()} == {name: pinned()[name] for name in needed()}


def test_make_lists_each_of_its_targets() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    listed = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert phony and re.findall(r"^  make (\w+) +\w", listed, re.MULTILINE) == phony.group(1).split()


def loaded(module: str) -> Any:
    """The module, or None while it is not written; a folder without `__init__.py` is not written yet."""
    spec = importlib.util.find_spec(module)
    return importlib.import_module(module) if spec and spec.origin else None


def commands() -> list[str]:
    """Full names of all commands, "digest select" for one in a group."""
    typer = importlib.import_module("typer")
    cli = importlib.import_module("broker_bot.cli").cli
    return list(full_names(typer.main.get_command(cli), ""))


def full_names(command: Any, prefix: str) -> Iterator[str]:
    for name, child in command.commands.items():
        if hasattr(child, "commands"):
            yield from full_names(child, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}"


def test_every_command_is_described() -> None:
    docs = text_of_docs()
    silent = [command for command in commands() if not re.search(rf"broker-bot {command}\b", docs)]
    assert not silent, f"no page of docs/ mentions these commands of broker-bot: {silent}"


def settings() -> list[str]:
    """Names of the environment's variables."""
    module = loaded("broker_bot.settings")
    fields = module.Settings.model_fields if module else {}
    return [field.alias or name.upper() for name, field in fields.items()]


def test_every_setting_is_described() -> None:
    docs = text_of_docs()
    silent = [setting for setting in settings() if f"`{setting}`" not in docs]
    assert not silent, f"no page of docs/ describes these settings: {silent}"


def keys_of_files() -> set[str]:
    """Keys that the district's files may have: the fields of the models that read them."""
    package = loaded("broker_bot.district")
    if package is None:
        return set()
    modules = [
        importlib.import_module(f"broker_bot.district.{found.name}") for found in pkgutil.iter_modules(package.__path__)
    ]
    models = [value for module in modules for value in vars(module).values() if isinstance(value, type)]
    own = {model for model in models if issubclass(model, BaseModel) and model.__module__.startswith("broker_bot.")}
    assert own, "broker_bot.district reads its files into pydantic models"
    return {field.alias or name for model in own for name, field in model.model_fields.items()}


def test_every_key_of_the_districts_files_is_described() -> None:
    docs = text_of_docs()
    silent = sorted(key for key in keys_of_files() if not re.search(rf"`{key}`|^[ -]*{key}:", docs, re.MULTILINE))
    assert not silent, f"no page of docs/ describes these keys: {silent}"
