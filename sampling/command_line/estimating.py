"""Figures of one round, in all, by stratum and by group."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from sampling.command_line.review import Review, add_one_case
from sampling.command_line.verb import (
    Answer,
    Verbs,
    add_confidence,
    add_delimiter,
    add_file,
    add_verb,
    as_json,
)
from sampling.errors import SamplingError
from sampling.estimate import (
    Against,
    AnswerCode,
    Counts,
    Estimate,
    ShareEstimate,
    ShareTable,
    design_effect,
    estimate_mean,
    estimate_median,
    estimate_ratio,
    estimate_total,
    share_from_counts,
    tabulate,
)
from sampling.stratified_interval import stratified_interval

if TYPE_CHECKING:
    from argparse import Namespace

    from numpy.typing import NDArray

    from sampling.intervals import Interval

    Flags = NDArray[np.bool_]
    Whole = NDArray[np.int64]

FUNCTIONS: dict[str, Callable[..., Estimate]] = {
    "mean": estimate_mean,
    "total": estimate_total,
    "median": estimate_median,
    "ratio": estimate_ratio,
}


def add(verbs: Verbs) -> None:
    """Add ``estimate``."""
    parser = add_verb(
        verbs,
        "estimate",
        _estimate,
        "estimate a figure from the cases that were read, in all, by stratum and by group",
        "estimate share answers.csv strata.csv --column plan --domain age",
    )
    parser.add_argument("figure", choices=("share", *FUNCTIONS))
    add_file(parser, "answers", "CSV with a row for each case drawn")
    add_file(parser, "strata", "CSV with the columns stratum and cases")
    parser.add_argument(
        "--column",
        required=True,
        help="of the answers; for a share yes, partly, no, not_applicable or not_reviewed, else "
        "a number or one of the last two",
    )
    parser.add_argument("--per", metavar="COLUMN", help="what a ratio is divided by")
    parser.add_argument("--stratum", default="stratum", metavar="COLUMN", help="of the answers")
    parser.add_argument("--domain", metavar="COLUMN", help="of the answers: groups across strata")
    parser.add_argument("--partly", type=float, default=0.0, help="what partly met counts for")
    parser.add_argument(
        "--exact", action="store_true", help="add exact limits of a share, for few strata"
    )
    add_one_case(parser)
    add_confidence(parser)
    add_delimiter(parser)


def _estimate(asked: Namespace) -> Answer:
    if (asked.per is not None) != (asked.figure == "ratio"):
        raise SamplingError(f"--per goes with a ratio and only so, not with {asked.figure!r}.")
    if asked.exact and asked.figure != "share":
        raise SamplingError(f"--exact goes with a share, not with {asked.figure!r}.")
    review = Review.read(asked.answers, asked.strata, asked.stratum, asked.delimiter)
    head = {"figure": asked.figure, "column": asked.column, "confidence": asked.confidence}
    return as_json(head | (_shares if asked.figure == "share" else _figures)(asked, review)), 0


def _shares(asked: Namespace, review: Review) -> dict[str, object]:
    names, domain = ([], None) if asked.domain is None else review.domains(asked.domain)
    found = tabulate(
        review.codes(asked.column),
        review.stratum,
        domain,
        strata=len(review.names),
        domains=max(1, len(names)),
    )
    whole, frame = found.whole(), review.population
    share = _table(asked, whole, review).estimate(0)
    answer: dict[str, object] = {"all": told(share), "design_effect": _effects(share)}
    if asked.exact:
        answer["exact"] = _exact(asked, whole, frame)
    answer["strata"] = {
        name: told(_stratum(asked, whole.by_answer[:, :, h : h + 1], frame[h : h + 1]))
        for h, name in enumerate(review.names)
    }
    if names:
        table = _table(asked, found, review)
        answer["domains"] = {name: told(table.estimate(d)) for d, name in enumerate(names)}
    return answer


def _effects(share: ShareEstimate) -> dict[str, object]:
    """Write down the design effect against both kinds of simple random sample."""
    effects = {str(against): design_effect(share, against) for against in Against}
    return {name: None if effect is None else effect.value for name, effect in effects.items()}


def _table(asked: Namespace, counts: Counts, review: Review) -> ShareTable:
    return share_from_counts(
        counts.hits(asked.partly)[0],
        counts.counted[0],
        counts.opened[0],
        review.population,
        squares=counts.squares(asked.partly)[0],
        confidence=asked.confidence,
        one_case=asked.one_case,
        groups=review.groups(asked.groups),
    )


def _stratum(asked: Namespace, answers: NDArray[np.int64], population: Whole) -> ShareEstimate:
    counts = Counts(answers)
    return share_from_counts(
        counts.hits(asked.partly)[0, 0],
        counts.counted[0, 0],
        counts.opened[0, 0],
        population,
        squares=counts.squares(asked.partly)[0, 0],
        confidence=asked.confidence,
    ).estimate()


def _exact(asked: Namespace, whole: Counts, population: Whole) -> dict[str, object]:
    """Bound the share exactly, which takes a yes or a no from every case read."""
    counted, opened = whole.counted[0, 0], whole.opened[0, 0]
    partly = int(whole.by_answer[..., AnswerCode.partly].sum())
    if partly or (counted != opened).any():
        raise SamplingError(
            f"Exact limits count yes and no, and {asked.column!r} has {partly} answers of partly "
            f"and {int((opened - counted).sum())} of not_applicable."
        )
    met = whole.hits()[0, 0].astype(int)
    interval = stratified_interval(
        met.tolist(), opened.tolist(), population.tolist(), confidence=asked.confidence
    )
    return limits(interval)


def _figures(asked: Namespace, review: Review) -> dict[str, object]:
    figures, read = review.figures(asked.column)
    per, read_too = (1.0, read) if asked.per is None else review.figures(asked.per)
    both = read & read_too
    names, domain = ([], None) if asked.domain is None else review.domains(asked.domain)
    applies = both & ~np.isnan(figures) & ~np.isnan(per)
    per = np.broadcast_to(per, figures.shape)

    def estimate(inside: Flags, chosen: Flags, rule: dict[str, Any], h: int | None) -> object:
        """Estimate from some of the cases read: all of them, or those of one stratum."""
        parts = [figures[chosen], per[chosen]] if asked.per else [figures[chosen]]
        stratum = review.stratum[chosen] if h is None else np.zeros(chosen.sum(), dtype=np.intp)
        frame = review.population if h is None else review.population[h : h + 1]
        found = FUNCTIONS[asked.figure](*parts, stratum, frame, in_domain=inside[chosen], **rule)
        return told(found)

    single: dict[str, Any] = {"confidence": asked.confidence}
    rule = single | {"one_case": asked.one_case, "groups": review.groups(asked.groups)}
    answer: dict[str, object] = {"all": estimate(applies, both, rule, None)}
    answer["strata"] = {
        name: estimate(applies, both & (review.stratum == h), single, h)
        for h, name in enumerate(review.names)
    }
    if names:
        answer["domains"] = {
            name: estimate(applies & (domain == d), both, rule, None)
            for d, name in enumerate(names)
        }
    return answer


def told(found: Estimate | ShareEstimate) -> dict[str, object]:
    """Write an estimate down; what is not known is null, with the reason."""
    answer: dict[str, object] = {
        "value": found.share if isinstance(found, ShareEstimate) else found.value,
        "standard_error": found.standard_error,
    }
    answer |= limits(found.interval)
    answer |= {"counted": found.counted, "df": found.df, "unknown": str(found.unknown)}
    if isinstance(found, ShareEstimate):
        answer |= {"hits": found.hits, "opened": found.opened, "unseen": found.unseen}
    return answer


def limits(interval: Interval | None) -> dict[str, object]:
    """Write an interval down, with how it was made."""
    if interval is None:
        return {"low": None, "high": None, "method": None}
    return {"low": interval.low, "high": interval.high, "method": str(interval.method)}
