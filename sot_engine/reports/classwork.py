"""How a class did in an exam, in blocks: the whole, a table of the items, and what each item was."""

from collections.abc import Iterator

from sot_engine.domain.classwork import ClassSum, ItemKind, ItemSum
from sot_engine.reports.block import Block
from sot_engine.reports.names import clean

KINDS: dict[ItemKind, str] = {"choice": "question", "case": "case", "essay": "essay"}
_EARNED = "Earned is the share of the points of an item, in percent; of a question how many were right."
_DISC = (
    "Disc. is how the points of an item go with those of the rest of the exam, from -1 to 1: near 0 the item does not "
    "tell those who know more from those who know less, and below 0 look at it again."
)
_FOOT = "It says how an item worked in this class, and not that it asks for the right thing."


def class_blocks(found: ClassSum) -> tuple[Block, ...]:
    """A class and its items, the hardest of each kind first."""
    notes: dict[str, int] = {}
    rows = tuple(_row(number, item, notes) for number, item in enumerate(found.items, start=1))
    says = tuple(_item(number, item) for number, item in enumerate(found.items, start=1))
    told = tuple(f"({number}) {note}." for note, number in notes.items())
    return (
        Block(clean(found.title), tuple(_whole(found))),
        Block("Item by item", (), ("item", "kind", "answers", "earned", "disc."), rows),
        Block("The items", says),
        Block("How to read it", (*told, _EARNED, _DISC, _FOOT)),
    )


def _whole(found: ClassSum) -> Iterator[str]:
    yield f"Results: {found.candidates}. Passed: {found.passed}. Mean: {found.mean:.0f} percent of the points."
    if found.waiting:
        yield f"Not marked yet: {found.waiting}. An essay that waits is left out below and earns nothing above."
    if any(item.taken < found.candidates for item in found.items if item.kind == "choice"):
        yield "Not every paper had the same questions; `sot practice exam --seed` gives all candidates the same one."


def _row(number: int, item: ItemSum, notes: dict[str, int]) -> tuple[str, ...]:
    if item.discrimination is None:
        told = f"- ({notes.setdefault(item.note, len(notes) + 1)})"
    else:
        told = f"{item.discrimination:.2f}"
    return str(number), KINDS[item.kind], str(item.taken), f"{item.share * 100:.0f}", told


def _item(number: int, item: ItemSum) -> str:
    instead = f" Most often wrong: {clean(item.instead.answer)} ({item.instead.times})." if item.instead else ""
    return f"{number}. {clean(item.says)}{instead}"
