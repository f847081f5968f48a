"""Phrases that several surfaces say about one demand on principals."""

from __future__ import annotations

from broker_bot.domain.readmodels import MandateCard
from broker_bot.slack import ids
from broker_bot.slack.views.blocks import button, section
from broker_bot.slack.views.surface import Block
from broker_bot.slack.views.text import brief, count, day, join

NO_DATE = "no date"


def key(card: MandateCard) -> str:
    """A decision belongs to one demand in one network: "mandate:network"."""
    return f"{card.id}:{card.network}"


def network(card: MandateCard) -> str:
    """The network's name for people."""
    return brief(card.network_name or card.network, 60)


def due(card: MandateCard) -> str:
    """The date or dates in words, or "no date"."""
    return brief(card.due_words, 120) or (day(card.due_at) if card.due_at else NO_DATE)


def facts(card: MandateCard) -> str:
    """For whom, by when, how long, with how much notice: two lines."""
    reach = f"For {brief(card.audience_words, 120)}; {card.reaches} of yours"
    notice = "" if card.notice_days is None else f"{count(max(card.notice_days, 0), 'school day')} of notice"
    return join(
        (
            reach,
            join(
                (f"Due {due(card)}" if due(card) != NO_DATE else "No date", count(card.minutes, "minute"), notice),
                " · ",
            ),
        ),
        "\n",
    )


def apart(card: MandateCard) -> str:
    """Where a decision differs: schools excused or answered for, new principals; empty where it is one for all."""
    return join(
        (
            f"Excused: {brief(', '.join(card.excused), 300)}." if card.excused else "",
            f"Done for: {brief(', '.join(card.answered), 300)}." if card.answered else "",
            "Different for principals in their first two years." if card.new_principals else "",
        )
    )


def mandate_row(card: MandateCard) -> list[Block]:
    """A line on the ILD's desk: what waits with Decide, what is decided with Change."""
    decided = f"{brief(card.tier_words, 60)}, by {brief(card.decided_by, 60)}" if card.tier else "waits for you"
    stands = join((brief(card.unit, 60), due(card), count(card.minutes, "minute"), decided), " · ")
    label = "Change" if card.tier else "Decide"
    text = f"*{brief(card.title, 100)}*\n{stands}"
    return [section(text, button(label, ids.MANDATE_DECIDE, key(card), about=card.title))]
