"""The register of routines."""

from datetime import date

import pytest
from sqlmodel import select

from app.deviations.service import report_deviation
from app.errors import Forbidden
from app.routines.models import Routine
from app.routines.queries import routines_of
from app.routines.service import (
    CannotReplace,
    DaysOutOfOrder,
    NameTaken,
    NotInUse,
    RoutineWords,
    add_routine,
    change_routine,
    replace_routine,
    retire_routine,
)
from tests.app.assignment.seats import logged
from tests.app.deviations.failing import words
from tests.app.deviations.test_pages import text_of
from tests.cast import AUDREY, KIM, MONA, NOON, RUT

VISITS = RoutineWords(name="Rutin för besök", decided_on=date(2020, 1, 1))


@pytest.mark.both
def test_a_routine_is_added_once(session):
    routine = add_routine(session, KIM, VISITS, now=NOON)

    assert (routine.name, routine.active, routine.created_by) == ("Rutin för besök", True, "kim")
    assert logged(session)[-1] == "RoutineAdded"
    with pytest.raises(NameTaken):
        add_routine(session, KIM, RoutineWords(name=" rutin  FÖR besök"), now=NOON)


def test_a_routine_is_decided_before_it_is_revised(session):
    wrong = RoutineWords(name="Rutin", decided_on=date(2026, 1, 1), revised_on=date(2025, 1, 1))

    with pytest.raises(DaysOutOfOrder):
        add_routine(session, KIM, wrong, now=NOON)


def test_a_revision_is_kept_with_its_field(session):
    routine = add_routine(session, KIM, VISITS, now=NOON)
    revised = RoutineWords(
        name=VISITS.name, decided_on=VISITS.decided_on, revised_on=date(2026, 6, 1)
    )

    change_routine(session, MONA, routine.id, revised, now=NOON)

    (shown,) = routines_of(session, KIM, date(2026, 12, 1))
    assert shown.revised_lately
    assert shown.years == pytest.approx(0.5, abs=0.01)
    assert logged(session)[-1] == "RoutineChanged"


def test_what_should_have_been_revised_comes_first(session):
    add_routine(session, KIM, VISITS, now=NOON)
    late = RoutineWords(name="Äldre rutin", revise_by=date(2024, 1, 1))
    add_routine(session, KIM, late, now=NOON)

    listed = routines_of(session, RUT, NOON.date())

    assert [(one.routine.name, one.overdue) for one in listed] == [
        ("Äldre rutin", True),
        ("Rutin för besök", False),
    ]


def test_a_routine_merged_into_another_is_no_longer_in_use(session):
    old = add_routine(session, KIM, VISITS, now=NOON)
    new = add_routine(session, KIM, RoutineWords(name="Rutin för besök och samtal"), now=NOON)

    with pytest.raises(CannotReplace):
        replace_routine(session, KIM, old.id, old.id, now=NOON)
    replace_routine(session, KIM, old.id, new.id, now=NOON)

    assert (old.active, old.replaced_by) == (False, new.id)
    with pytest.raises(NotInUse):
        retire_routine(session, KIM, old.id, now=NOON)


@pytest.mark.parametrize("actor", [RUT, AUDREY])
def test_routines_are_kept_by_managers_and_quality(session, actor):
    with pytest.raises(Forbidden):
        add_routine(session, actor, VISITS, now=NOON)


def test_the_page_shows_age_and_the_deviations_behind(browser, session):
    routine = add_routine(session, KIM, VISITS, now=NOON)
    report_deviation(session, RUT, words(routine_id=routine.id), now=NOON)
    session.commit()
    browser.sign_in(KIM)

    page = text_of(browser.get("/routines"))

    assert "år gammal" in page
    assert "Rutin för besök : 1 avvikelse" in page
    assert "1 avvikelse" in text_of(browser.get(f"/routines/{routine.id}"))
    # The figures say the same to the same readers; of its unit, one is too few to tell.
    day = f"{NOON:%Y-%m-%d}"
    figures = text_of(browser.get(f"/deviations/figures?from={day}&to={day}"))
    assert "Rutin för besök 1 rapporterad" in figures
    assert "Norr för få för att visas" in figures


def test_a_wrong_address_is_said_beside_its_field(browser, session):
    browser.sign_in(KIM)

    refused = browser.post("/routines", data={"name": "Rutin", "link": "javascript:alert(1)"})
    added = browser.post("/routines", data={"name": "Rutin", "link": "https://process.example.se"})

    assert refused.status_code == 422
    assert "börjar med https://" in text_of(refused)
    assert added.status_code == 303
    assert session.exec(select(Routine.name)).all() == ["Rutin"]
