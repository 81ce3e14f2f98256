"""What follows from findings, for tests of reports: some of it after the last day of the report."""

from datetime import UTC, date, datetime

from sqlmodel import select

from app.actions.models import Action, ActionChange
from app.deviations.models import (
    Deficiency,
    Deviation,
    DeviationChange,
    Objection,
    ProtectionAlarm,
    ReportingDuty,
)
from app.key_figures.models import KeyFigure, KeyFigureValue
from app.reviews.models import Review
from tests.app.summary.reviewed import sample_of
from tests.cast import KIM, MONA, NOON, RUT


def moment(month, day, hour=12):
    return datetime(2026, month, day, hour, tzinfo=UTC)


# Reported, closed, due, about legal security, kind, cause, unit. The sixth was reported after
# midnight in Sweden, the seventh withdrawn, the eighth reported the year before; the last was
# closed in July and taken up again in September.
DEVIATIONS = (
    (moment(1, 10), moment(2, 9), None, True, "plan", "no_routine", "north"),
    (moment(3, 1), moment(8, 31, 21), date(2026, 6, 1), False, "plan", "unknown", "south"),
    (moment(5, 5), moment(9, 2), date(2026, 6, 1), True, "visits", "unknown", "north"),
    (moment(7, 1), None, date(2026, 8, 30), False, "plan", "unknown", None),
    (moment(8, 31, 21), None, date(2026, 12, 1), False, "other", "no_routine", "north"),
    (moment(8, 31, 22), None, date(2026, 7, 1), False, "other", "unknown", "north"),
    (moment(4, 1), None, date(2026, 5, 1), True, "plan", "unknown", "north"),
    (datetime(2025, 11, 1, 12, tzinfo=UTC), moment(2, 1), None, True, "plan", "unknown", "south"),
    (moment(6, 1), None, date(2026, 12, 30), False, "plan", "unknown", "south"),
)
WITHDRAWN, REOPENED = 6, 8


def what_follows(session, round_, unreported):
    """Register deviations, duties, objections, alarms, actions and key figures.

    ``unreported`` is a question that files failed: two of them have become deviations, one of
    them after the last day.
    """
    deviations = [_deviation(number, *row) for number, row in enumerate(DEVIATIONS)]
    session.add_all(deviations)
    session.flush()
    _found_in_files(session, round_, unreported, (deviations[0], deviations[5]))
    session.add_all(
        ReportingDuty(
            deviation_id=deviations[place].id,
            duty="ivo",
            due_on=date(2026, 12, 1),
            done_on=done,
            decided_at=decided,
            decided_by=KIM.id,
        )
        for place, decided, done in (
            (0, moment(2, 1), date(2026, 3, 1)),
            (1, moment(3, 1), date(2026, 9, 5)),
            (2, moment(6, 1), None),
            (3, moment(9, 1), date(2026, 9, 2)),
        )
    )
    for field, before, after, at in (
        ("state", "open", "closed", moment(7, 15)),
        ("state", "closed", "open", moment(9, 5)),
        ("due_on", "2026-08-30", "2026-12-30", moment(9, 6)),
    ):
        session.add(_changed(deviations[REOPENED], field, before, after, at))
    _plan(session)
    _key_figures(session)
    session.flush()


def _changed(deviation, field, before, after, at):
    return DeviationChange(
        deviation_id=deviation.id, at=at, by=KIM.id, field=field, before=before, after=after
    )


def _deviation(number, reported, closed, due, legal, kind, cause, unit):
    state = "withdrawn" if number == WITHDRAWN else "closed" if closed else "open"
    return Deviation(
        number=f"2026-{number:03}",
        title="Något gick fel",
        state=state,
        kind=kind,
        cause=cause,
        unit_id=unit,
        rule_of_law=legal,
        due_on=due,
        reported_at=reported,
        reported_by=KIM.id,
        opened_at=reported,
        closed_at=closed,
        closed_by=KIM.id if closed else None,
    )


