import pytest
from sqlmodel import select

from app.audit.models import AuditEntry, AuditPayload
from app.errors import NotFound
from app.reviews.models import Review, ReviewState
from app.reviews.queries import ReviewLocked, review_to_show
from app.reviews.submitting import (
    AnswersMoved,
    ReviewIncomplete,
    find_file,
    miss_file,
    submit_review,
)
from review_forms import asked
from tests.app.reviews.saves import save
from tests.cast import NOON, RUT, SAM
from tests.make import a_review

SHORT = {"form_name": "placed_child_short"}
ANSWERS = {"date": "2026-02-01", "dates": "2026-02-01", "number": "4", "met": "yes"}


@pytest.fixture
def filled(database):
    """Give the id of a review that is answered to the end."""
    with database.writing() as session:
        review = a_review(session, **SHORT).id
    for _ in range(3):
        with database.reading() as session:
            sheet = review_to_show(session, RUT, review).sheet
        for question in asked(sheet.form, sheet.values):
            if question.id not in sheet.values:
                save(database, review, question.id, ANSWERS[question.kind], comment="Se akten.")
    return review


def seen(database, review):
    with database.reading() as session:
        return review_to_show(session, RUT, review).sheet.seen


@pytest.mark.both
def test_a_review_is_handed_in_with_the_answers_she_has_seen(database, filled):
    with database.writing() as session:
        submit_review(session, RUT, filled, seen=seen(database, filled), now=NOON)

    with database.reading() as session:
        review = session.get_one(Review, filled)
        entry = session.exec(select(AuditEntry).where(AuditEntry.event == "ReviewSubmitted")).one()
        payload = session.get_one(AuditPayload, entry.seq).payload
    assert (review.state, review.submitted_at) == (ReviewState.submitted, NOON)
    assert '"visits":1' in payload


@pytest.mark.both
def test_an_answer_changed_in_another_window_stops_the_handing_in(database, filled):
    before = seen(database, filled)
    save(database, filled, "visits", "2026-03-01", version=1)

    with pytest.raises(AnswersMoved), database.writing() as session:
        submit_review(session, RUT, filled, seen=before, now=NOON)

    with database.reading() as session:
        assert session.get_one(Review, filled).state == ReviewState.open


def test_a_review_with_gaps_is_not_handed_in(database, review):
    with pytest.raises(ReviewIncomplete), database.writing() as session:
        submit_review(session, RUT, review, seen=0, now=NOON)


def test_a_no_without_a_reason_is_a_gap(database, filled):
    save(database, filled, "child_heard", "no", version=1, comment="")

    with pytest.raises(ReviewIncomplete), database.writing() as session:
        submit_review(session, RUT, filled, seen=seen(database, filled), now=NOON)


def test_a_review_is_handed_in_once(database, filled):
    versions = seen(database, filled)
    with database.writing() as session:
        submit_review(session, RUT, filled, seen=versions, now=NOON)

    with pytest.raises(ReviewLocked), database.writing() as session:
        submit_review(session, RUT, filled, seen=versions, now=NOON)


def test_nobody_hands_in_for_another(database, filled):
    with pytest.raises(NotFound), database.writing() as session:
        submit_review(session, SAM, filled, seen=seen(database, filled), now=NOON)


def test_a_missing_file_is_handed_in_without_answers(database, review):
    with database.writing() as session:
        miss_file(session, RUT, review, now=NOON)
        submit_review(session, RUT, review, seen=0, now=NOON)

    with database.reading() as session:
        found = session.get_one(Review, review)
    assert (found.file_missing, found.state) == (True, ReviewState.submitted)


def test_a_missing_file_may_be_found_again_and_both_are_logged(database, review):
    with database.writing() as session:
        miss_file(session, RUT, review, now=NOON)
        find_file(session, RUT, review, now=NOON)

    with database.reading() as session:
        assert session.get_one(Review, review).file_missing is False
        assert session.exec(select(AuditEntry.event).order_by(AuditEntry.seq)).all() == [
            "FileMissed",
            "FileFound",
        ]


def test_the_page_lists_what_is_missing_and_links_to_it(browser, review):
    browser.sign_in(RUT)

    answer = browser.post(f"/reviews/{review}/submit", data={"seen": "0"})

    assert answer.status_code == 422
    assert '<a href="#q-inquiry_on_file">A1' in answer.text


def test_the_page_hands_in_and_says_so(browser, database, filled):
    browser.sign_in(RUT)
    sum_of_versions = str(seen(database, filled))

    answer = browser.post(f"/reviews/{filled}/submit", data={"seen": sum_of_versions})
    after = browser.get("/reviews")

    assert (answer.status_code, answer.headers["location"]) == (303, "/reviews")
    assert "Ärende south-01 är inlämnat." in after.text
    assert "1 inlämnad" in after.text


def test_the_page_takes_a_missing_file_and_takes_it_back(browser, review):
    browser.sign_in(RUT)

    browser.post(f"/reviews/{review}/file-missing")
    missing = browser.get(f"/reviews/{review}").text
    browser.post(f"/reviews/{review}/file-found")
    found = browser.get(f"/reviews/{review}").text

    assert "Granskas som saknad" in missing
    assert "answer-form" not in missing
    assert "answer-form" in found
