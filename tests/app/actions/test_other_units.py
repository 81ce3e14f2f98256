"""What is another unit's does not exist, and what is looked at is on record."""

import pytest
from sqlmodel import select

from app.actions.models import Action
from app.rounds.models import FrameCase
from tests.app.actions.plans import a_done_action, a_finding, an_action, told
from tests.app.reviews_assure.handed_in import a_round_to_assure
from tests.cast import KIM, MAX, MONA
from tests.forms import fill_in, forms_of


@pytest.fixture
def cases(session):
    a_round_to_assure(session, {"north": 1, "south": 1})
    session.commit()
    cases = {unit: session.get(FrameCase, f"{unit}-01") for unit in ("north", "south")}
    session.commit()
    return cases


@pytest.mark.parametrize("scope", ["case", "unit", "whole"])
def test_a_case_of_another_unit_cannot_be_told_from_one_that_is_not(browser, session, cases, scope):
    browser.sign_in(MAX)
    plan = {"title": "Åtgärd", "scope": scope, "unit_id": "north"}

    theirs, nobodys = (
        browser.post("/actions", data=plan | {"frame_case_id": case_id})
        for case_id in (cases["south"].id, "nothing")
    )

    assert theirs.status_code == nobodys.status_code
    assert scope != "case" or theirs.status_code == 404
    assert not session.exec(select(Action).where(Action.frame_case_id == cases["south"].id)).all()


def test_a_planned_action_cannot_be_turned_to_a_case_of_another_unit(browser, session, cases):
    action = an_action(session, scope="unit", unit_id="north")
    session.commit()
    browser.sign_in(MAX)
    page = f"/actions/{action.id}/edit"
    held = forms_of(browser.get(page))[f"/actions/{action.id}"]

    answers = [
        browser.post(f"/actions/{action.id}", data=held | {"scope": "case", "frame_case_id": case})
        for case in (cases["south"].id, "nothing")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_whether_a_case_of_another_unit_belongs_to_an_action_is_not_told(browser, session, cases):
    action = a_done_action(session, owner_id=MAX.id, by=MONA)
    action.frame_case_id, action.scope = cases["south"].id, "case"
    session.commit()
    browser.sign_in(MAX)

    wanted = {"reviewer_id": "sam", "question_ids": ["care_plan_exists"]}
    answers = [
        browser.post(f"/actions/{action.id}/re-reviews", data=wanted | {"frame_case_id": case})
        for case in (cases["south"].id, "nothing")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize(
    ("page", "action", "typed"),
    [
        ("/effect", "/effect/other", {"effect": "helped", "reason": ""}),
        ("/edit", "", None),
        ("", "/abandon", {"because": ""}),
    ],
)
def test_every_page_that_shows_a_case_puts_the_view_on_record(
    browser, session, cases, page, action, typed
):
    of_case = {"scope": "case", "frame_case_id": cases["north"].id}
    planned = an_action(session, **of_case)
    shown = a_done_action(session, **of_case) if page == "/effect" else planned
    session.commit()
    browser.sign_in(KIM)
    home = f"/actions/{shown.id}"

    browser.get(home + page)
    seen = len(told(session, "ActionViewed"))
    session.commit()
    refused = fill_in(browser, home + page, home + action, **typed) if typed else None

    assert seen == 1
    if refused is not None:
        assert refused.status_code == 422
        assert len(told(session, "ActionViewed")) == 3


def test_a_reply_before_the_letter_came_is_told_beside_the_letter(browser, session):
    finding = a_finding(session, "Se till att barnen hörs.")
    session.commit()
    browser.sign_in(KIM)
    home = f"/external-findings/{finding.id}"

    answer = fill_in(browser, home, f"{home}/replied", replied_on="2020-01-01")

    assert answer.status_code == 303
    assert "Svarsdagen ligger före" in browser.get(answer.headers["location"]).text
