"""Nothing can be learnt of a group of fewer than five files, however one adds and subtracts."""

from fractions import Fraction
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.summary.masked import masked, of_units
from app.summary.queries import material_of
from app.summary.roll_up import by_answer, roll_up
from app.summary.withheld import Withheld, withheld
from app.summary.wording import bounds
from tests.app.summary.reviewed import a_review, a_reviewed_round, read_all, sample_of
from tests.cast import SAM

SMALLEST = 5


def rank(rows):
    """Find the rank of rows of fractions by elimination: no rounding, no library."""
    rows, found = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((r for r in range(found, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for r in range(found + 1, len(rows)):
            factor = rows[r][column] / rows[found][column]
            rows[r] = [a - factor * b for a, b in zip(rows[r], rows[found], strict=True)]
        found += 1
    return found


def what_is_told(base, weights, gone):
    """Write down every sum that a reader of a line can see, over the cells that hold files."""
    cells = [tuple(cell) for cell in np.argwhere(base).tolist()]
    told = []
    for unit, stratum in [(u, None) for u in range(base.shape[0])] + [
        (None, h) for h in range(base.shape[1])
    ]:
        if gone.units[unit] if stratum is None else gone.strata[stratum]:
            continue
        inside = [Fraction(unit in (None, u) and stratum in (None, h)) for u, h in cells]
        weighed = [one * weights[h] for one, (_, h) in zip(inside, cells, strict=True)]
        told += [inside, weighed]
    if not gone.whole:
        told.append([weights[h] for _, h in cells])
        if not gone.counts:
            told.append([Fraction(1)] * len(cells))
    return cells, told


def leaks(base, weights, gone):
    """List the small units, strata and cells that follow from what is told."""
    cells, told = what_is_told(base, weights, gone)
    groups = [[Fraction(u == unit) for u, _ in cells] for unit in range(base.shape[0])]
    groups += [[Fraction(h == stratum) for _, h in cells] for stratum in range(base.shape[1])]
    groups += [[Fraction(cell == other) for other in cells] for cell in cells]
    sizes = [int(base[cell]) for cell in cells]
    small = [
        group
        for group in groups
        if 0 < sum(int(mark) * size for mark, size in zip(group, sizes, strict=True)) < SMALLEST
    ]
    known = rank(told) if told else 0
    return [group for group in small if told and rank([*told, group]) == known]


tables = st.integers(1, 4).flatmap(
    lambda units: st.integers(1, 4).flatmap(
        lambda strata: st.lists(
            st.lists(st.sampled_from([0, 0, 1, 2, 4, 6, 12]), min_size=strata, max_size=strata),
            min_size=units,
            max_size=units,
        )
    )
)


@given(tables, st.lists(st.integers(2, 9), min_size=4, max_size=4))
@settings(max_examples=150, deadline=None)
def test_no_small_group_follows_from_what_is_told(table, weights):
    base = np.array(table)
    weights = [Fraction(weight, 3) for weight in weights[: base.shape[1]]]

    gone = withheld(base, np.array([float(weight) for weight in weights]), SMALLEST)

    assert leaks(base, weights, gone) == []


@given(tables)
@settings(max_examples=100, deadline=None)
def test_small_groups_are_never_shown_and_empty_ones_never_hidden(table):
    base = np.array(table)

    gone = withheld(base, np.ones(base.shape[1]), SMALLEST)

    for sizes, hidden in ((base.sum(axis=1), gone.units), (base.sum(axis=0), gone.strata)):
        assert all(hide for size, hide in zip(sizes, hidden, strict=True) if 0 < size < SMALLEST)
        assert not any(hide for size, hide in zip(sizes, hidden, strict=True) if size == 0)


def test_groups_that_are_large_enough_are_shown_when_nothing_is_small():
    gone = withheld(np.array([[10, 8], [9, 12]]), np.array([3.0, 5.0]), SMALLEST)

    assert not gone.units.any()
    assert not gone.strata.any()
    assert (gone.whole, gone.counts) == (False, False)


def test_one_small_unit_takes_another_with_it():
    gone = withheld(np.array([[20], [9], [2]]), np.array([3.0]), SMALLEST)

    assert gone.units.tolist() == [False, True, True]
    assert not gone.whole


def test_two_strata_of_different_weight_cannot_hide_behind_their_sum():
    """The plain and the weighted sum of two unknowns are two equations: both would be known."""
    gone = withheld(np.array([[3, 20]]), np.array([1.0, 4.0]), SMALLEST)

    assert gone.strata.all()
    assert gone.counts


def test_a_question_asked_of_too_few_files_is_left_out_altogether():
    gone = withheld(np.array([[2, 1], [1, 0]]), np.array([3.0, 5.0]), SMALLEST)

    assert gone.whole
    assert gone.units.all()


@pytest.mark.both
def test_what_is_told_of_a_round_does_not_tell_of_few(session):
    round_ = a_reviewed_round(
        session,
        {
            ("north", "Familjehem"): (30, 9),
            ("south", "Familjehem"): (24, 8),
            ("north", "HVB"): (9, 3),
            ("south", "HVB"): (8, 4),
            ("north", "SiS"): (3, 2),
            ("south", "SiS"): (4, 1),
        },
    )
    read_all(session, round_)
    material = material_of(session, round_)
    figures = masked(material, SMALLEST)

    answers = by_answer(material.findings, material.frame)[..., :3].sum(axis=-1)
    read = np.bincount(material.findings.stratum)
    weights = [
        Fraction(int(size), int(n))
        for size, n in zip(material.frame.cases.sum(axis=0), read, strict=True)
    ]
    hidden = 0
    for line, base in zip(figures.questions, answers, strict=True):
        gone = Withheld(
            units=np.array([share.hidden for share in line.units]),
            strata=np.array([share.hidden for share in line.strata]),
            whole=line.whole.hidden,
            counts=line.whole.yes is None,
        )
        hidden += int(gone.units.sum() + gone.strata.sum())
        assert leaks(base, weights, gone) == []
        for share in (*line.units, *line.strata, line.whole):
            if share.hidden:
                assert (share.yes, share.share, share.low, share.assessed) == (None,) * 4
    assert hidden


def test_a_section_of_a_group_is_left_out_with_any_of_its_questions(session):
    round_ = a_reviewed_round(session)
    read_all(session, round_)

    figures = masked(material_of(session, round_), SMALLEST)

    section = {
        question.id: question.section
        for question in material_of(session, round_).findings.questions
    }
    for line, place in product(figures.sections, range(len(figures.units))):
        of_it = [q for q in figures.questions if section[q.id] == line.id and not q.whole.hidden]
        if any(question.units[place].hidden for question in of_it):
            assert line.units[place].hidden


def test_agreement_on_few_files_is_not_told(session):
    round_ = a_reviewed_round(session, {("north", "Familjehem"): (40, 8)})
    for number, case in enumerate(sample_of(session, round_)):
        a_review(session, case, {"care_plan_exists": "yes"})
        if number < 3:
            a_review(session, case, {"care_plan_exists": "no"}, reviewer=SAM, seat=2)

    figures = masked(material_of(session, round_), SMALLEST)

    assert figures.question("care_plan_exists").reliability.hidden
    assert figures.agreement.hidden


def test_what_is_shown_is_what_was_found(session):
    round_ = a_reviewed_round(session)
    read_all(session, round_, seed=Random(3).randint(0, 99))
    material = material_of(session, round_)

    full, shown = roll_up(material), masked(material, SMALLEST)

    for mine, theirs in zip(full.questions, shown.questions, strict=True):
        pairs = zip((mine.whole, *mine.units), (theirs.whole, *theirs.units), strict=True)
        for whole, part in pairs:
            if not part.hidden:
                assert part.share == whole.share
                assert bounds(part) == bounds(whole)


def test_somebody_with_one_unit_gets_the_whole_and_that_unit(session):
    round_ = a_reviewed_round(session)
    read_all(session, round_)
    figures = masked(material_of(session, round_), SMALLEST)

    mine = of_units(figures, frozenset({"north"}), with_strata=False)

    assert [group.id for group in mine.units] == ["north"]
    assert mine.strata == ()
    assert all(len(line.units) == 1 and line.strata == () for line in mine.lines())
    assert mine.overall.whole == figures.overall.whole
