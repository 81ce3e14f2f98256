"""Estimates from stratified random samples: shares, means, totals, ratios, medians, weights."""

from sampling.estimate.adjustment import poststratified_mean, weighting_class_mean
from sampling.estimate.counts import AnswerCode, Counts, tabulate
from sampling.estimate.design_effect import Against, DesignEffect, design_effect
from sampling.estimate.eligible import eligible_cases, eligible_interval, share_out_unknown
from sampling.estimate.mean_difference import estimate_mean_difference
from sampling.estimate.one_case import OneCase
from sampling.estimate.quantities import (
    Estimate,
    estimate_mean,
    estimate_median,
    estimate_ratio,
    estimate_total,
)
from sampling.estimate.result import ShareEstimate, ShareTable, Unknown
from sampling.estimate.shares import estimate_share, share_from_counts
from sampling.estimate.strata import StratumCounts

__all__ = [
    "Against",
    "AnswerCode",
    "Counts",
    "DesignEffect",
    "Estimate",
    "OneCase",
    "ShareEstimate",
    "ShareTable",
    "StratumCounts",
    "Unknown",
    "design_effect",
    "eligible_cases",
    "eligible_interval",
    "estimate_mean",
    "estimate_mean_difference",
    "estimate_median",
    "estimate_ratio",
    "estimate_share",
    "estimate_total",
    "poststratified_mean",
    "share_from_counts",
    "share_out_unknown",
    "tabulate",
    "weighting_class_mean",
]
