"""The pages of `sot learn`: one for everything that has an id."""

import re
from collections.abc import Iterator

import pytest

from sot_engine import errors
from sot_engine.domain.rule import CATEGORIES
from sot_engine.errors import SotError
from sot_engine.reports.error_pages import PAGES, error_page
from sot_engine.reports.page import (
    apart_page,
    category_page,
    finding_page,
    index_page,
    reads,
    rule_page,
    source_page,
    theorem_page,
)
from sot_engine.reports.sheet import Sheet
from sot_engine.reports.text import WIDTH, sheet_text
from tests.known_packs import core, tiny, with_ak
from tests.reports.shown import forbidden, on_screen

RULE_HEADINGS = ["What it says", "Why", "When it fires", "What it does", "Evidence", "Basis", "Cautions", "Sources",
                 "Golden cases"]  # fmt: skip


def pages() -> Iterator[Sheet]:
    pack = with_ak()
    yield index_page(pack)
    yield from (finding_page(finding, pack) for finding in pack.findings.values())
    yield from (rule_page(rule, pack, 3) for rule in pack.rules)
    yield from (category_page(name, pack) for name in CATEGORIES)
    yield from (source_page(key, pack) for key in pack.sources)
    yield from (theorem_page(one, pack) for one in pack.theorems)
    yield from (apart_page(one, pack) for one in pack.apart)
    yield from map(error_page, PAGES)


def told(page: Sheet, title: str) -> str:
    section = next(part for part in page.sections if part.title == title)
    return "\n".join(" ".join((entry.label, entry.head, *entry.body)).strip() for entry in section.entries)


def codes() -> set[str]:
    found = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, SotError)]
    return {kind.code for kind in found} - {SotError.code}


def test_every_error_code_has_a_page_and_no_page_is_left_over() -> None:
    assert set(PAGES) == codes() | {"E000"}


@pytest.mark.parametrize("code", sorted(PAGES))
def test_an_error_page_says_what_it_means_how_it_looks_and_what_to_do(code: str) -> None:
    page = error_page(code)
    assert [section.title for section in page.sections] == ["What it means", "How it looks", "What to do"]
    assert code in told(page, "How it looks")


def test_every_page_fits_the_width_addresses_aside_and_uses_allowed_words() -> None:
    for page in pages():
        text = sheet_text(page)
        assert [line for line in text.splitlines() if len(line) > WIDTH and "://" not in line] == [], page.title
        quoted = {"Reliability", "Sources"}
        ours = page._replace(
            title="" if page.word.startswith("SOURCE") else page.title,
            glance=tuple(row for row in page.glance if row[0] not in {"Address", "Seen"}),
            sections=tuple(section for section in page.sections if section.title not in quoted),
        )
        words = " ".join(sheet_text(ours).split()).replace("not confirmed in a source", "")
        figures_of_the_literature = "%"
        assert [word for word in forbidden(words) if not word.endswith(figures_of_the_literature)] == [], page.title


def test_a_page_can_be_shown_on_a_screen() -> None:
    screen = on_screen(rule_page(core().rule["C2-03"], core(), 4))
    assert "C2-03 Very painful first rib" in screen
    assert max(map(len, screen.splitlines())) <= WIDTH


def test_a_finding_page_has_all_that_the_pack_says_of_it() -> None:
    page = finding_page(core().findings["first_rib_pain"], core())
    assert page.title == "First rib tubercle, pain"
    assert dict(page.glance) == {
        "Id": "first_rib_pain",
        "Asked as": "Pain on pressing the first rib tubercle",
        "Position": "Seated",
        "Kind": "pain, on each side",
        "Takes": "a whole number from 0 to 10",
        "Re-test": "positive when “First rib tubercle, pain” is 1 or more; better when it went down by 1 or more.",
    }
    headings = ["How it is done", "How it is recorded", "Reliability", "Rules that read it", "Sources"]
    assert [section.title for section in page.sections] == headings
    assert "C2-03 Very painful first rib (draft)" in told(page, "Rules that read it")
    assert "DEJ84 SOT Bulletin" in told(page, "Sources")


def test_a_finding_that_is_not_always_asked_says_when() -> None:
    page = finding_page(core().findings["child_protection_concern"], core())
    assert dict(page.glance)["Asked when"] == "the patient's age is less than 18 years"


def test_which_rules_read_a_finding_is_computed_from_their_conditions() -> None:
    assert [rule.id for rule in reads("pain_on_blocks", core())] == ["G-13"]
    assert "G-10" in [rule.id for rule in reads("first_rib_pain", core())]
    assert "D-14" in [rule.id for rule in reads("saddle_numbness", core())]
    assert reads("lateral_sway_eyes_closed", core()) == ()
    unread = finding_page(core().findings["lateral_sway_eyes_closed"], core())
    assert told(unread, "Rules that read it") == "No rule reads it."


