"""Demands and weekly pages, drawn from the newest truth: the gate's card, the answer to the unit, the page, an ask."""

from __future__ import annotations

from broker_bot.delivery import draw_page_notes
from broker_bot.delivery.draw import Drawing, Drawn, Scene, living, under
from broker_bot.domain import page, page_now, people
from broker_bot.domain.demand import Mandate
from broker_bot.domain.demand_faces import mandate_card as card_of
from broker_bot.domain.demand_faces import named_schools, off_ask
from broker_bot.domain.items import Issue
from broker_bot.domain.readmodels import OffAsk
from broker_bot.service.page_asks import asked_of
from broker_bot.service.page_now import now_of
from broker_bot.slack.views import notes
from broker_bot.slack.views.digest_page import digest_page
from broker_bot.slack.views.mandate_card import item_off_card, mandate_card, mandate_returned
from broker_bot.store import demands
from broker_bot.store.outbox import Item


def _after(place: str) -> str:
    """What stands behind the first colon of a place: a network, a mandate's id."""
    return place.partition(":")[2]


def gate(scene: Scene, item: Item) -> Drawn | None:
    """The card of one network's ILD."""
    found = demands.load(scene.conn, item.aggregate)
    if found is None:
        return None
    network = _after(item.place)
    decision = demands.decision(scene.conn, found.id, network)
    card = named_schools(card_of(found, decision, network, scene.district), scene.district)
    return living(scene, item, mandate_card(card))


def nears(scene: Scene, item: Item) -> Drawn | None:
    """One line under the gate's card, shown in the conversation too, while nobody has decided."""
    found = demands.load(scene.conn, item.aggregate)
    network = _after(item.place)
    if found is None or demands.decision(scene.conn, item.aggregate, network) is not None:
        return None
    words = f"{found.title} is due {_due(found)} and waits for your decision. No principal has seen it."
    return under(scene, item, words)


def _due(found: Mandate) -> str:
    return page.day_words(found.first_due) if found.first_due else "soon"


def returned(scene: Scene, item: Item) -> Drawn | None:
    """One network's decision, to the unit's person who sent the demand."""
    found = demands.load(scene.conn, item.aggregate)
    network = str(item.facts.get("network") or _after(item.place))
    decision = demands.decision(scene.conn, item.aggregate, network)
    if found is None or decision is None:
        return None
    return Drawn(mandate_returned(named_schools(card_of(found, decision, network, scene.district), scene.district)))


def _page(scene: Scene, item: Item) -> tuple[Issue, Drawn] | None:
    issue = demands.issue(scene.conn, item.aggregate)
    if issue is None or issue.page is None:
        return None
    page_of_now = page_now.now_page(issue, now_of(scene.conn, issue, scene.district), scene.district)
    asked = asked_of(scene.conn, issue, scene.district)
    return issue, living(scene, item, digest_page(page_of_now, asked))


def digest(scene: Scene, item: Item) -> Drawn | None:
    """The page's one post."""
    found = _page(scene, item)
    return Drawn(found[1].message, version=found[1].version) if found else None


def card_digest(scene: Scene, item: Item) -> Drawn | None:
    """The page drawn anew where it stands; a page that was never posted is not posted by a refresh."""
    found = _page(scene, item)
    return found[1] if found and found[1].update else None


def _ask(scene: Scene, item: Item) -> OffAsk | None:
    return ask_of(scene, item.aggregate, item.place)


def ask_of(scene: Scene, issue_id: int, place: str) -> OffAsk | None:
    """What became of one principal's ask; None when its page is gone."""
    issue = demands.issue(scene.conn, issue_id)
    if issue is None:
        return None
    mandate = int(_after(place))
    return off_ask(issue, mandate, demands.state(scene.conn, mandate, issue.principal), scene.district)


def off(scene: Scene, item: Item) -> Drawn | None:
    """A new message each time a principal asks, so that the ILD's phone says so; nothing once it is settled."""
    ask = _ask(scene, item)
    if ask is None or ask.settled:
        return None
    drawn = living(scene, item, item_off_card(ask))
    return Drawn(drawn.message, version=drawn.version)


def card_off(scene: Scene, item: Item) -> Drawn | None:
    """The ask drawn anew where it stands."""
    ask = _ask(scene, item)
    drawn = living(scene, item, item_off_card(ask)) if ask else None
    return drawn if drawn and drawn.update else None


def needs_help(scene: Scene, item: Item) -> Drawn | None:
    """To the ILD: a school needs help with one item; dropped when the school did it meanwhile."""
    issue = demands.issue(scene.conn, item.aggregate)
    mandate = int(str(item.facts.get("mandate")))
    line = issue.item(mandate) if issue else None
    state = demands.state(scene.conn, mandate, issue.principal) if issue else None
    if issue is None or line is None or state is None or state.state != "help":
        return None
    asker = scene.district.people.get(str(item.facts.get("by")))
    name = asker.name if asker else people.name_of(scene.district, issue.principal)
    school = people.school_name(scene.district, asker.school) if asker else ""
    due = f", due {page.day_words(line.due)}" if line.due else ""
    return Drawn(notes.plain(f"{name}, {school}, needs your help with: {line.title} ({line.unit}{due})."))


def off_answered(scene: Scene, item: Item) -> Drawn | None:
    """To the principal, under the page: what the ILD answered."""
    issue, title = _asked(scene, item)
    if issue is None:
        return None
    state = demands.state(scene.conn, int(str(item.facts.get("mandate"))), issue.principal)
    who = people.name_of(scene.district, state.by) if state else "Your ILD"
    off = bool(item.facts.get("off"))
    text = str(item.facts.get("text") or "")
    words = f"{who} took it off your plate: {title}." if off else f"{who}: this one stands: {title}."
    return under(scene, item, f"{words} {text}".rstrip())


def off_unanswered(scene: Scene, item: Item) -> Drawn | None:
    """To the principal: nobody answered in time; dropped when somebody did meanwhile."""
    issue, title = _asked(scene, item)
    if issue is None:
        return None
    state = demands.state(scene.conn, int(str(item.facts.get("mandate"))), issue.principal)
    if state is None or state.state != "help":
        return None
    return under(scene, item, f"Nobody has answered your ask yet, so it still stands: {title}.")


def _asked(scene: Scene, item: Item) -> tuple[Issue | None, str]:
    issue = demands.issue(scene.conn, item.aggregate)
    line = issue.item(int(str(item.facts.get("mandate")))) if issue else None
    return (issue, line.title) if issue and line else (None, "")


DRAWINGS: dict[str, Drawing] = {
    **draw_page_notes.DRAWINGS,
    "card.mandate": gate,
    "note.nears": nears,
    "mandate.returned": returned,
    "digest": digest,
    "card.digest": card_digest,
    "off": off,
    "card.off": card_off,
    "item.help": needs_help,
    "note.off_answered": off_answered,
    "note.off_unanswered": off_unanswered,
}
