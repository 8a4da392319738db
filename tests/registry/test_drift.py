from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from shutil import copytree

import polars as pl
import pytest

from sot_engine.domain.condition import Among, EachSide
from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import Reading
from sot_engine.domain.rule import Effect
from sot_engine.domain.visit import Visit
from sot_engine.inference.direct import Direct
from sot_engine.packs.shelf import pack_cases, pack_folder
from sot_engine.registry.drift import Drift, Responsible, drift
from sot_engine.registry.layout import Layout
from sot_engine.registry.parquet_source import ParquetSource
from sot_engine.workflow.registry.measure_drift import drift_csv, drift_svg, measure_drift
from tests.known_packs import core, with_ak
from tests.registry.runs import Quiet, drawn, whole_table
from tests.registry.tables import table

RULES = Path(__file__).parents[2] / "rules"


def changed(rule: str, **more: object) -> Pack:
    """The pack sot-core with one rule otherwise."""
    rules = tuple(replace(one, **more) if one.id == rule else one for one in core().rules)  # type: ignore[arg-type]
    return replace(core(), rules=rules, sha256=f"{rule} otherwise")


def measured(before: Pack, after: Pack, tmp_path: Path) -> Drift:
    table(before, drawn()).write_parquet(tmp_path / "in.parquet")
    return drift(before, after, ParquetSource("in", [tmp_path / "in.parquet"], Layout.of(before)))


@cache
def case_visits() -> tuple[Visit, ...]:
    """The exams of the golden cases, in which every placement is shown."""
    return tuple(case.visit for case in pack_cases(core(), pack_folder("sot-core")))


def told(reading: Reading) -> tuple[str, str, str]:
    shown = reading.placement in {"suggested", "modify"}
    placement = f"{reading.placement} {reading.placement_rule}" if shown else reading.placement
    return reading.outcome, reading.category or "none", placement


def by_hand(before: Pack, after: Pack) -> list[tuple[tuple[str, str, str], tuple[str, str, str]]]:
    one, two = Direct(before), Direct(after)
    return [(told(one.read(visit)), told(two.read(visit))) for visit in drawn()]


def test_the_matrices_are_those_of_reading_each_exam_twice(tmp_path: Path) -> None:
    after = changed("C2-03", when=EachSide(Among("first_rib_pain", (10,))))
    found, pairs = measured(core(), after, tmp_path), by_hand(core(), after)
    assert found.exams == len(drawn())
    for place, what in enumerate(("outcome", "category", "placement")):
        counted = Counter((one[place], two[place]) for one, two in pairs)
        assert found.matrix[what] == counted
        assert found.changed[what] == sum(one[place] != two[place] for one, two in pairs)
    assert found.changed["any"] == sum(one != two for one, two in pairs) > 0


def test_the_rule_that_was_changed_is_the_one_responsible(tmp_path: Path) -> None:
    found = measured(core(), changed("C2-03", when=EachSide(Among("first_rib_pain", (10,)))), tmp_path)
    assert found.rules[0].rule == "C2-03"
    assert found.rules[0].alone == found.rules[0].exams > 0


def test_a_rule_of_another_strength_is_responsible_although_it_fires_alike(tmp_path: Path) -> None:
    weak = Effect(verb="supports", on="II", strength="weak")
    found = measured(core(), changed("C2-03", then=weak), tmp_path)
    assert found.rules[0].rule == "C2-03"
    assert found.rules[0].exams > 0


def test_another_way_of_deciding_is_responsible_where_no_rule_is(tmp_path: Path) -> None:
    looser = replace(core().decision, established=core().decision.established[:1])
    found = measured(core(), replace(core(), decision=looser, sha256="looser"), tmp_path)
    assert found.changed["outcome"] > 0
    assert found.rules == (Responsible("decision", found.changed["any"], found.changed["any"]),)


def test_a_pack_does_not_drift_from_itself(tmp_path: Path) -> None:
    found = measured(core(), core(), tmp_path)
    assert set(found.changed.values()) == {0}
    assert found.rules == ()
    assert found.examples == {}


def test_examples_change_as_they_are_said_to_and_are_the_smallest_that_do(tmp_path: Path) -> None:
    after = changed("C2-03", when=EachSide(Among("first_rib_pain", (10,))))
    found, pairs = measured(core(), after, tmp_path), by_hand(core(), after)
    said = {f"E{place}": way(*ways) for place, ways in enumerate(pairs)}
    exams = {f"E{place}": visit for place, visit in enumerate(drawn())}
    assert found.examples
    for ways, names in found.examples.items():
        assert 0 < len(names) <= 5
        assert {said[name] for name in names} == {ways}
        sizes = sorted(len(exams[name].findings) + len(exams[name].after) for name in said if said[name] == ways)
        assert [len(exams[name].findings) + len(exams[name].after) for name in names] == sizes[: len(names)]


def way(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, str]:
    """From which outcome with its category to which; where those stay, from which placement."""
    if before[:2] == after[:2]:
        return before[2], after[2]
    return f"{before[0]} {before[1]}".removesuffix(" none"), f"{after[0]} {after[1]}".removesuffix(" none")


