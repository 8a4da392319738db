"""Which files make a pack, what stands in them, and the hash of it."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from sot_engine.errors import MachineLacks, PackSyntax, Place
from sot_engine.source.document import Document, Unreadable

MAX_BYTES = 4_000_000


def pack_files(folder: Path) -> list[Path]:
    """The files that make a pack, golden cases aside, in the order of their names."""
    return sorted(path for path in folder.glob("*.yaml") if path.is_file())


def content_hash(folder: Path) -> str:
    """SHA-256 over the names and bytes of the files that make a pack."""
    return hash_of(pack_files(folder))


def cases_hash(folder: Path) -> str:
    """SHA-256 over the golden cases beside a pack: what a status was earned with."""
    return hash_of(sorted(path for path in (folder / "cases").glob("*.yaml") if path.is_file()))


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
