"""Cards as an Anki deck. Ids come from what a card is about, so that importing again updates what is there."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from sot_engine.domain.study import Card
from sot_engine.errors import MachineLacks, extra

FIELDS = ("Question", "Answer", "More", "Sources", "Id")
_FRONT = "{{Question}}"
_BACK = """{{FrontSide}}<hr id="answer"><div class="answer">{{Answer}}</div>
{{#More}}<div class="more">{{More}}</div>{{/More}}
<div class="sources">{{Sources}}</div>"""
_CSS = """.card { font-family: sans-serif; font-size: 20px; text-align: left; max-width: 36em; margin: 1em auto; }
.answer { font-weight: bold; }
.more p { margin: 0.6em 0; }
.sources { margin-top: 1em; font-size: 14px; opacity: 0.75; }"""


def write_anki(cards: Sequence[Card], deck: str, about: str, path: Path, at: datetime) -> None:
    """Write a deck; `about` is what Anki shows below its name, `at` when its notes were made.

    Errors: MachineLacks when genanki is not there; OSError when the file cannot be written.
    """
    try:
        import genanki
    except ImportError as error:
        message = f"an Anki deck needs genanki: {error}"
        raise MachineLacks(message, hint=extra("practice")) from None
    model = genanki.Model(
        _number("model"), "SOT card", fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Card", "qfmt": _FRONT, "afmt": _BACK}], css=_CSS,
    )  # fmt: skip
    made = genanki.Deck(_number(f"deck {deck}"), f"SOT::{deck}", description=about)
    for card in cards:
        made.add_note(_note(genanki, model, deck, card))
    with _nothing_left_behind():
        genanki.Package(made).write_to_file(str(path), timestamp=at.timestamp())


@contextmanager
def _nothing_left_behind() -> Iterator[None]:
    """A folder for the temporary file that genanki makes and does not take away."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="sot-anki-") as folder:
        tempfile.tempdir = folder
        try:
            yield
        finally:
            tempfile.tempdir = before


def _note(genanki: Any, model: Any, deck: str, card: Card) -> Any:
    more = "".join(f"<p>{_html(text)}</p>" for text in card.more)
    sources = escape(", ".join(card.cite), quote=False)
    return genanki.Note(
        model=model,
        fields=[_html(card.asks), _html(card.answer), more, sources, escape(card.id)],
        guid=genanki.guid_for("sot-engine", deck, card.id),
        tags=[card.topic, card.about.replace(" ", "_")],
    )


def _html(text: str) -> str:
    """A text of a pack; what stands between backticks is a word that is recorded."""
    parts = escape(text, quote=False).split("`")
    return "".join(f"<code>{part}</code>" if number % 2 else part for number, part in enumerate(parts))


def _number(name: str) -> int:
    """A number that Anki takes for an id, the same for the same name."""
    return int(sha256(f"sot-engine {name}".encode()).hexdigest()[:7], 16) + (1 << 30)
