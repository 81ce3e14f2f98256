"""What may not be done when cases are shared out, in words."""

from collections.abc import Mapping

from app.assignment.matching import Rule
from app.assignment.seating import Breach, Place, Seating
from app.errors import N_, DomainError, NotFound


class NotTakingPart(DomainError):
    """Only who has hours for the round can be given its cases."""

    status = 422
    message = N_("%(reviewer)s does not take part in this round. Choose her as a reviewer first.")


class AssignmentBreaksRule(DomainError):
    """Nobody judges her own work, or that of people she is close to, or more than she has time for.

    The norm is the rule on bias of the Administrative Procedure Act (2017:900), 16–18 §§.
    """

    message = N_("%(reviewer)s may not be given %(case)s.")


class HandledTheCase(AssignmentBreaksRule):
    """Whoever has handled a case does not judge it."""

    message = N_("%(reviewer)s has handled %(case)s and may not review it. Choose somebody else.")


class HasConflict(AssignmentBreaksRule):
    """A conflict of interest bars the reviewer, whoever declared it."""

    message = N_(
        "A conflict of interest is declared for %(reviewer)s and %(case)s. Choose somebody else."
    )


class AlreadyReads(AssignmentBreaksRule):
    """Two readings by the same person say nothing about how alike reviewers judge."""

    message = N_("%(reviewer)s already reads %(case)s. Choose somebody else for the other seat.")


class HoursAreUsed(AssignmentBreaksRule):
    """Hours that are not there are taken from the care with which files are read."""

    message = N_(
        "The hours of %(reviewer)s are not enough for %(case)s as well. "
        "Give her more hours, or move one of her cases first."
    )


class SeatsAreEmpty(DomainError):
    """A sample is what it says only if every drawn case is read."""

    message = N_("These cases still lack a reviewer: %(cases)s.")


class SeatsAgainstRules(DomainError):
    """What was in order when it was proposed may not be when it is published."""

    message = N_("These cases have a reviewer who may not have them: %(cases)s. Change them first.")


REFUSALS: dict[Rule, type[AssignmentBreaksRule]] = {
    Rule.own_case: HandledTheCase,
    Rule.conflict: HasConflict,
    Rule.already_reads: AlreadyReads,
    Rule.over_hours: HoursAreUsed,
}


def refusal(seating: Seating, breach: Breach) -> AssignmentBreaksRule:
    """Put a broken rule into words, with names."""
    return REFUSALS[breach.rule](
        reviewer=seating.people[breach.reviewer_id].name,
        case=seating.cases[breach.place[0]].case_number,
    )


def changed_seats(seating: Seating, wishes: Mapping[Place, str | None]) -> dict[Place, str | None]:
    """Give the wishes that would change something, if they are about this round's people."""
    changed = {}
    for place, reviewer_id in wishes.items():
        if place not in seating.wanted:
            raise NotFound
        if reviewer_id == seating.reader(place):
            continue
        if reviewer_id is not None and reviewer_id not in seating.reviewers:
            person = seating.people.get(reviewer_id)
            raise NotTakingPart(reviewer=person.name if person else "–")
        changed[place] = reviewer_id
    return changed
