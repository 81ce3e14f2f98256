import json

import pytest

from tests.story import beginning, closing, drawing, reviewing
from tests.story.closing import Counted
from tests.story.register import Register

TO_MEND = "Vårdplanen ligger under beslut. Se efter en gång till."


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
    codes = {rut.username: "hl101", sam.username: "hl202", siv.username: "hl203"}

    # An empty house, and the people who are to work in it
    link = house.first_administrator(ada.name, ada.username)
    house.live.start()
    ada.accept(link, with_telephone=True)
    beginning.add_units(ada, ("Enhet Norr", "Enhet Söder"))
    for person, role in ((mona, "manager"), (kim, "quality"), (audrey, "auditor")):
        person.accept(beginning.add_person(ada, person, role), with_telephone=True)
    for person, unit in ((rut, "Enhet Norr"), (sam, "Enhet Söder"), (siv, "Enhet Söder")):
        code = codes[person.username]
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
    assert drawn == {case: register.frame[case]["Placeringsform"] for case in drawn}
    drawing.check_elsewhere(mona, round_, written_down, tmp_path)

    # The day after: everybody gets her cases, and nobody her own
    house.clock.wait(days=1)
    for person in (mona, kim, rut, sam, siv):
        person.sign_in()
    reviewing.share_out(mona, round_)
    work = reviewing.Work((rut, sam, siv))
    work.look_up()
    assert len(work.reviews) == drawing.SAMPLE + 2
    assert all(register.frame[case]["Handläggare"] != codes[who] for who, case in work.reviews)

    # One file is read with care, another turns out not to exist
    one_case, given_up = work.read_once(rut)[0], work.read_once(sam)[0]
    files = {case: "no" if number % 3 == 1 else "yes" for number, case in enumerate(register.frame)}
    files[one_case] = "yes"
    overlooked = reviewing.findings(register.frame[one_case], "no")
    reviewing.read_with_care(rut, work.reviews[rut.username, one_case], overlooked)
    reviewing.propose_replacement(sam, work.reviews[sam.username, given_up])
    reviewing.approve_replacement(mona, round_, given_up)
    work.look_up()
    sample = {case for _, case in work.reviews}
    assert given_up not in sample
    (called_in,) = sample - drawn.keys()

    # The rest is read; of two who read the same file, one sees what the other did not
    disputed = work.read_twice[0]
    files[disputed] = "yes"
    seen_by = {}
    for (who, case), address in work.reviews.items():
        if (who, case) != (rut.username, one_case):
            overlooked = case == disputed and case in seen_by
            seen_by[case] = "no" if overlooked else files[case]
            reader = next(person for person in work.reviewers if person.username == who)
            found = reviewing.findings(register.frame[case], seen_by[case])
            reviewing.fill_in(reader, address, found)

    # Judging, mending, settling
    reviewing.send_back(kim, round_, one_case, TO_MEND)
    reviewing.mend(rut, one_case, TO_MEND, "yes")
    assert reviewing.approve_all(kim, round_) == len(work.reviews)
    reviewing.settle(kim, round_, disputed, "yes")

    # What it says, on the page and in every file, beside a count of our own
    answers = {case: files[case] for case in sample}
    strata = {case: register.frame[case]["Placeringsform"] for case in {*drawn, called_in}}
    counted = Counted.from_answers(answers, strata, register.strata)
    closing.close(kim, round_)
    closing.read_page(mona, round_, counted)
    taken = closing.take_files(kim, tmp_path)
    closing.read_workbook(taken["xlsx"], counted)
    closing.read_tables(taken["zip"], answers)
    closing.read_document(taken["docx"], counted)

    # Somebody who has had no part in it looks at it all
    audrey.sign_in()
    closing.audit(audrey, round_, one_case)
    assert json.loads(house.stickprov("check", "--json"))["ok"] is True
