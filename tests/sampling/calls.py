"""One sound call of every public function, for the attacks to spoil an argument of at a time."""

import numpy as np

import sampling as s
from sampling import agreement, intervals

PEOPLE, SPREAD, COSTS = {"A": 10, "B": 20}, {"A": 0.5, "B": 0.4}, {"A": 1, "B": 2}
FRAME = s.Frame.of([("A", str(number)) for number in range(5)])
NOBODY = s.Excluded.of([("B", "9", "moved")])
SEED, SECRET = "5" * 64, bytes(32)
QUEUES = s.draw(FRAME, {"A": 1}, SEED)
TICKETS, STRATA = np.arange(6, dtype=np.uint64), np.array([0, 0, 0, 1, 1, 1])
COMMITMENT = s.Commitment.to(
    FRAME,
    NOBODY,
    {"A": 1},
    round="autumn",
    attempt=1,
    public_source="dice",
    server_entropy=SECRET,
    log_head="0" * 64,
)
ROUND = s.StratumCounts.of([1, 2], [3, 4], [3, 4], [9, 9])
BOTH = [[[1, 0, 0], [0, 1, 0], [0, 0, 0]]] * 2
PAIRS = {
    "ratings": [(0, 1), (1, 1), (0, 0), (2, 2)],
    "categories": [0, 1, 2],
    "scale": agreement.Scale.linear,
    "confidence": 0.9,
    "population": 20,
}
READ = {
    "values": [3.0, 4.0, 5.0, 7.0, 1.0, 2.0],
    "stratum": [0, 0, 0, 1, 1, 1],
    "population": [9, 12],
    "confidence": 0.9,
}
INSIDE = {"in_domain": [True, True, True, True, True, False]}
GROUP = {"group": [0, 1, 0, 1, 0, 1]}
COUNTED = {"hits": [1, 2], "counted": [3, 4], "opened": [3, 4], "population": [9, 9]}
SHARED = {"populations": PEOPLE, "total": 9, "at_least": 2, "at_most": 9, "census": set()}
VARIED = SHARED | {"deviations": SPREAD}
ROUNDS = {"confidence": 0.95, "populations": (500, 500), "overlap": 0.2, "correlation": 0.3}
SHARE = {"share": 0.5, "confidence": 0.95}
ANSWERED = {
    "values": [1, 0, 1, 1],
    "case": [0, 0, 1, 1],
    "reader": [0, 1, 0, 1],
    "question": [0, 0, 1, 1],
    "confidence": 0.9,
}


def overlapping(answers, frame):
    return s.compare_rounds(ROUND, ROUND, overlap=s.Overlap(answers, frame))


CHANGES = s.compare_rounds(ROUND, ROUND)


def judged(adjusted_p):
    return CHANGES.verdicts(adjusted_p=adjusted_p)


