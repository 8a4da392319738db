"""The files that a pack was read from, as text: kept beside what it assessed, and read again as it was that day."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sot_engine.domain.pack import Pack
from sot_engine.packs.content import pack_files
from sot_engine.packs.reader import read_folder
from sot_engine.packs.shelf import pack_folder, read_pack, with_added


class Layer(NamedTuple):
    """One folder of a pack: the lowest first, then what extends it, then what was added with `--with`."""

    id: str
    files: Mapping[str, str]
    added: bool = False


def pack_layers(name: str, with_: Sequence[str] = ()) -> tuple[Layer, ...]:
    """The files of a pack, of every pack below it, and of those on top.

    Errors: PackNotFound, and whatever is wrong with it.
    """
    below: list[Layer] = []
    next_name: str | None = name
    while next_name:
        below.insert(0, _layer(pack_folder(next_name)))
        next_name = read_pack(next_name).extends
    return (*below, *(_layer(pack_folder(extra), added=True) for extra in with_))


def _layer(folder: Path, *, added: bool = False) -> Layer:
    texts = {path.name: path.read_bytes().decode("utf-8") for path in pack_files(folder)}
    return Layer(folder.resolve().name, texts, added)


def layers_hash(layers: Sequence[Layer]) -> str:
    """The hash that a pack has when it is read from these files, without reading them."""
    found = ""
    for layer in layers:
        digest = sha256()
        for name, text in sorted(layer.files.items()):
            content = text.encode("utf-8")
            digest.update(f"{name}:{len(content)}:".encode())
            digest.update(content)
        own = digest.hexdigest()
        found = sha256(f"{found}+{own}".encode()).hexdigest() if found else own
    return found


def read_layers(layers: Sequence[Layer]) -> Pack:
    """Read a pack from the files that were kept of it; it has the hash that it had.

    Errors: whatever is wrong with the files.
    """
    pack: Pack | None = None
    with TemporaryDirectory(prefix="sot-pack-") as home:
        for place, layer in enumerate(layers):
            folder = Path(home) / str(place) / layer.id
            folder.mkdir(parents=True)
            for name, text in layer.files.items():
                (folder / name).write_bytes(text.encode("utf-8"))
            above = read_folder(folder, pack, layer.id)
            pack = with_added(pack, above) if layer.added and pack else above
    if pack is None:
        message = "no layers"
        raise ValueError(message)
    return pack
