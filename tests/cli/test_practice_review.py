"""`sot practice review`, `stats`, `agree`, `export` and `import`, as a student types them."""

import io
import json
import os
import re
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import NamedTuple

import pexpect
import pytest

from sot_engine.cli.main import main
from sot_engine.domain.study import CardAnswer
from sot_engine.practice.cards import cards_of
from sot_engine.practice.damage import copy_of
from sot_engine.practice.progress import Progress
from tests.known_packs import TINY, core
from tests.practice.test_attempt import WHOLE
from tests.reports.shown import ROOT

SOT = [sys.executable, str(ROOT / "cli.py"), "practice"]
COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "data"


def file_of(home: Path, learner: str = "me") -> Path:
    return home / "practice" / f"{learner}.db"


class Ran(NamedTuple):
    """What a command came to."""

    returncode: int
    stdout: str
    stderr: str


def run(home: Path, *words: str, stdin: str = "", **environment: str) -> Ran:
    """Run a command in this process, with no terminal at either end."""
    out, err = io.StringIO(), io.StringIO()
    given = {"SOT_DATA_DIR": str(home), **environment}
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.delenv("SOT_LEARNER", raising=False)
        for name, value in given.items():
            patch.setenv(name, value)
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = main(["practice", *words])
    return Ran(code, out.getvalue(), err.getvalue())


