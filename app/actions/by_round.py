"""Whether a question came out otherwise after an action: better, worse, or it cannot be told."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.actions.models import Action, Effect
from app.errors import N_, DomainError, NotFound
from app.rounds.models import Round, RoundState
from app.summary.change import round_change
from app.summary.changes import Change
from app.web.language import number, percent, said
from sampling import ChangeVerdict

_EFFECTS = {ChangeVerdict.better: Effect.helped, ChangeVerdict.worse: Effect.not_helped}
_VERDICTS = {
    Effect.helped: N_("Better than chance explains."),
    Effect.not_helped: N_("Worse than chance explains."),
    Effect.cannot_tell: N_(
        "It cannot be told: the difference is within what chance explains, or too few files were "
        "read. That is not the same as no change."
    ),
}
_WHY_NOT = N_(
    "It cannot be told: the question cannot be compared between these rounds, because its form was "
    "changed, it was not asked in both, or too few files were read."
)


@dataclass(frozen=True, slots=True)
class SeenChange:
    """What two rounds say of the question that an action was to change."""

    earlier: Round
    later: Round
    effect: Effect
    sentence: str
    change: Change | None


class NothingToCompareWith(DomainError):
    """A change is measured from somewhere, to somewhere, on one question."""

    message = N_(
        "%(number)s does not say which question is to change since which round. Change the plan "
        "first, or verify the effect in another way."
    )


def later_rounds(session: Session, action: Action) -> Sequence[Round]:
    """List the closed rounds that look at a later time than the one the action is measured from."""
    if action.baseline_round_id is None or not action.question_id:
        return []
    earlier = session.get_one(Round, action.baseline_round_id)
    return session.exec(
        select(Round)
        .where(
            Round.state == RoundState.closed,
            Round.id != earlier.id,
            col(Round.period_to) > earlier.period_to,
        )
        .order_by(col(Round.period_to))
    ).all()


def seen_change(
    session: Session, action: Action, later_round_id: str, *, smallest: int
) -> SeenChange:
    """Compare the question of an action before and after it, with what chance explains."""
    if action.baseline_round_id is None or not action.question_id:
        raise NothingToCompareWith(number=action.number)
    later = next((r for r in later_rounds(session, action) if r.id == later_round_id), None)
    if later is None:
        raise NotFound
    earlier = session.get_one(Round, action.baseline_round_id)
    change = round_change(session, earlier, later, smallest=smallest).question(action.question_id)
    effect = Effect.cannot_tell if change is None else _effect(change)
    return SeenChange(earlier, later, effect, _sentence(earlier, later, effect, change), change)


def _effect(change: Change) -> Effect:
    if not change.comparable or change.hidden:
        return Effect.cannot_tell
    return _EFFECTS.get(change.verdict, Effect.cannot_tell)


def _sentence(earlier: Round, later: Round, effect: Effect, change: Change | None) -> str:
    if change is None or not change.comparable or change.first is None or change.second is None:
        return said(_WHY_NOT)
    figures = said(
        N_("%(earlier)s: %(first)s met. %(later)s: %(second)s met."),
        {
            "earlier": earlier.name,
            "first": percent(change.first),
            "later": later.name,
            "second": percent(change.second),
        },
    )
    return " ".join(part for part in (figures, _interval(change), said(_VERDICTS[effect])) if part)


def _interval(change: Change) -> str:
    if change.difference is None or change.low is None or change.high is None:
        return ""
    return said(
        N_("Change %(difference)s percentage points (95%%: %(low)s to %(high)s)."),
        {
            "difference": _points(change.difference),
            "low": _points(change.low),
            "high": _points(change.high),
        },
    )


def _points(share: float) -> str:
    return ("+" if share > 0 else "") + number(100 * share)
