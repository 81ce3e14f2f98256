"""What somebody has written stands on the page again when it could not be saved."""

import pytest
from sqlmodel import select

from app.actions.models import Action
from app.deviations.alarms import raise_alarm, take_over_alarm
from app.deviations.duties import set_duty
from app.deviations.models import Deviation, Duty
from app.external_findings.models import Recommendation
from app.rounds.models import FrameCase
from app.routines.service import RoutineWords, add_routine
from tests.app.actions.plans import a_deviation, a_done_action, a_finding, an_action, told
from tests.app.reviews_assure.handed_in import a_round_to_assure
from tests.cast import KIM, MAX, MONA, NOON
from tests.forms import fill_in, forms_of

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


def test_a_closing_note_stays_when_an_effect_has_not_been_verified(browser, session):
    deviation = a_deviation(session)
    an_action(session, deviation_ids=[deviation.id])
    session.commit()
    browser.sign_in(KIM)
    home = f"/deviations/{deviation.id}"

    refused = fill_in(browser, home, f"{home}/close", note=LONG)

    assert refused.status_code == 409
    assert forms_of(refused)[f"{home}/close"]["note"] == [LONG]
    assert "kan inte avslutas än" in refused.text
    session.expire_all()
    assert session.get(Deviation, deviation.id).state == "open"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"scope": "unit"}, "Ange vilken enhet, rutin eller vilket ärende åtgärden gäller."),
        ({"recurrence": "quarterly"}, "Ange den första dagen för det som ska återkomma."),
        ({"owner_id": "ada"}, "Välj någon som arbetar här nu"),
    ],
)
def test_a_plan_that_lacks_something_stays_in_its_form(browser, session, typed, why):
    action = an_action(session, title="Som den var", due_on=None)
    session.commit()
    browser.sign_in(MONA)
    mine = {"title": "Ny rutin", "why": LONG, **typed}

    refused = [
        fill_in(browser, "/actions/new", "/actions", **mine),
        fill_in(browser, f"/actions/{action.id}/edit", f"/actions/{action.id}", **mine),
    ]

    for answer in refused:
        assert answer.status_code == 422
        assert why in answer.text
        assert LONG in answer.text
    session.expire_all()
    assert [one.title for one in session.exec(select(Action))] == ["Som den var"]


@pytest.mark.parametrize("scope", ["whole", "routine"])
def test_a_plan_for_more_than_her_unit_is_refused_and_stays(browser, session, scope):
    routine = add_routine(session, KIM, RoutineWords(name="Besök"), now=NOON)
    session.commit()
    browser.sign_in(MAX)
    mine = {"scope": scope, "title": "Ny rutin", "why": LONG, "routine_id": routine.id}

    refused = fill_in(browser, "/actions/new", "/actions", **mine, unit_id="")

    assert refused.status_code == 403
    assert LONG in refused.text
    assert "Välj en av de enheter du ansvarar för" in refused.text


def test_a_manager_of_one_unit_begins_with_her_own(browser, session):
    browser.sign_in(MAX)

    planned = fill_in(browser, "/actions/new", "/actions", title="Ny rutin")

    assert planned.status_code == 303
    assert session.exec(select(Action.scope, Action.unit_id)).one() == ("unit", "north")


def test_a_verdict_on_what_has_changed_meanwhile_stays_in_its_form(browser, session):
    action = a_done_action(session)
    session.commit()
    browser.sign_in(KIM)
    page = f"/actions/{action.id}/effect"
    opened = forms_of(browser.get(page))[f"{page}/other"] | {"effect": "helped", "reason": LONG}
    action.version += 1
    session.commit()

    refused = browser.post(f"{page}/other", data=opened)

    kept = forms_of(refused)[f"{page}/other"]
    assert refused.status_code == 409
    assert (kept["reason"], kept["effect"]) == ([LONG], ["helped"])
    assert "har ändrats av någon annan" in refused.text
    assert browser.post(f"{page}/other", data=kept).status_code == 303


def test_a_call_with_an_identity_number_stays_on_the_page_of_its_alarm(browser, session):
    case = a_case(session)
    alarm = raise_alarm(session, KIM, case.id, now=NOON)
    session.commit()
    browser.sign_in(KIM)

    home = f"/alarms/{alarm.id}"
    refused = fill_in(browser, home, f"{home}/calls", called="Jouren om 18900101-2385")

    assert refused.status_code == 422
    assert "Jouren om" in refused.text
    assert told(session, "AlarmViewed")


def test_what_came_of_an_alarm_is_not_written_over_unseen(browser, session):
    case = a_case(session)
    alarm = raise_alarm(session, KIM, case.id, now=NOON)
    take_over_alarm(session, KIM, alarm.id, now=NOON)
    session.commit()
    browser.sign_in(KIM)
    home = f"/alarms/{alarm.id}"
    opened = forms_of(browser.get(home))[f"{home}/outcome"]
    browser.post(f"{home}/outcome", data=opened | {"outcome": "Kims ord"})

    refused = browser.post(f"{home}/outcome", data=opened | {"outcome": LONG})

    assert refused.status_code == 409
    assert LONG in refused.text
    assert "Kims ord" in refused.text


def test_a_duty_that_is_done_in_the_future_keeps_its_note(browser, session):
    deviation = a_deviation(session)
    set_duty(session, KIM, deviation.id, Duty.lex_sarah, NOON.date(), now=NOON)
    session.commit()
    browser.sign_in(KIM)
    home = f"/deviations/{deviation.id}"

    refused = fill_in(
        browser, home, f"{home}/duties/lex_sarah/done", done_on="2999-01-01", note=LONG
    )

    assert refused.status_code == 422
    assert LONG in refused.text


def a_case(session):
    a_round_to_assure(session, {"north": 1})
    return session.get(FrameCase, "north-01")
