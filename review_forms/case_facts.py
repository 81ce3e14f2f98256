from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from review_forms.months import months_between

FACTS: tuple[str, ...] = (
    "case.placement_form",
    "case.legal_basis",
    "case.age",
    "case.contract_form",
    "case.started_on",
    "case.ended_on",
    "case.ended",
    "case.period_from",
    "case.reviewed_to",
    "case.months_placed",
)
"""What a form may refer to about the case, besides the answers. Nothing else."""

DATE_FACTS: frozenset[str] = frozenset(
    fact for fact in FACTS if fact.endswith(("_on", "_from", "_to"))
)


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What the register says about the case, and the period that is reviewed.

    Values of the register stand as they are (``"HVB"``, ``"LVU 2 §"``). What is not known is left
    out: an unknown fact never hides a question.
    """

    period_from: date
    period_to: date
    placement_form: str | None = None
    legal_basis: str | None = None
    age: int | None = None
    contract_form: str | None = None
    started_on: date | None = None
    ended_on: date | None = None

    def answers(self) -> Mapping[str, str]:
        """Write the facts as answers, so that they can be merged with those of the reviewer.

        Returns
        -------
        mapping of fact to canonical text
            ``case.reviewed_to`` is the last day looked at: the end of the placement or of the
            period, whichever came first. ``case.months_placed`` is counted in whole months to it.
        """
        ended = self.ended_on is not None and self.ended_on <= self.period_to
        last_day = self.ended_on if ended and self.ended_on else self.period_to
        months = months_between(self.started_on, last_day) if self.started_on else None
        known = {
            "case.placement_form": self.placement_form,
            "case.legal_basis": self.legal_basis,
            "case.age": self.age,
            "case.contract_form": self.contract_form,
            "case.started_on": self.started_on,
            "case.ended_on": self.ended_on,
            "case.ended": "yes" if ended else "no",
            "case.period_from": self.period_from,
            "case.reviewed_to": last_day,
            "case.months_placed": months,
        }
        return {fact: str(value) for fact, value in known.items() if value not in (None, "")}
