from html import unescape

import pytest
from sqlmodel import select

from app.actions.models import Action, ReReview
from tests.app.actions.plans import (
    a_closed_action,
    a_deviation,
    a_done_action,
    a_finding,
    an_action,
)
from tests.app.actions.test_effect import QUESTION, a_mended_case, ask
from tests.cast import ADA, AUDREY, KIM, MAX, MONA, RUT, SAM
from tests.conftest import HTMX
from tests.forms import fill_in

PLANNED = {"title": "Revidera rutinen", "due_on": "2026-12-31", "owner_id": "rut"}


def actions(session):
    session.rollback()
    session.expire_all()
    return session.exec(select(Action)).all()


def test_an_action_is_planned_done_and_closed_in_the_pages(browser, session):
    deviation = a_deviation(session)
    session.commit()
    browser.sign_in(MONA)
    form = browser.get(f"/actions/new?deviation={deviation.id}")
    made = browser.post("/actions", data={**PLANNED, "deviation_ids": deviation.id})
    home = made.headers["location"]
    browser.sign_in(RUT)
    browser.post(home + "/done", data={"version": "1", "evidence": "Beslutad 2026-11-25."})
    waiting = browser.get(home)
    browser.sign_in(KIM)
    effect = browser.get(home + "/effect")
    verdict = {"version": "2", "effect": "helped", "reason": "Tio akter lästa."}
    closed = browser.post(home + "/effect/other", data=verdict)
    after = browser.get(home)

    assert deviation.title in form.text
    assert "Genomförd är inte avslutad" in waiting.text
    assert "Hjälpte det?" in effect.text
    assert (made.status_code, closed.status_code) == (303, 303)
    assert "Avslutad, effekt verifierad" in after.text
    assert "Tio akter lästa." in after.text


def test_with_htmx_the_browser_is_led_on(browser, session):
    action = an_action(session)
    session.commit()
    browser.sign_in(RUT)

    answer = browser.post(f"/actions/{action.id}/start", data={"version": "1"}, headers=HTMX)

    assert answer.headers["HX-Redirect"] == f"/actions/{action.id}"


def test_what_is_wrong_comes_back_as_it_was_typed(browser):
    browser.sign_in(MONA)

    answer = browser.post("/actions", data={"how": "Så här", "due_on": "i morgon"})

    assert answer.status_code == 422
    assert "Så här" in answer.text
    assert "2 saker att rätta" in answer.text


def test_an_identity_number_is_refused(browser, session):
    action = an_action(session)
    session.commit()
    browser.sign_in(RUT)

    answer = browser.post(
        f"/actions/{action.id}/done", data={"version": "1", "evidence": "Barnet 850709-9805"}
    )

    assert answer.status_code == 422
    assert actions(session)[0].state == "planned"


def test_when_two_change_the_same_both_are_shown_and_nothing_is_lost(browser, session):
    action = an_action(session)
    session.commit()
    browser.sign_in(MONA)
    browser.post(f"/actions/{action.id}", data={**PLANNED, "title": "Monas ord", "version": "1"})
    browser.sign_in(KIM)

    late = browser.post(
        f"/actions/{action.id}", data={**PLANNED, "title": "Kims ord", "version": "1"}
    )
    again = browser.post(
        f"/actions/{action.id}", data={**PLANNED, "title": "Bådas ord", "version": "2"}
    )

    assert late.status_code == 409
    assert "Monas ord" in late.text
    assert 'value="Kims ord"' in late.text
    assert again.status_code == 303
    assert actions(session)[0].title == "Bådas ord"


def test_evidence_written_on_a_page_that_has_changed_is_not_lost(browser, session):
    action = an_action(session)
    session.commit()
    browser.sign_in(RUT)
    browser.post(f"/actions/{action.id}/start", data={"version": "1"})

    late = browser.post(
        f"/actions/{action.id}/done", data={"version": "1", "evidence": "Klart i går"}
    )

    assert late.status_code == 409
    assert "Klart i går" in late.text


@pytest.mark.parametrize("who", [SAM, ADA])
def test_to_whom_it_is_not_hers_the_action_does_not_exist(browser, session, who):
    action = an_action(session, scope="unit", unit_id="north")
    session.commit()
    browser.sign_in(who)

    assert browser.get(f"/actions/{action.id}").status_code in {403, 404}
    assert browser.get("/actions/nothing").status_code in {403, 404}


def test_the_auditor_reads_everything_and_is_offered_nothing_to_change(browser, session):
    action = a_done_action(session)
    session.commit()
    browser.sign_in(AUDREY)

    shown = browser.get(f"/actions/{action.id}")

    assert shown.status_code == 200
    assert "Ändra planen" not in shown.text
    assert "Verifiera effekten" not in shown.text


def test_the_number_of_a_case_is_shown_to_who_may_see_it_and_the_view_is_logged(browser, session):
    action = a_mended_case(session)
    session.commit()
    browser.sign_in(MONA)
    seen = browser.get(f"/actions/{action.id}")
    browser.sign_in(MONA)
    exported = browser.get("/actions/export.csv")

    assert "south-01" in seen.text
    assert "south-01" not in exported.text
    assert [one["frame_case_id"] for one in told_of_views(session)] == ["south-01"]


def told_of_views(session):
    from tests.app.actions.plans import told  # noqa: PLC0415 (after the page has written)

    session.rollback()
    return told(session, "ActionViewed")


