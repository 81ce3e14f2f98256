from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlmodel import select

from app.audit.models import AuditEntry, AuditPayload
from app.errors import NotFound
from app.reviews.models import Answer, AnswerVersion, Review, ReviewState, SaveOperation
from app.reviews.queries import ReviewLocked
from app.reviews.saving import NotSaved, OperationReused, Saved, Stale, save_durably
from app.rounds.models import Round, RoundState
from tests.app.reviews.saves import a_save, op, save
from tests.cast import NOON, RUT, SAM

pytestmark = pytest.mark.both


def rows(database, table):
    with database.reading() as session:
        return session.exec(select(table)).all()


def test_a_saved_answer_stands_with_its_history(database, review):
    save(database, review, value="yes")
    save(database, review, value="no", version=1, reason="not_documented", comment="Bara beslutet.")

    (answer,) = rows(database, Answer)
    assert (answer.value, answer.reason, answer.comment, answer.version, answer.by) == (
        "no",
        "not_documented",
        "Bara beslutet.",
        2,
        RUT.id,
    )
    assert [(row.version, row.value) for row in rows(database, AnswerVersion)] == [
        (1, "yes"),
        (2, "no"),
    ]


def test_a_save_is_logged_without_its_text(database, review):
    save(database, review, value=None, comment="Står i journalen.")

    (entry,) = rows(database, AuditEntry)
    (payload,) = rows(database, AuditPayload)
    assert (entry.event, entry.object_id, entry.actor_id) == ("AnswerSaved", review, RUT.id)
    assert "journalen" not in payload.payload


def test_nothing_at_all_takes_the_answer_back_as_a_version_of_its_own(database, review):
    save(database, review, value="yes")

    outcome = save(database, review, value="", version=1)

    assert outcome.version == 2
    assert [answer.value for answer in rows(database, Answer)] == [""]


def test_what_is_not_sent_is_left_as_it_is(database, review):
    save(database, review, value="yes", comment="Se journalen.")

    save(database, review, value="no", version=1)

    (answer,) = rows(database, Answer)
    assert (answer.value, answer.comment) == ("no", "Se journalen.")


def test_one_save_sent_twenty_times_at_once_is_one_version(database, review):
    one = a_save(review)

    with ThreadPoolExecutor(20) as crowd:
        outcomes = list(
            crowd.map(lambda _: save_durably(database.group, RUT.id, one, now=NOON), range(20))
        )

    assert {(type(outcome), outcome.version) for outcome in outcomes} == {(Saved, 1)}
    assert len(rows(database, AnswerVersion)) == len(rows(database, SaveOperation)) == 1


def test_of_four_windows_with_the_same_version_exactly_one_saves(database, review):
    for version in range(5):
        saves = [a_save(review, value=value, version=version) for value in ("yes", "no") * 2]
        with ThreadPoolExecutor(4) as windows:
            outcomes = list(
                windows.map(lambda one: save_durably(database.group, RUT.id, one, now=NOON), saves)
            )

        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Saved"] + ["Stale"] * 3

    assert [answer.version for answer in rows(database, Answer)] == [5]


def test_a_save_sent_again_gets_the_answer_of_the_first(database, review):
    op_id = op()
    first = save(database, review, value="yes", op_id=op_id)
    save(database, review, value="no", version=1)

    again = save(database, review, value="yes", op_id=op_id)

    assert (again.version, again.at) == (first.version, first.at)
    assert [answer.value for answer in rows(database, Answer)] == ["no"]


def test_a_save_sent_again_after_handing_in_is_still_told_that_it_was_saved(database, review):
    op_id = op()
    save(database, review, op_id=op_id)
    with database.writing() as session:
        session.get_one(Review, review).state = ReviewState.submitted

    assert save(database, review, op_id=op_id).version == 1


@pytest.mark.parametrize("other", [{"value": "no"}, {"version": 1}, {"comment": "Annat"}])
def test_the_number_of_a_save_is_not_used_for_another(database, review, other):
    op_id = op()
    save(database, review, op_id=op_id)

    with pytest.raises(OperationReused):
        save(database, review, op_id=op_id, **other)


