"""What imports cannot show: sizes, names, the one clock, the one door to Slack, and nothing done on import."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULE_LINES, FUNCTION_LINES = 400, 60
CLOCKS = {"broker_bot/clock.py", "broker_bot/sandbox/moment.py"}
POSTERS = ("broker_bot/delivery/", "broker_bot/sandbox/")

BROAD_EXCEPTS: dict[tuple[str, str], str] = {
    ("broker_bot/store/db.py", "_commit"): "the one writer must not die; each waiter is told",
    ("broker_bot/store/db.py", "_attempt"): "the error of one command is handed to its waiter, who raises it",
    ("broker_bot/service/landing.py", "_wake_one"): "one poisoned wake is put off, then parked; the others go on",
    ("broker_bot/service/landing.py", "_wake"): "what failed together is taken one by one, and its fault shows there",
    ("broker_bot/delivery/courier.py", "deliver_one"): "one message that cannot be drawn must not stop the others",
    ("broker_bot/worker.py", "tick"): "the tick must not die; the next one tries again",
    ("broker_bot/worker.py", "_deliver"): "a delivering thread must not die; the row's lease ends by itself",
    ("broker_bot/web.py", "_dispatch"): "an unforeseen fault answers 500, so that Slack sends an event again",
}
"""(file, function) that may catch every Exception and go on, with the reason why it must not die."""

WALL_CLOCK = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
    ("func", "now"),
    ("func", "current_timestamp"),
}
SQL_CLOCK = re.compile(r"CURRENT_TIMESTAMP|\bnow\(\)|\('now'", re.IGNORECASE)
POSTS = re.compile(r"\bchat[._][a-z]+[A-Z]?")
BUILDERS = {
    *("App", "WebClient", "Client", "AsyncClient", "Starlette", "Settings", "Thread", "ThreadPoolExecutor"),
    *("BackgroundScheduler", "BlockingScheduler", "create_engine", "connect", "open", "getenv", "basicConfig"),
}
VAGUE_MODULES = {"util", "utils", "helper", "helpers", "manager", "base", "common", "misc"}
FOREIGN_WORDS = {"ticket", "tickets", "sla", "slas"}

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, FUNCTION))


def docstrings(path: Path) -> set[int]:
    """Ids of the string nodes that only explain: docstrings of modules, classes, functions and values."""
    return {
        id(node.value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of each string that the program uses."""
    explaining = docstrings(path)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explaining:
            yield node.lineno, node.value


OURS = python_files("broker_bot")
ALL_OURS = python_files("broker_bot", "tests", "benchmarks")


def test_a_module_is_at_most_400_lines() -> None:
    long = {name(path): lines for path in ALL_OURS if (lines := path.read_text("utf-8").count("\n")) > MODULE_LINES}
    assert not long, f"split these modules: {long}"


