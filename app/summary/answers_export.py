"""Every answer on a row of its own, with what it takes to weigh it. For quality work only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.consensus.queries import FinalCase, facts_of_cases, final_cases
from app.errors import N_
from app.organisation.models import Unit
from app.rounds.models import FrameCase, Round
from app.summary.findings import judged
from app.summary.queries import attempt_of, drawn_cases
from app.summary.sheets import Cell, Column, Kind, Sheet
from app.web.language import language
from review_forms import Grade, ReviewForm, called_for, load, outcome, rate, shown, standing

_DESIGN = (
    Column("stratum", N_("Stratum"), width=28),
    Column("ram_n", N_("In the frame"), Kind.integer, N_("Cases of the stratum in the frame")),
    Column("urval_n", N_("Read or replaced"), Kind.integer, N_("The sample the weight rests on")),
    Column("sannolikhet", N_("Inclusion probability"), Kind.number),
    Column("vikt", N_("Weight"), Kind.number, N_("Cases of the frame that this one stands for")),
)
_CASE = (Column("arendenummer", N_("Case number"), width=20), Column("enhet", N_("Unit"), width=24))


@dataclass(frozen=True, slots=True)
class _Case:
    id: str
    case_number: str
    unit: str
    stratum: str
    place: int
    replaced: bool


def answers_sheet(session: Session, round_: Round) -> Sheet:
    """Lay out the answers that count: one row, one answer."""
    columns = (
        *_CASE,
        *_DESIGN,
        Column("fraga", N_("Question"), width=26, meaning=N_("The id of the question")),
        Column("nummer", N_("Number"), width=8),
        Column("svar", N_("Answer"), width=22, meaning=N_("As it is kept; see the code book")),
        Column("svar_text", N_("Answer in words"), width=40),
        Column("utfall", N_("Outcome"), meaning=N_("yes, partly, no, not_applicable, or nothing")),
        Column("akt_saknas", N_("File not found"), Kind.integer, N_("1 when there was no file")),
    )
    return Sheet("svar", N_("Answers"), columns, _answer_rows(session, round_))


def cases_sheet(session: Session, round_: Round) -> Sheet:
    """Lay out the sample: one row, one case."""
    columns = (
        *_CASE,
        *_DESIGN,
        Column("plats", N_("Place in the queue"), Kind.integer),
        Column("laget", N_("Standing"), meaning=N_("read, replaced or waiting")),
        Column("akt_saknas", N_("File not found"), Kind.integer),
        Column("betyg", N_("File grade"), meaning=N_("sound, remarks, deficient or serious")),
        Column("granskare", N_("Reviewers"), Kind.integer),
    )
    return Sheet("akter", N_("Files"), columns, _case_rows(session, round_))


def _answer_rows(session: Session, round_: Round) -> Iterator[tuple[Cell, ...]]:
    form = load(round_.form_name, round_.form_version)
    facts = facts_of_cases(session, round_)
    cases, design = _sample(session, round_), _design(session, round_)
    for read in final_cases(session, round_.id):
        case = cases[read.frame_case_id]
        start = (case.case_number, case.unit, *design[case.stratum])
        values = {**facts[case.id], **read.answers}
        given: Mapping[str, str] = {} if read.file_missing else standing(form, values)
        for question in called_for(form, values):
            value = given.get(question.id)
            met = None if value is None else outcome(question, value)
            yield (
                *start,
                question.id,
                question.number,
                value or "",
                "" if value is None else shown(question, value, language()),
                "no" if read.file_missing else met.value if met else "",
                int(read.file_missing),
            )


def _case_rows(session: Session, round_: Round) -> Iterator[tuple[Cell, ...]]:
    design = _design(session, round_)
    form = load(round_.form_name, round_.form_version)
    facts = facts_of_cases(session, round_)
    read = {
        case.frame_case_id: (
            int(case.file_missing),
            _grade(form, case, facts[case.frame_case_id]).value,
            max(len(case.by_reviewer), 1),
        )
        for case in final_cases(session, round_.id)
    }
    for case in _sample(session, round_).values():
        stands = "replaced" if case.replaced else "read" if case.id in read else "waiting"
        missing, grade, reviewers = read.get(case.id, (None, "", None))
        yield (
            *(case.case_number, case.unit, *design[case.stratum]),
            *(case.place, stands, missing, grade, reviewers),
        )


def _grade(form: ReviewForm, case: FinalCase, facts: Mapping[str, str]) -> Grade:
    if not case.file_missing:
        return rate(form, {**facts, **case.answers}).grade
    asked_for = {question.id for question in called_for(form, facts)}
    critical = any(each.critical and each.id in asked_for for each in judged(form))
    return Grade.serious if critical else Grade.deficient


def _sample(session: Session, round_: Round) -> dict[str, _Case]:
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
        .where(col(FrameCase.attempt_id) == attempt_of(session, round_.id).id, col(FrameCase.drawn))
        .order_by(col(FrameCase.stratum), col(FrameCase.place), col(FrameCase.case_number))
    )
    return {row[0]: _Case(*row) for row in rows}


def _design(session: Session, round_: Round) -> dict[str, tuple[Cell, ...]]:
    """Give each stratum its sizes, and what a case of it stands for."""
    attempt = attempt_of(session, round_.id)
    rows = session.execute(
        select(col(FrameCase.stratum), func.count())
        .where(col(FrameCase.attempt_id) == attempt.id)
        .group_by(col(FrameCase.stratum))
    )
    sizes = {row[0]: int(row[1]) for row in rows}
    read = {case.frame_case_id for case in final_cases(session, round_.id)}
    opened: dict[str, int] = dict.fromkeys(sizes, 0)
    for case in drawn_cases(session, attempt.id):
        opened[case.stratum] += case.outside or case.id in read
    return {
        stratum: (
            stratum,
            size,
            opened[stratum],
            opened[stratum] / size,
            size / opened[stratum] if opened[stratum] else None,
        )
        for stratum, size in sizes.items()
    }
