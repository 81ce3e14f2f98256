"""What stands about a finding, for a form that was overtaken by somebody else's."""

from app.errors import N_
from app.external_findings.models import ExternalFinding, Recommendation
from app.external_findings.words import SOURCES
from app.organisation.models import Person
from app.web.language import day, said


def stands_about(finding: ExternalFinding, owner: Person | None) -> list[tuple[str, str]]:
    """List what stands about a finding, by the labels of its form."""
    return [
        (said(N_("From")), said(SOURCES[finding.source])),
        (said(N_("Diary number")), finding.diary_number),
        (said(N_("What it is about")), finding.title),
        (said(N_("Summary")), finding.summary),
        (said(N_("Received")), day(finding.received_on)),
        (said(N_("Reply no later than")), day(finding.reply_by)),
        (said(N_("Responsible for the reply")), owner.name if owner else ""),
        (said(N_("Role")), finding.owner_role),
    ]


def stands_in(asked: Recommendation) -> list[tuple[str, str]]:
    """List what stands in a recommendation, by the labels of its form."""
    return [
        (said(N_("Answer")), asked.answer),
        (said(N_("Recommendation, in their words")), asked.text),
        (said(N_("Question that measures it")), asked.question_id),
    ]
