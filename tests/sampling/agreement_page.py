"""Write the page of agreement into docs/method.md: ``python -m tests.sampling.agreement_page``."""

from itertools import groupby
from pathlib import Path

import sampling
from tests.sampling import (
    comparisons,
    comparisons_of_figures,
    comparisons_with_r,
    comparisons_with_survey,
)

METHOD = Path(sampling.__file__).parent.parent / "docs" / "method.md"
BEGIN, END = "<!-- figures: begin -->\n", "<!-- figures: end -->\n"
AREAS = {
    "The draw": (comparisons.drawing,),
    "Allocation": (comparisons.sharing_out,),
    "Allocation for several targets": (comparisons.several_targets,),
    "Size": (comparisons.sizes, comparisons_with_r.counted, comparisons_with_r.powers),
    "Intervals": (comparisons.intervals, comparisons_with_r.bounds),
    "Estimates": (
        comparisons_of_figures.estimates,
        comparisons_with_survey.estimates,
        comparisons_with_survey.limits,
        comparisons_with_survey.effects,
    ),
    "Made up for": (comparisons_with_survey.made_up_for,),
    "Change": (
        comparisons_of_figures.changes,
        comparisons_with_survey.differences,
        comparisons_with_r.many_tests,
    ),
    "Agreement between reviewers": (
        comparisons_of_figures.reviewers,
        comparisons_with_r.reviewers,
    ),
    "Run charts": (comparisons_of_figures.charts, comparisons_with_r.charts),
}
# Below this a difference is rounding in the last place of a machine's numbers.
NOTHING = 1e-9


def compared(area):
    """Give every comparison of one area."""
    return [row for make in AREAS[area] for row in make()]


def figures():
    """Give every comparison there is, by area."""
    return {area: compared(area) for area in AREAS}


def written(figure):
    return f"{figure:.0f}" if abs(figure - round(figure)) < NOTHING else f"{figure:.6g}"


def apart(row):
    """Give the difference, and 0 for what is mere rounding and may be another elsewhere."""
    return row.difference if row.difference > NOTHING * max(1, abs(row.theirs)) else 0.0


def difference(row):
    if apart(row):
        return f"{row.difference:.2g}"
    return "0" if float(row.theirs).is_integer() else "< 1e-9"


def section():
    """Write the tables, each row a function beside one reference."""
    found = figures()
    total = sum(len(rows) for rows in found.values())
    said = (
        f"{total} figures, none of them made by this code. In each row, the figure that differs"
        " most: ours, theirs, and the difference beside what their rounding leaves room for."
    )
    lines = [
        said,
        "",
        "| function | reference | figures | ours | theirs | largest difference | room |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for area, rows in found.items():
        lines.append(f"| **{area}** | | {len(rows)} | | | | |")
        ordered = sorted(rows, key=lambda row: (row.function, row.origin))
        for (function, origin), group in groupby(ordered, lambda row: (row.function, row.origin)):
            same = list(group)
            worst = max(same, key=apart)
            room = (
                f"{worst.within:.1g}" if worst.within > NOTHING * max(1, abs(worst.theirs)) else "0"
            )
            lines.append(
                f"| `{function}` | {origin} | {len(same)} | {written(worst.ours)} |"
                f" {written(worst.theirs)} | {difference(worst)} | {room} |"
            )
    return "\n".join(lines) + "\n"


def main():
    before, _, rest = METHOD.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    METHOD.write_text(before + BEGIN + section() + END + after, encoding="utf-8")


if __name__ == "__main__":
    main()
