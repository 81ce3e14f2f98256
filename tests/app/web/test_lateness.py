"""Long lateness is told in what people count in."""

import pytest

from app.web.language import speaking
from app.web.lateness import late_by


@pytest.mark.parametrize(
    ("days", "swedish", "english"),
    [
        (1, "1 dag för sent", "1 day late"),
        (91, "91 dagar för sent", "91 days late"),
        (92, "mer än 3 månader för sent", "more than 3 months late"),
        (730, "mer än 23 månader för sent", "more than 23 months late"),
        (731, "mer än 2 år för sent", "more than 2 years late"),
        (1119, "mer än 3 år för sent", "more than 3 years late"),
    ],
)
def test_lateness_is_told_in_days_months_or_years(days, swedish, english):
    with speaking("sv"):
        assert late_by(days) == swedish
    with speaking("en"):
        assert late_by(days) == english
