import pytest
from typer.testing import CliRunner

from sot_engine.cli import authoring
from sot_engine.errors import PackReference

runner = CliRunner()
app = authoring.app


def test_cover_prints_the_sum_and_ends_well_for_a_pack_that_is_covered() -> None:
    ran = runner.invoke(app, ["cover", "ak-variants"])
    assert ran.exit_code == 0, ran.output
    assert "ok      ak-variants: " in ran.output
    assert "slips caught, 0 say the same" in ran.output


def test_cover_of_one_rule_says_what_says_the_same() -> None:
    ran = runner.invoke(app, ["cover", "--rule", "X-02"])
    assert ran.exit_code == 0
    assert ran.output.count("X-02: says the same: ") == 4


def test_cover_of_a_rule_that_is_not_there_offers_the_nearest() -> None:
    with pytest.raises(PackReference, match='no rule is called "C2-99"'):
        runner.invoke(app, ["cover", "--rule", "C2-99"], catch_exceptions=False)


def test_lint_of_our_packs_is_clean_and_shows_reasons_when_asked() -> None:
    ran = runner.invoke(app, ["lint"])
    assert ran.exit_code == 0, ran.output
    assert "ok      sot-core: 0 remarks, " in ran.output
    assert "(accepted: One near miss of each" in runner.invoke(app, ["lint", "sot-core", "--accepted"]).output
