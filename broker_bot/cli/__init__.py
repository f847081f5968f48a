"""The command line. Each command imports what it needs when it runs, so that `--help` and `check` start at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
digest = typer.Typer(no_args_is_help=True)
cli.add_typer(digest, name="digest", help="The weekly page's filter.")
lessons = typer.Typer(no_args_is_help=True)
cli.add_typer(lessons, name="lessons", help="What routing has learnt from people.")

As = Annotated[str, typer.Option("--as", help="Who acts, by roster address; default help_contact.")]
Reason = Annotated[str, typer.Option("--break-glass", help="Why a text has to be read; logged and told.")]
Approved = Annotated[str, typer.Option("--approved-by", help="With --break-glass: who approved it, by address.")]
Home = Annotated[Path | None, typer.Option("--home", help="The district's folder; default BROKER_HOME.")]


@cli.callback()
def broker() -> None:
    """Brokers between principals and the central office, in Slack."""


@cli.command()
def check(home: Home = None) -> None:
    """Check routes.yaml, roster.csv, digests/ and the environment; every mistake in one run."""
    from broker_bot.cli.check import check as run_check

    raise typer.Exit(run_check(home))


@cli.command()
def route(
    text: Annotated[str, typer.Argument(help="What a principal might write.")] = "",
    school: Annotated[str, typer.Option(help="A school's id from roster.csv.")] = "",
    explain: Annotated[bool, typer.Option("--explain", help="Say what won and what lost, and why.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read a JSON object a line, answer a line each.")] = False,
    learn: Annotated[bool, typer.Option("--learn", help="With --jsonl: keep corrections in the database.")] = False,
    on: Annotated[str, typer.Option("--on", help="As on another day, 2027-01-12; default today.")] = "",
    home: Home = None,
) -> None:
    """Say which desk a message goes to, by the same function as the live path."""
    from broker_bot.cli import routing

    raise typer.Exit(routing.run(text, school, explain, jsonl, learn, home, on))


@cli.command()
def who(
    topic: Annotated[str, typer.Argument(help='What it is about, such as "payroll".')],
    school: Annotated[str, typer.Option(help="A school's id from roster.csv.")] = "",
    home: Home = None,
) -> None:
    """Say which unit and which person has something for a school, their hours and usual reply time."""
    from broker_bot.cli.who import run as run_who

    raise typer.Exit(run_who(topic, school, home))


@cli.command()
def evaluate(
    file: Annotated[Path, typer.Argument(help="Labelled messages, a JSON object a line.")], home: Home = None
) -> None:
    """Measure routing on labelled messages."""
    from broker_bot.cli import routing

    raise typer.Exit(routing.measure(file, home))


@lessons.command("list")
def lessons_list(
    text_of: Annotated[int, typer.Option("--text", help="Open the words of this one lesson.")] = 0,
    actor: As = "",
    break_glass: Reason = "",
    approved_by: Approved = "",
) -> None:
    """List the lessons: ids, routes, who taught them when; no words."""
    from broker_bot.cli.lessons import show

    raise typer.Exit(show(actor, text_of, break_glass, approved_by))


@lessons.command("undo")
def lessons_undo(
    ident: Annotated[int, typer.Argument(metavar="ID", help="As `list` shows it.")], actor: As = ""
) -> None:
    """Take one lesson back, in every process."""
    from broker_bot.cli.lessons import take_back

    raise typer.Exit(take_back(ident, actor))


@cli.command()
def simulate(
    last: Annotated[str, typer.Option(help="How far back: 30d, 8w.")] = "30d",
    routes: Annotated[Path | None, typer.Option(help="A routes.yaml to try; default the one in the folder.")] = None,
    text_of: Annotated[str, typer.Option("--text", help="Open the words of this one request.")] = "",
    actor: As = "",
    break_glass: Reason = "",
    approved_by: Approved = "",
    home: Home = None,
) -> None:
    """List past requests that would go elsewhere, or climb at other times, under other files."""
    from broker_bot.cli.simulate import run as run_simulate

    raise typer.Exit(run_simulate(last, routes, text_of, actor, break_glass, approved_by, home))


@digest.command("select")
def digest_select(
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read a JSON object a line, answer a line each.")] = False,
) -> None:
    """Say which mandates a principal's page shows, and in what order."""
    from broker_bot.cli.digest import select_lines

    if not jsonl:
        typer.echo("Give --jsonl and a JSON object a line on standard input.", err=True)
        raise typer.Exit(2)
    select_lines(sys.stdin.buffer, _line)


