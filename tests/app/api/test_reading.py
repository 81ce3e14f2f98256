"""What programs read: tables in pages, errors with codes, and nothing more than asked for."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import select

from app.api.description import description_of
from app.api.examples import ORIGIN, POWER_QUERY, PYTHON, R, filled_in
from app.api.routes import router
from app.audit.models import AuditEntry
from app.auth.permissions import GRANTS
from app.auth.scopes import NEEDS, Scope
from app.organisation.models import Role, RoleGrant
from app.summary.service import close_round, report_of
from tests.app.api.programs import a_program, a_token
from tests.app.rights import kept
from tests.app.summary.reviewed import a_reviewed_round, read_all
from tests.cast import ADA, AUDREY, KIM, MAX, MONA, NOON, RUT
from tests.conftest import HTMX

DOCS = Path(__file__).parents[3] / "docs"
ROUTES = [row for row in kept() if row["token"]]


@pytest.fixture
def round_(session):
    made = a_reviewed_round(session)
    read_all(session, made)
    session.commit()
    return made


@pytest.fixture
def program(browser):
    return a_program(browser, KIM, *Scope)


def test_the_description_in_the_docs_is_that_of_the_program():
    written = json.loads((DOCS / "openapi.json").read_text(encoding="utf-8"))

    assert written == description_of(router), (
        "write it anew: stickprov openapi --to docs/openapi.json"
    )


def test_every_described_address_is_in_the_docs_for_people():
    page = (DOCS / "api.md").read_text(encoding="utf-8")

    assert [path for path in description_of(router)["paths"] if f"`{path}`" not in page] == []


@pytest.mark.parametrize("actor", [RUT, MONA, MAX, KIM, ADA, AUDREY], ids=lambda actor: actor.id)
def test_a_token_opens_the_routes_of_its_scope_if_the_role_has_them_and_no_others(
    browser, session, actor
):
    """Try every route for programs with a token for everything, and the rights of each role."""
    everything = a_program(browser, KIM, *Scope)
    for grant in session.exec(select(RoleGrant).where(RoleGrant.person_id == KIM.id)):
        session.delete(grant)
    session.add_all(
        RoleGrant(person_id=KIM.id, role=role, unit_id=unit) for role, unit in actor.grants
    )
    session.commit()
    (role,) = actor.roles

    wrong = []
    for row in ROUTES:
        path = row["path"].removeprefix("/api/v1").replace("{round_id}", "nothing")
        answer = everything.get(path)
        if (answer.status_code not in {401, 403, 429}) is not (row[role] == "yes"):
            wrong.append((row["path"], answer.status_code))

    assert wrong == []


def test_a_token_for_one_scope_opens_no_other(browser):
    for scope in Scope:
        narrow = a_program(browser, KIM, scope)
        for row in ROUTES:
            path = row["path"].removeprefix("/api/v1").replace("{round_id}", "nothing")
            answer = narrow.get(path)
            missing = answer.status_code == 403 and answer.json()["code"] == "scope_missing"
            assert missing is (row["token"] != scope), (scope, row["path"])


def test_a_browser_that_is_signed_in_opens_nothing_here(browser, round_):
    browser.sign_in(KIM)

    answers = [browser.get(f"/api/v1/rounds{rest}") for rest in ("", f"/{round_.id}/answers")]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert {answer.json()["code"] for answer in answers} == {"token_needed"}
    assert answers[0].headers["www-authenticate"] == 'Bearer realm="stickprov"'
    assert answers[0].headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/rounds/nothing", 404, "not_found"),
        ("/rounds/nothing/summary", 404, "not_found"),
        ("/rounds/nothing/answers", 404, "not_found"),
        ("/nothing", 404, "not_found"),
        ("/rounds?wanted=all", 422, "not_understood"),
        ("/rounds?limit=0", 422, "not_understood"),
        ("/rounds?limit=10001", 422, "not_understood"),
        ("/rounds?cursor=x", 422, "cursor_unknown"),
        ("/rounds?cursor=w6U", 422, "cursor_unknown"),
        ("/rounds/nothing?limit=3", 422, "not_understood"),
    ],
)
def test_what_cannot_be_answered_is_said_in_one_way(program, path, status, code):
    answer = program.get(path, headers={"Accept": "text/html", **HTMX})

    told = answer.json()
    assert (answer.status_code, told["code"], told["status"]) == (status, code, status)
    assert told["type"] == f"urn:stickprov:problem:{code}"
    assert answer.headers["content-type"] == "application/problem+json"
    if code == "not_understood":
        assert {fault["parameter"] for fault in told["errors"]} <= {"wanted", "limit"}


def test_nothing_can_be_changed(program):
    headers = {"Authorization": f"Bearer {program.token}"}

    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert program.browser.request(method, "/api/v1/rounds", headers=headers).status_code == 405


def test_the_figures_are_those_of_the_report(program, session, round_):
    rows = {row["id"]: row for row in program.rows(f"/rounds/{round_.id}/summary")}

    figures = report_of(session, MONA, round_.id, smallest=5).figures
    for line in figures.questions:
        row = rows[line.id]
        assert (row["uppfyllt"], row["bedomda"]) == (line.whole.yes, line.whole.assessed)
        assert (row["andel"], row["nedre"], row["ovre"]) == (
            line.whole.share,
            line.whole.low,
            line.whole.high,
        )


@pytest.mark.parametrize(
    "part", ["summary", "strata", "units", "design", "questions", "answers", "files"]
)
def test_pages_of_any_size_make_the_same_table_in_json_and_csv(program, round_, part):
    path = f"/rounds/{round_.id}/{part}"

    whole = program.rows(path, limit=10_000)
    in_pages = program.rows(path, limit=37)
    as_csv = program.get(f"{path}.csv", params={"limit": 10_000})
    by_accept = program.get(path, params={"limit": 10_000}, headers={"Accept": "text/csv"})

    assert in_pages == whole
    assert whole
    read = list(csv.DictReader(io.StringIO(as_csv.text.removeprefix("\ufeff"), newline="")))
    assert by_accept.text == as_csv.text
    assert list(read[0]) == list(whole[0])
    texts = [{k: "" if v is None else str(v) for k, v in row.items()} for row in whole]
    assert [{k: v.removeprefix("'") for k, v in row.items()} for row in read] == texts


def test_a_csv_page_says_where_the_next_one_is(program, round_):
    answer = program.get(f"/rounds/{round_.id}/summary.csv", params={"limit": 5})

    assert answer.headers["link"].startswith(f"</api/v1/rounds/{round_.id}/summary.csv?limit=5&")
    assert answer.headers["link"].endswith('>; rel="next"')


def test_what_has_not_changed_is_not_sent_again(program, round_):
    first = program.get(f"/rounds/{round_.id}/summary")

    again = program.get(
        f"/rounds/{round_.id}/summary", headers={"If-None-Match": first.headers["etag"]}
    )

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_a_cursor_of_a_case_that_is_gone_is_refused_not_guessed(program, round_):
    answer = program.get(f"/rounds/{round_.id}/answers", params={"cursor": "bm90aGluZw"})

    assert (answer.status_code, answer.json()["code"]) == (422, "cursor_unknown")


def test_every_reading_of_single_answers_is_logged(program, session, round_):
    program.get(f"/rounds/{round_.id}/answers")
    program.get(f"/rounds/{round_.id}/files")
    program.get(f"/rounds/{round_.id}/summary")

    read = session.exec(select(AuditEntry).where(AuditEntry.event == "AnswersRead")).all()
    assert [(entry.actor_id, entry.object_id) for entry in read] == [(KIM.id, round_.id)] * 2


def test_a_program_of_one_units_manager_reads_that_unit(browser, round_):
    mine = a_program(browser, MAX, Scope.summary)

    rows = mine.rows(f"/rounds/{round_.id}/units")

    assert {row["grupp"] for row in rows} == {"Enhet Norr"}


def test_a_round_tells_how_it_was_drawn(program, session, round_):
    close_round(session, KIM, round_.id, smallest=5, now=NOON)
    session.commit()

    told = program.get(f"/rounds/{round_.id}").json()["data"]

    assert (told["omgang"], told["laget"], told["preliminart"]) == ("Höst 2026", "closed", False)
    assert len(told["resultat_sha256"]) == 64


def test_the_change_since_the_round_before_is_that_of_the_page(program, session, round_):
    close_round(session, KIM, round_.id, smallest=5, now=NOON)
    later = a_reviewed_round(
        session,
        id="s" * 16,
        name="Vår 2027",
        period_from=round_.period_to,
        period_to=round_.period_to.replace(year=2027),
    )
    read_all(session, later, seed=8)
    session.commit()

    rows = program.rows(f"/rounds/{later.id}/changes")
    named = program.rows(f"/rounds/{later.id}/changes", since=round_.id)
    none = program.get(f"/rounds/{round_.id}/changes")

    assert rows == named
    assert {row["niva"] for row in rows} >= {"question", "section", "overall", "grade"}
    told = next(row for row in rows if row["id"] == "care_plan_exists")
    assert told["skillnad"] == pytest.approx(told["efter"] - told["fore"], abs=0.006)
    assert none.status_code == 404


def test_before_the_first_draw_tables_are_empty_and_not_missing(program):
    assert program.rows("/rounds") == program.rows("/summary") == []


@pytest.mark.usefixtures("round_")
def test_the_example_in_python_reads_every_page(live, database, program):
    token = a_token(database, KIM, Scope.summary)
    example = filled_in(PYTHON, live.url).replace('"limit": 1000', '"limit": 7')

    said = subprocess.run(
        [sys.executable, "-c", example],
        env={"STICKPROV_TOKEN": token},
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout == f"{len(program.rows('/summary'))} rows\n"


@pytest.mark.parametrize("example", [POWER_QUERY, R, PYTHON])
def test_an_example_is_short_asks_this_server_and_holds_no_key(example):
    assert len(example.splitlines()) <= 13
    assert "https://s.example" in filled_in(example, "https://s.example")
    assert ORIGIN not in filled_in(example, "https://s.example")
    assert "stickprov_" not in example


def test_every_token_route_asks_for_the_right_that_its_scope_needs():
    for row in ROUTES:
        may = {role for role in Role if NEEDS[Scope(row["token"])] in GRANTS[role]}
        assert {role for role in Role if row[role] == "yes"} == may
