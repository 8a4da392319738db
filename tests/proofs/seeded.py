"""The museum of seeded defects: one a file, each a change to one rule or to the decision, with who must catch it."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sot_engine.domain.pack import Exemption, InPlay, Pack, Threshold
from sot_engine.domain.rule import Block, Effect, Placement, Rule
from sot_engine.packs.effect import read_effect
from sot_engine.packs.spelling import Scope, read_condition
from sot_engine.source.document import Document
from sot_engine.source.yaml_text import read_yaml

if TYPE_CHECKING:
    from sot_engine.errors import PackError

FOLDER = Path(__file__).parent / "museum"
FILES = sorted(FOLDER.glob("*.yaml"))


@dataclass(frozen=True)
class Defect:
    """What is wrong in a copy of a pack, which theorem must say so, about what, and whether an exam can show it."""

    says: str
    caught_by: str
    about: tuple[str, ...]
    has_witness: bool
    pack: Pack


def read_defect(path: Path, pack: Pack) -> Defect:
    """Seed the defect of one file into a copy of a pack."""
    document = read_yaml(path.read_text(encoding="utf-8"), path.name)
    raw: Any = document.data
    return Defect(
        says=raw["defect"],
        caught_by=raw["caught_by"],
        about=tuple(raw.get("about", ())),
        has_witness=raw.get("witness", True),
        pack=_seeded(pack, raw, document),
    )


def _seeded(pack: Pack, raw: dict[str, Any], document: Document) -> Pack:
    if "decision" in raw:
        return replace(pack, decision=replace(pack.decision, **_decision(raw["decision"])))
    if "exception" in raw:
        stated = raw["exception"]
        return replace(pack, exceptions=(Exemption(**{**stated, "rules": tuple(stated["rules"])}),))
    rule = _changed(pack, raw, document)
    rules = [*(known for known in pack.rules if known.id != rule.id), rule]
    return replace(pack, rules=tuple(sorted(rules, key=lambda known: known.id)))


def _decision(raw: dict[str, Any]) -> dict[str, Any]:
    made = {
        "outcomes": tuple,
        "in_play": lambda kept: InPlay(**kept),
        "established": lambda lines: tuple(Threshold(of=tuple(one["of"]), at_least=one["at_least"]) for one in lines),
    }
    return {name: made[name](value) for name, value in raw.items()}  # type: ignore[operator]  # a way for each name


def _changed(pack: Pack, raw: dict[str, Any], document: Document) -> Rule:
    faults: list[PackError] = []
    scope = Scope(document, pack.findings, frozenset(pack.rule), faults, "in the museum", may_read_conclusions=True)
    rule = replace(pack.rule[raw.get("like", raw["rule"])], id=raw["rule"])
    if "when" in raw:
        when = read_condition(raw["when"], ("when",), scope)
        assert when is not None, faults
        rule = replace(rule, when=when)
    if "then" in raw:
        effect = read_effect(raw["then"], ("then",), scope)
        assert effect is not None, faults
        rule = replace(rule, then=Effect(**effect[0]))
    return _placed(pack, rule, raw)


def _placed(pack: Pack, rule: Rule, raw: dict[str, Any]) -> Rule:
    placement = rule.then.placement
    if placement is None:
        return rule
    placement = replace(placement, **raw.get("placement", {}))
    if "blocks_of" in raw:
        placement = replace(placement, blocks=_blocks(pack, raw["blocks_of"]))
    if "directions" in raw:
        placement = _turned(placement, raw["directions"])
    return replace(rule, then=replace(rule.then, placement=placement))


def _blocks(pack: Pack, name: str) -> tuple[Block, ...]:
    placement = pack.rule[name].then.placement
    return placement.blocks if placement else ()


def _turned(placement: Placement, directions: list[int]) -> Placement:
    turned = zip(placement.blocks, directions, strict=True)
    return replace(placement, blocks=tuple(replace(block, direction_deg=degrees) for block, degrees in turned))
