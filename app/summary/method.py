"""How a round was drawn, read and reckoned, written out for those who have to trust it."""

from docx.document import Document as WordDocument

from app.errors import N_
from app.reviews.replacing import ReplacementReason
from app.summary.codebook import facts_of
from app.summary.service import Report
from app.summary.word_parts import paragraph, table
from app.web.language import ngettext, number, percent, said

RECKONED = (
    N_(
        "Each stratum was drawn at random without replacement. A file weighs as many cases as it "
        "stands for: the cases of its stratum in the frame, divided by those read."
    ),
    N_(
        "A share is the weighted number of yes, divided by the weighted number of yes, partly and "
        "no. What is only partly met counts as not met. What was not applicable or not asked is "
        "outside the question. A file that could not be found counts as not met throughout."
    ),
    N_(
        "Intervals are two-sided with 95 per cent confidence: exact (hypergeometric) for a single "
        "stratum that the question applies to throughout, else by Korn and Graubard with the "
        "finite population correction. Where all files were read there is no sampling error."
    ),
    N_(
        "The figure of a section is the mean, over files, of the share of its questions that the "
        "file meets. A file is graded by the worst single answer in it."
    ),
)
LIMITS = (
    N_(
        "The review reads what the file says. What was done but not written down counts as not "
        "done, and what was written down may have been done badly."
    ),
    N_(
        "The result holds for the frame: cases that the register lacked, or that were left out, "
        "are not spoken of."
    ),
    N_(
        "Many figures are shown side by side. With a 95 per cent interval about one in twenty "
        "misses the true share by chance alone."
    ),
)


def write_method(document: WordDocument, report: Report) -> None:
    """Write the annex on method."""
    _frame(document, report)
    _draw(document, report)
    _reviewers(document, report)
    document.add_heading(said(N_("How the figures are made")), level=2)
    for text in RECKONED:
        paragraph(document, said(text))
    document.add_heading(said(N_("Limits")), level=2)
    for text in (*LIMITS, *([_masking(report)] if report.masked else [])):
        document.add_paragraph(said(text), style="List Bullet")


def _frame(document: WordDocument, report: Report) -> None:
    document.add_heading(said(N_("Frame and strata")), level=2)
    heads = (
        N_("Stratum"),
        N_("In the frame"),
        N_("Drawn"),
        N_("Replaced in the sample"),
        N_("Reviewed"),
    )
    groups = report.figures.strata or (report.figures.whole,)
    table(
        document,
        said(N_("How the sample was drawn")),
        [said(head) for head in heads],
        [
            (
                group.name or said(N_("All")),
                *(number(n) for n in (group.frame, group.sample, group.replaced, group.read)),
            )
            for group in groups
        ],
        (6.6, 2.5, 2.5, 2.5, 2.5),
    )
    _reasons(document, said(N_("Left out of the frame, by reason")), report.annex.excluded)
    _reasons(document, said(N_("Replaced cases, by reason")), _replaced(report))


def _replaced(report: Report) -> dict[str, int]:
    return {ReplacementReason(code).label: count for code, count in report.annex.replaced.items()}


def _reasons(document: WordDocument, caption: str, counts: dict[str, int]) -> None:
    if not counts:
        paragraph(document, f"{caption}: {said(N_('none')).lower()}.")
        return
    rows = [(said(reason), number(count)) for reason, count in counts.items()]
    table(document, caption, (said(N_("Reason")), said(N_("Cases"))), rows, (12, 4.5))


def _draw(document: WordDocument, report: Report) -> None:
    document.add_heading(said(N_("The draw")), level=2)
    facts = facts_of(report.annex)
    if report.sha256:
        facts.append((said(N_("Hash of the figures (SHA-256)")), report.sha256))
    table(
        document,
        said(N_("How the draw can be checked")),
        (said(N_("Fact")), said(N_("Value"))),
        facts,
        (5.5, 11),
    )


def _reviewers(document: WordDocument, report: Report) -> None:
    annex, figures = report.annex, report.figures
    document.add_heading(said(N_("Reviewers")), level=2)
    paragraph(
        document,
        ngettext("%(num)s person reviewed.", "%(num)s persons reviewed.", annex.reviewers)
        % {"num": number(annex.reviewers)}
        + " "
        + said(
            N_(
                "Of %(seats)s assignments, %(own)s were to a reviewer of the unit whose file it "
                "was, and %(cases)s to the caseworker herself."
            ),
            {
                "seats": number(annex.seats),
                "own": number(annex.own_unit_seats),
                "cases": number(annex.own_case_seats),
            },
        ),
    )
    if not figures.read_twice:
        paragraph(document, said(N_("No file was read by two reviewers.")))
        return
    share = percent(figures.read_twice / figures.whole.read)
    twice = {"twice": number(figures.read_twice), "share": share}
    paragraph(
        document,
        said(
            N_(
                "%(twice)s files (%(share)s of those read) were read by two reviewers who did not "
                "see each other’s answers."
            ),
            twice,
        ),
    )
    both = figures.agreement
    if both is not None and both.agreed is not None:
        words = {"share": percent(both.agreed), "answers": number(both.cases or 0)}
        paragraph(document, said(N_("They agreed on %(share)s of %(answers)s answers."), words))


def _masking(report: Report) -> str:
    return said(
        N_(
            "Nothing is shown of groups with fewer than %(smallest)s assessed files, nor of "
            "others that they could be worked out from."
        ),
        {"smallest": report.figures.smallest},
    )
