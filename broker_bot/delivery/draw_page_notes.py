"""Lines about items of a weekly page: a corrected date, one that came late, one handed over; a unit that asks again."""

from __future__ import annotations

from broker_bot.delivery.draw import Drawing, Drawn, Scene, under
from broker_bot.domain import page, people
from broker_bot.domain.demand import director
from broker_bot.domain.demand_faces import mandate_card, named_schools
from broker_bot.domain.items import Issue
from broker_bot.domain.page_now import labels
from broker_bot.domain.readmodels import PageItem
from broker_bot.slack.views.item_note import item_note
from broker_bot.slack.views.mandate_card import mandate_again
from broker_bot.store import demands
from broker_bot.store.outbox import Item


def line_of(scene: Scene, item: Item) -> tuple[Issue, PageItem] | None:
    """The page and the item that an intent speaks of."""
    issue = demands.issue(scene.conn, item.aggregate)
    line = issue.item(int(str(item.facts.get("mandate")))) if issue else None
    return (issue, line) if issue and line else None


def moved(scene: Scene, item: Item) -> Drawn | None:
    """To a principal who saw the old date, once, marked was / now, with who changed it."""
    found = line_of(scene, item)
    if found is None:
        return None
    by = people.name_of(scene.district, str(item.facts.get("by")))
    was, now = item.facts.get("was"), item.facts.get("now")
    return under(scene, item, f"Changed: {found[1].title} was {was}, now {now} (changed by {by}).")


def late(scene: Scene, item: Item) -> Drawn | None:
    """What is due before the next page and came after this one."""
    found = line_of(scene, item)
    if found is None:
        return None
    line = found[1]
    due = f", due {page.day_words(line.due)}" if line.due else ""
    return under(
        scene, item, f"New since your page: {line.title}{due}. It stands on your page now. {line.line}".rstrip()
    )


def handed(scene: Scene, item: Item) -> Drawn | None:
    """To somebody of the school: the principal handed this over."""
    found = line_of(scene, item)
    state = demands.state(scene.conn, found[1].mandate, found[0].principal) if found else None
    if found is None or state is None or state.handed_to != item.recipient or state.state == "done":
        return None
    by = people.name_of(scene.district, str(item.facts.get("by")))
    return Drawn(item_note(f"{by} handed you this.", found[0].id, (found[1],), labels(scene.district)))


def again(scene: Scene, item: Item) -> Drawn | None:
    """A unit asks once more, this person by name."""
    found = demands.load(scene.conn, item.aggregate)
    network = str(item.facts.get("network"))
    decision = demands.decision(scene.conn, item.aggregate, network)
    if found is None or decision is None:
        return None
    card = named_schools(mandate_card(found, decision, network, scene.district), scene.district)
    by = people.name_of(scene.district, str(item.facts.get("by")))
    return Drawn(mandate_again(card, by, item.recipient == director(network, scene.district)))


DRAWINGS: dict[str, Drawing] = {
    "note.moved": moved,
    "note.late": late,
    "note.handed": handed,
    "mandate.again": again,
}
