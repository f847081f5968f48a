"""What tells of one student is found, whatever the words around it; rooms, phones, buses, tickets and orders never."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_bot.domain import details
from broker_bot.domain.names import FIRST

TODAY = date(2026, 10, 5)
ADULTS = ("Rosa Delgado", "Marguerite Dupree")
PLACES = ("Birch Hollow Elementary", "Human Resources")


def kinds(text: str) -> tuple[str, ...]:
    return details.kinds(details.found(text, TODAY, ADULTS, PLACES))


def masked(text: str) -> str:
    return details.masked(text, TODAY, ADULTS, PLACES)


births = st.dates(date(2005, 1, 1), date(2023, 10, 1))
student_numbers = st.integers(100_000, 999_999_999).map(str).filter(lambda n: not details._DATE.fullmatch(n))
any_numbers = st.integers(100, 9_999_999_999).map(str)
first_names = st.sampled_from(sorted(FIRST)).map(str.title)
surnames = st.sampled_from(["Lopez", "Nguyen", "O'Neil", "Okafor", "Smith-Jones", "Rivera"])

PLAIN_LABELS = (
    "room {n} has no heat",
    "rm. {n} is cold",
    "call me at {n}",
    "phone: {n}",
    "my cell is {n}, text me",
    "bus {n} was late again",
    "bus number {n} never came",
    "ticket {n} is still open",
    "ticket #{n}",
    "your ticket no. {n} is closed",
    "order {n} has not come",
    "the order number is {n}",
    "PO {n} needs approval",
    "PO#{n}",
    "invoice number {n} was paid twice",
    "{n} is the order number",
    "work order #{n} for the gym",
)


@given(births, st.sampled_from(["{:%m/%d/%Y}", "{:%Y-%m-%d}", "{:%B} {d}, {:%Y}", "{:%b} {d} {:%Y}", "{:%m-%d-%Y}"]))
def test_a_birth_date_is_found_in_any_form_with_or_without_a_word_for_it(born: date, form: str) -> None:
    written = form.replace("{d}", str(born.day)).format(*[born] * 2)
    for text in (f"DOB {written}", f"She was born {written}.", f"new kid, {written}, needs a desk"):
        assert kinds(text) == ("birth",), text
        assert written not in masked(text)


@given(
    student_numbers,
    st.sampled_from(["student {n} can't log in", "{n} has lost her badge", "ID {n}", "Student ID: {n}"]),
)
def test_a_number_shaped_like_a_students_is_found(number: str, form: str) -> None:
    text = form.format(n=number)
    assert kinds(text) == ("number",), text
    assert number not in masked(text)


@given(first_names, surnames, st.sampled_from(["an IEP meeting", "a 504 plan", "a seizure", "a suspension hearing"]))
def test_a_name_beside_private_words_is_found(first: str, last: str, words: str) -> None:
    for text in (f"{first} {last} has {words} today", f"{words} for {first} {last}", f"{first.lower()} needs {words}"):
        assert "name" in kinds(text), text
        assert first not in masked(text) and last not in masked(text)


def test_ella_is_a_name_or_she() -> None:
    assert masked("Ella Lopez has an IEP meeting") == "[name] has an IEP meeting"
    assert masked("Ella Lopez tiene una cita de salud") == "[name] tiene una cita de salud"
    assert kinds("ella needs a 504 plan") == ("name",)
    assert kinds("ella necesita una terapia con la consejera") == ()


@given(any_numbers, st.sampled_from(PLAIN_LABELS))
def test_room_phone_bus_ticket_and_order_numbers_never_are(number: str, form: str) -> None:
    text = form.format(n=number)
    assert kinds(text) == (), text
    assert masked(text) == text


@given(st.integers(200, 999), st.integers(200, 999), st.integers(0, 9999), st.sampled_from(["-", ".", " "]))
def test_a_phone_number_as_people_write_it_never_is(area: int, exchange: int, line: int, between: str) -> None:
    for written in (
        f"{area}{between}{exchange}{between}{line:04}",
        f"({area}) {exchange}-{line:04}",
        f"{exchange}-{line:04}",
    ):
        assert kinds(f"parents can reach us at {written} until four") == (), written


@given(first_names, surnames)
def test_a_name_alone_is_nothing(first: str, last: str) -> None:
    assert kinds(f"{first} {last} left her jacket on bus 12") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Room 504 has no heat and the plan is to move the class",
        "We need more 504 forms and IEP binders",
        "Ms. Ortiz needs a sub, she is on medical leave",
        "Rosa Delgado sent us the health forms",
        "IEP meeting at Birch Hollow Elementary on Monday",
        "The boiler was installed 3/4/2015",
        "Invoice of 03/04/2019 is still open",
        "Birthday party in room 12 on 10/12/2026",
        "INC0012345 and WO-482913 are both open",
        "Is $482913 left in the budget?",
        "The Discipline report in Infinite Campus is wrong",
        "Nurse Kelly asks for more EpiPen trainers",
        "We need someone who speaks Haitian Creole for a suspension meeting",
        "Spanish translation of the IEP forms by Friday",
    ],
)
def test_look_alikes_are_left_alone(text: str) -> None:
    assert kinds(text) == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("student id 20481 and order 4829137", "student id [number] and order 4829137"),
        ("Ticket 482913 about student 1234567", "Ticket 482913 about student [number]"),
        ("La alumna Lucía Gómez tiene alergia", "La alumna [name] tiene alergia"),
        ("MARIA LOPEZ NEEDS HER IEP", "[name] NEEDS HER IEP"),
        ("Xiomara's 504 plan, born 3/4", "[name]'s 504 plan, born [date]"),
        ("fecha de nacimiento 4 de marzo de 2015", "fecha de nacimiento [date]"),
    ],
)
def test_the_mask_hides_the_detail_and_nothing_else(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_numbers_can_be_hidden_and_names_left_for_those_who_help() -> None:
    text = "Maria Lopez, DOB 3/4/2018, student 4829137, is missing"
    assert details.masked(text, TODAY, names_too=False) == "Maria Lopez, DOB [date], student [number], is missing"
