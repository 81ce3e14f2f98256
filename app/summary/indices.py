"""Questions taken together across sections: the process, the child's voice, legal security.

An index is the mean, over files, of the share of its questions that were met; as for a section,
and masked as one. Which questions belong to it follows from their tags in the form.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import N_
from app.summary.findings import Judged


@dataclass(frozen=True, slots=True)
class Index:
    """Questions that carry any of some tags, under one name."""

    id: str
    name: str
    tags: frozenset[str]


INDICES = (
    Index(
        "process",
        N_("Process index"),
        frozenset({"plans", "visits", "considerations", "follow_up"}),
    ),
    Index("child_voice", N_("Child’s voice index"), frozenset({"child_voice"})),
    Index("legal_security", N_("Legal security index"), frozenset({"rule_of_law"})),
)


def indices_of(questions: Sequence[Judged]) -> dict[str, Sequence[str]]:
    """Give the questions of each index, in the order of the form; no index without any."""
    members = {
        index.id: [each.id for each in questions if not index.tags.isdisjoint(each.tags)]
        for index in INDICES
    }
    return {name: found for name, found in members.items() if found}
