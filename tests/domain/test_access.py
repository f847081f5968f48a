"""Who may do what: every cell of the matrix against a second writing of it, by role and relation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from broker_bot.domain.access import MATRIX, TABLE, Action, Matrix, Subject, matrix_markdown, may, read_matrix
from broker_bot.domain.district import Person, Role

EXPECTED = """
principal  | own_school | always                     | create read read_confidential_text comment add withdraw confirm
principal  | own_school | always                     | reopen need_help not_emergency mandate_read opt_out delegate
principal  | own_school | always                     | item_done item_help item_take_off item_hand
principal  | own_school | untaken                    | change
principal  | own_school | filed                      | read_audit
principal  | self       | always                     | see_person_figures see_request_count

delegate   | own_school | always                     | create read withdraw confirm reopen need_help not_emergency
delegate   | own_school | always                     | mandate_read
delegate   | own_school | always                     | item_done item_help item_take_off
delegate   | own_school | plain                      | read_confidential_text comment add
delegate   | own_school | named                      | read_confidential_text comment add
delegate   | own_school | untaken                    | change
delegate   | own_school | filed                      | read_audit
delegate   | self       | always                     | see_person_figures

unit_staff | own_unit   | always                     | read take reroute join pause resume
unit_staff | own_unit   | always                     | mandate_draft mandate_read see_unit_figures
unit_staff | own_unit   | plain                      | read_confidential_text comment reply_to_school promise
unit_staff | own_unit   | plain not_asked            | finish unit_note_read unit_note_write
unit_staff | own_unit   | named                      | read_confidential_text comment reply_to_school promise
unit_staff | own_unit   | named not_asked            | finish unit_note_read unit_note_write
unit_staff | covers     | always                     | read take reroute join pause resume
unit_staff | covers     | always                     | mandate_draft mandate_read see_unit_figures
unit_staff | covers     | plain                      | read_confidential_text comment reply_to_school promise
unit_staff | covers     | plain not_asked            | finish unit_note_read unit_note_write
unit_staff | covers     | named                      | read_confidential_text comment reply_to_school promise
unit_staff | covers     | named not_asked            | finish unit_note_read unit_note_write
unit_staff | past_unit  | plain                      | read read_confidential_text
unit_staff | brought    | always                     | read
unit_staff | brought    | plain                      | read_confidential_text
unit_staff | self       | always                     | see_person_figures away

unit_lead  | own_unit   | always                     | read read_confidential_text read_audit comment reply_to_school
unit_lead  | own_unit   | always                     | promise take reroute join pause resume escalate away
unit_lead  | own_unit   | always                     | mandate_draft mandate_read see_unit_figures
unit_lead  | own_unit   | not_asked                  | finish unit_note_read unit_note_write
unit_lead  | covers     | always                     | read read_confidential_text read_audit comment reply_to_school
unit_lead  | covers     | always                     | promise take reroute join pause resume escalate away
unit_lead  | covers     | always                     | mandate_draft mandate_read see_unit_figures
unit_lead  | covers     | not_asked                  | finish unit_note_read unit_note_write
unit_lead  | past_unit  | plain                      | read read_confidential_text
unit_lead  | brought    | always                     | read
unit_lead  | brought    | plain                      | read_confidential_text
unit_lead  | self       | always                     | see_person_figures

executive  | last_step  | always                     | read read_audit mandate_read see_unit_figures
executive  | last_step  | plain                      | read_confidential_text comment
executive  | last_step  | plain not_asked            | unit_note_read
executive  | last_step  | named                      | read_confidential_text comment
executive  | last_step  | named not_asked            | unit_note_read
executive  | told       | always                     | read read_audit
executive  | told       | plain                      | read_confidential_text comment
executive  | told       | plain not_asked            | unit_note_read
executive  | told       | named                      | read_confidential_text comment
executive  | told       | named not_asked            | unit_note_read
executive  | brought    | always                     | read
executive  | brought    | plain                      | read_confidential_text
executive  | self       | always                     | see_person_figures away

