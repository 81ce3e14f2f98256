"""Costly pages wait for each other, and nobody who does something light waits for them."""

import asyncio

import pytest

from app.auth.scopes import Scope
from app.web.turns import AT_ONCE, TooManyAtOnce, Turns
from tests.app.api.programs import a_program
from tests.app.summary.reviewed import a_reviewed_round, read_all
from tests.cast import KIM
from tests.durability.killing import apart

COSTLY = [
    *(
        f"/rounds/{{}}/{name}"
        for name in ("summary", "summary/care_plan_exists", "change", "hours")
    ),
    "/rounds/{}/export/summary.docx",
    "/rounds/{}/export/answers.zip",
    "/exports/summary.xlsx",
    "/exports/answers.parquet.zip",
]


@pytest.fixture
def full(browser, session):
    """Give the round whose figures are asked for, while all turns are taken."""
    round_ = a_reviewed_round(session)
    read_all(session, round_)
    session.commit()
    browser.app.state.turns.patience = 0
    for _ in range(AT_ONCE):
        browser.portal.call(browser.app.state.turns.begin)
    return round_


def test_figures_and_files_wait_for_their_turn(browser, full):
    browser.sign_in(KIM)

    refused = {path: browser.get(path.format(full.id)) for path in COSTLY}
    light = [browser.get(path).status_code for path in ("/rounds", "/exports", "/account")]

    assert {path for path, answer in refused.items() if answer.status_code != 503} == set()
    page = refused["/rounds/{}/summary"]
    assert "Många tar fram resultat just nu" in page.text
    assert page.headers["retry-after"] == "2"
    assert light == [200, 200, 200]
    browser.app.state.turns.end()
    assert browser.get(COSTLY[0].format(full.id)).status_code == 200
    assert browser.get(COSTLY[0].format(full.id)).status_code == 200


@pytest.mark.usefixtures("full")
def test_programs_wait_as_people_do(browser):
    program = a_program(browser, KIM, Scope.summary)

    answer = program.get("/summary")

    assert (answer.status_code, answer.json()["code"]) == (503, "too_many_at_once")


@pytest.mark.usefixtures("full")
def test_strangers_do_not_stand_in_the_queue(browser):
    assert browser.get(COSTLY[0].format("r" * 16)).status_code == 303
    assert browser.get("/api/v1/summary").status_code == 401


def test_who_waits_comes_in_when_another_is_done():
    async def wait_and_come_in():
        turns = Turns()
        for _ in range(AT_ONCE):
            await turns.begin()
        third = asyncio.create_task(turns.begin())
        await asyncio.sleep(0)
        waited = not third.done()
        turns.end()
        await third
        turns.patience = 0
        with pytest.raises(TooManyAtOnce):
            await turns.begin()
        return waited

    assert apart(wait_and_come_in())
