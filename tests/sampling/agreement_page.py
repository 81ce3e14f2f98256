"""Write the page of agreement into docs/method.md: ``python -m tests.sampling.agreement_page``."""

from itertools import groupby
from pathlib import Path

import sampling
from tests.sampling import comparisons, comparisons_of_figures

METHOD = Path(sampling.__file__).parent.parent / "docs" / "method.md"
BEGIN, END = "<!-- figures: begin -->\n", "<!-- figures: end -->\n"
AREAS = {
    "The draw": comparisons.drawing,
    "Allocation": comparisons.sharing_out,
    "Allocation for several targets": comparisons.several_targets,
    "Size": comparisons.sizes,
    "Intervals": comparisons.intervals,
    "Estimates": comparisons_of_figures.estimates,
    "Change": comparisons_of_figures.changes,
    "Agreement between reviewers": comparisons_of_figures.reviewers,
    "Run charts": comparisons_of_figures.charts,
}
# Below this a difference is rounding in the last place of a machine's numbers.
NOTHING = 1e-9


def figures():
    """Give every comparison there is, by area."""
    return {area: list(make()) for area, make in AREAS.items()}


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
