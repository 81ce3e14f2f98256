"""What has been changed in an action, field by field; written once and never again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.actions.models import Action, ActionChange
from app.auth.actor import Actor


def write(
    session: Session, actor: Actor, action: Action, values: Mapping[str, Any], *, now: datetime
) -> list[str]:
    """Set fields of an action, keep what they were, and count its version up. Name the changed."""
    changed = [name for name, value in values.items() if getattr(action, name) != value]
    for name in changed:
        session.add(
            ActionChange(
                action_id=action.id,
                at=now,
                by=actor.id,
                field=name,
                before=_text(getattr(action, name)),
                after=_text(values[name]),
            )
        )
        setattr(action, name, values[name])
    if changed:
        action.version += 1
        session.add(action)
    return changed


def _text(value: Any) -> str:
    if value is None:
        return ""
    # All the digits of a sum: what an earlier day was told is worked out from what stands here.
    return f"{value:.15g}" if isinstance(value, float) else str(value)
