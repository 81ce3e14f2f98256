"""The reviews of the demonstration: filled in, handed in, read and approved."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlalchemy import insert
from sqlmodel import Session, col, select

from app.audit.log import append
from app.auth.actor import Actor
from app.consensus.queries import final_cases, unsettled
from app.consensus.service import Settlement, settle_case
from app.demo.answers import Given, answer_all
from app.demo.deviations import decide_critical, gather_the_rest
from app.reviews.assuring import approve_review, return_review
from app.reviews.models import Answer, AnswerVersion, Review, ReviewState
from app.reviews.queries import case_facts
from app.reviews.replacing import ReplacementReason, approve_replacement, propose_replacement
from app.reviews.saving import AnswerSaved
from app.reviews.submitting import submit_review
from app.reviews.viewing import note_view
from app.rounds.models import FrameCase, Round
from app.summary.service import close_round
from review_forms import CaseFacts, ReviewForm, load
from review_forms.answer_kinds import codes

MINUTES_A_QUESTION = 1.1
SMALLEST = 5
SLIPS = 0.07
# How much of a review is filled in that is not yet handed in: a part of the answers, or none.
BEGUN = (0.0, 0.0, 0.35, 0.8)
RETURNED, WAITING = 3, 11


def review_round(
    session: Session,
    cast: Mapping[str, Actor],
    round_: Round,
    *,
    first_day: date,
    closed_at: datetime | None,
    done: float,
    better: float,
    taught: AbstractSet[str] = frozenset(),
) -> None:
    """Review a round: all of it, or as far as ``done`` says."""
    chance = Random(round_.name)  # noqa: S311 (invented answers; no draw rests on it)
    form = load(round_.form_name, round_.form_version)
    kim = cast["kim"]
    by_id = {actor.id: actor for actor in cast.values()}
    _replace_one(
        session, cast, round_, now=_working_time(first_day, 0, 1, chance), decided=done == 1
    )
    reviews = _in_order(session, round_)
    finished = int(len(reviews) * done)
    for place, (review, case) in enumerate(reviews):
        part = 1.0 if place < finished else chance.choice(BEGUN)
        if not part:
            continue
        given = _answers(form, case_facts(case, round_), case, review.seat, (better, taught))
        start = _working_time(first_day, place, len(reviews), chance)
        reviewer = by_id[review.reviewer_id]
        ended = _fill_in(session, reviewer, review, given, start, part)
        if part < 1:
            continue
        submit_review(session, reviewer, review.id, seen=len(given), now=ended)
        waiting = 0 if closed_at else finished - place
        _decide(session, kim, review, waiting, now=ended + timedelta(days=1))
    if closed_at is not None:
        _settle_all(session, kim, round_, now=closed_at - timedelta(days=1))
        gather_the_rest(session, kim, round_, now=closed_at - timedelta(hours=3))
        close_round(session, kim, round_.id, smallest=SMALLEST, now=closed_at)


def _replace_one(
    session: Session, cast: Mapping[str, Actor], round_: Round, *, now: datetime, decided: bool
) -> None:
    """Let the first drawn case turn out not to belong to the population."""
    case, _ = min(
        ((case, review) for review, case in _in_order(session, round_)),
        key=lambda row: row[0].case_number,
    )
    proposed = propose_replacement(
        session,
        cast["mona"],
        case.id,
        ReplacementReason.not_in_population,
        "Placeringen avslutades före perioden; slutdatum saknades i uttaget.",
        now=now,
    )
    session.flush()
    if decided:
        later = now + timedelta(hours=2)
        approve_replacement(session, cast["kim"], round_.id, proposed.id, now=later)


def _decide(session: Session, kim: Actor, review: Review, waiting: int, *, now: datetime) -> None:
    """Approve what came in first; of the last, one goes back and the others wait to be read."""
    if waiting == RETURNED:
        words = "Förtydliga vad som saknas i genomförandeplanen, så att det går att åtgärda."
        return_review(session, kim, review.round_id, review.id, words, now=now)
    elif waiting == 0 or waiting > WAITING:
        decide_critical(session, kim, review, now=now)
        approve_review(session, kim, review.round_id, review.id, now=now)


def _settle_all(session: Session, kim: Actor, round_: Round, *, now: datetime) -> None:
    """Let the third person side with the first reader, question by question."""
    first = {
        case.frame_case_id: case.by_reviewer[0]
        for case in final_cases(session, round_.id)
        if len(case.by_reviewer) > 1
    }
    disputed: dict[str, dict[str, Settlement]] = {}
    for each in unsettled(session, round_.id):
        words = "Akten läst gemensamt: uppgiften saknas."
        settlement = Settlement(first[each.frame_case_id][each.question_id], words)
        disputed.setdefault(each.frame_case_id, {})[each.question_id] = settlement
    for frame_case_id, answers in disputed.items():
        settle_case(session, kim, round_.id, frame_case_id, answers, now=now)


def _in_order(session: Session, round_: Round) -> list[tuple[Review, FrameCase]]:
    rows = session.exec(
        select(Review, FrameCase)
        .join(FrameCase, col(FrameCase.id) == Review.frame_case_id)
        .where(Review.round_id == round_.id, Review.state != ReviewState.withdrawn)
        .order_by(col(FrameCase.place), col(FrameCase.ticket), col(Review.seat))
    )
    return [(review, case) for review, case in rows]


def _working_time(first_day: date, place: int, of: int, chance: Random) -> datetime:
    """Spread the reviews over five weeks of working days."""
    day = first_day + timedelta(days=int(33 * place / max(1, of)))
    while day.weekday() > 4:  # noqa: PLR2004 (Friday)
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, 7 + place % 8, chance.randint(0, 50), tzinfo=UTC)


def _answers(
    form: ReviewForm,
    facts: CaseFacts,
    case: FrameCase,
    seat: int,
    improved: tuple[float, AbstractSet[str]],
) -> dict[str, Given]:
    """Answer as the case's own dice fall; a second reader sees the same file a little otherwise."""
    chance = Random(f"{case.case_number} {form.name}")  # noqa: S311 (as above)
    given = answer_all(form, facts, chance, better=improved[0], taught=improved[1])
    if seat == 1:
        return given
    slips = Random(f"{case.case_number} second")  # noqa: S311 (as above)
    free = _leading_nowhere(form)
    return {
        name: Given("partly", answer.reason, answer.comment or "Finns, men är ofullständigt.")
        if name in free and answer.value in {"yes", "no"} and slips.random() < SLIPS
        else answer
        for name, answer in given.items()
    }


