"""What states, kinds and the rest are called on pages and in files."""

from collections.abc import Mapping

from app.actions.models import ActionKind, ActionState, Effect, EffectBy, Recurrence, Scope
from app.errors import N_

STATES: Mapping[str, str] = {
    ActionState.planned: N_("Planned"),
    ActionState.ongoing: N_("Ongoing"),
    ActionState.done: N_("Done, effect not verified"),
    ActionState.verified: N_("Closed, effect verified"),
    ActionState.abandoned: N_("Abandoned"),
}
TONES: Mapping[str, str] = {
    ActionState.planned: "",
    ActionState.ongoing: "info",
    ActionState.done: "warning",
    ActionState.verified: "success",
    ActionState.abandoned: "",
}
KINDS: Mapping[str, str] = {
    ActionKind.measure: N_("Measure"),
    ActionKind.training: N_("Training"),
    ActionKind.routine: N_("Revision of a routine"),
    ActionKind.meeting: N_("Meeting"),
    ActionKind.economy: N_("Economy"),
}
SCOPES: Mapping[str, str] = {
    Scope.whole: N_("The whole organisation"),
    Scope.unit: N_("A unit"),
    Scope.routine: N_("A routine"),
    Scope.case: N_("A single case"),
}
RECURRENCES: Mapping[str, str] = {
    Recurrence.never: N_("Once"),
    Recurrence.continuous: N_("All the time"),
    Recurrence.monthly: N_("Every month"),
    Recurrence.quarterly: N_("Every quarter"),
    Recurrence.every_term: N_("Three times a year (T1, T2, annual report)"),
    Recurrence.half_yearly: N_("Twice a year"),
    Recurrence.yearly: N_("Every year"),
}
WAYS: Mapping[str, str] = {
    EffectBy.re_review: N_("The corrected file is read again"),
    EffectBy.next_round: N_("A question’s change in a later round"),
    EffectBy.other: N_("Something else, stated"),
}
EFFECTS: Mapping[str, str] = {
    Effect.helped: N_("It helped"),
    Effect.not_helped: N_("It did not help"),
    Effect.cannot_tell: N_("It cannot be told"),
}
EFFECT_TONES: Mapping[str, str] = {
    Effect.helped: "success",
    Effect.not_helped: "danger",
    Effect.cannot_tell: "warning",
}
FIELDS: Mapping[str, str] = {
    "title": N_("What"),
    "why": N_("Why"),
    "how": N_("How"),
    "kind": N_("Kind"),
    "scope": N_("For"),
    "unit_id": N_("Unit"),
    "frame_case_id": N_("Case"),
    "routine_id": N_("Routine"),
    "recommendation_id": N_("Recommendation"),
    "due_on": N_("When"),
    "recurrence": N_("How often"),
    "when_said": N_("When, as it was written"),
    "owner_id": N_("Responsible"),
    "owner_role": N_("Role"),
    "state": N_("State"),
    "evidence": N_("Evidence"),
    "done_at": N_("Done"),
    "done_by": N_("Done by whom"),
    "effect_by": N_("How the effect is seen"),
    "question_id": N_("Question"),
    "form_name": N_("Form"),
    "baseline_round_id": N_("Round before"),
    "later_round_id": N_("Round after"),
    "effect": N_("Effect"),
    "effect_note": N_("What shows it"),
    "verified_at": N_("Verified"),
    "verified_by": N_("Verified by"),
    "held_on": N_("Held"),
    "invited": N_("Invited"),
    "attended": N_("Came"),
    "money_planned": N_("Planned saving, kronor"),
    "money_realised": N_("Realised saving, kronor"),
    "abandoned_because": N_("Why it was abandoned"),
}
MINUTES = N_(
    "Present (roles):\n\nWhat the review shows (figures with their intervals):\n\n"
    "What works well:\n\nWhat has to be put right:\n\n"
    "What was decided, who does it and when:\n\nNext meeting:\n"
)