def test_an_exam_whose_placement_alone_changes_is_shown_with_its_placement(tmp_path: Path) -> None:
    table(core(), case_visits()).write_parquet(tmp_path / "in.parquet")
    after = changed("D-14", then=Effect(verb="cautions", on="any"))
    found = drift(core(), after, ParquetSource("in", [tmp_path / "in.parquet"], Layout.of(core())))
    assert found.changed["outcome"] == 0
    assert found.examples
    assert all(one.startswith("withheld") and two.startswith(("suggested", "modify")) for one, two in found.examples)


def laid(name: str, **more: object) -> Pack:
    """The pack sot-core with the first block of one placement otherwise."""
    then = core().rule[name].then
    assert then.placement
    first, *rest = then.placement.blocks
    placement = replace(then.placement, blocks=(replace(first, **more), *rest))  # type: ignore[arg-type]
    return changed(name, then=replace(then, placement=placement))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"at": (0.1, 0.2)}, "drawn at 0.1, 0.2"),
        ({"side": "right"}, "right posterior iliac crest: thin edge at 90 degrees"),
        ({"landmark": "asis_iliac_crest"}, "left asis iliac crest: thin edge at 90 degrees"),
        ({"direction_deg": 70}, "thin edge at 70 degrees"),
        ({"range_deg": (60, 90)}, "60 to 90 degrees allowed"),
    ],
)
def test_packs_that_lay_the_blocks_alone_otherwise_drift_in_their_blocks(
    tmp_path: Path, more: dict[str, object], told: str
) -> None:
    table(core(), case_visits()).write_parquet(tmp_path / "in.parquet")
    found = drift(core(), laid("C2-L", **more), ParquetSource("in", [tmp_path / "in.parquet"], Layout.of(core())))
    shown = map(Direct(core()).read, case_visits())
    number = sum(one.placement in {"suggested", "modify"} and one.placement_rule == "C2-L" for one in shown)
    assert number > 0
    assert found.changed == {"outcome": 0, "category": 0, "placement": 0, "blocks": number, "any": number}
    assert found.rules == (Responsible("C2-L", number, number),)
    (((one, two), names),) = found.examples.items()
    assert one != two
    assert told in two
    assert found.matrix["blocks"][one, two] == number
    assert 0 < len(names) <= 5


def test_blocks_that_lie_alike_under_another_name_do_not_drift(tmp_path: Path) -> None:
    table(core(), case_visits()).write_parquet(tmp_path / "in.parquet")
    after = changed("C2-L", id="C2-L9")
    found = drift(core(), after, ParquetSource("in", [tmp_path / "in.parquet"], Layout.of(core())))
    assert found.changed["placement"] > 0
    assert found.changed["blocks"] == 0


def test_a_pack_with_more_findings_is_compared_over_its_own_table(tmp_path: Path) -> None:
    table(with_ak(), drawn()).write_parquet(tmp_path / "in.parquet")
    seen = Quiet()
    found = measure_drift("sot-core", "ak-variants", str(tmp_path / "in.parquet"), watcher=seen).found
    assert found.exams == sum(one.exams for one in seen.parts) == len(drawn())
    assert found.unreadable == 0


def test_exams_that_one_pack_cannot_read_are_left_out_and_counted(tmp_path: Path) -> None:
    odd = whole_table().cast({"onset": pl.String}).with_columns(
        onset=pl.when(pl.col("exam_id") == "E3").then(pl.lit("never")).otherwise("onset")
    )  # fmt: skip
    odd.write_parquet(tmp_path / "in.parquet")
    found = measure_drift("sot-core", "sot-core", str(tmp_path / "in.parquet")).found
    assert (found.exams, found.unreadable) == (len(drawn()) - 1, 1)


@pytest.fixture
def packs(tmp_path: Path) -> tuple[str, str, str]:
    """A table, and two packs of the same name and version, the second with a narrower rule."""
    copytree(RULES / "sot-core", tmp_path / "narrow")
    path = tmp_path / "narrow/category-2.yaml"
    narrower = path.read_text("utf-8").replace("first_rib_pain: {at_least: 4}", "first_rib_pain: {at_least: 10}")
    path.write_text(narrower, "utf-8")
    whole_table().write_parquet(tmp_path / "in.parquet")
    return str(tmp_path / "in.parquet"), "sot-core", f"{tmp_path}/narrow"


def test_packs_of_one_name_and_version_are_called_as_they_were_asked_for(packs: tuple[str, str, str]) -> None:
    table_, before, after = packs
    assert measure_drift(before, after, table_).names == (f"sot-core 1.0.0 ({before})", f"sot-core 1.0.0 ({after})")


def test_the_csv_has_every_pair_and_adds_up(packs: tuple[str, str, str]) -> None:
    table_, before, after = packs
    rows = pl.read_csv(drift_csv(measure_drift(before, after, table_)).encode())
    assert rows.columns == ["what", "from", "to", "exams"]
    assert rows.group_by("what").agg(pl.col("exams").sum())["exams"].unique().to_list() == [len(drawn())]


def test_the_plot_is_the_same_every_time_and_names_the_outcomes(packs: tuple[str, str, str]) -> None:
    table_, before, after = packs
    measured_ = measure_drift(before, after, table_)
    plot = drift_svg(measured_)
    assert plot.startswith("<svg")
    assert plot == drift_svg(measured_)
    assert {"supported", "insufficient", "Outcomes of the same exams under two packs"} <= set(pieces(plot))


def pieces(svg: str) -> list[str]:
    """The texts of a plot."""
    import re

    return [found.strip() for found in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]
