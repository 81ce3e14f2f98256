import pytest
from sqlmodel import select

from app.assignment.models import Assignment, ReviewerInRound
from app.assignment.service import ReviewersChoice, assign_reviewers, choose_reviewers
from app.rounds.models import Round
from tests.app.assignment.seats import a_published_round, a_reviewer_named, who_sits
from tests.cast import ADA, AUDREY, KIM, MAX, MONA, NOON, RUT, SAM
from tests.conftest import HTMX
from tests.make import a_drawn_round


@pytest.fixture
def home(database):
    """Give a drawn round, and the address of the page that shares out its cases."""
    with database.writing() as session:
        round_ = a_drawn_round(session, {"north": 2, "south": 2}, caseworkers={"south-01": "hl101"})
    return f"/rounds/{round_.id}/assignment"


def seats(database):
    with database.reading() as session:
        round_ = session.exec(select(Round)).one()
        rows = session.exec(select(Assignment).where(Assignment.round_id == round_.id))
        return {(row.frame_case_id, row.seat): row.reviewer_id for row in rows}


def test_before_the_draft_the_page_compares_time_and_need(browser, home):
    browser.sign_in(MONA)

    shown = browser.get(home)

    assert shown.status_code == 200
    assert "4 ärenden, varav 0 dubbelgranskas, tar 4,0 tim" in shown.text
    assert "Granskarna har 32,0 tim och hinner 32 granskningar" in shown.text
    assert "Föreslå fördelning" in shown.text
    assert "Vem granskar vad" not in shown.text


def test_reviewers_are_chosen_with_swedish_decimals(browser, home, database):
    browser.sign_in(MONA)

    answer = browser.post(
        f"{home}/reviewers",
        data={
            "takes_part": ["sam"],
            "people": ["rut", "sam"],
            "hours": ["16", "2,5"],
            "double_percent": "0",
            "hours_per_case": "0,5",
        },
    )

    assert (answer.status_code, answer.headers["location"]) == (303, home)
    with database.reading() as session:
        rows = session.exec(select(ReviewerInRound)).all()
        assert [(row.person_id, row.hours) for row in rows] == [("sam", 2.5)]
        assert session.exec(select(Round.hours_per_case)).one() == 0.5


def test_hours_that_are_no_hours_are_told_and_stay_as_typed(browser, home):
    browser.sign_in(MONA)

    answer = browser.post(
        f"{home}/reviewers",
        data={"takes_part": "sam", "people": ["rut", "sam"], "hours": ["16", "många"]},
    )

    assert answer.status_code == 422
    assert "Skriv timmar som 12 eller 12,5" in answer.text
    assert 'value="många"' in answer.text


def test_capacity_is_shown_while_hours_are_typed_and_nothing_is_saved(browser, home, database):
    browser.sign_in(MONA)

    answer = browser.post(
        f"{home}/capacity",
        data={
            "takes_part": ["sam"],
            "people": ["rut", "sam"],
            "hours": ["16", "3"],
            "double_percent": "50",
            "hours_per_case": "1",
        },
        headers=HTMX,
    )

    assert answer.text.strip().startswith('<div id="capacity"')
    assert "Timmarna räcker inte till 3 granskningar" in answer.text
    with database.reading() as session:
        assert session.exec(select(ReviewerInRound)).all() == []


def test_a_draft_is_proposed_shown_changed_and_published_without_javascript(
    browser, home, database
):
    browser.sign_in(MONA)

    browser.post(f"{home}/propose")
    drafted = browser.get(home)
    assert "Det här är ett utkast" in drafted.text
    assert "har handlagt ärendet" in drafted.text

    answer = browser.post(f"{home}/seats", data={"wish": ["north-01:1:rut", "south-02:1:rut"]})
    assert answer.status_code == 303
    changed = browser.get(home)
    assert "Egen enhet" in changed.text
    assert "Behåll 1 val som jag har gjort själv" in changed.text

    assert browser.post(f"{home}/publish").status_code == 303
    assert "Fördelningen är publicerad" in browser.get(home).text
    assert seats(database) == {
        ("north-01", 1): "rut",
        ("north-02", 1): "sam",
        ("south-01", 1): "sam",
        ("south-02", 1): "rut",
    }


def test_a_choice_against_a_rule_comes_back_with_the_reason_beside_it(browser, home, database):
    browser.sign_in(MONA)
    browser.post(f"{home}/propose")

    answer = browser.post(f"{home}/seats", data={"wish": ["south-01:1:rut", "north-01:1:rut"]})

    assert answer.status_code == 422
    assert "Rut Lind har handlagt south-01 och får inte granska det" in answer.text
    assert "Inget ändrades" in answer.text
    assert seats(database)["north-01", 1] == "sam"


def test_a_kept_seat_stays_in_the_next_proposal(browser, home, database):
    browser.sign_in(MONA)
    browser.post(f"{home}/propose")
    browser.post(f"{home}/seats", data={"wish": ["north-01:1:rut"], "pinned": ["north-02:1"]})

    browser.post(f"{home}/propose", data={"keep": "on"})

    assert seats(database)["north-01", 1] == "rut"


