import re

from sqlmodel import select

from app.actions.models import ReReview
from app.actions.re_reviews import step_down
from app.assignment.conflicts import ConflictReason
from app.deviations.models import DeviationChange
from app.reminders.gathering import all_matters
from app.reminders.matters import Kind
from tests.app.actions.plans import LATER, a_deviation, an_action
from tests.app.actions.test_effect import a_mended_case, ask
from tests.app.deviations.failing import a_failing_review
from tests.cast import AUDREY, KIM, MAX, RUT

QUESTION = "care_plan_exists"


def test_the_page_of_a_deviation_shows_what_is_done_about_it_and_leads_to_more(browser, session):
    deviation = a_deviation(session)
    an_action(session, title="Inför en checklista", unit_id="north", deviation_ids=[deviation.id])
    session.commit()
    browser.sign_in(MAX)
    page = browser.get(f"/deviations/{deviation.id}").text
    form = browser.get(f"/actions/new?deviation={deviation.id}").text
    browser.sign_in(AUDREY)
    for_the_auditor = browser.get(f"/deviations/{deviation.id}").text

    assert "Inför en checklista" in page
    assert f'href="/actions/new?deviation={deviation.id}"' in page
    assert "Inför en checklista" in for_the_auditor
    assert "/actions/new" not in for_the_auditor
    # What went wrong says why something is to be done, and is not what is to be done.
    assert re.search(r'name="title"[^>]*value=""', form)
    assert re.search(rf'<textarea[^>]*name="why"[^>]*>\s*{deviation.title}', form)
    assert f'href="/deviations/{deviation.id}"' in form


def test_the_line_breaks_of_a_browser_are_no_change_of_a_text(browser, session):
    deviation = a_deviation(session, description="Första raden.\nAndra raden.")
    session.commit()
    browser.sign_in(KIM)
    browser.post(
        f"/deviations/{deviation.id}",
        data={
            "version": 1,
            "title": "Ny rubrik",
            "description": "Första raden.\r\nAndra raden.",
            "unit_id": "north",
            "owner_id": "max",
            "due_on": "2026-12-24",
        },
    )
    session.rollback()
    changed = session.exec(
        select(DeviationChange.field).where(DeviationChange.deviation_id == deviation.id)
    ).all()

    assert sorted(changed) == ["due_on", "owner_id", "title"]


def test_nobody_is_reminded_of_a_re_review_that_she_has_stepped_down_from(session):
    asked = ask(session, a_mended_case(session))
    waited = [matter for matter in all_matters(session) if matter.kind is Kind.re_review]
    step_down(session, RUT, asked.id, ConflictReason.handled, now=LATER)
    session.flush()

    assert [matter.id for matter in waited] == [asked.id]
    assert [matter for matter in all_matters(session) if matter.kind is Kind.re_review] == []
    assert session.exec(select(ReReview.withdrawn_at)).one() is not None


def test_a_question_leads_to_the_cases_that_fail_it_and_to_what_is_done(browser, session):
    round_, _ = a_failing_review(session)
    an_action(session, title="Inför en mall", unit_id="south", question_id=QUESTION)
    an_action(session, title="Något annat", unit_id="south")
    session.commit()
    address = f"/rounds/{round_.id}/summary/{QUESTION}"
    browser.sign_in(KIM)
    page = browser.get(address).text
    form = browser.get(f"/actions/new?question={QUESTION}&round={round_.id}").text
    browser.sign_in(AUDREY)
    for_the_auditor = browser.get(address).text

    assert "1 brist, 1 väntar" in page
    assert f'href="/rounds/{round_.id}/deficiencies/{QUESTION}"' in page
    assert "Inför en mall" in page
    assert "Något annat" not in page
    assert f'href="/actions/new?question={QUESTION}&amp;round={round_.id}"' in page
    assert f'<option value="{QUESTION}" selected>' in form
    assert f'<option value="{round_.id}" selected>' in form
    # What is filled in is never hidden, whatever is chosen beside it.
    assert "only-for-economy" in form
    assert "only-for-next-round" not in form
    # Which cases it is are not for the auditor, who reads figures.
    assert f"/deficiencies/{QUESTION}" not in for_the_auditor
    assert "/actions/new" not in for_the_auditor
