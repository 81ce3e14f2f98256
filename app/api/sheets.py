"""The tables that only programs ask for: rounds, the questions of a form, what has changed."""

from collections.abc import Iterable, Iterator
from typing import Any

from app.errors import N_
from app.rounds.models import Round, RoundState
from app.summary.changes import Change, RoundChange
from app.summary.service import Report
from app.summary.sheets import Cell, Column, Kind, Sheet
from app.web.language import day, language
from review_forms import ReviewForm
from review_forms.answer_kinds import codes

ROUNDS = (
    Column("omgang_id", N_("Id of the round")),
    Column("omgang", N_("Round")),
    Column("mall", N_("Checklist")),
    Column("mallversion", N_("Version")),
    Column("period_fran", N_("Period from"), meaning=N_("as 2026-03-01")),
    Column("period_till", N_("Period to"), meaning=N_("as 2026-03-01")),
    Column("laget", N_("Standing"), meaning=N_("drawn, reviewing or closed")),
    Column("avslutad", N_("Closed"), meaning=N_("a moment in UTC, or nothing")),
)
QUESTIONS = (
    Column("id", N_("Id"), meaning=N_("The same in every version of the form")),
    Column("nummer", N_("Number")),
    Column("avsnitt", N_("Section")),
    Column("fraga", N_("Question")),
    Column("slag", N_("Kind of answer"), meaning=N_("met, choice, scale, date, number or text")),
    Column("koder", N_("Codes"), meaning=N_("The codes an answer can have, with commas between")),
    Column("kritisk", N_("Critical"), Kind.integer, N_("1 when a single no is serious")),
    Column("omdome", N_("Judged"), Kind.integer, N_("1 when it has a line in the summary")),
)
CHANGES = (
    Column("niva", N_("Level"), meaning=N_("question, section, index, overall or grade")),
    Column("id", N_("Id")),
    Column("jamforbar", N_("Comparable"), Kind.integer, N_("1 or 0")),
    Column("varfor_inte", N_("Why not"), meaning=N_("changed, only_earlier or only_later")),
    Column("dold", N_("Left out"), Kind.integer, N_("1 when a group is too small")),
    Column("fore", N_("Earlier share"), Kind.share),
    Column("efter", N_("Later share"), Kind.share),
    Column("skillnad", N_("Difference"), Kind.number, N_("Later minus earlier, as a share")),
    Column("nedre", N_("Lower 95% limit"), Kind.number),
    Column("ovre", N_("Upper 95% limit"), Kind.number),
    Column("p", "p", Kind.number),
    Column("justerat_p", N_("Adjusted p"), Kind.number, N_("For so many questions at once")),
    Column("slutsats", N_("Verdict"), meaning=N_("better, worse, same or cannot_tell")),
)


def rounds_sheet(rounds: Iterable[Round]) -> Sheet:
    """Lay out the rounds whose figures can be read."""
    return Sheet("omgangar", N_("Rounds"), ROUNDS, [round_cells(round_) for round_ in rounds])


def round_cells(round_: Round) -> tuple[Cell, ...]:
    closed = round_.state == RoundState.closed and round_.closed_at
    return (
        *(round_.id, round_.name, round_.form_name, round_.form_version),
        *(day(round_.period_from, "short"), day(round_.period_to, "short")),
        str(round_.state),
        closed.isoformat() if closed else None,
    )


def about_round(report: Report) -> dict[str, Any]:
    """Tell of a round what a reader needs to trust its figures."""
    annex, whole = report.annex, report.figures.whole
    names = [column.name for column in ROUNDS]
    return {
        **dict(zip(names, round_cells(report.round_), strict=True)),
        "preliminart": report.preliminary,
        "minsta_grupp": report.figures.smallest,
        "i_ramen": whole.frame,
        "dragna": whole.sample,
        "granskade": whole.read,
        "saknade_akter": whole.missing,
        "ramen_frusen": annex.frozen_at.isoformat(),
        "dragen": annex.drawn_at.isoformat(),
        "atagande_sha256": annex.commit_sha256,
        "startvarde_sha256": annex.seed_sha256,
        "resultat_sha256": report.sha256 or None,
        "oberoende_kontrollerbar": annex.verifiable,
    }


def questions_sheet(form: ReviewForm, told: frozenset[str]) -> Sheet:
    """Lay out the questions of a form, with what their answers are kept as."""
    return Sheet("fragor", N_("Questions"), QUESTIONS, list(_questions(form, told)))


def _questions(form: ReviewForm, told: frozenset[str]) -> Iterator[tuple[Cell, ...]]:
    for section in form.sections:
        for question in section.questions:
            yield (
                question.id,
                question.number,
                section.title.in_language(language()),
                question.text.in_language(language()),
                question.kind,
                ", ".join(codes(question.answer)) if question.answer else "",
                int(question.critical),
                int(question.id in told),
            )


def changes_sheet(change: RoundChange) -> Sheet:
    """Lay out what may be said of the change between two rounds."""
    parts = (
        ("question", change.questions),
        ("section", change.sections),
        ("index", change.indices),
        ("overall", (change.overall,)),
        ("grade", change.grades),
    )
    rows = [_change_cells(level, each) for level, changes in parts for each in changes]
    return Sheet("forandring", N_("Change"), CHANGES, rows)


def _change_cells(level: str, each: Change) -> tuple[Cell, ...]:
    return (
        level,
        each.id,
        int(each.comparable),
        each.why_not,
        int(each.hidden),
        *(each.first, each.second, each.difference, each.low, each.high),
        *(each.p, each.adjusted_p),
        each.verdict.value,
    )
