"""`sot rules`, for those who write packs: cover, lint, diff, compare, new, review, book."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sot_engine.cli.assess_line import Choice
from sot_engine.cli.output import show_lines
from sot_engine.cli.rules.group import PackName, PackNames, app

if TYPE_CHECKING:
    from sot_engine.domain.pack import Pack
    from sot_engine.packs.structure import Structure
    from sot_engine.workflow.rules.prove_difference import Moved

__all__ = ["app"]


WIDE = 30
"""What is longer than this stands on lines of its own when two packs are set side by side."""


@app.command()
def cover(
    packs: PackNames = None,
    rule: Annotated[str | None, typer.Option(help="Only this rule.")] = None,
) -> None:
    """Show which conditions the golden cases exercise, and which slips in a rule they would let pass."""
    from sot_engine.reports.cover_lines import cover_lines
    from sot_engine.workflow.rules.measure_cover import measure_cover

    complete = True
    for measured in measure_cover(tuple(packs or ()), rule=rule):
        complete = complete and measured.is_complete
        show_lines(cover_lines(measured))
    raise typer.Exit(0 if complete else 1)


@app.command()
def lint(
    packs: PackNames = None,
    *,
    accepted: Annotated[bool, typer.Option("--accepted", help="Also what the authors let stand, and why.")] = False,
) -> None:
    """Look over packs: old sources, unused findings, idle cases, wording, near-duplicates, retired guards."""
    from sot_engine.workflow.rules.lint_packs import lint_packs

    weak = 0
    for linted in lint_packs(tuple(packs or ())):
        standing = [issue for issue in linted.issues if not issue.accepted]
        for issue in linted.issues if accepted else standing:
            told = f"{issue}{f' (accepted: {issue.accepted})' if issue.accepted else ''}"
            show_lines([told]) if sys.stdout.isatty() else typer.echo(told)  # in a pipe a remark is one line
        known = len(linted.issues) - len(standing)
        typer.echo(f"{'FAILED' if standing else 'ok    '}  {linted.pack}: {len(standing)} remarks, {known} accepted")
        weak += len(standing)
    raise typer.Exit(1 if weak else 0)


PackArgument = Annotated[str, typer.Argument(help="A pack, by its id or a path to its folder.")]


@app.command()
def diff(
    before: PackArgument,
    after: PackArgument,
    over: Annotated[
        str,
        typer.Option(
            metavar="EXAMS",
            help="`cases`: golden cases and exams around them; `every`: every possible exam, by proof; or a table of "
            "exams, as `sot registry` reads it.",
        ),
    ] = "cases",
    witness: Annotated[
        Path | None, typer.Option(help="With --over every: write each smallest exam here, as a visit file.")
    ] = None,
    limit: Annotated[
        float,
        typer.Option(
            min=1, metavar="SECONDS", help="Over cases or every: stop after so long, and say what was not searched."
        ),
    ] = 120,
) -> None:
    """Say what changed between two packs, in words, and which exams end otherwise because of which rule."""
    if witness and over != "every":
        message = "smallest exams are written with --over every"
        raise typer.BadParameter(message, param_hint="--witness")
    if over == "cases":
        _search_diff(before, after, limit)
    elif over == "every":
        _prove_diff(before, after, witness, limit)
    else:
        _table_diff(before, after, over)


def _written(before: str, after: str) -> "Structure":
    """Say what changed as it is written, and give it."""
    from sot_engine.packs.own import open_pack
    from sot_engine.packs.structure import structure
    from sot_engine.reports.difference_lines import structure_lines

    written = structure(open_pack(before).pack, open_pack(after).pack)
    show_lines((*structure_lines(written), ""))
    return written


def _search_diff(before: str, after: str, limit: float) -> None:
    from sot_engine.cli.rules.searching import Searching
    from sot_engine.reports.difference_lines import shift_lines, wording_lines
    from sot_engine.workflow.rules.compare_packs import compare_packs

    written = _written(before, after)
    with Searching("exams read under both") as line:
        found = compare_packs(before, after, limit, line.told)
    show_lines((*wording_lines(written), *shift_lines(found.shifts, found.exams, found.after)))
    if found.unread:
        show_lines([f"cut off: there are {found.unread}; `--limit` gives more time, `--over every` proves"])


def _table_diff(before: str, after: str, table: str) -> None:
    """What changed as written, then over the exams of a table; one that is not there is a wrong command line."""
    from sot_engine.cli.registry.group import tell_drift
    from sot_engine.reports.difference_lines import TABLE_LINES

    if "://" not in table and not Path(table).exists():
        message = f"'{table}' is neither cases nor every, and no table of that name is there"
        raise typer.BadParameter(message, param_hint="--over")
    _written(before, after)
    measured = tell_drift(before, after, table)
    show_lines(TABLE_LINES)
    if measured.found.unreadable:
        raise typer.Exit(3)


def _prove_diff(before: str, after: str, witness: Path | None, limit: float) -> None:
    """Each way as it is found, and at the end that there is no other, or where the search was cut off."""
    from sot_engine.cli.rules.searching import Searching
    from sot_engine.reports.difference_lines import wording_lines
    from sot_engine.workflow.rules.prove_difference import Moved, prove_difference, versions

    two = versions(before, after)
    written = _written(before, after)
    found, cut = 0, []
    ways = 0
    with Searching("ways found, over every possible exam") as line:
        line.told(0)
        for one in prove_difference(two, limit):
            if isinstance(one, Moved):
                found += 1
                ways += 2 if one.mirrored else 1
                line.clear()
                _echo_way(one, found, two.after, witness)
            else:
                cut.append(f"{one.what} because of {_listed(one.rules)}: {one.why}")
            line.told(ways)
    ends = [f"every possible exam: {_sum(ways, is_cut=bool(cut))}", *(f"cut off: {why}" for why in cut)]
    show_lines((*wording_lines(written), *ends))


def _sum(ways: int, *, is_cut: bool) -> str:
    if not ways:
        return "none was found that ends otherwise, and not all were searched" if is_cut else "no exam ends otherwise"
    told = f"{ways} {'ways' if ways > 1 else 'way'} in which an exam ends otherwise"
    return f"at least {told}" if is_cut else f"{told}; there is no other"


def _listed(rules: tuple[str, ...]) -> str:
    return ", ".join(rules) if len(rules) <= 12 else f"{len(rules)} rules together"  # noqa: PLR2004  # a line of ids


def _echo_way(moved: "Moved", number: int, pack: "Pack", witness: Path | None) -> None:
    from sot_engine.reports.difference_lines import exam_words, move_lines
    from sot_engine.workflow.rules.prove_difference import write_exam

    twin = (moved.mirrored_by, moved.mirrored) if moved.mirrored else None
    show_lines(move_lines(moved.rules, moved.what, (moved.before, moved.after), twin))
    show_lines([f"    {'smallest' if moved.smallest else 'small'}: {exam_words(moved.exam, pack)}"])
    if witness:
        typer.echo(f"    written: {write_exam(moved, number, pack, witness)}")


@app.command()
def compare(
    before: PackArgument,
    after: PackArgument,
    visit: Annotated[str, typer.Argument(help="A visit file.")],
    commit: Annotated[
        Choice | None, typer.Option("--commit", help="The practitioner's choice, wherever it is a candidate.")
    ] = None,
) -> None:
    """Set two schools side by side on one exam."""
    from sot_engine.reports.difference_lines import side_by_side
    from sot_engine.workflow.rules.compare_packs import compare_visit

    found = compare_visit(before, after, visit, commit)
    rows = list(side_by_side(found.packs, found.found))
    wide = [max(len(row[column]) for row in rows if len(row[column]) <= WIDE) for column in (0, 1)]
    differs = [name and left != right for name, left, right in rows]
    for (name, left, right), is_other in zip(rows, differs, strict=True):
        mark = "*" if is_other else " "
        if max(len(left), len(right)) > WIDE:
            told = (
                f"    {pack.id} {pack.version}: {text}" for pack, text in zip(found.packs, (left, right), strict=True)
            )
            show_lines([f"{mark} {name}", *told])
            continue
        typer.echo(f"{mark} {name:<{wide[0]}}  {left:<{wide[1]}}  {right}".rstrip())
    typer.echo("* where the two differ" if any(differs) else "The two read this exam alike.")
    for pack, unknown in zip(found.packs, found.unknown, strict=True):
        if unknown:
            show_lines([f"Not known to {pack.id}, and left out for it: {', '.join(unknown)}"])


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="A folder for a new pack, or the id of a new rule, as C2-23.")],
    extends: Annotated[str | None, typer.Option(help="For a pack: the pack that it adds to.")] = None,
    pack: Annotated[str | None, typer.Option("--pack", help="For a rule: the pack, by id or path.")] = None,
    finding: Annotated[str | None, typer.Option(help="For a rule: the finding that it reads.")] = None,
) -> None:
    """Start a pack or a rule from a template that is sound as it stands; `lint` lists the words still to be written."""
    from sot_engine.workflow.rules.new_pack import is_rule, new_pack, new_rule

    if is_rule(name) and pack is None:
        message = f"{name} is a rule, and a rule stands in a pack"
        raise typer.BadParameter(message, param_hint="--pack")
    if pack is not None and not is_rule(name):
        message = f"{name} is no id of a rule, which is written as C2-23"
        raise typer.BadParameter(message, param_hint="NAME")
    if is_rule(name) and extends is not None:
        message = f"{name} is a rule, and only a pack extends another"
        raise typer.BadParameter(message, param_hint="--extends")
    if finding is not None and pack is None:
        message = "a new pack begins with a finding of its own choice; name one when you add a rule with --pack"
        raise typer.BadParameter(message, param_hint="--finding")
    files = new_rule(name, pack, finding) if is_rule(name) and pack else new_pack(name, extends)
    for file in files:
        typer.echo(file.as_posix())
    typer.echo(f"Next: fill in the words, then `sot rules check {pack or files[0].parent.as_posix()}`.")


@app.command()
def review(
    rules: Annotated[list[str], typer.Argument(help="The rules that were read, by id.")],
    by: Annotated[str, typer.Option(help="Who read them: a name, with a title where there is one.")],
    read: Annotated[str, typer.Option(help="What was read: the rule alone, its sources, which edition.")] = "",
    pack: PackName = "sot-core",
) -> None:
    """Record that a named person read rules, and raise the status of those that have earned it."""
    from sot_engine.workflow.rules.review_rules import review_rules

    missing = 0
    for found in review_rules(pack, rules, by, read):
        for lack in found.lacks:
            typer.echo(f"{found.rule}: stays a draft; it lacks {lack}", err=True)
        if not found.lacks:
            typer.echo(f"{found.rule}: reviewed by {by}")
        missing += bool(found.lacks)
    raise typer.Exit(1 if missing else 0)


@app.command()
def book(
    out: Annotated[str, typer.Option(help="The folder to write into.")],
    pack: PackName = "sot-core",
) -> None:
    """Print the book of a pack for sign-off: one HTML file, and a PDF where WeasyPrint is installed."""
    from sot_engine.workflow.rules.print_book import print_book

    for path in print_book(pack, out):
        typer.echo(path.as_posix())
        if path.suffix == ".html" and sys.stderr.isatty():
            typer.echo("Laying out the PDF; a large pack takes half a minute.", err=True)
