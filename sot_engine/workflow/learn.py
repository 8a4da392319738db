"""Learn: the page of anything that has an id, or the list of all there is."""

from difflib import get_close_matches

from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES, Category
from sot_engine.errors import SotError
from sot_engine.packs.shelf import pack_cases, pack_folder, pack_ids, read_pack
from sot_engine.reports.error_pages import PAGES, error_page
from sot_engine.reports.page import (
    apart_page,
    category_page,
    finding_page,
    index_page,
    rule_page,
    source_page,
    theorem_page,
)
from sot_engine.reports.sheet import Sheet


class NoPage(LookupError):
    """Nothing has this id; `nearest` are the ids that may be meant."""

    def __init__(self, name: str, nearest: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.nearest = nearest


def learn(name: str | None, pack_name: str = "sot-core", with_: tuple[str, ...] = ()) -> Sheet:
    """The page of an id, in whatever case it was typed; without one, the list.

    The page of an error code needs no pack, so that it can be read when the pack is what is wrong.
    Errors: NoPage with the nearest ids; whatever is wrong with the pack.
    """
    if name and name.upper() in PAGES:
        return error_page(name.upper())
    pack = read_pack(pack_name, with_)
    if name is None:
        return index_page(pack)
    known = {one.lower(): one for one in _ids(pack)} | {key: one.id for key, (one, _) in pack.keys.by_key.items()}
    found = known.get(name.strip().lower().removeprefix("category "))
    if found is None:
        raise NoPage(name, _elsewhere(name, pack) or _nearest(name, pack, known))
    if found in pack.rule:
        return rule_page(pack.rule[found], pack, _cases(found, pack, (pack_name, *with_)))
    return _page(found, pack)


def _ids(pack: Pack) -> tuple[str, ...]:
    beside = (*(one.id for one in pack.theorems), *(one.id for one in pack.apart))
    return (*beside, *pack.sources, *pack.findings, *pack.rule, *CATEGORIES)


def _page(name: str, pack: Pack) -> Sheet:
    category: Category | None = next((one for one in CATEGORIES if one == name), None)
    if category:
        return category_page(category, pack)
    if name in pack.findings:
        return finding_page(pack.findings[name], pack)
    return source_page(name, pack) if name in pack.sources else _beside(name, pack)


def _beside(name: str, pack: Pack) -> Sheet:
    """The page of what no assessment reads: a theorem, or what practice keeps apart."""
    for theorem in pack.theorems:
        if theorem.id == name:
            return theorem_page(theorem, pack)
    return next(apart_page(one, pack) for one in pack.apart if one.id == name)


def _cases(rule: str, pack: Pack, names: tuple[str, ...]) -> int | None:
    """How many golden cases are a rule's own; None when the cases themselves cannot be read."""
    try:
        folders = [pack_folder(name) for name in names]
        return sum(case.rule == rule for folder in folders for case in pack_cases(pack, folder))
    except SotError:
        return None


def _elsewhere(name: str, pack: Pack) -> tuple[str, ...]:
    """Rules and findings of that name in packs that extend this one, with the option that brings them."""
    found = []
    for other in pack_ids():
        try:
            added = read_pack(other)
        except SotError:
            continue
        if added.extends == pack.id and other not in pack.with_:
            ids = (one for one in _ids(added) if one.lower() == name.strip().lower())
            found += [f"{one} (with --with {other})" for one in ids]
    return tuple(found)


def _nearest(name: str, pack: Pack, known: dict[str, str]) -> tuple[str, ...]:
    """Ids that are spelled alike, then those whose name holds the word."""
    if not name.strip():
        return ()
    known = {**known, **{code.lower(): code for code in PAGES}}
    alike = [known[close] for close in get_close_matches(name.lower(), known, n=3, cutoff=0.6)]
    titles = {one.id: one.name for one in pack.findings.values()} | {one.id: one.title for one in pack.rules}
    titles |= {one.id: one.title for one in pack.theorems} | {one.id: one.title for one in pack.apart}
    named = [one for one, title in titles.items() if name.lower() in title.lower() or name.lower() in one.lower()]
    return tuple(dict.fromkeys([*alike, *named]))[:8]
