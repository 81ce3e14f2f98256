import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.app.reminders.mail_server import a_mail_server
from tests.cast import NORTH
from tests.story import arranging, closing, finding, mending, reviewing, telling
from tests.story.arranging import Held
from tests.story.conftest import House
from tests.story.desk import Desk
from tests.story.register import Register
from tests.story.reviewing import findings


def _on(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T08:00").replace(tzinfo=UTC)


FIRST = Held("Hösten 2025", (date(2025, 5, 1), date(2025, 10, 31)), _on("2026-01-12"))
SECOND = Held("Våren 2026", (date(2025, 11, 1), date(2026, 4, 30)), _on("2026-05-11"))
THIRD = Held("Hösten 2026", (date(2026, 5, 1), date(2026, 10, 31)), _on("2026-11-09"))
HANDLED_BY, CORRECTED_BY, CHANGED_BY = date(2026, 12, 1), date(2026, 3, 2), date(2026, 4, 1)
STEPS = (
    ("Lämnade in en granskning", "{finder}"),
    ("Tog ställning till brister", "Kim Öst"),
    ("Rapporterade en avvikelse", "Kim Öst"),
    ("Godkände en granskning", "Kim Öst"),
    ("Började hantera en avvikelse", "Kim Öst"),
    ("Beslutade om en anmälningsskyldighet", "Mona Ek"),
    ("Fullgjorde en anmälningsskyldighet", "Mona Ek"),
    ("Planerade en åtgärd", "Kim Öst"),
    ("Stängde omgången", "Kim Öst"),
    ("Markerade en åtgärd som genomförd", "Max Ås"),
    ("Begärde en omgranskning", "Kim Öst"),
    ("Lämnade in en omgranskning", "{reader}"),
    ("Verifierade effekten av en åtgärd", "Kim Öst"),
    ("Avslutade en avvikelse", "Kim Öst"),
)
EVIDENCE = "Planen är beslutad den 3 mars och ligger under planer."


@dataclass
class People:
    mona: Desk
    kim: Desk
    max: Desk
    rut: Desk
    sam: Desk
    siv: Desk
    audrey: Desk

    def called(self, username: str) -> Desk:
        return next(one for one in vars(self).values() if one.username == username)


@dataclass
class Fault:
    """A review that fails its file, and who reads it the first time and the second."""

    round_: str
    review: str
    case: str
    caseworker: str
    finder: Desk
    reader: Desk


@pytest.mark.both
@pytest.mark.timeout(900)
def test_one_deficiency_through_three_rounds(house):
    with a_mail_server() as post:
        people = move_in(house, post.port)
        fault = review_the_first_round(house, people)
        deviation = answer_for_it(house, people, fault)
        correction, routine = plan_what_to_do(people, fault, deviation)
        remind(house, people, post.mails, fault.case)
        correct_and_read_again(house, people, fault, deviation, (correction, routine))
        find_that_it_cannot_be_told(house, people, routine)
        see_that_it_helped(house, people, deviation, routine)
        tell(house, people, fault)

    assert json.loads(house.stickprov("check", "--json"))["ok"] is True


def move_in(house: House, port: int) -> People:
    house.clock.begin(FIRST.at)
    house.post_by(port)
    house.first_administrator("Adam Vik", "adam.vik")
    house.live.start()
    with house.behind_the_scenes() as database, database.writing() as session:
        arranging.move_in(session)
    return People(
        mona=house.desk("Mona Ek", "mona"),
        kim=house.desk("Kim Öst", "kim"),
        max=house.desk("Max Ås", "max"),
        rut=house.desk("Rut Lind", "rut"),
        sam=house.desk("Sam Berg", "sam"),
        siv=house.desk("Siv Holm", "siv"),
        audrey=house.desk("Audrey Dahl", "audrey"),
    )


def review_the_first_round(house: House, people: People) -> Fault:
    """Let one reviewer find no care plan in one file of the north, and the others read the rest."""
    with house.behind_the_scenes() as database, database.writing() as session:
        round_id = arranging.draw(session, FIRST)
        review, case = next(
            (review, case)
            for review, case in arranging.work_of(session, round_id)
            if case.unit_id == NORTH.id
            and case.placement_form == "Familjehem"
            and case.caseworker != "hl101"
        )
        fault = Fault(
            f"/rounds/{round_id}",
            review.id,
            case.case_number,
            case.caseworker,
            people.called(review.reviewer_id),
            people.siv if review.reviewer_id != "siv" else people.sam,
        )
    house.clock.wait_until(FIRST.at + timedelta(days=1))
    house.come_in(fault.finder)
    found = findings(Register().frame[fault.case], "no") | {
        "considerations": {"value": ["2024-12-02", "2025-05-21", "2025-09-18"]}
    }
    reviewing.read_with_care(fault.finder, f"/reviews/{fault.review}", found)
    house.clock.wait(days=1)
    with house.behind_the_scenes() as database, database.writing() as session:
        now = house.clock()
        arranging.read(session, round_id, lambda place: place % 4 == 0, now=now)
        session.flush()
        arranging.judge(session, round_id, but=fault.review, now=now)
    return fault


def answer_for_it(house: House, people: People, fault: Fault) -> str:
    """Let Kim be refused, decide, approve, and give the deviation an owner and a day."""
    kim, mona = people.kim, people.mona
    house.come_in(kim)
    finding.cannot_approve(kim, fault.round_, fault.case)
    deviation = finding.make_deviation(kim)
    finding.says_nothing_of_the_child(kim, deviation, fault.case, fault.caseworker, "barnet ")
    finding.begin(kim, deviation, people.max, HANDLED_BY)
    house.come_in(mona)
    finding.assess_lex_sarah(mona, deviation, "SN 2026/0031")
    return deviation


def plan_what_to_do(people: People, fault: Fault, deviation: str) -> tuple[str, str]:
    """Plan two actions, and close the round that they are measured from."""
    kim = people.kim
    correction = finding.plan_correction(kim, deviation, people.max, CORRECTED_BY)
    routine = finding.plan_routine(kim, deviation, people.max, CHANGED_BY, FIRST.name)
    closing.close(kim, fault.round_)
    return correction, routine


def remind(house: House, people: People, mails: list[Any], case: str) -> None:
    """Let Max hear of what is his, before its day and after it; after it Mona hears too."""
    house.come_in(people.max)
    calendar = mending.wants_to_hear(people.max, "max.as@kommunen.se")
    titles = ("Upprätta den vårdplan som saknas", "Vårdplanen är beslutad innan barnet flyttar")
    mending.sees_what_to_do(people.max, *titles)
    mending.calendar_holds(calendar, CORRECTED_BY, "ÅTG-2026-001")
    house.clock.wait_until(_on("2026-02-27"))
    before = mending.run_jobs(house, mails)
    house.clock.wait_until(_on("2026-03-04"))
    after = mending.run_jobs(house, mails)

    assert before.keys() == {"max.as@kommunen.se"}
    assert after.keys() == {"max.as@kommunen.se", "mona.ek@kommunen.se"}
    for mail in (*before.values(), *after.values()):
        assert "2026-001" in mail
        assert case not in mail
        assert titles[0] not in mail


def correct_and_read_again(
    house: House, people: People, fault: Fault, deviation: str, actions: tuple[str, str]
) -> None:
    """Let Max do both actions; neither closes anything before somebody else has seen it."""
    kim, max_, (correction, routine) = people.kim, people.max, actions
    house.come_in(max_)
    mending.do(max_, correction, EVIDENCE)
    mending.do(max_, routine, "Rutinen är beslutad och genomgången på enhetsmötet den 2 mars.")
    mending.cannot_verify_own(max_, correction)
    house.come_in(kim)
    mending.cannot_close(kim, deviation, "ÅTG-2026-001", "ÅTG-2026-002")
    mending.ask_for_re_review(kim, correction, fault.reader)
    house.come_in(fault.reader)
    mending.read_again(fault.reader, fault.case)
    mending.verify_by_re_review(kim, correction)
    mending.cannot_close(kim, deviation, "ÅTG-2026-002")


def find_that_it_cannot_be_told(house: House, people: People, routine: str) -> None:
    """Hold a second round, a little better than the first: chance explains that."""
    with house.behind_the_scenes() as database, database.writing() as session:
        round_id = arranging.hold(session, SECOND, lambda place: place % 5 in (0, 2))
    house.clock.wait_until(SECOND.at + timedelta(days=15))
    house.come_in(people.kim)
    pair = f"{FIRST.name} → {SECOND.name}"
    telling.cannot_be_told(people.kim, f"/rounds/{round_id}", routine, pair)


def see_that_it_helped(house: House, people: People, deviation: str, routine: str) -> None:
    """Hold a third round, in which every file has its plan, and close what can be closed."""
    with house.behind_the_scenes() as database, database.writing() as session:
        round_id = arranging.hold(session, THIRD, lambda _: True)
    house.clock.wait_until(THIRD.at + timedelta(days=15))
    house.come_in(people.kim)
    telling.surely_better(people.kim, f"/rounds/{round_id}", FIRST.name)
    telling.verify_by_change(people.kim, routine, f"{FIRST.name} → {THIRD.name}")
    telling.close_deviation(people.kim, deviation, "Alla granskade akter har en vårdplan.")


def tell(house: House, people: People, fault: Fault) -> None:
    """Read it in the figures, in the report of the year, and step by step in the log."""
    days = (THIRD.at + timedelta(days=15) - FIRST.at - timedelta(days=2)).days
    kim, audrey = people.kim, people.audrey
    in_figures = ("50 % 1 av 2", f"Dagar från rapport till avslut {days}")
    telling.figures_say(kim, "/deviations/figures", "Rapporterade under perioden 2", *in_figures)
    telling.figures_say(kim, "/actions/figures", "Hjälpte 2 Hjälpte inte 0 Kan inte avgöras 0")
    house.clock.wait_until(_on("2027-01-11"))
    house.come_in(kim)
    report = telling.begin_report(kim, 2026)
    telling.figures_say(
        kim,
        report,
        "2 avvikelser öppnades under perioden och 1 avslutades.",
        "Av de öppnade är 1 av 2 (50 %) hanterade och avslutade.",
        f"Hälften av de avslutade tog högst {days} dagar.",
        "Effekten av 2 åtgärder är bedömd: 2 hjälpte, 0 hjälpte inte",
    )
    house.come_in(audrey)
    told = {"finder": fault.finder.name, "reader": fault.reader.name}
    steps = [(what, who.format(**told)) for what, who in STEPS]
    telling.log_holds(audrey, steps)
