"""`sot people` as a person or a script types it: who they are, and their passwords."""

from pathlib import Path

from tests.cli.at_records import PASSWORD, Sot, reviewed, secret


def test_a_wrong_password_is_refused_and_never_shown(sot: Sot) -> None:
    visit = reviewed(sot)
    ran = secret(sot, "visit", "sign", visit, password="swordfish")  # noqa: S106  # invented
    assert ran.code == 1
    assert "the password is not that of anna" in ran.err
    assert "swordfish" not in ran.out + ran.err


def test_a_password_is_changed_by_who_knows_the_old_one(sot: Sot) -> None:
    words = ("people", "password", "anna", "--password-stdin")
    assert sot(*words, stdin="wrong\nanother one\n").code == 1
    assert sot(*words, stdin=f"{PASSWORD}\nshort\n").code == 1
    assert sot(*words, stdin=f"{PASSWORD}\nanother password\n").code == 0
    visit = reviewed(sot)
    assert secret(sot, "visit", "sign", visit).code == 1
    assert secret(sot, "visit", "sign", visit, password="another password").code == 0  # noqa: S106  # invented


def test_one_end_of_a_line_is_no_part_of_a_password_and_all_else_is(sot: Sot) -> None:
    words = ("people", "add", "dora", "--name", "D. Example", "--password-stdin")
    assert sot(*words, stdin="\r\n").code == 2
    assert sot(*words, stdin=" a password \r\r\n").code == 0
    change = ("people", "password", "dora", "--password-stdin")
    assert sot(*change, stdin=" a password \r\nanother one\n").code == 1
    assert sot(*change, stdin=" a password \r\r\nanother one\r\n").code == 0
    assert sot(*change, stdin="another one\nand one more").code == 0


def test_people_are_listed(sot: Sot) -> None:
    assert sot("people", "list").out.splitlines()[1].split() == ["ben", "Ben", "Example", "student"]
    ran = secret(sot, "people", "add", "ben", "--name", "Another")
    assert (ran.code, 'called "ben" already' in ran.err) == (1, True)
    assert secret(sot, "people", "add", "A b", "--name", "x").code == 1
    ran = secret(sot, "people", "add", "dora", "--name", "D", password="a p\udce4ssword of words")  # noqa: S106  # Latin 1
    assert (ran.code, "the line with the password is not UTF-8 text" in ran.err) == (2, True)


def test_a_forgotten_password_is_reset_by_another_practitioner_and_the_chain_says_so(sot: Sot) -> None:
    visit = reviewed(sot)
    words = ("people", "password", "anna", "--reset", "--by", "cleo", "--reason", "Forgotten.", "--password-stdin")
    ran = sot(*words, stdin=f"{PASSWORD}\nonly for once\n")
    assert (ran.code, ran.out.splitlines()[0]) == (
        0, "The password of anna was reset. With it, anna chooses another: sot people password anna",
    )  # fmt: skip
    ran = secret(sot, "visit", "sign", visit, password="only for once")  # noqa: S106  # invented
    assert (ran.code, "anna chooses another first" in ran.err) == (1, True)
    assert sot("people", "password", "anna", "--password-stdin", stdin="only for once\nher own again\n").code == 0
    assert secret(sot, "visit", "sign", visit, password="her own again").code == 0  # noqa: S106  # invented
    assert "anna  password reset    by cleo  Forgotten." in sot("people", "list", "--acts").out
    assert sot("people", "password", "anna", "--by", "cleo").code == 2
    owner = ("people", "password", "ben", "--reset", "--as-owner", "--reason", "x", "--password-stdin")
    assert sot(*owner, stdin="only for once\n").code == 0
    assert "ben   password reset    by (owner)" in sot("people", "list", "--acts").out
    assert sot("records", "verify").code == 0


def test_a_role_that_was_changed_from_outside_is_told(sot: Sot, tmp_path: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(tmp_path / "data" / "records.db")
    connection.executescript("UPDATE person SET role = 'practitioner' WHERE id = 'ben'")
    connection.close()
    ran = sot("records", "verify")
    assert (ran.code, ran.out) == (4, "row 2: names ben, whose role was changed without a word\n")
    assert "R030 1 fault in 3 rows" in ran.err
