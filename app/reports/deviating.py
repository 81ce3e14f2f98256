"""The figures of deviations, as a report tells them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.deviations.counting import Group, Row
from app.deviations.figures import DeviationFigures, deviation_figures
from app.deviations.models import ProtectionAlarm
from app.deviations.words import CAUSES, KINDS
from app.reports.content import DeviationFacts, Expected, Tally
from app.reports.periods import beginning_of
from app.reports.subtraction import Listed, hidden_beside
from app.summary.wording import question_label
from app.web.language import said
from review_forms import load

MOST_EXPECTED = 5
ListName = Literal["by_kind", "by_cause", "by_unit"]


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signed report tells of the deviations of its days."""

    first: date
    last: date
    facts: DeviationFacts

    def listed(self, name: ListName) -> Listed:
        tallies: tuple[Tally, ...] = getattr(self.facts, name)
        hidden = frozenset(each.code for each in tallies if each.count is None)
        return Listed(self.first, self.last, hidden)


def deviation_facts(
    session: Session,
    *,
    units: frozenset[str] | None,
    period: tuple[date, date],
    smallest: int,
    signed: Sequence[Signed] = (),
) -> DeviationFacts:
    """Give the figures of deviations as they stood on the last day of the period.

    ``signed`` are the reports that readers could subtract these figures from.
    """
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

    def told(
        name: ListName, key: Callable[[Row], str | None], names: Mapping[str, str]
    ) -> tuple[Tally, ...]:
        groups: tuple[Group, ...] = getattr(made, name)
        mine = Listed(*period, frozenset(each.key for each in groups if each.hidden))
        beside = [one.listed(name) for one in signed]
        days = [(key(row), row.reported_on) for row in made.rows]
        return _tallies(groups, names, hidden_beside(days, mine, beside, smallest))

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
        by_kind=told("by_kind", lambda row: row.kind, kinds),
        by_cause=told("by_cause", lambda row: row.cause, causes),
        by_unit=told("by_unit", lambda row: row.unit_id, made.names),
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


def _tallies(
    groups: Sequence[Group], names: Mapping[str, str], hidden: frozenset[str]
) -> tuple[Tally, ...]:
    return tuple(
        Tally(
            each.key,
            names.get(each.key, each.key),
            None if each.key in hidden else each.opened,
        )
        for each in groups
    )


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
