"""The museum of bad bundles: one mistake a file, put into a good bundle, refused with its code, its path and words."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sot_engine.domain.chart import ChartEntry
from sot_engine.errors import SotError, VisitError
from sot_engine.exchange.bundle import as_text, document
from sot_engine.exchange.check import path_of
from sot_engine.exchange.names import Json
from sot_engine.exchange.reader import read_bundle
from sot_engine.source.yaml_text import read_yaml
from sot_engine.workflow.charts.export_fhir import fhir_id
from sot_engine.workflow.charts.import_fhir import import_fhir
from tests.exchange.charts import ENTRIES, bundle_of, draft, export
from tests.known_packs import core
from tests.strategies import law

MUSEUM = Path(__file__).parents[1] / "bad_bundles"
OTHERS: list[Any] = [None, True, 0, -1, 1.5, "", "x", "left", "2026", [], {}, ["x"], [{}], {"code": "x"}]
MISTAKES = sorted(path.stem for path in MUSEUM.glob("*.yaml"))


def paths_of(part: Any, above: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every path in plain data, without that of the whole."""
    steps: list[Any] = (
        list(part) if isinstance(part, dict) else list(range(len(part))) if isinstance(part, list) else []
    )
    return [path for step in steps for path in ((*above, step), *paths_of(part[step], (*above, step)))]


def entry_of(bundle: Json, name: str | int, of: str) -> int:
    """The number of an entry: by its number, by its type, or by its `#role` in the visit."""
    if isinstance(name, int):
        return name
    wanted = f"urn:uuid:{export(ENTRIES[of]()).id_of(name.removeprefix('#'))}"
    for number, entry in enumerate(bundle["entry"]):
        if entry["fullUrl"] == wanted or entry["resource"]["resourceType"] == name:
            return number
    message = f"no entry is {name}"
    raise LookupError(message)


def located(bundle: Json, steps: list[str | int], of: str) -> tuple[str | int, ...]:
    """The path of a node: `bundle` or an entry, then keys, numbers and the links of items at any depth."""
    if not steps:
        return ()
    found: tuple[str | int, ...] = ()
    if steps[0] != "bundle":
        found = ("entry", entry_of(bundle, steps[0], of), "resource")
    for step in steps[1:]:
        node = at(bundle, found)
        known = (isinstance(node, list) and isinstance(step, int)) or (isinstance(node, dict) and step in node)
        found = (*found, *(_item(node, step) if not known and "item" in (node or {}) else (step,)))
    return found


def _item(node: Any, link: str | int) -> tuple[str | int, ...]:
    """The way from a form or a group down to an item; a key that is no link of an item stands for itself."""
    for number, item in enumerate(node.get("item", ())):
        if item["linkId"] == link:
            return ("item", number)
        below = _item(item, link)
        if len(below) > 1:
            return ("item", number, *below)
    return (link,)


def at(node: Any, path: tuple[str | int, ...]) -> Any:
    """What stands at a path; nothing where the path leads nowhere."""
    for step in path:
        if isinstance(node, dict):
            node = node.get(step)
        else:
            node = node[step] if isinstance(node, list) and isinstance(step, int) and step < len(node) else None
    return node


def spoil(bundle: Json, mistake: Json, of: str) -> None:
    """Put one mistake into a good bundle."""
    path = located(bundle, mistake["where"], of)
    if mistake.get("drop") and len(mistake["where"]) == 1:
        path = path[:-1]
    *above, last = path
    node = at(bundle, tuple(above))
    if mistake.get("drop"):
        del node[last]
        return
    put = mistake["put"]
    refers = isinstance(put, dict) and "refer" in put
    node[last] = bundle["entry"][entry_of(bundle, put["refer"], of)]["fullUrl"] if refers else put


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_is_refused_with_its_path_and_says_what_is_wrong(name: str, tmp_path: Path) -> None:
    mistake = read_yaml((MUSEUM / f"{name}.yaml").read_text("utf-8"), name).data
    of = mistake.get("of", "signed")
    bundle = bundle_of(of)
    where = path_of(located(bundle, mistake.get("at", mistake["where"]), of))
    spoil(bundle, mistake, of)
    error = refusal(tmp_path, json.dumps(bundle))
    first = error.faults[0]
    assert mistake["says"] in first.message
    assert str(first.where) == f"{tmp_path.as_posix()}/bundle.json{':' if where else ''}{where}"
    assert first.code == mistake["code"]
    assert first.hint
    assert not [word for word in ("Vera", "Nusquam", "1931", "555-0100", "CHART-0042") if word in str(error)]


