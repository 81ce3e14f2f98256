"""Every verb of the command line, from files as a quality developer has them."""

import csv
import json
import shlex
import shutil
from collections import Counter
from contextlib import chdir
from pathlib import Path

import numpy as np
import pytest

import sampling as s
from sampling.agreement import cohen_kappa, gwet_ac
from sampling.command_line import main
from sampling.command_line.main import parser
from tests.sampling.golden import FRAME, SEED, SIZES
from tests.sampling.tampering import files

HERE = Path(__file__).parent / "command_line"
STRATA = ["Nord", "Syd", "Väst"]
CASES = [60, 40, 6]
VERBS = parser()._subparsers._group_actions[0].choices


@pytest.fixture
def folder(tmp_path):
    """A folder with a round's files, to stand in and to spoil."""
    shutil.copytree(HERE, tmp_path, dirs_exist_ok=True)
    told, frame, excluded = files()
    (tmp_path / "transcript.json").write_text(json.dumps(told), encoding="utf-8")
    (tmp_path / "frame.txt").write_bytes(frame)
    (tmp_path / "excluded.txt").write_bytes(excluded)
    with chdir(tmp_path):
        yield tmp_path


@pytest.fixture
def run(folder, capfdbinary):  # noqa: ARG001 - one stands in it
    def done(line):
        code = main(shlex.split(line))
        return code, *(text.decode() for text in capfdbinary.readouterr())

    return done


@pytest.fixture
def told(run):
    def answer(line):
        code, out, err = run(line)
        assert (code, err) == (0, "")
        return json.loads(out)

    return answer


def rows(name):
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counted(name, column, answers=("yes",), chosen=bool):
    """Count cells by stratum."""
    found = Counter(row["stratum"] for row in rows(name) if row[column] in answers and chosen(row))
    return [found[stratum] for stratum in STRATA]


def same(ours, estimate):
    assert ours["standard_error"] == estimate.standard_error
    assert (ours["low"], ours["high"]) == (estimate.interval.low, estimate.interval.high)
    assert (ours["counted"], ours["df"]) == (estimate.counted, estimate.df)


@pytest.mark.parametrize("verb", VERBS)
def test_the_example_of_every_verb_runs_as_it_stands(run, verb):
    example = VERBS[verb].format_help().split("  python -m sampling ")[1]

    code, out, err = run(example)

    assert (code, err) == (0, "")
    assert out
    assert verb == "verify" or json.loads(out)


def test_what_is_drawn_is_what_the_library_draws(told):
    found = told(f"draw frame.txt {SEED} --size SÄBO=10 --size HVB=5")

    assert found == files()[0]["result"]


def test_what_is_printed_of_a_draw_tells_nobody_a_ticket_or_the_seed(run):
    _, out, _ = run(f"draw frame.txt {SEED} --size SÄBO=10 --size HVB=5")

    tickets = [t for queue in s.draw(FRAME, SIZES, SEED).values() for t in queue.tickets]
    assert len(tickets) == 57
    assert not any(ticket[:16] in out for ticket in (SEED, *tickets))


def test_discovery_finds_the_smallest_sample_and_tells_the_chance_of_another(told):
    assert told("discover 50 1 --confidence 0.9") == {"cases": 45, "chance": 0.9}
    assert told("discover 50 1 --sample 10") == {"cases": 10, "chance": 0.2}


def test_acceptance_finds_the_smallest_sample_and_tells_what_another_rules_out(told):
    found = told("accept 400 20 --allowed 1")
    fewer = told(f"accept 400 20 --allowed 1 --sample {found['cases'] - 1}")

    assert found["enough"] is True
    assert fewer == {"cases": found["cases"] - 1, "ruled_out": 21, "enough": False}


def test_a_share_is_estimated_in_all_by_stratum_and_by_group(told):
    answered = ("yes", "no", "partly")
    hits, read = counted("answers", "plan"), counted("answers", "plan", answered)

    found = told("estimate share answers.csv strata.csv --column plan --domain age")

    same(found["all"], s.share_from_counts(hits, read, read, CASES).estimate())
    assert list(found["design_effect"]) == ["without_replacement", "with_replacement"]
    assert list(found["strata"]) == STRATA
    assert found["strata"]["Nord"]["high"] == s.share_interval(hits[0], read[0], 60).high
    older = [
        counted("answers", "plan", kinds, lambda row: row["age"] == "13-17")
        for kinds in (("yes",), answered)
    ]
    same(found["domains"]["13-17"], s.share_from_counts(*older, read, CASES).estimate())


def test_not_applicable_is_read_but_not_counted_and_not_reviewed_is_neither(told):
    found = told("estimate share answers.csv strata.csv --column visit")

    hits, yes_or_no = counted("answers", "visit"), counted("answers", "visit", ("yes", "no"))
    opened = counted("answers", "visit", ("yes", "no", "not_applicable"))
    assert sum(opened) == 29 > sum(yes_or_no)
    assert found["all"]["opened"] == 29
    same(found["all"], s.share_from_counts(hits, yes_or_no, opened, CASES).estimate())


