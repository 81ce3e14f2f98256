"""What follows from what, where it points ahead in the story. Backwards, one simply calls."""

from app.audit.log import Rule

RULES: tuple[Rule, ...] = ()
