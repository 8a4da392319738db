"""Law 1: shuffling rules or findings changes nothing."""

from dataclasses import replace
from pathlib import Path
from random import Random
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_engine.domain.assessment import plain
from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import Firing, Reading
from sot_engine.domain.visit import Visit
from sot_engine.inference.assess import Readings, assess
from sot_engine.packs.reader import read_folder
from sot_engine.packs.shelf import pack_folder
from tests.known_packs import core, with_ak
from tests.strategies import few, law, visits


def sorted_reading(reading: Reading) -> Reading:
    """A reading with its firings in the order of rule ids, as a pack in its own order gives them."""
    return replace(
        reading,
        stops=_sorted(reading.stops),
        contradictions=_sorted(reading.contradictions),
        evidence=_sorted(reading.evidence),
        gates=_sorted(reading.gates),
        guidance=_sorted(reading.guidance),
    )


def _sorted(firings: tuple[Firing, ...]) -> tuple[Firing, ...]:
    return tuple(sorted(firings, key=lambda firing: firing.rule))


def shuffled(pack: Pack, seed: int) -> Pack:
    rules = list(pack.rules)
    Random(seed).shuffle(rules)  # noqa: S311  # any order will do
    return replace(pack, rules=tuple(rules))


IN_ORDER = Readings(with_ak())
SHUFFLED = [Readings(shuffled(with_ak(), seed)) for seed in (1, 2, 3)]


@law
@given(visits(with_ak()), st.sampled_from(SHUFFLED))
def test_the_order_of_the_rules_changes_neither_reading(visit: Visit, other: Readings) -> None:
    expected = IN_ORDER.agree(visit)
    assert sorted_reading(other.direct.read(visit)) == expected
    assert sorted_reading(other.durable.read(visit)) == expected


@few
@given(visits(core()), st.randoms(use_true_random=False))
def test_the_order_of_the_findings_changes_no_word_of_an_assessment(visit: Visit, random: Random) -> None:
    findings, after = list(visit.findings.items()), list(visit.after.items())
    random.shuffle(findings)
    random.shuffle(after)
    other = replace(visit, findings=MappingProxyType(dict(findings)), after=MappingProxyType(dict(after)))
    assert plain(assess(core(), other)) == plain(assess(core(), visit))


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_the_rules_in_their_files_changes_nothing_but_the_hash(seed: int, tmp_path: Path) -> None:
    folder = tmp_path / "sot-core"
    folder.mkdir()
    for path in pack_folder("sot-core").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        head, *rules = text.split("\n- id: ")
        if rules and path.name != "findings.yaml":
            Random(seed).shuffle(rules)  # noqa: S311  # any order will do
            text = "\n- id: ".join([head, *(rule.rstrip("\n") + "\n" for rule in rules)])
        (folder / path.name).write_text(text, encoding="utf-8")
    read = read_folder(folder, None, "sot-core")
    assert read.sha256 != core().sha256
    assert replace(read, sha256=core().sha256) == core()
