"""JSON Schemas of a pack's files, so that an editor completes and checks them while they are written.

The shapes come from the values themselves, through pydantic; `when` and `then` are spelled out here with the findings,
words, sources and rules that the pack knows.
"""

from typing import TYPE_CHECKING, Any

from sot_engine.domain.finding import NUMBERS, Finding
from sot_engine.domain.pack import Pack, Source
from sot_engine.domain.rule import CATEGORIES, RECORDED_ONLY, STRENGTHS, Placement, Rule
from sot_engine.packs.apart import Stated
from sot_engine.packs.case_shape import EXAM_KEYS, KINDS, WholeKeys
from sot_engine.packs.head import Head
from sot_engine.packs.promise import WORDS
from sot_engine.packs.shape import OURS, adapter
from sot_engine.packs.spelling import BOUNDS, LANDMARKS, PATIENT, PATTERNS, POSITIONS, SIDE_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


def schema(kind: str, pack: Pack) -> Schema:
    """The schema of one kind of file: rules, findings, sources, pack, apart or cases."""
    made: Mapping[str, Callable[[Pack], Schema]] = {
        "rules": _rules, "findings": _findings, "sources": _sources, "pack": _pack,
        "apart": _apart, "cases": _cases,
    }  # fmt: skip
    return {**made[kind](pack), "$schema": DIALECT, "title": f"{kind} of a SOT rule pack, with the names of {pack.id}"}


SCHEMAS = ("rules", "findings", "sources", "pack", "apart", "cases")


def _shape(kind: type[Any]) -> Schema:
    """The schema of a value; nothing but its fields is allowed."""
    found: Schema = adapter(kind).json_schema()
    for part in (found, *found.get("$defs", {}).values()):
        if part.get("type") == "object" and "properties" in part:
            part["additionalProperties"] = False
    return found


def _rules(pack: Pack) -> Schema:
    rule = _shape(Rule)
    definitions = rule.pop("$defs", {})
    for name in OURS:
        rule["properties"].pop(name, None)
    rule["properties"] |= {
        "when": {"$ref": "#/$defs/condition"},
        "then": {"$ref": "#/$defs/effect"},
        "cite": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/source"}},
    }
    evidence = {name: part for name, part in definitions.items() if name == "Evidence"}
    return {"type": "array", "items": rule, "$defs": {**evidence, **_condition(pack), **_effect()}}


def _condition(pack: Pack) -> Schema:
    here: Schema = {"$ref": "#/$defs/condition"}
    several = {"type": "array", "items": here, "minItems": 1}
    rules = {"enum": [rule.id for rule in pack.rules if rule.stratum in RECORDED_ONLY]}
    findings = {"enum": list(pack.findings)}
    bounds = _bounds()
    known: dict[str, Schema] = {
        "all": several,
        "any": several,
        "n_of": _object({"at_least": {"type": "integer", "minimum": 1}, "of": several}, ("at_least", "of")),
        "each_side": here, "both_sides": here, "other_side": here, "unless": here,
        "not_recorded": _one_or_more(findings), "improved": findings, "none_improved": _one_or_more(findings),
        "fired": _one_or_more(rules), "not_fired": _one_or_more(rules),
        "no_common_side": {"type": "array", "items": rules, "minItems": 2, "maxItems": 2},
        "established": {"enum": list(CATEGORIES)}, "decided": {"enum": list(CATEGORIES)},
        "category_side": _one_or_more({"enum": list(SIDE_WORDS)}),
        "block_under": {"enum": list(LANDMARKS)},
        **{f"patient.{name}": bounds for name in PATIENT},
    }  # fmt: skip
    for finding in pack.findings.values():
        known[finding.id] = known[f"after.{finding.id}"] = {**_test(finding), "description": finding.asks}
    return {
        "condition": {
            "type": "object", "properties": known, "additionalProperties": False,
            "minProperties": 1, "maxProperties": 1,
        },
        "source": {"enum": list(pack.sources)},
    }  # fmt: skip


def _bounds() -> Schema:
    return _object({name: {"type": "number"} for name in BOUNDS}, least=1)


