from app.assignment.matching import Kind, Rule, Seat
from tests.app.assignment.small_rounds import a_case, a_reviewer, cases_of, obstacles_to


def test_without_reviewers_that_is_all_there_is_to_say():
    obstacles = obstacles_to(cases_of(2), [])

    assert [obstacle.kind for obstacle in obstacles] == [Kind.nobody_reviews]


def test_too_few_hours_are_told_in_hours():
    (obstacle,) = obstacles_to(
        cases_of(5), [a_reviewer("rut", 4.5), a_reviewer("sam", 3)], hours_per_case=2
    )

    assert obstacle.kind is Kind.too_few_hours
    assert obstacle.message % obstacle.params == (
        "The reviews need 10 h, but the reviewers only have time for 6 h. "
        "Give them more hours, add a reviewer, or have fewer cases reviewed twice."
    )


def test_a_case_nobody_may_read_is_named_and_so_is_why():
    reviewers = [a_reviewer("rut", caseworker="w1"), a_reviewer("sam", conflicts=["a"])]

    (obstacle,) = obstacles_to([a_case("a", caseworker="W1"), a_case("b")], reviewers)

    assert obstacle.kind is Kind.nobody_may_read
    assert obstacle.params == {"case": "a", "own_case": 1, "conflict": 1}
    assert obstacle.barred == (("rut", Rule.own_case), ("sam", Rule.conflict))


def test_a_case_for_two_that_only_one_may_read_is_named_with_her():
    reviewers = [a_reviewer("rut", conflicts=["north-000"]), a_reviewer("sam")]

    (obstacle,) = obstacles_to(cases_of(2), reviewers, twice=["north-000", "north-001"])

    assert obstacle.kind is Kind.only_one_may_read
    assert obstacle.params == {"case": "north-000", "reviewer": "sam"}


def test_the_only_one_may_have_been_given_the_case_already():
    fixed = [Seat("a", 1, "rut", own_unit=False)]

    (obstacle,) = obstacles_to([a_case("a")], [a_reviewer("rut")], twice=["a"], fixed=fixed)

    assert obstacle.params == {"case": "a", "reviewer": "rut"}


def test_readers_who_lack_hours_are_named_with_their_cases():
    cases = [*cases_of(5, "north"), *cases_of(4, "south")]
    north = [case.id for case in cases if case.unit == "north"]
    reviewers = [
        a_reviewer("kim", 20, conflicts=north),
        a_reviewer("rut", 4),
        a_reviewer("sam", 2),
        a_reviewer("tor", 20, conflicts=north),
    ]

    (obstacle,) = obstacles_to(cases, reviewers, hours_per_case=2)

    assert obstacle.kind is Kind.readers_lack_hours
    assert obstacle.cases == tuple(north)
    assert obstacle.reviewers == ("rut", "sam")
    assert obstacle.params == {"lacking": 4}


def test_two_shortages_that_have_nothing_to_do_with_each_other_are_told_apart():
    cases = [*cases_of(3, "north"), *cases_of(3, "south"), *cases_of(1, "west")]
    ids = {unit: [case.id for case in cases if case.unit == unit] for unit in ("north", "south")}
    reviewers = [
        a_reviewer("kim", 20, conflicts=ids["north"] + ids["south"]),
        a_reviewer("rut", 1, conflicts=ids["south"]),
        a_reviewer("sam", 2, conflicts=ids["north"]),
    ]

    obstacles = obstacles_to(cases, reviewers)

    assert [(told.reviewers, told.params["lacking"]) for told in obstacles] == [
        (("rut",), 2),
        (("sam",), 1),
    ]


def test_who_may_read_a_case_once_only_does_not_lack_hours():
    reviewers = [a_reviewer("rut", 20), a_reviewer("sam", 1)]
    cases = cases_of(3)

    (obstacle,) = obstacles_to(cases, reviewers, twice=[case.id for case in cases])

    assert obstacle.kind is Kind.readers_lack_hours
    assert (obstacle.reviewers, obstacle.params) == (("sam",), {"lacking": 2})


def test_a_seat_taken_before_the_conflict_was_known_must_be_given_back():
    fixed = [Seat("a", 1, "rut", own_unit=False), Seat("a", 2, "rut", own_unit=False)]
    reviewers = [a_reviewer("rut", conflicts=["a"]), a_reviewer("sam")]

    first, second = obstacles_to([a_case("a")], reviewers, fixed=fixed)

    assert first.kind is second.kind is Kind.kept_against_rules
    assert first.barred == (("rut", Rule.conflict),)
    assert second.barred == (("rut", Rule.already_reads), ("rut", Rule.conflict))