@cli.command()
def extract(
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read a JSON object a line, answer a line each.")] = False,
) -> None:
    """Read memos: title, due dates, actions, whom they are for."""
    from broker_bot.cli.extract import extract_lines

    if not jsonl:
        typer.echo("Give --jsonl and a JSON object a line on standard input.", err=True)
        raise typer.Exit(2)
    extract_lines(sys.stdin.buffer, _line)


@cli.command()
def migrate(
    yes_remove: Annotated[int, typer.Option(help="Confirm that the roster removes so many schools.")] = 0,
    home: Home = None,
) -> None:
    """Bring the database to this version's tables and put the district's files in force."""
    from broker_bot.cli import running

    raise typer.Exit(running.migrate(home, yes_remove))


@cli.command()
def run(home: Home = None) -> None:
    """Serve Slack and work the queue in one process (the way to run on SQLite)."""
    from broker_bot.cli import running

    raise typer.Exit(running.serve(home, web=True, work=True))


@cli.command()
def web(home: Home = None) -> None:
    """Serve Slack only (PostgreSQL)."""
    from broker_bot.cli import running

    raise typer.Exit(running.serve(home, web=True, work=False))


@cli.command()
def work(home: Home = None) -> None:
    """Work the queue only (PostgreSQL)."""
    from broker_bot.cli import running

    raise typer.Exit(running.serve(home, web=False, work=True))


@cli.command()
def memo(
    file: Annotated[Path, typer.Argument(help="Markdown, text, PDF or DOCX.")],
    unit: Annotated[str, typer.Option(help="The unit's id from routes.yaml.")],
) -> None:
    """Read a memo from a file; the unit's contact checks what is proposed, in Slack."""
    from broker_bot.cli.memo import run as run_memo

    raise typer.Exit(run_memo(file, unit))


@cli.command()
def dates(
    principal: Annotated[str, typer.Argument(help="The principal's e-mail address.")],
    ics: Annotated[Path | None, typer.Option(help="Write an iCalendar file instead of printing.")] = None,
) -> None:
    """List what a principal owes in the next eight weeks."""
    from broker_bot.cli.printing import dates as run_dates

    raise typer.Exit(run_dates(principal, ics))


@cli.command()
def handout(
    network: Annotated[str, typer.Argument(help="The network's id.")],
    out: Annotated[Path, typer.Option(help="A file that ends in .html or .pdf.")] = Path("handout.pdf"),
) -> None:
    """Write one printable page for a network meeting: what is due, for whom, the ILD's tips."""
    from broker_bot.cli.printing import handout as run_handout

    raise typer.Exit(run_handout(network, out))


@cli.command()
def queue(
    retry: Annotated[list[int] | None, typer.Option(help="Send the row with this id again; may be repeated.")] = None,
    drop: Annotated[list[int] | None, typer.Option(help="Put the row with this id away; may be repeated.")] = None,
) -> None:
    """List what could not be delivered: ids, recipients and reasons, no text."""
    from broker_bot.cli.queue import run as run_queue

    raise typer.Exit(run_queue(retry or [], drop or []))


@cli.command()
def audit() -> None:
    """Work out from the trail what should have escalated, and name every difference from what did."""
    from broker_bot.cli import auditing

    raise typer.Exit(auditing.run())


@cli.command("close")
def close_day(
    day: Annotated[str, typer.Argument(help="2026-12-04, today, tomorrow, Fri.")],
    reason: Annotated[str, typer.Argument(help="What people read.")],
    at: Annotated[str, typer.Option(help="Closed from this time on, such as 11:30; else all day.")] = "",
    schools: Annotated[str, typer.Option("--for", help="Names or ids of schools; else everyone.")] = "",
) -> None:
    """Declare a snow day or an early closing, from now on."""
    from broker_bot.cli import closing

    raise typer.Exit(closing.close(day, at, schools, reason))


