"""Two readings of one case side by side: where they differ, and what was settled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.consensus.models import SettledAnswer
from app.consensus.queries import unsettled
from app.errors import NotFound
from app.organisation.models import Unit
from app.reviews.models import Review, ReviewState
from app.reviews.queries import answers_of, case_facts
from app.reviews.sheet import NOTHING, Given
from app.rounds.models import FrameCase, Round
from review_forms import (
    NOT_FOUND,
    Disagreement,
    Question,
    ReviewForm,
    asked,
    disagreements,
    load,
)
from review_forms.answer_kinds import ChoiceAnswer, codes

TWO = 2


@dataclass(frozen=True)
class Comparison:
    """A case that two people have read to the end, each without knowing of the other."""

    round_: Round
    case: FrameCase
    unit: str
    reviews: tuple[Review, Review]
    readings: tuple[Mapping[str, Given], Mapping[str, Given]]
    settled: Mapping[str, SettledAnswer]
    facts: Mapping[str, str]

    @cached_property
    def form(self) -> ReviewForm:
        return load(self.round_.form_name, self.round_.form_version)

    @cached_property
    def values(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        first, second = (
            {name: given.value for name, given in reading.items() if given.value}
            for reading in self.readings
        )
        return first, second

    @cached_property
    def joint(self) -> Mapping[str, str]:
        """Give what counts so far: what both answered, and what was settled."""
        first, second = self.values
        same = {name: value for name, value in first.items() if second.get(name) == value}
        return {**self.facts, **same, **{name: one.value for name, one in self.settled.items()}}

    @cached_property
    def differing(self) -> list[Question]:
        """List the questions to settle, or settled, in the order of the form.

        Free text is left out: it is read, not counted. So are questions that the joint answers
        do not call for.
        """
        first, second = self.values
        return [
            question
            for question in asked(self.form, self.joint)
            if question.kind != "text" and first.get(question.id) != second.get(question.id)
        ]

    @property
    def open(self) -> list[Question]:
        return [question for question in self.differing if question.id not in self.settled]

    @property
    def agreed(self) -> int:
        """Count the questions that both were asked and answered alike."""
        first, second = self.values
        return sum(second.get(name) == value for name, value in first.items())

    @property
    def deadlines(self) -> list[Disagreement]:
        """List the time limits that come out differently, because the dates do."""
        first, second = ({**self.facts, **values} for values in self.values)
        return [one for one in disagreements(self.form, first, second) if one.question.computed]

    def given(self, reading: int, question: Question) -> Given:
        return self.readings[reading].get(question.id, NOTHING)

    def choices(self, question: Question) -> list[str]:
        """List what a question can be settled as: what they answered, or what else is on offer."""
        answered = [values[question.id] for values in self.values if question.id in values]
        kind = question.answer
        offered = list(codes(kind)) if kind is not None else []
        if isinstance(kind, ChoiceAnswer) and kind.multiple:
            offered = []
        elif not offered:
            offered = [NOT_FOUND]
        return list(dict.fromkeys([*answered, *offered]))


def comparison(session: Session, actor: Actor, round_id: str, frame_case_id: str) -> Comparison:
    """Load a case that was read twice, both reviews approved, for somebody who may settle it."""
    if not actor.may(Permission.settle_case) or not frame_case_id.isprintable():
        raise NotFound
    wanted = (
        select(Round, FrameCase, Unit.name)
        .join(FrameCase, col(FrameCase.round_id) == Round.id)
        .join(Unit, col(Unit.id) == FrameCase.unit_id)
        .where(Round.id == round_id, FrameCase.id == frame_case_id, ~col(FrameCase.replaced))
    )
    units = actor.units_for(Permission.settle_case)
    if units is not None:
        wanted = wanted.where(col(FrameCase.unit_id).in_(units))
    row = session.exec(wanted).one_or_none()
    reviews = _read_to_the_end(session, frame_case_id)
    if row is None or len(reviews) != TWO:
        raise NotFound
    round_, case, unit = row
    first, second = (answers_of(session.connection(), review.id) for review in reviews)
    return Comparison(
        round_=round_,
        case=case,
        unit=unit,
        reviews=(reviews[0], reviews[1]),
        readings=(first, second),
        settled=_settled(session, frame_case_id),
        facts=case_facts(case, round_).answers(),
    )


def _read_to_the_end(session: Session, frame_case_id: str) -> Sequence[Review]:
    """Give the reviews of a case if all are approved, without those of a missing file."""
    reviews = session.exec(
        select(Review)
        .where(Review.frame_case_id == frame_case_id, Review.state != ReviewState.withdrawn)
        .order_by(col(Review.seat))
    ).all()
    if any(review.state != ReviewState.approved for review in reviews):
        return []
    return [review for review in reviews if not review.file_missing]


def _settled(session: Session, frame_case_id: str) -> dict[str, SettledAnswer]:
    rows = session.exec(select(SettledAnswer).where(SettledAnswer.frame_case_id == frame_case_id))
    return {row.question_id: row for row in rows}


@dataclass(frozen=True, slots=True)
class ReadTwice:
    """A case with two reviewers in the list of those to settle."""

    case_id: str
    case_number: str
    unit: str
    approved: bool
    open: int
    settled: int


def cases_read_twice(session: Session, actor: Actor, round_: Round) -> list[ReadTwice]:
    """List the cases of a round that have two reviewers, those to settle first."""
    wanted = (
        select(FrameCase.id, FrameCase.case_number, Unit.name, Review.state)
        .join(Unit, col(Unit.id) == FrameCase.unit_id)
        .join(Review, col(Review.frame_case_id) == FrameCase.id)
        .where(
            FrameCase.round_id == round_.id,
            ~col(FrameCase.replaced),
            Review.state != ReviewState.withdrawn,
        )
        .order_by(FrameCase.case_number)
    )
    units = actor.units_for(Permission.settle_case)
    if units is not None:
        wanted = wanted.where(col(FrameCase.unit_id).in_(units))
    states: dict[tuple[str, str, str], list[str]] = {}
    for case_id, number, unit, state in session.exec(wanted):
        states.setdefault((case_id, number, unit), []).append(state)
    left = [one.frame_case_id for one in unsettled(session, round_.id)]
    done = session.exec(
        select(SettledAnswer.frame_case_id)
        .join(FrameCase, col(FrameCase.id) == SettledAnswer.frame_case_id)
        .where(FrameCase.round_id == round_.id)
    ).all()
    listed = [
        ReadTwice(
            case_id=case_id,
            case_number=number,
            unit=unit,
            approved=set(found) == {ReviewState.approved},
            open=left.count(case_id),
            settled=done.count(case_id),
        )
        for (case_id, number, unit), found in states.items()
        if len(found) == TWO
    ]
    return sorted(listed, key=lambda one: (not one.open, not one.approved))