def terminal(home: Path, *words: str) -> "pexpect.spawn[str]":
    environment = {**os.environ, "SOT_DATA_DIR": str(home), "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "40"}
    return pexpect.spawn(SOT[0], [*SOT[1:], *words], cwd=str(ROOT), env=environment, encoding="utf-8", timeout=30,
                         dimensions=(40, 80))  # fmt: skip


def answers(home: Path, learner: str = "me") -> tuple[CardAnswer, ...]:
    progress = Progress(file_of(home, learner))
    try:
        return progress.answers()
    finally:
        progress.close()


def study(home: Path, days_ago: float = 0, number: int = 1, deck: str = "sot-core", learner: str = "me") -> None:
    """A learner who once answered so many cards well."""
    progress, at = Progress(file_of(home, learner)), datetime.now(UTC) - timedelta(days=days_ago)
    given = [
        CardAnswer(id=f"{learner}{place}", deck=deck, card=card.id, content=card.content, rating="easy", at=at)
        for place, card in enumerate(cards_of(core())[:number])
    ]
    progress.take_in(given, ())
    progress.close()


# --- On a terminal ---


def test_a_student_goes_through_cards_in_a_terminal_with_one_key_an_answer(home: Path) -> None:
    session = terminal(home, "review", "--about", "stops", "--new", "3")
    session.expect("3 to go")
    assert "Answer" not in session.before
    session.send(" ")
    session.expect(r"1 again \(1 min\).*4 easy \(8 days\)")
    session.send("4")
    session.expect("2 to go")
    session.send("\r")
    session.expect("Enter is good")
    session.send("\r")
    session.expect("2 to go")  # a good one comes back before the sitting ends
    session.send("q")
    session.expect("2 answers kept for me: 1 good, 1 easy")
    session.expect(pexpect.EOF)
    session.close()
    assert session.exitstatus == 0
    assert [one.rating for one in answers(home)] == ["easy", "good"]
    assert all(one.took_ms is not None for one in answers(home))


def test_keys_that_are_typed_ahead_are_not_lost_and_strange_ones_mean_nothing(home: Path) -> None:
    session = terminal(home, "review", "--new", "3")
    session.expect("3 to go")
    session.send("x\x1b[A 4 4 4")
    session.expect("3 answers kept for me: 3 easy")
    session.expect(pexpect.EOF)
    assert len(answers(home)) == 3


def test_an_answer_is_taken_back_with_one_key(home: Path) -> None:
    session = terminal(home, "review", "--new", "2")
    session.expect("2 to go")
    session.send(" 4")
    session.expect("1 to go")
    session.send("u")
    session.expect("2 to go")
    session.send("u")  # there is none before it
    session.expect("2 to go")
    session.send("q")
    session.expect(pexpect.EOF)
    assert answers(home) == ()


def test_no_answer_is_lost_when_a_review_is_killed(home: Path) -> None:
    session = terminal(home, "review", "--new", "5")
    for left in (5, 4, 3):
        session.expect(f"{left} to go")
        session.send(" 4")
    session.expect("2 to go")
    session.kill(signal.SIGKILL)
    session.expect(pexpect.EOF)
    session.close()
    assert session.signalstatus == signal.SIGKILL
    assert [one.rating for one in answers(home)] == ["easy"] * 3
    again = terminal(home, "review", "--new", "5")
    again.expect("2 to go")
    again.sendcontrol("d")
    again.expect("2 cards left for another time")
    again.expect(pexpect.EOF)


def test_ctrl_c_interrupts_keeps_what_was_answered_and_leaves_the_terminal_as_it_was(home: Path) -> None:
    session = terminal(home, "review", "--new", "2")
    session.expect("2 to go")
    session.send(" 4")
    session.expect("1 to go")
    session.sendcontrol("c")
    session.expect(pexpect.EOF)
    session.close()
    assert session.exitstatus == 130
    assert len(answers(home)) == 1
    assert copy_of(file_of(home)).exists()


def test_no_word_depends_on_colour(home: Path) -> None:
    session = terminal(home, "review", "--new", "1")
    session.expect("1 to go")
    assert "NEW" in COLOUR.sub("", session.before)
    session.send(" ")
    session.expect("Enter is good")
    shown = COLOUR.sub("", session.before)
    assert all(word in shown for word in ("1 again", "2 hard", "3 good", "4 easy", "Sources: ", "sot learn I"))
    session.send("q")
    session.expect(pexpect.EOF)


# --- Plain ---


def test_plain_lines_ask_answer_and_sum_up(home: Path) -> None:
    ran = run(home, "review", "--new", "1", "--plain", stdin="what\n\n9\n4\n")
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert lines[1:3] == ["1 to go. New.", "Question: Category I: what is it described as?"]
    assert lines.count("Keys: Enter, 1, 2, 3, 4, u, q.") == 2
    assert "How well? 1 again (1 min), 2 hard (6 min), 3 good (10 min), 4 easy (8 days)." in lines
    assert "1 answer kept for me: 1 easy." in lines
    assert not COLOUR.search(ran.stdout)


def test_a_pipe_is_plain_without_being_asked_and_its_end_ends_the_sitting(home: Path) -> None:
    ran = run(home, "review", "--new", "2", stdin="\n3\n")
    assert ran.returncode == 0
    assert "1 answer kept for me: 1 good." in ran.stdout
    assert "2 cards left for another time." in ran.stdout


def test_when_nothing_is_due_it_says_when_the_next_card_comes_back(home: Path) -> None:
    study(home)
    ran = run(home, "review", "--new", "0")
    assert "No card of me is due.\nThe next one comes back on " in ran.stdout
    assert "892 cards not seen yet; --new NUMBER shows more of them today." in ran.stdout


def test_a_wish_that_no_card_fits_is_told(home: Path) -> None:
    ran = run(home, "review", "--about", "nonsense")
    assert (ran.returncode, ran.stdout) == (
        0, "No card is about “nonsense”. Give the id of a finding or a rule, or a word.\n",
    )  # fmt: skip


# --- The pack changes ---


def test_a_changed_card_comes_back_and_a_removed_one_rests(home: Path, tmp_path: Path) -> None:
    pack = f"{copytree(TINY, tmp_path / 'tiny')}/"
    first = run(home, "review", "--pack", pack, "--about", "unread", stdin="\n4\n" * 4)
    assert "4 answers kept" in first.stdout, first.stderr
    file = tmp_path / "tiny" / "findings.yaml"
    before, unread = file.read_text("utf-8").split("- id: unread\n")
    file.write_text(f"{before}- id: unread\n{unread.replace('how: As written.', 'how: In another way.')}", "utf-8")
    second = run(home, "review", "--pack", pack, "--new", "0", stdin="\n")
    assert second.stdout.startswith("\n1 to go. The pack changed it.\nQuestion: Unread: how is it done?")
    assert "Answer: In another way." in second.stdout
    file.write_text(before, "utf-8")
    third = run(home, "review", "--pack", pack, "--new", "0")
    assert "4 cards resting: the pack has them no more, and what was known of them is kept." in third.stdout
    file.write_text(f"{before}- id: unread\n{unread}", "utf-8")
    assert (
        "No card of me is due.\nThe next one comes back on" in run(home, "review", "--pack", pack, "--new", "0").stdout
    )


def test_a_pack_that_vanished_is_named_and_what_was_learned_of_it_is_kept(home: Path) -> None:
    study(home, deck="my-school", number=3)
    before = file_of(home).read_bytes()
    for command in ("review", "stats"):
        ran = run(home, command, "--pack", "my-school")
        assert ran.returncode == 3
        assert ran.stderr.startswith('P001 no pack is called "my-school"')
    assert file_of(home).read_bytes() == before
    assert "Kept under other packs as well: my-school (3)." in run(home, "stats").stdout


# --- The clock, the file, the name ---


def test_a_clock_that_was_set_back_is_told_before_the_first_card(home: Path) -> None:
    study(home, days_ago=-3)
    ran = run(home, "review")
    assert ran.returncode == 6
    assert re.match(r"L010 the clock says .*, before the last answer of .*\n  every answer is kept\n", ran.stderr)
    assert run(home, "stats").returncode == 0
    assert "kept for me" in run(home, "review", "--trust-clock", stdin="\n3\n").stdout


def test_a_damaged_file_is_told_and_left_alone(home: Path) -> None:
    study(home)
    file_of(home).write_bytes(b"damaged" * 2000)
    for words in (("review",), ("stats",), ("export",)):
        ran = run(home, *words)
        assert ran.returncode == 4, ran.stdout
        assert "R040 the progress cannot be used: the file is damaged" in ran.stderr
        assert "Traceback" not in ran.stderr
    assert file_of(home).read_bytes() == b"damaged" * 2000


def test_a_data_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file", "utf-8")
    ran = run(tmp_path / "file", "review", "--new", "1", stdin="\n3\n")
    assert ran.returncode == 4
    assert "R040 the progress cannot be used" in ran.stderr


@pytest.mark.parametrize("name", ["", " ", "../anna", "a/b", ".hidden", "a" * 61, "a\tb"])
def test_a_name_that_no_file_can_have_is_refused(home: Path, name: str) -> None:
    ran = run(home, "review", "--learner", name)
    assert ran.returncode == 2
    assert "L030 no learner can be called" in ran.stderr
    assert not home.exists()


def test_the_learner_can_be_set_once_for_all(home: Path) -> None:
    assert "kept for Anna B." in run(home, "review", "--new", "1", stdin="\n4\n", SOT_LEARNER="Anna B.").stdout
    assert len(answers(home, "Anna B.")) == 1


# --- Stats ---


def test_empty_progress_gives_a_plain_sentence_and_makes_no_file(home: Path) -> None:
    ran = run(home, "stats")
    assert ran.returncode == 0
    assert "Nothing is kept of me yet. Begin with `sot practice review` or `sot practice\nstart`." in ran.stdout
    assert not home.exists()
    study(home, learner="anna")
    assert "Something is kept of anna: --learner NAME." in " ".join(run(home, "stats").stdout.split())


def test_stats_show_cards_and_cases_and_write_a_picture_that_is_always_the_same(home: Path, tmp_path: Path) -> None:
    study(home, days_ago=1, number=5)
    progress = Progress(file_of(home))
    progress.end("s", WHOLE)
    progress.close()
    ran = run(home, "stats", "--svg", str(tmp_path / "a.svg"))
    assert (ran.returncode, ran.stderr) == (0, "")
    run(home, "stats", "--svg", str(tmp_path / "b.svg"))
    pictures = [(tmp_path / name).read_bytes() for name in ("a.svg", "b.svg")]
    assert "Cards seen: 5 of 893." in ran.stdout
    assert "Right: 1 of 1. Points for the path: 35 of 50." in ran.stdout
    assert re.search(r"^  80 +1 of 1 +100$", ran.stdout, re.MULTILINE)
    assert pictures[0] == pictures[1]
    assert pictures[0].startswith(b"<?xml")


def test_stats_on_a_terminal_draw_the_plots_and_plain_ones_do_not(home: Path) -> None:
    study(home, number=5)
    drawn = terminal(home, "stats")
    drawn.expect(pexpect.EOF)
    assert "Cards that come back, by day of the month" in drawn.before
    plain = terminal(home, "stats", "--plain")
    plain.expect(pexpect.EOF)
    assert not COLOUR.search(plain.before)
    assert "┤" not in plain.before
    assert "Cards seen: 5 of 893." in plain.before


# --- Export and import ---


def test_progress_is_carried_to_another_machine_and_back_and_counts_once(home: Path, tmp_path: Path) -> None:
    study(home, number=4)
    progress = Progress(file_of(home))
    progress.end("s", WHOLE)
    progress.close()
    exported = run(home, "export")
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
    one, two = Progress(file_of(home)), Progress(file_of(other))
    assert one.known("sot-core") == two.known("sot-core")
    one.close()
    two.close()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"schema": "sot-progress/1", "learner": "a"}'])
