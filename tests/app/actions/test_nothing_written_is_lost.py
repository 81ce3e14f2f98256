"""What somebody has written stands on the page again when it could not be saved."""

import pytest
from sqlmodel import select

from app.external_findings.models import Recommendation
from tests.app.actions.plans import a_finding
from tests.cast import MONA

LONG = "Vi har infört en rutin som följs upp varje kvartal."


@pytest.fixture
def asked(session):
    finding = a_finding(session, "Säkerställ att barnen hörs.")
    session.commit()
    one = session.exec(select(Recommendation)).one()
    session.commit()
    return f"/external-findings/{finding.id}/recommendations/{one.id}", one


def test_an_answer_with_an_identity_number_is_refused_and_stays_on_the_page(browser, asked):
    where, _ = asked
    browser.sign_in(MONA)

    refused = browser.post(where, data={"text": "Säkerställ", "answer": f"{LONG} 18900101-2385"})

    assert refused.status_code == 422
    assert LONG in refused.text
    assert "personnummer" in refused.text


def test_an_answer_that_somebody_else_has_changed_is_not_written_over(browser, asked, session):
    where, one = asked
    browser.sign_in(MONA)
    mine = {"text": one.text, "answer": LONG, "as_read": one.as_read}
    browser.post(where, data={"text": one.text, "answer": "Kims svar.", "as_read": one.as_read})

    refused = browser.post(where, data=mine)

    assert refused.status_code == 409
    assert LONG in refused.text
    assert "Kims svar." in refused.text
    session.expire_all()
    assert session.get(Recommendation, one.id).answer == "Kims svar."


def test_a_new_recommendation_that_is_refused_stays_on_the_page(browser, asked):
    where, _ = asked
    browser.sign_in(MONA)

    refused = browser.post(where.rpartition("/")[0], data={"text": "Se över 18900101-2385 genast"})

    assert refused.status_code == 422
    assert "Se över" in refused.text
