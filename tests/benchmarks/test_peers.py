"""A peer that was given every stratum reads any pack as the direct reading does, or says what it cannot read."""

from functools import cache
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.exams import exams
from benchmarks.peers import PEERS, differences, lacking
from benchmarks.peers.answer import Peer, reference
from benchmarks.peers.translation import translate, weighed
from sot_engine.inference.direct import Direct
from tests import known_packs
from tests.known_packs import finding, rule, tiny_with
from tests.strategies import law, visits

PACKS = {"tiny": known_packs.tiny, "core": known_packs.core, "with_ak": known_packs.with_ak}


@cache
def peers(name: str) -> tuple[Direct, tuple[Peer, ...]]:
    """The direct reading of a pack, and every peer that is installed, each built once."""
    pack = PACKS[name]()
    return Direct(pack), tuple(kind(pack) for kind in PEERS if kind.is_whole and not lacking(kind))


@pytest.mark.parametrize("name", PACKS)
@settings(law, max_examples=60)
@given(data=st.data())
def test_a_whole_peer_reads_every_stratum_as_the_direct_reading_does(name: str, data: st.DataObject) -> None:
    """Those that are not installed are named by the test of the quick run."""
    direct, whole = peers(name)
    visit = data.draw(visits(direct.pack))
    assert {kind.name: found for kind in whole if (found := differences(kind, direct, [visit]))} == {}


@pytest.mark.parametrize("field", ["tallies", "side", "placement", "placement_rule", "firings"])
def test_a_difference_in_anything_is_found(field: str) -> None:
    direct = Direct(known_packs.tiny())
    visit = exams(direct.pack, 1)[0]
    told = reference(direct.read(visit), is_whole=True)
    assert told.whole
    wrong = told._replace(whole=told.whole._replace(**{field: "another"}))  # type: ignore[arg-type]  # wrong on purpose
    assert differences(_Saying(told), direct, [visit]) == []
    assert len(differences(_Saying(wrong), direct, [visit])) == 1


class _Saying:
    """A peer that has its answer ready."""

    name: ClassVar[str] = "ready"
    package: ClassVar[str | None] = None
    is_whole: ClassVar[bool] = True

    def __init__(self, said: Any) -> None:
        self.said = said

    def prepare(self, visit: object) -> object:
        return visit

    def run(self, prepared: object) -> object:
        return prepared

    def answer(self, _: object) -> Any:
        return self.said


def test_a_word_that_no_peer_knows_is_refused() -> None:
    with pytest.raises(TypeError, match="no peer knows the word object"):
        translate(known_packs.tiny(), object())  # type: ignore[arg-type]  # no condition at all


def test_a_finding_that_is_called_as_a_conclusion_is_refused() -> None:
    pack = tiny_with(rule("G-9", "{category: present}"), finding("category", "sign"))
    with pytest.raises(ValueError, match="has findings called category"):
        weighed(pack, "evidence")