def refusal(folder: Path, text: str) -> SotError:
    """What the import says of a file with this text."""
    file = folder / "bundle.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(VisitError) as caught:
        import_fhir(file, core())
    assert caught.value.exit_code == 3
    return caught.value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON: Expecting value"),
        ("a note", "not JSON: Expecting value"),
        ('{"resourceType": "Bundle", "resourceType": "Bundle"}', 'the key "resourceType" is written twice'),
        ('{"resourceType": "Bundle", "total": NaN}', "NaN is not a number that can be recorded"),
        ('{"resourceType": "Bundle", "entry": ' + "[" * 60 + "]" * 60 + "}", "nested deeper than 40 levels"),
        ("<Bundle/>", "not JSON: Expecting value"),
    ],
)
def test_what_is_no_json_is_refused(text: str, message: str, tmp_path: Path) -> None:
    error = refusal(tmp_path, text)
    assert (error.code, message in error.message) == ("V010", True)


@pytest.mark.parametrize("text", ["[]", "3", "{}", '{"resourceType": ["Bundle"]}', '{"resourceType": "Bundle"}'])
def test_json_that_is_no_document_is_refused(text: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, text).code == "V020"


@pytest.mark.parametrize("meta", [3, {"security": [3]}, {"security": [{"code": "R"}]}])
def test_a_bundle_of_another_type_is_no_document_whatever_its_label(meta: Any, tmp_path: Path) -> None:
    error = refusal(tmp_path, json.dumps({"resourceType": "Bundle", "type": "collection", "meta": meta}))
    assert error.message == "the bundle is not a document"


def test_a_file_that_is_not_utf_8_or_not_there_or_too_large_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    for content, message in ((b"\xff\xfe", "not UTF-8"), (b"x" * 20_000_001, "larger than 20 MB")):
        file.write_bytes(content)
        with pytest.raises(VisitError, match=message):
            import_fhir(file, core())
    file.write_text("x" * 5_000_001, encoding="utf-8")
    with pytest.raises(VisitError, match="larger than 5 MB"):
        import_fhir(file, core())
    with pytest.raises(VisitError, match="no such file or directory"):
        import_fhir(tmp_path / "nowhere.json", core())


def test_a_bundle_that_a_server_renumbered_is_told_once(tmp_path: Path) -> None:
    text = json.dumps(bundle_of("signed"))
    own = bundle_of("signed")["entry"][0]["resource"]["id"]
    error = refusal(tmp_path, text.replace(own, "00000000-0000-5000-8000-000000000000"))
    assert [one.message for one in error.faults] == ["the ids are not those that this visit has"]


@pytest.mark.parametrize("committed", ["I", "III"])
def test_an_assessment_with_a_commitment_that_the_rules_do_not_know_is_refused(committed: str, tmp_path: Path) -> None:
    text = as_text(document(export(_committed(committed))))
    assert refusal(tmp_path, text).message == "the rules do not give this assessment for these findings"


def _committed(committed: Any) -> ChartEntry:
    """An entry of a supported category that claims to hold a commitment."""
    entry = draft()
    assert entry.assessment
    return replace(entry, assessment=entry.assessment._replace(committed=committed))


def test_an_assessment_of_another_version_is_not_asked_of_the_rules_again(tmp_path: Path) -> None:
    entry = _committed("I")
    assert entry.assessment
    old = entry.assessment._replace(engine=entry.assessment.engine._replace(sot_engine="0.0.9"))
    file = tmp_path / "bundle.json"
    file.write_text(as_text(document(export(replace(entry, assessment=old)))), encoding="utf-8")
    assert import_fhir(file, core()).assessment == old


def places_of(bundle: Json) -> list[tuple[str | int, ...]]:
    """Every place of a bundle outside of the forms that ask, which are not of the visit."""
    forms = {n for n, entry in enumerate(bundle["entry"]) if entry["resource"]["resourceType"] == "Questionnaire"}
    return [path for path in paths_of(bundle) if path[1:2] not in {(number,) for number in forms}]


PATHS = places_of(bundle_of("signed"))


@pytest.mark.no_cover
@given(data=st.data())
@settings(law, max_examples=50)
def test_a_bundle_in_which_anything_was_changed_reads_equal_or_is_refused(data: st.DataObject) -> None:
    """Whatever is put wherever, nobody ever sees anything but a reason."""
    bundle = bundle_of("signed")
    path = data.draw(st.sampled_from(PATHS))
    at(bundle, path[:-1])[path[-1]] = data.draw(st.sampled_from(OTHERS))
    try:
        found = read_bundle(json.dumps(bundle), core(), fhir_id)
    except VisitError as error:
        told = str(error)
    else:
        told = "" if found == ENTRIES["signed"]() else "changed"
    assert told != "changed"


def test_the_museum_is_large_and_every_mistake_says_what_it_is() -> None:
    assert len(MISTAKES) >= 50
    assert all((MUSEUM / f"{name}.yaml").read_text("utf-8").startswith("# ") for name in MISTAKES)
