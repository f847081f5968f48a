"""The Home of a principal or a delegate: open requests, this week's items, what was done lately."""

from __future__ import annotations

from broker_bot.domain.readmodels import PrincipalHome
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import actions, button, context, home, section
from broker_bot.slack.views.delegates import delegates_part
from broker_bot.slack.views.items import item_blocks
from broker_bot.slack.views.rows import Part, parts, row_block
from broker_bot.slack.views.surface import Block, Home
from broker_bot.slack.views.text import brief
from broker_bot.slack.views.words import safety


def principal_home(page: PrincipalHome) -> Home:
    """Everything of one school on one page; at most 100 blocks."""
    top = [
        section(f"*{brief(page.school)}*\nNeed something? Write it in Messages, in your own words."),
        context(safety(page.safety_line)),
    ]
    if page.ild:
        top.append(context(f"Your ILD is {brief(page.ild)}."))
    of_page = [
        button("Why not?", ids.PAGE_WHY, str(page.issue), about="what is not on the weekly page"),
        button("Page settings", ids.PAGE_SETTINGS, str(page.issue)),
    ]
    top += actions(
        [
            *(of_page if page.issue else []),
            button("Dates ahead", ids.DATES_AHEAD, str(page.issue)),
            button("Exemptions & waivers", ids.ADVICE_OPEN, "all"),
            *([button("Name a delegate", ids.DELEGATE_NEW, "school")] if page.may_delegate else []),
        ]
    )
    requests = Part("Your requests", [row_block(row, "unit") for row in page.requests], "Nothing open.")
    items = Part(
        "Your weekly page",
        [item_blocks(page.issue, item, page.labels, 600) for item in page.items],
        "Nothing to do this week.",
    )
    recent = Part("Done lately", [row_block(row, "unit") for row in page.recent])
    rest = _quiet(page)
    acting = delegates_part(page.delegates)
    found = parts(requests, items, recent, acting, room=100 - len(top) - len(rest))
    return Home(home(top + found + rest))


def _quiet(page: PrincipalHome) -> list[Block]:
    """When messages come, and the one thing about it that a person of a school can turn."""
    if not page.windows:
        return []
    most = f"at most {page.pushes} a week" if page.pushes else "none but what can't wait"
    usual = f"Reminders and news of the weekly page come from {page.windows}, one message a day, {most}."
    said = (
        f"Everything but danger comes from {page.windows}; what you did not ask for is one message a day, {most}."
        if page.answers_held
        else f"Answers to your requests come at once. {usual} Danger always comes at once."
    )
    turn = (
        button("Answers at once", ids.ANSWERS_AT_ONCE, "answers")
        if page.answers_held
        else button("Answers in those hours only", ids.ANSWERS_HELD, "answers")
    )
    return [section(f"*When messages come*\n{said}"), *actions([turn])]