CALLS = {
    s.allocate: SHARED,
    s.allocate_equally: SHARED,
    s.allocate_fixed: {"populations": PEOPLE, "cases": 5, "census": set()},
    s.allocate_rate: {"populations": PEOPLE, "rate": 0.3},
    s.allocate_neyman: VARIED,
    s.allocate_optimally: VARIED,
    s.allocate_by_cost: VARIED | {"costs": COSTS},
    s.allocate_by_power: SHARED | {"power": 0.5, "variations": SPREAD},
    s.allocate_to_budget: {
        "populations": PEOPLE,
        "deviations": SPREAD,
        "costs": COSTS,
        "budget": 12,
    },
    s.allocate_for_targets: {
        "populations": PEOPLE,
        "deviations": {"met": SPREAD},
        "errors": {"met": 0.2},
        "costs": COSTS,
    },
    s.size_for_share: SHARE | {"population": 100, "margin": 0.1, "design_effect": 1},
    s.sizes_for_share: SHARE | {"populations": PEOPLE, "margin": 0.1},
    s.size_for_mean: {"population": 100, "margin": 1, "deviation": 4, "confidence": 0.95},
    s.size_with_nonresponse: {"cases": 5, "answered": 0.5, "population": 100},
    s.advise_census: SHARE | {"population": 100, "margin": 0.1},
    s.size_to_discover: {"population": 50, "faulty": 2, "confidence": 0.9},
    s.size_to_accept: {"population": 50, "tolerable_faulty": 4, "confidence": 0.9, "allowed": 1},
    s.size_to_accept_rate: {"tolerable": 0.05, "expected": 0.01, "confidence": 0.9},
    s.size_to_detect_change: ROUNDS | {"share_1": 0.4, "share_2": 0.6, "power": 0.8},
    s.power_to_detect_change: ROUNDS | {"share_1": 0.4, "share_2": 0.6, "cases": 40},
    s.changes_detected: ROUNDS | {"share": 0.4, "cases": 40, "power": 0.8},
    s.chance_to_discover: {"population": 50, "faulty": 2, "cases": 5},
    s.margin_of: SHARE | {"population": 50, "cases": 10},
    s.margin_of_mean: {"population": 50, "cases": 10, "deviation": 5, "confidence": 0.9},
    s.margins_of: SHARE | {"populations": PEOPLE, "sizes": {"A": 2, "B": 3}},
    s.faulty_ruled_out: {"population": 50, "cases": 10, "confidence": 0.9, "allowed": 1},
    s.estimate_share: {key: READ[key] for key in ("stratum", "population", "confidence")}
    | INSIDE
    | {"met": [1, 0, 1, 0, 1, 1], "one_case": s.OneCase.refuse, "groups": None},
    s.estimate_mean: READ | INSIDE,
    s.estimate_total: READ | INSIDE,
    s.estimate_median: READ | INSIDE,
    s.estimate_ratio: READ | INSIDE | {"per": READ["values"]},
    s.estimate_mean_difference: READ | {"first": [True, False] * 3, "second": [False, True] * 3},
    s.design_effect: {
        "found": s.estimate_share([1, 0, 1, 0], [0, 0, 1, 1], [9, 9]),
        "against": s.Against.with_replacement,
    },
    s.poststratified_mean: READ | GROUP | {"group_sizes": [10, 11]},
    s.weighting_class_mean: READ | GROUP | {"answered": INSIDE["in_domain"]},
    s.share_from_counts: COUNTED
    | {"squares": [1, 2], "one_case": s.OneCase.collapse, "groups": [0, 0]},
    s.StratumCounts.of: COUNTED | {"squares": [1, 2]},
    s.tabulate: {
        "answers": [[0, 1, 2]],
        "stratum": [0, 0, 1],
        "domain": [0, 1, 0],
        "strata": 2,
        "domains": 2,
    },
    s.tabulate([[0, 1, 2]], [0, 0, 1], strata=2).hits: {"partly": 0.5},
    s.eligible_cases: {"population": 50, "opened": 10, "eligible": 5, "opened_until_enough": True},
    s.eligible_interval: {
        "population": 50,
        "opened": 10,
        "eligible": 5,
        "opened_until_enough": True,
        "confidence": 0.95,
    },
    s.share_out_unknown: {"eligible": 5, "ineligible": 5, "unknown": 3},
    s.compare_rounds: {"first": ROUND, "second": ROUND, "overlap": None, "confidence": 0.9},
    s.compare_domains: {
        "first": s.StratumCounts.of([1, 0], [2, 2], [5, 4], [9, 9]),
        "second": s.StratumCounts.of([1, 2], [3, 2], [5, 4], [9, 9]),
        "confidence": 0.9,
    },
    overlapping: {"answers": BOTH, "frame": [8, 8]},
    judged: {"adjusted_p": np.float64(0.2)},
    s.share_interval: {"hits": 2, "sampled": 10, "population": 30, "confidence": 0.9},
    s.stratified_interval: {
        "hits": [1, 0],
        "sampled": [4, 5],
        "population": [9, 12],
        "confidence": 0.9,
    },
    intervals.clopper_pearson: {"hits": 2, "sampled": 10, "confidence": 0.9},
    intervals.wilson: {"hits": 2, "sampled": 10, "confidence": 0.9},
    intervals.logit: {"share": 0.3, "standard_error": 0.1, "df": 4, "confidence": 0.9},
    intervals.korn_graubard: {
        "share": 0.3,
        "sampled": 20,
        "variance": 0.01,
        "variance_without_fpc": 0.011,
        "df": 4,
        "confidence": 0.9,
    },
    s.mask: {"counts": [[9, 3], [8, 7]], "smallest": 5, "also": np.zeros((3, 3), bool)},
    s.mask_shares: {"hits": [3, 9], "counted": [9, 20], "smallest": 5},
    s.mask_groups: {"counts": [3, 9, 9], "smallest": 5},
    s.possible_values: {
        "counts": [[9, 3], [8, 7]],
        "masked": s.mask([[9, 3], [8, 7]]),
        "least": 1,
    },
    s.adjust_p: {"p": [0.1, 0.2], "adjustment": s.Adjustment.holm},
    s.run_chart: {"hits": [1, 2, 3], "counted": [5, 6, 7], "baseline": 2, "shift": 8, "trend": 6},
    s.select_lowest: {"tickets": TICKETS, "codes": STRATA, "sizes": [1, 2], "whole": bytes},
    s.TicketIndex.of: {"tickets": TICKETS, "codes": STRATA, "strata": 2, "whole": bytes},
    s.TicketIndex.of(TICKETS, STRATA, 2, bytes).select: {"sizes": [1, 1]},
    s.permanent_numbers: {"key": SECRET, "case_numbers": ["1", "2"]},
    s.from_start: {"numbers": TICKETS, "start": 3, "backwards": True},
    s.shift_start: {"start": 3, "size": 2, "population": 10, "renewed": 0.5},
    s.start_after: {"numbers": TICKETS, "drawn": np.array([0, 1]), "start": 3},
    s.expected_overlap: {"first": 2, "second": 3, "population": 10, "shift": 0.2},
    s.tickets: {"seed": SEED, "lines": [b"A\t1", b"A\t2"]},
    s.ticket: {"seed": SEED, "line": "A\t1"},
    s.seed_of: {"commit_sha256": "0" * 64, "public": ["3 5 1"], "server_entropy": SECRET},
    s.canonical_json: {"value": {"a": 1}},
    s.Frame.of: {"rows": [("A", "1"), ("A", "2")]},
    s.Frame.read: {"text": b"A\t1\n"},
    s.Excluded.of: {"rows": [("A", "1", "moved")]},
    s.draw: {"frame": FRAME, "sizes": {"A": 1}, "seed": SEED},
    s.next_spare: {"queue": QUEUES["A"], "called": []},
    s.top_up: {"queue": QUEUES["A"], "called": [], "more": 1},
    s.transcript: {
        "commitment": COMMITMENT,
        "drawn": s.draw(FRAME, {"A": 1}, s.seed_of(COMMITMENT.digest(), ["3 5 1"], SECRET)),
        "public": ["3 5 1"],
        "server_entropy": SECRET,
    },
    agreement.cohen_kappa: PAIRS,
    agreement.percent_agreement: PAIRS,
    agreement.fleiss_kappa: PAIRS,
    agreement.krippendorff_alpha: PAIRS,
    agreement.gwet_ac: PAIRS,
    agreement.reader_effects: ANSWERED | {"readers": 2},
    agreement.question_effects: ANSWERED | {"questions": 2},
}
