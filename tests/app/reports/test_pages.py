import re
from datetime import date, timedelta

import pytest
from sqlmodel import select

from app.actions.models import Action
from app.audit.models import AuditEntry
from app.auth.models import SignInSession
from app.reports.models import AreaWords, RedDecision, Report, ReportKind
from app.reports.service import ReportOrder
from app.reports.signing import sign_report
from app.rounds.models import Round
from tests.app.actions.plans import an_action
from tests.app.reports.reported import (
    RULES,
    SIGNED,
    a_closed_round,
    a_draft,
    content,
    write_everything,
)
from tests.cast import ADA, AUDREY, KIM, MAX, MONA, RUT
from tests.conftest import HTMX
from tests.forms import fill_in

QUERIES = 6
AREA = "placed_child_short.C"


@pytest.fixture
def draft(session):
    a_closed_round(session)
    report = a_draft(session)
    session.commit()
    return report.id


@pytest.fixture
def signed(session, draft):
    report = session.get_one(Report, draft)
    write_everything(session, report)
    sign_report(session, MONA, draft, rules=RULES, now=SIGNED)
    session.commit()
    return draft


def first_red(session, report_id):
    red = content(session, session.get_one(Report, report_id)).red[0]
    session.commit()
    return red


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("actor", "the_list", "a_draft_of_all", "a_signed_one"),
    [
        (MONA, 200, 200, 200),
        (KIM, 200, 200, 200),
        (AUDREY, 200, 200, 200),
        (MAX, 200, 404, 200),
        (RUT, 403, 403, 403),
        (ADA, 403, 403, 403),
    ],
    ids=lambda value: getattr(value, "id", value),
)
def test_who_may_read_what(browser, session, draft, actor, the_list, a_draft_of_all, a_signed_one):
    browser.sign_in(actor)
    assert browser.get("/reports").status_code == the_list
    assert browser.get(f"/reports/{draft}").status_code == a_draft_of_all
    report = session.get_one(Report, draft)
    write_everything(session, report)
    sign_report(session, MONA, draft, rules=RULES, now=SIGNED)
    session.commit()

    assert browser.get(f"/reports/{draft}").status_code == a_signed_one
    assert browser.get(f"/reports/{draft}/report.pdf").status_code == a_signed_one


def test_a_report_is_begun_from_the_calendar(browser, session):
    browser.sign_in(KIM)

    answer = browser.post("/reports", data={"kind": "t1", "year": "2026"})

    made = session.exec(select(Report)).one()
    assert answer.headers["location"] == f"/reports/{made.id}/analysis"
    assert "Egenkontroll T1 2026" in browser.get("/reports?year=2026").text


def test_a_report_with_a_first_day_that_is_none_is_not_begun(browser, session):
    browser.sign_in(KIM)

    answer = browser.post("/reports", data={"kind": "t2", "year": "2026", "period_from": "x"})

    assert answer.status_code == 422
    assert "2026-03-01" in answer.text
    assert session.exec(select(Report)).all() == []


def test_the_page_says_the_figures_and_that_it_is_a_draft(browser, session, draft):
    browser.sign_in(MONA)

    page = text_of(browser.get(f"/reports/{draft}"))

    said = content(session, session.get_one(Report, draft))
    whole = said.rounds[0].figures.whole
    assert "Det här är ett utkast" in page
    assert f"{whole.read} akter, dragna med lott bland {whole.frame}, har granskats" in page
    assert f"{len(said.red)} frågor är röda, och 0 har ett beslut." in page


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_words_are_saved_with_and_without_javascript(browser, session, draft, headers):
    browser.sign_in(KIM)
    words = {"seen": "Vi ser.", "why": "Därför.", "doing": "Vi gör.", "version": "0"}

    answer = browser.post(f"/reports/{draft}/analysis/{AREA}/words", data=words, headers=headers)

    assert answer.status_code == (200 if headers else 303)
    row = session.exec(select(AreaWords)).one()
    assert (row.area, row.seen, row.version) == (AREA, "Vi ser.", 1)
    if headers:
        assert "Orden är sparade." in answer.text
        assert 'hx-swap-oob="true"' in answer.text


def test_who_saves_late_sees_what_somebody_else_has_saved_and_keeps_her_own(
    browser, session, draft
):
    browser.sign_in(KIM)
    address = f"/reports/{draft}/analysis/{AREA}/words"
    browser.post(address, data={"seen": "Kims ord.", "version": "0"})

    answer = browser.post(address, data={"seen": "Monas ord.", "version": "0"})

    assert answer.status_code == 409
    assert "Kims ord." in answer.text
    assert "Monas ord.</textarea>" in answer.text
    assert session.exec(select(AreaWords)).one().seen == "Kims ord."


