"""What is red: where a decision is called for before a report can be signed. Computes only.

A question is red when its whole interval lies below its target, so that chance does not explain
it, or when it is critical and its share lies below the target. The target of a critical question
is every file; that of the others is a setting. What is hidden or cannot be estimated is not red.
"""

from app.summary.figures import Share

ALL = 1.0
# Shares are sums of weights: every file met may come out a hair below one.
HAIR = 1e-9


def target_of(*, critical: bool, target: float) -> float:
    """Give the share a question should reach."""
    return ALL if critical else target


def is_red(share: Share, *, critical: bool, target: float) -> bool:
    """Tell whether a question's share calls for a decision."""
    if share.hidden or share.share is None:
        return False
    aim = target_of(critical=critical, target=target) - HAIR
    surely_below = share.high is not None and share.high < aim
    return surely_below or (critical and share.share < aim)
