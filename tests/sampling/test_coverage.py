import pytest

from sampling.coverage import DESIGNS, Design, cover, main


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.name)
def test_the_default_interval_holds_the_truth_often_enough(design):
    found = cover(design, 2000)

    # The table in docs/method-coverage.md has many more samples; this only guards it.
    assert found.held >= 0.93
    assert found.undefined <= 0.01


def test_a_frame_read_in_full_is_always_right_and_has_no_width():
    found = cover(Design("all", (10, 20), (10, 20), (0.1, 0.35)), 10)

    assert found.truth == pytest.approx(8 / 30)
    assert found.held == 1.0
    assert found.width == 0.0


def test_a_lower_confidence_holds_the_truth_less_often():
    sure, less = (cover(DESIGNS[4], 2000, confidence) for confidence in (0.95, 0.5))

    assert less.held < sure.held
    assert less.width < sure.width


def test_even_designs_nobody_would_choose_hold_the_truth(capsys):
    main(["--random", "40", "--samples", "500"])
    whole, domains = capsys.readouterr().out.splitlines()

    assert "0 of them less than 93%" in whole
    assert domains.startswith("domains across strata")


def test_the_same_table_comes_out_twice(capsys):
    main(["--samples", "50"])
    first = capsys.readouterr().out
    main(["--samples", "50"])

    assert capsys.readouterr().out == first
    assert len(first.splitlines()) == len(DESIGNS) + 2
