"""Every kind of figure in the report, reckoned again from the raw rows by other code.

Rows are read with SQL; the formulas are written out here from docs/method.md with the tables of
scipy. Nothing of ``sampling`` or ``app.summary`` takes part.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from math import sqrt
from statistics import median

import pytest
import sqlalchemy as sa
from scipy.stats import beta, t

from app.actions.models import Action, ActionChange
from app.deviations.models import Deviation
from review_forms import load
from tests.app.reports.reported import a_closed_round, a_draft, content
from tests.cast import KIM, MONA

CELLS = {
    ("north", "Familjehem"): (30, 12),
    ("south", "Familjehem"): (24, 10),
    ("north", "HVB"): (20, 8),
    ("south", "HVB"): (16, 8),
}
FIRST, LAST = date(2026, 1, 1), date(2026, 8, 31)
# Limits are told to the whole per cent where a group is left out.
ROUNDED = 0.0051


def strata_of(session, round_id, question):
    """Give N, n, m and a by stratum: frame, read, assessed, met."""
    rows = session.execute(
        sa.text(
            "SELECT c.stratum, c.id, c.drawn, a.value FROM frame_case c "
            "LEFT JOIN review r ON r.frame_case_id = c.id "
            "LEFT JOIN answer a ON a.review_id = r.id AND a.question_id = :question "
            "WHERE c.round_id = :round"
        ),
        {"question": question, "round": round_id},
    ).all()
    found = defaultdict(lambda: [0, 0, 0, 0])
    for stratum, _, drawn, value in rows:
        counts = found[stratum]
        counts[0] += 1
        counts[1] += bool(drawn)
        counts[2] += value in {"yes", "partly", "no"}
        counts[3] += value == "yes"
    return list(found.values())


def share_of(strata):
    met = sum(N / n * a for N, n, _, a in strata)
    assessed = sum(N / n * m for N, n, m, _ in strata)
    return met / assessed


def limits_of(strata):
    """Korn and Graubard (1998), with the finite population and few degrees of freedom."""
    p = share_of(strata)
    weighted = sum(N / n * m for N, n, m, _ in strata)
    v = v0 = 0.0
    for N, n, m, a in strata:  # noqa: N806 (as on the page of the method)
        scores = [1 - p] * a + [-p] * (m - a) + [0.0] * (n - m)
        middle = sum(scores) / n
        spread = sum((score - middle) ** 2 for score in scores) / (n - 1)
        part = (N / n) ** 2 * n * spread / weighted**2
        v0 += part
        v += part * (1 - n / N)
    squares = sum((N / n) ** 2 * m for N, n, m, _ in strata)
    kept = sum((N / n) ** 2 * m * (1 - n / N) for N, n, m, _ in strata)
    effective = min(p * (1 - p) / v0, weighted**2 / squares) / max(v / v0, kept / squares)
    cases = sum(m for *_, m, _ in strata)
    df = sum(m - 1 for *_, m, _ in strata if m)
    effective *= (t.ppf(0.975, cases - 1) / t.ppf(0.975, df)) ** 2
    hits = p * effective
    return beta.ppf(0.025, hits, effective - hits + 1), beta.ppf(0.975, hits + 1, effective - hits)


@pytest.fixture
def told(session):
    round_ = a_closed_round(session, cells=CELLS)
    part = content(session, a_draft(session)).rounds[0]
    form = load("placed_child_short", "2026-1")
    met = [
        line
        for line in part.figures.questions
        if form.question(line.id).kind == "met" and form.question(line.id).good_direction == "yes"
    ]
    assert len(met) >= 5
    return session, round_.id, met


def test_counts_and_shares(told):
    session, round_id, lines = told
    assert sum(line.whole.yes is not None for line in lines) >= 3

    for line in lines:
        strata = strata_of(session, round_id, line.id)
        assert line.whole.frame == sum(N for N, *_ in strata) == 90
        assert line.whole.assessed == sum(m for *_, m, _ in strata)
        # Where a group is left out, its counts cannot follow from the others.
        assert line.whole.yes in {None, sum(a for *_, a in strata)}
        assert line.whole.share == pytest.approx(share_of(strata), abs=1e-12)


def test_intervals(told):
    session, round_id, lines = told
    checked = 0

    for line in lines:
        strata = strata_of(session, round_id, line.id)
        if line.whole.method == "korn_graubard" and 0 < line.whole.share < 1:
            low, high = limits_of(strata)
            assert line.whole.low == pytest.approx(low, abs=ROUNDED), line.id
            assert line.whole.high == pytest.approx(high, abs=ROUNDED), line.id
            checked += 1

    assert checked >= 4


def test_what_is_red(session):
    round_ = a_closed_round(session, cells=CELLS)
    said = content(session, a_draft(session))
    form = load("placed_child_short", "2026-1")
    red = {each.line.id for each in said.red}

    for line in said.rounds[0].figures.questions:
        question = form.question(line.id)
        if question.kind == "met" and question.good_direction == "yes":
            p = share_of(strata_of(session, round_.id, line.id))
            below = line.whole.high is not None and line.whole.high < (
                1 if question.critical else 0.8
            )
            assert (line.id in red) == (below or (question.critical and p < 1)), line.id


def test_changes_between_two_rounds(session):
    early = a_closed_round(session, cells=CELLS, id="e" * 16, name="Vår 2026", period_to=LAST)
    session.execute(sa.text("UPDATE frame_case SET case_number = 'v-' || case_number"))
    session.execute(
        sa.text("UPDATE round SET period_to = '2026-04-30', period_from = '2025-05-01'")
    )
    session.expire_all()
    late = a_closed_round(session, cells=CELLS, period_to=date(2026, 10, 31))
    change = next(
        part.change for part in content(session, a_draft(session)).rounds if part.id == late.id
    )
    form = load("placed_child_short", "2026-1")
    checked = 0

    for each in change.questions:
        question = form.question(each.id)
        if question.kind != "met" or question.good_direction != "yes":
            continue
        before, after = (strata_of(session, id_, each.id) for id_ in (early.id, late.id))
        p1, p2 = share_of(before), share_of(after)
        assert (each.before, each.after) == pytest.approx((p1, p2), abs=1e-12)
        assert each.difference == pytest.approx(p2 - p1, abs=ROUNDED)
        if 0 < p1 < 1 and 0 < p2 < 1:
            (l1, u1), (l2, u2) = limits_of(before), limits_of(after)
            low = p2 - p1 - sqrt((p2 - l2) ** 2 + (u1 - p1) ** 2)
            high = p2 - p1 + sqrt((u2 - p2) ** 2 + (p1 - l1) ** 2)
            assert (each.low, each.high) == pytest.approx((low, high), abs=2 * ROUNDED)
            checked += 1

    assert checked >= 3


def moment(month, day, hour=12):
    return datetime(2026, month, day, hour, tzinfo=UTC)


DEVIATIONS = (
    # reported, closed, due, legal security
    (moment(1, 10), moment(2, 9), None, True),
    (moment(3, 1), moment(8, 31, 21), date(2026, 6, 1), False),
    (moment(5, 5), moment(9, 2), date(2026, 6, 1), True),
    (moment(7, 1), None, date(2026, 8, 30), False),
    (moment(8, 31, 21), None, date(2026, 12, 1), False),
    (moment(8, 31, 22), None, date(2026, 12, 1), False),
)


def test_deviations_as_they_stood_on_the_last_day(session):
    for number, (reported, closed, due, legal) in enumerate(DEVIATIONS):
        session.add(
            Deviation(
                number=f"2026-{number:03}",
                title="Något gick fel",
                state="closed" if closed else "open",
                rule_of_law=legal,
                due_on=due,
                reported_at=reported,
                reported_by=KIM.id,
                opened_at=reported,
                closed_at=closed,
                closed_by=KIM.id if closed else None,
            )
        )
    session.flush()
    # The sixth was reported, and the third closed, after midnight in Sweden.
    rows = DEVIATIONS[:5]
    closed = [row for row in rows if row[1] and row[1] <= moment(8, 31, 22) - timedelta(seconds=1)]

    facts = content(session, a_draft(session)).deviations

    assert (facts.opened, facts.closed, facts.handled) == (len(rows), len(closed), len(closed))
    assert facts.share_closed == len(closed) / len(rows)
    assert facts.median_days == median((row[1] - row[0]).days for row in closed)
    assert facts.open_at_end == len(rows) - len(closed)
    assert facts.overdue == sum(
        row[2] is not None and row[2] < LAST for row in rows if row not in closed
    )
    assert facts.rule_of_law == sum(row[3] for row in rows)


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


def test_actions_as_they_stood_on_the_last_day(session):
    done = {"evidence": "Protokoll.", "done_by": KIM.id}
    seen = {"effect": "helped", "effect_note": "Bättre.", "verified_by": MONA.id}
    early = an_action(1, state="ongoing", due_on=date(2026, 6, 1))
    waiting = an_action(2, state="done", done_at=moment(5, 1), **done)
    helped = an_action(
        3, state="verified", done_at=moment(4, 1), verified_at=moment(8, 1), **done, **seen
    )
    later = an_action(
        4, state="verified", done_at=moment(9, 1), verified_at=moment(9, 20), **done, **seen
    )
    after = an_action(5, created_at=moment(9, 1))
    session.add_all([early, waiting, helped, later, after])
    session.flush()
    for field, before, now in (("state", "planned", "done"), ("state", "done", "verified")):
        at = moment(9, 1) if now == "done" else moment(9, 20)
        session.add(
            ActionChange(
                action_id=later.id, at=at, by=KIM.id, field=field, before=before, after=now
            )
        )
    session.flush()

    facts = content(session, a_draft(session)).actions

    assert (facts.planned, facts.ongoing, facts.done, facts.verified) == (1, 1, 1, 1)
    assert (facts.helped, facts.not_helped, facts.cannot_tell) == (1, 0, 0)
    assert facts.overdue == 1
