"""Every action_id, callback_id and block_id that is drawn or heard; a test holds drawn = heard."""

from __future__ import annotations

# Buttons on the school's card; the button's value is the request's id.
CHANGE = "request.change"
ADD = "request.add"
WITHDRAW = "request.withdraw"
NEED_HELP = "request.need_help"
NOT_EMERGENCY = "request.not_emergency"
CONFIRM = "request.confirm"
REOPEN = "request.reopen"

# Buttons on the unit's card.
TAKE = "request.take"
REPLY = "request.reply"
PROMISE = "request.promise"
FINISH = "request.finish"
NOT_OURS = "request.not_ours"
JOIN = "request.join"
PART = "request.part"

# Buttons on the ILD's packet.
STEP_IN = "request.step_in"
NUDGE = "request.nudge"
LET_RUN = "request.let_run"
BRING_IN = "request.bring_in"
HAND_BACK = "request.hand_back"
ILD_REPLY = "request.ild_reply"
ILD_FINISH = "request.ild_finish"

# A row of a batch: brings the whole packet into the conversation.
SHOW = "request.show"

# Any list row: opens the request's card in a modal.
OPEN = "request.open"

# The bot's own question; value is "draft:route". PICK_OTHER opens a modal with every desk.
CHOOSE = "draft.choose"
CHOOSE_TRIAGE = "draft.triage"
PICK_OTHER = "draft.other"

# A message that waits for its sender's word; the value is its id, with the request's behind a colon for ASK_UPDATE.
SPLIT = "pending.split"
KEEP_AS_ONE = "pending.keep"
ASK_UPDATE = "pending.update"
SEND_TO_ILD = "pending.ild"
FOR_A_UNIT = "pending.unit"
SEND_MASKED = "pending.masked"
SEND_AS_IS = "pending.as_is"
EDIT_DRAFT = "pending.edit"
DISCARD = "pending.discard"

# What a principal sent to the ILD.
TALK_REPLY = "talk.reply"
TALK_DONE = "talk.done"

# Demands on principals.
MANDATE_NEW = "mandate.new"
MANDATE_DECIDE = "mandate.decide"
ITEM_DONE = "item.done"
ITEM_HELP = "item.help"
ITEM_OFF = "item.take_off"
OFF_DECIDE = "item.off_decide"
RULE_UNDO = "mandate.undo_rule"
ASK_AGAIN = "mandate.ask_again"
MANDATE_MOVE = "mandate.move"
ITEM_MORE = "item.more"  # a menu; its options' values are "hand:ISSUE:MANDATE" and "ask:ISSUE:MANDATE"
ITEM_FEWER = "item.fewer"
PAGE_ALL = "page.all"
PAGE_WHY = "page.why_not"
PAGE_SETTINGS = "page.settings"
PREVIEW_APPROVE = "preview.approve"
PREVIEW_NOTE = "preview.note"
MEMO_PASTE = "memo.paste"
MEMO_CHECK = "memo.check"
MEMO_UNIT = "memo.unit"  # a menu; its options' values are "MEMO:UNIT"
DATES_AHEAD = "page.dates"
DATES_FILE = "page.dates_file"
HANDOUT_FILE = "network.handout"
ADVICE_OPEN = "advice.open"
ADVICE_WORKED = "advice.worked"
ADVICE_FAILED = "advice.failed"

# Being away.
AWAY_NEW = "away.new"
AWAY_BACK = "away.back"

# Between the two rooms; the last two carry the id of a mirrored sentence.
ASK = "request.ask"
CALLED = "request.called"
NOT_CALLED = "request.not_called"
RESUME = "request.resume"
QUEUE_ALL = "queue.all"
QUEUE_MINE = "queue.mine"
QUEUE_UNCLAIMED = "queue.unclaimed"
QUEUE_TODAY = "queue.today"
SEVERAL = "queue.several"
DELEGATE_NEW = "delegate.new"
DELEGATE_END = "delegate.end"
ANSWERS_HELD = "answers.held"
ANSWERS_AT_ONCE = "answers.at_once"
SEND_REMARK = "said.send"
NOT_THAT = "said.new"
REWORD = "said.change"  # a menu; its one option's value is the row of the sentence

BUTTONS = frozenset(
    {
        ASK, CALLED, NOT_CALLED, RESUME, SEND_REMARK, NOT_THAT,
        QUEUE_ALL, QUEUE_MINE, QUEUE_UNCLAIMED, QUEUE_TODAY, SEVERAL,
        DELEGATE_NEW, DELEGATE_END, ANSWERS_HELD, ANSWERS_AT_ONCE,
        CHANGE, ADD, WITHDRAW, NEED_HELP, NOT_EMERGENCY, CONFIRM, REOPEN,
        TAKE, REPLY, PROMISE, FINISH, NOT_OURS, JOIN, PART,
        STEP_IN, NUDGE, LET_RUN, BRING_IN, HAND_BACK, ILD_REPLY, ILD_FINISH, OPEN, SHOW,
        CHOOSE, CHOOSE_TRIAGE, PICK_OTHER,
        SPLIT, KEEP_AS_ONE, ASK_UPDATE, SEND_TO_ILD, FOR_A_UNIT, SEND_MASKED, SEND_AS_IS, EDIT_DRAFT, DISCARD,
        TALK_REPLY, TALK_DONE,
        MANDATE_NEW, MANDATE_DECIDE, ITEM_DONE, ITEM_HELP, ITEM_OFF, OFF_DECIDE,
        AWAY_NEW, AWAY_BACK,
        RULE_UNDO, ASK_AGAIN, MANDATE_MOVE, ITEM_FEWER, PAGE_ALL, PAGE_WHY, PAGE_SETTINGS,
        PREVIEW_APPROVE, PREVIEW_NOTE, MEMO_PASTE, MEMO_CHECK,
        DATES_AHEAD, DATES_FILE, HANDOUT_FILE, ADVICE_OPEN, ADVICE_WORKED, ADVICE_FAILED,
    }
)  # fmt: skip

