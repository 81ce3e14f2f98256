"""The database as a store: its file, its references, its guards, and each answer's history."""

from collections.abc import Iterator

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from app.errors import N_
from app.outside.faults import Fault
from app.reviews.models import Answer, AnswerVersion
from app.tables import METADATA

GUARDS = {
    "sqlite": {"audit_entry_no_update", "audit_entry_no_delete"},
    "postgresql": {"audit_entry_append_only", "audit_entry_no_truncate"},
}
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}
DAMAGED = N_("The file of the database is damaged: %(why)s")
ORPHANS = N_("%(rows)s rows of the table %(table)s point at something that is not there.")
UNGUARDED = N_("The guard %(name)s, which keeps the log from being changed, is missing.")
WITHOUT_HISTORY = N_("%(answers)s answers are not the last that was saved in their history.")


def faults_in_storage(session: Session) -> Iterator[Fault]:
    """Ask the database itself whether it is whole."""
    kind = session.get_bind().dialect.name
    connection = session.connection()
    if kind == "sqlite":
        for (verdict,) in connection.exec_driver_sql("PRAGMA integrity_check").all():
            if verdict != "ok":
                yield Fault("database", DAMAGED, {"why": verdict})
    for table, rows in _orphans(session, kind):
        yield Fault("database", ORPHANS, {"table": table, "rows": rows})
    there = {name for (name,) in connection.exec_driver_sql(TRIGGERS[kind]).all()}
    for name in sorted(GUARDS[kind] - there):
        yield Fault("database", UNGUARDED, {"name": name})


def _orphans(session: Session, kind: str) -> Iterator[tuple[str, int]]:
    """Count the rows whose other end is missing, as after a restore with references off."""
    if kind == "sqlite":
        found = session.connection().exec_driver_sql("PRAGMA foreign_key_check").all()
        for table in sorted({row[0] for row in found}):
            yield table, sum(row[0] == table for row in found)
        return
    for table in METADATA.sorted_tables:
        for key in table.foreign_keys:
            other = key.column.table.alias("other")
            rows = session.execute(
                select(func.count())
                .select_from(table.outerjoin(other, other.c[key.column.name] == key.parent))
                .where(key.parent.is_not(None), other.c[key.column.name].is_(None))
            ).scalar_one()
            if rows:
                yield table.name, rows


def faults_in_answers(session: Session) -> Iterator[Fault]:
    """Compare each answer that stands with the history that only grows."""
    versions = (
        select(
            col(AnswerVersion.review_id),
            col(AnswerVersion.question_id),
            func.count().label("saved"),
            func.max(col(AnswerVersion.version)).label("newest"),
        )
        .group_by(col(AnswerVersion.review_id), col(AnswerVersion.question_id))
        .subquery()
    )
    same = and_(
        col(AnswerVersion.review_id) == col(Answer.review_id),
        col(AnswerVersion.question_id) == col(Answer.question_id),
        col(AnswerVersion.version) == col(Answer.version),
    )
    wrong = session.execute(
        select(func.count())
        .select_from(Answer)
        .outerjoin(
            versions,
            and_(
                versions.c.review_id == col(Answer.review_id),
                versions.c.question_id == col(Answer.question_id),
            ),
        )
        .outerjoin(AnswerVersion, same)
        .where(
            or_(
                col(AnswerVersion.version).is_(None),
                versions.c.newest != col(Answer.version),
                versions.c.saved != col(Answer.version),
                col(AnswerVersion.value) != col(Answer.value),
                col(AnswerVersion.reason) != col(Answer.reason),
                col(AnswerVersion.comment) != col(Answer.comment),
            )
        )
    ).scalar_one()
    if wrong:
        yield Fault("answers", WITHOUT_HISTORY, {"answers": wrong})
