"""One of everything, printed: run in many surroundings by `test_anywhere`."""

import json
import sys
from hashlib import sha256

import numpy as np

from sampling import (
    AnswerCode,
    Frame,
    StratumCounts,
    TicketIndex,
    adjust_p,
    allocate,
    allocate_by_cost,
    allocate_by_power,
    allocate_equally,
    allocate_for_targets,
    allocate_neyman,
    allocate_optimally,
    allocate_to_budget,
    chance_to_discover,
    compare_rounds,
    draw,
    estimate_mean,
    estimate_median,
    estimate_ratio,
    estimate_total,
    mask,
    permanent_numbers,
    poststratified_mean,
    run_chart,
    select_lowest,
    share_from_counts,
    share_interval,
    tabulate,
    ticket,
    tickets,
    weighting_class_mean,
)
from sampling.agreement import Scale, cohen_kappa, krippendorff_alpha
from tests.sampling.golden import COMMITMENT, EXCLUDED, FRAME, SEED, SIZES

UNITS = [f"Enhet {letter}{number}" for letter in "ÅÄÖAZ" for number in range(5)]


def drawn():
    """Give samples and sizes, which must be the same to the last case wherever it is."""
    # A set comes out in another order in every process.
    names = set(UNITS)
    equal = dict.fromkeys(names, 50)
    cases = {(unit, f"{unit} {number:03d}") for unit in names for number in range(50)}
    frame = Frame.of(cases)
    sizes = allocate(equal, 103)
    lines = list(frame.lines)
    # Few bits are left, so that ties must be decided by the whole ticket.
    short = tickets(SEED, lines) >> np.uint64(58) << np.uint64(58)
    places = {unit: place for place, unit in enumerate(sorted(names))}
    codes = np.array([places[line.decode().split("\t")[0]] for line in lines])

    def whole(row):
        return bytes.fromhex(ticket(SEED, lines[row].decode()))

    spread = {unit: (1 + place % 7) / 8 for unit, place in places.items()}
    costs = {unit: 1 + place % 3 for unit, place in places.items()}
    targets = {"all": spread, "north": {unit: 0.5 for unit in names if unit[-1] in "01"}}
    planned = {
        "proportional": sizes,
        "equal": allocate_equally(equal, 131),
        "neyman": allocate_neyman(equal, spread, 333),
        "cost": allocate_by_cost(equal, spread, costs, 333),
        "power": allocate_by_power(equal, 77),
        "whole": allocate_optimally(equal, spread, 333),
        "budget": allocate_to_budget(equal, spread, costs, 500.5),
        "targets": allocate_for_targets(
            equal, targets, {"all": 0.03, "north": 0.05}, costs=costs
        ).sizes,
    }
    queues = draw(frame, sizes, SEED)
    return {
        "frame": frame.digest(),
        "commit": COMMITMENT.digest(),
        "golden": {name: queue.selected for name, queue in draw(FRAME, SIZES, SEED).items()},
        "excluded": EXCLUDED.digest(),
        "drawn": {name: queue.selected + queue.spares for name, queue in queues.items()},
        "sizes": {name: dict(sorted(plan.items())) for name, plan in planned.items()},
        "lowest": [rows.tolist() for rows in select_lowest(short, codes, [3] * 25, whole)],
        "index": TicketIndex.of(short, codes, 25, whole).rows.tolist(),
        "permanent": permanent_numbers(bytes(32), sorted(names)).tolist(),
    }


def figured():
    """Give figures in floating point, as they are stored."""
    chance = np.random.Generator(np.random.Philox(4))
    answers = chance.integers(0, len(AnswerCode), (9, 900), dtype=np.uint8)
    stratum, domain = (chance.integers(0, kinds, 900) for kinds in (6, 3))
    counts = tabulate(answers, stratum, domain, strata=6, domains=3)
    frame = np.bincount(stratum, minlength=6) * 4
    shares = share_from_counts(
        counts.hits(0.5), counts.counted, counts.opened, frame, squares=counts.squares(0.5)
    )
    half = StratumCounts.of(counts.hits()[:4], counts.counted[:4], counts.opened[:4], frame)
    rest = StratumCounts.of(counts.hits()[4:8], counts.counted[4:8], counts.opened[4:8], frame)
    change = compare_rounds(half, rest)
    masked = mask(chance.integers(0, 30, (6, 3)))
    kappa = cohen_kappa(answers[:2].T.tolist(), range(5))
    alpha = krippendorff_alpha(answers[:4].T.tolist(), range(5), scale=Scale.ordinal)
    read = {"values": chance.gamma(2, 9, 900), "stratum": stratum, "population": frame}
    known = np.bincount(domain, minlength=3) * 4
    estimates = [
        estimate_mean(**read, in_domain=domain == 1),
        estimate_total(**read),
        estimate_median(**read),
        estimate_ratio(**read, per=1.0 + domain),
        poststratified_mean(**read, group=domain, group_sizes=known),
        weighting_class_mean(**read, answered=answers[8] < 3, group=domain),
    ]
    chart = run_chart(counts.hits().sum(axis=(1, 2)), counts.counted.sum(axis=(1, 2)))
    arrays = [shares.share, shares.low, shares.high, change.low, change.high, adjust_p(change.p)]
    return {
        "arrays": [np.ravel(array).tolist() for array in arrays],
        "masked": masked.extended.tolist(),
        "kappa": [kappa.value, kappa.standard_error, alpha.value, alpha.standard_error],
        "estimates": [
            [found.value, found.standard_error, found.interval.low, found.interval.high]
            for found in estimates
        ],
        "chart": [chart.centre, *chart.low.tolist(), *chart.high.tolist()],
        "exact": [share_interval(3, 40, 300).high, float(chance_to_discover(300, 4, 40))],
    }


def main():
    text = json.dumps({"drawn": drawn(), "figured": figured()}, sort_keys=True)
    sys.stdout.write(text if sys.argv[1:] else sha256(text.encode()).hexdigest())


if __name__ == "__main__":
    main()
