"""What follows from several signed reports together, by elimination over every set of counts."""

from datetime import UTC, date, datetime
from itertools import combinations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from sqlmodel import select

from app.organisation.models import Unit
from app.reports.gathering import content_of
from app.reports.models import Report, ReportKind
from app.reports.service import ReportOrder
from app.reports.signing import sign_report
from app.reports.subtraction import Listed, hidden_beside
from sampling import mask_groups
from tests.app.actions.plans import a_deviation
from tests.app.reports.reported import RULES, SIGNED, a_draft, write_everything
from tests.cast import MONA

FIRST, SECOND, LAST = (
    (date(2026, 1, 1), date(2026, 4, 30)),
    (date(2026, 5, 1), date(2026, 8, 31)),
    (date(2026, 9, 1), date(2026, 12, 31)),
)
YEAR = (FIRST[0], LAST[1])
SPANS = (FIRST, SECOND, LAST)
GROUPS = "abc"
COUNTS = st.lists(st.integers(0, 8), min_size=12, max_size=12)


def days(table):
    """Give the days behind a table: a row for each group and one for none, a column a tertial."""
    return [
        (key, SPANS[span][0])
        for key, row in zip([*GROUPS, None], table, strict=True)
        for span, count in enumerate(row)
        for _ in range(count)
    ]


def hidden_alone(counts, smallest):
    hidden, everything = mask_groups(np.array(counts), smallest=smallest)
    return frozenset(key for key, hide in zip(GROUPS, hidden, strict=False) if hide or everything)


def lists_of(table, smallest):
    """Hide in each tertial what it must for its own sake, and in the year beside them."""
    signed = [Listed(*SPANS[span], hidden_alone(table[:, span], smallest)) for span in range(2)]
    alone = Listed(*YEAR, hidden_alone(table.sum(axis=1), smallest))
    return signed, alone, hidden_beside(days(table), alone, signed, smallest)


def sums(first, last, hidden):
    """Write what a list tells, as marks over the twelve counts."""
    rows = [np.ones(4), *(np.eye(4)[n] for n, key in enumerate(GROUPS) if key not in hidden)]
    within = [first <= span[0] <= last for span in SPANS]
    return [np.outer(row, within).ravel() for row in rows]


def rank(rows):
    return np.linalg.matrix_rank(np.array(rows))


def small_ones_that_follow(table, told, known, smallest):
    """Try every rectangle of groups and tertials: which small ones follow only with the year?"""
    for size in (1, 2, 3):
        for rows in combinations(range(4), size):
            for spans in (s for n in (1, 2, 3) for s in combinations(range(3), n)):
                marks = np.zeros((4, 3))
                marks[np.ix_(rows, spans)] = 1
                if 0 < (marks * table).sum() < smallest:
                    sought = marks.ravel()
                    if rank([*told, sought]) == rank(told) and rank([*known, sought]) > rank(known):
                        yield rows, spans


@example(counts=[4, 2, 1, 6, 0, 0, 8, 4, 3, 0, 0, 0], smallest=5, all_grouped=True)
@given(counts=COUNTS, smallest=st.sampled_from([3, 5]), all_grouped=st.booleans())
def test_no_small_count_follows_from_the_reports_of_a_year(counts, smallest, all_grouped):
    table = np.array(counts).reshape(4, 3)
    table[3] *= not all_grouped
    signed, alone, hidden = lists_of(table, smallest)
    known = [row for each in signed for row in sums(each.first, each.last, each.hidden)]

    # Where all have a group, readers know that too.
    known += list(np.eye(12)[9:]) if not table[3].any() else []
    told = known + sums(*YEAR, hidden)
    # The sum of all is told, and that nothing is in a group which is not listed.
    listed = [key for key, row in zip(GROUPS, table, strict=False) if row.any()]
    known += sums(*YEAR, listed)

    assert hidden >= alone.hidden
    assert list(small_ones_that_follow(table, told, known, smallest)) == []


def test_the_year_does_not_give_away_the_last_tertial():
    table = np.array([[6, 5, 1], [5, 7, 9], [8, 5, 6], [0, 0, 0]])

    _, alone, hidden = lists_of(table, 5)

    assert alone.hidden == frozenset()
    # The smallest of the others goes with it, or it would be what is left of the sum.
    assert "a" in hidden
    assert len(hidden) == 2


def test_what_a_tertial_hid_is_told_of_the_year_where_nothing_small_follows():
    table = np.array([[2, 6, 7], [3, 7, 8], [2, 6, 9], [0, 0, 0]])

    signed, _, hidden = lists_of(table, 5)

    assert signed[0].hidden == frozenset(GROUPS)
    assert hidden == frozenset()


def opened_in(session, *counts):
    """Report so many deviations in each unit, in the middle of each tertial."""
    for unit, row in zip(("north", "south", "west"), counts, strict=True):
        for span, count in enumerate(row):
            at = datetime(2026, 2 + 4 * span, 15, 9, tzinfo=UTC)
            for place in range(count):
                number = f"{unit}-{span}-{place}"
                a_deviation(session, number=number, unit_id=unit, reported_at=at)


def test_the_report_of_the_year_hides_what_the_signed_tertials_would_give_away(session):
    session.add(Unit(id="west", name="Väst", key="väst"))
    session.flush()
    opened_in(session, (6, 5, 1), (9, 8, 9), (7, 5, 6))
    order = ReportOrder(ReportKind.annual, 2026, None, YEAR[0])
    alone = units_told(session, a_draft(session, order))
    for kind, first in ((ReportKind.t1, FIRST[0]), (ReportKind.t2, SECOND[0])):
        tertial = a_draft(session, ReportOrder(kind, 2026, None, first))
        write_everything(session, tertial)
        sign_report(session, MONA, tertial.id, rules=RULES, now=SIGNED)
        session.flush()

    beside = units_told(session, session.exec(select(Report).where(Report.kind == "annual")).one())

    assert alone == {"north": 12, "south": 26, "west": 18}
    assert beside == {"north": None, "south": 26, "west": None}


def units_told(session, report):
    said = content_of(session, report, RULES, now=datetime(2027, 1, 20, 9, tzinfo=UTC))
    return {each.code: each.count for each in said.deviations.by_unit}
