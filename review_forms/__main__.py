import json
import sys
from pathlib import Path

from review_forms.errors import FormError
from review_forms.library import DEFINITIONS, PUBLISHED, read_form
from review_forms.schema import ReviewForm


def check(definitions: Path) -> tuple[list[str], bool]:
    """Check all definitions in a folder: sound in themselves, and unchanged once published.

    Parameters
    ----------
    definitions : Path

    Returns
    -------
    list of str
        One line for each form, more where there are problems.
    bool
        Whether all is well.
    """
    lines, well = [], True
    paths = sorted(definitions.glob("*/*.yaml"))
    listing = (definitions / PUBLISHED).read_text("utf-8")
    for path in paths:
        file = f"{path.parent.name}/{path.name}"
        try:
            form = read_form(path)
        except FormError as broken:
            lines.append(str(broken))
            well = False
        else:
            state = "published" if file in listing else "draft"
            computed = sum(question.kind == "computed" for question in form.questions)
            asked = len(form.questions) - computed
            lines.append(f"{file}: {asked} questions, {computed} computed, {state}, holds together")
    gone = [line.split()[1] for line in listing.splitlines() if line]
    missing = [file for file in gone if not (definitions / file).exists()]
    lines += [f"{file}: is published but the file is gone" for file in missing]
    return lines, well and not missing


def main(arguments: list[str]) -> int:
    """Check the definitions, or print the JSON Schema that editors use to help their authors.

    Parameters
    ----------
    arguments : list of str
        ``["schema"]`` or nothing.

    Returns
    -------
    int
        0 when all is well.
    """
    if arguments == ["schema"]:
        sys.stdout.write(json.dumps(ReviewForm.model_json_schema(), ensure_ascii=False, indent=2))
        sys.stdout.write("\n")
        return 0
    lines, well = check(DEFINITIONS)
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
