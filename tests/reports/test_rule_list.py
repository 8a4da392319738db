from dataclasses import replace

from sot_engine.packs.shelf import read_pack
from sot_engine.reports.rule_list import rule_lines

PACK = read_pack("sot-core", ("ak-variants",))
LINES = list(rule_lines(PACK))


def test_every_rule_stands_once_under_what_it_does_and_nothing_is_wider_than_a_page() -> None:
    assert max(map(len, LINES)) <= 80
    assert sorted(line.split()[0] for line in LINES if line.startswith("  ") and line[2] != " ") == sorted(PACK.rule)
    heads = [line for line in LINES if line and not line.startswith(" ")]
    assert heads[:3] == ["stops emergency", "stops urgent", "stops prompt"]
    assert heads.index("supports I hallmark") < heads.index("supports I weak") < heads.index("opposes I")
    assert LINES.index("supports II hallmark") < LINES.index(
        "  C2-03   Very painful first rib                   originator, stated"
    )


def test_a_title_that_leaves_no_room_has_what_it_rests_on_below() -> None:
    at = LINES.index("  D-14    A question about the cauda equina or weakness was not recorded")
    assert LINES[at + 1] == f"{'':<51}none, project"


def test_a_status_is_told_where_it_is_not_that_of_the_pack() -> None:
    reviewed = tuple(replace(rule, status="reviewed") if rule.id == "C2-03" else rule for rule in PACK.rules)
    found = list(rule_lines(replace(PACK, rules=reviewed), "II"))
    assert [line for line in found if "reviewed" in line] == [
        "  C2-03   Very painful first rib                   originator, stated, reviewed",
        "sot-core 1.0.0: 29 rules, 28 draft, 1 reviewed",
    ]
    assert max(map(len, found)) <= 80
