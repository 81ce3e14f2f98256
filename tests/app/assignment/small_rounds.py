import pytest

from app.assignment.matching import DrawnCase, NoAssignment, Reviewer, match_reviewers


def a_case(case_id, unit="north", caseworker=None):
    return DrawnCase(case_id, unit, caseworker, sort_key=case_id)


def a_reviewer(reviewer_id, hours=10.0, *, unit=None, caseworker=None, conflicts=()):
    return Reviewer(reviewer_id, unit, caseworker, hours, frozenset(conflicts))


def cases_of(count, unit="north"):
    return [a_case(f"{unit}-{number:03}", unit) for number in range(count)]


def who_reads(matching):
    return {(seat.case_id, seat.seat): seat.reviewer_id for seat in matching.seats}


def obstacles_to(*args, **kwargs):
    with pytest.raises(NoAssignment) as stopped:
        match_reviewers(*args, **{"twice": (), "hours_per_case": 1, **kwargs})
    return stopped.value.obstacles