def test_what_stands_in_the_way_is_said_in_swedish_with_numbers_and_names(browser, home, database):
    browser.sign_in(MONA)
    with database.writing() as session:
        round_ = session.exec(select(Round)).one()
        choose_reviewers(session, MONA, round_.id, ReviewersChoice({"rut": 2.5}, 0, 1), now=NOON)

    answer = browser.post(f"{home}/propose")

    assert answer.status_code == 409
    assert "Ärendena går inte att fördela än" in answer.text
    assert (
        "Ingen får läsa south-01. Granskare som har handlagt ärendet: 1; som har anmält jäv: 0."
        in answer.text
    )
    assert "Rut Lind: Granskaren har själv handlagt ärendet." in answer.text
    assert "kräver 4 tim, men granskarna har bara tid för 2 tim" in answer.text
    assert seats(database) == {}


def test_a_conflict_is_declared_and_taken_back(browser, home):
    browser.sign_in(MONA)

    declared = {"case": "north-01", "person": "sam", "reason": "related"}
    assert browser.post(f"{home}/conflicts", data=declared).status_code == 303
    assert "Är släkt med eller står nära någon i ärendet</td>" in browser.get(home).text
    browser.post(f"{home}/conflicts/withdraw", data={"case": "north-01", "person": "sam"})

    assert "Inget jäv är anmält" in browser.get(home).text


def test_a_conflict_without_a_reason_comes_back(browser, home):
    browser.sign_in(MONA)

    answer = browser.post(f"{home}/conflicts", data={"case": "north-01", "person": "sam"})

    assert answer.status_code == 422
    assert "Fyll i det här" in answer.text or "Fyll i" in answer.text


def test_loads_are_shown_by_reviewer(browser, home):
    browser.sign_in(MONA)
    browser.post(f"{home}/propose")

    shown = browser.get(f"{home}?view=reviewers")

    assert "2 av 16 ärenden" in shown.text or "1 av 16 ärenden" in shown.text
    assert "north-01" in shown.text


def test_an_empty_seat_is_called_out_and_filled(browser, home, database):
    browser.sign_in(MONA)
    with database.writing() as session:
        round_ = session.exec(select(Round)).one()
        choose_reviewers(
            session, MONA, round_.id, ReviewersChoice({"rut": 1, "sam": 3}, 0, 1), now=NOON
        )
    browser.post(f"{home}/propose")
    browser.post(f"{home}/publish")
    taken = next(case for (case, _), who in seats(database).items() if who == "rut")
    browser.sign_in(RUT)
    browser.post(f"/cases/{taken}/recuse", data={"reason": "other"})
    browser.sign_in(MONA)

    assert "saknar tillsammans 1 tim" in browser.get(home).text
    assert browser.post(f"{home}/fill").status_code == 409
    hours = {"takes_part": ["rut", "sam"], "people": ["rut", "sam"], "hours": ["1", "4"]}
    browser.post(f"{home}/reviewers", data=hours)
    assert "1 ärende saknar granskare" in browser.get(home).text
    browser.post(f"{home}/fill")

    assert seats(database)[taken, 1] == "sam"


def test_a_reviewer_steps_down_with_a_reason_and_nothing_else(browser, home, database):
    browser.sign_in(MONA)
    browser.post(f"{home}/propose")
    browser.post(f"{home}/publish")
    browser.sign_in(SAM)

    asked = browser.get("/cases/north-01/recuse")
    unsaid = browser.post("/cases/north-01/recuse")
    done = browser.post("/cases/north-01/recuse", data={"reason": "related"})

    assert asked.status_code == 200
    assert "Rut Lind" not in asked.text
    assert unsaid.status_code == 422
    assert (done.status_code, done.headers["location"]) == (303, "/reviews")
    assert seats(database)["north-01", 1] == "rut"
    assert browser.get("/cases/north-01/recuse").status_code == 404


@pytest.mark.parametrize(
    ("actor", "status"), [(RUT, 403), (KIM, 403), (ADA, 403), (AUDREY, 403), (MAX, 403)]
)
def test_only_managers_of_the_whole_round_see_the_page(browser, home, actor, status):
    browser.sign_in(actor)

    assert browser.get(home).status_code == status
    assert browser.post(f"{home}/publish").status_code == status


def test_a_round_of_another_unit_does_not_exist(browser, database):
    with database.writing() as session:
        round_ = a_drawn_round(session, {"south": 1}, unit_ids=["south"])
    browser.sign_in(MAX)

    assert browser.get(f"/rounds/{round_.id}/assignment").status_code == 404
    assert browser.get("/rounds/nowhere/assignment").status_code == 404


@pytest.mark.parametrize("view", ["cases", "reviewers"])
def test_as_many_queries_for_thirty_cases_as_for_three(database, browser, count_queries, view):
    asked = []
    for cases, name in ((3, "Vår"), (30, "Sommar")):
        with database.writing() as session:
            if cases > 3:
                a_reviewer_named(session, "eva", hours=60)
            round_ = a_published_round(
                session, {"north": cases}, name=name, hours_per_case=0.1, double_share=0.5
            )
        browser.sign_in(MONA)
        with count_queries(browser.app.state.database) as seen:
            browser.get(f"/rounds/{round_.id}/assignment?view={view}")
        asked.append(len(seen))

    assert asked[0] == asked[1]


def test_a_round_read_by_lot_twice_marks_the_cases(browser, database):
    with database.writing() as session:
        round_ = a_published_round(session, {"north": 4}, double_share=0.25)
        assert len(who_sits(session, round_)) == 5
        with pytest.raises(Exception, match="published"):
            assign_reviewers(session, MONA, round_.id, now=NOON)
    browser.sign_in(MONA)

    assert browser.get(f"/rounds/{round_.id}/assignment").text.count("Dubbelgranskas") == 1
