from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from app.assignment.matching import (
    DrawnCase,
    NoAssignment,
    Reviewer,
    Rule,
    breaks,
    match_reviewers,
)
from tests.app.assignment.small_rounds import a_case, a_reviewer, obstacles_to, who_reads

UNITS = ("north", "south")
CODES = (None, "w1", "w2")


@st.composite
def small_rounds(draw):
    cases = [
        a_case(f"c{number}", draw(st.sampled_from(UNITS)), draw(st.sampled_from(CODES)))
        for number in range(draw(st.integers(1, 4)))
    ]
    ids = [case.id for case in cases]
    reviewers = [
        a_reviewer(
            f"r{number}",
            draw(st.integers(0, 4)),
            unit=draw(st.sampled_from((None, *UNITS))),
            caseworker=draw(st.sampled_from(CODES)),
            conflicts=draw(st.frozensets(st.sampled_from(ids), max_size=1)),
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    return cases, reviewers, draw(st.frozensets(st.sampled_from(ids)))


@st.composite
def rounds_with_room(draw):
    """Rounds with two more, who may read everything and have the time: there is a matching."""
    cases, few, twice = draw(small_rounds())
    return cases, [*few, a_reviewer("free", 4), a_reviewer("at-leisure", 4)], twice


def every_assignment(cases, reviewers, twice) -> Iterator[list[tuple[DrawnCase, Reviewer]]]:
    """All ways to fill the seats that the rules allow, by trying everything."""
    choices = []
    for case in cases:
        allowed = [
            reviewer
            for reviewer in reviewers
            if case.id not in reviewer.conflicts
            and (case.caseworker is None or case.caseworker != reviewer.caseworker)
        ]
        choices.append(list(combinations(allowed, 2 if case.id in twice else 1)))
    for chosen in product(*choices):
        pairs = [
            (case, reader)
            for case, readers in zip(cases, chosen, strict=True)
            for reader in readers
        ]
        load = Counter(reader.id for _, reader in pairs)
        if all(load[reviewer.id] <= reviewer.hours for reviewer in reviewers):
            yield pairs


def merit(pairs, cases, reviewers):
    """What a good assignment has little of, the most important first."""
    load = Counter(reader.id for _, reader in pairs)
    shares = {
        reviewer.id: Fraction(load[reviewer.id], reviewer.hours)
        for reviewer in reviewers
        if reviewer.hours
        and any(next(every_assignment([case], [reviewer], ()), None) for case in cases)
    }
    return (
        sum(case.unit == reader.unit for case, reader in pairs),
        max(shares.values()),
        -min(shares.values()),
        sum(load[reviewer] * share for reviewer, share in shares.items()),
    )


@settings(max_examples=60, deadline=None)
@given(small_rounds())
def test_no_assignment_is_better_and_none_is_missed(round_):
    cases, reviewers, twice = round_
    possible = list(every_assignment(*round_))
    if not possible:
        assert obstacles_to(cases, reviewers, twice=twice)
        return

    matching = match_reviewers(cases, reviewers, twice=twice, hours_per_case=1)

    by_id = {case.id: case for case in cases}
    people = {reviewer.id: reviewer for reviewer in reviewers}
    pairs = [(by_id[seat.case_id], people[seat.reviewer_id]) for seat in matching.seats]
    assert merit(pairs, cases, reviewers) == min(
        merit(other, cases, reviewers) for other in possible
    )
    assert matching.optimal


@settings(max_examples=40, deadline=None)
@given(small_rounds(), st.data())
def test_the_order_in_which_things_come_plays_no_part(round_, data):
    cases, reviewers, twice = round_
    shuffled = data.draw(st.permutations(cases)), data.draw(st.permutations(reviewers))

    assert outcome(cases, reviewers, twice) == outcome(*shuffled, sorted(twice, reverse=True))


def outcome(cases, reviewers, twice):
    try:
        return match_reviewers(cases, reviewers, twice=twice, hours_per_case=1)
    except NoAssignment as stopped:
        return stopped.obstacles


@settings(max_examples=40, deadline=None)
@given(rounds_with_room())
def test_every_seat_is_filled_and_breaks_no_rule(round_):
    cases, reviewers, twice = round_
    matching = match_reviewers(cases, reviewers, twice=twice, hours_per_case=1)

    assert sorted(who_reads(matching)) == sorted(
        (case.id, seat) for case in cases for seat in ((1, 2) if case.id in twice else (1,))
    )
    by_id = {case.id: case for case in cases}
    people = {reviewer.id: reviewer for reviewer in reviewers}
    for seat in matching.seats:
        others = [other for other in matching.seats if other != seat]
        rules = breaks(by_id[seat.case_id], people[seat.reviewer_id], others, hours_per_case=1)
        assert rules == ([Rule.own_unit] if seat.own_unit else [])


@settings(max_examples=30, deadline=None)
@given(rounds_with_room(), st.data())
def test_whatever_is_kept_of_a_matching_the_rest_can_be_found_again(round_, data):
    cases, reviewers, twice = round_
    first = match_reviewers(cases, reviewers, twice=twice, hours_per_case=1)
    kept = data.draw(st.lists(st.sampled_from(first.seats), unique=True))

    again = match_reviewers(cases, reviewers, twice=twice, hours_per_case=1, fixed=kept)

    assert set(kept) <= set(again.seats)
    assert sorted(who_reads(again)) == sorted(who_reads(first))
    assert all(again.load[reviewer.id] <= reviewer.hours for reviewer in reviewers)
    assert all(len(set(pair)) == len(pair) for pair in readers_by_case(again).values())


def readers_by_case(matching):
    readers = defaultdict(list)
    for seat in matching.seats:
        readers[seat.case_id].append(seat.reviewer_id)
    return readers
