"""The deck that Anki reads: its ids stay, so that importing a later deck updates what is there."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from sot_engine.domain.study import Card
from sot_engine.errors import MachineLacks, extra
from sot_engine.practice.anki import write_anki
from sot_engine.practice.cards import cards_of
from tests.known_packs import core

NOW = datetime(2026, 3, 14, tzinfo=UTC)
CARD = Card(
    id="finding/heel/done", topic="finding", about="heel", asks="How & <why>?", answer="It is `present`.",
    more=("One.", "Two."), cite=("B:S5", "DEJ84"),
)  # fmt: skip


def notes(path: Path, folder: Path) -> list[tuple[str, str, str]]:
    """Guid, tags and fields of every note."""
    with ZipFile(path) as deck:
        deck.extract("collection.anki2", folder)
    with sqlite3.connect(folder / "collection.anki2") as collection:
        found = collection.execute("SELECT guid, tags, flds FROM notes ORDER BY guid").fetchall()
    collection.close()
    return found


def test_a_card_is_a_note_with_its_question_answer_sources_and_id(tmp_path: Path) -> None:
    write_anki([CARD], "sot-core", "About.", tmp_path / "a.apkg", NOW)
    ((_, tags, fields),) = notes(tmp_path / "a.apkg", tmp_path)
    assert fields.split("\x1f") == [
        "How &amp; &lt;why&gt;?", "It is <code>present</code>.", "<p>One.</p><p>Two.</p>", "B:S5, DEJ84",
        "finding/heel/done",
    ]  # fmt: skip
    assert tags.split() == ["finding", "heel"]


def test_a_changed_card_keeps_its_id_and_another_deck_has_others(tmp_path: Path) -> None:
    for name, deck, card in (
        ("a", "sot-core", CARD),
        ("b", "sot-core", replace(CARD, answer="Else.")),
        ("c", "x", CARD),
    ):
        write_anki([card], deck, "", tmp_path / f"{name}.apkg", NOW)
    one, two, three = (notes(tmp_path / f"{name}.apkg", tmp_path)[0][0] for name in "abc")
    assert one == two != three


def test_every_card_of_the_pack_is_a_note(tmp_path: Path) -> None:
    cards = cards_of(core())
    write_anki(cards, "sot-core", "About.", tmp_path / "a.apkg", NOW)
    found = notes(tmp_path / "a.apkg", tmp_path)
    assert len({guid for guid, _, _ in found}) == len(cards)


def test_without_genanki_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "genanki", None)
    with pytest.raises(MachineLacks, match="an Anki deck needs genanki") as refused:
        write_anki([CARD], "d", "", tmp_path / "a.apkg", NOW)
    assert refused.value.hint == extra("practice")


def test_nothing_is_left_behind_beside_the_deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "temporary"
    home.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(home))
    write_anki([CARD], "sot-core", "About.", tmp_path / "a.apkg", NOW)
    assert list(home.iterdir()) == []
    assert (tmp_path / "a.apkg").is_file()
