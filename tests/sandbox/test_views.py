"""Modals and the Home: triggers, hashes, stacks, and what submitting and closing do."""

from collections.abc import Callable
from typing import Any

import pytest

from broker_bot.sandbox.server import HandsError, Sandbox
from tests.sandbox.conftest import CHANNELS, PEOPLE, Api
from tests.sandbox.parts import actions, button, entry, home, modal, options, plain, section, text_input
from tests.sandbox.recorder import Recorder

Json = dict[str, Any]

FORM = modal(
    entry(text_input(action_id="words", max_length=20), block_id="say"),
    entry({"type": "static_select", "action_id": "pick", "options": options(2)}, block_id="unit", optional=True),
    {"type": "actions", "block_id": "row", "elements": [button(action_id="again")]},
    callback_id="reply",
    private_metadata="r1",
)
Opener = Callable[..., Json]


@pytest.fixture
def opened(api: Api, bot: Recorder) -> Opener:
    def open_form(view: Json = FORM) -> Json:
        trigger = api.box.slash("U0001", "bot", "/broker").trigger_id
        shown: Json = api("views.open", trigger_id=trigger, view=view)["view"]
        return shown

    return open_form


def test_a_trigger_works_once(api: Api, bot: Recorder) -> None:
    trigger = api.box.slash("U0001", "bot", "/broker").trigger_id
    assert api.error("views.open", trigger_id=trigger, view=FORM) is None
    assert api.error("views.open", trigger_id=trigger, view=FORM) == "exchanged_trigger_id"
    assert api.error("views.open", trigger_id="1.2.abc", view=FORM) == "invalid_trigger_id"
    assert api.error("views.open", view=FORM) == "invalid_arguments"


def test_a_trigger_expires() -> None:
    """Three seconds by default; here at once."""
    with Sandbox(PEOPLE, CHANNELS, trigger_lives=0.0) as box:
        api = Api(box)
        trigger = box.slash("U0001", "bot", "/broker").trigger_id
        assert api.error("views.open", trigger_id=trigger, view=FORM) == "expired_trigger_id"
        api.client.close()


def test_an_invalid_view_does_not_use_up_the_trigger(api: Api, bot: Recorder) -> None:
    trigger = api.box.slash("U0001", "bot", "/broker").trigger_id
    assert api.error("views.open", trigger_id=trigger, view=modal(title=plain(25))) == "invalid_arguments"
    assert api.error("views.open", trigger_id=trigger, view=FORM) is None


def test_submitting_sends_every_field(box: Sandbox, bot: Recorder, opened: Opener) -> None:
    view = opened()
    assert box.submit("U0001", {"say": {"words": "On it"}, "unit": {"pick": "v1"}}).ok
    payload = bot.heard[-1].body
    values = payload["view"]["state"]["values"]
    assert (payload["type"], payload["view"]["id"], payload["view"]["hash"]) == (
        "view_submission",
        view["id"],
        view["hash"],
    )
    assert (payload["view"]["callback_id"], payload["view"]["private_metadata"]) == ("reply", "r1")
    assert values["say"]["words"] == {"type": "plain_text_input", "value": "On it"}
    assert values["unit"]["pick"]["selected_option"]["value"] == "v1"
    assert box.modal("U0001") is None


def test_an_untouched_optional_field_is_sent_as_null(box: Sandbox, bot: Recorder, opened: Opener) -> None:
    opened()
    box.submit("U0001", {"say": {"words": "x"}})
    values = bot.heard[-1].body["view"]["state"]["values"]
    assert values["unit"]["pick"] == {"type": "static_select", "selected_option": None}


def test_what_slacks_client_refuses_never_reaches_the_bot(box: Sandbox, bot: Recorder, opened: Opener) -> None:
    opened()
    heard = len(bot.heard)
    assert box.submit("U0001").errors == {"say": "Please complete this required field."}
    assert "say" in box.submit("U0001", {"say": {"words": "x" * 21}}).errors
    with pytest.raises(HandsError, match=r"it has: say\.words, unit\.pick, row\.again"):
        box.submit("U0001", {"say": {"wrds": "x"}})
    assert len(bot.heard) == heard


def test_errors_keep_the_form_open_with_what_was_typed(box: Sandbox, bot: Recorder, opened: Opener) -> None:
    opened()
    bot.answers.append({"response_action": "errors", "errors": {"say": "Say more."}})
    answer = box.submit("U0001", {"say": {"words": "x"}})
    assert (answer.ok, dict(answer.errors)) == (False, {"say": "Say more."})
    shown = box.modal("U0001")
    assert shown is not None
    assert shown["state"]["values"]["say"]["words"]["value"] == "x"


@pytest.mark.parametrize("errors", [{"nowhere": "x"}, {"row": "not an input"}, {}])
def test_errors_must_name_an_input_of_the_view(box: Sandbox, bot: Recorder, opened: Opener, errors: Json) -> None:
    opened()
    bot.answers.append({"response_action": "errors", "errors": errors})
    answer = box.submit("U0001", {"say": {"words": "x"}})
    assert (answer.ok, dict(answer.errors)) == (False, {})
    assert "block_id of input blocks" in str(answer.error)


