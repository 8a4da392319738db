"""JSON Schemas for editors: each file that ships fits, and the mistakes that a shape can tell do not."""

import json
from pathlib import Path
from typing import Any

import pytest

from sot_engine.packs.schema import SCHEMAS, schema
from sot_engine.packs.shelf import pack_folder
from sot_engine.source.yaml_text import read_yaml
from tests.known_packs import core, tiny, with_ak
from tests.packs.museum import MUSEUM

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema, which reads our schemas, is not installed")

KIND = {"pack.yaml": "pack", "findings.yaml": "findings", "sources.yaml": "sources", "apart.yaml": "apart"}
SHIPPED = [
    (pack, path)
    for pack, name in ((core(), "sot-core"), (with_ak(), "ak-variants"))
    for path in sorted([*pack_folder(name).glob("*.yaml"), *pack_folder(name).glob("cases/*.yaml")])
]


def kind_of(path: Path) -> str:
    return "cases" if path.parent.name == "cases" else KIND.get(path.name, "rules")


def errors(kind: str, pack: Any, path: Path) -> list[str]:
    data = read_yaml(path.read_text(encoding="utf-8"), path.name).data
    return [error.message for error in jsonschema.Draft202012Validator(schema(kind, pack)).iter_errors(data)]


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_schema_is_a_schema_and_plain_json(kind: str) -> None:
    made = schema(kind, core())
    jsonschema.Draft202012Validator.check_schema(made)
    assert json.loads(json.dumps(made)) == made
    assert made["title"] == f"{kind} of a SOT rule pack, with the names of sot-core"


@pytest.mark.parametrize(("pack", "path"), SHIPPED, ids=[f"{path.parent.name}/{path.name}" for _, path in SHIPPED])
def test_every_file_that_ships_fits_its_schema(pack: Any, path: Path) -> None:
    assert errors(kind_of(path), pack, path) == []


@pytest.mark.parametrize("name", ["pack.yaml", "findings.yaml", "sources.yaml", "rules.yaml"])
def test_the_tiny_pack_with_each_word_of_the_language_fits(name: str) -> None:
    path = Path(__file__).parents[1] / "tiny_pack" / name
    assert errors(kind_of(path), tiny(), path) == []


@pytest.mark.parametrize(
    "name",
    [
        "unknown_finding", "unknown_word", "unknown_source", "missing_citation", "empty_citation", "unknown_effect",
        "two_effects", "unknown_category", "unknown_strength", "missing_strength", "missing_key", "unknown_key",
        "unknown_key_of_the_evidence", "unknown_grade", "unknown_basis", "unknown_status", "wrong_type",
        "two_keys_in_a_condition", "all_of_nothing", "misspelt_bound", "bounds_of_a_word", "not_on_a_sign",
        "unknown_landmark", "unknown_landmark_asked", "unknown_rule_fired", "guidance_fired", "number_out_of_range",
        "unknown_category_decided", "pattern_with_another_word", "map_of_rules", "rule_without_keys",
    ],
)  # fmt: skip
def test_an_editor_marks_the_mistakes_that_a_shape_can_tell(name: str) -> None:
    assert errors("rules", tiny(), MUSEUM / name / "mistake.yaml")


@pytest.mark.parametrize("name", sorted(path.name for path in MUSEUM.glob("apart_*") if path.name != "apart_twice"))
def test_an_editor_marks_the_mistakes_of_what_is_kept_apart(name: str) -> None:
    told = errors("apart", tiny(), MUSEUM / name / "apart.yaml")
    assert bool(told) == (name not in {"apart_by_what_fired", "apart_by_a_re_test"})


def test_an_editor_marks_a_pack_that_does_not_say_how_it_differs_or_how_it_decides(tmp_path: Path) -> None:
    assert errors("pack", tiny(), MUSEUM / "extends_without_saying_how_it_differs" / "pack.yaml")
    alone = (MUSEUM / "reused_rule_id" / "pack.yaml").read_text("utf-8").replace("extends: tiny\n", "")
    (tmp_path / "pack.yaml").write_text(alone, "utf-8")
    assert errors("pack", tiny(), tmp_path / "pack.yaml")
