"""The reply to an external finding as a Word document, written from the plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docx.document import Document as WordDocument

from app.actions.answering import Answered
from app.actions.models import ActionState
from app.actions.queries import ListedAction
from app.actions.words import EFFECTS, RECURRENCES, STATES
from app.errors import N_
from app.external_findings.models import ExternalFinding
from app.external_findings.words import SOURCES
from app.summary.word_parts import Lines, new_document, paragraph, placeholder, table
from app.summary.wording import in_full
from app.web.language import day, gettext, language, said

LOCALES = {"sv": "sv-SE", "en": "en-GB"}


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reply is made from, and the day it is made."""

    finding: ExternalFinding
    answered: Sequence[Answered]
    organisation: str
    on: date
    smallest: int


def reply_document(reply: Reply) -> WordDocument:
    """Write the reply: for each thing asked for the answer, the actions and the figure."""
    finding = reply.finding
    title = said(N_("Reply to “%(title)s”"), {"title": finding.title})
    document = new_document(title, LOCALES[language()], reply.organisation)
    document.add_heading(title, level=0)
    table(
        document,
        said(N_("About the matter")),
        (said(N_("Fact")), said(N_("Value"))),
        _facts(reply),
        (5, 11.5),
    )
    if finding.summary:
        document.add_heading(said(N_("What was found")), level=1)
        paragraph(document, finding.summary)
    document.add_heading(said(N_("Answers, one recommendation at a time")), level=1)
    if not reply.answered:
        placeholder(document, said(N_("No recommendation has been entered yet.")))
    for one in reply.answered:
        _recommendation(document, one)
    document.add_heading(said(N_("How to read the figures")), level=1)
    paragraph(
        document,
        said(
            N_(
                "The figures come from the municipality’s own review of case files drawn by lot. "
                "They are estimates: the interval shows what the sample can bear, and of a "
                "hundred such intervals about 95 hold the true share. Groups of fewer than "
                "%(smallest)s files are not shown."
            ),
            {"smallest": reply.smallest},
        ),
    )
    return document


def _facts(reply: Reply) -> list[tuple[str, str]]:
    finding = reply.finding
    facts = [
        (said(N_("From")), reply.organisation),
        (said(N_("To")), said(SOURCES[finding.source])),
        (said(N_("Diary number")), finding.diary_number),
        (said(N_("Received")), day(finding.received_on)),
        (said(N_("Date of this reply")), day(reply.on)),
    ]
    if finding.reply_by is not None:
        facts.insert(4, (said(N_("Reply no later than")), day(finding.reply_by)))
    if finding.owner_role:
        facts.append((said(N_("Responsible")), finding.owner_role))
    return facts


def _recommendation(document: WordDocument, one: Answered) -> None:
    place = {"place": one.recommendation.place}
    document.add_heading(said(N_("Recommendation %(place)s"), place), level=2)
    paragraph(document, one.recommendation.text, bold=True)
    if one.recommendation.answer:
        paragraph(document, one.recommendation.answer)
    else:
        placeholder(document, said(N_("The answer has not been written yet.")))
    if one.actions:
        table(
            document,
            said(N_("Actions for recommendation %(place)s"), place),
            tuple(said(head) for head in HEADS),
            [_row(row) for row in one.actions],
            (7, 3, 3.2, 3.3),
        )
    else:
        paragraph(document, said(N_("No action is planned for this recommendation.")))
    if one.measured is not None:
        paragraph(
            document,
            said(
                N_("Measured in %(round)s: %(figure)s."),
                {"round": one.measured.round_.name, "figure": in_full(one.measured.share)},
            ),
        )


HEADS = (N_("Action"), N_("When"), N_("Responsible"), N_("State"))


def _row(row: ListedAction) -> tuple[Lines, str, str, str]:
    action = row.action
    when = day(action.due_on) if action.due_on else action.when_said
    if action.recurrence != "never":
        when = "\n".join(part for part in (when, gettext(RECURRENCES[action.recurrence])) if part)
    state = gettext(STATES[action.state])
    if action.state == ActionState.verified:
        state = f"{state}. {gettext(EFFECTS[action.effect])}"
    # A reply goes outside: it names the role that answers, and a person only where there is none.
    return (
        Lines(f"{action.title} ({action.number})", action.how),
        when or gettext(N_("no day")),
        action.owner_role or row.owner or gettext(N_("nobody named")),
        state,
    )
