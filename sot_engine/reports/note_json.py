"""A note as JSON (`sot-note/1`), in ASCII, and back: what is read is equal to what was written."""

import json
from functools import cache
from typing import TYPE_CHECKING

from sot_engine.domain.assessment import plain
from sot_engine.domain.note import SCHEMA, Note
from sot_engine.errors import NoteShape, Place

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def note_json(note: Note) -> str:
    """The whole note, indented."""
    return json.dumps(plain(note), indent=2) + "\n"


def read_note(text: str, name: str = "the text") -> Note:
    """The note that a JSON text holds; keys that are not known are passed over.

    Errors: NoteShape for anything else.
    """
    from pydantic import ValidationError

    try:
        return _adapter().validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        at = ".".join(map(str, first["loc"]))
        message = f"this is not a note of the form {SCHEMA}"
        context = f"at {at}: {first['msg'].lower()}" if at else first["msg"].lower()
        raise NoteShape(
            message, where=Place(name), context=context, hint="write the note again from its visit"
        ) from None


@cache
def _adapter() -> "TypeAdapter[Note]":
    from pydantic import TypeAdapter

    return TypeAdapter(Note)
