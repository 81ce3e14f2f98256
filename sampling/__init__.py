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
from sampling.exact import share_interval
from sampling.intervals import Interval, Method, Side
from sampling.masking import Masked, mask, mask_groups, mask_shares
from sampling.masking_audit import possible_values