def test_words_with_an_identity_number_are_refused(browser, session, draft):
    browser.sign_in(KIM)

    answer = browser.post(
        f"/reports/{draft}/analysis/{AREA}/words",
        data={"seen": "Barnet 20120229-2387 fick vänta.", "version": "0"},
    )

    assert answer.status_code == 422
    assert session.exec(select(AreaWords)).all() == []


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_red_questions_are_decided_from_the_page(browser, session, draft, headers):
    red = first_red(session, draft)
    browser.sign_in(KIM)
    decision = {"red_ids": [red.id], "decision": "accept", "words": "Få fall."}

    answer = browser.post(
        f"/reports/{draft}/analysis/{red.area}/decisions", data=decision, headers=headers
    )

    assert answer.status_code == (200 if headers else 303)
    assert session.exec(select(RedDecision)).one().decision == "accept"
    assert not headers or "Godta: Få fall." in answer.text


@pytest.mark.parametrize(
    "decision",
    [{"decision": "accept", "words": ""}, {"decision": "watch"}, {"decision": "hope"}],
)
def test_a_decision_without_its_words_comes_back_as_typed(browser, session, draft, decision):
    red = first_red(session, draft)
    browser.sign_in(KIM)

    answer = browser.post(
        f"/reports/{draft}/analysis/{red.area}/decisions", data={"red_ids": [red.id]} | decision
    )

    assert answer.status_code == 422
    assert session.exec(select(RedDecision)).all() == []


def test_an_action_is_planned_from_what_is_red_and_grounds_the_decision(browser, session, draft):
    red = first_red(session, draft)
    an_action(session, title="Om något annat")
    session.commit()
    browser.sign_in(KIM)
    analysis = f"/reports/{draft}/analysis"
    back = f"{analysis}#area-{red.area}"
    address = (
        f"/actions/new?question={red.line.id}&round={red.round_id}"
        f"&next={analysis}%23area-{red.area}"
    )
    assert f'href="{address.replace("&", "&amp;")}"' in browser.get(analysis).text

    planned = fill_in(browser, address, "/actions", title="Inför en mall")

    action = session.exec(select(Action).where(Action.title == "Inför en mall")).one()
    page = browser.get(analysis).text
    session.commit()
    browser.post(
        f"{analysis}/{red.area}/decisions",
        data={"red_ids": [red.id], "decision": "act", "action_id": action.id},
    )
    assert planned.headers["location"] == back
    assert f'<a href="{back}"' in re.sub(r'class="[^"]*" ', "", browser.get(address).text)
    assert (action.question_id, action.baseline_round_id) == (red.line.id, red.round_id)
    # It stands beside its own question, and before the others among those to choose from.
    beside = re.findall(r'<a href="/actions/(?!new)[^"]+">([^<]+)</a>', page)
    offered = re.findall(
        r"<option value[^>]*>([^<]+ (?:Inför en mall|Om något annat))</option>", page
    )
    assert beside == [f"{action.number} Inför en mall"]
    assert offered[0] == f"{action.number} Inför en mall"
    assert session.exec(select(RedDecision)).one().action_id == action.id


def test_a_plan_leads_nowhere_but_to_our_own_pages(browser):
    browser.sign_in(KIM)
    address = "/actions/new?next=javascript:alert(1)"

    page = browser.get(address).text
    planned = browser.post("/actions", data={"title": "Mall", "next": "//elsewhere.test/"})

    assert "javascript:" not in page
    assert planned.headers["location"].startswith("/actions/")


def test_a_decision_points_only_at_actions_that_its_writer_sees(browser, session):
    a_closed_round(session, unit_ids=["north"])
    north = an_action(session, title="Norrs egen", scope="unit", unit_id="north")
    south = an_action(session, title="Söders egen", scope="unit", unit_id="south")
    round_ = session.exec(select(Round)).one()
    report = a_draft(session, ReportOrder(ReportKind.round, 2026, round_.id, date(2026, 1, 1)))
    session.commit()
    browser.sign_in(MAX)
    red = first_red(session, report.id)
    page = browser.get(f"/reports/{report.id}/analysis").text
    home = f"/reports/{report.id}/analysis/{red.area}/decisions"
    decision = {"red_ids": [red.id], "decision": "act"}

    answers = [
        browser.post(home, data=decision | {"action_id": one.id}).status_code
        for one in (north, south)
    ]

    assert "Norrs egen" in page
    assert "Söders egen" not in page
    assert answers == [303, 404]


