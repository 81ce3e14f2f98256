from enum import StrEnum, auto

from app.organisation.models import Role


class Permission(StrEnum):
    """Everything that somebody may be allowed to do."""

    import_register = auto()
    read_register = auto()
    plan_round = auto()
    confirm_count = auto()
    freeze_frame = auto()
    roll_dice = auto()
    draw_sample = auto()
    abort_draw = auto()
    verify_draw = auto()
    read_rounds = auto()
    assign_reviewers = auto()
    fill_review = auto()
    follow_round = auto()
    read_reviews = auto()
    return_review = auto()
    approve_review = auto()
    propose_replacement = auto()
    decide_replacement = auto()
    settle_case = auto()
    read_summary = auto()
    close_round = auto()
    export_summary = auto()
    export_answers = auto()
    read_routines = auto()
    keep_routines = auto()
    report_deviation = auto()
    read_deviations = auto()
    decide_deficiency = auto()
    handle_deviation = auto()
    export_deviations = auto()
    object_to_deficiency = auto()
    decide_objection = auto()
    raise_alarm = auto()
    take_over_alarm = auto()
    keep_alarm_contacts = auto()
    read_external_findings = auto()
    keep_external_findings = auto()
    read_own_actions = auto()
    read_actions = auto()
    plan_action = auto()
    carry_out_action = auto()
    verify_effect = auto()
    ask_for_re_review = auto()
    keep_meetings = auto()
    read_key_figures = auto()
    keep_key_figures = auto()
    read_reports = auto()
    write_report = auto()
    sign_report = auto()
    issue_token = auto()
    read_people = auto()
    manage_people = auto()
    read_outbox = auto()
    read_log = auto()
    read_whole_log = auto()


P = Permission

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.reviewer: frozenset(
        {
            P.fill_review,
            P.propose_replacement,
            P.report_deviation,
            P.raise_alarm,
            P.read_own_actions,
            P.carry_out_action,
            P.read_routines,
        }
    ),
    Role.manager: frozenset(
        {
            P.import_register,
            P.read_register,
            P.plan_round,
            P.confirm_count,
            P.freeze_frame,
            P.roll_dice,
            P.draw_sample,
            P.abort_draw,
            P.verify_draw,
            P.read_rounds,
            P.assign_reviewers,
            P.follow_round,
            P.read_reviews,
            P.propose_replacement,
            P.decide_replacement,
            P.read_summary,
            P.export_summary,
            P.read_key_figures,
            P.read_routines,
            P.keep_routines,
            P.report_deviation,
            P.read_deviations,
            P.decide_deficiency,
            P.handle_deviation,
            P.export_deviations,
            P.object_to_deficiency,
            P.raise_alarm,
            P.take_over_alarm,
            P.keep_alarm_contacts,
            P.read_external_findings,
            P.keep_external_findings,
            P.read_own_actions,
            P.read_actions,
            P.plan_action,
            P.carry_out_action,
            P.ask_for_re_review,
            P.keep_meetings,
            P.read_reports,
            P.write_report,
            P.sign_report,
            P.issue_token,
        }
    ),
    Role.quality: frozenset(
        {
            P.read_register,
            P.confirm_count,
            P.roll_dice,
            P.verify_draw,
            P.read_rounds,
            P.follow_round,
            P.read_reviews,
            P.return_review,
            P.approve_review,
            P.propose_replacement,
            P.decide_replacement,
            P.settle_case,
            P.read_summary,
            P.close_round,
            P.export_summary,
            P.export_answers,
            P.read_routines,
            P.keep_routines,
            P.report_deviation,
            P.read_deviations,
            P.decide_deficiency,
            P.handle_deviation,
            P.export_deviations,
            P.decide_objection,
            P.raise_alarm,
            P.take_over_alarm,
            P.keep_alarm_contacts,
            P.read_external_findings,
            P.keep_external_findings,
            P.read_own_actions,
            P.read_actions,
            P.plan_action,
            P.carry_out_action,
            P.verify_effect,
            P.ask_for_re_review,
            P.keep_meetings,
            P.read_key_figures,
            P.keep_key_figures,
            P.read_reports,
            P.write_report,
            P.sign_report,
            P.issue_token,
        }
    ),
    Role.admin: frozenset({P.read_people, P.manage_people, P.read_outbox, P.read_log}),
    Role.auditor: frozenset(
        {
            P.read_register,
            P.verify_draw,
            P.read_rounds,
            P.follow_round,
            P.read_reviews,
            P.read_summary,
            P.export_summary,
            P.read_key_figures,
            P.read_routines,
            P.read_deviations,
            P.read_external_findings,
            P.read_own_actions,
            P.read_actions,
            P.read_reports,
            P.issue_token,
            P.read_people,
            P.read_log,
            P.read_whole_log,
        }
    ),
}

# These roles see or steer what others' trust rests on: a password alone is not enough.
SECOND_FACTOR_ROLES = frozenset({Role.manager, Role.quality, Role.admin, Role.auditor})