def test_what_is_no_export_is_refused_and_makes_no_file(home: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.json").write_bytes(content)
    ran = run(home, "import", str(tmp_path / "a.json"))
    assert ran.returncode == 3
    assert "L020" in ran.stderr
    assert not home.exists()


def test_an_export_that_is_not_there_is_told(home: Path, tmp_path: Path) -> None:
    ran = run(home, "import", str(tmp_path / "none.json"))
    assert ran.returncode == 3
    assert "L020 the file cannot be read: no such file or directory" in ran.stderr


def test_exporting_or_comparing_somebody_unknown_offers_the_nearest(home: Path) -> None:
    study(home, learner="anna")
    for words in (("export", "--learner", "anan"), ("agree", "anna", "anan")):
        ran = run(home, *words)
        assert ran.returncode == 3
        assert 'R010 nothing is kept of a learner called "anan"\n  did you mean "anna"?' in ran.stderr


def test_the_cards_are_written_as_an_anki_deck(home: Path, tmp_path: Path) -> None:
    ran = run(home, "export", "--format", "anki", "--out", str(tmp_path / "deck.apkg"))
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(f"893 cards in {tmp_path / 'deck.apkg'}.")
    assert [path.name for path in tmp_path.iterdir()] == ["deck.apkg"]
    assert run(home, "export", "--format", "anki").returncode == 2
    failed = run(home, "export", "--format", "anki", "--out", str(tmp_path / "none" / "deck.apkg"))
    assert failed.returncode == 6
    assert "M010 the deck cannot be written" in failed.stderr


# --- Agreement ---


def test_two_learners_are_compared_by_name_or_by_what_they_exported(home: Path, tmp_path: Path) -> None:
    for learner in ("anna", "ben"):
        progress = Progress(file_of(home, learner))
        progress.end("s", WHOLE)
        progress.close()
    by_name = run(home, "agree", "anna", "ben")
    assert by_name.returncode == 0, by_name.stderr
    assert "Compared: 1 case." in by_name.stdout
    (tmp_path / "ben.json").write_text(run(home, "export", "--learner", "ben").stdout, "utf-8")
    by_file = run(home, "agree", "anna", str(tmp_path / "ben.json"))
    assert by_file.stdout.splitlines()[2:] == by_name.stdout.splitlines()[2:]
    alone = run(home, "agree", "anna", "--plain")
    assert alone.stdout == (
        "anna: the same cases again.\nNo case was answered twice. `sot practice start --case ID` gives a case again.\n"
    )


def test_two_recordings_of_a_case_are_compared_and_folders_by_the_names_of_files(home: Path, tmp_path: Path) -> None:
    one, two = ROOT / "examples/category-ii-left.yaml", ROOT / "examples/mixed.yaml"
    ran = run(home, "agree", str(one), str(two))
    assert ran.returncode == 0, ran.stderr
    assert "By kind of finding" in ran.stdout
    for folder, source in (("a", one), ("b", two)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "case.yaml").write_bytes(source.read_bytes())
    ran = run(home, "agree", str(tmp_path / "a"), str(tmp_path / "b"))
    assert re.search(r"^  category +1 ", ran.stdout, re.MULTILINE)
    (tmp_path / "b" / "case.yaml").rename(tmp_path / "b" / "other.yaml")
    assert "There is no case that both have" in run(home, "agree", str(tmp_path / "a"), str(tmp_path / "b")).stdout
    mixed = run(home, "agree", str(tmp_path / "a"), str(two))
    assert mixed.returncode == 3
    assert "V020 a folder of visits is compared with a folder" in mixed.stderr
    missing = run(home, "agree", str(one), str(tmp_path / "none.json"))
    assert (missing.returncode, "V010" in missing.stderr) == (3, True)


# --- Start-up ---


def test_the_first_card_is_there_before_sqlalchemy_is_loaded(home: Path) -> None:
    study(home, days_ago=300, number=200)
    script = (
        "import sys\n"
        "from sot_engine.workflow.practice.review_cards import review_cards\n"
        "with review_cards('me', 'sot-core') as review:\n"
        "    review.next()\n"
        "    print(review.sitting.left, sorted({'sqlalchemy', 'alembic', 'fsrs', 'rich'} & sys.modules.keys()))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "SOT_DATA_DIR": str(home), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert ran.stdout == "200 []\n"


def test_an_export_is_json_that_names_its_schema(home: Path) -> None:
    study(home)
    assert json.loads(run(home, "export").stdout)["schema"] == "sot-progress/1"
