"""A report laid out for its pages: the frozen one if it is signed, else as it stands now."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.reports.access import covers, get_report, round_of
from app.reports.areas import Area, areas_of, what_is_missing
from app.reports.blocks import Block, Document, NewPage
from app.reports.content import Content
from app.reports.document import document_of
from app.reports.frozen import frozen_content, frozen_document
from app.reports.gathering import Rules, content_of
from app.reports.models import Report, ReportState


@dataclass(frozen=True, slots=True)
class Shown:
    """A report as one reader sees it."""

    report: Report
    content: Content
    document: Document
    may_write: bool
    may_sign: bool

    @property
    def signed(self) -> bool:
        return self.report.state == ReportState.signed

    @property
    def pages(self) -> list[list[Block]]:
        """Give the parts of the document: the pages for the board, then each part after them."""
        pages: list[list[Block]] = [[]]
        for block in self.document.blocks:
            if isinstance(block, NewPage):
                pages.append([])
            else:
                pages[-1].append(block)
        return pages

    @property
    def areas(self) -> list[Area]:
        return areas_of(self.content)

    @property
    def missing(self) -> dict[str, int]:
        return what_is_missing(self.content)


def shown(session: Session, actor: Actor, report_id: str, rules: Rules, *, now: datetime) -> Shown:
    """Give a report to look at."""
    report = get_report(session, actor, report_id)
    round_ = round_of(session, report)
    if report.state == ReportState.signed:
        content, document = frozen_content(report), frozen_document(report)
    else:
        content = content_of(session, report, rules, now=now)
        document = document_of(content)
    return Shown(
        report=report,
        content=content,
        document=document,
        may_write=covers(actor, Permission.write_report, round_),
        may_sign=covers(actor, Permission.sign_report, round_),
    )
