"""Which function handles which command, and which looks again at which kind of row."""

from __future__ import annotations

from broker_bot.domain import commands as c
from broker_bot.service import (
    acts,
    answers,
    asking,
    auditing,
    away,
    closures,
    delegating,
    demands,
    drafts,
    edits,
    intake,
    joins,
    kept_wakes,
    parting,
    pickups,
    protecting,
    remarks,
    rewording,
    settling,
    talks,
    unit_lists,
    watching,
)
from broker_bot.service.landing import Handler, Wake

HANDLERS: dict[type[c.Command], Handler] = {
    c.Say: intake.say,
    c.PickUp: pickups.pick_up,
    c.Edited: edits.edited,
    c.Removed: edits.removed,
    c.Remark: remarks.heard,
    c.SendRemark: remarks.send,
    c.NotThat: parting.not_that,
    c.Reword: rewording.reword,
    c.Choose: asking.choose,
    c.Settle: settling.settle,
    c.AnswerTalk: talks.answer,
    c.Add: drafts.guarded,
    c.Reopen: drafts.guarded,
    c.OnRequest: acts.act,
    **closures.HANDLERS,
    **protecting.HANDLERS,
    **watching.HANDLERS,
    **demands.HANDLERS,
    **away.HANDLERS,
    **joins.HANDLERS,
    **unit_lists.HANDLERS,
    **delegating.HANDLERS,
    **answers.HANDLERS,
}

WAKERS: dict[str, Wake] = {
    "request": acts.woke,
    "early": intake.early_woke,
    "draft": asking.draft_woke,
    "batch": acts.batch,
    "audit": auditing.audit_woke,
    "recount": closures.recount_woke,
    **protecting.WAKERS,
    **kept_wakes.WAKERS,
    "watch": watching.watch_woke,
    "pending": settling.woke,
    "talk": talks.woke,
    **demands.WAKERS,
    **joins.WAKERS,
    **unit_lists.WAKERS,
}
