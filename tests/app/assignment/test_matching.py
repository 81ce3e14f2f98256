import pytest

from app.assignment.matching import DrawnCase, Seat, choose_twice, match_reviewers
from tests.app.assignment.small_rounds import a_case, a_reviewer, cases_of, who_reads


def test_nobody_reads_her_own_case_however_her_code_is_written():
    cases = [a_case("a", caseworker="åsa01"), a_case("b", caseworker=" ÅSA01 ")]
    reviewers = [a_reviewer("rut", caseworker="Åsa01 "), a_reviewer("sam", hours=2)]

    matching = match_reviewers(cases, reviewers, twice=(), hours_per_case=1)

    assert who_reads(matching) == {("a", 1): "sam", ("b", 1): "sam"}


def test_two_without_a_code_are_not_the_same_caseworker():
    cases = [a_case("a", caseworker=" ")]

    matching = match_reviewers(
        cases, [a_reviewer("rut", caseworker="")], twice=(), hours_per_case=1
    )

    assert matching.load == {"rut": 1}


def test_nobody_reads_a_case_she_has_a_conflict_with():
    reviewers = [a_reviewer("rut", conflicts=["north-000", "north-001"]), a_reviewer("sam")]

    matching = match_reviewers(cases_of(4), reviewers, twice=(), hours_per_case=1)

    assert who_reads(matching)["north-000", 1] == "sam"
    assert who_reads(matching)["north-001", 1] == "sam"
    assert matching.load == {"rut": 2, "sam": 2}


def test_a_case_reviewed_twice_is_read_by_two_people():
    cases = cases_of(3)
    reviewers = [a_reviewer("rut"), a_reviewer("sam")]

    matching = match_reviewers(cases, reviewers, twice=["north-001"], hours_per_case=1)

    read = who_reads(matching)
    assert sorted(read) == [("north-000", 1), ("north-001", 1), ("north-001", 2), ("north-002", 1)]
    assert {read["north-001", 1], read["north-001", 2]} == {"rut", "sam"}


def test_hours_are_enough_for_whole_cases_only():
    reviewers = [a_reviewer("rut", hours=5.9), a_reviewer("sam", hours=4)]

    matching = match_reviewers(cases_of(4), reviewers, twice=(), hours_per_case=2)

    assert matching.load == {"rut": 2, "sam": 2}


def test_three_tenths_of_an_hour_are_three_cases_of_a_tenth():
    matching = match_reviewers(
        cases_of(3), [a_reviewer("rut", hours=0.3)], twice=(), hours_per_case=0.1
    )

    assert matching.load == {"rut": 3}


def test_the_own_unit_reads_only_what_no_other_can():
    cases = [*cases_of(3, "north"), *cases_of(3, "south")]
    reviewers = [a_reviewer("rut", 6, unit="north"), a_reviewer("sam", 2, unit="south")]

    matching = match_reviewers(cases, reviewers, twice=(), hours_per_case=1)

    assert matching.own_unit_seats == 1
    assert matching.load == {"rut": 4, "sam": 2}
    assert {seat.case_id for seat in matching.seats if seat.own_unit} < {
        "north-000",
        "north-001",
        "north-002",
    }


def test_who_has_twice_the_hours_reads_twice_as_much():
    reviewers = [a_reviewer("kim", 6), a_reviewer("rut", 12), a_reviewer("sam", 12)]

    matching = match_reviewers(cases_of(10), reviewers, twice=(), hours_per_case=1)

    assert matching.load == {"kim": 2, "rut": 4, "sam": 4}
    assert matching.optimal


def test_what_has_been_given_stays_and_counts():
    fixed = [
        Seat("north-002", 1, "rut", own_unit=False),
        Seat("north-003", 2, "gone", own_unit=True),
    ]
    reviewers = [a_reviewer("rut", 2), a_reviewer("sam", 4)]

    matching = match_reviewers(
        cases_of(4), reviewers, twice=["north-002"], hours_per_case=1, fixed=fixed
    )

    read = who_reads(matching)
    assert (read["north-002", 1], read["north-002", 2]) == ("rut", "sam")
    assert read["north-003", 2] == "gone"
    assert matching.load == {"gone": 1, "rut": 2, "sam": 3}
    assert matching.own_unit_seats == 1


def test_who_holds_more_than_her_hours_keeps_it_and_gets_nothing_more():
    fixed = [Seat(f"north-00{number}", 1, "rut", own_unit=False) for number in range(2)]
    reviewers = [a_reviewer("rut", 1), a_reviewer("sam", 4)]

    matching = match_reviewers(cases_of(4), reviewers, twice=(), hours_per_case=1, fixed=fixed)

    assert matching.load == {"rut": 2, "sam": 2}


def test_without_anything_to_share_out_nobody_is_needed():
    matching = match_reviewers([], [], twice=(), hours_per_case=1)

    assert (matching.seats, matching.load, matching.optimal) == ([], {}, True)


def test_when_time_runs_out_every_case_still_has_a_reader():
    cases = cases_of(30)
    reviewers = [a_reviewer(f"r{number}", 10 + number) for number in range(5)]

    matching = match_reviewers(cases, reviewers, twice=(), hours_per_case=1, time_limit=0)

    assert not matching.optimal
    assert len(who_reads(matching)) == 30


@pytest.mark.parametrize(
    "wrong",
    [
        {"cases": [a_case("a"), a_case("a")]},
        {"reviewers": [a_reviewer("rut"), a_reviewer("rut")]},
        {"twice": ["unknown"]},
        {"fixed": [Seat("unknown", 1, "rut", own_unit=False)]},
        {"fixed": [Seat("a", 1, "rut", own_unit=False), Seat("a", 1, "sam", own_unit=False)]},
        {"hours_per_case": 0},
        {"reviewers": [a_reviewer("rut", -1)]},
    ],
    ids=str,
)
def test_a_mistake_in_the_program_is_not_taken_for_an_obstacle(wrong):
    right = {"cases": [a_case("a")], "reviewers": [a_reviewer("rut")], "hours_per_case": 1}

    with pytest.raises(ValueError, match=r"\.$"):
        match_reviewers(**{"twice": (), **right, **wrong})


def test_a_large_round_is_matched_to_the_end():
    cases = [
        DrawnCase(f"c{number:03}", f"u{number % 7}", f"w{number % 90}", f"{number:03}")
        for number in range(300)
    ]
    reviewers = [
        a_reviewer(f"r{number:02}", 10 + number % 4, unit=f"u{number % 7}", caseworker=f"w{number}")
        for number in range(40)
    ]

    matching = match_reviewers(
        cases,
        reviewers,
        twice=choose_twice([case.id for case in cases], 0.15, "4711"),
        hours_per_case=1,
    )

    assert (len(matching.seats), matching.own_unit_seats, matching.optimal) == (345, 0, True)