def _test(finding: Finding) -> Schema:
    if finding.kind in NUMBERS and finding.range:
        number = {"type": "number", "minimum": finding.range[0], "maximum": finding.range[1]}
        return {"anyOf": [_one_or_more(number), _bounds(), _object({"not": _one_or_more(number)}, ("not",))]}
    if finding.kind == "sequence":
        words = {"type": "array", "items": {"enum": list(finding.values)}}
        keys = {"is": {"anyOf": [words, {"type": "array", "items": words}]}, **dict.fromkeys(PATTERNS, words)}
        return _object(keys, least=1)
    allowed = list(finding.words) + (["this_side", "other_side"] if finding.names_sides else [])
    word = {"enum": allowed}
    if finding.kind == "sign":
        return _one_or_more(word)
    return {"anyOf": [_one_or_more(word), _object({"not": _one_or_more(word)}, ("not",))]}


def _effect() -> Schema:
    category: Schema = {"enum": list(CATEGORIES)}
    reach: Schema = {"enum": ["any", *CATEGORIES, *POSITIONS]}
    placement = _shape(Placement)
    definitions = placement.pop("$defs", {})
    definitions["Block"]["properties"]["landmark"] = {"enum": list(LANDMARKS)}
    places = {"places": category, **placement["properties"]}
    effects = [
        _object({"supports": category, "as": {"enum": list(STRENGTHS)}}, ("supports", "as")),
        *(_object({verb: category}, (verb,)) for verb in ("opposes", "contrasts")),
        _object({"stops": {"enum": ["emergency", "urgent", "prompt"]}, "send": {"type": "string"}}, ("stops", "send")),
        _object({"contradicts": {"const": "re-test"}}, ("contradicts",)),
        *(_object({verb: reach}, (verb,)) for verb in ("withholds", "modifies", "cautions")),
        _object({"advises": {"enum": ["note", "first"]}}, ("advises",)),
        _object(places, ("places", *placement["required"])),
    ]
    return {**definitions, "effect": {"oneOf": effects}}


def _findings(pack: Pack) -> Schema:
    finding = _shape(Finding)
    finding.pop("$defs", None)
    finding["properties"] |= {
        "cite": {"type": "array", "items": {"enum": list(pack.sources)}},
        "retest": _object({"positive": {}, "improves": {}}, ("positive", "improves")),
        "asked_when": {"$ref": "#/$defs/condition"},
    }
    return {"type": "array", "items": finding, "$defs": _condition(pack)}


def _sources(_: Pack) -> Schema:
    return {"type": "object", "additionalProperties": _shape(Source)}


def _pack(pack: Pack) -> Schema:
    head = _shape(Head)
    concluded = {of: _one_or_more({"enum": list(words)}) for of, words in WORDS.items()}
    head["$defs"]["Claimed"]["properties"] |= {
        "when": {"$ref": "#/$defs/condition"},
        **{name: {**_object(concluded, least=1), "maxProperties": 1} for name in ("never", "always")},
    }
    head["$defs"] |= _condition(pack)
    alone = {"required": ["categories", "decision"]}
    return {**head, "dependentRequired": {"extends": ["differs"]}, "anyOf": [{"required": ["extends"]}, alone]}


def _apart(pack: Pack) -> Schema:
    stated = _shape(Stated)
    stated.pop("$defs", None)
    stated["properties"] |= {
        "when": {"$ref": "#/$defs/condition"},
        "cite": {"type": "array", "items": {"$ref": "#/$defs/source"}},
    }
    return {"type": "array", "items": stated, "$defs": _condition(pack)}


def _cases(pack: Pack) -> Schema:
    exam: Schema = {"type": "object", "propertyNames": {"enum": [
        *pack.findings, *EXAM_KEYS,
    ]}}  # fmt: skip
    group = _object(
        {"rule": {"enum": [rule.id for rule in pack.rules]}, "like": {"type": "string"},
         **{kind: {"type": "array", "items": exam} for kind in KINDS}},
        ("rule",),
    )  # fmt: skip
    whole = _shape(WholeKeys)
    return {"type": "array", "items": {"anyOf": [group, whole]}, "$defs": whole.pop("$defs", {})}


def _object(properties: Schema, required: tuple[str, ...] = (), least: int = 0) -> Schema:
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        found["required"] = list(required)
    if least:
        found["minProperties"] = least
    return found


def _one_or_more(one: Schema) -> Schema:
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}
