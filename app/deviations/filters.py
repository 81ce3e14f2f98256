"""What a list of deviations is narrowed down to, read from the address of the page."""

from typing import Annotated

from fastapi import Depends, Query

from app.deviations.models import Cause, DeviationKind, DeviationState, Severity
from app.deviations.queries import Wanted


def _wanted(  # noqa: PLR0913 (a filter is a field of the page)
    *,
    state: str = "",
    unit: str = "",
    kind: str = "",
    severity: str = "",
    cause: str = "",
    owner: str = "",
    round_id: Annotated[str, Query(alias="round")] = "",
    routine: str = "",
    question: str = "",
    overdue: bool = False,
    rule_of_law: bool = False,
    page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Wanted:
    """Read the filters of an address; one that is not known narrows nothing down."""
    return Wanted(
        state=DeviationState(state) if state in set(DeviationState) else None,
        unit=unit,
        kind=DeviationKind(kind) if kind in set(DeviationKind) else None,
        severity=Severity(severity) if severity in set(Severity) else None,
        cause=Cause(cause) if cause in set(Cause) else None,
        owner=owner,
        round=round_id,
        routine=routine,
        question=question,
        overdue=overdue,
        rule_of_law=rule_of_law,
        page=page_number,
    )


AnyWanted = Annotated[Wanted, Depends(_wanted)]
