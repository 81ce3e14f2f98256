"""Every answer on a row of its own, with what it takes to weigh it. For quality work only."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.consensus.queries import FinalCase
from app.errors import N_
from app.organisation.models import Unit
from app.rounds.models import FrameCase, Round
from app.summary.design import DESIGN, design_of, drawn_in, read_in
from app.summary.findings import judged
from app.summary.queries import CASES_AT_ONCE, attempt_of, read_through
from app.summary.sheets import Block, Column, Kind, Row, Sheet
from app.web.language import language
from review_forms import Grade, Question, ReviewForm, Walks, called_for, load, outcome, rate, shown

_CASE = (Column("arendenummer", N_("Case number"), width=20), Column("enhet", N_("Unit"), width=24))
ANSWERS = (
    *_CASE,
    *DESIGN,
    Column("fraga", N_("Question"), width=26, meaning=N_("The id of the question")),
    Column("nummer", N_("Number"), width=8),
    Column("svar", N_("Answer"), width=22, meaning=N_("As it is kept; see the code book")),
    Column("svar_text", N_("Answer in words"), width=40),
    Column("utfall", N_("Outcome"), meaning=N_("yes, partly, no, not_applicable, or nothing")),
    Column("akt_saknas", N_("File not found"), Kind.integer, N_("1 when there was no file")),
)
FILES = (
    *_CASE,
    *DESIGN,
    Column("plats", N_("Place in the queue"), Kind.integer),
    Column("laget", N_("Standing"), meaning=N_("read, replaced or waiting")),
    Column("akt_saknas", N_("File not found"), Kind.integer),
    Column("betyg", N_("File grade"), meaning=N_("sound, remarks, deficient or serious")),
    Column("granskare", N_("Reviewers"), Kind.integer),
)
MOST_KEPT = 100_000
Units = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class _Case:
    id: str
    case_number: str
    unit: str
    stratum: str
    place: int
    replaced: bool


Sample = Mapping[str, _Case]


def answers_sheet(
    session: Session, round_: Round, *, units: Units = None, cases: Sequence[str] | None = None
) -> Sheet:
    """Lay out the answers that count: one row, one answer. ``None`` is every unit, every case."""
    form = load(round_.form_name, round_.form_version)
    return Sheet(
        "svar",
        N_("Answers"),
        ANSWERS,
        long=_answer_blocks(session, round_, _parts(session, round_, units, cases)),
        size=read_in(session, round_),
        rows_each=len(form.questions),
    )


def cases_sheet(
    session: Session, round_: Round, *, units: Units = None, cases: Sequence[str] | None = None
) -> Sheet:
    """Lay out the sample: one row, one case. ``None`` is every unit, every case."""
    return Sheet(
        "akter",
        N_("Files"),
        FILES,
        long=_case_blocks(session, round_, _parts(session, round_, units, cases)),
        size=drawn_in(session, round_),
    )


def _answer_blocks(session: Session, round_: Round, parts: Iterable[Sample]) -> Iterator[Block]:
    form = load(round_.form_name, round_.form_version)
    design = {name: each.cells for name, each in design_of(session, round_).items()}
    walks = Walks(form)
    found, without_file = _Tails(form, missing=False), _Tails(form, missing=True)
    for cases in parts:
        for read, facts in read_through(session, round_, list(cases)):
            case = cases[read.frame_case_id]
            walk = walks.through({**facts, **read.answers})
            tails, given = (without_file, {}) if read.file_missing else (found, walk.values)
            yield Block(
                (case.case_number, case.unit, *design[case.stratum]),
                [tails[each.id, given.get(each.id)] for each in walk.called],
            )


class _Tails(dict[tuple[str, str | None], Row]):
    """What a row says about a question and its answer, made once for each pair of them.

    There are millions of rows, and few things that they say.
    """

    def __init__(self, form: ReviewForm, *, missing: bool) -> None:
        self._questions = {question.id: question for question in form.questions}
        self._missing = missing

    def __missing__(self, pair: tuple[str, str | None]) -> Row:
        if len(self) >= MOST_KEPT:
            self.clear()
        question_id, value = pair
        row = self[pair] = _tail(self._questions[question_id], value, missing=self._missing)
        return row


def _tail(question: Question, value: str | None, *, missing: bool) -> Row:
    met = None if value is None else outcome(question, value)
    return (
        question.id,
        question.number,
        value or "",
        "" if value is None else shown(question, value, language()),
        "no" if missing else met.value if met else "",
        int(missing),
    )


def _case_blocks(session: Session, round_: Round, parts: Iterable[Sample]) -> Iterator[Block]:
    design = {name: each.cells for name, each in design_of(session, round_).items()}
    form = load(round_.form_name, round_.form_version)
    for cases in parts:
        read = {
            case.frame_case_id: (
                int(case.file_missing),
                _grade(form, case, facts).value,
                max(len(case.by_reviewer), 1),
            )
            for case, facts in read_through(session, round_, list(cases))
        }
        for case in cases.values():
            stands = "replaced" if case.replaced else "read" if case.id in read else "waiting"
            found = read.get(case.id, (None, "", None))
            head = (case.case_number, case.unit, *design[case.stratum])
            yield Block(head, [(case.place, stands, *found)])


def _grade(form: ReviewForm, case: FinalCase, facts: Mapping[str, str]) -> Grade:
    if not case.file_missing:
        return rate(form, {**facts, **case.answers}).grade
    asked_for = {question.id for question in called_for(form, facts)}
    critical = any(each.critical and each.id in asked_for for each in judged(form))
    return Grade.serious if critical else Grade.deficient


def sample_ids(session: Session, round_: Round, units: Units = None) -> Sequence[str]:
    """Give the ids of the sample in the order of its queues, as they stand under each other."""
    return session.scalars(
        select(col(FrameCase.id))
        .where(
            col(FrameCase.attempt_id) == attempt_of(session, round_.id).id,
            col(FrameCase.drawn),
            *([] if units is None else [col(FrameCase.unit_id).in_(units)]),
        )
        .order_by(col(FrameCase.stratum), col(FrameCase.place), col(FrameCase.case_number))
    ).all()


def _parts(
    session: Session, round_: Round, units: Units, cases: Sequence[str] | None
) -> Iterator[Sample]:
    """Give the sample, or these cases of it, a few hundred at a time."""
    ids = sample_ids(session, round_, units) if cases is None else cases
    for start in range(0, len(ids), CASES_AT_ONCE):
        yield _cases(session, ids[start : start + CASES_AT_ONCE])


def _cases(session: Session, ids: Sequence[str]) -> dict[str, _Case]:
    rows = session.execute(
        select(
            col(FrameCase.id),
            col(FrameCase.case_number),
            col(Unit.name),
            col(FrameCase.stratum),
            func.coalesce(col(FrameCase.place), 0),
            col(FrameCase.replaced),
        )
        .join(Unit, col(Unit.id) == col(FrameCase.unit_id))
        .where(col(FrameCase.id).in_(ids))
    )
    found = {row[0]: _Case(*row) for row in rows}
    return {case: found[case] for case in ids}
