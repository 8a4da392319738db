"""What a column of the table of exams can hold, in words."""

from sot_engine.registry.layout import ARROW, Column


def takes(column: Column) -> str:
    """What a column can hold, in words."""
    if column.role == "exam":
        return "the name of the exam"
    if column.is_number:
        low, high = (f"{end / column.parts:g}" for end in (column.low, column.high))
        decimal = ", at most one decimal" if column.parts > 1 else ""
        return f"a {'number' if decimal else 'whole number'} from {low} to {high}{decimal}"
    if any(ARROW in word for word in column.words):
        plain = ", ".join(word for word in column.words if ARROW not in word)
        return f"words in order, joined with {ARROW}, of: {plain}"
    return f"one of: {', '.join(column.words)}"
