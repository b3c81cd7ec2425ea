from pathlib import Path

import pytest
from typer.testing import CliRunner

from cephlit import __version__
from cephlit.cli import app
from cephlit.documents.sources import FoundFile
from cephlit.extraction import extract_file
from cephlit.tables.collection import collect
from cephlit.tables.publish import publish

TRIAL = """\
Oral zolmitriptan for attacks of migraine: a randomised trial

Methods: 120 adults with migraine were randomised to zolmitriptan 2.5 mg orally or placebo.

Results: At 2 h, 36 of 60 patients (60%) were pain free with zolmitriptan and 15 of 60 (25%) with placebo (p < 0.001).
Nausea was reported by 6 patients on zolmitriptan.
"""


def cephlit(*arguments: str, content: bytes | None = None):
    return CliRunner().invoke(app, arguments, input=content)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    (folder / "trial.txt").write_text(TRIAL)
    publish(collect([extract_file(FoundFile("trial.txt", folder / "trial.txt"))]), folder / "outputs", {})
    return folder / "outputs"


def test_version_and_help() -> None:
    assert cephlit("--version").output == f"cephlit {__version__}\n"
    told = cephlit("--help").output
    assert "tag" in told
    assert "show" in told


@pytest.mark.parametrize("way", ["file", "-"])
def test_tag_prints_the_tagged_text_and_the_rows(tmp_path: Path, way: str) -> None:
    (tmp_path / "trial.txt").write_text(TRIAL)
    told = cephlit("tag", "-" if way == "-" else str(tmp_path / "trial.txt"), content=TRIAL.encode())
    assert told.exit_code == 0, told.output
    assert "[zolmitriptan|DRUG]" in told.output
    assert "[2.5 mg|DOSE]" in told.output
    for words in ("treatments", "studied", "comparator", "pain_freedom", "60 % (36/60)"):
        assert words in told.output


@pytest.mark.parametrize(("option", "marked"), [("--model", True), ("--no-model", False)])
def test_tag_marks_names_that_only_the_model_knows(option: str, marked: bool) -> None:
    told = cephlit("tag", option, "-", content=f"{TRIAL}Patients with trenolosis were excluded.\n".encode())
    assert told.exit_code == 0, told.output
    assert ("[trenolosis|CONDITION]" in told.output) == marked


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "the file is empty"), (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "not plain text"), (None, "vanished")],
    ids=["empty", "picture", "missing"],
)
def test_tag_says_what_is_wrong_with_a_file(tmp_path: Path, content: bytes | None, words: str) -> None:
    if content is not None:
        (tmp_path / "unfit.txt").write_bytes(content)
    told = cephlit("tag", str(tmp_path / "unfit.txt"))
    assert told.exit_code == 1
    assert words in told.output
    assert "Traceback" not in told.output


def test_tag_sends_no_control_characters(tmp_path: Path) -> None:
    (tmp_path / "hostile.txt").write_text(f"{TRIAL * 3}\x1b[2J\n")
    told = cephlit("tag", str(tmp_path / "hostile.txt"))
    assert told.exit_code == 0
    assert "\x1b" not in told.output


def test_tag_tells_of_a_text_without_headache() -> None:
    assert "names no headache disorder" in cephlit("tag", "-", content=b"Tulips were discussed at length.").output


@pytest.mark.parametrize("name", ["zolmitriptan", "ZOLMITRIPTAN", "Zomig", "migraine", "placebo"])
def test_show_finds_drugs_and_conditions_by_any_name(outputs: Path, name: str) -> None:
    told = cephlit("show", name, "--outputs", str(outputs))
    assert told.exit_code == 0, told.output
    assert "Oral zolmitriptan for attacks of migraine" in told.output
    assert "trial.txt" in told.output
    assert ("25 %" if name == "placebo" else "60 % (36/60)") in told.output


def test_show_suggests_near_names(outputs: Path) -> None:
    told = cephlit("show", "zolmitryptan", "--outputs", str(outputs))
    assert told.exit_code == 1
    assert "did you mean zolmitriptan" in told.output


def test_show_says_when_nothing_is_known(outputs: Path) -> None:
    told = cephlit("show", "quux", "--outputs", str(outputs))
    assert told.exit_code == 1
    assert "no evidence on 'quux'" in told.output


def test_show_says_when_there_was_no_run(tmp_path: Path) -> None:
    told = cephlit("show", "ketamine", "--outputs", str(tmp_path / "none"))
    assert told.exit_code == 1
    assert "run the pipeline first" in told.output
