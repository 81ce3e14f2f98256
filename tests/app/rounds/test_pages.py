import pytest
from lxml import html

from tests.app.rounds.browsing import PLAN, a_round, at, text
from tests.cast import ADA, AUDREY, KIM, MAX, MONA, RUT
from tests.conftest import HTMX
from tests.make import a_planned_round, a_register, a_register_case


@pytest.fixture
def database(browser):
    return browser.app.state.database


def test_the_list_shows_where_each_round_stands(browser, database):
    a_round(database, "drawn")
    browser.sign_in(AUDREY)

    shown = text(browser.get("/rounds"))

    assert "2026-2 Urvalet draget" in shown
    assert "10 dragna ärenden" in shown
    assert "5 av 7" in shown
    assert "Ny omgång" not in shown


def test_an_empty_list_says_what_to_do(browser):
    browser.sign_in(MONA)

    assert "Inga omgångar än" in text(browser.get("/rounds"))


def test_a_round_is_planned_without_script(browser, database):
    with database.writing() as session:
        a_register(session, {"HVB": 12, "Familjehem": 20})
    browser.sign_in(MONA)

    answer = browser.post("/rounds", data=PLAN)

    assert answer.status_code == 303
    assert "Hösten 2026" in text(browser.get(answer.headers["location"]), "//h1")


def test_a_plan_that_is_wrong_comes_back_as_it_was_typed(browser, database):
    a_round(database)
    browser.sign_in(MONA)

    answer = browser.post("/rounds", data=PLAN | {"name": "2026-2", "sample_size": "7"})

    typed = html.fromstring(answer.text).forms[-1].fields
    assert answer.status_code == 422
    assert (typed["name"], typed["sample_size"]) == ("2026-2", "7")
    assert "redan en omgång med det här namnet" in text(answer, at("error-summary"))


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["without script", "with htmx"])
def test_the_figures_follow_the_plan(browser, database, headers):
    with database.writing() as session:
        export = a_register(session, {"HVB": 12, "Familjehem": 20})
        session.add(a_register_case(export, "S-1", protected=True))
    browser.sign_in(MONA)

    answer = browser.post("/rounds/preview", data=PLAN, headers=headers)

    shown = text(answer, at("preview"))
    whole_page = "<html" in answer.text
    assert answer.status_code == 200
    assert whole_page is (headers == {})
    assert "ärenden i populationen 32 ärenden att dra 10 timmars granskning 17" in shown
    # 1.96 times the root of the variances of both strata, by hand: 26.6 points.
    assert "±27 procentenheter" in shown
    assert "Skyddade personuppgifter 1" in shown
    assert "Familjehem 20 6" in shown


def test_the_figures_say_why_there_is_no_sample(browser, database):
    with database.writing() as session:
        a_register(session, {"HVB": 12})
    browser.sign_in(MONA)

    answer = browser.post("/rounds/preview", data=PLAN | {"sample_size": "13"}, headers=HTMX)

    assert "Du vill ha 13 ärenden, men det finns 12." in text(answer, at("preview"))


def test_few_cases_are_better_reviewed_all(browser, database):
    with database.writing() as session:
        a_register(session, {"HVB": 30})
    browser.sign_in(MONA)

    answer = browser.post("/rounds/preview", data=PLAN, headers=HTMX)

    assert "Granska alla" in text(answer, at("preview"))


def test_a_frozen_plan_cannot_be_opened(browser, database):
    round_id = a_round(database, "frozen")
    browser.sign_in(MONA)

    assert browser.get(f"/rounds/{round_id}/plan").status_code == 409
    assert browser.post(f"/rounds/{round_id}/plan", data=PLAN).status_code == 409
    assert browser.post(f"/rounds/{round_id}/delete").status_code == 409


@pytest.mark.parametrize(
    ("actor", "status"), [(RUT, 403), (ADA, 403), (MAX, 404), (KIM, 200), (AUDREY, 200)]
)
def test_who_may_see_a_round_of_the_south(browser, database, actor, status):
    round_id = a_round(database, unit_ids=["south"])
    browser.sign_in(actor)

    assert browser.get(f"/rounds/{round_id}").status_code == status


@pytest.mark.parametrize("part", ["", "/plan", "/dice", "/draw", "/verify", "/files/frame.txt"])
def test_a_foreign_round_and_none_at_all_look_the_same(browser, database, part):
    round_id = a_round(database, unit_ids=["south"])
    browser.sign_in(MAX)

    foreign = browser.get(f"/rounds/{round_id}{part}")
    missing = browser.get(f"/rounds/nosuchround{part}")

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert text(foreign) == text(missing)


@pytest.mark.parametrize("change", [False, True], ids=["new", "changed"])
def test_a_plan_for_other_units_comes_back_as_typed(browser, database, change):
    home = f"/rounds/{a_round(database, unit_ids=['north'])}/plan" if change else "/rounds"
    browser.sign_in(MAX)
    typed = PLAN | {"name": "Söders placeringar", "unit_ids": ["north", "south"]}

    refused = browser.post(home, data=typed)
    kept = browser.post(home, data=typed | {"unit_ids": []})

    assert (refused.status_code, kept.status_code) == (422, 303)
    assert 'value="Söders placeringar"' in refused.text
    assert "Välj enheter som du ansvarar för." in text(refused)


def test_the_list_asks_as_much_for_one_round_as_for_three(browser, database, count_queries):
    browser.sign_in(MONA)
    with database.writing() as session:
        a_planned_round(session, name="En")
    with count_queries(database) as one:
        browser.get("/rounds")
    with database.writing() as session:
        a_planned_round(session, name="Två")
        a_planned_round(session, name="Tre")

    with count_queries(database) as three:
        browser.get("/rounds")

    assert len(three) == len(one)
