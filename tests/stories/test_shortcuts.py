"""A request that begins elsewhere: by a shortcut on a message or from anywhere, by a mention, by a forward."""

from __future__ import annotations

import pytest

from broker_bot.demo.town import TALK
from broker_bot.sandbox.server import SandboxChannel, SandboxPerson
from tests.stories.cast import (
    BUS,
    COLD,
    CONTACT,
    FAR_PRINCIPAL,
    ILD,
    OTHER_PRINCIPAL,
    PRINCIPAL,
    SECRETARY,
    VAGUE,
)
from tests.stories.conftest import Open
from tests.stories.world import World, words


@pytest.fixture
def monday(open_world: Open) -> World:
    """An ordinary Monday, on which the bot has read its examples: Slack waits 3 seconds for a shortcut's answer."""
    world = open_world("2026-10-05 09:00")
    world.bot.service.present.desk().place("AC out")
    return world


def shortcut(w: World, person: str, channel: str, ts: str) -> None:
    assert w.box.message_shortcut(w.ids[person], channel, ts, "request.from_message").ok
    w.settle()


def talk(w: World, *said: tuple[str, str]) -> str:
    """A thread in the principals' channel; returns its first ts."""
    root = w.box.say(w.ids[said[0][0]], TALK, said[0][1])
    for person, text in said[1:]:
        w.box.say(w.ids[person], TALK, text, root)
    w.settle()
    return root


def in_channel(w: World) -> list[str]:
    """What the bot said where everybody reads."""
    return [m["text"] for m in w.box.messages(TALK) if m.get("bot_id")]


SMOKE = "There is smoke coming out of the thermostat in room 204"
THREAD = ((PRINCIPAL, COLD), (OTHER_PRINCIPAL, "We had that in May, it was the fuse"), (SECRETARY, "Room 206 too"))


def test_a_message_shortcut_files_the_whole_thread_up_to_that_moment_once(monday: World) -> None:
    w = monday
    root = talk(w, *THREAD)
    shortcut(w, PRINCIPAL, TALK, root)
    w.box.say(w.ids[SECRETARY], TALK, "Said after the shortcut", root)
    w.settle()
    assert w.numbers() == [1]
    assert w.request().text == (
        f"Marguerite Dupree: {COLD}\nAnthony Kessler: We had that in May, it was the fuse\nLuz Pacheco: Room 206 too"
    )
    assert w.request().terms.unit == "facilities" and w.request().filed_by == PRINCIPAL
    link = f"/archives/{TALK}/p{root.replace('.', '')}"
    assert w.request().source.startswith(w.box.url + link)
    assert link in w.reads(CONTACT) and link in w.reads(PRINCIPAL)
    assert w.whispers(PRINCIPAL) == ["Facilities &amp; Maintenance has it as R-1. Its card is in our conversation."]
    assert in_channel(w) == []


def test_a_second_use_on_any_message_of_the_thread_says_which_request_it_is(monday: World) -> None:
    w = monday
    root = talk(w, *THREAD)
    reply = w.box.messages(TALK, root)[1]["ts"]
    shortcut(w, PRINCIPAL, TALK, root)
    shortcut(w, SECRETARY, TALK, reply)
    assert w.numbers() == [1]
    told = w.from_bot(SECRETARY)[-1]
    assert words(told).startswith("*That thread is R-1 already.* Facilities &amp; Maintenance has it.")
    w.press(SECRETARY, "bot", told, "request.open")
    assert COLD in w.modal(SECRETARY)


def test_another_school_makes_its_own_request_of_the_same_thread(monday: World) -> None:
    w = monday
    root = talk(w, *THREAD)
    shortcut(w, PRINCIPAL, TALK, root)
    shortcut(w, OTHER_PRINCIPAL, TALK, root)
    assert [w.request(n).school for n in w.numbers()] == ["cottonwood", "birch_hollow"]
    assert "R-1" not in words(w.from_bot(OTHER_PRINCIPAL)[-1])


def test_where_the_bot_is_not_it_takes_the_one_message_and_says_so(monday: World) -> None:
    w = monday
    w.box.add_channel(SandboxChannel("C0901", "staff-room", members=(w.ids[PRINCIPAL], w.ids[SECRETARY]), bot_in=False))
    root = w.box.say(w.ids[PRINCIPAL], "C0901", COLD)
    w.box.say(w.ids[SECRETARY], "C0901", "Room 206 too", root)
    shortcut(w, PRINCIPAL, "C0901", root)
    assert w.request().text == COLD and w.request().source == ""
    assert w.last(PRINCIPAL) == (
        "I can't read that conversation, so I took only the message you picked. Invite me there with /invite, or add "
        "the rest yourself."
    )


