from sampling.allocation import (
    allocate,
    allocate_by_cost,
    allocate_by_power,
    allocate_equally,
    allocate_fixed,
    allocate_neyman,
    allocate_optimally,
    allocate_rate,
)
from sampling.change import Changes, ChangeVerdict, Overlap, compare_rounds
from sampling.draw import Queue, draw
from sampling.errors import SamplingError
from sampling.estimate import (
    AnswerCode,
    Counts,
    OneCase,
    ShareEstimate,
    ShareTable,
    Unknown,
    estimate_share,
    share_from_counts,
    tabulate,
)
from sampling.estimate.strata import StratumCounts
from sampling.exact import share_interval
from sampling.frame import Excluded, Frame
from sampling.intervals import Interval, Method, Side
from sampling.masking import Masked, mask, mask_groups, mask_shares
from sampling.masking_audit import possible_values
from sampling.multiple import Adjustment, adjust_p
from sampling.protocol import PROTOCOL, Commitment, canonical_json, seed_of, ticket
from sampling.transcript import transcript
from sampling.verdict import Check, Verdict, verify

__all__ = [
    "PROTOCOL",
    "Adjustment",
    "AnswerCode",
    "ChangeVerdict",
    "Changes",
    "Check",
    "Commitment",
    "Counts",
    "Excluded",
    "Frame",
    "Interval",
    "Masked",
    "Method",
    "OneCase",
    "Overlap",
    "Queue",
    "SamplingError",
    "ShareEstimate",
    "ShareTable",
    "Side",
    "StratumCounts",
    "Unknown",
    "Verdict",
    "adjust_p",
    "allocate",
    "allocate_by_cost",
    "allocate_by_power",
    "allocate_equally",
    "allocate_fixed",
    "allocate_neyman",
    "allocate_optimally",
    "allocate_rate",
    "canonical_json",
    "compare_rounds",
    "draw",
    "estimate_share",
    "mask",
    "mask_groups",
    "mask_shares",
    "possible_values",
    "seed_of",
    "share_from_counts",
    "share_interval",
    "tabulate",
    "ticket",
    "transcript",
    "verify",
]
