"""The figures of deviations, as a report tells them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.deviations.counting import Group
from app.deviations.figures import DeviationFigures, deviation_figures
from app.deviations.models import ProtectionAlarm
from app.deviations.words import CAUSES, KINDS
from app.reports.content import DeviationFacts, Expected, Tally
from app.reports.periods import beginning_of
from app.summary.wording import question_label
from app.web.language import said
from review_forms import load

MOST_EXPECTED = 5


def deviation_facts(
    session: Session,
    *,
    units: frozenset[str] | None,
    period: tuple[date, date],
    smallest: int,
) -> DeviationFacts:
    """Give the figures of deviations as they stood on the last day of the period."""
    made = deviation_figures(
        session,
        units=units,
        period_from=period[0],
        period_to=period[1],
        today=period[1],
        smallest=smallest,
    )
    kinds = {kind.value: said(name) for kind, name in KINDS.items()}
    causes = {cause.value: said(name) for cause, name in CAUSES.items()}
    return DeviationFacts(
        opened=made.whole.opened,
        closed=made.whole.closed,
        handled=made.whole.handled,
        open_at_end=made.whole.open,
        overdue=made.whole.overdue,
        share_closed=made.whole.share_handled,
        median_days=made.whole.median_days,
        rule_of_law=made.rule_of_law.opened,
        duties=made.duties.decided,
        duties_done=made.duties.done,
        objections=made.objections.decided,
        upheld=made.objections.upheld,
        by_hand=made.by_hand,
        by_kind=_tallies(made.by_kind, kinds),
        by_cause=_tallies(made.by_cause, causes),
        by_unit=_tallies(made.by_unit, made.names),
        expected=_expected(made),
        alarms=_alarms(session, period),
    )


def _alarms(session: Session, period: tuple[date, date]) -> int:
    found: int = session.execute(
        select(func.count()).where(
            col(ProtectionAlarm.raised_at) >= beginning_of(period[0]),
            col(ProtectionAlarm.raised_at) < beginning_of(period[1] + timedelta(days=1)),
        )
    ).scalar_one()
    return found


def _tallies(groups: Sequence[Group], names: Mapping[str, str]) -> tuple[Tally, ...]:
    return tuple(Tally(each.key, names.get(each.key, each.key), each.opened) for each in groups)


def _expected(made: DeviationFigures) -> tuple[Expected, ...]:
    """Keep the questions where the sample says most that the register does not know of."""
    found = []
    for round_ in made.expected:
        form = load(round_.form_name, round_.form_version)
        found += [
            Expected(
                question=question_label(form, each.question_id),
                cases=each.cases,
                low=each.low,
                high=each.high,
                reported=each.reported,
            )
            for each in round_.faults[:MOST_EXPECTED]
        ]
    return tuple(found)
