"""`sot practice review`, as a student types it, in a terminal and through a pipe."""

import signal
from pathlib import Path
from shutil import copytree

import pexpect

from sot_engine.practice.damage import copy_of
from tests.cli.learners import COLOUR, answers, file_of, run, study, terminal
from tests.known_packs import TINY

# --- On a terminal ---


def test_a_student_goes_through_cards_in_a_terminal_with_one_key_an_answer(learners: Path) -> None:
    session = terminal(learners, "review", "--about", "stops", "--new", "3")
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
    assert [one.rating for one in answers(learners)] == ["easy", "good"]
    assert all(one.took_ms is not None for one in answers(learners))


def test_keys_that_are_typed_ahead_are_not_lost_and_strange_ones_mean_nothing(learners: Path) -> None:
    session = terminal(learners, "review", "--new", "3")
    session.expect("3 to go")
    session.send("x\x1b[A 4 4 4")
    session.expect("3 answers kept for me: 3 easy")
    session.expect(pexpect.EOF)
    assert len(answers(learners)) == 3


def test_an_answer_is_taken_back_with_one_key(learners: Path) -> None:
    session = terminal(learners, "review", "--new", "2")
    session.expect("2 to go")
    session.send(" 4")
    session.expect("1 to go")
    session.send("u")
    session.expect("2 to go")
    session.send("u")  # there is none before it
    session.expect("2 to go")
    session.send("q")
    session.expect(pexpect.EOF)
    assert answers(learners) == ()


def test_no_answer_is_lost_when_a_review_is_killed(learners: Path) -> None:
    session = terminal(learners, "review", "--new", "5")
    for left in (5, 4, 3):
        session.expect(f"{left} to go")
        session.send(" 4")
    session.expect("2 to go")
    session.kill(signal.SIGKILL)
    session.expect(pexpect.EOF)
    session.close()
    assert session.signalstatus == signal.SIGKILL
    assert [one.rating for one in answers(learners)] == ["easy"] * 3
    again = terminal(learners, "review", "--new", "5")
    again.expect("2 to go")
    again.sendcontrol("d")
    again.expect("2 cards left for another time")
    again.expect(pexpect.EOF)


def test_ctrl_c_interrupts_keeps_what_was_answered_and_leaves_the_terminal_as_it_was(learners: Path) -> None:
    session = terminal(learners, "review", "--new", "2")
    session.expect("2 to go")
    session.send(" 4")
    session.expect("1 to go")
    session.sendcontrol("c")
    session.expect(pexpect.EOF)
    session.close()
    assert session.exitstatus == 130
    assert len(answers(learners)) == 1
    assert copy_of(file_of(learners)).exists()


def test_no_word_depends_on_colour(learners: Path) -> None:
    session = terminal(learners, "review", "--new", "1")
    session.expect("1 to go")
    assert "NEW" in COLOUR.sub("", session.before)
    session.send(" ")
    session.expect("Enter is good")
    shown = COLOUR.sub("", session.before)
    assert all(word in shown for word in ("1 again", "2 hard", "3 good", "4 easy", "Sources: ", "sot learn I"))
    session.send("q")
    session.expect(pexpect.EOF)


# --- Plain ---


def test_plain_lines_ask_answer_and_sum_up(learners: Path) -> None:
    ran = run(learners, "review", "--new", "1", "--plain", stdin="what\n\n9\n4\n")
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert lines[1:3] == ["1 to go. New.", "Question: Category I: what is it described as?"]
    assert lines.count("Keys: Enter, 1, 2, 3, 4, u, q.") == 2
    assert "How well? 1 again (1 min), 2 hard (6 min), 3 good (10 min), 4 easy (8 days)." in lines
    assert "1 answer kept for me: 1 easy." in lines
    assert not COLOUR.search(ran.stdout)


def test_a_pipe_is_plain_without_being_asked_and_its_end_ends_the_sitting(learners: Path) -> None:
    ran = run(learners, "review", "--new", "2", stdin="\n3\n")
    assert ran.returncode == 0
    assert "1 answer kept for me: 1 good." in ran.stdout
    assert "2 cards left for another time." in ran.stdout


def test_when_nothing_is_due_it_says_when_the_next_card_comes_back(learners: Path) -> None:
    study(learners)
    ran = run(learners, "review", "--new", "0")
    assert "No card of me is due.\nThe next one comes back on " in ran.stdout
    assert "892 cards not seen yet; --new NUMBER shows more of them today." in ran.stdout


def test_a_wish_that_no_card_fits_is_told(learners: Path) -> None:
    ran = run(learners, "review", "--about", "nonsense")
    assert (ran.returncode, ran.stdout) == (
        0, "No card is about “nonsense”. Give the id of a finding or a rule, or a word.\n",
    )  # fmt: skip


# --- The pack changes ---


def test_a_changed_card_comes_back_and_a_removed_one_rests(learners: Path, tmp_path: Path) -> None:
    pack = f"{copytree(TINY, tmp_path / 'tiny')}/"
    first = run(learners, "review", "--pack", pack, "--about", "unread", stdin="\n4\n" * 4)
    assert "4 answers kept" in first.stdout, first.stderr
    file = tmp_path / "tiny" / "findings.yaml"
    before, unread = file.read_text("utf-8").split("- id: unread\n")
    file.write_text(f"{before}- id: unread\n{unread.replace('how: As written.', 'how: In another way.')}", "utf-8")
    second = run(learners, "review", "--pack", pack, "--new", "0", stdin="\n")
    assert second.stdout.startswith("\n1 to go. The pack changed it.\nQuestion: Unread: how is it done?")
    assert "Answer: In another way." in second.stdout
    file.write_text(before, "utf-8")
    third = run(learners, "review", "--pack", pack, "--new", "0")
    assert "4 cards resting: the pack has them no more, and what was known of them is kept." in third.stdout
    file.write_text(f"{before}- id: unread\n{unread}", "utf-8")
    assert (
        "No card of me is due.\nThe next one comes back on"
        in run(learners, "review", "--pack", pack, "--new", "0").stdout
    )


def test_a_pack_that_vanished_is_named_and_what_was_learned_of_it_is_kept(learners: Path) -> None:
    study(learners, deck="my-school", number=3)
    before = file_of(learners).read_bytes()
    for command in ("review", "stats"):
        ran = run(learners, command, "--pack", "my-school")
        assert ran.returncode == 3
        assert ran.stderr.startswith('P001 no pack is called "my-school"')
    assert file_of(learners).read_bytes() == before
    assert "Kept under other packs as well: my-school (3)." in run(learners, "stats").stdout
