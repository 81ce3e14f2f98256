"""What the board is told of the hours: what they mean, and nothing of how fast one person works."""

import pytest

from app.reports.blocks import Bullets, Heading, Paragraph
from app.reports.document import document_of
from app.reports.told import figures_told
from app.summary.service import close_round
from app.web.language import speaking
from tests.app.reports.reported import CLOSED, RULES, a_draft, content, take_time
from tests.app.summary.reviewed import a_reviewed_round, read_all
from tests.cast import AUDREY, KIM, RUT, SAM

CELLS = {("north", "Familjehem"): (30, 8), ("south", "HVB"): (20, 7)}


def reported(session, *readers):
    """Close a round that was read by some, and give what its report says."""
    round_ = a_reviewed_round(session, cells=CELLS, hours_per_case=1.5)
    read_all(session, round_)
    take_time(session, round_, *readers)
    close_round(session, KIM, round_.id, smallest=RULES.smallest, now=CLOSED)
    session.flush()
    return content(session, a_draft(session))


def texts_of(said):
    blocks = document_of(said).blocks
    bullets = [text for block in blocks if isinstance(block, Bullets) for text in block.texts]
    return bullets + [block.text for block in blocks if isinstance(block, Heading | Paragraph)]


@pytest.mark.parametrize("readers", [(RUT,), (RUT, SAM)])
def test_nothing_is_told_of_time_that_would_tell_one_persons_pace(session, readers):
    said = reported(session, *readers)

    hours = said.rounds[0].hours
    assert (hours.readings, hours.planned, hours.time) == (15, 22.5, None)
    texts = texts_of(said)
    assert "Vad granskningen kostade i timmar" in texts
    assert any(text.startswith("Hur lång tid läsningen tog visas inte") for text in texts)
    assert not any("timmar att läsa akterna" in text for text in texts)


def test_the_hours_are_told_with_what_they_cannot_mean(session):
    said = reported(session, RUT, SAM, AUDREY)

    # In seven of fifteen the last pause is 32 minutes instead of 2, and counts as 20.
    hours = (sum(11 + place for place in range(15)) + 7 * 18) / 60
    time = said.rounds[0].hours.time
    assert time.hours == pytest.approx(hours)
    texts = texts_of(said)
    told = f"{hours:.1f}".replace(".", ",")
    assert f"Det tog {told} timmar att läsa akterna; planen räknade med 22,5." in " ".join(texts)
    assert any("Tiden säger inget om hur väl någon har läst." in text for text in texts)
    with speaking("sv"):
        figures = {told.key[1:]: told.value for told in figures_told(said)}
    assert figures["hours", "hours"] == time.hours
    assert figures["hours", "planned"] == 22.5
