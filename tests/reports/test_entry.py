"""A chart entry on the screen: every line of the default view has its rule, its findings and its source."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sot_engine.domain.chart import ChartEntry
from sot_engine.domain.review import suggestions
from sot_engine.reports.entry import entry_sheet
from sot_engine.reports.text import sheet_text
from tests.known_packs import core
from tests.reports.charts import draft
from tests.reports.shown import EXAMPLES, example, forbidden

if TYPE_CHECKING:
    from sot_engine.domain.assessment import FiredRule, Sentence, Stop


def shown(entry: ChartEntry) -> str:
    """The default view with its lines joined, so that no test depends on where a line ends."""
    return " ".join(sheet_text(entry_sheet(entry, core())).split())


def suggesting(entry: ChartEntry) -> ChartEntry:
    found = entry.assessment
    return replace(entry, suggestions=suggestions(found, core())) if found else entry


def with_findings(**findings: str) -> ChartEntry:
    """The bundled Category II exam with something more recorded."""
    seen = example("category-ii-left")
    return suggesting(draft(visit=replace(seen, findings={**seen.findings, **findings})))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_rule_that_fired_stands_with_its_findings_and_its_source(name: str) -> None:
    entry = suggesting(draft(name))
    told, found = shown(entry), entry.assessment
    assert found is not None
    fired: list[FiredRule | Stop | Sentence] = [one for result in found.categories.values() for one in result.fired]
    for one in (*fired, *found.stops, *found.contradictions):
        assert f"{one.rule} {core().rule[one.rule].title}" in told
        assert all(f"[{fact.partition(' = ')[0].partition('.')[0]}]" in told for fact in one.findings)
        assert ", ".join(core().rule[one.rule].cite) in told
    assert forbidden(told) == []


def test_a_referral_says_which_finding_stopped() -> None:
    told = shown(draft("refer"))
    assert "R-01 New bladder or bowel change" in told
    assert "Recorded: Bladder or bowel change [bladder_bowel_change]: present." in told


def test_the_side_names_the_rules_that_point_to_it() -> None:
    told = shown(suggesting(draft()))
    assert "side: left The side that the findings recorded point to is the left. Rules C2-01, C2-02" in told


def test_a_change_of_the_placement_says_what_was_recorded_for_it() -> None:
    told = shown(with_findings(osteoporosis="present"))
    assert "Rule D-20; source B:S59, B:S42; grade guideline. Recorded: Osteoporosis [osteoporosis]: present." in told
    assert "modification D-20: D-20" not in told


def test_a_placement_that_is_withheld_says_why() -> None:
    told = shown(with_findings(skin_breakdown="present"))
    assert "Placement: withheld" in told
    assert "Recorded: Skin breakdown under a block [skin_breakdown]: present." in told


def test_what_is_missing_for_a_signature_is_named_as_people_know_it() -> None:
    assert 'The stop question "Warning of infection" [infection_warning] was not asked.' in shown(draft("insufficient"))


def test_a_category_for_which_nothing_fired_says_so_and_claims_no_evidence() -> None:
    told = sheet_text(entry_sheet(draft("contradictory"), core(), whole=True))
    assert "Category III, no evidence recorded" in told
    assert "No rule for or against it fired." in told
