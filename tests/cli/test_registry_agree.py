"""`sot registry agree` as a person uses it: what it shows, writes and refuses."""

import json
import re
from collections.abc import Callable, Sequence
from csv import DictReader
from dataclasses import replace
from io import StringIO
from pathlib import Path
from shutil import copytree

import pytest
from typer.testing import CliRunner

from sot_engine.cli.app import app
from sot_engine.cli.main import main
from sot_engine.intake.visit_text import visit_json, visit_yaml
from tests.inference.panels import NAMES, panel
from tests.known_packs import core

PATIENTS = 12


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A folder of visit files for each of three examiners."""
    home = tmp_path_factory.mktemp("examiners")
    for place, (name, visits) in enumerate(panel(core(), 3, PATIENTS).items()):
        folder = home / f"examiner-{place}"
        folder.mkdir()
        for patient, visit in visits.items():
            whole = replace(visit, examiner=name, patient=replace(visit.patient, ref=patient))
            (folder / f"{patient}.yaml").write_text(visit_yaml(whole, core()), encoding="utf-8")
    return sorted(home.iterdir())


def agree(*words: object) -> tuple[int, str]:
    """Run the command and return its exit code and what it printed."""
    ran = CliRunner().invoke(app, ["registry", "agree", *map(str, words)], catch_exceptions=True)
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran.exit_code, ran.output


def test_two_folders_give_a_table_that_fits_a_terminal(folders: list[Path]) -> None:
    code, shown = agree(*folders[:2])
    assert code == 0
    assert shown.startswith("BETWEEN EXAMINERS\n12 patients. Compared: A. Example, DC and B. Sample, DC.")
    assert max(map(len, shown.splitlines())) <= 80
    assert "What the pack concludes" in shown
    assert "In brackets: the 95 % interval." in shown
    assert not re.search(r"\bnan\b", shown, re.IGNORECASE)


@pytest.mark.no_cover
def test_no_patient_is_named(folders: list[Path]) -> None:
    for format_ in ("text", "csv", "json", "svg"):
        assert "P-0" not in agree(*folders, "--format", format_)[1]


def test_three_examiners_have_fleiss_kappa_and_a_line_for_each_pair(folders: list[Path]) -> None:
    _, shown = agree(*folders)
    assert "By pair of examiners" in shown
    assert "C. Specimen, DC" in shown
    assert " f\n" in shown


def test_every_measure_of_one_finding(folders: list[Path]) -> None:
    _, shown = agree(*folders[:2], "--finding", "arm_fossa_upper")
    for name in ("percent agreement", "Cohen's kappa", "Fleiss' kappa", "PABAK", "Gwet's AC1", "Krippendorff's alpha"):
        assert name in shown
    assert "prevalence index" in shown
    assert "[arm_fossa_upper.left]" in shown


def test_csv_has_a_row_for_each_line_and_measure_and_no_empty_word_for_a_number(folders: list[Path]) -> None:
    _, shown = agree(*folders[:2], "--format", "csv")
    rows = list(DictReader(StringIO(shown)))
    assert {row["measure"] for row in rows} == {
        "agreement", "kappa", "weighted_kappa", "fleiss", "pabak", "ac1", "alpha"
    }  # fmt: skip
    for row in rows:
        assert row["value"] or row["note"]
        assert bool(row["low"]) == bool(row["interval"])


def test_json_has_the_same_numbers(folders: list[Path]) -> None:
    found = json.loads(agree(*folders[:2], "--format", "json")[1])
    assert found["schema"] == "sot-agreement/1"
    (between,) = found["comparisons"]
    assert between["examiners"] == list(NAMES[:2])
    outcome = next(line for line in between["lines"] if line["item"] == "outcome")
    rows = DictReader(StringIO(agree(*folders[:2], "--format", "csv")[1]))
    ac1 = next(row for row in rows if (row["item"], row["measure"]) == ("outcome", "ac1"))
    assert outcome["measures"]["ac1"]["value"] == float(ac1["value"])


def test_a_picture_goes_into_a_file(folders: list[Path], tmp_path: Path) -> None:
    assert agree(*folders[:2], "--format", "svg", "--out", tmp_path / "a.svg") == (0, "")
    assert "</svg>" in (tmp_path / "a.svg").read_text("utf-8")


@pytest.mark.no_cover
def test_intervals_by_draws_are_the_same_again_and_named(folders: list[Path]) -> None:
    words = (*folders[:2], "--finding", "arm_fossa_upper", "--bootstrap", "300")
    assert "bootstrap" in agree(*words)[1]
    assert agree(*words) == agree(*words)
    assert agree(*words) != agree(*words, "--seed", "2")


def test_visit_files_alone_are_sorted_by_who_examined(folders: list[Path]) -> None:
    files = [file for folder in folders[:2] for file in sorted(folder.iterdir())[:5]]
    assert agree(*files)[1].startswith("BETWEEN EXAMINERS\n5 patients. Compared: A. Example, DC and B. Sample, DC.")


def test_a_file_of_json_lines_holds_many_visits(folders: list[Path], tmp_path: Path) -> None:
    lines = []
    for name, visits in panel(core(), 2, 6).items():
        for patient, visit in visits.items():
            whole = replace(visit, examiner=name, patient=replace(visit.patient, ref=patient))
            lines.append(json.dumps(json.loads(visit_json(whole, core()))))
    (tmp_path / "all.jsonl").write_text("\n".join([*lines, "", "{}"]) + "\n", encoding="utf-8")
    with (tmp_path / "all.jsonl").open("ab") as file:
        file.write(b'"\xff"\n')
    code, shown = agree(tmp_path / "all.jsonl")
    assert code == 3
    assert "6 patients" in shown
    assert "all.jsonl, line 15: V010 the line is not UTF-8 text" in " ".join(shown.split())


def test_one_examiner_twice_is_agreement_with_oneself(folders: list[Path], tmp_path: Path) -> None:
    one = sorted(folders[0].iterdir())
    code, shown = agree(*one, *one)
    assert code == 0
    assert shown.startswith("THE SAME EXAMINER AGAIN\n12 patients. Compared: first and second.")
    assert "Of 1 examiner with patients seen more than once." in shown
    copytree(folders[0], tmp_path / "again")
    shown = agree(folders[0], tmp_path / "again")[1]
    assert "All inputs name the same examiner, A. Example, DC: this is agreement of one" in shown


def test_a_visit_that_cannot_be_read_is_told_and_the_rest_is_compared(
    folders: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad"
    copytree(folders[0], bad)
    (bad / "P-000.yaml").write_text("schema: sot-visit/1\n", encoding="utf-8")
    assert main(["registry", "agree", str(bad), str(folders[1])]) == 3
    told = capsys.readouterr()
    assert told.out.startswith("BETWEEN EXAMINERS\n11 patients.")
    assert "P-000.yaml" in told.err


WRONG: dict[str, tuple[Callable[[Path, list[Path]], Sequence[object]], int, str]] = {
    "nobody twice": (lambda _, of: of[:1], 3, "A010 12 exams, and no patient was seen by two examiners or twice by"),
    "not there": (lambda home, _: [home / "none"], 3, "there is no such file"),
    "empty folder": (lambda home, _: [home], 3, "the folder holds no visit files"),
    "no file": (lambda home, _: [home / "none.yaml"], 3, "the file cannot be read"),
    "no finding": (lambda _, of: [*of, "--finding", "heel_tensoin"], 3, 'did you mean "heel_tension"?'),
    "wrong format": (lambda _, of: [*of, "--finding", "heel_tension", "--format", "csv"], 2, "screen and text"),
    "few draws": (lambda _, of: [*of, "--bootstrap", "3"], 2, "--bootstrap"),
    "nothing": (lambda _, __: [], 2, "Missing argument"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_compared_is_refused_in_words(
    folders: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    words, code, message = WRONG[name]
    assert main(["registry", "agree", *map(str, words(tmp_path, folders))]) == code
    assert message in capsys.readouterr().err
