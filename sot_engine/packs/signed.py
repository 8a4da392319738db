"""Writing a review into a pack's files: every other byte, every comment stays as it was."""

import io
import re
from pathlib import Path
from typing import Any

from sot_engine.domain.pack import Review
from sot_engine.domain.rule import Rule
from sot_engine.errors import PackShape, Place

KEY = "reviewed_by"


def record(folder: Path, review: Review) -> None:
    """Add a review to `pack.yaml`; a second one of the same person, day and reading joins the first."""
    path = folder / "pack.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(with_review(text, review), encoding="utf-8")


def with_review(text: str, review: Review) -> str:
    """The text of a `pack.yaml` with a review added."""
    yaml = _yaml()
    lines = text.splitlines(keepends=True)
    start, end = _span(lines)
    node = yaml.load("".join(lines[start:end])) if start < end else {KEY: []}
    node[KEY] = node[KEY] or []
    entry = next((one for one in node[KEY] if _is_same(one, review)), None)
    if entry is None:
        told = {
            "name": review.name, "date": review.date, "rules": list(review.rules), "read": review.read,
            "marks": dict(review.marks),
        }  # fmt: skip
        node[KEY].append({name: value for name, value in told.items() if value})
    else:
        entry["rules"] += [rule for rule in review.rules if rule not in entry["rules"]]
        if review.marks:
            entry.setdefault("marks", {}).update(review.marks)
    written = io.StringIO()
    yaml.dump(node, written)
    if not start < end and lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return "".join((*lines[:start], written.getvalue(), *lines[end:]))


def _yaml() -> Any:
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 110
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _is_same(entry: Any, review: Review) -> bool:
    return (entry.get("name"), str(entry.get("date")), entry.get("read", "")) == (review.name, review.date, review.read)


def _span(lines: list[str]) -> tuple[int, int]:
    """The lines of the reviews, without the empty lines and comments that follow them; two equal ends when absent."""
    start = next((number for number, line in enumerate(lines) if line.startswith(f"{KEY}:")), len(lines))
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or lines[end][0] in " -#"):
        end += 1
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1][0] == "#"):
        end -= 1
    return start, min(end, len(lines))


def raise_status(folder: Path, rule: Rule) -> None:
    """Turn the `status: draft` of one rule into `reviewed`, in the file and at the place where the rule stands.

    Errors: PackShape when the line is not found as it was read.
    """
    path = folder / Path(rule.at.file).name
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for number in range(rule.at.line - 1, len(lines)):
        if number >= rule.at.line and lines[number].startswith("- "):
            break
        if re.match(r"(- |  )status: +draft\b", lines[number]):
            lines[number] = lines[number].replace("draft", "reviewed", 1)
            path.write_text("".join(lines), encoding="utf-8")
            return
    message = f"the status of rule {rule.id} was not found"
    raise PackShape(
        message, where=Place(path.as_posix(), rule.at.line), hint="write status: draft on a line of its own"
    )