@cli.command()
def reopen(
    day: Annotated[str, typer.Argument(help="The day that was declared closed.")],
    schools: Annotated[str, typer.Option("--for", help="Names or ids of schools; else everyone.")] = "",
) -> None:
    """Take a declared closing back, from now on."""
    from broker_bot.cli import closing

    raise typer.Exit(closing.reopen(day, schools))


@cli.command()
def calendar(
    source: Annotated[str, typer.Argument(help="An .ics file, or its https address.")],
    words: Annotated[list[str] | None, typer.Option(help="Titles that close a day; may be repeated.")] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Put it in force; without it nothing changes.")] = False,
) -> None:
    """Read the district's calendar and show which days it closes."""
    from broker_bot.cli import closing

    raise typer.Exit(closing.calendar(source, words or [], apply))


@cli.command("mail-in")
def mail_in() -> None:
    """Take in one raw letter on standard input: a unit's reply, handed on by the mail server's pipe."""
    from broker_bot.cli.mailing import run as run_mail

    raise typer.Exit(run_mail())


@cli.command()
def export(
    request: Annotated[str, typer.Option(help="The request's number, 7 or R-7.")],
    actor: Annotated[str, typer.Option("--as", help="Who exports, by roster address; default help_contact.")] = "",
    layout: Annotated[str, typer.Option("--format", help="jsonl or csv.")] = "jsonl",
    break_glass: Annotated[str, typer.Option(help="Why a confidential text has to be read; logged and told.")] = "",
    approved_by: Annotated[str, typer.Option(help="With --break-glass: who approved it, by roster address.")] = "",
) -> None:
    """Print a request's trail (the records officer only)."""
    from broker_bot.cli.export import run as run_export

    raise typer.Exit(run_export(request, actor, layout, break_glass, approved_by))


@cli.command()
def doctor(home: Home = None) -> None:
    """Say what is wrong with this installation, and the fix for each thing."""
    from broker_bot.cli.doctor import doctor as run_doctor

    raise typer.Exit(run_doctor(home))


@cli.command()
def manifest(
    url: Annotated[str, typer.Option(help="The bot's public https address.")] = "",
    socket: Annotated[bool, typer.Option("--socket", help="For Socket Mode: no address is needed.")] = False,
) -> None:
    """Print the Slack app's manifest, made from what the listeners hear."""
    from broker_bot.cli.doctor import print_manifest

    raise typer.Exit(print_manifest(url, socket))


@cli.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the sandbox's page on this machine.")] = 8765,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = True,
    data: Annotated[Path | None, typer.Option(help="Where the demo keeps its files; default var/demo.")] = None,
    home: Home = None,
) -> None:
    """A workspace, the bot and a week of school life on this machine; one URL to open."""
    from broker_bot.cli import demoing

    raise typer.Exit(demoing.run(port, open_page, data, home))


@cli.command()
def sandbox(
    people: Annotated[Path, typer.Option(help="Who is there: a JSON or CSV file.")],
    port: Annotated[int, typer.Option(help="Port on this machine; 0 picks a free one.")] = 8766,
    channel: Annotated[list[str] | None, typer.Option(help="A channel with everyone in it; may be repeated.")] = None,
    manifest: Annotated[Path | None, typer.Option(help="The app's manifest: commands, shortcuts, events.")] = None,
    command: Annotated[list[str] | None, typer.Option(help="A slash command; may be repeated.")] = None,
    events_url: Annotated[str | None, typer.Option(help="Where the app listens, when not by Socket Mode.")] = None,
    data: Annotated[Path | None, typer.Option(help="A folder that keeps the workspace between runs.")] = None,
) -> None:
    """A Slack of your own on this machine, without the bot; any Bolt app can use it."""
    from broker_bot.cli import sandboxing

    wishes = sandboxing.Wishes(port, people, tuple(channel or ()), manifest, tuple(command or ()), events_url, data)
    raise typer.Exit(sandboxing.run(wishes))


def _line(text: str) -> None:
    sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()


def main() -> None:
    """Entry point. A closed pipe is a reader's right and ends quietly."""
    try:
        cli()
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None