def test_every_rule_page_has_the_same_headings() -> None:
    for rule in with_ak().rules:
        page = rule_page(rule, with_ak(), 0)
        found = [section.title for section in page.sections if not section.title.startswith("Documented")]
        assert found == RULE_HEADINGS, rule.id


def test_a_rule_page_tells_the_rule_in_words() -> None:
    page = rule_page(core().rule["C2-03"], core(), 4)
    assert told(page, "When it fires") == "“First rib tubercle, pain” is 4 or more on either side"
    assert told(page, "What it does").startswith("Counts as a hallmark of Category II.")
    assert told(page, "Evidence").startswith("Grade originator. The 4 out of 10 is this project's")
    assert told(page, "Basis") == "stated: a source says it."
    assert told(page, "Golden cases") == "4 golden cases of this rule's own."
    assert re.search(
        r"DEJ84 SOT Bulletin.* Author: DeJarnette MB; year: 1984; kind: originator http.* Seen: ", told(page, "Sources")
    )


@pytest.mark.parametrize(
    ("rule", "effect"),
    [
        ("C1-04", "Counts as a supporting sign of Category I."),
        ("C2-12", "Counts as a weak sign of Category II."),
        ("C2-20", "Is stated against Category II: it cancels one hallmark."),
        ("C1-22", "Is shown beside Category I as a contrast and never counted."),
        ("R-01", "Refer (emergency, at once): emergency department, at once. No category and no placement is shown."),
        ("X-01", "Names recorded findings that cannot both be true, to be re-tested."),
        ("D-02", "Withholds any placement."),
        ("D-10", "Withholds a supine placement."),
        ("D-16", "Withholds a Category I placement."),
        ("D-20", "Lets any placement stand only with a change and a written reason."),
        ("G-13", "Adds a sentence, printed before the rest of the re-test."),
        ("G-01", "Adds a sentence."),
        ("C2-L", "Documents a placement for Category II, for practitioner review."),
    ],
)
def test_an_effect_in_words(rule: str, effect: str) -> None:
    words = told(rule_page(core().rule[rule], core(), 0), "What it does")
    assert words.startswith(effect)


def test_a_placement_page_shows_its_blocks_their_ranges_and_its_variants() -> None:
    page = rule_page(core().rule["C2-L"], core(), 1)
    assert page.word == "PLACEMENT"
    words = told(page, "Documented placement for practitioner review, on the back (supine)")
    assert "Range of the sources: 90 to 135 degrees." in words
    assert "Range of the sources: 45 degrees; no range was found." in words
    assert "variant The upper block is square to the spine. (B:S8b)" in words
    assert told(page, "Golden cases") == "1 golden case of this rule's own."


def test_golden_cases_that_cannot_be_read_are_not_none() -> None:
    rule = core().rule["C2-03"]
    assert "cannot be read" in told(rule_page(rule, core(), None), "Golden cases")
    assert told(rule_page(rule, core(), 0), "Golden cases") == "No golden case of this rule's own."


def test_a_category_page_lists_its_rules_by_strength() -> None:
    page = category_page("II", core())
    assert "C2-03" in told(page, "For it: hallmark")
    assert "C2-05" in told(page, "For it: supporting")
    assert "C2-11" in told(page, "For it: weak")
    assert "C2-20" in told(page, "Against it: cancels one hallmark")
    assert "C2-21" in told(page, "Contrast: shown, never counted")
    assert "C2-L" in told(page, "Placements and gates")


def test_a_source_page_lists_what_cites_it() -> None:
    page = source_page("DEJ84", core())
    assert page.word == "SOURCE DEJ84"
    assert dict(page.glance)["Author"] == "DeJarnette MB"
    assert "C2-03" in told(page, "Rules that cite it")
    assert "first_rib_pain First rib tubercle, pain" in told(page, "Findings that cite it")
    assert "Category II" in told(page, "Categories that cite it")


def test_the_list_names_everything_that_has_a_page() -> None:
    text = sheet_text(index_page(with_ak()))
    pack = with_ak()
    words = set(re.findall(r"[\w:-]+", text.replace(": ", " ")))
    for name in (*pack.findings, *pack.rule, *pack.sources, *PAGES, *CATEGORIES):
        assert name in words, name


def test_a_pack_with_gaps_has_pages_too() -> None:
    pack = tiny()
    sheets = [index_page(pack), *(category_page(name, pack) for name in pack.categories)]
    sheets += [rule_page(rule, pack, None) for rule in pack.rules]
    assert all(sheet_text(sheet) for sheet in sheets)
