"""A round of a hundred thousand files, read and approved: some six million answers."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

from sqlalchemy import insert
from sqlmodel import Session

from app.consensus.queries import facts_of_cases
from app.db import Database
from app.organisation.models import Person, Unit
from app.register.models import RegisterImport
from app.reviews.models import Review, ReviewState
from app.rounds.models import Attempt, FrameCase, Round, RoundState
from app.schema import upgrade
from app.settings import Mode, Settings
from review_forms import Walk, load
from tests.app.summary.reviewed import some_answers

FORM = ("placed_child_full", "2026-1")
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
STRATA, UNITS, PATTERNS = 20, 5, 60
CASES_AT_ONCE = 2000


def settings_at(home: Path) -> Settings:
    return Settings(mode=Mode.test, data_dir=home)


def a_large_round(home: Path, answers: int) -> None:
    """Fill a database with a round whose answers make so many rows, a few more at most."""
    database = Database(settings_at(home))
    upgrade(database.writer)
    with database.writing() as session:
        round_ = _the_round(session)
        attempt = _the_attempt(session, round_)
        session.add(_case(round_.id, attempt.id, 0))
        session.flush()
        (facts,) = facts_of_cases(session, round_).values()
        patterns = [some_answers(round_, facts, Random(number)) for number in range(PATTERNS)]
        form = load(*FORM)
        rows = [len(Walk.through(form, {**facts, **given}).called) for given in patterns]
        round_id, attempt_id = round_.id, attempt.id
        _review_all(session, [(round_id, 0)], patterns)
    cases = round(answers / (sum(rows) / PATTERNS))
    for first in range(1, cases, CASES_AT_ONCE):
        numbers = range(first, min(first + CASES_AT_ONCE, cases))
        with database.writing() as session:
            made = [_case(round_id, attempt_id, number).model_dump() for number in numbers]
            session.execute(insert(FrameCase), made)
            _review_all(session, [(round_id, number) for number in numbers], patterns)
    database.close()


def _the_round(session: Session) -> Round:
    session.add_all([Unit(id=f"u{n}", name=f"Enhet {n}", key=f"enhet {n}") for n in range(UNITS)])
    session.add(Person(id="p", username="p", name="P", created_at=AT))
    session.flush()
    round_ = Round(
        name="Stor",
        period_from=date(2025, 11, 1),
        period_to=date(2026, 10, 31),
        due_on=date(2026, 12, 18),
        form_name=FORM[0],
        form_version=FORM[1],
        state=RoundState.reviewing,
        created_by="p",
        created_at=AT,
    )
    session.add(round_)
    session.flush()
    return round_


def _the_attempt(session: Session, round_: Round) -> Attempt:
    counts = ("rows_read", "rows_refused", "rows_new", "rows_changed", "rows_gone")
    export = RegisterImport(
        at=AT,
        imported_by="p",
        file_name="u.csv",
        file_sha256="0" * 64,
        **dict.fromkeys(counts, 0),
    )
    session.add(export)
    session.flush()
    attempt = Attempt(
        round_id=round_.id,
        number=1,
        import_id=export.id,
        frozen_at=AT,
        frozen_by="p",
        commitment={},
        commit_sha256="0" * 64,
        server_entropy=b"",
        drawn_at=AT,
        seed="0" * 64,
    )
    session.add(attempt)
    session.flush()
    return attempt


def _case(round_id: str, attempt_id: str, number: int) -> FrameCase:
    return FrameCase(
        id=f"c{number:015}",
        attempt_id=attempt_id,
        round_id=round_id,
        case_number=f"2026-{number:06}",
        stratum=f"Stratum {number % STRATA}",
        unit_id=f"u{number % UNITS}",
        placement_form="Familjehem",
        legal_basis="SoL",
        age=9,
        started_on=date(2025, 3, 1),
        place=number // STRATA + 1,
        drawn=True,
    )


def _review_all(
    session: Session, cases: list[tuple[str, int]], patterns: list[dict[str, str]]
) -> None:
    reviews = [
        Review(
            id=f"r{number:015}",
            round_id=round_id,
            frame_case_id=f"c{number:015}",
            reviewer_id="p",
            form_name=FORM[0],
            form_version=FORM[1],
            state=ReviewState.approved,
        ).model_dump()
        for round_id, number in cases
    ]
    session.execute(insert(Review), reviews)
    # Straight to the driver: six million rows are more than an object for each can bear.
    session.connection().exec_driver_sql(
        "INSERT INTO answer (review_id, question_id, value, reason, comment, version, at, by) "
        "VALUES (?, ?, ?, '', '', 1, '2026-11-23 12:00:00.000000', 'p')",
        list(_answers(cases, patterns)),
    )


def _answers(
    cases: list[tuple[str, int]], patterns: list[dict[str, str]]
) -> Iterator[tuple[str, str, str]]:
    for _, number in cases:
        for question, value in patterns[number % PATTERNS].items():
            yield f"r{number:015}", question, value