def test_who_comes_late_is_given_what_stands(database, review):
    save(database, review, value="no", comment="Min kommentar")

    late = save(database, review, value="yes")

    assert isinstance(late, Stale)
    assert (late.current.value, late.current.comment) == ("no", "Min kommentar")
    assert (late.current.version, late.by, late.current.at) == (1, RUT.name, NOON)


@pytest.mark.parametrize("state", [ReviewState.submitted, ReviewState.approved])
def test_what_is_handed_in_is_locked(database, review, state):
    with database.writing() as session:
        session.get_one(Review, review).state = state

    with pytest.raises(ReviewLocked):
        save(database, review)

    assert rows(database, Answer) == []


def test_a_returned_review_is_open_again(database, review):
    with database.writing() as session:
        session.get_one(Review, review).state = ReviewState.returned

    assert isinstance(save(database, review), Saved)


def test_a_closed_round_is_locked(database, review):
    with database.writing() as session:
        session.exec(select(Round)).one().state = RoundState.closed

    with pytest.raises(ReviewLocked):
        save(database, review)


@pytest.mark.parametrize(
    ("review_id", "question", "actor"),
    [
        (None, "inquiry_on_file", SAM),
        ("aaaaaaaaaaaaaaaa", "inquiry_on_file", RUT),
        ("a\x00b", "inquiry_on_file", RUT),
        (None, "no_such_question", RUT),
        (None, "inquiry_opened_in_14_days", RUT),
    ],
    ids=["somebody else's", "none", "no id at all", "no question", "a computed question"],
)
def test_what_is_not_hers_to_answer_does_not_exist(database, review, review_id, question, actor):
    with pytest.raises(NotFound):
        save(database, review_id or review, question, actor=actor)

    assert rows(database, AnswerVersion) == []


def test_a_withdrawn_review_is_gone(database, review):
    with database.writing() as session:
        session.get_one(Review, review).state = ReviewState.withdrawn

    with pytest.raises(NotFound):
        save(database, review)


@pytest.mark.parametrize(
    ("question", "sent", "part"),
    [
        ("inquiry_on_file", {"value": "maybe"}, "value"),
        ("visits", {"value": "i våras"}, "value"),
        ("visits", {"value": "2026-11-24"}, "value"),
        ("planned_visits_per_year", {"value": "fyra"}, "value"),
        ("good_practice", {"value": "Mamman är 18900201-3283"}, "value"),
        ("inquiry_on_file", {"comment": "Barnet 18900201-3283"}, "comment"),
        ("inquiry_on_file", {"comment": "å" * 2001}, "comment"),
        ("inquiry_on_file", {"reason": "laziness"}, "reason"),
    ],
)
def test_what_is_no_answer_is_refused_with_its_place(database, review, question, sent, part):
    outcome = save(database, review, question, **{"value": None, **sent})

    assert isinstance(outcome, NotSaved)
    assert outcome.refused.part == part
    assert rows(database, Answer) == []


def test_a_date_and_that_there_is_none_cannot_both_be(database, review):
    outcome = save(database, review, "visits", "2026-03-01\nnot_found")

    assert isinstance(outcome, NotSaved)


@pytest.mark.parametrize(
    ("question", "typed", "kept"),
    [
        ("visits", "1 mars 2026, 2026-01-15", "2026-01-15,2026-03-01"),
        ("visits", "not_found", "not_found"),
        ("provider_checked_on", "20260301", "2026-03-01"),
        ("planned_visits_per_year", "4", "4"),
        ("form_matches_need", "2", "2"),
        ("good_practice", "Väl dokumenterat, tydligt.", "Väl dokumenterat, tydligt."),
    ],
)
def test_answers_are_kept_in_one_form(database, review, question, typed, kept):
    save(database, review, question, typed)

    assert [answer.value for answer in rows(database, Answer)] == [kept]


def test_today_is_the_day_in_sweden(database, review):
    before_midnight = NOON.replace(hour=23, minute=30)

    outcome = save(database, review, "visits", date(2026, 11, 24).isoformat(), now=before_midnight)

    assert isinstance(outcome, Saved)
