"""`export`: a request's trail as JSON lines or CSV, for the district's records officer."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields

import typer

from broker_bot.app import build
from broker_bot.cli.running import clock_for, environment
from broker_bot.service.export import Glass, Line, NotExported, export
from broker_bot.store.db import Unusable
from broker_bot.store.migrate import check as check_schema

FORMATS = ("jsonl", "csv")

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would run: https://owasp.org/www-community/attacks/CSV_Injection"""


def run(request: str, actor: str, layout: str, reason: str, approved_by: str) -> int:
    """Print the trail; 2 when it may not be exported or something given is wrong.

    Who acts is said on standard error. `reason` and `approved_by` together open a confidential text.
    """
    if bool(reason.strip()) != bool(approved_by.strip()):
        typer.echo("--break-glass REASON and --approved-by ADDRESS belong together.", err=True)
        return 2
    glass = Glass(reason, approved_by) if reason else None
    number = re.fullmatch(r"(?:R-)?(\d{1,18})", request.strip(), re.IGNORECASE)
    if number is None or layout not in FORMATS:
        typer.echo(f"--request takes a number such as 7 or R-7, --format one of {', '.join(FORMATS)}.", err=True)
        return 2
    if (settings := environment()) is None:
        return 2
    bot = build(settings, clock_for(settings))
    try:
        check_schema(bot.db)
        district = bot.service.present.district()
        who = district.people.get((actor or district.help_contact).strip().lower())
        name = f"{who.name} ({who.id}, {who.role})" if who else actor
        typer.echo(f"Acting as {name}.", err=True)
        lines = export(bot.service, int(number[1]), who.id if who else actor, glass)
    except (Unusable, NotExported) as error:
        typer.echo(str(error), err=True)
        return 2
    finally:
        bot.close()
    typer.echo(as_csv(lines) if layout == "csv" else as_json_lines(lines), nl=False)
    return 0


def as_json_lines(lines: Iterable[Line]) -> str:
    """One JSON object a line, with the fields of `Line`; `at` as ISO 8601 in UTC."""
    return "".join(json.dumps({**asdict(line), "at": line.at.isoformat()}, ensure_ascii=False) + "\n" for line in lines)


def as_csv(lines: Iterable[Line]) -> str:
    """The same as CSV with a line of heads, the facts as JSON; no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([field.name for field in fields(Line)])
    for line in lines:
        facts = json.dumps(dict(line.facts), ensure_ascii=False, sort_keys=True)
        writer.writerow(
            _safe([line.request, line.seq, line.at.isoformat(), line.what, line.actor, line.text, facts, line.hash])
        )
    return out.getvalue()


def _safe(cells: Sequence[object]) -> list[object]:
    return [f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in cells]
