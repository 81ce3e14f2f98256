"""Two clicks, or ten, make one action, on both databases; another action is another one."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from app.actions.models import Action
from tests.app.actions.plans import a_deviation
from tests.cast import MONA

PLANNED = {"title": "Revidera rutinen", "due_on": "2026-12-31", "owner_id": "rut"}


def numbers(session):
    session.rollback()
    return sorted(session.exec(select(Action.number)).all())


@pytest.mark.both
def test_an_action_planned_ten_times_at_once_is_one_action(browser, session):
    browser.sign_in(MONA)

    with ThreadPoolExecutor(10) as crowd:
        answers = list(crowd.map(lambda _: browser.post("/actions", data=PLANNED), range(10)))

    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert len(numbers(session)) == 1


def test_the_same_words_for_another_deviation_are_another_action(browser, session):
    deviation = a_deviation(session)
    session.commit()
    browser.sign_in(MONA)

    browser.post("/actions", data=PLANNED)
    browser.post("/actions", data={**PLANNED, "deviation_ids": deviation.id})

    assert len(numbers(session)) == 2