def test_a_function_is_at_most_60_lines() -> None:
    long = {
        f"{name(path)}:{node.lineno} {node.name}": lines
        for path in ALL_OURS
        for node in functions(path)
        if (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    }
    assert not long, f"split these functions: {long}"


def test_every_module_opens_with_a_docstring() -> None:
    silent = [name(path) for path in ALL_OURS if tree(path).body and not ast.get_docstring(tree(path))]
    assert not silent, f"say in one to four lines what these are for: {silent}"


def reads_wall_clock(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if (owner, node.attr) in WALL_CLOCK:
                yield f"{name(path)}:{node.lineno} {owner}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (f"{name(path)}:{node.lineno} {a.name}" for a in node.names if ("time", a.name) in WALL_CLOCK)
    yield from (f"{name(path)}:{line} {text!r}" for line, text in strings(path) if SQL_CLOCK.search(text))


def test_only_the_clock_reads_the_time() -> None:
    readers = [reader for path in OURS if name(path) not in CLOCKS for reader in reads_wall_clock(path)]
    assert not readers, f"take `now` as an argument, or ask broker_bot.clock: {readers}"


def names_of_posts(path: Path) -> Iterator[str]:
    used = [*strings(path), *attributes(path)]
    return (f"{name(path)}:{line} {text}" for line, text in used if POSTS.search(text))


def test_only_delivery_and_the_sandbox_know_how_a_message_is_posted() -> None:
    posts = [post for path in OURS if not name(path).startswith(POSTERS) for post in names_of_posts(path)]
    assert not posts, f"write an outbox row instead: {posts}"


def attributes(path: Path) -> Iterator[tuple[int, str]]:
    return ((node.lineno, node.attr) for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute))


def broad_handlers(path: Path) -> Iterator[tuple[str, str, int]]:
    """(file, function, line) of each handler that takes every exception and does not raise it again."""
    for function in functions(path):
        for node in ast.walk(function):
            if isinstance(node, ast.ExceptHandler) and is_broad(node) and not isinstance(node.body[-1], ast.Raise):
                yield name(path), function.name, node.lineno


def is_broad(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or getattr(kind, "id", "") in {"Exception", "BaseException"} for kind in kinds)


def test_only_loops_that_must_not_die_catch_everything() -> None:
    found = [hit for path in OURS for hit in broad_handlers(path)]
    unexpected = [
        f"{file}:{line} {function}" for file, function, line in found if (file, function) not in BROAD_EXCEPTS
    ]
    assert not unexpected, f"catch what you expect, or add the loop to BROAD_EXCEPTS with its reason: {unexpected}"
    assert set(BROAD_EXCEPTS) <= {(file, function) for file, function, _ in found}, (
        "BROAD_EXCEPTS names a loop that is gone"
    )


def on_import(node: ast.AST) -> Iterator[ast.AST]:
    """Everything that runs when the module is imported: not the bodies of functions, nor of `if __name__ ...`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "__name__" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        yield child
        yield from on_import(child)


def import_effects(path: Path) -> Iterator[str]:
    for node in on_import(tree(path)):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in BUILDERS:
                yield f"{name(path)}:{node.lineno} {called}(...)"
        elif isinstance(node, ast.Attribute) and node.attr == "environ":
            yield f"{name(path)}:{node.lineno} os.environ"


def test_nothing_is_built_or_read_on_import() -> None:
    effects = [effect for path in OURS for effect in import_effects(path)]
    assert not effects, f"build these in broker_bot.app or in a function: {effects}"


def test_the_domain_imports_the_standard_library_and_itself_only() -> None:
    strangers = [
        f"{name(path)}:{line} {module}"
        for path in python_files("broker_bot/domain")
        for line, module in imports(path)
        if module.split(".")[0] not in sys.stdlib_module_names and not module.startswith("broker_bot.domain")
    ]
    assert not strangers, f"the domain knows nothing of these: {strangers}"


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or "."


def test_modules_are_named_after_what_they_hold() -> None:
    vague = [name(path) for path in ALL_OURS if path.stem in VAGUE_MODULES]
    assert not vague, f"name these after their content: {vague}"


def defined_names(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id


def words(identifier: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", identifier)}


def foreign_names(path: Path) -> Iterator[str]:
    return (f"{name(path)}:{line} {word}" for line, word in defined_names(path) if words(word) & FOREIGN_WORDS)


def test_the_code_speaks_the_words_of_the_product() -> None:
    foreign = [word for path in OURS for word in foreign_names(path)]
    assert not foreign, f"say request, response target, finish target or route: {foreign}"


PLANTED = [
    (reads_wall_clock, "import datetime\n\ndef f():\n    return datetime.datetime.now(datetime.UTC)\n"),
    (reads_wall_clock, "import time\n\ndef f():\n    return time.time()\n"),
    (reads_wall_clock, "from time import time\n"),
    (reads_wall_clock, "def f(c):\n    c.execute('select current_timestamp')\n"),
    (names_of_posts, "def f(client):\n    client.chat_postMessage(text='hi')\n"),
    (names_of_posts, "METHOD = 'chat.update'\n"),
    (broad_handlers, "def f():\n    try:\n        g()\n    except Exception:\n        pass\n"),
    (broad_handlers, "def f():\n    try:\n        g()\n    except:\n        return 1\n"),
    (broad_handlers, "def f():\n    try:\n        g()\n    except (OSError, BaseException):\n        return 1\n"),
    (import_effects, "engine = create_engine('sqlite://')\n"),
    (import_effects, "class A:\n    settings = Settings()\n"),
    (import_effects, "import os\n\nPORT = os.environ['PORT']\n"),
    (foreign_names, "def open_ticket():\n    pass\n"),
    (foreign_names, "class SlaClock:\n    pass\n"),
]


@pytest.mark.parametrize(("rule", "source"), PLANTED)
def test_each_rule_sees_what_it_forbids(rule: Callable[[Path], Iterator[object]], source: str, tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(source, "utf-8")
    assert list(rule(planted))


INNOCENT = """
import time

def f(now, log):
    \"\"\"Not datetime.now, nor chat.postMessage: only words about them.\"\"\"
    started = time.monotonic()
    try:
        return started
    except Exception:
        log()
        raise

if __name__ == "__main__":
    open("file")
"""


@pytest.mark.parametrize("rule", [reads_wall_clock, names_of_posts, broad_handlers, import_effects, foreign_names])
def test_no_rule_accuses_innocent_code(rule: Callable[[Path], Iterator[object]], tmp_path: Path) -> None:
    innocent = tmp_path / "innocent.py"
    innocent.write_text(INNOCENT, "utf-8")
    assert not list(rule(innocent))


def tracked_files() -> list[Path]:
    """Files that git knows; in an unpacked archive, all files beside the working folders."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return [ROOT / file for file in listed.stdout.split("\0") if file and (ROOT / file).is_file()]
    working = {".venv", "var", "build", "dist"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not working & set(path.relative_to(ROOT).parts)]


def readable(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


OF_ONE_MACHINE = re.compile(
    r"(?<![\w.~/-])/(?:work|shared|root|home/\w+|Users/\w+)/|file:/{2,}|"
    r"files\.pythonhosted\.org|pypi\.org/simple|--(?:extra-)?index-url|--find-links"
)


def test_no_tracked_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{name(path)}: {hit.group()}"
        for path in tracked_files()
        if path != Path(__file__)
        for hit in OF_ONE_MACHINE.finditer(readable(path))
    ]
    assert not found, f"these belong to one machine: {found}"


def test_the_licence_is_mit() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert text.startswith("MIT License") and "broker_bot contributors" in text


def locked(lock: str) -> dict[str, str]:
    """Requirement ("name==version ; marker") -> the rest of its entry in the lock file."""
    joined = re.sub(r"\\\n\s*", "", (ROOT / lock).read_text("utf-8"))
    entries = [line for line in joined.splitlines() if line and not line.lstrip().startswith("#")]
    return {entry.split(" --hash")[0].strip(): entry for entry in entries}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-embed.lock", "requirements-dev.lock"])
def test_every_locked_requirement_is_pinned_and_hashed(lock: str) -> None:
    loose = [spec for spec, entry in locked(lock).items() if "==" not in spec or "--hash=sha256:" not in entry]
    assert locked(lock) and not loose, f"{lock}: run `make lock`; without version or hash: {loose}"


def test_developers_run_the_same_releases_as_the_district() -> None:
    """What runs is a part of what runs with the model, and that of what a developer has."""
    run, embed, dev = (set(locked(f"requirements{name}.lock")) for name in ("", "-embed", "-dev"))
    assert run <= embed <= dev, f"run `make lock`; the lock files differ in: {run - embed | embed - dev}"
