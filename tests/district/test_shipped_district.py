"""Cedar Grove Unified, the district that is shipped, is whole and hangs together."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from pydantic import TypeAdapter

from broker_bot import district
from broker_bot.domain.district import District, Role
from tests.district.homes import SHIPPED


@pytest.fixture(scope="module")
def found() -> District:
    return district.load(SHIPPED)


def with_role(found: District, role: Role) -> list[str]:
    return [person.id for person in found.people.values() if person.role is role]


def test_the_shipped_files_have_neither_errors_nor_warnings() -> None:
    assert district.check(SHIPPED, date(2026, 11, 23)) == ([], [])
    assert district.check(SHIPPED, date(2028, 6, 1)) == ([], [])


def test_it_has_eleven_units_and_triage_32_routes_and_triage_and_24_schools(found: District) -> None:
    assert (len(found.units), len(found.routes), len(found.schools)) == (12, 33, 24)
    assert found.triage in found.units
    assert [route.id for route in found.routes.values() if route.unit == found.triage] == ["triage.desk"]


def test_every_route_begins_with_the_id_of_its_unit(found: District) -> None:
    assert all(route.id.startswith(f"{route.unit}.") for route in found.routes.values())


def test_every_route_but_triage_has_keywords_and_examples_and_no_example_stands_twice(found: District) -> None:
    routes = [route for route in found.routes.values() if route.unit != found.triage]
    assert all(len(route.keywords) >= 2 and len(route.examples) >= 2 for route in routes)
    examples = Counter(example.lower() for route in routes for example in route.examples)
    assert max(examples.values()) == 1


def test_every_route_answers_before_it_finishes(found: District) -> None:
    assert all(route.respond_minutes < route.finish_minutes for route in found.routes.values())


def test_heating_is_answered_within_four_hours_between_seven_and_four(found: District) -> None:
    route, calendar = found.routes["facilities.hvac"], found.calendars[found.units["facilities"].calendar]
    assert route.respond_minutes == 240
    assert calendar.week == (((420, 960),),) * 5 + ((), ())
    assert calendar.exceptions[date(2027, 1, 18)] == ()
    assert calendar.exceptions[date(2027, 2, 15)] == ()


def test_routes_about_people_are_confidential(found: District) -> None:
    kinds = {route.id: route.confidential for route in found.routes.values() if route.confidential}
    assert kinds == {
        "hr.employee_relations": "personnel",
        "student_services.health": "health",
        "student_services.counseling": "health",
        "student_services.discipline_attendance": "discipline",
        "special_education.compliance": "special education",
        "communications.legal": "legal",
    }


def test_safety_is_reached_at_any_hour(found: District) -> None:
    assert found.calendars[found.units["safety_security"].calendar].always
    assert found.routes["safety_security.incidents"].respond_minutes == 30


def test_every_school_has_a_principal_a_level_and_a_network_with_an_ild(found: District) -> None:
    for school in found.schools.values():
        principal = found.people[school.principal]
        assert (principal.role, principal.school, principal.network) == (Role.PRINCIPAL, school.id, school.network)
        assert principal.started is not None
        assert school.levels
        assert found.people[found.networks[school.network]].role is Role.ILD
    assert len(with_role(found, Role.PRINCIPAL)) == len(found.schools)


def test_there_are_three_networks_of_eight_schools_with_covered_ilds(found: District) -> None:
    assert Counter(school.network for school in found.schools.values()) == {"north": 8, "river": 8, "south": 8}
    assert all(found.people[ild].cover in found.people for ild in found.networks.values())


def test_every_level_and_program_is_served_somewhere(found: District) -> None:
    levels = {school.levels for school in found.schools.values()}
    programs = {program for school in found.schools.values() for program in school.programs}
    assert {("elementary",), ("middle",), ("high",), ("elementary", "middle"), ("middle", "high")} == levels
    assert programs == {"title1", "ell", "sped", "cte", "prek"}
    assert any(not school.programs for school in found.schools.values())


def test_principals_range_from_their_first_year_to_twenty(found: District) -> None:
    started = [found.people[school.principal].started or date.max for school in found.schools.values()]
    assert min(started) < date(2005, 1, 1)
    assert sum(day >= date(2026, 7, 1) for day in started) >= 2


def test_every_delegate_serves_a_school(found: District) -> None:
    delegates = with_role(found, Role.DELEGATE)
    assert len(delegates) >= 12
    assert all(found.people[delegate].school in found.schools for delegate in delegates)


def test_every_unit_has_its_own_lead_contact_staff_and_an_executive_above(found: District) -> None:
    for unit in found.units.values():
        members = [person for person in found.people.values() if person.unit == unit.id]
        assert [person.id for person in members if person.role is Role.UNIT_LEAD] == [unit.lead]
        assert 2 <= sum(person.role is Role.UNIT_STAFF for person in members) <= 5
        assert found.people[unit.contact].unit == unit.id
        assert found.people[unit.last_step].role is Role.EXECUTIVE


def test_every_unit_member_belongs_to_a_unit_that_exists(found: District) -> None:
    assert {person.unit for person in found.people.values()} - {""} == set(found.units)


def test_chief_and_administrator_are_people_of_the_roster(found: District) -> None:
    assert found.people[found.chief].role is Role.CHIEF
    assert found.people[found.help_contact].role is Role.ADMIN


def test_every_cover_is_somebody(found: District) -> None:
    assert {person.cover for person in found.people.values()} - {""} <= set(found.people)


def test_it_survives_json(found: District) -> None:
    adapter = TypeAdapter(District)
    assert adapter.validate_json(adapter.dump_json(found)) == found
