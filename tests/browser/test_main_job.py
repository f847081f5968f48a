"""The main job on the page of the demo: a principal asks, a unit answers, an ILD hears; and the weekly page."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import need_chromium
from tests.browser.people import FACILITIES, ILD, PRINCIPAL, UNIT, OpenAs, Person
from tests.browser.probes import overflow

need_chromium()
pytestmark = pytest.mark.browser


def test_the_guide_takes_a_newcomer_to_each_of_the_three_people(as_person: OpenAs) -> None:
    page = as_person(PRINCIPAL).page
    for step, who, place in (
        ("Be Marguerite Dupree", "Marguerite Dupree", "broker"),
        ("Be Hank Lindqvist", "Hank Lindqvist", FACILITIES),
        ("Be Denise Calloway", "Denise Calloway", "broker"),
    ):
        page.get_by_role("button", name=f"Show me: {step}").click()
        expect(page.get_by_test_id("as-picker")).to_contain_text(who)
        expect(page.get_by_role("heading", level=1)).to_have_text(place)


def test_one_plain_sentence_is_answered_with_the_unit_the_reason_and_the_time(as_person: OpenAs) -> None:
    principal = as_person(PRINCIPAL)
    card = principal.card(principal.ask("AC out in 204"))
    expect(card).to_contain_text("Facilities & Maintenance has it.")
    expect(card).to_contain_text(re.compile(r"Somebody answers by \w+.* at \d+:\d\d [AP]M\."))
    expect(card).to_contain_text("Because you wrote 'AC'.")
    expect(card).to_contain_text("Heating & cooling · AC out in 204")


def test_a_principal_adds_to_a_request_moves_it_and_withdraws_it(as_person: OpenAs) -> None:
    """A change teaches at once, so the words are used here alone."""
    principal, unit = as_person(PRINCIPAL), as_person(UNIT, FACILITIES)
    number = principal.ask("Roof leak over the stage")
    principal.press(principal.card(number), "request.add")
    principal.fill("It is a new projector.")
    unit.card(number).get_by_role("button", name=re.compile("repl")).first.click()
    expect(unit.page.get_by_test_id("thread-pane")).to_contain_text("It is a new projector.")
    principal.press(principal.card(number), "request.change")
    principal.fill(choose="Devices")
    expect(principal.card(number)).to_contain_text("Information Technology has it.")
    principal.press(principal.card(number), "request.withdraw")
    principal.page.get_by_test_id("confirm-ok").click()
    expect(principal.page.get_by_text("Withdrawn.").last).to_be_visible()


def test_a_unit_takes_answers_promises_and_finishes_and_the_school_confirms(as_person: OpenAs) -> None:
    principal, unit = as_person(PRINCIPAL), as_person(UNIT, FACILITIES)
    number = principal.ask("AC out in 205")
    card = unit.card(number)
    expect(card).to_contain_text("Waiting for an answer.")
    unit.press(card, "request.take")
    expect(principal.card(number)).to_contain_text("Hank Lindqvist at Facilities & Maintenance has it.")
    unit.press(card, "request.reply")
    form = unit.page.get_by_test_id("modal")
    expect(form).to_contain_text(re.compile(r"^((?!Cottonwood ES: Cottonwood).)*$", re.DOTALL))
    expect(form).to_contain_text("Cottonwood ES: Marguerite Dupree will read this.")
    unit.fill("Luis looks at it before noon.")
    expect(card).to_contain_text("Answered.")
    expect(principal.card(number)).to_contain_text("Facilities & Maintenance answered.")
    principal.message("Luis looks at it before noon.")
    unit.press(card, "request.promise")
    unit.fill("The part is on its way.", day=(day := unit.later()))
    expect(principal.card(number)).to_contain_text(f"Next date: {day:%b} {day.day}")
    unit.press(card, "request.finish")
    unit.fill("A new compressor is in; it blows cold.")
    school_card = principal.card(number)
    expect(school_card).to_contain_text("Is it done? Hank Lindqvist says so.")
    principal.message("Its card above asks whether it is done.")
    principal.press(school_card, "request.confirm")
    expect(principal.page.get_by_text("Done. This request is closed.").last).to_be_visible()
    expect(unit.page.get_by_text(f"{number} ·").last).to_be_visible()
    expect(unit.page.locator(f"button[aria-label$=': {number}']")).to_have_count(0)


def test_a_request_that_is_not_ours_moves_on_and_the_school_sees_where(as_person: OpenAs) -> None:
    principal, unit = as_person(PRINCIPAL), as_person(UNIT, FACILITIES)
    number = principal.ask("Toilet overflowing by the gym")
    unit.press(unit.card(number), "request.not_ours")
    unit.fill("Their rack overheats the room.", choose="Network & internet")
    expect(principal.card(number)).to_contain_text("Information Technology has it.")
    expect(unit.page.locator(f"button[aria-label$=': {number}']")).to_have_count(0)


def test_a_principal_who_needs_help_reaches_the_ild_at_once(as_person: OpenAs) -> None:
    principal, ild = as_person(PRINCIPAL), as_person(ILD)
    number = principal.ask("AC out in 206")
    principal.press(principal.card(number), "request.need_help")
    expect(ild.card(number)).to_contain_text("Marguerite Dupree asks for your help.")
    principal.message(f"Denise Calloway hears of {number} now. In danger, call first: 911")
    expect(principal.card(number)).to_contain_text("You asked for help with this.")


def test_silence_brings_the_request_to_the_ild_who_was_told_what_and_can_act(as_person: OpenAs) -> None:
    principal, unit, ild = as_person(PRINCIPAL), as_person(UNIT, FACILITIES), as_person(ILD)
    number = principal.ask("AC out in 113")
    said = ""
    for _ in range(30):
        if ild.page.locator(f"button[aria-label='Step in: {number}']").count():
            break
        said = ild.jump("deadline")
        assert said.startswith("It is "), said
    packet = ild.card(number)
    expect(packet).to_contain_text(re.compile(r"Cottonwood ES has waited .* for Facilities & Maintenance\."))
    expect(packet).to_contain_text("Last word: none from the unit yet.")
    expect(packet).to_contain_text("Hank Lindqvist was told")
    expect(principal.card(number)).to_contain_text(re.compile("is late. .*told"))

    ild.press(packet, "request.nudge")
    ild.fill("Please call the school.", choose="Hank Lindqvist")
    expect(packet).to_contain_text("Denise Calloway nudged Hank Lindqvist")
    unit.go("bot")
    unit.message("Please call the school.")

    ild.press(packet, "request.let_run")
    ild.fill(day=(day := ild.later()))
    expect(packet).to_contain_text(f"Denise Calloway lets it run until {day:%a, %b} {day.day}")

    ild.press(packet, "request.step_in")
    expect(packet).to_contain_text("You stepped in for Cottonwood ES.")
    expect(principal.page.get_by_text("Denise Calloway, your ILD, is taking care of this").last).to_be_visible()
    ild.press(packet, "request.ild_reply")
    ild.fill("I called the shop: somebody comes today.")
    principal.message("I called the shop: somebody comes today.")
    expect(packet).to_contain_text("Facilities & Maintenance still owes its answer.")
    ild.press(packet, "request.hand_back")
    expect(principal.card(number)).to_contain_text("Facilities & Maintenance has it.")


def test_the_weekly_page_is_answered_item_by_item(as_person: OpenAs) -> None:
    principal, ild = as_person(PRINCIPAL), as_person(ILD)
    page = principal.message("must-dos", "item.done")
    expect(page).to_contain_text("Upload the signed site council minutes")
    expect(page).not_to_contain_text("Book your goal conversation")
    page.get_by_role("button", name="Done: Upload the signed").click()
    expect(page).to_contain_text("Done.")
    page.get_by_role("button", name="Need help: Enter one formal").click()
    expect(page).to_contain_text("Denise Calloway knows that you need help.")
    ild.message("needs your help with: Enter one formal observation")
    page.get_by_role("button", name="Take it off my plate: Confirm evening").click()
    expect(page).to_contain_text("You asked to have it taken off; Denise Calloway answers by")
    asked = ild.message("Marguerite Dupree, Cottonwood ES, asks you to take an item off.")
    asked.get_by_role("button", name="Answer").click()
    ild.page.get_by_test_id("choice-off").check()
    ild.fill("You did this last month.")
    expect(page.get_by_role("button", name="Done: Confirm evening")).to_have_count(0)


def test_what_a_unit_asks_of_principals_stands_on_the_next_page_once_the_ild_decides(as_person: OpenAs) -> None:
    principal, unit, ild = as_person(PRINCIPAL), as_person(UNIT, FACILITIES), as_person(ILD)
    unit.write("/broker mandate")
    _send_mandate(unit_title := "Count your space heaters", unit)
    home = unit.home()
    home.get_by_role("button", name="Ask principals for something").click()
    _send_mandate("Name a snow contact", unit)
    expect(home).to_contain_text("Name a snow contact")

    home = ild.home()
    expect(home).to_contain_text("Name a snow contact")
    home.get_by_role("button", name=f"Decide: {unit_title}").click()
    ild.page.get_by_test_id("choice-must").check()
    ild.page.get_by_label("Your line to principals").fill("The fire marshal comes in December.")
    ild.fill()
    expect(home.get_by_role("button", name=f"Change: {unit_title}")).to_be_visible()
    home.get_by_role("button", name="Decide: Name a snow contact").click()
    ild.page.get_by_test_id("choice-declined").check()
    ild.page.get_by_test_id("modal-submit").click()
    expect(ild.page.get_by_test_id("modal").locator(".b-input.wrong")).to_contain_text("Reason for the unit")
    ild.page.get_by_label("Reason for the unit").fill("We have their numbers.")
    ild.fill()
    unit.go("bot")
    unit.message("Name a snow contact: Declined for you, decided by Denise Calloway, ILD.")

    assert re.fullmatch(r"It is Mon|It is Tue", ild.jump("week")[:9])
    page = principal.message(unit_title, "item.done")
    expect(page).to_contain_text("The fire marshal comes in December.")
    expect(page).not_to_contain_text("Name a snow contact")
    expect(home).to_contain_text(re.compile(r"Next weekly page: (?!Today)"))


def _send_mandate(title: str, unit: Person) -> None:
    form = unit.page.get_by_test_id("modal")
    form.get_by_label("What principals do, verb first").fill(title)
    form.get_by_label("Your words").fill("Tell us by form; the form is in your folder.")
    form.get_by_label("Due").fill(unit.later().isoformat())
    form.get_by_label("Minutes it takes a principal").fill("10")
    form.get_by_test_id("choice-everyone").check()
    form.get_by_test_id("choice-everyone").check()
    unit.fill()


def test_each_of_the_three_has_a_home_whose_rows_open(as_person: OpenAs) -> None:
    number = as_person(PRINCIPAL).ask("AC out in 207")
    for who, heading in ((PRINCIPAL, "Cottonwood ES"), (UNIT, "Facilities & Maintenance"), (ILD, "North network")):
        person = as_person(who)
        home = person.home()
        expect(home).to_contain_text(heading)
        if who != ILD:
            home.get_by_role("button", name=f"Open: {number}").click()
            expect(person.page.get_by_test_id("modal")).to_contain_text("AC out in 207")


@pytest.mark.parametrize(("who", "place"), [(PRINCIPAL, "bot"), (UNIT, FACILITIES), (ILD, "bot")])
def test_on_a_phone_everybody_can_work(as_person: OpenAs, who: str, place: str) -> None:
    person = as_person(who, place, width=390, height=844, has_touch=True, is_mobile=True, color_scheme="dark")
    expect(person.page.locator("#conversation .message").last).to_be_in_viewport()
    expect(person.page.get_by_test_id("composer")).to_be_in_viewport(ratio=1)
    assert overflow(person.page) == 0
