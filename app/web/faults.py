"""The summary of what is wrong with a form names each field, as the form further down does."""

import re

_LINE = re.compile(r'<a href="#([^"]+)" data-fault>')


def name_faults(page: str) -> str:
    """Begin each line of the summary with the label of its field.

    The summary comes before the form on the page, so only the whole page knows the labels.
    """
    return _LINE.sub(lambda line: line[0] + _label(page, line[1]), page)


def _label(page: str, field: str) -> str:
    found = re.search(rf'<label for="{re.escape(field)}"[^>]*>([^<]+)', page)
    if not found:
        return ""
    label = found[1].strip()
    return f"{label} " if label.endswith("?") else f"{label}: "
