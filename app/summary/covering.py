"""Taking away what must be left out, once it has been decided what that is."""

from dataclasses import replace

from app.summary.estimates import Flags
from app.summary.figures import Figures, Group, Line, Reliability, Share
from app.summary.withheld import Withheld


def cover(line: Line, gone: Withheld) -> Line:
    """Take away what is left out, and say that it is."""
    whole = line.whole
    if gone.counts:
        whole = Share(
            frame=whole.frame,
            assessed=whole.assessed,
            share=whole.share,
            low=whole.low,
            high=whole.high,
            method=whole.method,
            unknown=whole.unknown,
            hidden=False,
        )
    covered = replace(
        line,
        whole=_hidden(whole) if gone.whole else whole,
        units=_covered(line.units, gone.units),
        strata=_covered(line.strata, gone.strata),
    )
    return _blurred(covered) if gone.units.any() or gone.strata.any() else covered


def _blurred(line: Line) -> Line:
    """Give limits to the whole per cent, as pages show them: one could reckon back from more."""

    def blurred(share: Share) -> Share:
        if share.low is None or share.high is None:
            return share
        return replace(share, low=round(share.low, 2), high=round(share.high, 2))

    return replace(
        line,
        whole=blurred(line.whole),
        units=tuple(blurred(share) for share in line.units),
        strata=tuple(blurred(share) for share in line.strata),
    )


def _covered(shares: tuple[Share, ...], gone: Flags) -> tuple[Share, ...]:
    return tuple(
        _hidden(share) if hide else share for share, hide in zip(shares, gone, strict=True)
    )


def without_missing(groups: tuple[Group, ...], gone: Flags) -> tuple[Group, ...]:
    return tuple(
        replace(group, missing=None) if hide else group
        for group, hide in zip(groups, gone, strict=True)
    )


def _hidden(share: Share) -> Share:
    return Share(frame=share.frame, hidden=True)


def reliable(said: Reliability | None, smallest: int) -> Reliability | None:
    few = said is not None and 0 < (said.cases or 0) < smallest
    return Reliability(cases=None, hidden=True) if few else said


def pooled_if_told(figures: Figures, smallest: int) -> Reliability | None:
    few = 0 < figures.read_twice < smallest
    return Reliability(cases=None, hidden=True) if few else figures.agreement