ild        | supervised | always                     | create_for_school read read_audit reroute resume reopen escalate
ild        | supervised | always                     | join nudge let_run hand_back bring_in watch weight excuse
ild        | supervised | always                     | mandate_read mandate_decide preview_digest approve_digest
ild        | supervised | always                     | see_unit_figures see_request_count
ild        | supervised | not_asked                  | confirm step_in
ild        | supervised | plain                      | read_confidential_text comment
ild        | supervised | named                      | read_confidential_text comment
ild        | supervised | plain escalated not_asked  | unit_note_read
ild        | supervised | named escalated not_asked  | unit_note_read
ild        | supervised | filed                      | add withdraw need_help not_emergency
ild        | supervised | filed untaken              | change
ild        | told       | always                     | read escalate nudge let_run hand_back bring_in
ild        | told       | not_asked                  | step_in
ild        | told       | plain                      | read_confidential_text comment
ild        | told       | named                      | read_confidential_text comment
ild        | told       | plain escalated not_asked  | unit_note_read
ild        | told       | named escalated not_asked  | unit_note_read
ild        | brought    | always                     | read
ild        | brought    | plain                      | read_confidential_text
ild        | self       | always                     | protected_time see_person_figures away answer_talk memo_pass

chief      | anything   | always                     | read read_audit reroute join pause resume nudge let_run
chief      | anything   | always                     | hand_back away bring_in
chief      | anything   | always                     | mandate_read preview_digest approve_digest
chief      | anything   | always                     | see_unit_figures approve_export
chief      | anything   | not_asked                  | step_in
chief      | anything   | plain                      | read_confidential_text comment
chief      | anything   | plain not_asked            | unit_note_read
chief      | anything   | named                      | read_confidential_text comment
chief      | anything   | named not_asked            | unit_note_read
chief      | anything   | always                     | declare_closed
chief      | vacant     | always                     | mandate_decide weight excuse
chief      | self       | always                     | see_person_figures answer_talk memo_pass

