"""Actions in every state, made through the doors that people use."""

import json
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.actions.doing import Evidence, finish_action
from app.actions.effect import ByOther, verify_effect
from app.actions.models import Action, Effect
from app.actions.service import ActionPlan, plan_action
from app.audit.models import AuditEntry, AuditPayload
from app.auth.actor import Actor
from app.deviations.models import Deviation, DeviationState
from app.external_findings.models import ExternalFinding, FindingSource, Recommendation
from tests.cast import KIM, MONA, NOON, RUT

DUE = date(2026, 12, 31)
LATER = NOON + timedelta(days=3)
SHOWN = Evidence(text="Rutinen är reviderad och beslutad 2026-11-25.")


def a_plan(**more: Any) -> ActionPlan:
    return ActionPlan(**{"title": "Revidera rutinen", "due_on": DUE, "owner_id": RUT.id, **more})


def an_action(session: Session, *, by: Actor = MONA, **more: Any) -> Action:
    """Plan an action of Rut's, due at the end of the year."""
    action = plan_action(session, by, a_plan(**more), now=NOON)
    session.flush()
    return action


def a_done_action(session: Session, *, by: Actor = RUT, **more: Any) -> Action:
    """Plan an action and let Rut do it."""
    action = an_action(session, **more)
    finish_action(session, by, action.id, SHOWN, version=action.version, now=LATER)
    session.flush()
    return action


def a_closed_action(session: Session, effect: Effect = Effect.helped, **more: Any) -> Action:
    """Plan an action, let Rut do it and Kim see whether it helped."""
    action = a_done_action(session, **more)
    how = ByOther(effect, "Tio nya akter lästa av samordnaren.")
    verify_effect(session, KIM, action.id, how, version=action.version, now=LATER)
    session.flush()
    return action


def a_deviation(session: Session, **more: Any) -> Deviation:
    deviation = Deviation(
        **{
            "number": f"2026-{len(more):03}",
            "title": "Vårdplan saknas",
            "unit_id": "north",
            "state": DeviationState.open,
            "reported_at": NOON,
            "reported_by": KIM.id,
            **more,
        }
    )
    session.add(deviation)
    session.flush()
    return deviation


def a_finding(session: Session, *texts: str, **more: Any) -> ExternalFinding:
    """Register what the auditors wrote, with these recommendations."""
    finding = ExternalFinding(
        **{
            "source": FindingSource.audit,
            "diary_number": "Rev/00027-2024",
            "title": "Granskning av placerade barn",
            "received_on": date(2026, 10, 1),
            "reply_by": date(2026, 12, 22),
            "created_at": NOON,
            "created_by": MONA.id,
            **more,
        }
    )
    session.add(finding)
    session.flush()
    for place, text in enumerate(texts, start=1):
        session.add(Recommendation(external_finding_id=finding.id, place=place, text=text))
    session.flush()
    return finding


def told(session: Session, event: str) -> list[dict[str, Any]]:
    """Give what the log tells of each event of this kind, the oldest first."""
    session.flush()
    rows = session.exec(
        select(AuditPayload.payload)
        .join(AuditEntry, col(AuditEntry.seq) == AuditPayload.seq)
        .where(AuditEntry.event == event)
        .order_by(col(AuditEntry.seq))
    )
    return [json.loads(row) for row in rows]