def test_what_is_red_elsewhere_or_nowhere_is_not_decided_here(browser, session, draft):
    red = first_red(session, draft)
    browser.sign_in(KIM)

    answer = browser.post(
        f"/reports/{draft}/analysis/{red.area}/decisions",
        data={"red_ids": ["x"], "decision": "accept", "words": "Nej."},
    )

    assert answer.status_code == 404


def test_signing_needs_a_fresh_proof(browser, session, draft):
    write_everything(session, session.get_one(Report, draft))
    session.commit()
    browser.sign_in(MONA)
    one = session.exec(select(SignInSession)).one()
    one.proved_at = one.proved_at - timedelta(hours=1) if one.proved_at else None
    session.commit()

    answer = browser.post(f"/reports/{draft}/sign")

    assert answer.headers["location"].startswith("/confirm?next=")
    session.expire_all()
    assert session.get_one(Report, draft).state == "draft"


def test_a_report_is_signed_from_the_analysis_when_nothing_is_missing(browser, session, draft):
    browser.sign_in(MONA)
    assert "kan inte undertecknas" in browser.get(f"/reports/{draft}/analysis").text
    write_everything(session, session.get_one(Report, draft))
    session.commit()
    assert "Underteckna och frys" in browser.get(f"/reports/{draft}/analysis").text

    browser.post(f"/reports/{draft}/sign")

    session.expire_all()
    assert session.get_one(Report, draft).state == "signed"
    assert "ord för ord" in browser.get(f"/reports/{draft}").text


def test_a_new_edition_needs_what_and_why(browser, session, signed):
    browser.sign_in(KIM)

    without = browser.post(f"/reports/{signed}/editions", data={"what": "A."})
    made = browser.post(f"/reports/{signed}/editions", data={"what": "A.", "why": "B."})

    assert (without.status_code, made.status_code) == (422, 303)
    new = session.exec(select(Report).where(Report.edition == 2)).one()
    assert (new.supersedes, new.what_changed, new.why_changed) == (signed, "A.", "B.")
    assert "Utgåva 1" in browser.get(f"/reports/{new.id}").text


def test_a_signed_report_has_no_analysis_to_write(browser, signed):
    browser.sign_in(KIM)

    assert browser.get(f"/reports/{signed}/analysis").status_code == 409


@pytest.mark.parametrize("suffix", ["pdf", "docx", "xlsx"])
def test_a_file_is_logged_by_its_hash(browser, session, signed, suffix, settings):
    browser.sign_in(AUDREY)

    answer = browser.get(f"/reports/{signed}/report.{suffix}")

    entry = session.exec(select(AuditEntry).where(AuditEntry.event == "ReportExported")).one()
    assert (entry.actor_id, entry.object_id) == (AUDREY.id, signed)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert browser.get(f"/reports/{signed}/report.txt").status_code == 404
    assert list(settings.data_dir.glob("scratch-*")) == []


def test_the_standing_page_follows_the_work_and_points_at_what_was_reported(browser, signed):
    browser.sign_in(AUDREY)

    page = browser.get("/reports/quality/t2-2026")

    assert "Sidan följer arbetet" in page.text
    assert f"/reports/{signed}" in page.text
    assert browser.get("/reports/quality/annual-2026").status_code == 200
    assert browser.get("/reports/quality/round-2026").status_code == 404


def test_the_standing_page_is_for_those_who_answer_for_the_whole(browser, draft):
    browser.sign_in(MAX)

    assert browser.get("/reports/quality/t2-2026").status_code == 404
    assert draft not in browser.get("/reports").text


@pytest.mark.parametrize("editions", [1, 3])
def test_the_list_asks_the_database_as_often_however_many_reports_there_are(
    browser, session, signed, count_queries, editions
):
    old = session.get_one(Report, signed)
    for edition in range(2, editions + 1):
        session.add(Report(**old.model_dump() | {"id": f"e{edition}", "edition": edition}))
    session.commit()
    browser.sign_in(MONA)
    browser.get("/reports")

    with count_queries(browser.app.state.database) as queries:
        browser.get("/reports")

    assert len(queries) == QUERIES


def test_a_page_in_english_says_that_the_report_is_in_swedish(browser, signed):
    browser.sign_in(MONA)
    browser.cookies.set("language", "en", domain="testserver.local", path="/")

    page = browser.get(f"/reports/{signed}").text

    assert '<html lang="en"' in page
    assert '<article class="document stack" lang="sv">' in page
    assert "Egenkontroll T2 2026" in page
