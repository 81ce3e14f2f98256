import pytest
from sqlmodel import select

from app.audit.models import AuditEntry
from app.reviews.models import Replacement, Review, ReviewState
from tests.app.reviews_assure.handed_in import GOOD, a_round_to_assure, hand_in
from tests.cast import ADA, AUDREY, KIM, MAX, MONA, RUT, SAM
from tests.conftest import HTMX


@pytest.fixture
def handed_in(database):
    """Give the address of a round, and of a review in it that Rut has handed in."""
    with database.writing() as session:
        round_, reviews = a_round_to_assure(session, {"north": 2, "south": 2}, spares=1)
        bad = GOOD | {"care_plan_exists": "no"}
        review = hand_in(
            session, reviews["south-01", 1], bad, comments={"care_plan_exists": "Saknas helt."}
        )
    return f"/rounds/{round_.id}", f"/rounds/{round_.id}/reviews/{review.id}", review.id


def state_of(database, review_id):
    with database.reading() as session:
        return session.get_one(Review, review_id).state


def events(database):
    with database.reading() as session:
        return list(session.exec(select(AuditEntry.event).order_by(AuditEntry.seq)))


def test_progress_shows_where_everything_stands(browser, handed_in):
    home, review, _ = handed_in
    browser.sign_in(KIM)

    shown = browser.get(f"{home}/progress")

    assert shown.status_code == 200
    assert "1 av 2 inlämnade, 0 godkända" in shown.text
    assert f'href="{review}">south-01</a>' in shown.text
    assert "Ska lämnas in senast 18 december 2026." in shown.text


def test_progress_refreshes_itself_in_part(browser, handed_in):
    browser.sign_in(KIM)

    part = browser.get(f"{handed_in[0]}/progress", headers=HTMX)

    assert part.text.strip().startswith('<div class="stack loose" id="standing"')


def test_a_manager_of_one_unit_sees_its_rows_only(browser, handed_in):
    home, review, _ = handed_in
    browser.sign_in(MAX)

    shown = browser.get(f"{home}/progress")

    assert "Du ser ärendena i dina egna enheter." in shown.text
    assert "north-01" in shown.text
    assert "south-01" not in shown.text
    assert browser.get(review).status_code == 404


def test_a_review_is_logged_before_it_is_shown_with_the_worst_first(browser, handed_in, database):
    browser.sign_in(AUDREY)

    shown = browser.get(handed_in[1])

    assert events(database)[-1] == "ReviewViewed"
    assert shown.text.index("Kritiskt och inte uppfyllt") < shown.text.index("Saknas helt.")
    assert "Something" not in shown.text
    assert "Godkänn granskningen" not in shown.text


def test_quality_approves_without_javascript(browser, handed_in, database):
    home, review, review_id = handed_in
    browser.sign_in(KIM)

    assert "Godkänn granskningen" in browser.get(review).text
    answer = browser.post(f"{review}/approve")

    assert (answer.status_code, answer.headers["location"]) == (303, f"{home}/progress")
    assert state_of(database, review_id) == ReviewState.approved
    assert browser.post(f"{review}/approve").status_code == 409


def test_a_return_needs_a_comment_without_identity_numbers(browser, handed_in, database):
    _, review, review_id = handed_in
    browser.sign_in(KIM)

    empty = browser.post(f"{review}/return", data={"comment": " "})
    identity = browser.post(f"{review}/return", data={"comment": "Barnet 19121212-1212"})

    assert empty.status_code == identity.status_code == 422
    assert "Det här ser ut som ett personnummer." in identity.text
    assert state_of(database, review_id) == ReviewState.submitted


def test_a_return_reaches_the_reviewer(browser, handed_in, database):
    _, review, review_id = handed_in
    browser.sign_in(KIM)
    browser.post(f"{review}/return", data={"comment": "Titta igen.", "question_id": "visits"})
    assert state_of(database, review_id) == ReviewState.returned

    browser.sign_in(RUT)

    assert "Titta igen." in browser.get(f"/reviews/{review_id}").text


