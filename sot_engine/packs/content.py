"""Which files make a pack, and the hash of what they hold."""

from hashlib import sha256
from pathlib import Path


def pack_files(folder: Path) -> list[Path]:
    """The files that make a pack, golden cases aside, in the order of their names."""
    return sorted(folder.glob("*.yaml"))


def content_hash(folder: Path) -> str:
    """SHA-256 over the names and bytes of the files that make a pack."""
    digest = sha256()
    for path in pack_files(folder):
        content = path.read_bytes()
        digest.update(f"{path.name}:{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()
