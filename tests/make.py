"""Rows for tests. Each builder takes what the test is about, and makes up the rest."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.deviations.deciding import make_deviations
from app.deviations.models import Deficiency, DeficiencyState
from app.register.models import RegisterCase, RegisterImport
from app.reviews.models import Review
from app.rounds.models import Attempt, FrameCase, Round, RoundState
from tests.cast import KIM, MONA, NOON, RUT

SEED = "0e1a2565767f9899934da9d31e57676c0dca91da43b15280af3a87c24070dd90"


def a_drawn_round(
    session: Session,
    cases: Mapping[str, int],
    *,
    spares: int = 0,
    caseworkers: Mapping[str, str] | None = None,
    **more: Any,
) -> Round:
    """Make a round whose sample is drawn: so many cases in each unit, and spares after them.

    Cases are called ``north-01`` and so on, and their ids are the same.
    """
    round_ = Round(
        **{
            "name": "Höst 2026",
            "period_from": date(2026, 1, 1),
            "period_to": date(2026, 10, 31),
            "due_on": date(2026, 12, 18),
            "form_name": "placed_child_short",
            "form_version": "2026-1",
            "state": RoundState.drawn,
            "hours_per_case": 1.0,
            "created_by": MONA.id,
            "created_at": NOON,
            **more,
        }
    )
    session.add(round_)
    export = RegisterImport(
        at=NOON,
        imported_by=MONA.id,
        file_name="uttag.csv",
        file_sha256="0" * 64,
        rows_read=1,
        rows_refused=0,
        rows_new=1,
        rows_changed=0,
        rows_gone=0,
    )
    session.add(export)
    session.flush()
    attempt = Attempt(
        round_id=round_.id,
        number=1,
        import_id=export.id,
        frozen_at=NOON,
        frozen_by=MONA.id,
        commitment={},
        commit_sha256="0" * 64,
        server_entropy=b"",
        drawn_at=NOON,
        seed=SEED,
    )
    session.add(attempt)
    session.flush()
    for unit, count in cases.items():
        for place in range(1, count + spares + 1):
            number = f"{unit}-{place:02}"
            session.add(
                FrameCase(
                    id=number if round_.name == "Höst 2026" else f"{round_.id}-{number}",
                    attempt_id=attempt.id,
                    round_id=round_.id,
                    case_number=number,
                    stratum=unit,
                    unit_id=unit,
                    caseworker=(caseworkers or {}).get(number),
                    placement_form="familjehem",
                    started_on=date(2025, 3, 1),
                    ticket=f"{place:064x}",
                    place=place,
                    drawn=place <= count,
                )
            )
    session.flush()
    return round_


def a_review(session: Session, *, reviewer: Actor = RUT, **more: Any) -> Review:
    """Make an open review of a case in the south: a nine-year-old in a family home under LVU.

    What is not a field of the review is one of its round.
    """
    own = {name: more.pop(name) for name in list(more) if name in Review.model_fields}
    round_ = a_drawn_round(
        session,
        {"south": 1},
        **{
            "form_name": "placed_child_full",
            "state": RoundState.reviewing,
            "published_at": NOON,
            **more,
        },
    )
    case = session.exec(select(FrameCase).where(FrameCase.round_id == round_.id)).one()
    case.placement_form, case.legal_basis, case.age = "Familjehem", "LVU 2 §", 9
    case.caseworker = "hl303"
    session.add(case)
    review = Review(
        **{
            "round_id": round_.id,
            "frame_case_id": case.id,
            "reviewer_id": reviewer.id,
            "form_name": round_.form_name,
            "form_version": round_.form_version,
            **own,
        }
    )
    session.add(review)
    session.flush()
    return review


def answer_for(session: Session, review: Review, *, actor: Actor = KIM) -> None:
    """Make a deviation of every deficiency of a review that waits, so that it can be approved."""
    waiting = session.exec(
        select(Deficiency.id).where(
            Deficiency.frame_case_id == review.frame_case_id,
            Deficiency.state == DeficiencyState.waiting,
            col(Deficiency.stands),
        )
    ).all()
    if waiting:
        make_deviations(session, actor, waiting, now=NOON)


def a_register(
    session: Session,
    forms: Mapping[str, int],
    *,
    counted: int | None = -1,
    refused: int = 0,
    unit: str = "north",
) -> RegisterImport:
    """Make a register with so many open placements of each form, counted by Kim unless told.

    Cases are called ``HVB-000`` and so on.
    """
    total = sum(forms.values())
    export = RegisterImport(
        at=NOON,
        imported_by=MONA.id,
        file_name="uttag.csv",
        file_sha256="0" * 64,
        rows_read=total + refused,
        rows_refused=refused,
        rows_new=total,
        rows_changed=0,
        rows_gone=0,
        counted_in_source=total + refused if counted == -1 else counted,
        counted_by=None if counted is None else KIM.id,
    )
    session.add(export)
    session.flush()
    for form, count in forms.items():
        for number in range(count):
            session.add(a_register_case(export, f"{form}-{number:03}", form=form, unit=unit))
    session.flush()
    return export


def a_register_case(
    export: RegisterImport, case_number: str, *, form: str = "HVB", unit: str = "north", **more: Any
) -> RegisterCase:
    """Make one placement of a register, open since a year ago."""
    return RegisterCase(
        **{
            "case_number": case_number,
            "case_key": case_number.casefold(),
            "unit_id": unit,
            "placement_form": form,
            "started_on": date(2025, 11, 1),
            "import_id": export.id,
            **more,
        }
    )


def a_planned_round(session: Session, **more: Any) -> Round:
    """Make a round that is planned: ten cases by placement form, two people to roll."""
    round_ = Round(
        **{
            "name": "2026-2",
            "period_from": date(2026, 5, 1),
            "period_to": date(2026, 10, 31),
            "due_on": date(2026, 12, 18),
            "form_name": "placed_child_full",
            "form_version": "2026-1",
            "strata_fields": ["placement_form"],
            "sample_size": 10,
            "at_least": 2,
            "created_by": MONA.id,
            "created_at": NOON,
            **more,
        }
    )
    session.add(round_)
    session.flush()
    return round_
