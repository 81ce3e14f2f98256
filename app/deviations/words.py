"""What each kind, cause and state is called on the pages and in files."""

from app.deviations.models import (
    Cause,
    DeficiencyState,
    DeviationKind,
    DeviationState,
    Duty,
    Severity,
)
from app.errors import N_

STATES = {
    DeviationState.draft: N_("Draft"),
    DeviationState.open: N_("Being handled"),
    DeviationState.closed: N_("Handled and closed"),
    DeviationState.withdrawn: N_("Withdrawn"),
}
STATE_TONES = {
    DeviationState.draft: "",
    DeviationState.open: "info",
    DeviationState.closed: "success",
    DeviationState.withdrawn: "",
}
KINDS = {
    DeviationKind.assessment: N_("Inquiry and assessment"),
    DeviationKind.decision: N_("Decision"),
    DeviationKind.plan: N_("Care plan and implementation plan"),
    DeviationKind.follow_up: N_("Visits and follow-up"),
    DeviationKind.consideration: N_("Considerations and reassessments"),
    DeviationKind.child_heard: N_("The child’s voice"),
    DeviationKind.provider_check: N_("Check of home or provider"),
    DeviationKind.contract: N_("Contract"),
    DeviationKind.documentation: N_("Documentation"),
    DeviationKind.other: N_("Something else"),
}
SEVERITIES = {
    Severity.minor: N_("Minor"),
    Severity.moderate: N_("Moderate"),
    Severity.serious: N_("Serious"),
}
SEVERITY_TONES = {Severity.minor: "", Severity.moderate: "warning", Severity.serious: "danger"}
CAUSES = {
    Cause.routine_missing: N_("There is no routine"),
    Cause.routine_outdated: N_("The routine is out of date"),
    Cause.routine_not_followed: N_("The routine was not followed"),
    Cause.workload: N_("Workload"),
    Cause.vacancy: N_("Vacancy or change of staff"),
    Cause.competence: N_("Knowledge"),
    Cause.cooperation: N_("Cooperation with others"),
    Cause.case_system: N_("The case system"),
    Cause.other: N_("Another cause"),
    Cause.unknown: N_("Not known yet"),
}
DUTIES = {
    Duty.lex_sarah: N_("Assess according to lex Sarah"),
    Duty.lex_sarah_ivo: N_("Report to IVO according to lex Sarah"),
    Duty.provider_ivo: N_("Report a provider with deficiencies to IVO"),
}
DUTY_LAWS = {
    Duty.lex_sarah: N_("Social Services Act (2025:400) chapter 27, sections 1–6"),
    Duty.lex_sarah_ivo: N_("Social Services Act (2025:400) chapter 27, sections 1–6"),
    Duty.provider_ivo: N_("Social Services Act (2025:400) chapter 27, section 7"),
}
DEFICIENCY_STATES = {
    DeficiencyState.waiting: N_("Waits for a decision"),
    DeficiencyState.deviation: N_("Deviation"),
    DeficiencyState.not_warranted: N_("No deviation"),
    DeficiencyState.overturned: N_("Overturned"),
}
FIELDS = {
    "title": N_("Heading"),
    "description": N_("What happened"),
    "kind": N_("Kind"),
    "severity": N_("Severity"),
    "rule_of_law": N_("Legal security"),
    "cause": N_("Cause"),
    "routine_id": N_("Routine"),
    "immediate_measure": N_("Immediate measure"),
    "unit_id": N_("Unit"),
    "happened_on": N_("Day it happened"),
    "owner_id": N_("Person responsible"),
    "owner_role": N_("Role responsible"),
    "due_on": N_("To be done by"),
    "outside_number": N_("Number in the deviation system"),
    "state": N_("State"),
    "closing_note": N_("How it was handled"),
}
