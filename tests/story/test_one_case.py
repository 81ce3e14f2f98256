import pytest

from tests.story import beginning, drawing
from tests.story.register import Register


@pytest.mark.both
@pytest.mark.timeout(300)
def test_one_case_through_all_stops(house, tmp_path):
    register = Register()
    ada = house.desk("Ada Nordin", "ada.nordin")
    mona = house.desk("Mona Ek", "mona.ek")
    kim = house.desk("Kim Öst", "kim.ost")
    rut = house.desk("Rut Lind", "rut.lind")
    sam = house.desk("Sam Berg", "sam.berg")
    siv = house.desk("Siv Holm", "siv.holm")
    audrey = house.desk("Audrey Dahl", "audrey.dahl")

    # An empty house, and the people who are to work in it
    link = house.first_administrator(ada.name, ada.username)
    house.live.start()
    ada.accept(link, with_telephone=True)
    beginning.add_units(ada, ("Enhet Norr", "Enhet Söder"))
    for person, role in ((mona, "manager"), (kim, "quality"), (audrey, "auditor")):
        person.accept(beginning.add_person(ada, person, role), with_telephone=True)
    for person, unit, code in (
        (rut, "Enhet Norr", "hl101"),
        (sam, "Enhet Söder", "hl202"),
        (siv, "Enhet Söder", "hl203"),
    ):
        link = beginning.add_person(ada, person, "reviewer", unit=unit, code=code)
        person.accept(link, with_telephone=False)

    # Register, plan, and a sample by chance
    beginning.bring_in_register(mona, register)
    round_ = drawing.plan(mona, register)
    drawing.count(kim, round_, len(register.rows))
    written_down = drawing.freeze(mona, round_)
    drawing.roll(kim, round_, ("83017", "46625", "90134", "77258"))
    drawing.roll(mona, round_, ("15926", "53589", "79323", "84626"))
    drawn = drawing.draw(mona, round_)
    assert len(drawn) == drawing.SAMPLE
    assert drawn.keys() <= register.frame.keys()
    drawing.check_elsewhere(mona, round_, written_down, tmp_path)
