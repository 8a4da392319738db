"""Texts that are nearly right: a valid file with parts cut, doubled, moved or replaced, and texts of odd tokens."""

from typing import TypeAlias

from hypothesis import strategies as st

Texts: TypeAlias = st.SearchStrategy[str]

TOKENS = (
    "{", "}", "[", "]", ":", ": ", ",", "-", "- ", "? ", "|", ">", "&a ", "*a", "!!str ", "!x ", "#", "'", '"', "\n",
    "\t", "  ", "\r", "\x00", "\x85", "\u2028", "\ufeff", "\ud800", "é", "😀", "%YAML 1.1\n", "---\n", "...\n",
    "<<: ", "null", "~", "true", "no", "NaN", ".inf", "1e999", "-1", "0x1F", "0", "12.25", "9" * 30, "left", "right",
    "both", "none", "this_side", "present", "rule: ", "id: ", "when: ", "then: ", "all: [", "each_side: {",
    "unless: {", "findings: ", "patient: ", "lateral_sway",
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, texts: tuple[str, ...]) -> str:
    """One of these texts after one to four accidents."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(1, 4))):
        text = draw(_accident(text))
    return text


@st.composite
def _accident(draw: st.DrawFn, text: str) -> str:
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 40)))
    piece = text[start:end]
    kind = draw(st.sampled_from(("cut", "double", "move", "token", "word", "letters", "line")))
    if kind == "cut":
        return text[:start] + text[end:]
    if kind == "double":
        return text[:end] + piece * draw(st.integers(1, 60)) + text[end:]
    if kind == "move":
        place = draw(st.integers(0, len(text) - len(piece)))
        rest = text[:start] + text[end:]
        return rest[:place] + piece + rest[place:]
    if kind == "token":
        return text[:start] + draw(st.sampled_from(TOKENS)) + text[end:]
    if kind == "letters":
        return text[:start] + draw(st.text(max_size=6)) + text[start:]
    return _swapped(draw, text, "\n" if kind == "line" else " ")


def _swapped(draw: st.DrawFn, text: str, between: str) -> str:
    parts = text.split(between)
    one, two = draw(st.integers(0, len(parts) - 1)), draw(st.integers(0, len(parts) - 1))
    parts[one], parts[two] = parts[two], parts[one]
    return between.join(parts)


def odd() -> Texts:
    """Texts of tokens that mean something to a reader, and texts of anything."""
    return st.one_of(st.lists(st.sampled_from(TOKENS), max_size=30).map("".join), st.text(max_size=60))
