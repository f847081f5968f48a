"""Intake: what one delivery from Slack costs, beside the floor and a naive bot, turn by turn in the same minutes."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from benchmarks.figures import Part, Target, figure, percentile, say, table
from benchmarks.load import SECRET, Ran, run
from benchmarks.mix import LAG, Cast, Mix
from benchmarks.process import Server, free_port, has_model
from benchmarks.seeded import fill
from broker_bot.matching.encoder import OFF, VARIABLE
from broker_bot.store.db import Database
from tests import postgres

ROUNDS = 5
ONE, MANY = 120, 450
"""Requests a round over one connection, and over sixteen."""

CONNECTIONS = 16
BARE, NAIVE, OURS, ALL, MODEL = (
    "floor F: bare Bolt",
    "naive N: Bolt, SQLModel",
    "broker_bot, web",
    "broker_bot, run",
    "broker_bot, web, MiniLM",
)


@dataclass
class Variant:
    """One server under load, and what was found round by round: microseconds, milliseconds, requests a second."""

    name: str
    server: Server
    mix: Mix
    db: Database
    counted: str
    cpu: list[float] = field(default_factory=list)
    drained: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    one: list[Ran] = field(default_factory=list)
    many: list[Ran] = field(default_factory=list)

    def p(self, runs: list[Ran], share: float) -> list[float]:
        return [percentile(ran.times, share) * 1000 for ran in runs]


def measure(small: bool) -> Part:
    rounds, one, many = (2, 30, 90) if small else (ROUNDS, ONE, MANY)
    with tempfile.TemporaryDirectory(prefix="broker-bench-") as name:
        found = _on_sqlite(Path(name), rounds, one, many)
        say("intake: PostgreSQL")
        with_postgres = _on_postgres(Path(name), rounds, one, many)
    tables = [_table("SQLite, synchronous=FULL", found)]
    targets = _targets("SQLite", found)
    if with_postgres:
        tables.append(_table("PostgreSQL 18, fsync on", with_postgres))
        targets += _targets("PostgreSQL", with_postgres)
    else:
        tables.append("PostgreSQL could not be started here, so it was not measured.")
    return Part(tuple(tables), tuple(targets))


def _on_sqlite(folder: Path, rounds: int, one: int, many: int) -> dict[str, Variant]:
    say("intake: seeding a district")
    seeded = Database(f"sqlite:///{folder / 'seeded.sqlite3'}")
    cast = fill(seeded, _acts(rounds, one, many))
    seeded.close()
    with ExitStack() as stack:
        found = {}
        for name in (BARE, NAIVE, OURS, ALL, *([MODEL] if has_model() else [])):
            data = folder / name.replace(" ", "_").replace(":", "")
            data.mkdir()
            path = data / "broker.sqlite3"
            if name in (OURS, ALL, MODEL):
                shutil.copy(folder / "seeded.sqlite3", path)
            found[name] = _variant(stack, name, f"sqlite:///{path}", data, cast)
        _rounds(found, rounds, one, many)
        return found


@contextmanager
def postgres_server() -> Iterator[postgres.Server | None]:
    """A server that waits for its disk, or None where none can be started."""
    with ExitStack() as stack:
        try:
            running = stack.enter_context(postgres.server())
            running.execute("ALTER SYSTEM SET fsync = on")
            running.execute("SELECT pg_reload_conf()")
        except Exception as error:  # whatever kept it from starting: the page says that it was not measured
            say(f"  no PostgreSQL here: {type(error).__name__}")
            yield None
            return
        yield running


def _on_postgres(folder: Path, rounds: int, one: int, many: int) -> dict[str, Variant]:
    with postgres_server() as running, ExitStack() as stack:
        if running is None:
            return {}
        found = {}
        for name in (BARE, NAIVE, OURS):
            url = running.create()
            cast = _seed(url, rounds, one, many)
            data = folder / f"pg_{name.replace(' ', '_').replace(':', '')}"
            data.mkdir()
            found[name] = _variant(stack, name, url, data, cast)
        _rounds(found, rounds, one, many)
        return found


def _seed(url: str, rounds: int, one: int, many: int) -> Cast:
    db = Database(url)
    try:
        return fill(db, _acts(rounds, one, many))
    finally:
        db.close()


def _acts(rounds: int, one: int, many: int) -> int:
    """Requests that somebody acts on, a warm-up round included."""
    return (rounds + 1) * (one + many) // 3 + 2 * LAG


def _variant(stack: ExitStack, name: str, url: str, data: Path, cast: Cast) -> Variant:
    port = free_port()
    env = {
        "SLACK_SIGNING_SECRET": SECRET, "SLACK_BOT_TOKEN": "xoxb-sandbox", "DATABASE_URL": url,
        "BROKER_DATA": str(data), "PORT": str(port), VARIABLE: "" if name == MODEL else OFF,
    }  # fmt: skip
    if name == ALL:
        slack = free_port()
        stack.enter_context(Server(["-m", "benchmarks.slack", str(slack)], slack, {}, ready="/", measured=False))
        env["SLACK_API_URL"] = f"http://127.0.0.1:{slack}/api/"
    if name in (BARE, NAIVE):
        args = ["-m", "benchmarks.floor", "bare" if name == BARE else "naive", url, str(port)]
    elif name in (OURS, MODEL):
        args = ["-m", "benchmarks.product", str(port)]
    else:
        args = ["-m", "broker_bot", "run"]
    server = stack.enter_context(Server(args, port, env))
    db = Database(url)
    stack.callback(db.close)
    counted = "SELECT count(*) FROM seen" if name in (OURS, ALL, MODEL) else "SELECT count(*) FROM taken"
    return Variant(name, server, Mix(cast), db, counted)


def _rounds(found: dict[str, Variant], rounds: int, one: int, many: int) -> None:
    names = list(found)
    for turn in range(rounds + 1):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            _turn(found[name], one, many, counts=turn > 0)
        label = f"round {turn} of {rounds}" if turn else "warm-up"
        say(f"  {label}: " + "; ".join(f"{v.name} {v.cpu[-1]:.0f} us" for v in found.values() if v.cpu))


def _turn(variant: Variant, one: int, many: int, counts: bool) -> None:
    before = _count(variant, variant.counted)
    slow = run(variant.server.port, variant.mix.take(one), 1)
    _settled(variant, before + one)
    cpu = variant.server.cpu()
    fast = run(variant.server.port, variant.mix.take(many), CONNECTIONS)
    acked = variant.server.cpu()
    _settled(variant, before + one + many)
    done = variant.server.cpu()
    if slow.failed or fast.failed:
        raise RuntimeError(f"{variant.name}: {slow.failed + fast.failed} requests were not answered with 200")
    if counts:
        variant.one.append(slow)
        variant.many.append(fast)
        variant.rate.append(many / fast.wall)
        variant.cpu.append(((done if variant.name == NAIVE else acked) - cpu) / many * 1e6)
        variant.drained.append((done - cpu) / many * 1e6)


def _settled(variant: Variant, expected: int) -> None:
    """Wait until every accepted delivery is stored (a naive bot answers before) and, with a worker, told to Slack."""
    until = time.monotonic() + 120
    open_rows = "SELECT count(*) FROM outbox WHERE state IN ('ready', 'sending')"
    while time.monotonic() < until:
        if _count(variant, variant.counted) == expected and (variant.name != ALL or not _count(variant, open_rows)):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{variant.name}: {_count(variant, variant.counted)} deliveries are stored, not {expected}")


def _count(variant: Variant, query: str) -> int:
    return int(variant.db.read(lambda conn: conn.execute(text(query)).scalar_one()))


def _table(title: str, found: dict[str, Variant]) -> str:
    head = [title, "CPU us a request", "requests/s", "c=1 p50 ms", "c=1 p99 ms", "c=16 p50 ms", "c=16 p99 ms"]
    rows = [
        [
            v.name, figure(v.cpu), figure(v.rate), figure(v.p(v.one, 0.5)), figure(v.p(v.one, 0.99)),
            figure(v.p(v.many, 0.5)), figure(v.p(v.many, 0.99)),
        ]
        for v in found.values()
    ]  # fmt: skip
    lines = table(head, rows)
    if ALL in found:
        lines += f"\n\nWith what the worker then told Slack: {figure(found[ALL].drained)} us of CPU a request."
    return lines


def _targets(where: str, found: dict[str, Variant]) -> list[Target]:
    bare, naive, ours = found[BARE], found[NAIVE], found[OURS]

    def ratio(mine: list[float], its: list[float]) -> float:
        return figure(mine).median / figure(its).median

    tail = ours.p(ours.many, 0.99)
    return [
        Target(f"{where}: CPU a request, web : F", ratio(ours.cpu, bare.cpu), 2.0),
        Target(f"{where}: CPU a request, web : N", ratio(ours.cpu, naive.cpu), 0.8),
        Target(f"{where}: requests/s, web : F", ratio(ours.rate, bare.rate), 0.5, at_least=True),
        Target(f"{where}: ack p50 at c=1, web : F", ratio(ours.p(ours.one, 0.5), bare.p(bare.one, 0.5)), 3.0),
        Target(f"{where}: ack p50 at c=1", figure(ours.p(ours.one, 0.5)).median, 5.0, "ms"),
        Target(f"{where}: ack p99 at c=16, web : F", ratio(tail, bare.p(bare.many, 0.99)), 3.0),
        Target(f"{where}: ack p99 at c=16, web : N", ratio(tail, naive.p(naive.many, 0.99)), 0.5),
    ]
