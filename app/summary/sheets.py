"""The tables of an export, before they become Excel, CSV or Word: all from one report."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from app.errors import N_
from app.summary.figures import Figures, Group, Line, Share
from app.summary.service import Report
from app.summary.shown import form_of_report
from app.summary.wording import (
    GRADES,
    METHODS,
    TOO_FEW,
    UNKNOWN,
    index_label,
    question_label,
    section_label,
)
from app.web.language import said
from review_forms import Grade, ReviewForm

Cell = str | int | float | None
Row = tuple[Cell, ...]


class Kind(StrEnum):
    """What the cells of a column hold."""

    text = auto()
    integer = auto()
    number = auto()
    share = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in files, its heading for people, what it holds and what it means."""

    name: str
    title: str
    kind: Kind = Kind.text
    meaning: str = ""
    width: int = 14


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that begin alike, such as all answers about one case: what they share stands once."""

    head: Row
    tails: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its columns.

    A short one has its ``rows``. A long one has ``long`` instead, which are made while they are
    written, however many they are: about ``size`` blocks of ``rows_each``.
    """

    file: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]] = ()
    long: Iterable[Block] | None = None
    size: int = 0
    rows_each: int = 1

    @property
    def blocks(self) -> Iterable[Block]:
        """The rows, short or long, as whoever writes them takes them."""
        return self.long if self.long is not None else [Block((), [tuple(r) for r in self.rows])]


_LEVELS = N_("Question, section, index, whole or grade")
_LEVEL = Column("niva", N_("Level"), width=12, meaning=_LEVELS)
_ID = Column("id", N_("Id"), width=22, meaning=N_("The same in every version of the form"))
_LABEL = Column("benamning", N_("Name"), width=60)
_SHARES = (
    Column("ram", N_("In the frame"), Kind.integer, N_("Cases of the group in the frame")),
    Column("bedomda", N_("Assessed"), Kind.integer, N_("Yes, partly and no")),
    Column("uppfyllt", N_("Met"), Kind.number, N_("Yes; in sections the sum of shares by file")),
    Column("andel", N_("Share, weighted"), Kind.share, N_("Weighted by the design; yes alone")),
    Column("nedre", N_("Lower 95% limit"), Kind.share),
    Column("ovre", N_("Upper 95% limit"), Kind.share),
    Column("ovagd_andel", N_("Unweighted"), Kind.share),
    Column("delvis", N_("Partly"), Kind.integer),
    Column("nej", N_("Not met"), Kind.integer),
    Column("akt_saknas", N_("File not found"), Kind.integer, N_("Part of not met")),
    Column("ej_tillampligt", N_("Not applicable"), Kind.integer),
    Column("ej_stalld", N_("Not asked"), Kind.integer, N_("Skipped by the rules of the form")),
    Column("obesvarad", N_("Unanswered"), Kind.integer),
    Column("metod", N_("Method"), width=34, meaning=N_("How the interval was made")),
    Column("anmarkning", N_("Remark"), width=34, meaning=N_("Why something is missing")),
)
_AGREEMENT = (
    Column("lasta_tva_ganger", N_("Read twice"), Kind.integer),
    Column("overensstammelse", N_("Agreement"), Kind.share),
    Column("ac1", "AC1", Kind.number, N_("Gwet’s coefficient of agreement beyond chance")),
    Column("ac1_nedre", N_("AC1, lower"), Kind.number),
    Column("ac1_ovre", N_("AC1, upper"), Kind.number),
)

SUMMARY = (_LEVEL, _ID, _LABEL, *_SHARES, *_AGREEMENT)


def _of_groups(group: str) -> tuple[Column, ...]:
    return (
        Column("grupp", group, width=28),
        Column("dragna", N_("Drawn"), Kind.integer),
        Column("ersatta", N_("Replaced in the sample"), Kind.integer),
        Column("granskade", N_("Reviewed"), Kind.integer),
        Column("saknade_akter", N_("Files not found"), Kind.integer),
        *(_LEVEL, _ID, _LABEL),
        *_SHARES,
    )


GROUPS = _of_groups(N_("Unit or stratum"))


def summary_sheet(report: Report) -> Sheet:
    """Lay out the whole round: every question, section and grade on a row."""
    form = form_of_report(report)
    return Sheet(
        "sammanstallning",
        N_("Results"),
        SUMMARY,
        [
            (level, line.id, label, *_share_cells(line.whole), *_agreement_cells(line))
            for level, label, line in _lines(form, report.figures)
        ],
    )


def strata_sheet(report: Report) -> Sheet:
    """Lay out every line by stratum."""
    return _by_group(
        report,
        ("strata", N_("Strata"), N_("Stratum")),
        report.figures.strata,
        lambda each: each.strata,
    )


def units_sheet(report: Report) -> Sheet:
    """Lay out every line by unit."""
    names = ("enheter", N_("Units"), N_("Unit"))
    return _by_group(report, names, report.figures.units, lambda each: each.units)


def _by_group(
    report: Report,
    names: tuple[str, str, str],
    groups: Sequence[Group],
    shares: Callable[[Line], Sequence[Share]],
) -> Sheet:
    form = form_of_report(report)
    rows = [
        (
            *(group.name, group.sample, group.replaced, group.read, group.missing),
            *(level, line.id, label),
            *_share_cells(shares(line)[place]),
        )
        for place, group in enumerate(groups)
        for level, label, line in _lines(form, report.figures)
    ]
    return Sheet(names[0], names[1], _of_groups(names[2]), rows)


def _lines(form: ReviewForm, figures: Figures) -> Iterator[tuple[str, str, Line]]:
    for line in figures.questions:
        yield said(N_("Question")), question_label(form, line.id), line
    for line in figures.sections:
        yield said(N_("Section")), section_label(form, line.id), line
    for line in figures.indices:
        yield said(N_("Index")), index_label(line.id), line
    yield said(N_("The whole form")), said(N_("Met in the average file")), figures.overall
    for line in figures.grades:
        yield said(N_("File grade")), said(GRADES[Grade(line.id)]), line


def _share_cells(share: Share) -> tuple[Cell, ...]:
    unknown = said(UNKNOWN[share.unknown]) if share.unknown else ""
    return (
        share.frame,
        share.assessed,
        share.yes,
        share.share,
        share.low,
        share.high,
        share.unweighted,
        share.partly,
        share.no,
        share.no_file,
        share.not_applicable,
        share.not_asked,
        share.unanswered,
        said(METHODS[share.method]) if share.method else "",
        said(TOO_FEW) if share.hidden else unknown,
    )


def _agreement_cells(line: Line) -> tuple[Cell, ...]:
    said_ = line.reliability
    if said_ is None or said_.hidden:
        return (None,) * len(_AGREEMENT)
    return (said_.cases, said_.agreed, said_.ac1, said_.low, said_.high)