def test_a_thread_nobody_can_place_is_asked_about_and_keeps_its_link(monday: World) -> None:
    w = monday
    root = talk(w, (PRINCIPAL, "lol"))
    shortcut(w, PRINCIPAL, TALK, root)
    assert w.count() == 0
    question = w.from_bot(PRINCIPAL)[-1]
    shortcut(w, PRINCIPAL, TALK, root)
    assert w.last(PRINCIPAL) == "That thread waits for your word: I asked you something about it here."
    w.press(PRINCIPAL, "bot", question, "draft.triage")
    assert w.request().source and w.request().text == "lol"


def test_slack_unwell_while_the_thread_is_read_loses_and_doubles_nothing(monday: World) -> None:
    w = monday
    root = talk(w, *THREAD)
    w.fault("conversations.replies", "ratelimited", retry_after=1)
    w.fault("conversations.replies", "reset_before")
    w.fault("conversations.replies", "status", status=503)
    shortcut(w, PRINCIPAL, TALK, root)
    w.box.wait_until(lambda: w.count(), what="the request")
    w.settle()
    assert w.numbers() == [1] and "Room 206 too" in w.request().text


def test_danger_is_filed_before_the_thread_is_read_and_the_rest_is_added(monday: World) -> None:
    w = monday
    root = talk(w, (PRINCIPAL, SMOKE), (SECRETARY, "Near the stage"))
    w.fault("conversations.replies", "ratelimited", retry_after=1)
    assert w.box.message_shortcut(w.ids[PRINCIPAL], TALK, root, "request.from_message").ok
    assert w.request().urgent and w.request().text == SMOKE
    w.settle()
    w.box.wait_until(lambda: w.request().source, what="the thread")
    w.settle()
    lead = w.district.units[w.request().terms.unit].lead
    assert w.numbers() == [1] and "Near the stage" in w.thread(lead, 1)[-1]


def test_the_form_files_for_the_own_school(monday: World) -> None:
    w = monday
    assert w.box.shortcut(w.ids[SECRETARY], "request.new").ok
    assert "For Cottonwood ES." in w.modal(SECRETARY)
    assert w.submit(SECRETARY, text=COLD).ok
    assert w.request().filed_by == SECRETARY and w.request().requester == PRINCIPAL
    assert w.modal(SECRETARY) == "" and COLD in w.reads(CONTACT)


def test_an_ild_names_the_school_and_its_principal_sees_the_request(monday: World) -> None:
    w = monday
    w.box.shortcut(w.ids[ILD], "request.new")
    assert "For which school?" in w.modal(ILD)
    answer = w.submit(ILD, school="cottonwood", text=COLD)
    assert answer.ok, answer
    assert (w.request().school, w.request().requester, w.request().filed_by) == ("cottonwood", PRINCIPAL, ILD)
    assert w.request().origin == "ild"
    assert "sent by Denise Calloway" in w.reads(PRINCIPAL)


def test_an_ild_can_name_no_school_of_another_network(monday: World) -> None:
    w = monday
    w.box.shortcut(w.ids[ILD], "request.new")
    view = w.box.modal(w.ids[ILD])
    assert view is not None
    school = w.district.people[FAR_PRINCIPAL].school
    answer = w.forge_view(ILD, view, school={"selected_option": {"value": school}}, text={"value": COLD})
    assert answer.body["response_action"] == "errors" and "Pick one of your own schools." in str(answer.body)
    assert w.count() == 0


def test_an_ild_makes_a_request_of_a_thread_for_a_school(monday: World) -> None:
    w = monday
    root = talk(w, (PRINCIPAL, COLD), (SECRETARY, "Room 206 too"))
    shortcut(w, ILD, TALK, root)
    assert COLD in w.modal(ILD) and "Its whole thread goes along." in w.modal(ILD)
    assert w.submit(ILD, school="cottonwood", text="Please look at this first").ok
    assert w.request().text == f"Please look at this first\nMarguerite Dupree: {COLD}\nLuz Pacheco: Room 206 too"
    assert w.request().source


def test_a_place_forged_into_the_form_is_read_only_for_those_who_are_there(monday: World) -> None:
    w = monday
    w.box.add_channel(SandboxChannel("C0901", "cabinet", private=True, members=(w.ids[FAR_PRINCIPAL],)))
    secret = w.box.say(w.ids[FAR_PRINCIPAL], "C0901", "The secret plan")
    shortcut(w, ILD, TALK, talk(w, (PRINCIPAL, COLD)))
    view = w.box.modal(w.ids[ILD])
    assert view is not None
    forged = view["private_metadata"].replace(TALK, "C0901").replace(w.box.messages(TALK)[0]["ts"], secret)
    school = {"selected_option": {"value": "cottonwood"}}
    w.forge_view(ILD, view, forged, school=school, text={"value": "x"})
    assert "secret" not in w.request().text
    for metadata in ("{}", "[]", "1", '{"channel": 1}', "{" * 1000):
        answer = w.forge_view(ILD, view, metadata, school=school, text={"value": "x"})
        assert "This card is out of date." in str(answer.body), metadata