def test_partly_met_counts_for_what_it_is_said_to(told):
    none, half = (
        told(f"estimate share answers.csv strata.csv --column plan --partly {part}")["all"]["hits"]
        for part in (0, 0.5)
    )

    partly = sum(counted("answers", "plan", ("partly",)))
    assert half == none + partly / 2
    assert partly > 0


def test_exact_limits_are_told_when_asked_for(told, run):
    plain = "estimate share exact.csv strata.csv --column plan"
    text = (HERE / "answers.csv").read_text(encoding="utf-8").replace("partly", "no")
    Path("exact.csv").write_text(text, encoding="utf-8")
    hits, read = counted("answers", "plan"), counted("answers", "plan", ("yes", "no", "partly"))

    interval = s.stratified_interval(hits, read, CASES)

    assert told(f"{plain} --exact")["exact"] == {
        "low": interval.low,
        "high": interval.high,
        "method": "hypergeometric",
    }
    assert "exact" not in told(plain)
    code, _, err = run("estimate share answers.csv strata.csv --column plan --exact")
    assert code == 2
    assert err.startswith("Exact limits count yes and no, and 'plan' has")


@pytest.mark.parametrize(
    ("figure", "function"),
    [("mean", s.estimate_mean), ("total", s.estimate_total), ("median", s.estimate_median)],
)
def test_figures_are_estimated_in_all_by_stratum_and_by_group(told, figure, function):
    read = [row for row in rows("answers") if row["days"] != "not_reviewed"]
    inside = np.array([row["days"] != "not_applicable" for row in read])
    days = [float(row["days"]) if there else 0.0 for row, there in zip(read, inside, strict=True)]
    stratum = [STRATA.index(row["stratum"]) for row in read]
    young = np.array([row["age"] == "0-12" for row in read])

    found = told(f"estimate {figure} answers.csv strata.csv --column days --domain age")

    whole = function(days, stratum, CASES, in_domain=inside)
    assert found["all"]["value"] == whole.value
    same(found["all"], whole)
    same(found["domains"]["0-12"], function(days, stratum, CASES, in_domain=inside & young))
    nord = [(d, i) for d, i, h in zip(days, inside, stratum, strict=True) if h == 0]
    alone = function([d for d, _ in nord], [0] * len(nord), [60], in_domain=[i for _, i in nord])
    same(found["strata"]["Nord"], alone)


def test_a_ratio_is_divided_by_another_column(told):
    read = [row for row in rows("answers") if row["days"] != "not_reviewed"]
    inside = [row["days"] != "not_applicable" for row in read]
    days = [float(row["days"]) if row["days"][0].isdigit() else 0.0 for row in read]
    visits = [float(row["visits"]) for row in read]
    stratum = [STRATA.index(row["stratum"]) for row in read]

    found = told("estimate ratio answers.csv strata.csv --column days --per visits")

    same(found["all"], s.estimate_ratio(days, visits, stratum, CASES, in_domain=inside))


