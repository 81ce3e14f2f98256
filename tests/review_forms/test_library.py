import re
import shutil
from hashlib import sha256
from textwrap import dedent, indent

import pytest

from review_forms import FormError, is_published, latest, load, versions
from review_forms.__main__ import check, main
from review_forms.library import DEFINITIONS, read_form

HEAD = """\
    name: small
    version: 2026-1
    title:
      sv: Liten
      en: Small
    description:
      sv: Liten
      en: Small
"""
SECTION = """\
    sections:
      - id: A
        title:
          sv: Först
          en: First
        questions:
"""
QUESTION = """\
      - id: plan
        number: A1
        text:
          sv: Finns planen?
          en: Is there a plan?
        guidance:
          sv: Läs akten.
          en: Read the file.
        answer:
          kind: met
"""


@pytest.fixture
def written(tmp_path):
    """Write a definition and give its path."""

    def write(questions=QUESTION, laws="", name="small/2026-1.yaml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        parts = [dedent(HEAD), dedent(laws), dedent(SECTION), indent(dedent(questions), "      ")]
        path.write_text("".join(parts), encoding="utf-8")
        return path

    return write


def line_with(path, text, nth=1):
    lines = path.read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(lines, start=1) if text in line][nth - 1]


def refused(path):
    with pytest.raises(FormError) as error:
        read_form(path)
    return str(error.value)


def another(question_id, number, extra=""):
    text = dedent(QUESTION).replace("id: plan", f"id: {question_id}").replace("A1", number)
    return dedent(QUESTION) + text + indent(dedent(extra), "  ")


def test_a_form_is_read_as_it_is_written(written):
    form = read_form(written())

    assert form.question("plan").text.in_language("sv") == "Finns planen?"
    assert form.question("plan").text.in_language("en-GB") == "Is there a plan?"


def test_an_answer_called_no_stays_a_word(written):
    extra = """\
        enable_when:
          - question: plan
            operator: equals
            answer: no
        """

    form = read_form(written(another("why", "A2", extra)))

    assert form.question("why").enable_when[0].answers == ("no",)


def test_a_missing_language_points_to_the_text(written):
    path = written(QUESTION.replace("          en: Is there a plan?\n", ""))

    assert refused(path) == (
        f"small/2026-1.yaml:{line_with(path, 'text:')}: sections.0.questions.0.text.en: "
        "Field required"
    )


def test_an_unknown_kind_points_to_its_line(written):
    path = written(QUESTION.replace("kind: met", "kind: mood"))

    assert refused(path).startswith(f"small/2026-1.yaml:{line_with(path, 'answer:')}: ")


def test_a_misspelt_field_points_to_its_line(written):
    path = written(QUESTION.replace("number: A1", "number: A1\n        critcal: true"))

    assert refused(path) == (
        f"small/2026-1.yaml:{line_with(path, 'critcal')}: sections.0.questions.0.critcal: "
        "Extra inputs are not permitted"
    )


def test_a_key_written_twice_is_refused_with_its_line(written):
    path = written(QUESTION + "        number: A9\n")

    assert refused(path).startswith(f"small/2026-1.yaml:{line_with(path, 'number: A9')}: ")


def test_broken_yaml_is_refused_with_its_line(written):
    path = written(QUESTION.replace("id: plan", "id: [plan"))

    assert re.match(r"small/2026-1\.yaml:\d+: ", refused(path))


def test_skip_logic_may_only_look_back(written):
    extra = """\
        enable_when:
          - question: later
            operator: answered
        """
    later = another("why", "A2", extra) + another("later", "A3").removeprefix(dedent(QUESTION))
    path = written(later)

    assert refused(path) == (
        f"small/2026-1.yaml:{line_with(path, 'question: later')}: "
        "sections.0.questions.1.enable_when.0.question: "
        "later is neither an earlier question nor a fact"
    )


def test_a_condition_must_name_an_answer_that_can_be_given(written):
    extra = """\
        enable_when:
          - question: plan
            operator: any_of
            answer: ["yes", "perhaps"]
        """

    assert "plan cannot be answered perhaps" in refused(written(another("why", "A2", extra)))