# Modals (callback_id); private_metadata is the aggregate's id as text.
MODAL_CHANGE = "modal.change"
MODAL_ADD = "modal.add"
MODAL_REOPEN = "modal.reopen"
MODAL_REPLY = "modal.reply"
MODAL_PROMISE = "modal.promise"
MODAL_FINISH = "modal.finish"
MODAL_NOT_OURS = "modal.not_ours"
MODAL_NUDGE = "modal.nudge"
MODAL_LET_RUN = "modal.let_run"
MODAL_BRING_IN = "modal.bring_in"
MODAL_ILD_REPLY = "modal.ild_reply"
MODAL_ILD_FINISH = "modal.ild_finish"
MODAL_OTHER = "modal.other"
MODAL_CARD = "modal.card"
MODAL_MANDATE = "modal.mandate"
MODAL_DECIDE = "modal.decide"
MODAL_OFF = "modal.off"
MODAL_AWAY = "modal.away"
MODAL_JOIN = "modal.join"
MODAL_NEW = "modal.new"
MODAL_AGAIN = "modal.ask_again"
MODAL_MOVE = "modal.move"
MODAL_HAND = "modal.hand"
MODAL_ITEM_ASK = "modal.item_ask"
MODAL_SETTINGS = "modal.page_settings"
MODAL_LIST = "modal.page_list"
MODAL_NOTE = "modal.note"
MODAL_EDIT = "modal.edit"
MODAL_TALK = "modal.talk"
MODAL_MEMO = "modal.memo"

MODAL_ASK = "modal.ask"
MODAL_CALLED = "modal.called"
MODAL_REWORD = "modal.reword"
MODAL_SEVERAL = "modal.several"
MODAL_DELEGATE = "modal.delegate"

MODALS = frozenset(
    {
        MODAL_ASK, MODAL_CALLED, MODAL_REWORD, MODAL_SEVERAL, MODAL_DELEGATE,
        MODAL_CHANGE, MODAL_ADD, MODAL_REOPEN, MODAL_REPLY, MODAL_PROMISE, MODAL_FINISH, MODAL_NOT_OURS,
        MODAL_NUDGE, MODAL_LET_RUN, MODAL_BRING_IN, MODAL_ILD_REPLY, MODAL_ILD_FINISH, MODAL_OTHER, MODAL_CARD,
        MODAL_MANDATE, MODAL_DECIDE, MODAL_OFF, MODAL_AWAY, MODAL_NEW, MODAL_JOIN, MODAL_EDIT, MODAL_TALK,
        MODAL_AGAIN, MODAL_MOVE, MODAL_HAND, MODAL_ITEM_ASK, MODAL_SETTINGS, MODAL_LIST, MODAL_NOTE, MODAL_MEMO,
    }
)  # fmt: skip

# Fields of modals: block_id; the element inside always has action_id VALUE.
VALUE = "value"
FIELD_TEXT = "text"
FIELD_ROUTE = "route"
FIELD_DATE = "date"
FIELD_PERSON = "person"
FIELD_WHAT = "what"
FIELD_TAKEN = "taken"
FIELD_FIRST = "first"
FIELD_LAST = "last"
FIELD_COVER = "cover"
FIELD_REQUESTS = "requests"
FIELD_TITLE = "title"
FIELD_MINUTES = "minutes"
FIELD_LINK = "link"
FIELD_LEVELS = "levels"
FIELD_PROGRAMS = "programs"
FIELD_EVERYONE = "everyone"
FIELD_NEW_ONLY = "new_only"
FIELD_TOPIC = "topic"
FIELD_TIER = "tier"
FIELD_LINE = "line"
FIELD_REASON = "reason"
FIELD_DECISION = "decision"
FIELD_SCHOOL = "school"
FIELD_FILES = "files"
FIELD_FOCUS = "focus"
FIELD_ANSWER = "answer"
FIELD_WHY = "why"
FIELD_NEW = "new_principals"
FIELD_EXCUSED = "excused"
FIELD_ANSWERED = "answered"
FIELD_CONSEQUENCE = "consequence"
FIELD_LEGAL = "legal"
FIELD_KEPT = "kept"
FIELD_SCHOOLS = "schools"

# The value of FIELD_ROUTE that means "not sure: the help desk decides".
ROUTE_TRIAGE = "triage"

# The app's shortcuts (callback_id): one from anywhere, one on a message.
SHORTCUT_NEW = "request.new"
SHORTCUT_MESSAGE = "request.from_message"
SHORTCUT_MEMO = "memo.from_message"

COMMAND = "/broker"
METADATA_EVENT = "broker_outbox"
