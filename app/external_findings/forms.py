"""What the pages of external findings may send."""

from datetime import date

from pydantic import Field

from app.external_findings.models import FindingSource
from app.external_findings.service import FindingDetails, RecommendationDetails
from app.web.as_read import ReadForm
from app.web.forms import Form


class FindingForm(ReadForm):
    source: FindingSource
    diary_number: str = Field(min_length=1, max_length=60)
    title: str = Field(min_length=1, max_length=200)
    summary: str = Field("", max_length=4000)
    received_on: date
    reply_by: date | None = None
    owner_id: str | None = None
    owner_role: str = Field("", max_length=200)

    def details(self) -> FindingDetails:
        return FindingDetails(**self.model_dump(exclude={"as_read"}))


class NewRecommendationForm(Form):
    text: str = Field(min_length=1, max_length=4000)
    question_id: str = Field("", max_length=100)

    def details(self) -> RecommendationDetails:
        return RecommendationDetails(**self.model_dump())


class RecommendationForm(ReadForm):
    text: str = Field(min_length=1, max_length=4000)
    answer: str = Field("", max_length=8000)
    question_id: str = Field("", max_length=100)

    def details(self) -> RecommendationDetails:
        return RecommendationDetails(**self.model_dump(exclude={"as_read"}))


class RepliedForm(Form):
    replied_on: date
