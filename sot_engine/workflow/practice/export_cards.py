"""Export the cards of a pack as an Anki deck."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sot_engine.errors import MachineLacks, Place
from sot_engine.packs.shelf import read_pack
from sot_engine.practice.anki import write_anki
from sot_engine.practice.cards import cards_of, deck_of


def export_cards(out: str, pack: str, with_: Sequence[str] = ()) -> int:
    """Write the deck of a pack; how many cards it has. The file is there under its name when it is whole.

    Errors: whatever is wrong with the pack; MachineLacks when genanki is missing or the file cannot be written.
    """
    read, path = read_pack(pack, tuple(with_)), Path(out)
    cards, half = cards_of(read), path.with_name(f".{path.name}.{os.getpid()}")
    about = f"{read.title}. Pack {read.id} {read.version}, {read.status}; made by sot-engine. It is not a diagnosis."
    try:
        write_anki(cards, deck_of(read), about, half, datetime.now(UTC))
        half.replace(path)
    except OSError as error:
        message = f"the deck cannot be written: {(error.strerror or str(error)).lower()}"
        raise MachineLacks(message, where=Place(out), hint="choose another place for --out") from None
    finally:
        half.unlink(missing_ok=True)
    return len(cards)
