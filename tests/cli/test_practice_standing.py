"""What a learner keeps: `sot practice stats`, `agree`, `export` and `import`, a damaged file, a clock set back."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from sot_engine.errors import NotFound
from sot_engine.practice.progress import Progress
from tests.cli.learners import COLOUR, answers, file_of, run, study, terminal
from tests.practice.test_attempt import WHOLE
from tests.reports.shown import ROOT

# --- The clock, the file, the name ---


def test_a_clock_that_was_set_back_is_told_before_the_first_card(learners: Path) -> None:
    study(learners, days_ago=-3)
    ran = run(learners, "review")
    assert ran.returncode == 6
    assert re.match(r"L010 the clock says .*, before the last answer of .*\n  every answer is kept\n", ran.stderr)
    assert run(learners, "stats").returncode == 0
    assert "kept for me" in run(learners, "review", "--trust-clock", stdin="\n3\n").stdout


def test_a_damaged_file_is_told_and_left_alone(learners: Path) -> None:
    study(learners)
    file_of(learners).write_bytes(b"damaged" * 2000)
    for words in (("review",), ("stats",), ("export",)):
        ran = run(learners, *words)
        assert ran.returncode == 4, ran.stdout
        assert "R040 the progress cannot be used: the file is damaged" in ran.stderr
        assert "Traceback" not in ran.stderr
    assert file_of(learners).read_bytes() == b"damaged" * 2000


def test_a_data_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file", "utf-8")
    ran = run(tmp_path / "file", "review", "--new", "1", stdin="\n3\n")
    assert ran.returncode == 4
    assert "R040 the progress cannot be used" in ran.stderr


@pytest.mark.parametrize("name", ["", " ", "../anna", "a/b", ".hidden", "a" * 61, "a\tb"])
def test_a_name_that_no_file_can_have_is_refused(learners: Path, name: str) -> None:
    ran = run(learners, "review", "--learner", name)
    assert ran.returncode == 2
    assert "L030 no learner can be called" in ran.stderr
    assert not learners.exists()


def test_the_learner_can_be_set_once_for_all(learners: Path) -> None:
    assert "kept for Anna B." in run(learners, "review", "--new", "1", stdin="\n4\n", SOT_LEARNER="Anna B.").stdout
    assert len(answers(learners, "Anna B.")) == 1


# --- Stats ---


def test_empty_progress_gives_a_plain_sentence_and_makes_no_file(learners: Path) -> None:
    ran = run(learners, "stats")
    assert ran.returncode == 0
    assert "Nothing is kept of me yet. Begin with `sot practice review` or `sot practice\nstart`." in ran.stdout
    assert not learners.exists()
    study(learners, learner="anna")
    assert "Something is kept of anna: --learner NAME." in " ".join(run(learners, "stats").stdout.split())


def test_stats_show_cards_and_cases_and_write_a_picture_that_is_always_the_same(learners: Path, tmp_path: Path) -> None:
    study(learners, days_ago=1, number=5)
    progress = Progress(file_of(learners))
    progress.end("s", WHOLE)
    progress.close()
    ran = run(learners, "stats", "--svg", str(tmp_path / "a.svg"))
    assert (ran.returncode, ran.stderr) == (0, "")
    run(learners, "stats", "--svg", str(tmp_path / "b.svg"))
    pictures = [(tmp_path / name).read_bytes() for name in ("a.svg", "b.svg")]
    assert "Cards seen: 5 of 893." in ran.stdout
    assert "Right: 1 of 1. Points for the path: 35 of 50." in ran.stdout
    assert re.search(r"^  80 +1 of 1 +100$", ran.stdout, re.MULTILINE)
    assert pictures[0] == pictures[1]
    assert pictures[0].startswith(b"<?xml")


def test_stats_on_a_terminal_draw_the_plots_and_plain_ones_do_not(learners: Path) -> None:
    study(learners, number=5)
    drawn = terminal(learners, "stats")
    drawn.expect(pexpect.EOF)
    assert "Cards that come back, by day of the month" in drawn.before
    plain = terminal(learners, "stats", "--plain")
    plain.expect(pexpect.EOF)
    assert not COLOUR.search(plain.before)
    assert "┤" not in plain.before
    assert "Cards seen: 5 of 893." in plain.before


# --- Export and import ---


def test_progress_is_carried_to_another_machine_and_back_and_counts_once(learners: Path, tmp_path: Path) -> None:
    study(learners, number=4)
    progress = Progress(file_of(learners))
    progress.end("s", WHOLE)
    progress.close()
    exported = run(learners, "export")
    assert exported.returncode == 0
    (tmp_path / "me.json").write_text(exported.stdout, "utf-8")
    other = tmp_path / "other"
    taken = run(other, "import", str(tmp_path / "me.json"))
    assert taken.stdout == "Taken in for me: 4 answers, 1 cases; 0 were there already.\n"
    assert run(other, "export").stdout == exported.stdout
    again = run(other, "import", "-", stdin=exported.stdout)
    assert again.stdout == "Taken in for me: 0 answers, 0 cases; 5 were there already.\n"
    named = run(other, "import", str(tmp_path / "me.json"), "--learner", "anna")
    assert "Taken in for anna: 4 answers" in named.stdout
    one, two = Progress(file_of(learners)), Progress(file_of(other))
    assert one.known("sot-core") == two.known("sot-core")
    one.close()
    two.close()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"schema": "sot-progress/1", "learner": "a"}'])
def test_what_is_no_export_is_refused_and_makes_no_file(learners: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.json").write_bytes(content)
    ran = run(learners, "import", str(tmp_path / "a.json"))
    assert ran.returncode == 3
    assert "L020" in ran.stderr
    assert not learners.exists()


def test_an_export_that_was_cut_off_says_so_and_what_to_do(learners: Path, tmp_path: Path) -> None:
    study(learners)
    whole = run(learners, "export").stdout
    for size in (10, 200, len(whole) - 3):
        (tmp_path / "a.json").write_text(whole[:size])
        told = run(learners, "import", str(tmp_path / "a.json")).stderr
        assert "starting at" not in told
        assert "it ends in the middle: get the whole file again" in " ".join(told.split()), (size, told)
    (tmp_path / "a.json").write_text(whole.replace("[", "(", 1))
    assert "export it again where it came from" in run(learners, "import", str(tmp_path / "a.json")).stderr


def test_an_export_that_is_not_there_is_told(learners: Path, tmp_path: Path) -> None:
    ran = run(learners, "import", str(tmp_path / "none.json"))
    assert ran.returncode == 3
    assert "L020 the file cannot be read: no such file or directory" in ran.stderr


def test_exporting_or_comparing_somebody_unknown_offers_the_nearest(learners: Path) -> None:
    study(learners, learner="anna")
    for words in (("export", "--learner", "anan"), ("agree", "anna", "anan"), ("stats", "--learner", "anan")):
        ran = run(learners, *words)
        assert ran.returncode == NotFound.exit_code
        assert ran.stdout == ""
        assert 'R010 nothing is kept of a learner called "anan"\n  did you mean "anna"?' in ran.stderr


def test_the_cards_are_written_as_an_anki_deck(learners: Path, tmp_path: Path) -> None:
    ran = run(learners, "export", "--format", "anki", "--out", str(tmp_path / "deck.apkg"))
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(f"893 cards in {tmp_path / 'deck.apkg'}.")
    assert [path.name for path in tmp_path.iterdir()] == ["deck.apkg"]
    assert run(learners, "export", "--format", "anki").returncode == 2
    failed = run(learners, "export", "--format", "anki", "--out", str(tmp_path / "none" / "deck.apkg"))
    assert failed.returncode == 6
    assert "M010 the deck cannot be written" in failed.stderr


# --- Agreement ---


def test_two_learners_are_compared_by_name_or_by_what_they_exported(learners: Path, tmp_path: Path) -> None:
    for learner in ("anna", "ben"):
        progress = Progress(file_of(learners, learner))
        progress.end("s", WHOLE)
        progress.close()
    by_name = run(learners, "agree", "anna", "ben")
    assert by_name.returncode == 0, by_name.stderr
    assert "Compared: 1 case." in by_name.stdout
    (tmp_path / "ben.json").write_text(run(learners, "export", "--learner", "ben").stdout, "utf-8")
    by_file = run(learners, "agree", "anna", str(tmp_path / "ben.json"))
    assert by_file.stdout.splitlines()[2:] == by_name.stdout.splitlines()[2:]
    alone = run(learners, "agree", "anna", "--plain")
    assert alone.stdout == (
        "anna: the same cases again.\nNo case was answered twice. `sot practice start --case ID` gives a case again.\n"
    )


def test_two_recordings_of_a_case_are_compared_and_folders_by_the_names_of_files(
    learners: Path, tmp_path: Path
) -> None:
    one, two = ROOT / "examples/category-ii-left.yaml", ROOT / "examples/mixed.yaml"
    ran = run(learners, "agree", str(one), str(two))
    assert ran.returncode == 0, ran.stderr
    assert "By kind of finding" in ran.stdout
    for folder, source in (("a", one), ("b", two)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "case.yaml").write_bytes(source.read_bytes())
    ran = run(learners, "agree", str(tmp_path / "a"), str(tmp_path / "b"))
    assert re.search(r"^  category +1 ", ran.stdout, re.MULTILINE)
    (tmp_path / "b" / "case.yaml").rename(tmp_path / "b" / "other.yaml")
    assert "There is no case that both have" in run(learners, "agree", str(tmp_path / "a"), str(tmp_path / "b")).stdout
    mixed = run(learners, "agree", str(tmp_path / "a"), str(two))
    assert mixed.returncode == 3
    assert "V020 a folder of visits is compared with a folder" in mixed.stderr
    (tmp_path / "a" / "case.json").write_text("{}", "utf-8")
    twice = run(learners, "agree", str(tmp_path / "a"), str(tmp_path / "b"))
    assert (twice.returncode, 'two files are called "case"' in twice.stderr) == (3, True)
    missing = run(learners, "agree", str(one), str(tmp_path / "none.json"))
    assert (missing.returncode, "V010" in missing.stderr) == (3, True)


# --- Start-up ---


def test_the_first_card_is_there_before_sqlalchemy_is_loaded(learners: Path) -> None:
    study(learners, days_ago=300, number=200)
    script = (
        "import sys\n"
        "from sot_engine.workflow.practice.review_cards import review_cards\n"
        "with review_cards('me', 'sot-core') as review:\n"
        "    review.next()\n"
        "    print(review.sitting.left, sorted({'sqlalchemy', 'alembic', 'fsrs', 'rich'} & sys.modules.keys()))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "SOT_DATA_DIR": str(learners), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert ran.stdout == "200 []\n"


def test_an_export_is_json_that_names_its_schema(learners: Path) -> None:
    study(learners)
    assert json.loads(run(learners, "export").stdout)["schema"] == "sot-progress/1"
