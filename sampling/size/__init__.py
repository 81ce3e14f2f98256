from sampling.size.change import (
    changes_detected,
    power_to_detect_change,
    size_to_detect_change,
)
from sampling.size.discovery import (
    chance_to_discover,
    size_to_accept,
    size_to_accept_rate,
    size_to_discover,
)
from sampling.size.precision import (
    CensusAdvice,
    advise_census,
    margin_of,
    size_for_mean,
    size_for_share,
    size_with_nonresponse,
    sizes_for_share,
)
from sampling.size.reach import (
    Margins,
    faulty_ruled_out,
    margin_of_mean,
    margins_of,
)

__all__ = [
    "CensusAdvice",
    "Margins",
    "advise_census",
    "chance_to_discover",
    "changes_detected",
    "faulty_ruled_out",
    "margin_of",
    "margin_of_mean",
    "margins_of",
    "power_to_detect_change",
    "size_for_mean",
    "size_for_share",
    "size_to_accept",
    "size_to_accept_rate",
    "size_to_detect_change",
    "size_to_discover",
    "size_with_nonresponse",
    "sizes_for_share",
]
