"""What the pages of reports may send."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.reports.models import Decision, ReportKind
from app.reports.service import ReportOrder
from app.reports.writing import AreaText, RedChoice
from app.web.forms import Form

LONGEST = 4000
Text = Annotated[str, Field(max_length=LONGEST)]


class ReportForm(Form):
    kind: ReportKind
    year: int = Field(ge=2000, le=2100)
    round_id: str | None = None
    period_from: date | None = None

    @property
    def order(self) -> ReportOrder:
        round_id = self.round_id if self.kind is ReportKind.round else None
        return ReportOrder(self.kind, self.year, round_id, self.period_from)


class WordsForm(Form):
    seen: Text = ""
    why: Text = ""
    doing: Text = ""
    version: int = Field(ge=0)

    @property
    def text(self) -> AreaText:
        return AreaText(self.seen, self.why, self.doing)


class DecisionForm(Form):
    red_ids: list[str] = Field(min_length=1)
    decision: Decision
    words: Text = ""
    action_id: str | None = None
    watch_until: date | None = None

    @property
    def choice(self) -> RedChoice:
        return RedChoice(self.decision, self.words, self.action_id, self.watch_until)


class EditionForm(Form):
    what: str = Field(min_length=1, max_length=LONGEST)
    why: str = Field(min_length=1, max_length=LONGEST)
