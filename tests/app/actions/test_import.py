from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from app.actions.importing.columns import PlanField, headings, propose
from app.actions.importing.reading import (
    ALREADY,
    IDENTITY,
    NO_ACTION,
    NO_EVIDENCE,
    NOBODY,
    NOT_UNDERSTOOD,
    Known,
    read_plan,
)
from app.actions.importing.service import NothingToBringIn, import_plan, known_here
from app.actions.importing.when import When, parse_when
from app.actions.models import Action, Recurrence
from app.errors import Forbidden
from app.external_findings.models import Recommendation
from app.register.reading import header_of, read_table, read_table_in_child
from tests.app.actions.plans import a_finding, an_action, told
from tests.cast import MAX, MONA, NOON, RUT

TODAY = date(2026, 11, 23)
PLAN = """Handlingsplan 2026;;;;;
Rekommendation;Åtgärd;Hur;Klart senast;Ansvarig;Status
Säkerställ vårdplaner;Revidera rutinen;I arbetsgrupp;2026-09-30;Rut Lind;Pågår
;Genomför workshop;;september 2026;Enhetschef;Ej påbörjad
;Kollegial granskning;;2 ggr per år;Samordnare;
Kontrollera tillstånd;;Samordnare kontrollerar;snarast;;
Kontrollera tillstånd;Kontroll av 850709-9805;;;;
Kontrollera tillstånd;Kontrollera IVO-tillstånd;;när det passar;;Klart
;Revidera rutinen;;;;
"""


def understood(content=None, known=None):
    table = read_table(content or PLAN.encode(), "plan.csv", headings())
    header = header_of(list(table.rows[table.header_row - 1]))
    known = known or Known({"rut lind": "rut"}, set(), TODAY)
    return read_plan(table.rows, header, table.header_row, propose(header), known)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-09-30", When(date(2026, 9, 30))),
        ("senast 2026-12-01", When(date(2026, 12, 1))),
        ("30/9 2026", When(date(2026, 9, 30))),
        ("September 2026", When(date(2026, 9, 30))),
        ("sept 2026", When(date(2026, 9, 30))),
        ("1 februari 2027", When(date(2027, 2, 1))),
        ("T2 2026", When(date(2026, 8, 31))),
        ("tertial 1 2027", When(date(2027, 4, 30))),
        ("Q3 2026", When(date(2026, 9, 30))),
        ("v. 40 2026", When(date(2026, 10, 2))),
        ("hösten 2026", When(date(2026, 12, 31))),
        ("vt 2027", When(date(2027, 6, 30))),
        ("2027", When(date(2027, 12, 31))),
        ("2027-02", When(date(2027, 2, 28))),
        ("2 ggr per år", When(date(2026, 12, 31), Recurrence.half_yearly)),
        ("Fortsatt 2 ggr per år", When(date(2026, 12, 31), Recurrence.half_yearly)),
        ("två gånger/år", When(date(2026, 12, 31), Recurrence.half_yearly)),
        ("1 gång per år", When(date(2026, 12, 31), Recurrence.yearly)),
        ("T1, T2 och verksamhetsberättelse", When(date(2026, 12, 31), Recurrence.every_term)),
        ("löpande", When(None, Recurrence.continuous)),
        ("snarast", None),
        ("2026-02-30", None),
        ("vid nya placeringar", None),
        ("7 ggr per år", None),
        ("3026", None),
    ],
)
def test_days_are_read_as_people_write_them_or_not_understood(text, expected):
    assert parse_when(text, TODAY) == expected


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_every_day_is_read_back(day):
    assert parse_when(day.isoformat(), TODAY) == When(day)


@given(st.text(max_size=40))
def test_no_text_is_too_odd_to_be_read_or_refused(text):
    found = parse_when(text, TODAY)

    assert found is None or found.due_on or found.recurrence == Recurrence.continuous


def test_the_columns_of_real_plans_are_recognised():
    header = ["Rekommendationer", "ÅTGÄRD", "Hur:", "Tidplan", "Ansvarig", "Uppföljning", "Nr"]

    assert propose(header) == {
        PlanField.recommendation: "Rekommendationer",
        PlanField.action: "ÅTGÄRD",
        PlanField.how: "Hur:",
        PlanField.when: "Tidplan",
        PlanField.who: "Ansvarig",
        PlanField.follow_up: "Uppföljning",
    }


def test_nothing_good_is_lost_because_of_bad_rows():
    plan = understood()

    assert [(row.row, row.action) for row in plan.rows] == [
        (3, "Revidera rutinen"),
        (4, "Genomför workshop"),
        (5, "Kollegial granskning"),
        (8, "Kontrollera IVO-tillstånd"),
    ]
    assert [(one.row, one.column, one.message) for one in plan.refusals] == [
        (6, "Åtgärd", NO_ACTION),
        (7, "Åtgärd", IDENTITY),
        (9, "Åtgärd", ALREADY),
    ]
    assert "850709" not in plan.refusals[1].value


def test_what_is_not_understood_is_said_and_kept_in_words():
    plan = understood()

    assert [(one.row, one.message) for one in plan.remarks] == [
        (4, NOBODY),
        (5, NOBODY),
        (8, NOT_UNDERSTOOD),
        (8, NO_EVIDENCE),
    ]
    last = plan.rows[-1]
    assert (last.when, last.when_said, last.state) == (When(), "när det passar", "ongoing")


