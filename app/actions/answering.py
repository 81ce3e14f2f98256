"""A finding with, for each recommendation: the answer, the actions and what is measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.actions.queries import ActionsWanted, ListedAction, all_matching
from app.auth.actor import Actor
from app.external_findings.models import ExternalFinding, Recommendation
from app.external_findings.queries import Measured, measured, recommendations_of


@dataclass(frozen=True, slots=True)
class Answered:
    """One recommendation and all that answers it."""

    recommendation: Recommendation
    actions: Sequence[ListedAction]
    measured: Measured | None


def answers_to(
    session: Session, actor: Actor, finding: ExternalFinding, *, smallest: int, today: date
) -> list[Answered]:
    """Gather the answer to a finding from the plan, as far as this reader sees it."""
    asked = recommendations_of(session, finding.id)
    wanted = ActionsWanted(finding_id=finding.id)
    listed = all_matching(session, actor, wanted, today=today)
    figures = measured(session, [one.question_id for one in asked], smallest=smallest)
    return [
        Answered(
            one,
            [row for row in listed if row.action.recommendation_id == one.id],
            figures.get(one.question_id),
        )
        for one in asked
    ]
