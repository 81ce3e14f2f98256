import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.story import beginning, closing, drawing, reviewing
from tests.story.closing import Counted
from tests.story.conftest import House
from tests.story.desk import Desk
from tests.story.register import Register
from tests.story.reviewing import Work, findings

UNITS = ("Enhet Norr", "Enhet Söder")
CODES = {"rut.lind": "hl101", "sam.berg": "hl202", "siv.holm": "hl203"}
TO_MEND = "Vårdplanen ligger under beslut. Se efter en gång till."


@dataclass
class People:
    """Everybody in the story, each with a browser of her own."""

    ada: Desk
    mona: Desk
    kim: Desk
    rut: Desk
    sam: Desk
    siv: Desk
    audrey: Desk

    @property
    def reviewers(self) -> tuple[Desk, ...]:
        return self.rut, self.sam, self.siv


@dataclass
class Sample:
    """A round with its cases, each with its stratum, and the sum that was written down."""

    round_: str
    drawn: dict[str, str]
    written_down: str


@pytest.mark.both
@pytest.mark.timeout(600)
def test_one_case_through_all_stops(house, tmp_path):
    register = Register()

    people = move_in(house)
    sample = draw_by_chance(people, register)
    drawing.check_elsewhere(people.mona, sample.round_, sample.written_down, tmp_path)
    work = share_out_the_day_after(house, people, sample, register)
    # Chance says who reads what, so it also says who plays which part.
    alone = [(reader, case) for reader in people.reviewers for case in work.read_once(reader)]
    (careful, one_case), (finder, given_up) = alone[0], alone[-1]
    what_the_files_say = {case: "yes" if at % 3 else "no" for at, case in enumerate(register.frame)}
    what_the_files_say |= {one_case: "yes", work.read_twice[0]: "yes"}
    read_one_with_care(careful, work, one_case, register)
    replace(people.mona, finder, work, given_up, sample)
    read_the_rest(work, one_case, register, what_the_files_say)
    judge_and_settle(people.kim, careful, work, one_case, sample.round_)
    answers = {case: what_the_files_say[case] for _, case in work.reviews}
    report(people, sample, register, answers, tmp_path)
    people.audrey.sign_in()
    closing.audit(people.audrey, sample.round_, one_case, seen_by=careful.name)

    assert one_case in answers
    assert given_up not in answers
    assert json.loads(house.stickprov("check", "--json"))["ok"] is True


def move_in(house: House) -> People:
    """Begin in an empty house: the first account on the server, the others on the page."""
    people = People(
        ada=house.desk("Ada Nordin", "ada.nordin"),
        mona=house.desk("Mona Ek", "mona.ek"),
        kim=house.desk("Kim Öst", "kim.ost"),
        rut=house.desk("Rut Lind", "rut.lind"),
        sam=house.desk("Sam Berg", "sam.berg"),
        siv=house.desk("Siv Holm", "siv.holm"),
        audrey=house.desk("Audrey Dahl", "audrey.dahl"),
    )
    ada = people.ada
    link = house.first_administrator(ada.name, ada.username)
    house.live.start()
    ada.accept(link, with_telephone=True)
    beginning.add_units(ada, UNITS)
    roles = ((people.mona, "manager"), (people.kim, "quality"), (people.audrey, "auditor"))
    for person, role in roles:
        person.accept(beginning.add_person(ada, person, role), with_telephone=True)
    for person, unit in zip(people.reviewers, (UNITS[0], UNITS[1], UNITS[1]), strict=True):
        code = CODES[person.username]
        link = beginning.add_person(ada, person, "reviewer", unit=unit, code=code)
        person.accept(link, with_telephone=False)
    return people


def draw_by_chance(people: People, register: Register) -> Sample:
    beginning.bring_in_register(people.mona, register)
    round_ = drawing.plan(people.mona, register)
    drawing.count(people.kim, round_, len(register.rows))
    written_down = drawing.freeze(people.mona, round_)
    drawing.roll(people.kim, round_, ("83017", "46625", "90134", "77258"))
    drawing.roll(people.mona, round_, ("15926", "53589", "79323", "84626"))
    drawn = drawing.draw(people.mona, round_)

    assert len(drawn) == drawing.SAMPLE
    assert drawn == {case: register.frame[case]["Placeringsform"] for case in drawn}
    return Sample(round_, drawn, written_down)


def share_out_the_day_after(
    house: House, people: People, sample: Sample, register: Register
) -> Work:
    """Give everybody her cases, two of them to two people, and nobody her own."""
    house.clock.wait(days=1)
    for person in (people.mona, people.kim, *people.reviewers):
        person.sign_in()
    reviewing.share_out(people.mona, sample.round_)
    work = Work(people.reviewers)
    work.look_up()

    assert {case for _, case in work.reviews} == sample.drawn.keys()
    assert len(work.read_twice) == 2
    assert all(register.frame[case]["Handläggare"] != CODES[who] for who, case in work.reviews)
    return work


def read_one_with_care(careful: Desk, work: Work, case: str, register: Register) -> None:
    """Let a reviewer read the case of this story. She does not see that there is a plan."""
    overlooked = findings(register.frame[case], "no")
    reviewing.read_with_care(careful, work.reviews[careful.username, case], overlooked)


def replace(mona: Desk, finder: Desk, work: Work, given_up: str, sample: Sample) -> None:
    """Let a reviewer find that a case is none, Mona agree, and the next in line take its place."""
    reviewing.propose_replacement(finder, work.reviews[finder.username, given_up])
    reviewing.approve_replacement(mona, sample.round_, given_up)
    work.look_up()
    (called_in,) = {case for _, case in work.reviews} - sample.drawn.keys()
    sample.drawn[called_in] = sample.drawn[given_up]


def read_the_rest(
    work: Work, one_case: str, register: Register, what_the_files_say: dict[str, str]
) -> None:
    """Read every other file. Of the first one that two people read, the second misses the plan."""
    disputed, begun = work.read_twice[0], set()
    for reader in work.reviewers:
        for case in work.cases_of(reader) - {one_case}:
            missed = case == disputed and case in begun
            begun.add(case)
            found = findings(register.frame[case], "no" if missed else what_the_files_say[case])
            reviewing.fill_in(reader, work.reviews[reader.username, case], found)


def judge_and_settle(kim: Desk, careful: Desk, work: Work, one_case: str, round_: str) -> None:
    """Let Kim send one review back, approve them all, and settle where two differ."""
    reviewing.send_back(kim, round_, one_case, TO_MEND)
    reviewing.mend(careful, one_case, TO_MEND, "yes")
    approved = reviewing.approve_all(kim, round_)
    reviewing.settle(kim, round_, work.read_twice[0], "yes")

    assert approved == len(work.reviews)


def report(
    people: People, sample: Sample, register: Register, answers: dict[str, str], to: Path
) -> None:
    """Close the round; the page and every file say what we count ourselves."""
    counted = Counted.from_answers(answers, sample.drawn, register.strata)
    closing.close(people.kim, sample.round_)
    closing.read_page(people.mona, sample.round_, counted)
    taken = closing.take_files(people.kim, to)
    closing.read_workbook(taken["xlsx"], counted)
    closing.read_tables(taken["zip"], answers)
    closing.read_document(taken["docx"], counted)