def test_a_rule_for_one_case_is_followed_and_refused_by_default(told):
    lines = (HERE / "answers.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if ",Väst," not in line or line.startswith("V-000")]
    Path("alone.csv").write_text("\n".join(kept), encoding="utf-8")
    asked = "estimate share alone.csv strata.csv --column plan"

    refused = told(asked)["all"]
    adjusted = told(f"{asked} --one-case adjust")["all"]
    collapsed = told(f"{asked} --one-case collapse --groups region")["all"]

    assert refused["unknown"] == "one_case_in_stratum"
    assert refused["low"] is None
    assert adjusted["low"] < adjusted["value"] < adjusted["high"]
    assert collapsed["df"] == adjusted["df"] + 1


def test_two_rounds_are_compared_and_their_p_values_adjusted(told):
    found = told("compare answers.csv strata.csv later.csv strata.csv --column plan --column visit")

    sides = [
        s.StratumCounts.of(
            [counted(name, column) for column in ("plan", "visit")],
            [counted(name, column, ("yes", "no", "partly")) for column in ("plan", "visit")],
            counted(name, "plan", ("yes", "no", "partly", "not_applicable")),
            CASES,
        )
        for name in ("answers", "later")
    ]
    change = s.compare_rounds(*sides)
    adjusted = s.adjust_p(change.p)
    assert (found["family"], found["adjustment"]) == (2, "holm")
    for place, column in enumerate(("plan", "visit")):
        assert found["columns"][column]["difference"] == change.difference[place]
        assert found["columns"][column]["low"] == change.low[place]
        assert found["columns"][column]["adjusted_p"] == adjusted[place]
        assert found["columns"][column]["verdict"] == "cannot_tell"


def test_cases_read_in_both_rounds_make_the_difference_surer(told):
    asked = "compare answers.csv strata.csv again.csv strata.csv --column plan"
    shutil.copy("answers.csv", "again.csv")

    apart = told(asked)["columns"]["plan"]
    together = told(f"{asked} --case case --both strata.csv")

    assert together["read_twice"] == 30
    assert together["columns"]["plan"]["high"] < apart["high"] / 2


def test_two_groups_of_a_round_are_compared_by_share_and_by_mean(told):
    groups = "--domain age --group 0-12 --group 13-17"
    answered = ("yes", "no", "partly")
    sides = [
        s.StratumCounts.of(
            *(
                counted("answers", "plan", kinds, lambda row, age=age: row["age"] == age)
                for kinds in (("yes",), answered)
            ),
            counted("answers", "plan", answered),
            CASES,
        )
        for age in ("0-12", "13-17")
    ]

    share = told(f"differ share answers.csv strata.csv --column plan {groups}")
    mean = told(f"differ mean answers.csv strata.csv --column days {groups}")

    found = s.compare_domains(*sides)
    means = told("estimate mean answers.csv strata.csv --column days --domain age")["domains"]
    assert share["difference"] == float(found.difference)
    assert (share["low"], share["correlation"]) == (float(found.low), float(found.correlation))
    assert share["apart"] is (share["low"] > 0 or share["high"] < 0)
    assert mean["difference"]["value"] == pytest.approx(
        means["13-17"]["value"] - means["0-12"]["value"]
    )
    assert mean["difference"]["low"] < mean["difference"]["value"] < mean["difference"]["high"]


def test_agreement_shows_kappa_beside_what_is_not_fooled_by_rare_answers(told):
    asked = "agree ratings.csv --reader Rut --reader Sam --category yes --category partly"
    ratings = [(row["Rut"], row["Sam"] or None) for row in rows("ratings")]
    categories = ["yes", "partly", "no"]

    found = told(f"{asked} --category no --population 40")

    kappa = cohen_kappa(ratings, categories, population=40)
    assert found["cohen_kappa"]["value"] == kappa.value
    assert found["cohen_kappa"]["low"] == kappa.interval.low
    assert found["gwet_ac"]["value"] == gwet_ac(ratings, categories).value
    assert found["percent"]["cases"] == 12
    assert set(found) >= {"fleiss_kappa", "krippendorff_alpha"}


def test_small_counts_are_left_out_and_totals_told(told):
    found = told("mask table.csv")

    assert found["groups"]["Nord"] == {"met": None, "not met": None, "total": 41}
    assert found["groups"]["Syd"] == {"met": 19, "not met": 11, "total": 30}
    assert found["total"] == {"met": 70, "not met": 21, "total": 91}
    assert found["left_out"] == 4
    assert told("mask table.csv --smallest 1")["left_out"] == 0


def test_a_chart_marks_the_month_that_chance_would_hardly_give(told):
    found = told("chart months.csv --baseline 10")

    assert [name for name, month in found["rounds"].items() if month["outside"]] == ["2026-11"]
    assert found["enough"] is True


def test_a_file_from_a_swedish_spreadsheet_is_read_when_its_delimiter_is_named(told):
    for name in ("answers", "strata"):
        text = Path(f"{name}.csv").read_text(encoding="utf-8").replace(",", ";")
        Path(f"{name}.csv").write_text(text, encoding="utf-8-sig", newline="\r\n")

    found = told("estimate share answers.csv strata.csv --column plan --delimiter ';'")

    assert found["all"]["counted"] == 29


def spoil(name, row, column, value):
    """Write one cell anew; rows count from 1, the column names."""
    with Path(name).open(encoding="utf-8", newline="") as file:
        cells = list(csv.reader(file))
    cells[row - 1][cells[0].index(column)] = value
    with Path(name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(cells)


SHARE = "estimate share answers.csv strata.csv --column plan"
MEAN = "estimate mean answers.csv strata.csv --column days"
TWICE = "compare answers.csv strata.csv later.csv strata.csv --column plan"
DIFFER = "differ share answers.csv strata.csv --column plan --domain age"
AGREE = "agree ratings.csv --reader Rut --reader Sam --category yes --category no --category partly"


@pytest.mark.parametrize(
    ("spoilt", "asked", "message"),
    [
        (("answers.csv", 3, "plan", "ja"), SHARE, "answers.csv, row 3, column 'plan': 'ja' is not"),
        (("answers.csv", 4, "plan", ""), SHARE, "answers.csv, row 4, column 'plan': '' is not"),
        (
            ("answers.csv", 5, "stratum", "Öst"),
            SHARE,
            "answers.csv, row 5, column 'stratum': 'Öst' is not a stratum of strata.csv: Nord",
        ),
        (
            ("strata.csv", 2, "cases", "60.5"),
            SHARE,
            "strata.csv, row 2, column 'cases': '60.5' is no whole number",
        ),
        (
            ("strata.csv", 3, "stratum", "Nord"),
            SHARE,
            "strata.csv, row 3, column 'stratum': 'Nord' comes twice",
        ),
        (("strata.csv", 2, "cases", "12"), SHARE, "the population (12) cannot be less than"),
        (("answers.csv", 2, "age", ""), f"{SHARE} --domain age", "row 2, column 'age': '' is no"),
        (
            ("answers.csv", 6, "days", "3,5"),
            MEAN,
            "answers.csv, row 6, column 'days': '3,5' is no number, with a point before the",
        ),
        (("answers.csv", 6, "days", "nan"), MEAN, "'nan' is no number"),
        (("answers.csv", 3, "case", "N-000"), f"{TWICE} --case case --both both.csv", "row 3"),
        (("both.csv", 2, "stratum", "Öst"), f"{TWICE} --case case --both both.csv", "both.csv"),
        (("ratings.csv", 2, "Sam", "kanske"), AGREE, "row 2, column 'Sam': 'kanske' is not"),
        (("table.csv", 2, "met", "-1"), "mask table.csv", "row 2, column 'met': '-1' is no whole"),
        (("months.csv", 3, "hits", "42"), "chart months.csv", "row 3, column 'hits': '42' is more"),
        (("months.csv", 3, "cases", "0"), "chart months.csv", "row 3, column 'cases': '0' is no"),
    ],
)
def test_a_cell_that_is_wrong_is_named_by_file_row_column_and_value(run, spoilt, asked, message):
    spoil(*spoilt)

    code, out, err = run(asked)

    assert (code, out) == (2, "")
    assert message in err


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (b"stratum,cases\n", "strata.csv has no row"),
        (b"", "strata.csv has no row"),
        (b"stratum,cases\nNord\n", "row 2: 1 cells do not fit 2 columns: ['Nord']"),
        (b"stratum,cases\n\nNord,60\n", "row 2: 0 cells"),
        (b"stratum;cases\nNord;60\n", "no column 'stratum', only 'stratum;cases'"),
        (b"stratum,stratum\nNord,60\n", "the column 'stratum' more than once"),
        ("stratum,cases\nVäst,60\n".encode("latin-1"), "strata.csv is not written in UTF-8"),
        (b'stratum,cases\n"Nord,60\n', "strata.csv cannot be read as CSV"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_name(run, written, message):
    Path("strata.csv").write_bytes(written)

    code, out, err = run(SHARE)

    assert (code, out) == (2, "")
    assert message in err


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("estimate share none.csv strata.csv --column plan", "none.csv"),
        ("estimate share answers.csv strata.csv --column days", "'3' is not an answer"),
        ("estimate ratio answers.csv strata.csv --column days", "--per goes with a ratio"),
        (f"{SHARE} --per visits", "--per goes with a ratio and only so, not with 'share'"),
        (f"{MEAN} --exact", "--exact goes with a share, not with 'mean'"),
        (f"{SHARE} --one-case collapse", "not with collapse"),
        (f"{SHARE} --delimiter ';;'", "told apart by one sign, not ';;'"),
        (f"{SHARE} --confidence 2", "2.0 does not"),
        (f"{DIFFER} --group 0-12", "Two groups are compared, and not ['0-12']"),
        (f"{DIFFER} --group 0-12 --group 0-12", "Two groups are compared"),
        (f"{DIFFER} --group 0-12 --group 18", "has no '18' in column 'age': 0-12, 13-17"),
        (f"{TWICE} --case case", "--case and --both go together"),
        (
            "compare answers.csv strata.csv later.csv months.csv --column plan",
            "months.csv has no column 'stratum'",
        ),
        ("agree ratings.csv --reader Rut --category yes", "takes two readers or more"),
        ("discover 10 11", "The faulty cannot be 11 of 10."),
        ("accept 400 0", "at least 1"),
        ("mask one.csv", "has no column of counts beside 'unit'"),
        ("verify answers.csv frame.txt excluded.txt", "answers.csv is not JSON"),
    ],
)
def test_what_cannot_be_done_says_why(run, asked, message):
    Path("one.csv").write_text("unit\nNord\n", encoding="utf-8")

    code, out, err = run(asked)

    assert (code, out) == (2, "")
    assert message in err


def test_rounds_of_other_strata_are_not_compared(run):
    Path("other.csv").write_text("stratum,cases\nVäst,6\nNord,60\nSyd,40\n", encoding="utf-8")

    code, _, err = run("compare answers.csv strata.csv later.csv other.csv --column plan")

    assert code == 2
    assert "strata.csv and other.csv must have the same strata in the same order" in err
