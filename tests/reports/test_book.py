import re
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sot_engine.domain.figure import figure_of
from sot_engine.errors import MachineLacks
from sot_engine.packs.own import Own, open_pack
from sot_engine.reports.book import book
from sot_engine.reports.figure_svg import figure_svg
from sot_engine.reports.markup import Markup, el, prose
from sot_engine.workflow.rules.new_pack import new_pack
from sot_engine.workflow.rules.print_book import print_book

TODAY = "2026-11-23"
VOID = {"br", "hr", "meta", "col"}


class Outline(HTMLParser):
    """The ids, links and open elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.ids += [told["id"] or ""] if "id" in told else []
        self.links += [told["href"] or ""] if "href" in told else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def core() -> Own:
    return open_pack("sot-core")


@pytest.fixture(scope="module")
def page(core: Own) -> str:
    return book(core, TODAY)


def test_the_book_is_well_formed_and_every_link_leads_somewhere(page: str) -> None:
    outline = Outline()
    outline.feed(page)
    assert outline.open == []
    assert [name for name, times in Counter(outline.ids).items() if times > 1] == []
    assert {link.removeprefix("#") for link in outline.links} - set(outline.ids) == set()


def test_the_book_of_an_extension_lists_what_it_takes_away_and_says_what_is_not_written(tmp_path: Path) -> None:
    folder = tmp_path / "school"
    new_pack(str(folder), "sot-core")
    head = folder / "pack.yaml"
    head.write_text(head.read_text("utf-8").replace("retires: []", "retires: [D-19, R-01]"), "utf-8")
    page = book(open_pack(str(folder)), TODAY)
    outline = Outline()
    outline.feed(page)
    assert outline.open == []
    assert {link.removeprefix("#") for link in outline.links} - set(outline.ids) == set()
    gone = page.partition('id="retired"')[2].partition("<h2")[0]
    assert gone.index("R-01") < gone.index("D-19")
    assert "The whole pack as a decision table" not in page
    assert "Texts of N-01 still say what to write there." in page


def test_the_book_states_the_theorems_of_the_pack_and_takes_nothing_away_where_nothing_is_below(
    core: Own, page: str
) -> None:
    told = page.partition('id="theorems"')[2].partition("<h2")[0]
    assert all(one.id in told and one.title in told for one in core.pack.theorems)
    assert 'id="retired"' not in page


def test_the_book_says_what_practice_keeps_apart_and_an_extension_only_what_it_adds(
    core: Own, page: str, tmp_path: Path
) -> None:
    told = page.partition('id="apart"')[2].partition("<h2")[0]
    assert "No assessment reads this list" in told
    assert all(one.id in told and one.title in told for one in core.pack.apart)
    assert all(f'href="#source-{key}"' in told for one in core.pack.apart for key in one.cite)
    new_pack(str(tmp_path / "school"), "sot-core")
    assert 'id="apart"' not in book(open_pack(str(tmp_path / "school")), TODAY)


def test_every_rule_has_its_source_sentence_its_terms_and_a_line_to_sign(core: Own, page: str) -> None:
    sections = dict(re.findall(r'<h3 id="([^"]+)">(.*?)</section>', page, re.DOTALL))
    assert set(sections) == {rule.id for rule in core.rules}
    for name, text in sections.items():
        for part in ('class="source"', "<dt>When</dt>", "<dt>Grade</dt>", "<dt>Basis</dt>", "Cases: ", "Name, date:"):
            assert part in text, (name, part)
        assert "Cases: 0" not in text, name


def test_every_finding_that_a_rule_reads_is_described_once(core: Own, page: str) -> None:
    for finding in core.pack.findings:
        assert page.count(f'id="finding-{finding}"') == 1, finding


def test_questions_notices_and_what_it_is_not_are_printed(core: Own, page: str) -> None:
    assert page.count('class="answer"') == 2 * len(core.pack.questions)
    assert all(notice in page for notice in core.pack.notices)
    assert "What it is not: a diagnosis" in page
    assert f"sha256 {core.pack.sha256[:12]}" in page


def test_six_placements_are_drawn(page: str) -> None:
    assert page.count("<svg") == 6


def test_every_placement_is_drawn_as_in_the_notes(core: Own, page: str) -> None:
    for name in ("C1-L", "C2-L", "C3-R"):
        placement = core.pack.rule[name].then.placement
        assert placement is not None
        assert f"<figure>{figure_svg(figure_of(name, placement))}</figure>" in page


def test_the_book_of_an_extension_holds_its_own_rules_alone() -> None:
    text = book(open_pack("ak-variants"), TODAY)
    assert 'id="AK-01"' in text
    assert '<h3 id="C2-03">' not in text


def test_text_is_escaped_and_recorded_words_are_quoted() -> None:
    assert el("p", "a < b", title='"x"') == '<p title="&quot;x&quot;">a &lt; b</p>'
    assert prose("`present`: it <is>") == "<q>present</q>: it &lt;is&gt;"
    assert isinstance(el("br"), Markup)


def test_without_weasyprint_the_html_is_there_and_the_machine_lacks_something(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    printed = print_book("ak-variants", str(tmp_path / "out"))
    assert next(printed).name == "ak-variants-1.0.0.html"
    with pytest.raises(MachineLacks, match="the PDF needs WeasyPrint"):
        next(printed)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["ak-variants-1.0.0.html"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(MachineLacks, match="cannot be written"):
        list(print_book("ak-variants", str(tmp_path / "file")))


@pytest.mark.filterwarnings("ignore:HarfBuzz-Subset will be required:DeprecationWarning")
def test_with_weasyprint_a_pdf_stands_beside_the_page(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    page, pdf = print_book("ak-variants", str(tmp_path))
    assert page.suffix == ".html"
    assert pdf.read_bytes().startswith(b"%PDF-")