def _leading_nowhere(form: ReviewForm) -> frozenset[str]:
    """Name the questions that may be answered otherwise without calling for other questions."""
    leading = {each.question for question in form.questions for each in question.enable_when}
    return frozenset(
        question.id
        for question in form.questions
        if question.answer is not None
        and question.kind == "met"
        and question.id not in leading
        and "partly" in codes(question.answer)
    )


def _fill_in(
    session: Session,
    reviewer: Actor,
    review: Review,
    given: Mapping[str, Given],
    start: datetime,
    part: float,
) -> datetime:
    """Save the answers one by one, a minute or so apart, and give the time of the last."""
    connection = session.connection()
    note_view(connection, reviewer.id, review.id, now=start)
    session.refresh(review)
    names: Sequence[str] = list(given)[: max(1, int(len(given) * part))]
    rows = []
    moment = start
    for name in names:
        moment += timedelta(minutes=MINUTES_A_QUESTION)
        answer = given[name]
        keys = {"review_id": review.id, "question_id": name}
        rows.append(
            {
                **keys,
                "value": answer.value,
                "reason": answer.reason,
                "comment": answer.comment,
                "version": 1,
                "at": moment,
                "by": reviewer.id,
            }
        )
        append(connection, AnswerSaved(at=moment, actor_id=reviewer.id, version=1, **keys))
    connection.execute(insert(Answer), rows)
    connection.execute(insert(AnswerVersion), rows)
    return moment
