"""`python -m benchmarks.readme` puts the tables of RESULTS.md into the README, between its two marks."""

import re
from pathlib import Path

HERE = Path(__file__).parent
RESULTS, README = HERE / "RESULTS.md", HERE.parent / "README.md"
BEGIN, END = "<!-- made by make bench -->\n", "<!-- end of what make bench makes -->\n"
SHOWN = ("What was asked for", "One exam, the same exams for everyone, all answers equal",
         "A registry, the same exams for everyone, all answers equal")  # fmt: skip


def with_figures(readme: str, results: str) -> str:
    """The README with the machine and the tables of the results between its marks."""
    machine = results.split("\n\n")[1]
    parts = dict(re.findall(r"^## (.+?)\n\n((?:\|.*\n)+)", results, re.MULTILINE))
    tables = "\n".join(f"**{title}**\n\n{_narrow(parts[title])}" for title in SHOWN)
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{machine}\n\n{tables}\n{END}{after}"


def _narrow(table: str) -> str:
    """A table without the blanks that align it: it is read as a page here."""
    cells = ([cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.splitlines())
    return "".join(f"| {' | '.join('---' if set(cell) == {'-'} else cell for cell in row)} |\n" for row in cells)


if __name__ == "__main__":
    README.write_text(with_figures(README.read_text("utf-8"), RESULTS.read_text("utf-8")), "utf-8")