def test_a_condition_may_not_ask_for_an_unknown_fact(written):
    extra = """\
        enable_when:
          - question: case.name
            operator: answered
        """

    assert "case.name is neither" in refused(written(another("why", "A2", extra)))


def test_ids_and_numbers_stand_once(written):
    assert "question id plan stands 2 times" in refused(written(another("plan", "A2")))
    assert "question number A1 stands 2 times" in refused(written(another("why", "A1")))


def test_a_number_belongs_to_its_section(written):
    assert "B2 does not belong in section A" in refused(written(another("why", "B2")))


def test_a_deadline_can_only_be_counted_from_days(written):
    computed = """\
        computed:
          rule: within_days
          start: plan
          done: case.started_on
          days: 14
        """
    path = written(
        another("in_time", "A2", computed).replace("  answer:\n    kind: met\n  c", "  c")
    )

    assert refused(path) == (
        f"small/2026-1.yaml:{line_with(path, 'computed:')}: sections.0.questions.1.computed: "
        "plan is not of a kind this rule can count with"
    )


def test_a_question_is_either_asked_or_computed(written):
    path = written(QUESTION.replace("        answer:\n          kind: met\n", ""))

    assert "give either answer or computed" in refused(path)


@pytest.mark.parametrize(
    ("wordings", "fault"),
    [
        (
            """\
      - text: Old
        valid_to: 2025-07-01
      - text: New
        valid_from: 2025-07-01
    """,
            "New overlaps Old",
        ),
        (
            """\
      - text: Old
        valid_to: 2025-05-31
      - text: New
        valid_from: 2025-07-01
    """,
            "there is a gap between Old and New",
        ),
        (
            """\
      - text: New
        valid_from: 2025-07-01
    """,
            "say in before what held earlier",
        ),
    ],
)
def test_the_wordings_of_a_law_follow_on_each_other(written, wordings, fault):
    laws = "laws:\n  - id: the_law\n    wordings:\n" + indent(dedent(wordings), "      ")

    assert fault in refused(written(laws=laws))


def test_a_question_cannot_cite_a_law_the_form_lacks(written):
    assert "the form has no law sol_1" in refused(written(QUESTION + "        law: [sol_1]\n"))


def test_the_file_is_named_for_what_it_holds(written):
    assert "holds small 2026-1" in refused(written(name="small/2026-2.yaml"))


def test_a_published_version_cannot_be_changed(written):
    path = written()
    digest = sha256(path.read_bytes()).hexdigest()
    listing = path.parent.parent / "published.sha256"
    listing.write_text(f"{digest}  small/2026-1.yaml\n", encoding="utf-8")
    read_form(path)

    path.write_text(path.read_text("utf-8").replace("Läs akten.", "Läs hela akten."), "utf-8")

    assert "was changed after it was published" in refused(path)


def test_the_check_names_what_is_wrong_and_what_is_gone(tmp_path):
    shutil.copytree(DEFINITIONS, tmp_path / "forms")
    broken = tmp_path / "forms/placed_child_short/2026-1.yaml"
    broken.write_text("name: placed_child_short\n", encoding="utf-8")
    (tmp_path / "forms/provider_check/2026-1.yaml").unlink()

    lines, well = check(tmp_path / "forms")

    assert not well
    assert "placed_child_full/2026-1.yaml: 74 questions, 11 computed, published" in lines[0]
    assert lines[-1] == "provider_check/2026-1.yaml: is published but the file is gone"


def test_all_is_well_with_the_forms_there_are(capsys):
    assert main([]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_the_schema_helps_authors_with_their_kinds(capsys):
    assert main(["schema"]) == 0

    assert '"ScaleAnswer"' in capsys.readouterr().out


def test_a_form_is_loaded_once():
    assert load("provider_check", "2026-1") is latest("provider_check")


@pytest.mark.parametrize(("name", "version"), [("nothing", "2026-1"), ("provider_check", "1999-1")])
def test_a_form_that_does_not_exist_is_an_error(name, version):
    with pytest.raises(FormError):
        load(name, version)


def test_the_forms_in_use_are_published():
    assert versions()["placed_child_full"] == ("2026-1",)
    assert is_published(latest("placed_child_full"))
