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
from sampling.replacement import next_spare, top_up
from sampling.rotation import (
    expected_overlap,
    from_start,
    permanent_numbers,
    shift_start,
    start_after,
)
from sampling.selection import TicketIndex, select_lowest
from sampling.size import (
    CensusAdvice,
    advise_census,
    chance_to_discover,
    margin_of,
    size_for_mean,
    size_for_share,
    size_to_accept,
    size_to_accept_rate,
    size_to_detect_change,
    size_to_discover,
    size_with_nonresponse,
    sizes_for_share,
)
from sampling.tickets import tickets
from sampling.transcript import transcript
from sampling.verdict import Check, Verdict, verify

__all__ = [
    "PROTOCOL",
    "Adjustment",
    "AnswerCode",
    "CensusAdvice",
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
    "TicketIndex",
    "Unknown",
    "Verdict",
    "adjust_p",
    "advise_census",
    "allocate",
    "allocate_by_cost",
    "allocate_by_power",
    "allocate_equally",
    "allocate_fixed",
    "allocate_neyman",
    "allocate_optimally",
    "allocate_rate",
    "canonical_json",
    "chance_to_discover",
    "compare_rounds",
    "draw",
    "estimate_share",
    "expected_overlap",
    "from_start",
    "margin_of",
    "mask",
    "mask_groups",
    "mask_shares",
    "next_spare",
    "permanent_numbers",
    "possible_values",
    "seed_of",
    "select_lowest",
    "share_from_counts",
    "share_interval",
    "shift_start",
    "size_for_mean",
    "size_for_share",
    "size_to_accept",
    "size_to_accept_rate",
    "size_to_detect_change",
    "size_to_discover",
    "size_with_nonresponse",
    "sizes_for_share",
    "start_after",
    "tabulate",
    "ticket",
    "tickets",
    "top_up",
    "transcript",
    "verify",
]
