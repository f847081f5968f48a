"""Whatever people write, every view stays inside Slack's limits and nothing they write becomes markup."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_bot.domain.asked import Asked
from broker_bot.domain.asking_faces import DetailsCard, IldOffer, Part, SplitCard, TalkCard, UpdateCard
from broker_bot.domain.readmodels import (
    ChiefHome,
    Choice,
    DigestPage,
    IldDesk,
    MandateCard,
    MandateDraft,
    OffAsk,
    PageItem,
    PrincipalHome,
    QuestionCard,
    QueueRow,
    ReminderBatch,
    RequestCard,
    TrailLine,
    UnitQueue,
)
from broker_bot.slack import ids
from broker_bot.slack.views import modals, notes, said
from broker_bot.slack.views.chief_home import chief_home
from broker_bot.slack.views.details_card import details_card
from broker_bot.slack.views.digest_page import digest_page
from broker_bot.slack.views.ild_home import ild_home
from broker_bot.slack.views.ild_offer import ild_offer
from broker_bot.slack.views.ild_packet import ild_packet
from broker_bot.slack.views.last_step import last_step
from broker_bot.slack.views.mandate_card import item_off_card, mandate_card, mandate_returned
from broker_bot.slack.views.modals_asking import edit_modal, talk_modal
from broker_bot.slack.views.principal_home import principal_home
from broker_bot.slack.views.question import question_card
from broker_bot.slack.views.reminders import reminder_batch
from broker_bot.slack.views.school_card import school_card
from broker_bot.slack.views.split_card import split_card
from broker_bot.slack.views.stranger_home import stranger_home
from broker_bot.slack.views.surface import Home, Message, Modal
from broker_bot.slack.views.talk_card import talk_card
from broker_bot.slack.views.text import esc
from broker_bot.slack.views.unit_card import unit_card
from broker_bot.slack.views.unit_home import unit_home
from broker_bot.slack.views.update_card import update_card
from tests.slack import view_samples as s
from tests.slack.view_limits import MESSAGE_BLOCKS, MESSAGE_CHARACTERS, TOKEN, broken, broken_view, letters

LONGEST_SCHOOL = "Academia Bilingüe de Ciencias y Artes Doña Concepción de la Fuente-Whitfield K-8 Magnet School"
SEEDS = (
    "<!channel> ", "<!here|x>", "<@U0123>", "<https://evil.example|School Safety>", "&lt;!channel&gt;", "&", "<", ">",
    "*_~`", "\n", "\r\n\r\n", " ", "\u200b", "👩🏽‍🏫", "<!date^1^{time}|now>", "ö|^", LONGEST_SCHOOL,
)  # fmt: skip
TIMES = st.integers(946_684_800, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
DATES = st.dates(date(2000, 1, 1), date(2100, 1, 1))
SMALL = st.integers(0, 10**9)
ROUTES = st.sampled_from(["facilities.hvac", "r" * 150])
ACTIONS = st.lists(st.sampled_from(sorted(ids.BUTTONS)), max_size=30).map(tuple)
STATES = st.sampled_from(["waiting", "taken", "working", "served", "finished", "closed", "withdrawn", "moved"])


@st.composite
def hostile(draw: st.DrawFn) -> str:
    seed = draw(st.one_of(st.sampled_from(SEEDS), st.text(max_size=12)))
    times = draw(st.sampled_from([0, 1, 1, 2, 60, 12_000]))
    return (seed * times)[:12_000]


WORDS = hostile()
ROWS = st.builds(
    QueueRow, id=SMALL, number=WORDS, title=WORDS, school=WORDS, unit=WORDS, state_words=WORDS,
    due_at=st.none() | TIMES, late=st.booleans(), holder=WORDS, opened_at=TIMES, where=WORDS,
    urgent=st.booleans(), actions=ACTIONS,
)  # fmt: skip
CARDS = st.builds(
    RequestCard, id=SMALL, number=WORDS, school=WORDS, unit=WORDS, route=WORDS, text=WORDS, confidential=WORDS,
    urgent=st.booleans(), safety_line=WORDS, why=WORDS, requester=WORDS, filed_by=WORDS, state=STATES,
    state_words=WORDS, opened_at=TIMES, due_at=st.none() | TIMES,
    due_kind=st.sampled_from(["answer", "finish", "confirm", ""]), late=st.booleans(), holder=WORDS, last_word=WORDS,
    last_word_by=WORDS, last_word_at=st.none() | TIMES, waited=WORDS, served_by=WORDS, moved_to=WORDS, readers=WORDS,
    trail=st.lists(st.builds(TrailLine, TIMES, WORDS), max_size=20).map(tuple), actions=ACTIONS,
    changeable=st.booleans(), help_asked=st.booleans(), answer_words=WORDS,
)  # fmt: skip
CHOICES = st.lists(st.builds(Choice, ROUTES, WORDS, WORDS), max_size=5).map(tuple)
QUESTIONS = st.builds(QuestionCard, SMALL, WORDS, CHOICES, TIMES, WORDS, st.booleans(), WORDS, WORDS)
TIER = st.sampled_from(["", "must", "brief", "fyi", "ild", "declined"])
MANDATES = st.builds(
    MandateCard, id=SMALL, network=st.just("north"), title=WORDS, text=WORDS, unit=WORDS, sent_by=WORDS,
    audience_words=WORDS, due_at=st.none() | DATES, due_words=WORDS, minutes=SMALL, link=WORDS, tier=TIER,
    tier_words=WORDS, line=WORDS, reason=WORDS, decided_by=WORDS, received_at=TIMES, reaches=SMALL,
    notice_days=st.none() | st.integers(-9, 400), network_name=WORDS,
)  # fmt: skip
ITEMS = st.builds(
    PageItem, mandate=SMALL, tier=TIER, title=WORDS, text=WORDS.map(esc), due=st.none() | DATES, minutes=SMALL,
    line=WORDS, unit=WORDS, link=WORDS, state=st.sampled_from(["", "help", "done"]), state_words=WORDS,
    was=st.none() | DATES,
)  # fmt: skip
OFFS = st.builds(
    OffAsk, issue=SMALL, mandate=SMALL, title=WORDS, unit=WORDS, due=st.none() | DATES, minutes=SMALL,
    principal=WORDS, school=WORDS, words=WORDS, answer_by=st.none() | TIMES, settled=WORDS,
)  # fmt: skip
DRAFTS = st.builds(
    MandateDraft, id=st.just("12"), title=WORDS, text=WORDS, due_at=st.none() | DATES, minutes=st.integers(0, 10**6),
    link=WORDS, levels=st.just(("high", "nonsense")), programs=st.just(("ell",)), new_only=st.booleans(), topic=WORDS,
)  # fmt: skip
HOLD = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def holds(surface: Message | Modal | Home) -> None:
    if not isinstance(surface, Message):
        assert broken_view(surface.view) == []
        return
    assert broken(surface.blocks, most=MESSAGE_BLOCKS) == []
    assert letters(surface.blocks) <= MESSAGE_CHARACTERS
    assert 1 <= len(surface.text) <= 4000
    assert "<" not in TOKEN.sub("", surface.text)


@HOLD
@given(CARDS, WORDS, WORDS)
def test_every_message_about_a_request_holds(card: RequestCard, words: str, name: str) -> None:
    for draw in (school_card, unit_card, ild_packet, last_step, notes.urgent_alert):
        holds(draw(card))
    line = replace(s.ANSWER, author=name, unit=name, text=words, edited=True)
    holds(said.answer(line, card))
    holds(said.left(line))
    holds(said.added(line))
    holds(said.added(line, "personnel"))
    holds(notes.moved_note(card, name, name, words))
    holds(notes.nudge_note(card, name, words))
    holds(notes.plain(words))
    holds(notes.intake_refused(words))
    holds(stranger_home(words))


@HOLD
@given(CARDS, CHOICES, WORDS, DATES)
def test_every_modal_about_a_request_holds(
    card: RequestCard, choices: tuple[Choice, ...], words: str, day: date
) -> None:
    for draw in (modals.reply_modal, modals.finish_modal, modals.ild_reply_modal, modals.ild_finish_modal):
        holds(draw(card, words))
    for draw_plain in (modals.add_modal, modals.reopen_modal, modals.card_modal):
        holds(draw_plain(card))
    for draw_desks in (modals.change_modal, modals.not_ours_modal):
        holds(draw_desks(card, choices))
    holds(modals.promise_modal(card, day, words))
    holds(modals.let_run_modal(card, day))
    holds(modals.nudge_modal(card, [("dana@example.org", words)] * 130))


@HOLD
@given(QUESTIONS)
def test_a_question_holds(question: QuestionCard) -> None:
    holds(question_card(question))
    holds(modals.other_modal(question, question.choices))


@HOLD
@given(WORDS, WORDS, TIMES, st.integers(1, 6))
def test_everything_a_sender_or_an_ild_is_asked_holds(words: str, name: str, at: datetime, many: int) -> None:
    for urgent in ("", words):
        holds(split_card(SplitCard(3, (Part(words, name, name),) * many, urgent, at)))
    holds(update_card(UpdateCard(4, ((7, "R-7", words),) * min(many, 5), 3, at)))
    holds(ild_offer(IldOffer(5, words, name, at)))
    holds(details_card(DetailsCard(6, name, words, at)))
    talk = TalkCard(2, "T-2", name, name, words, at, at, False)
    holds(talk_card(talk))
    holds(talk_modal(talk))
    holds(edit_modal(6, words))


@HOLD
@given(MANDATES, OFFS, DRAFTS, WORDS)
def test_everything_about_a_demand_holds(card: MandateCard, ask: OffAsk, draft: MandateDraft, words: str) -> None:
    for surface in (mandate_card(card), mandate_returned(card), item_off_card(ask), modals.off_modal(ask)):
        holds(surface)
    holds(modals.mandate_modal(draft, words))
    holds(modals.decide_modal(card, [("must", words), ("declined", words)]))


@HOLD
@given(
    st.lists(ITEMS, min_size=1, max_size=6), st.sampled_from([1, 10]), WORDS, st.lists(WORDS, min_size=3, max_size=3)
)
def test_a_weekly_page_holds(items: list[PageItem], times: int, words: str, heads: list[str]) -> None:
    headings, week = tuple(zip(("must", "brief", "fyi"), heads, strict=True)), date(2026, 11, 30)
    page = DigestPage(7, week, words, words, words, words, tuple(items * times), words, headings)
    holds(digest_page(page))
    holds(digest_page(page, [Asked(n, words, words, words, week) for n in range(times)]))


@HOLD
@given(
    st.lists(ROWS, max_size=4),
    st.sampled_from([1, 75]),
    st.lists(MANDATES, max_size=3),
    st.lists(ITEMS, max_size=3),
    WORDS,
)
def test_every_list_holds_with_300_rows(
    few: list[QueueRow], times: int, cards: list[MandateCard], items: list[PageItem], words: str
) -> None:
    rows, demands, page = tuple(few * times), tuple(cards * times), tuple(items * times)
    holds(principal_home(PrincipalHome(words, words, words, rows, rows, page, words)))
    holds(unit_home(UnitQueue(words, words, rows, len(rows), 3, 2, True, demands)))
    holds(ild_home(IldDesk(words, words, rows, rows, rows, demands, demands, None)))
    holds(chief_home(ChiefHome(words, rows, ((words, 3, 1),) * len(rows))))
    holds(reminder_batch(ReminderBatch(words, rows, True)))


def test_ten_rows_of_the_worst_words_fit_one_message() -> None:
    worst = "&" * 12_000
    row = replace(
        s.ROW, number=worst, title=worst, school=worst, state_words=worst, holder=worst, actions=s.UNIT_ACTIONS
    )
    holds(reminder_batch(ReminderBatch(worst, (row,) * 300, as_lead=True)))


def test_every_card_of_the_worst_words_fits_one_message() -> None:
    worst = "&" * 12_000
    words = {name: worst for name, kind in RequestCard.__annotations__.items() if kind == "str"}
    card = replace(s.WAITING, **words, urgent=True, trail=(TrailLine(s.DUE, worst),) * 20)  # type: ignore[arg-type]
    for state in ("waiting", "working", "served", "finished", "moved"):
        for kind in ("", worst):
            told = replace(card, state=state, due_kind="answer", confidential=kind, actions=tuple(sorted(ids.BUTTONS)))
            for draw in (school_card, unit_card, ild_packet, last_step, notes.urgent_alert):
                holds(draw(told))
            holds(notes.nudge_note(told, worst, worst))
            holds(notes.moved_note(told, worst, worst, worst))


def test_all_desks_of_a_large_district_fit_one_list() -> None:
    desks = [Choice(f"u{n % 3}.r{n}", f"Desk {n}", f"Unit {n % 3}") for n in range(700)]
    holds(modals.not_ours_modal(s.WAITING, desks))
    view = modals.not_ours_modal(s.WAITING, desks).view
    assert sum(len(group["options"]) for group in view["blocks"][1]["element"]["option_groups"]) == 701


def texts(surface: Message | Modal | Home) -> Iterator[str]:
    yield str(surface.view if not isinstance(surface, Message) else (surface.text, surface.blocks))


def test_words_of_a_confidential_request_stand_on_no_card() -> None:
    card = replace(
        s.confidential(s.WAITING, "SECRET text"),
        last_word="SECRET answer", last_word_by="Dana Ortiz", actions=tuple(sorted(ids.BUTTONS)),
    )  # fmt: skip
    hidden = replace(card, text="", why="because you wrote SECRET")
    outside: list[Callable[[RequestCard], Message]] = [unit_card, ild_packet, last_step, notes.urgent_alert]
    for draw in outside:
        for told in (card, hidden):
            assert not [part for part in texts(draw(told)) if "SECRET" in part]
    assert "SECRET" not in str(school_card(hidden))
    assert "SECRET" not in school_card(card).text
    assert "SECRET" not in str(modals.card_modal(hidden).view)
    assert "SECRET" not in said.answer(replace(s.ANSWER, text="SECRET"), card).text
    assert "SECRET" not in str(said.left(replace(s.ANSWER, text="SECRET"), "personnel"))


def test_a_view_draws_only_the_buttons_it_was_given() -> None:
    for draw in (school_card, unit_card, ild_packet, last_step):
        for card in (s.WAITING, s.promised(s.WAITING), s.served(s.WAITING)):
            assert "'button'" not in str(draw(card).blocks)


def test_a_cut_text_says_where_the_rest_is() -> None:
    card = unit_card(replace(s.WAITING, text="word " * 2000))
    assert "Full text in the card: press *Open*." in card.blocks[0]["text"]["text"]
    assert card.blocks[-1]["elements"][0]["action_id"] == ids.OPEN


def test_the_card_modal_shows_a_text_of_12000_characters_whole() -> None:
    blocks = modals.card_modal(replace(s.WAITING, text="".join(f"{n:05} " for n in range(2000)))).view["blocks"]
    assert all(f"{n:05}" in " ".join(str(block) for block in blocks) for n in range(2000))


def test_text_is_escaped_once() -> None:
    card = unit_card(replace(s.WAITING, text="A & B <!channel> &amp;"))
    assert "A &amp; B &lt;!channel&gt; &amp;amp;" in card.blocks[0]["text"]["text"]


def test_a_weekly_page_that_does_not_fit_says_how_many_are_left() -> None:
    items = tuple(replace(s.ITEMS[0], mandate=n) for n in range(13))
    page = digest_page(replace(s.PAGE, items=items))
    shown = sum(block["type"] == "actions" for block in page.blocks) - 1
    assert f"{13 - shown} more in Home." in str(page.blocks)
    assert shown >= 9