def test_people_who_send_no_requests_are_told_by_each_shortcut(monday: World) -> None:
    w = monday
    w.box.shortcut(w.ids[CONTACT], "request.new")
    assert "I take requests from schools. To answer a school, use the buttons" in w.modal(CONTACT)
    ts = w.box.say(w.ids[CONTACT], w.channel("facilities"), "x")
    shortcut(w, CONTACT, w.channel("facilities"), ts)
    assert "I take requests from schools." in w.modal(CONTACT)
    assert w.count() == 0


def test_a_mention_files_privately_and_never_speaks_in_the_channel(monday: World) -> None:
    w = monday
    w.box.say(w.ids[PRINCIPAL], TALK, f"<@{w.box.bot_user_id}> {COLD}")
    w.settle()
    assert w.request().text == COLD and w.request().source
    assert "Facilities &amp; Maintenance* has it" in w.reads(PRINCIPAL)
    w.box.say(w.ids[PRINCIPAL], TALK, f"<@{w.box.bot_user_id}> any update?")
    w.settle()
    assert w.last(PRINCIPAL).startswith("R-1 (Heating &amp; cooling)")
    assert in_channel(w) == [] and w.box.ephemerals(w.ids[PRINCIPAL]) == []


def test_a_mention_in_a_thread_carries_the_thread_and_a_second_one_adds_to_it(monday: World) -> None:
    w = monday
    root = talk(w, (OTHER_PRINCIPAL, "Our bus was late again"), (PRINCIPAL, "Ours too, line 12"))
    w.box.say(w.ids[PRINCIPAL], TALK, f"<@{w.box.bot_user_id}> {BUS}, please look into it", root)
    w.settle()
    assert w.request().text == (
        f"{BUS}, please look into it\nAnthony Kessler: Our bus was late again\nMarguerite Dupree: Ours too, line 12"
    )
    w.box.say(w.ids[PRINCIPAL], TALK, f"<@{w.box.bot_user_id}> and it was full", root)
    w.settle()
    assert w.numbers() == [1]
    assert w.last(PRINCIPAL) == "Added to R-1; Transportation sees it."
    w.box.say(w.ids[PRINCIPAL], TALK, f"<@{w.box.bot_user_id}>", root)
    w.settle()
    assert w.last(PRINCIPAL).startswith("*That thread is R-1 already.*")
    assert in_channel(w) == []


def test_a_mention_by_somebody_who_may_not_file_is_answered_to_that_person_alone(monday: World) -> None:
    w = monday
    w.box.join(SandboxPerson(id="U9999", name="Robin Stray", email="robin@elsewhere.example"), [TALK])
    w.box.say("U9999", TALK, f"<@{w.box.bot_user_id}> {COLD}")
    w.box.say(w.ids[CONTACT], w.channel("facilities"), f"<@{w.box.bot_user_id}> the school called me")
    w.settle()
    assert [m["text"][:45] for m in w.box.ephemerals("U9999")] == ["I don't find you in Cedar Grove Unified's ros"]
    assert w.last(CONTACT).startswith("I take requests from schools.")
    assert w.count() == 0 and in_channel(w) == []
    assert [m for m in w.unit_messages("facilities") if m.get("bot_id")] == []


def test_a_doubled_mention_and_two_people_at_once_make_one_request(monday: World) -> None:
    w = monday
    w.box.double_events(3)
    w.box.say(w.ids[PRINCIPAL], TALK, f"<@{w.box.bot_user_id}> {COLD}")
    w.settle()
    assert w.numbers() == [1] and len(w.from_bot(PRINCIPAL)) == 1


def test_a_forwarded_message_starts_a_request_with_its_link(monday: World) -> None:
    w = monday
    ts = w.box.say(w.ids[OTHER_PRINCIPAL], TALK, COLD)
    w.box.forward(w.ids[PRINCIPAL], TALK, ts, "bot", "Same here")
    w.settle()
    assert w.request().text == f"Same here\nAnthony Kessler wrote: {COLD}"
    assert w.request().source.endswith(f"/archives/{TALK}/p{ts.replace('.', '')}")


def test_a_message_written_to_the_bot_is_a_request_already(monday: World) -> None:
    w = monday
    asked, unclear = w.say(PRINCIPAL, COLD), w.say(PRINCIPAL, VAGUE)
    shortcut(w, PRINCIPAL, w.box.dm(w.ids[PRINCIPAL]), asked)
    assert w.last(PRINCIPAL).startswith("*That thread is R-1 already.*")
    card, where = w.card(PRINCIPAL)
    shortcut(w, PRINCIPAL, w.room(PRINCIPAL, where), card["ts"])
    assert w.last(PRINCIPAL).startswith("*That thread is R-1 already.*")
    shortcut(w, PRINCIPAL, w.box.dm(w.ids[PRINCIPAL]), unclear)
    assert w.last(PRINCIPAL).startswith("That thread waits for your word")
    assert w.numbers() == [1]
