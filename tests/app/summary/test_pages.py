import re

import pytest
from sqlmodel import select

from app.audit.models import AuditEntry
from app.summary.models import Summary
from app.summary.service import report_of
from tests.app.summary.reviewed import CELLS, a_reviewed_round, read_all
from tests.cast import ADA, AUDREY, KIM, MAX, MONA, RUT


@pytest.fixture
def read_round(session):
    round_ = a_reviewed_round(session)
    read_all(session, round_)
    session.commit()
    return round_


def text_of(answer):
    """Give what a reader sees: the page without its tags, its spaces made plain."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("actor", "status"),
    [(MONA, 200), (MAX, 200), (KIM, 200), (AUDREY, 200), (RUT, 403), (ADA, 403)],
    ids=lambda value: getattr(value, "id", value),
)
def test_who_may_read_the_summary(browser, read_round, actor, status):
    browser.sign_in(actor)

    assert browser.get(f"/rounds/{read_round.id}/summary").status_code == status
    page = browser.get(f"/rounds/{read_round.id}/summary/care_plan_exists")
    assert page.status_code == status


def test_the_page_says_the_figures_in_swedish(browser, session, read_round):
    browser.sign_in(MONA)

    page = text_of(browser.get(f"/rounds/{read_round.id}/summary"))

    figures = report_of(session, MONA, read_round.id, smallest=5).figures
    plan = figures.question("care_plan_exists").whole
    assert "Siffrorna är preliminära" in page
    assert f"{plan.yes} av {plan.assessed}" in page
    assert "ram 76" in page
    assert "med 95 procents säkerhet mellan" in page
    assert "färre än 5 bedömda akter" in page


def test_a_page_names_no_unit_but_her_own(browser, read_round):
    browser.sign_in(MAX)

    for address in ("summary", "summary/care_plan_exists"):
        page = browser.get(f"/rounds/{read_round.id}/{address}").text
        assert "Enhet Norr" in page
        assert "Enhet Söder" not in page


def test_small_groups_are_hidden_until_quality_asks_and_that_is_logged(
    browser, session, read_round
):
    browser.sign_in(KIM)
    address = f"/rounds/{read_round.id}/summary/child_view_weighed"

    hidden = browser.get(address)
    shown = browser.get(f"{address}?all=1")

    assert "För få akter för att visas" in hidden.text
    assert "För få akter för att visas" not in shown.text
    entries = session.exec(select(AuditEntry).where(AuditEntry.event == "SmallGroupsViewed")).all()
    assert [entry.actor_id for entry in entries] == [KIM.id]


def test_nobody_else_is_shown_small_groups(browser, session, read_round):
    browser.sign_in(AUDREY)
    address = f"/rounds/{read_round.id}/summary/child_view_weighed"

    assert browser.get(f"{address}?all=1").text == browser.get(address).text
    assert not session.exec(select(AuditEntry).where(AuditEntry.event == "SmallGroupsViewed")).all()


def test_a_question_shows_guidance_and_the_law_that_held(browser, read_round):
    browser.sign_in(KIM)

    page = browser.get(f"/rounds/{read_round.id}/summary/care_plan_exists").text

    assert "Finns en vårdplan" in page
    assert "SoL (2025:400)" in page


def test_what_does_not_exist_is_not_found(browser, session, read_round):
    undrawn = a_reviewed_round(session, id="u" * 16, name="Ej dragen", unit_ids=["south"])
    session.commit()
    browser.sign_in(MAX)

    assert browser.get(f"/rounds/{read_round.id}/summary/nothing").status_code == 404
    assert browser.get("/rounds/nowhere/summary").status_code == 404
    assert browser.get(f"/rounds/{undrawn.id}/summary").status_code == 404


def test_a_draw_without_dice_is_stamped_wherever_it_is_shown(browser, session):
    round_ = a_reviewed_round(session, dice=False)
    session.commit()
    browser.sign_in(MONA)

    page = browser.get(f"/rounds/{round_.id}/summary").text

    assert "Ej oberoende verifierbar" in page
    assert "Ingen granskning är godkänd ännu" in page


def test_quality_closes_the_round_and_the_page_says_that_it_is_final(browser, session, read_round):
    browser.sign_in(KIM)

    closed = browser.post(f"/rounds/{read_round.id}/close")
    page = browser.get(closed.headers["location"])

    assert closed.status_code == 303
    assert "Fastställd" in page.text
    assert session.exec(select(Summary)).one().sha256 in page.text
    assert "Stäng omgången" not in page.text


def test_a_manager_cannot_close_it(browser, session, read_round):
    browser.sign_in(MONA)

    assert browser.post(f"/rounds/{read_round.id}/close").status_code == 403
    assert "Stäng omgången" not in browser.get(f"/rounds/{read_round.id}/summary").text
    assert session.exec(select(Summary)).all() == []


def test_what_is_left_is_said_before_it_is_tried(browser, session):
    round_ = a_reviewed_round(session, {("north", "HVB"): (20, 6)})
    session.commit()
    browser.sign_in(KIM)

    page = browser.get(f"/rounds/{round_.id}/summary")
    refused = browser.post(f"/rounds/{round_.id}/close")

    assert "6 dragna ärenden har ingen granskning." in page.text
    assert refused.status_code == 409
    assert "6 dragna ärenden har ingen granskning" in refused.text


def test_the_page_asks_the_database_as_often_however_many_cases(browser, session, count_queries):
    small = a_reviewed_round(session, {("north", "HVB"): (20, 6)}, id="s" * 16, name="Liten")
    large = a_reviewed_round(session, CELLS, id="l" * 16, name="Stor")
    for round_ in (small, large):
        read_all(session, round_)
    session.commit()
    browser.sign_in(MONA)
    counts = []

    for round_ in (small, large):
        with count_queries(browser.app.state.database) as seen:
            browser.get(f"/rounds/{round_.id}/summary")
        counts.append(len(seen))

    assert counts[0] == counts[1]