def test_update_and_push_and_clear(box: Sandbox, bot: Recorder, opened: Opener) -> None:
    first = opened()
    bot.answers.append({"response_action": "update", "view": modal(callback_id="second")})
    box.submit("U0001", {"say": {"words": "x"}})
    shown = box.modal("U0001")
    assert shown is not None
    assert (shown["callback_id"], shown["id"]) == ("second", first["id"])
    assert shown["hash"] != first["hash"]
    bot.answers.append({"response_action": "push", "view": modal(callback_id="third")})
    box.submit("U0001")
    third = box.modal("U0001")
    assert third is not None
    assert (third["callback_id"], third["previous_view_id"]) == ("third", first["id"])
    bot.answers.append({"response_action": "clear"})
    box.submit("U0001")
    assert box.modal("U0001") is None


def test_submitting_a_pushed_view_goes_back_to_the_one_beneath(api: Api, bot: Recorder, opened: Opener) -> None:
    first = opened()
    trigger = api.box.press_view("U0001", "again").trigger_id
    api("views.push", trigger_id=trigger, view=modal(callback_id="above"))
    assert api.box.submit("U0001").ok
    shown = api.box.modal("U0001")
    assert shown is not None
    assert shown["id"] == first["id"]


def test_a_refused_view_is_an_error_the_person_sees(box: Sandbox, bot: Recorder, opened: Opener) -> None:
    opened()
    bot.answers.append({"response_action": "update", "view": modal(title=plain(25))})
    answer = box.submit("U0001", {"say": {"words": "x"}})
    assert answer.ok is False
    assert "must be less than 25 characters [json-pointer:/view/title/text]" in str(answer.error)
    assert "answer refused" in {line.method for line in box.log}


def test_pressing_inside_a_modal_sends_what_is_typed_so_far(box: Sandbox, bot: Recorder, opened: Opener) -> None:
    opened()
    box.press_view("U0001", "again", values={"say": {"words": "half"}})
    payload = bot.heard[-1].body
    assert payload["view"]["state"]["values"]["say"]["words"]["value"] == "half"
    assert (payload["container"]["type"], "response_url" in payload) == ("view", False)


def test_updating_a_view_keeps_what_was_typed_in_the_same_fields(api: Api, bot: Recorder, opened: Opener) -> None:
    view = opened()
    api.box.press_view("U0001", "again", values={"say": {"words": "half"}})
    api("views.update", view_id=view["id"], view=FORM)
    shown = api.box.modal("U0001")
    assert shown is not None
    assert shown["state"]["values"]["say"]["words"]["value"] == "half"


def test_an_old_hash_loses(api: Api, bot: Recorder, opened: Opener) -> None:
    view = opened()
    assert api.error("views.update", view_id=view["id"], hash=view["hash"], view=FORM) is None
    assert api.error("views.update", view_id=view["id"], hash=view["hash"], view=FORM) == "hash_conflict"
    assert api.error("views.update", view_id="V404", view=FORM) == "not_found"
    assert api.error("views.update", view=FORM) == "invalid_arguments"


def test_the_homes_hash_guards_it_too(api: Api) -> None:
    first = api("views.publish", user_id="U0001", view=home(section()))["view"]
    second = api("views.publish", user_id="U0001", hash=first["hash"], view=home(section()))["view"]
    assert second["id"] == first["id"]
    old = api.error("views.publish", user_id="U0001", hash=first["hash"], view=home(section()))
    assert old == "hash_conflict"
    shown = api.box.home("U0001")
    assert shown is not None
    assert shown["hash"] == second["hash"]


@pytest.mark.parametrize("user", ["U0003", "U9999"])
def test_a_home_is_published_to_active_people_only(api: Api, user: str) -> None:
    answer = api("views.publish", user_id=user, view=home(section()))
    assert (answer["error"], answer["errors"]) == ("invalid_arguments", ["invalid `user_id`"])


def test_closing_is_told_when_asked_for(box: Sandbox, bot: Recorder, opened: Opener) -> None:
    opened()
    heard = len(bot.heard)
    box.close("U0001")
    assert (box.modal("U0001"), len(bot.heard)) == (None, heard)
    opened({**FORM, "notify_on_close": True})
    assert box.close("U0001").ok
    payload = bot.heard[-1].body
    assert (payload["type"], payload["is_cleared"], payload["view"]["callback_id"]) == ("view_closed", False, "reply")
    with pytest.raises(HandsError, match="no modal open"):
        box.close("U0001")


def test_two_open_views_cannot_share_an_external_id(api: Api, bot: Recorder) -> None:
    for user, code in (("U0001", None), ("U0002", "duplicate_external_id")):
        trigger = api.box.slash(user, "bot", "/broker").trigger_id
        assert api.error("views.open", trigger_id=trigger, view=modal(external_id="same")) == code
    changed = api("views.update", external_id="same", view=modal(actions(button()), external_id="same"))
    assert changed["view"]["blocks"][0]["type"] == "actions"
