"""The Home of a principal or a delegate: open requests, this week's items, what was done lately."""

from __future__ import annotations

from broker_bot.domain.readmodels import PrincipalHome
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import actions, button, context, home, section
from broker_bot.slack.views.delegates import delegates_part
from broker_bot.slack.views.items import item_blocks
from broker_bot.slack.views.rows import Part, parts, row_block
from broker_bot.slack.views.surface import Home
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
    acting = delegates_part(page.delegates)
    return Home(home(top + parts(requests, items, recent, acting, room=100 - len(top))))
