"""Business establishments in five sectors: Valliant, Dever and Kreuter, example 5.2.

*Practical Tools for Designing and Weighting Survey Samples*, 2nd ed. (2018), Springer.
"""

from math import sqrt

SECTORS = ("Manufacturing", "Retail", "Wholesale", "Service", "Finance")
POPULATIONS = dict(zip(SECTORS, (6221, 11738, 4333, 22809, 5467), strict=True))
COSTS = dict(zip(SECTORS, (120, 80, 80, 90, 150), strict=True))
_MEANS = {
    "revenue": (85, 11, 23, 17, 126),
    "employees": (511, 21, 70, 32, 157),
    "research": (0.8, 0.2, 0.5, 0.3, 0.9),
    "offshore": (0.06, 0.03, 0.03, 0.21, 0.77),
}
_DEVIATIONS = {
    "revenue": (170.0, 8.8, 23.0, 25.5, 315.0),
    "employees": (255.5, 5.25, 35.0, 32.0, 471.0),
}


def deviations():
    """Give the standard deviation of everything in every sector."""
    found = {name: dict(zip(SECTORS, spread, strict=True)) for name, spread in _DEVIATIONS.items()}
    for name in ("research", "offshore"):
        found[name] = {
            sector: sqrt(share * (1 - share) * cases / (cases - 1))
            for (sector, cases), share in zip(POPULATIONS.items(), _MEANS[name], strict=True)
        }
    return found


def errors(**relative):
    """Turn coefficients of variation into standard errors."""
    everything = sum(POPULATIONS.values())
    means = {
        name: sum(n * mean for n, mean in zip(POPULATIONS.values(), means, strict=True))
        / everything
        for name, means in _MEANS.items()
    }
    return {name: means[name] * error for name, error in relative.items()}
