"""A week of school life for the demo: done by the workspace's hands under a moving clock, on the real path."""

from __future__ import annotations

from datetime import datetime, timedelta

from broker_bot.demo.acting import Stage, answer, ask, finish, route
from broker_bot.demo.dates import Days, local
from broker_bot.demo.mandates import DECIDED, OPEN, decide, send
from broker_bot.domain import hours, week

COLD = "No heat in the east wing again, rooms 12 to 18. Children are sitting in their coats."
HOT = "No AC in the east wing again, rooms 12 to 18. It is 88 degrees in there."
WARM_MONTHS = range(5, 10)
"""May to September."""


def live(stage: Stage, days: Days) -> None:
    """Requests asked and answered, a weekly page sent, one request late at the ILD's, one nearly late."""
    _asked_and_answered(stage, days)
    _page_sent(stage, days)
    _left_unanswered(stage, days)
    stage.go(max(days.now, stage.clock.now()))


def _asked_and_answered(stage: Stage, days: Days) -> None:
    stage.say("the week before: requests are asked, answered and closed")
    stage.go(days.first)
    request = ask(
        stage, 0, "communications.translation", "I need a Somali interpreter for conferences on Thursday evening"
    )
    answer(stage, request, "Amina Yusuf is booked for Thursday, 5 to 8 pm.")
    finish(stage, request, "She has the room numbers. Tell me if anything is missing.")
    stage.go(days.first + timedelta(minutes=75))
    request = ask(stage, 3, "it.devices", "Six chromebooks from the 4th grade cart won't charge any more")
    answer(stage, request, "A technician collects the cart tomorrow before 10.")
    finish(stage, request, "The cart is back with six new batteries.")
    stage.say("units send what they want from principals; the ILDs decide")
    stage.go(days.first + timedelta(hours=3))
    decide(stage, send(stage, DECIDED))


def _page_sent(stage: Stage, days: Days) -> None:
    stage.say("the weekly page goes out to every principal")
    stage.go(days.after_page)
    request = ask(
        stage, 1, "finance.purchasing", "Has the purchase order for the kiln gone out? The art room is waiting for it"
    )
    answer(stage, request, "The order went out Friday; the kiln ships this week.")
    send(stage, OPEN)


def _left_unanswered(stage: Stage, days: Days) -> None:
    stage.say("a request nobody answers climbs to the ILD")
    today = week.today(days.now, stage.district)
    stage.go(days.before)
    ask(stage, 2, "facilities.hvac", HOT if today.month in WARM_MONTHS else COLD)
    stage.go(local(stage.district, today, 7, 5))
    ask(stage, 0, "transportation.bus_route", "Bus 14 was late again this morning, by 25 minutes")
    stage.go(_nearly_late(stage, days.now))
    ask(stage, 5, "facilities.plumbing", "Toilet in the girls' restroom by the gym is overflowing, we closed it")


def _nearly_late(stage: Stage, until: datetime) -> datetime:
    """When to ask so that the first answer falls due a little after `until`."""
    desk = route(stage.district, "facilities.plumbing")
    calendar = stage.district.calendars[stage.district.units[desk.unit].calendar]
    asked, now = until, stage.clock.now()
    while asked > now and hours.add(asked, desk.respond_minutes, calendar) > until + timedelta(minutes=25):
        asked -= timedelta(minutes=5)
    return max(asked, now)
