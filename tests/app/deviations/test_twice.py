"""Two clicks, or twenty, make one deviation, on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from app.deviations.models import Deviation
from tests.cast import RUT

REPORT = {"title": "Anteckningar saknas", "description": "Tre besök är inte antecknade."}


@pytest.mark.both
def test_a_report_sent_twenty_times_at_once_is_one_deviation(browser, session):
    browser.sign_in(RUT)

    with ThreadPoolExecutor(20) as crowd:
        answers = list(
            crowd.map(lambda _: browser.post("/deviations/report", data=REPORT), range(20))
        )

    assert {answer.status_code for answer in answers} == {303}
    assert len(session.exec(select(Deviation)).all()) == 1
