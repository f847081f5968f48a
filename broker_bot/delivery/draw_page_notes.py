"""Lines about items of a weekly page: a corrected date, one that came late, one handed over; a unit that asks again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from broker_bot.delivery.draw import Drawing, Drawn, Scene, living, under
from broker_bot.domain import page, people
from broker_bot.domain.demand import director
from broker_bot.domain.demand_faces import mandate_card, named_schools, tiers
from broker_bot.domain.items import Issue
from broker_bot.domain.model import Json
from broker_bot.domain.page_now import labels, now_items
from broker_bot.domain.readmodels import PageItem
from broker_bot.service import previews
from broker_bot.service.page_now import now_of
from broker_bot.slack.views.item_note import item_note
from broker_bot.slack.views.mandate_card import mandate_again
from broker_bot.slack.views.network_preview import network_preview
from broker_bot.store import demands
from broker_bot.store.outbox import Item


def line_of(scene: Scene, issue_id: int, facts: Mapping[str, Json]) -> tuple[Issue, PageItem] | None:
    """The page and the item that an intent speaks of."""
    issue = demands.issue(scene.conn, issue_id)
    line = issue.item(int(str(facts.get("mandate")))) if issue else None
    return (issue, line) if issue and line else None


def moved_words(scene: Scene, issue_id: int, facts: Mapping[str, Json]) -> str:
    """To a principal who saw the old date, once, marked was / now, with who changed it; "" when it is gone."""
    found = line_of(scene, issue_id, facts)
    if found is None:
        return ""
    by = people.name_of(scene.district, str(facts.get("by")))
    return f"Changed: {found[1].title} was {facts.get('was')}, now {facts.get('now')} (changed by {by})."


def moved(scene: Scene, item: Item) -> Drawn | None:
    words = moved_words(scene, item.aggregate, item.facts)
    return under(scene, item, words) if words else None


def late_words(scene: Scene, issue_id: int, facts: Mapping[str, Json]) -> str:
    """What is due before the next page and came after this one; "" when it is gone."""
    found = line_of(scene, issue_id, facts)
    if found is None:
        return ""
    line = found[1]
    due = f", due {page.day_words(line.due)}" if line.due else ""
    return f"New since your page: {line.title}{due}. It stands on your page now. {line.line}".rstrip()


def late(scene: Scene, item: Item) -> Drawn | None:
    words = late_words(scene, item.aggregate, item.facts)
    return under(scene, item, words) if words else None


def handed(scene: Scene, item: Item) -> Drawn | None:
    """To somebody of the school: the principal handed this over."""
    found = line_of(scene, item.aggregate, item.facts)
    state = demands.state(scene.conn, found[1].mandate, found[0].principal) if found else None
    if found is None or state is None or state.handed_to != item.recipient or state.state == "done":
        return None
    by = people.name_of(scene.district, str(item.facts.get("by")))
    return Drawn(item_note(f"{by} handed you this.", ((found[0].id, found[1]),), labels(scene.district)))


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


def due_items(scene: Scene, facts: Mapping[str, Json]) -> list[tuple[int, PageItem]]:
    """(page, item) of what falls due in five days or tomorrow, without what was done, handed on or taken off since."""
    lines: list[tuple[int, PageItem]] = []
    for row in facts.get("rows") or []:  # type: ignore[union-attr]
        issue_id, _, mandate = str(row).partition(":")
        issue = demands.issue(scene.conn, int(issue_id))
        if issue is None:
            continue
        items = now_items(issue, now_of(scene.conn, issue, scene.district), scene.district)
        lines += [(issue.id, i) for i in items if i.mandate == int(mandate) and i.state != "done"]
    return sorted(lines, key=lambda line: (line[1].due is None, line[1].due))


def due(scene: Scene, item: Item) -> Drawn | None:
    lines = due_items(scene, item.facts)
    if not lines:
        return None
    news = "Due soon, and not done yet:" if len(lines) > 1 else "Due soon, and not done yet."
    return Drawn(item_note(news, lines, labels(scene.district)))


def preview(scene: Scene, item: Item) -> Drawn:
    """An ILD's preview of the week, posted once."""
    return Drawn(_preview(scene, item).message, version=_preview(scene, item).version)


def card_preview(scene: Scene, item: Item) -> Drawn | None:
    """The preview drawn anew where it stands."""
    drawn = _preview(scene, item)
    return drawn if drawn.update else None


def _preview(scene: Scene, item: Item) -> Drawn:
    network = item.place.partition(":")[2]
    monday = date.fromordinal(item.aggregate)
    found = previews.of(scene.conn, network, monday, scene.district, scene.now)
    return living(scene, item, network_preview(found, tiers(scene.district)))


def unapproved(scene: Scene, item: Item) -> Drawn | None:
    """To an ILD who did not approve: the pages went with what was decided."""
    network = str(item.facts.get("network"))
    found = previews.of(scene.conn, network, date.fromordinal(item.aggregate), scene.district, scene.now)
    rest = f" {found.waiting} undecided did not go." if found.waiting else ""
    return under(scene, item, f"The weekly pages went out with what you had decided, without your approval.{rest}")


DRAWINGS: dict[str, Drawing] = {
    "note.due": due,
    "preview": preview,
    "card.preview": card_preview,
    "note.unapproved": unapproved,
    "note.moved": moved,
    "note.late": late,
    "note.handed": handed,
    "mandate.again": again,
}