def test_a_recommendation_holds_for_the_rows_under_it_and_people_are_found_by_name():
    plan = understood()

    assert [row.recommendation for row in plan.rows][:3] == ["Säkerställ vårdplaner"] * 3
    assert [(row.owner_id, row.who) for row in plan.rows][:2] == [
        ("rut", "Rut Lind"),
        (None, "Enhetschef"),
    ]


def test_a_workbook_is_read_in_a_process_of_its_own_and_its_days_are_days():
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.add_worksheet("Läs mig").write_row(0, 0, ["Version", "3"])
    sheet = book.add_worksheet("Plan")
    sheet.write_row(0, 0, ["Åtgärd", "När"])
    sheet.write(1, 0, "Workshop")
    sheet.write_datetime(1, 1, date(2026, 9, 30), book.add_format({"num_format": "yyyy-mm-dd"}))
    book.close()

    table = read_table_in_child(file.getvalue(), "plan.xlsx", headings())

    assert (table.sheet, table.header_row, table.rows[1]) == ("Plan", 1, ("Workshop", "2026-09-30"))


@pytest.mark.both
def test_a_plan_is_brought_in_with_the_recommendations_of_a_finding(session):
    finding = a_finding(session, "Säkerställ vårdplaner")

    import_plan(session, MONA, understood(), finding_id=finding.id, file_sha256="0" * 64, now=NOON)
    session.flush()

    actions = session.exec(select(Action).order_by(Action.number)).all()
    asked = session.exec(select(Recommendation).order_by(Recommendation.place)).all()
    assert [one.text for one in asked] == ["Säkerställ vårdplaner", "Kontrollera tillstånd"]
    assert [(a.state, a.due_on, a.owner_role) for a in actions] == [
        ("ongoing", date(2026, 9, 30), "Rut Lind"),
        ("planned", date(2026, 9, 30), "Enhetschef"),
        ("planned", date(2026, 12, 31), "Samordnare"),
        ("ongoing", None, ""),
    ]
    assert actions[0].recommendation_id == asked[0].id
    assert told(session, "PlanImported")[0]["refused"] == 3


def test_without_a_finding_the_words_of_the_recommendation_stay(session):
    import_plan(session, MONA, understood(), file_sha256="0" * 64, now=NOON)

    assert session.exec(select(Action.why)).all()[0] == "Säkerställ vårdplaner"


def test_bringing_in_the_same_plan_again_brings_in_nothing_twice(session):
    an_action(session, title="revidera  RUTINEN", owner_id=RUT.id)

    plan = understood(known=known_here(session, now=NOON))

    assert "Revidera rutinen" not in [row.action for row in plan.rows]


def test_a_manager_of_one_unit_brings_in_no_plan_for_the_whole(session):
    with pytest.raises(Forbidden):
        import_plan(session, MAX, understood(), file_sha256="0" * 64, now=NOON)


def test_an_empty_plan_is_not_brought_in(session):
    with pytest.raises(NothingToBringIn):
        import_plan(
            session, MONA, understood("Åtgärd;Hur\n;\n".encode()), file_sha256="0" * 64, now=NOON
        )


def test_the_file_is_looked_at_before_anything_is_saved(browser, session):
    browser.sign_in(MONA)
    sent = browser.post("/actions/import", files={"file": ("plan.csv", PLAN.encode())})
    draft = sent.headers["location"]

    shown = browser.get(draft)
    refused = browser.get(draft + "/refused.csv")
    hesitant = browser.post(draft, data={})
    brought_in = browser.post(draft, data={"without_refused": "true"})
    again = browser.get(draft)

    assert "4 åtgärder" in shown.text
    assert "Det finns ingen åtgärd på raden" in shown.text
    assert "rad;kolumn;varde;skal" in refused.text
    assert (hesitant.status_code, brought_in.status_code, again.status_code) == (422, 303, 404)
    session.rollback()
    assert len(session.exec(select(Action)).all()) == 4


def test_columns_are_chosen_by_hand_where_headings_are_shifted(browser):
    browser.sign_in(MONA)
    content = "Kolumn A;Kolumn B\nWorkshop;hösten 2026\n".encode()
    draft = browser.post("/actions/import", files={"file": ("p.csv", content)}).headers["location"]

    before = browser.get(draft)
    after = browser.get(draft + "?columns=action&columns=when")

    assert "Läs in 1 åtgärd" not in before.text
    assert "Läs in 1 åtgärd" in after.text
    assert "31 december 2026" in after.text


def test_what_is_no_table_is_refused_with_a_reason(browser):
    browser.sign_in(MONA)

    answers = [
        browser.post("/actions/import", files={"file": ("plan.pdf", b"%PDF-1.7 plan")}),
        browser.post("/actions/import"),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "Filen kunde inte läsas" in answers[0].text


def test_somebody_elses_draft_does_not_exist(browser):
    browser.sign_in(MONA)
    draft = browser.post("/actions/import", files={"file": ("plan.csv", PLAN.encode())}).headers[
        "location"
    ]
    browser.sign_in(MAX)

    assert browser.get(draft).status_code == 404
    assert browser.get("/actions/import").status_code == 403
