"""Which files make a pack, what stands in them, and the hash of it."""

import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from sot_engine.errors import MachineLacks, PackError, PackFaults, PackSyntax, Place, raise_faults
from sot_engine.source.document import Document, Unreadable

MAX_BYTES = 4_000_000
CASES = "cases"
"""The one folder in a pack's folder that is read."""
YAML = ".yaml"
MAPS = ("pack", "sources")
_LOOKED_AT = 4_000


def pack_files(folder: Path) -> list[Path]:
    """The files that make a pack, golden cases aside, in the order of their names.

    Errors: as `files_of`.
    """
    return files_of(folder, CASES)


def case_files(folder: Path) -> list[Path]:
    """The files of a pack's golden cases, in the order of their names; a pack need not have any.

    Errors: as `files_of`.
    """
    cases = folder / CASES
    return files_of(cases) if os.path.lexists(cases) else []


def files_of(folder: Path, apart: str | None = None) -> list[Path]:
    """The YAML files of a folder, in the order of their names; `apart` is a folder in it with files of its own.

    What looks like a part and is none is never passed over: rules would be missing without a word. Hidden files are no
    part.
    Errors: PackSyntax, or PackFaults with all of them, for YAML that is no file, ends otherwise or lies deeper;
    MachineLacks for a folder that cannot be read.
    """
    found: list[Path] = []
    faults: list[PackError] = []
    for path in _seen(folder):
        is_named = path.suffix == YAML
        if is_named and path.is_file():
            found.append(path)
        elif is_named or (_is_yaml(path) and _is_like_a_part(path)):
            message, hint = _NO_FILE if is_named else _NAMED_OTHERWISE
            faults.append(PackSyntax(message, where=Place(path.as_posix()), hint=hint))
        elif path.name != apart and path.is_dir():
            message, hint = _DEEPER
            faults += [PackSyntax(message, where=Place(deeper.as_posix()), hint=hint) for deeper in _parts_below(path)]
    raise_faults(faults, PackFaults)
    return found


def _parts_below(folder: Path) -> Iterator[Path]:
    """What looks like a part of a pack, however deep; a visit file or the settings of another program do not."""
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in sorted(folders) if not name.startswith(".")]
        paths = (Path(place, name) for name in sorted(files) if not name.startswith("."))
        yield from (path for path in paths if _is_yaml(path) and _is_like_a_part(path))


def _is_like_a_part(path: Path) -> bool:
    """Whether a file has the name of a part that is a map, or holds a list, as every other part does."""
    if path.stem.lower() in MAPS or not path.is_file():
        return True
    try:
        with path.open("rb") as stream:
            lines = stream.read(_LOOKED_AT).splitlines()
    except OSError:
        return False
    first = next((line for line in lines if line.strip() and not line.startswith((b"#", b"%", b"---"))), b"")
    return first.startswith(b"-")


def _is_yaml(path: Path) -> bool:
    return path.suffix.lower() in {YAML, ".yml"}


_NO_FILE = "this is called like a part of the pack, and is not a file", "put the file there, or take this away"
_NAMED_OTHERWISE = "only files that end in .yaml are read", "rename it, or take it out of the pack"
_DEEPER = "YAML in a folder of a pack's is not read", f"move it up, into {CASES}/, or out of the pack"


def _seen(folder: Path) -> list[Path]:
    """What a folder holds, hidden files aside, in the order of the names."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        message = f"{folder} cannot be read: {(error.strerror or str(error)).lower()}"
        raise MachineLacks(message, hint="check the permission of the folder") from None


def content_hash(folder: Path) -> str:
    """SHA-256 over the names and bytes of the files that make a pack."""
    return hash_of(pack_files(folder))


def cases_hash(folder: Path) -> str:
    """SHA-256 over the golden cases beside a pack: what a status was earned with."""
    return hash_of(case_files(folder))


def hash_of(files: Iterable[Path]) -> str:
    """SHA-256 over the names and bytes of files.

    Errors: MachineLacks for a file that cannot be read.
    """
    digest = sha256()
    for path in files:
        try:
            content = path.read_bytes()
        except OSError as error:
            message = f"{path} cannot be read: {(error.strerror or str(error)).lower()}"
            raise MachineLacks(message, hint="check the permission of the file") from None
        digest.update(f"{path.name}:{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()


def read_file(path: Path, shown: str) -> Document:
    """Read one YAML file of a pack; `shown` is how messages call it.

    Errors: PackSyntax for a file that is too large, not UTF-8 or not YAML; MachineLacks for one that cannot be read.
    """
    from sot_engine.packs.kept_document import recall_document

    try:
        if path.stat().st_size > MAX_BYTES:
            message = f"larger than {MAX_BYTES // 1_000_000} MB"
            raise PackSyntax(message, where=Place(shown), hint="split the file")
        content = path.read_bytes()
        return recall_document(path, content, shown) or _parsed(path, content, shown)
    except Unreadable as error:
        hint = error.hint or "see YAML 1.2"
        raise PackSyntax(error.message, where=Place(shown, error.line), hint=hint) from None
    except UnicodeDecodeError as error:
        message = f"not UTF-8 text: {error.reason}"
        raise PackSyntax(message, where=Place(shown), hint="save the file as UTF-8") from None
    except OSError as error:
        message = f"{shown} cannot be read: {(error.strerror or str(error)).lower()}"
        raise MachineLacks(message, hint="check the permission of the file") from None


def _parsed(path: Path, content: bytes, shown: str) -> Document:
    from sot_engine.packs.kept_document import keep_document
    from sot_engine.source.yaml_text import read_yaml

    document = read_yaml(content.decode("utf-8-sig"), shown)
    keep_document(path, content, document)
    return document
