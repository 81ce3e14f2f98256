import pytest
from sqlmodel import select

from app.admin.units import UnitExists, add_unit, change_unit
from app.errors import NotFound
from app.organisation.models import Unit
from tests.cast import ADA, NOON


@pytest.mark.both
def test_a_unit_is_known_by_its_name_however_it_is_written(session):
    add_unit(session, ADA, "Enhet Öst", now=NOON)

    with pytest.raises(UnitExists):
        add_unit(session, ADA, "ENHET  öst", now=NOON)


def test_a_renamed_unit_is_still_known_to_the_register(session):
    change_unit(session, ADA, "north", "Nya norr", active=True, now=NOON)

    unit = session.get(Unit, "north")
    assert (unit.name, unit.key) == ("Nya norr", "enhet norr")


def test_what_is_no_unit_is_not_found(session):
    with pytest.raises(NotFound):
        change_unit(session, ADA, "nowhere", "X", active=True, now=NOON)


def test_units_are_added_and_closed_on_their_page(browser):
    browser.sign_in(ADA)

    added = browser.post("/units", data={"name": "Enhet Öst"})
    browser.post("/units/north", data={"name": "Enhet Norr"})

    assert added.headers["location"] == "/units"
    with browser.app.state.database.reading() as session:
        units = {unit.name: unit.active for unit in session.exec(select(Unit))}
    assert units == {"Enhet Norr": False, "Enhet Söder": True, "Enhet Öst": True}
    assert "finns inte längre" in browser.get("/units").text


def test_a_unit_needs_a_name(browser):
    browser.sign_in(ADA)

    assert browser.post("/units", data={"name": " "}).status_code == 422
