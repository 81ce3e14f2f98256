"""What the forms of the plan offer to choose from, as far as the person may see it."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from app.actions.handing_over import who_do
from app.actions.words import KINDS, RECURRENCES, SCOPES, STATES, WAYS
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.external_findings.models import ExternalFinding, Recommendation
from app.external_findings.queries import measuring_questions
from app.organisation.models import Unit
from app.rounds.models import Round, RoundState
from app.routines.models import Routine
from app.web.language import gettext, language

Options = list[tuple[str, str]]
_LONGEST = 90


def said_options(words: Mapping[str, str]) -> Options:
    return [(code, gettext(text)) for code, text in words.items()]


def people(session: Session) -> Options:
    """Offer those who can answer for an action."""
    rows = who_do(session)
    return [(row.id, f"{row.name}, {row.title}" if row.title else row.name) for row in rows]


def units(session: Session, actor: Actor, permission: Permission) -> Options:
    """List the units in which somebody may do this."""
    rows = session.exec(select(Unit).where(col(Unit.active)).order_by(col(Unit.name)))
    hers = actor.units_for(permission) if actor.may(permission) else frozenset[str]()
    return [(unit.id, unit.name) for unit in rows if hers is None or unit.id in hers]


def rounds(session: Session, *, closed: bool = False) -> Options:
    wanted = select(Round).order_by(col(Round.period_to).desc())
    if closed:
        wanted = wanted.where(Round.state == RoundState.closed)
    return [(row.id, row.name) for row in session.exec(wanted)]


def recommendations(session: Session) -> Options:
    rows: Sequence[tuple[Recommendation, ExternalFinding]] = session.exec(
        select(Recommendation, ExternalFinding)
        .join(ExternalFinding, col(ExternalFinding.id) == Recommendation.external_finding_id)
        .order_by(col(ExternalFinding.received_on).desc(), col(Recommendation.place))
    ).all()
    return [
        (asked.id, shortened(f"{finding.diary_number} ({asked.place}) {asked.text}"))
        for asked, finding in rows
    ]


def plan_options(session: Session, actor: Actor) -> dict[str, Options]:
    """Give everything that a plan can be made of."""
    routines = session.exec(select(Routine).where(col(Routine.active)).order_by(col(Routine.name)))
    may_read = actor.may(Permission.read_external_findings)
    return {
        "kinds": said_options(KINDS),
        "scopes": said_options(SCOPES),
        "recurrences": said_options(RECURRENCES),
        "ways": said_options(WAYS),
        "people": people(session),
        "units": units(session, actor, Permission.plan_action),
        "rounds": rounds(session),
        "routines": [(row.id, row.name) for row in routines],
        "recommendations": recommendations(session) if may_read else [],
        "questions": [(k, shortened(t)) for k, t in measuring_questions(language())],
    }


def filter_options(session: Session, actor: Actor) -> dict[str, Options]:
    """Give everything that the plan can be narrowed down by."""
    return {
        "states": said_options(STATES),
        "kinds": said_options(KINDS),
        "scopes": said_options(SCOPES),
        "people": people(session),
        "units": units(session, actor, Permission.read_actions),
        "rounds": rounds(session),
    }


def shortened(text: str) -> str:
    """Keep an alternative to one line; the page behind it has it whole."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
