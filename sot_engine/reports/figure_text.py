"""The block figure in letters, for a terminal and for a note that is pasted: at most 72 columns of ASCII."""

from collections.abc import Iterator

from sot_engine.domain.figure import Figure, Spot
from sot_engine.reports.figure_words import SIDE_OF, caption_of, lettered

WIDE = 71
"""Columns of the drawing."""
ACROSS, DOWN = 15, 6
"""Columns and rows for half the ASIS-ASIS width; a row is about twice as high as a column is wide."""
MIDDLE, LEVEL = WIDE // 2, 5
"""The column and the row between the PSIS."""
SHAFT = 2
"""How many signs lie between the letter of a wedge and the tip of its arrow."""

# The patient's half of the pelvis that is on the right of the page; the other half is its mirror image.
_HALF = (
    r"           .------.",
    r"        .-'        '.",
    r"_______/             )",
    r"      /             /",
    r"     /             /",
    r"    /             /",
    r"   /  \          (",
    r"  /    '.         \ ",
    r" /       '.        )  .--.",
    r"'          \      /.-'    )",
    r"            )    ((       )",
    r"-----.     /      '-.    /",
    r"      '---'          /  /",
    r"                    /  /",
)
_MIRRORED = str.maketrans("/\\()", "\\/)(")
_TOP = 1
"""The row of the drawing on which the pelvis begins."""
_SEEN = {"prone": ("sacrum", 4), "supine": ("pubis", 11)}
"""What of the middle is seen from above, and its row."""


def figure_lines(figure: Figure) -> tuple[str, ...]:
    """The drawing with its heading above and its words below."""
    return tuple(line.rstrip() for line in _lines(figure))


def _lines(figure: Figure) -> Iterator[str]:
    said = caption_of(figure)
    yield said.option
    yield said.heading
    yield "head".center(WIDE)
    yield from _drawing(figure)
    yield "feet".center(WIDE)
    for letter, _, (where, points) in lettered(figure):
        yield f"[{letter}] {where};"
        yield f"    {points}"
    yield "[ ] thick end; the arrow goes to the thin edge. Not to scale."


def _drawing(figure: Figure) -> list[str]:
    grid = _pelvis()
    word, row = _SEEN[figure.position]
    _put(grid, MIDDLE - len(word) // 2, row, word)
    for letter, align in zip(figure.letters, ("<", ">"), strict=True):
        for row, word in enumerate((letter, SIDE_OF[letter]), start=LEVEL):
            _put(grid, 0 if align == "<" else WIDE - len(word), row, word)
    for letter, wedge, _ in lettered(figure):
        _draw(grid, letter, figure.spot(wedge), figure.pointing(wedge))
    return ["".join(row) for row in grid]


def _pelvis() -> list[list[str]]:
    grid = [[" "] * WIDE for _ in range(len(_HALF) + _TOP)]
    for row, half in enumerate(_HALF, start=_TOP):
        for column, sign in enumerate(half):
            grid[row][MIDDLE + column] = sign
            grid[row][MIDDLE - column] = sign.translate(_MIRRORED)
    return grid


def _draw(grid: list[list[str]], letter: str, spot: Spot, way: Spot) -> None:
    """A wedge: the tip of its arrow on the landmark, then the shaft, then its letter on the thick end."""
    column, row = MIDDLE + round(spot.x * ACROSS), LEVEL + round(spot.y * DOWN)
    across, down = _step(way.x), _step(way.y)
    if not down:
        signs = f"<{SHAFT * '=='}[{letter}]" if across < 0 else f"[{letter}]{SHAFT * '=='}>"
        _put(grid, column if across < 0 else column - len(signs) + 1, row, signs)
        return
    shaft = "||" if not across else "\\\\" if across == down else "//"
    _put(grid, column, row, "v" if down > 0 else "^")
    for number in range(1, SHAFT + 1):
        _put(grid, column - number * across * 2 - (across < 0), row - number * down, shaft)
    _put(grid, column - (SHAFT + 1) * across * 2 - 1, row - (SHAFT + 1) * down, f"[{letter}]")


def _step(part: float) -> int:
    """One column or row on the way, or none where the direction is nearly square to it."""
    return 0 if abs(part) < 0.38 else 1 if part > 0 else -1  # noqa: PLR2004  # the sine of 22.5 degrees


def _put(grid: list[list[str]], column: int, row: int, signs: str) -> None:
    """Signs on the grid; what falls off its edge is not drawn."""
    for offset, sign in enumerate(signs):
        if 0 <= row < len(grid) and 0 <= column + offset < WIDE:
            grid[row][column + offset] = sign
