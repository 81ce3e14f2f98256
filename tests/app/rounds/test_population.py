from datetime import date

import pytest

from app.rounds.population import Candidate, Reason, Rules, population_of, reason_in, stratum_of

RULES = Rules(period_from=date(2026, 5, 1), period_to=date(2026, 10, 31))


def a_case(number="A-1", **more):
    facts = {"unit_id": "north", "unit": "Enhet Norr", "placement_form": "HVB"}
    return Candidate(case_number=number, **facts | {"started_on": date(2026, 1, 1)} | more)


def reasons(case, **rules):
    found = population_of([case], Rules(**_fields(RULES) | rules))
    return [each.reason for each in found.left_out]


def _fields(rules):
    return {name: getattr(rules, name) for name in Rules.__dataclass_fields__}


def test_an_ordinary_case_is_eligible():
    assert reasons(a_case()) == []


@pytest.mark.parametrize(
    ("case", "rules", "reason"),
    [
        (a_case(protected=True), {}, Reason.protected),
        (a_case(unit_id="south"), {"unit_ids": frozenset({"north"})}, Reason.other_unit),
        (a_case(), {"placement_forms": frozenset({"Jourhem"})}, Reason.other_form),
        (a_case(started_on=date(2026, 11, 1)), {}, Reason.not_begun),
        (a_case(ended_on=date(2026, 4, 30)), {}, Reason.ended),
        (a_case(started_on=date(2026, 10, 3)), {"shortest_days": 30}, Reason.too_short),
        (a_case(started_on=None), {"shortest_days": 1}, Reason.too_short),
    ],
)
def test_a_case_is_left_out_for_its_reason(case, rules, reason):
    assert reasons(case, **rules) == [reason]


@pytest.mark.parametrize(
    "case",
    [
        a_case(started_on=date(2026, 10, 31)),
        a_case(ended_on=date(2026, 5, 1)),
        a_case(started_on=None),
    ],
)
def test_a_case_that_is_open_for_one_day_of_the_period_is_eligible(case):
    assert reasons(case) == []


def test_thirty_days_are_counted_with_the_first_and_the_last():
    assert reasons(a_case(started_on=date(2026, 10, 2)), shortest_days=30) == []


def test_a_case_outside_the_period_counts_when_the_period_does_not():
    assert reasons(a_case(ended_on=date(2025, 1, 1)), open_in_period=False) == []


def test_a_protected_case_is_left_out_even_when_it_is_singled_out():
    found = population_of(
        [a_case(protected=True)], Rules(**_fields(RULES) | {"singled_out": {"a-1": "syskonakt"}})
    )

    assert [each.words for each in found.left_out] == ["skyddade personuppgifter"]


def test_a_single_case_is_left_out_however_its_number_is_written_and_says_why():
    found = population_of(
        [a_case("A-1"), a_case("A-2")], Rules(**_fields(RULES) | {"singled_out": {"a-1": "syskon"}})
    )

    assert [(each.case_number, each.words) for each in found.left_out] == [
        ("A-1", "undantaget: syskon")
    ]
    assert reason_in("undantaget: syskon") is Reason.singled_out


def test_a_single_case_that_the_register_lacks_is_told():
    found = population_of([a_case()], Rules(**_fields(RULES) | {"singled_out": {"b-9": "skäl"}}))

    assert found.unmatched == ("b-9",)


def test_a_stratum_is_the_values_of_its_fields_side_by_side():
    case = a_case(sex="F", age=13, attributes={"Konsult": "Ja"})

    label = stratum_of(case, ["unit", "sex", "age_group", "attribute:Konsult", "provider"])

    assert label == "Enhet Norr · flicka · 13-15 år · Ja · uppgift saknas"


def test_without_fields_there_is_one_stratum():
    assert stratum_of(a_case(), []) == "alla"


@pytest.mark.parametrize(
    ("age", "group"), [(0, "0-6 år"), (6, "0-6 år"), (7, "7-12 år"), (21, "21 år eller äldre")]
)
def test_every_age_has_its_group(age, group):
    assert stratum_of(a_case(age=age), ["age_group"]) == group


def test_a_value_that_could_break_the_frame_file_is_written_on_one_line():
    assert stratum_of(a_case(provider="Villa\tSol\n\u200bAB "), ["provider"]) == "Villa Sol AB"


def test_every_case_is_either_eligible_or_left_out():
    cases = [a_case(f"A-{n}", protected=n % 3 == 0) for n in range(10)]

    found = population_of(cases, RULES)

    assert (len(found.eligible), len(found.left_out)) == (6, 4)
    assert found.strata == {"alla": 6}
    assert found.reasons == {Reason.protected: 4}