@pytest.mark.parametrize("actor", [RUT, SAM, ADA])
def test_others_neither_follow_nor_read(browser, handed_in, actor):
    home, review, _ = handed_in
    browser.sign_in(actor)

    for page in (f"{home}/progress", review, f"{home}/replacements"):
        assert browser.get(page).status_code == 403
    assert browser.post(f"{review}/approve").status_code == 403


def test_a_reviewer_proposes_a_replacement_and_a_manager_decides(browser, handed_in, database):
    home, _, _ = handed_in
    browser.sign_in(RUT)
    asked = browser.get("/cases/south-02/replace")
    sent = browser.post(
        "/cases/south-02/replace", data={"reason": "wrong_entry", "explanation": "Dubblett."}
    )
    assert (asked.status_code, sent.status_code, sent.headers["location"]) == (
        200,
        303,
        "/reviews",
    )
    with database.reading() as session:
        what = session.exec(select(Replacement)).one()

    browser.sign_in(MONA)
    assert "1 byte väntar på beslut" in browser.get(f"{home}/progress").text
    waiting = browser.get(f"{home}/replacements").text
    assert "Dubblett." in waiting
    browser.post(f"{home}/replacements/{what.id}/approve")

    decided = browser.get(f"{home}/replacements").text
    assert "south-03" in decided
    assert "Nästa reserv har tagit ärendets plats." in decided
    browser.sign_in(RUT)
    mine = browser.get("/reviews").text
    assert "south-03" in mine
    assert "south-02" not in mine


@pytest.mark.usefixtures("handed_in")
def test_a_missing_file_is_explained_and_nothing_is_proposed(browser, database):
    browser.sign_in(RUT)

    answer = browser.post(
        "/cases/south-02/replace", data={"reason": "file_missing", "explanation": "Borta."}
    )

    assert answer.status_code == 422
    assert "En akt som inte går att hitta byts inte ut." in answer.text
    assert "Borta." in answer.text
    with database.reading() as session:
        assert session.exec(select(Replacement)).all() == []


@pytest.mark.usefixtures("handed_in")
def test_a_proposal_without_a_reason_comes_back(browser):
    browser.sign_in(RUT)

    answer = browser.post("/cases/south-02/replace", data={"explanation": "Borta."})

    assert answer.status_code == 422
    assert "Borta." in answer.text


def test_the_one_who_proposed_sees_that_she_does_not_decide(browser, handed_in, database):
    home, _, _ = handed_in
    browser.sign_in(MONA)
    browser.post(
        "/cases/north-01/replace", data={"reason": "other_municipality", "explanation": "Flyttad."}
    )
    with database.reading() as session:
        what = session.exec(select(Replacement)).one()

    shown = browser.get(f"{home}/replacements").text

    assert "Du har själv föreslagit det här." in shown
    assert f"{what.id}/approve" not in shown
    assert browser.post(f"{home}/replacements/{what.id}/approve").status_code == 403
    browser.sign_in(KIM)
    assert browser.post(f"{home}/replacements/{what.id}/decline").status_code == 303


def test_the_other_reviewer_of_a_case_is_never_named_to_a_reviewer(browser, database):
    with database.writing() as session:
        a_round_to_assure(session, {"south": 1}, double_share=1)
    browser.sign_in(RUT)

    shown = [browser.get(f"/cases/south-01/{what}").text for what in ("recuse", "replace")]
    shown.append(browser.get("/reviews").text)

    assert not any("Sam Berg" in text for text in shown)


def test_progress_asks_as_much_for_twenty_reviews_as_for_two(browser, database, count_queries):
    asked = []
    for cases, name in ((2, "Vår"), (20, "Sommar")):
        with database.writing() as session:
            round_, reviews = a_round_to_assure(
                session, {"north": cases}, name=name, hours_per_case=0.1
            )
            for review in reviews.values():
                hand_in(session, review)
        browser.sign_in(KIM)
        with count_queries(browser.app.state.database) as seen:
            browser.get(f"/rounds/{round_.id}/progress")
        asked.append(len(seen))

    assert asked[0] == asked[1]
