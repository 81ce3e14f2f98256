"""Every figure of what changed between two rounds, reckoned again from the raw rows."""

from datetime import date

import pytest
import sqlalchemy as sa

from app.reports.gathering import Rules, content_of
from app.summary.service import close_round
from tests.app.reports.raw_answers import cases_of, checklist
from tests.app.reports.raw_change import changes_of
from tests.app.reports.reported import CLOSED, SIGNED, a_draft
from tests.app.reports.test_every_figure import numbers_in
from tests.app.summary.reviewed import a_reviewed_round, read_all
from tests.cast import KIM

# Strata read in part and in full, one that only the later round has, files read in both rounds.
BEFORE = {
    ("north", "Familjehem"): (30, 12),
    ("south", "Familjehem"): (24, 10),
    ("north", "HVB"): (20, 3),
    ("south", "HVB"): (16, 2),
    ("north", "Jourhem"): (6, 6),
}
AFTER = {
    ("north", "Familjehem"): (28, 17),
    ("south", "Familjehem"): (24, 8),
    ("north", "HVB"): (14, 8),
    ("south", "HVB"): (16, 7),
    ("north", "Jourhem"): (6, 6),
    ("south", "SiS"): (9, 5),
}


def a_read_round(session, **more):
    round_ = a_reviewed_round(session, **more)
    read_all(session, round_)
    return round_


def worse(session, round_, question):
    """Let a question be met in no file of a round, so that some change is sure."""
    session.execute(
        sa.text(
            "UPDATE answer SET value = 'no' WHERE question_id = :question AND review_id IN "
            "(SELECT id FROM review WHERE round_id = :id)"
        ),
        {"question": question, "id": round_.id},
    )
    session.expire_all()


def material_of(session, round_):
    return cases_of(session, round_), checklist(round_.form_name, round_.form_version)


@pytest.mark.parametrize("smallest", [1, 5])
@pytest.mark.parametrize("form", ["placed_child_short", "placed_child_full"])
def test_every_change_is_reckoned_again(session, form, smallest):
    days = {"period_from": date(2025, 5, 1), "period_to": date(2026, 4, 30)}
    early = a_read_round(session, cells=BEFORE, id="e" * 16, name="Vår 2026", **days)
    worse(session, early, "care_plan_exists")
    close_round(session, KIM, early.id, smallest=smallest, now=CLOSED)
    session.flush()
    late = a_read_round(session, cells=AFTER, form_name=form)
    close_round(session, KIM, late.id, smallest=smallest, now=CLOSED)
    said = content_of(session, a_draft(session), Rules("Provkommun", smallest, 0.8), now=SIGNED)
    parts = {part.id: part for part in said.rounds}
    hidden = {
        line.id for part in parts.values() for line in part.figures.questions if line.whole.hidden
    }
    change = parts[late.id].change
    told = dict(numbers_in(change))
    for kind in ("questions", "sections", "indices"):
        told |= {(kind, each.id, "verdict"): each.verdict for each in getattr(change, kind)}

    ours = changes_of(material_of(session, early), material_of(session, late), hidden, smallest)

    assert set(told) == set(ours)
    wrong = {
        path: (value, ours[path])
        for path, value in told.items()
        if value != (ours[path] if isinstance(value, str) else pytest.approx(ours[path], abs=1e-9))
    }
    assert wrong == {}
    assert {"better", "cannot_tell"} <= {value for value in told.values() if isinstance(value, str)}
    assert parts[early.id].change is None
