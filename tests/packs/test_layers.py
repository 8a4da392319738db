"""The files of a pack, kept and read again."""

from pathlib import Path

import pytest

from sot_engine.packs.layers import layers_hash, pack_layers, read_layers
from sot_engine.packs.shelf import read_pack


@pytest.mark.parametrize(("name", "with_"), [("sot-core", ()), ("ak-variants", ()), ("sot-core", ("ak-variants",))])
def test_a_pack_read_from_its_kept_files_is_the_same(name: str, with_: tuple[str, ...]) -> None:
    layers = pack_layers(name, with_)
    pack = read_pack(name, with_)
    assert read_layers(layers) == pack
    assert layers_hash(layers) == pack.sha256


def test_a_pack_is_known_by_the_bytes_of_its_files() -> None:
    (layer,) = pack_layers("sot-core")
    changed = layer._replace(files={**layer.files, "pack.yaml": layer.files["pack.yaml"] + "\n"})
    assert layers_hash([changed]) != layers_hash([layer])


def test_nothing_is_read_from_nothing() -> None:
    with pytest.raises(ValueError, match="no layers"):
        read_layers([])


def test_lines_that_end_as_elsewhere_stay_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.known_packs import TINY, write_tiny

    folder = write_tiny(tmp_path / "tiny")
    text = (TINY / "pack.yaml").read_text("utf-8").replace("\n", "\r\n")
    (folder / "pack.yaml").write_bytes(text.encode())
    monkeypatch.setenv("SOT_PACKS", str(tmp_path))
    layers = pack_layers("tiny")
    assert "\r\n" in layers[0].files["pack.yaml"]
    assert read_layers(layers).sha256 == layers_hash(layers) == read_pack("tiny").sha256