def test_a_corrected_file_is_read_again_on_a_page_of_its_own_without_javascript(browser, session):
    action = a_mended_case(session)
    asked = ask(session, action)
    session.commit()
    browser.sign_in(RUT)
    listed = browser.get("/re-reviews")
    page = browser.get(f"/re-reviews/{asked.id}")
    empty = browser.post(f"/re-reviews/{asked.id}", data={})
    done = browser.post(
        f"/re-reviews/{asked.id}",
        data={f"value-{QUESTION}": "yes", f"comment-{QUESTION}": "Finns nu."},
    )
    afterwards = browser.get(f"/re-reviews/{asked.id}")

    assert "south-01" in listed.text
    assert f'name="value-{QUESTION}"' in page.text
    assert "implementation_plan_exists" not in page.text
    assert (empty.status_code, done.status_code) == (422, 303)
    assert "Besvara frågan innan du lämnar in." in empty.text
    assert "Finns nu." in afterwards.text
    session.rollback()
    session.expire_all()
    assert session.get(ReReview, asked.id).done_at is not None


def test_somebody_elses_re_review_does_not_exist(browser, session):
    asked = ask(session, a_mended_case(session))
    session.commit()
    browser.sign_in(SAM)

    assert browser.get(f"/re-reviews/{asked.id}").status_code == 404
    assert browser.post(f"/re-reviews/{asked.id}", data={}).status_code == 404


def test_orphans_are_handed_over_together(browser, session):
    ids = [an_action(session, owner_id=None).id for _ in range(2)]
    session.commit()
    browser.sign_in(MONA)
    shown = browser.get("/actions/orphans")
    none = browser.post("/actions/orphans", data={"owner_id": "rut"})
    done = browser.post("/actions/orphans", data={"owner_id": "rut", "action_ids": ids})

    assert "Revidera rutinen" in shown.text
    assert (none.status_code, done.status_code) == (422, 303)
    assert {action.owner_id for action in actions(session)} == {"rut"}


def test_a_training_is_counted_unit_by_unit(browser, session):
    action = an_action(session, kind="training")
    session.commit()
    browser.sign_in(RUT)
    wrong = {"version": "1", "invited-north": "3", "attended-north": "4"}
    right = {"version": "1", "invited-north": "4", "attended-north": "3"}

    refused = browser.post(f"/actions/{action.id}/trained", data=wrong)
    counted = browser.post(f"/actions/{action.id}/trained", data=right)

    assert "Fler deltog än vad som var inbjudna" in refused.text
    assert (refused.status_code, counted.status_code) == (422, 303)
    assert "75" in browser.get(f"/actions/{action.id}").text


def test_the_plan_is_taken_out_as_it_is_narrowed_down(browser, session):
    an_action(session, title="=cmd|'/c calc'!A1")
    a_closed_action(session)
    session.commit()
    browser.sign_in(AUDREY)

    csv = browser.get("/actions/export.csv?state=planned")
    xlsx = browser.get("/actions/export.xlsx")
    paper = browser.get("/actions/print")

    assert csv.content.decode("utf-8-sig").splitlines()[0].startswith("nummer;rekommendation;")
    assert len(csv.text.splitlines()) == 2
    assert "'=cmd" in csv.text
    assert xlsx.content.startswith(b"PK")
    assert "Revidera rutinen" in paper.text
    assert browser.get("/actions/export.exe").status_code == 404


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_plan_asks_the_database_as_often_however_long_it_is(
    browser, session, count_queries, how_many
):
    for number in range(how_many):
        an_action(session, deviation_ids=[a_deviation(session, number=f"2026-1{number}").id])
    session.commit()
    browser.sign_in(MONA)
    browser.get("/actions")

    with count_queries(browser.app.state.database) as queries:
        browser.get("/actions")

    assert len([one for one in queries if one.startswith("SELECT")]) == 9


def test_a_finding_is_answered_from_the_plan_in_word(browser, session):
    finding = a_finding(session, "Säkerställ att vårdplaner finns.", "Följ upp systematiskt.")
    asked = browser_recommendation(session, finding)
    an_action(session, recommendation_id=asked, owner_role="Enhetschef", title="Ny mall")
    session.commit()
    browser.sign_in(MONA)
    home = f"/external-findings/{finding.id}"
    answer = {"text": "Säkerställ att vårdplaner finns.", "answer": "En mall är införd."}
    fill_in(browser, home, f"{home}/recommendations/{asked}", **answer)
    page = browser.get(home)
    reply = browser.get(f"{home}/reply.docx")
    browser.post(f"{home}/replied", data={"replied_on": "2026-12-10"})

    assert "Ny mall" in page.text
    text = words_of(reply.content)
    for part in (
        "Rev/00027-2024",
        "En mall är införd.",
        "Ny mall",
        "Enhetschef",
        "31 december 2026",
    ):
        assert part in text
    assert "Svaret är inte skrivet än" in text
    assert "Rut Lind" not in text
    assert "Besvarad" in browser.get("/external-findings").text


def browser_recommendation(session, finding):
    from app.external_findings.queries import recommendations_of  # noqa: PLC0415

    return recommendations_of(session, finding.id)[0].id


def words_of(content):
    from io import BytesIO  # noqa: PLC0415

    from docx import Document  # noqa: PLC0415 (large, and wanted by one test)

    document = Document(BytesIO(content))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return unescape("\n".join([p.text for p in document.paragraphs] + cells))


def test_a_manager_of_one_unit_reads_findings_and_keeps_none(browser, session):
    finding = a_finding(session, "Säkerställ vårdplaner.")
    session.commit()
    browser.sign_in(MAX)

    assert browser.get(f"/external-findings/{finding.id}").status_code == 200
    assert browser.get("/external-findings/new").status_code == 403
    assert browser.post(f"/external-findings/{finding.id}/replied", data={}).status_code == 403
    assert browser.get("/external-findings/nothing").status_code == 404