admin      | anything   | always                     | export apply_config lessons simulate break_glass away
admin      | anything   | always                     | declare_closed
admin      | district   | always                     | see_unit_figures
admin      | self       | always                     | see_person_figures
"""

ME = "me@district.example"
ACTOR = Person(ME, "Me", Role.PRINCIPAL, school="s1", unit="u1", network="n1")
STRANGE = Subject(
    school="s2",
    network="n2",
    unit="u2",
    past_units=("u3",),
    requester="other@district.example",
    filed_by="other@district.example",
    last_step="chief@district.example",
    told=("other@district.example",),
    person="other@district.example",
)
RELATIONS = {
    "own_school": replace(STRANGE, school="s1"),
    "own_unit": replace(STRANGE, unit="u1"),
    "covers": replace(STRANGE, covers=(ME,)),
    "past_unit": replace(STRANGE, past_units=("u3", "u1")),
    "supervised": replace(STRANGE, network="n1"),
    "told": replace(STRANGE, told=(ME,)),
    "brought": replace(STRANGE, brought=(ME,)),
    "last_step": replace(STRANGE, last_step=ME),
    "self": replace(STRANGE, person=ME),
    "vacant": replace(STRANGE, vacant=True),
    "other": STRANGE,
    "district": Subject(),
}

ON_A_REQUEST = [
    *(Action.READ_CONFIDENTIAL_TEXT, Action.COMMENT, Action.UNIT_NOTE_READ, Action.UNIT_NOTE_WRITE, Action.TAKE),
    *(
        Action.REPLY_TO_SCHOOL,
        Action.PROMISE,
        Action.FINISH,
        Action.REROUTE,
        Action.PAUSE,
        Action.RESUME,
        Action.CHANGE,
    ),
    *(Action.ADD, Action.WITHDRAW, Action.CONFIRM, Action.REOPEN, Action.NEED_HELP, Action.ESCALATE, Action.STEP_IN),
    Action.NOT_EMERGENCY,
    *(Action.NUDGE, Action.LET_RUN, Action.HAND_BACK, Action.BRING_IN, Action.READ_AUDIT),
]


@dataclass(frozen=True)
class Case:
    relation: str
    facts: frozenset[str]
    subject: Subject


def situations() -> Iterator[Case]:
    """Every relation with every mixture of the facts that a condition looks at."""
    for relation, base in RELATIONS.items():
        for taken, escalated, secret, named, asked, typed in product([False, True], repeat=6):
            facts = {"always", "taken" if taken else "untaken", "secret" if secret else "plain"}
            facts |= {"escalated"} if escalated else set()
            facts |= {"named"} if named or asked or typed else set()
            facts |= {"filed"} if asked or typed else set()
            facts |= {"asked" if asked else "not_asked"}
            subject = replace(
                base,
                taken=taken,
                escalated=escalated,
                confidential="personnel" if secret else "",
                named=(ME,) if named else (),
                requester=ME if asked else base.requester,
                filed_by=ME if typed else base.filed_by,
            )
            yield Case(relation, frozenset(facts), subject)


CASES = tuple(situations())


@cache
def expected() -> dict[tuple[Role, Action], list[tuple[str, frozenset[str]]]]:
    cells: dict[tuple[Role, Action], list[tuple[str, frozenset[str]]]] = {}
    for line in EXPECTED.strip().splitlines():
        if line:
            role, relation, facts, actions = (part.strip() for part in line.split("|"))
            for action in actions.split():
                cells.setdefault((Role(role), Action(action)), []).append((relation, frozenset(facts.split())))
    return cells


def differences(role: Role, action: Action, matrix: Matrix) -> list[str]:
    """The situations in which the function and the second writing do not agree."""
    actor, grants = replace(ACTOR, role=role), expected().get((role, action), [])
    return [
        f"{role} {action} {case.relation} {' '.join(sorted(case.facts))}"
        for case in CASES
        if may(actor, action, case.subject, matrix)
        != any(relation in (case.relation, "anything") and facts <= case.facts for relation, facts in grants)
    ]


CELLS = [pytest.param(role, action, id=f"{role}-{action}") for role in Role for action in Action]


@pytest.mark.parametrize(("role", "action"), CELLS)
def test_each_cell_grants_what_the_second_writing_grants(role: Role, action: Action) -> None:
    assert differences(role, action, MATRIX) == []


@pytest.mark.parametrize(("role", "action"), CELLS)
def test_a_changed_cell_is_noticed(role: Role, action: Action) -> None:
    cell = MATRIX[action][role]
    for other in {(), ("all",), ("school",), ("unit",), ("net",)} - {cell}:
        changed = {**MATRIX, action: {**MATRIX[action], role: other}}
        assert differences(role, action, changed) != [], other


@pytest.mark.parametrize("role", Role)
def test_whatever_is_granted_on_a_request_its_reader_may_read(role: Role) -> None:
    actor = replace(ACTOR, role=role)
    for case in CASES:
        if not may(actor, Action.READ, case.subject):
            assert [action for action in ON_A_REQUEST if may(actor, action, case.subject)] == []


@pytest.mark.parametrize("role", Role)
def test_empty_fields_grant_nothing(role: Role) -> None:
    nobody = Person(ME, "Nobody", role)
    emptied = Subject(past_units=("",), named=("",), told=("",))
    granted = {action for action in Action if may(nobody, action, emptied)}
    assert granted == {
        action for (who, action), grants in expected().items() if who is role and _needs_no_field(grants)
    }


def _needs_no_field(grants: list[tuple[str, frozenset[str]]]) -> bool:
    facts = {"always", "untaken", "plain", "not_asked"}
    return any(relation in ("anything", "district") and needed <= facts for relation, needed in grants)


def test_a_principal_reads_the_own_school_and_no_other() -> None:
    principal = Person("ana@district.example", "Ana", Role.PRINCIPAL, school="cedar", network="north")
    assert may(principal, Action.READ, Subject(school="cedar", network="north"))
    assert not may(principal, Action.READ, Subject(school="oak", network="north"))


def test_a_school_changes_the_unit_until_somebody_takes_the_request() -> None:
    delegate = Person("ap@district.example", "Al", Role.DELEGATE, school="cedar")
    request = Subject(school="cedar", unit="payroll")
    assert may(delegate, Action.CHANGE, request)
    assert not may(delegate, Action.CHANGE, replace(request, taken=True))
    assert may(delegate, Action.COMMENT, replace(request, taken=True))


def test_unit_staff_send_on_what_their_unit_owes_and_nothing_else() -> None:
    plumber = Person("bo@district.example", "Bo", Role.UNIT_STAFF, unit="facilities")
    assert may(plumber, Action.REROUTE, Subject(school="cedar", unit="facilities"))
    assert not may(plumber, Action.REROUTE, Subject(school="cedar", unit="payroll"))
    assert not may(plumber, Action.REROUTE, Subject(school="cedar", unit="payroll", past_units=("facilities",)))


def test_an_ild_reads_a_confidential_text_only_when_let() -> None:
    ild = Person("di@district.example", "Di", Role.ILD, network="north")
    request = Subject(school="cedar", network="north", confidential="personnel", escalated=True)
    assert may(ild, Action.READ, request)
    assert not may(ild, Action.READ_CONFIDENTIAL_TEXT, request)
    assert not may(ild, Action.UNIT_NOTE_READ, request)
    assert may(ild, Action.READ_CONFIDENTIAL_TEXT, replace(request, named=(ild.id,)))


def test_a_cover_from_another_network_steps_in_on_what_reached_them() -> None:
    cover = Person("mi@district.example", "Mi", Role.ILD, network="river")
    request = Subject(school="cedar", network="north", escalated=True)
    assert not may(cover, Action.STEP_IN, request)
    assert may(cover, Action.STEP_IN, replace(request, told=(cover.id,)))
    assert not may(cover, Action.CONFIRM, replace(request, told=(cover.id,)))


def test_an_ild_who_is_the_requester_neither_closes_the_request_nor_sees_the_units_notes() -> None:
    ild = Person("di@district.example", "Di", Role.ILD, network="north")
    request = Subject(school="cedar", network="north", escalated=True, requester=ild.id)
    for action in (Action.CONFIRM, Action.FINISH, Action.STEP_IN, Action.UNIT_NOTE_READ):
        assert not may(ild, action, request)
    assert may(ild, Action.WITHDRAW, request)


def test_only_the_ild_decides_a_mandate_and_only_in_the_own_network() -> None:
    mandate = Subject(network="north", unit="payroll", last_step=ME)
    deciders = [
        role
        for role in Role
        if may(Person(ME, "Me", role, "", "cedar", "payroll", "north"), Action.MANDATE_DECIDE, mandate)
    ]
    assert deciders == [Role.ILD]
    assert not may(Person(ME, "Me", Role.ILD, network="south"), Action.MANDATE_DECIDE, mandate)


def test_where_a_network_has_no_ild_the_chief_of_schools_decides_its_mandates() -> None:
    chief = Person("yo@district.example", "Yo", Role.CHIEF)
    for action in (Action.MANDATE_DECIDE, Action.WEIGHT, Action.EXCUSE):
        assert may(chief, action, Subject(network="north", vacant=True))
        assert not may(chief, action, Subject(network="north"))


def test_the_administrator_sees_no_request() -> None:
    admin = Person("it@district.example", "It", Role.ADMIN, school="cedar", unit="facilities", network="north")
    request = Subject(school="cedar", unit="facilities", network="north", confidential="personnel")
    assert not may(admin, Action.READ, request)
    assert not may(admin, Action.READ_CONFIDENTIAL_TEXT, request)
    assert may(admin, Action.BREAK_GLASS, request)


def test_a_table_with_a_hole_or_an_unknown_word_is_refused() -> None:
    with pytest.raises(ValueError, match="no row for nudge"):
        read_matrix("\n".join(line for line in TABLE.splitlines() if not line.startswith("nudge")))
    with pytest.raises(ValueError, match="'reeched_in', which is no condition"):
        read_matrix(TABLE.replace("reached", "reeched"))
    with pytest.raises(ValueError, match="shorter"):
        read_matrix("read school")


def test_the_page_in_the_docs_is_fresh() -> None:
    page = Path(__file__).parents[2] / "docs" / "access.md"
    assert page.read_text("utf-8") == matrix_markdown(), "write matrix_markdown() to docs/access.md"
