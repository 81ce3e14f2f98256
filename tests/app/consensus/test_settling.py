from dataclasses import replace

import pytest
from sqlmodel import select

from app.audit.models import AuditEntry
from app.consensus.comparing import cases_read_twice, comparison
from app.consensus.models import SettledAnswer
from app.consensus.queries import unsettled
from app.consensus.service import (
    NothingToSettle,
    NotOnOffer,
    NotReviewedNow,
    OwnReading,
    Settlement,
    settle_case,
)
from app.errors import NotFound
from app.reviews.models import ReviewState
from app.rounds.models import RoundState
from tests.app.assignment.seats import LATER, logged
from tests.app.reviews_assure.handed_in import GOOD, a_round_to_assure, hand_in
from tests.cast import ADA, KIM, MONA, RUT

OTHER = GOOD | {"care_plan_exists": "no", "visits": "2026-01-10"}


def read_twice(session, first=GOOD, second=OTHER, *, state=ReviewState.approved, **more):
    round_, reviews = a_round_to_assure(session, {"south": 1}, double_share=1, **more)
    hand_in(session, reviews["south-01", 1], first, state=ReviewState.approved)
    hand_in(session, reviews["south-01", 2], second, state=state)
    return round_


def ids(questions):
    return [question.id for question in questions]


@pytest.mark.both
def test_what_two_answer_alike_needs_no_decision(session):
    round_ = read_twice(session, second=GOOD)

    compared = comparison(session, KIM, round_.id, "south-01")

    assert (ids(compared.differing), compared.agreed) == ([], len(GOOD))
    assert [(one.open, one.approved) for one in cases_read_twice(session, KIM, round_)] == [
        (0, True)
    ]


@pytest.mark.both
def test_a_third_person_settles_each_difference(session):
    round_ = read_twice(session)
    assert ids(comparison(session, KIM, round_.id, "south-01").open) == [
        "care_plan_exists",
        "visits",
    ]

    settle_case(
        session,
        KIM,
        round_.id,
        "south-01",
        {"care_plan_exists": Settlement("partly", "Planen är ofullständig.")},
        now=LATER,
    )
    after = settle_case(
        session,
        KIM,
        round_.id,
        "south-01",
        {"visits": Settlement(GOOD["visits"], "Fyra besök är antecknade.")},
        now=LATER,
    )

    assert after.open == []
    assert unsettled(session, round_.id) == []
    row = session.get_one(SettledAnswer, ("south-01", "care_plan_exists"))
    assert (row.value, row.reason, row.by) == ("partly", "Planen är ofullständig.", "kim")
    assert logged(session).count("CaseSettled") == 2


@pytest.mark.both
def test_it_can_be_settled_anew_and_both_times_are_logged(session):
    round_ = read_twice(session)
    for value in ("yes", "no"):
        settle_case(
            session,
            KIM,
            round_.id,
            "south-01",
            {"care_plan_exists": Settlement(value, "Läst igen.")},
            now=LATER,
        )

    assert session.get_one(SettledAnswer, ("south-01", "care_plan_exists")).value == "no"
    assert logged(session).count("CaseSettled") == 2


def test_time_limits_that_differ_are_shown_with_the_dates(session):
    round_ = read_twice(session)

    compared = comparison(session, KIM, round_.id, "south-01")

    assert [one.question.id for one in compared.deadlines] == ["visits_as_planned"]


def test_who_has_read_the_case_does_not_settle_it(session):
    round_ = read_twice(session)
    reader = replace(KIM, id="rut")

    with pytest.raises(OwnReading):
        settle(session, round_, actor=reader)


def settle(session, round_, question="care_plan_exists", value="yes", actor=KIM):
    return settle_case(
        session, actor, round_.id, "south-01", {question: Settlement(value, "Skäl.")}, now=LATER
    )


def test_what_they_agree_on_is_not_settled(session):
    round_ = read_twice(session)

    with pytest.raises(NothingToSettle):
        settle(session, round_, "implementation_plan_exists")


@pytest.mark.parametrize(
    ("question", "value"), [("care_plan_exists", "perhaps"), ("visits", "2026-02-02")]
)
def test_what_counts_is_an_answer_that_was_given_or_is_on_offer(session, question, value):
    round_ = read_twice(session)

    with pytest.raises(NotOnOffer):
        settle(session, round_, question, value)


def test_what_was_settled_in_a_closed_round_stands(session):
    round_ = read_twice(session)
    round_.state = RoundState.closed

    with pytest.raises(NotReviewedNow):
        settle(session, round_)


def test_until_both_are_approved_there_is_nothing_to_compare(session):
    round_ = read_twice(session, state=ReviewState.submitted)

    with pytest.raises(NotFound):
        comparison(session, KIM, round_.id, "south-01")
    assert [one.approved for one in cases_read_twice(session, KIM, round_)] == [False]


@pytest.mark.parametrize("actor", [MONA, RUT, ADA])
def test_only_quality_settles(session, actor):
    round_ = read_twice(session)

    with pytest.raises(NotFound):
        settle(session, round_, actor=actor)


@pytest.fixture
def home(database):
    with database.writing() as session:
        round_ = read_twice(session)
    return f"/rounds/{round_.id}/settle"


def test_a_case_is_settled_without_javascript(browser, home, database):
    browser.sign_in(KIM)

    listed = browser.get(home)
    shown = browser.get(f"{home}/south-01")
    first = browser.post(
        f"{home}/south-01/care_plan_exists", data={"value": "no", "reason": "Ingen plan."}
    )
    last = browser.post(
        f"{home}/south-01/visits", data={"value": "2026-01-10", "reason": "Ett besök."}
    )

    assert "2 frågor skiljer sig" in listed.text
    assert "Rut Lind" not in shown.text
    assert "Ja (granskare 1)" in shown.text
    assert first.headers["location"] == f"{home}/south-01#q-visits"
    assert last.headers["location"] == home
    assert "2 frågor avgjorda" in browser.get(home).text
    with database.reading() as session:
        viewed = session.exec(select(AuditEntry).where(AuditEntry.event == "ReviewViewed")).all()
        assert len(viewed) == 2


def test_a_decision_without_a_reason_comes_back(browser, home):
    browser.sign_in(KIM)

    answer = browser.post(f"{home}/south-01/care_plan_exists", data={"value": "no"})

    assert answer.status_code == 422
    assert 'id="reason-care_plan_exists-error"' in answer.text


@pytest.mark.parametrize("actor", [MONA, RUT, ADA])
def test_others_do_not_see_what_differs(browser, home, actor):
    browser.sign_in(actor)

    assert browser.get(home).status_code == 403
    assert browser.get(f"{home}/south-01").status_code == 403
