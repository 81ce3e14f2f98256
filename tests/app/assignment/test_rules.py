from app.assignment.matching import Rule, Seat, breaks
from tests.app.assignment.small_rounds import a_case, a_reviewer


def test_a_change_by_hand_is_told_every_rule_it_breaks():
    case = a_case("a", "north", "w1")
    rut = a_reviewer("rut", 1, unit="north", caseworker="W1", conflicts=["a"])
    seats = [Seat("a", 1, "rut", own_unit=True)]

    rules = breaks(case, rut, seats, hours_per_case=1)

    assert rules == [
        Rule.own_case,
        Rule.conflict,
        Rule.already_reads,
        Rule.over_hours,
        Rule.own_unit,
    ]
    assert [rule for rule in rules if not rule.forbids] == [Rule.own_unit]


def test_a_change_that_breaks_nothing_is_told_nothing():
    seats = [Seat("a", 1, "sam", own_unit=False), Seat("b", 1, "rut", own_unit=False)]

    assert breaks(a_case("a"), a_reviewer("rut", 2), seats, hours_per_case=1) == []
