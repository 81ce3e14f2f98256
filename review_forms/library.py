"""The forms there are.

A published version never changes; its hash stands in ``published.sha256``.
"""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from review_forms.checks import problems
from review_forms.errors import FormError
from review_forms.schema import ReviewForm

DEFINITIONS = Path(__file__).parent / "definitions"
PUBLISHED = "published.sha256"


@cache
def load(name: str, version: str) -> ReviewForm:
    """Load one version of a form.

    Parameters
    ----------
    name : str
    version : str
        ``"2026-1"``.

    Returns
    -------
    ReviewForm
        The same object each time.

    Raises
    ------
    FormError
        If there is no such version, it does not hold together, or it was changed after it was
        published.
    """
    if version not in versions().get(name, ()):
        raise FormError(f"there is no form {name} {version}")
    return read_form(DEFINITIONS / name / f"{version}.yaml")


def latest(name: str) -> ReviewForm:
    """Load the newest version of a form.

    Raises
    ------
    FormError
        If there is no form of that name.
    """
    if name not in versions():
        raise FormError(f"there is no form {name}")
    return load(name, versions()[name][-1])


def all_forms() -> list[ReviewForm]:
    """Load every version of every form, by name, oldest first."""
    return [load(name, version) for name, known in versions().items() for version in known]


@cache
def versions() -> Mapping[str, tuple[str, ...]]:
    """List the versions of each form, oldest first, without loading them."""
    names = sorted(folder.name for folder in DEFINITIONS.iterdir() if folder.is_dir())
    return {name: _versions_of(DEFINITIONS / name) for name in names}


def _versions_of(folder: Path) -> tuple[str, ...]:
    found = [path.stem for path in folder.glob("*.yaml")]
    return tuple(sorted(found, key=lambda version: [int(part) for part in version.split("-")]))


def is_published(form: ReviewForm) -> bool:
    """Whether this version is fixed for good; if not it is a draft."""
    return f"{form.name}/{form.version}.yaml" in _published(DEFINITIONS)


def read_form(path: Path) -> ReviewForm:
    """Read and check a form in a file that lies as ``<name>/<version>.yaml``.

    Parameters
    ----------
    path : Path

    Returns
    -------
    ReviewForm

    Raises
    ------
    FormError
        One line for each problem: file, line, field, what is wrong.
    """
    content = path.read_bytes()
    text = content.decode("utf-8")
    file = f"{path.parent.name}/{path.name}"
    expected = _published(path.parent.parent).get(file)
    if expected not in (None, sha256(content).hexdigest()):
        raise FormError(f"{file}: was changed after it was published; write a new version instead")
    form = _validated(_parsed(text, file), text, file)
    if (form.name, form.version) != (path.parent.name, path.stem):
        raise FormError(f"{file}:1: holds {form.name} {form.version}; name the file for it")
    if found := problems(form):
        raise FormError("\n".join(_at(file, text, each.path, each.message) for each in found))
    return form


def _published(definitions: Path) -> Mapping[str, str]:
    listing = definitions / PUBLISHED
    if not listing.exists():
        return {}
    pairs = [line.split(maxsplit=1) for line in listing.read_text("utf-8").splitlines() if line]
    return {file: digest for digest, file in pairs}


def _parsed(text: str, file: str) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark else 1
        raise FormError(f"{file}:{line}: {broken.problem}") from broken
    except YAMLError as broken:
        raise FormError(f"{file}:1: {broken}") from broken


def _validated(content: Any, text: str, file: str) -> ReviewForm:
    try:
        return ReviewForm.model_validate(content)
    except ValidationError as refused:
        found = {error["loc"]: error["msg"] for error in refused.errors()}
        # A list whose entry is wrong is also called empty by pydantic; only the entry is at fault.
        faults = [
            at for at in found if not any(at == longer[: len(at)] != longer for longer in found)
        ]
        raise FormError("\n".join(_at(file, text, at, found[at]) for at in faults)) from refused


def _at(file: str, text: str, path: tuple[str | int, ...], message: str) -> str:
    node: Node | None = YAML(typ="safe", pure=True).compose(text)
    line, named = 1, []
    for step in path:
        named.append(str(step))
        # A name that is not in the file is the kind pydantic chose, or the field that is missing.
        if node is not None and (inner := _inside(node, step)):
            line, node = inner[0], inner[1]
    return f"{file}:{line}: {'.'.join(named) or 'form'}: {message}"


def _inside(node: Node, step: str | int) -> tuple[int, Node] | None:
    if isinstance(node, SequenceNode) and isinstance(step, int):
        return (node.value[step].start_mark.line + 1, node.value[step])
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode) and key.value == step:
                return (key.start_mark.line + 1, value)
    return None
