"""A number says whether it is of a deviation or of an action."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from alembic import command

from app.actions.models import Action
from app.deviations.models import Deviation
from app.deviations.service import report_deviation
from tests.app.actions.plans import an_action
from tests.app.deviations.failing import words
from tests.architecture.test_migrations import config
from tests.cast import KIM, NOON

A_YEAR = timedelta(days=365)


@pytest.mark.both
def test_deviations_and_actions_count_for_themselves_and_anew_each_year(session):
    deviations = [report_deviation(session, KIM, words(), now=at) for at in (NOON, NOON)]
    deviations.append(report_deviation(session, KIM, words(), now=NOON + A_YEAR))
    action = an_action(session)

    assert [one.number for one in deviations] == ["AVV-2026-001", "AVV-2026-002", "AVV-2027-001"]
    assert action.number == "ÅTG-2026-001"


def test_after_the_last_of_three_figures_come_four(session):
    report_deviation(session, KIM, words(), now=NOON).number = "AVV-2026-999"

    numbers = [report_deviation(session, KIM, words(), now=NOON).number for _ in range(2)]

    assert numbers == ["AVV-2026-1000", "AVV-2026-1001"]


@pytest.mark.both
def test_numbers_from_before_get_their_letters(database):
    with database.writing() as session:
        report_deviation(session, KIM, words(), now=NOON)
        an_action(session)

    command.downgrade(config(database), "0008")
    assert stored(database) == ("2026-001", "2026-001")
    command.upgrade(config(database), "head")

    assert stored(database) == ("AVV-2026-001", "ÅTG-2026-001")


def stored(database):
    with database.reading() as session:
        return tuple(
            session.scalars(sa.select(table.number)).one() for table in (Deviation, Action)
        )
