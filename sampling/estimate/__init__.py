"""Estimates from stratified random samples: shares, means, totals, ratios, medians, weights."""

from sampling.estimate.counts import AnswerCode, Counts, tabulate
from sampling.estimate.one_case import OneCase
from sampling.estimate.result import ShareEstimate, ShareTable, Unknown
from sampling.estimate.shares import estimate_share, share_from_counts

__all__ = [
    "AnswerCode",
    "Counts",
    "OneCase",
    "ShareEstimate",
    "ShareTable",
    "Unknown",
    "estimate_share",
    "share_from_counts",
    "tabulate",
]
