"""Two groups of one round side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sampling.command_line.estimating import told
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
from sampling.domains import compare_domains
from sampling.errors import SamplingError
from sampling.estimate import StratumCounts, estimate_mean_difference, tabulate

if TYPE_CHECKING:
    from argparse import Namespace

    from sampling.command_line.review import Places

PAIR = 2


def add(verbs: Verbs) -> None:
    """Add ``differ``."""
    parser = add_verb(
        verbs,
        "differ",
        _differ,
        "compare two groups of one round, by the share that answered yes or by a mean",
        "differ share answers.csv strata.csv --column plan --domain age --group 0-12 --group 13-17",
    )
    parser.add_argument("figure", choices=("share", "mean"))
    add_file(parser, "answers", "as for estimate")
    add_file(parser, "strata", "CSV with the columns stratum and cases")
    parser.add_argument("--column", required=True, help="of the answers")
    parser.add_argument("--domain", required=True, metavar="COLUMN", help="of the answers")
    parser.add_argument(
        "--group", action="append", required=True, help="of the domain's column; give two"
    )
    parser.add_argument("--stratum", default="stratum", metavar="COLUMN", help="of the answers")
    add_one_case(parser)
    add_confidence(parser)
    add_delimiter(parser)


def _differ(asked: Namespace) -> Answer:
    if len(asked.group) != PAIR or len(set(asked.group)) != PAIR:
        raise SamplingError(f"Two groups are compared, and not {asked.group!r}.")
    review = Review.read(asked.answers, asked.strata, asked.stratum, asked.delimiter)
    names, domain = review.domains(asked.domain)
    unknown = [group for group in asked.group if group not in names]
    if unknown:
        raise SamplingError(
            f"{review.answers.name} has no {unknown[0]!r} in column {asked.domain!r}: "
            f"{', '.join(names)}."
        )
    places = [names.index(group) for group in asked.group]
    difference = (_shares if asked.figure == "share" else _means)(asked, review, domain, places)
    head = {"figure": asked.figure, "column": asked.column, "confidence": asked.confidence}
    return as_json(head | {"groups": asked.group} | difference), 0


def _shares(
    asked: Namespace, review: Review, domain: Places, places: list[int]
) -> dict[str, object]:
    codes, domains = review.codes(asked.column), int(domain.max()) + 1
    found = tabulate(codes, review.stratum, domain, strata=len(review.names), domains=domains)
    first, second = (
        StratumCounts.of(
            found.hits()[0, place], found.counted[0, place], found.opened[0, 0], review.population
        )
        for place in places
    )
    change = compare_domains(
        first,
        second,
        confidence=asked.confidence,
        one_case=asked.one_case,
        groups=review.groups(asked.groups),
    )
    parts = {
        "first": change.first,
        "second": change.second,
        "difference": change.difference,
        "low": change.low,
        "high": change.high,
        "p": change.p,
        "correlation": change.correlation,
    }
    answer: dict[str, object] = {
        name: None if np.isnan(value) else float(value) for name, value in parts.items()
    }
    return answer | {"apart": bool(change.low > 0 or change.high < 0)}


def _means(
    asked: Namespace, review: Review, domain: Places, places: list[int]
) -> dict[str, object]:
    values, read = review.figures(asked.column)
    first, second = ((domain == place) & ~np.isnan(values) for place in places)
    found = estimate_mean_difference(
        values[read],
        review.stratum[read],
        review.population,
        first[read],
        second[read],
        confidence=asked.confidence,
        one_case=asked.one_case,
        groups=review.groups(asked.groups),
    )
    interval = found.interval
    apart = interval is not None and (interval.low > 0 or interval.high < 0)
    return {"difference": told(found), "apart": apart}
