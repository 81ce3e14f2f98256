import pytest

from tests.sampling.agreement_page import AREAS, BEGIN, END, METHOD, compared, figures, section


@pytest.mark.parametrize("area", AREAS)
def test_every_figure_agrees_with_somebody_elses(area):
    for row in compared(area):
        assert row.difference <= row.within, row


def test_there_are_many_figures_in_every_area():
    found = figures()

    assert sum(len(rows) for rows in found.values()) >= 150
    assert all(len(rows) >= 5 for rows in found.values())


def test_the_page_says_what_is_so():
    text = METHOD.read_text(encoding="utf-8")

    assert text.partition(BEGIN)[2].partition(END)[0] == section()