def _found_in_files(session, round_, question, deviations):
    """Let files of the round have led to deviations, objections and alarms."""
    cases = sample_of(session, round_)[:4]
    decided = (moment(7, 2), moment(9, 3), None, moment(7, 5))
    for place, case in enumerate(cases):
        review = session.exec(
            select(Review).where(Review.frame_case_id == case.id, Review.seat == 1)
        ).one()
        deficiency = Deficiency(
            round_id=round_.id,
            frame_case_id=case.id,
            review_id=review.id,
            unit_id=case.unit_id,
            form_name=round_.form_name,
            form_version=round_.form_version,
            question_id=question,
            state="deviation" if place < len(deviations) else "waiting",
            deviation_id=deviations[place].id if place < len(deviations) else None,
            found_at=moment(6, 1),
        )
        session.add(deficiency)
        session.flush()
        session.add(
            Objection(
                deficiency_id=deficiency.id,
                text="Det står i akten.",
                at=moment(7, 1),
                by=RUT.id,
                upheld=None if decided[place] is None else place != 3,
                decided_at=decided[place],
                decided_by=KIM.id,
            )
        )
        session.add(
            ProtectionAlarm(
                round_id=round_.id,
                frame_case_id=case.id,
                raised_at=moment(8, 31, 20 + place),
                raised_by=RUT.id,
            )
        )
    session.flush()


def an_action(number, **more):
    return Action(
        **{
            "number": f"2026-{number:03}",
            "title": "Utbildning",
            "owner_id": KIM.id,
            "owner_role": "quality",
            "created_at": moment(2, 1),
            "created_by": KIM.id,
            **more,
        }
    )


def _plan(session):
    done = {"evidence": "Protokoll.", "done_by": KIM.id}
    seen = {"effect": "helped", "effect_note": "Bättre.", "verified_by": MONA.id}
    verified = {"state": "verified", **done}
    later = an_action(
        4,
        done_at=moment(9, 1),
        verified_at=moment(9, 20),
        **verified,
        **seen,
        due_on=date(2026, 7, 1),
    )
    moved = an_action(7, state="ongoing", due_on=date(2026, 12, 1))
    session.add_all(
        [
            an_action(1, state="ongoing", due_on=date(2026, 6, 1)),
            an_action(2, state="done", done_at=moment(5, 1), **done),
            an_action(3, done_at=moment(4, 1), verified_at=moment(8, 1), **verified, **seen),
            later,
            an_action(5, created_at=moment(9, 1)),
            an_action(
                6,
                done_at=moment(4, 1),
                verified_at=moment(8, 31, 21),
                **verified,
                **{**seen, "effect": "cannot_tell"},
            ),
            moved,
            an_action(8, state="abandoned"),
        ]
    )
    session.flush()
    for action, field, before, after, at in (
        (later, "state", "planned", "done", moment(9, 1)),
        (later, "state", "done", "verified", moment(9, 20)),
        (moved, "due_on", "2026-07-01", "2026-12-01", moment(9, 5)),
        (moved, "state", "planned", "ongoing", moment(3, 5)),
    ):
        session.add(
            ActionChange(
                action_id=action.id, at=at, by=KIM.id, field=field, before=before, after=after
            )
        )


def _key_figures(session):
    session.add_all(
        KeyFigure(code=f"N0000{place}", place=place, name=name, measure="per 1 000")
        for place, name in enumerate(("Placerade barn", "Dygn i familjehem"), start=1)
    )
    session.flush()
    session.add_all(
        KeyFigureValue(code=code, year=year, area=area, value=value, at=NOON, by=KIM.id)
        for code, year, area, value in (
            ("N00001", 2024, "own", 40.0),
            ("N00001", 2025, "own", 41.5),
            ("N00001", 2027, "own", 50.0),
            ("N00002", 2025, "own", 12.25),
            ("N00002", 2026, "country", 99.0),
        )
    )
