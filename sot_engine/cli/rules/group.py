"""`sot rules`: list, check, test, schema; prove is in a file of its own."""

from typing import Annotated

import typer

from sot_engine.cli.assess_line import Choice
from sot_engine.cli.rules.prove import prove

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The rule packs: read, check, test and prove them; compare two; write and review one.",
)

PackNames = Annotated[
    list[str] | None, typer.Argument(help="Packs by id or path; all on the shelf when none is named.")
]
PackName = Annotated[str, typer.Option("--pack", help="The pack, by its id or a path to its folder.")]


@app.command("list")
def list_rules(
    pack: PackName = "sot-core",
    extended: Annotated[list[str] | None, typer.Option("--with", help="A pack that extends it; repeatable.")] = None,
    category: Annotated[Choice | None, typer.Option(help="Only the rules of this category.")] = None,
) -> None:
    """List the rules of a pack by what they do: id, title, grade, basis and status."""
    from sot_engine.packs.shelf import read_pack
    from sot_engine.reports.rule_list import rule_lines

    for line in rule_lines(read_pack(pack, tuple(extended or ())), category):
        typer.echo(line)


@app.command()
def check(
    packs: PackNames = None,
) -> None:
    """Check packs: shape, names, citations, earned status, limits; every fault with file and line.

    Golden cases are read; `sot rules test` runs them.
    """
    from sot_engine.reports.wording import number
    from sot_engine.workflow.rules.check_pack import check_packs

    worst = 0
    for found in check_packs(tuple(packs or ())):
        if found.pack is None:
            typer.echo(str(found.fault), err=True)
            worst = max(worst, found.fault.exit_code if found.fault else 1)
            continue
        rules, findings = number(len(found.pack.rules), "rule"), number(len(found.pack.findings), "finding")
        stamp = f"{found.pack.id} {found.pack.version} ({found.pack.status}, {found.pack.sha256[:12]})"
        typer.echo(f"ok  {stamp}\n    {rules}, {findings}, {found.cases} golden cases read and not run")
    raise typer.Exit(worst)


@app.command("test")
def run_tests(
    packs: PackNames = None,
    rule: Annotated[str | None, typer.Option(help="Only the cases of this rule.")] = None,
) -> None:
    """Run the golden cases of packs through both readings."""
    from sot_engine.cli.tell import tell
    from sot_engine.errors import PackError
    from sot_engine.workflow.rules.run_cases import packs_with, run_cases

    worst = 0
    for name in packs_with(packs or (), rule):
        total, wrong = 0, 0
        try:
            for ran in run_cases(name, rule=rule):
                total += 1
                if ran.failures:
                    wrong += 1
                    typer.echo(f"{ran.case.at}: {ran.case.id}: {'; '.join(ran.failures)}", err=True)
        except PackError as fault:
            worst = max(worst, tell(fault))
            typer.echo(f"FAILED  {name}: the pack or its golden cases cannot be read")
            continue
        typer.echo(f"{'FAILED' if wrong else 'ok    '}  {name}: {total - wrong} of {total} golden cases")
        worst = max(worst, 1 if wrong else 0)
    raise typer.Exit(worst)


@app.command()
def schema(
    kind: Annotated[str, typer.Argument(help="rules, findings, sources, pack, apart or cases.")] = "rules",
    pack: PackName = "sot-core",
) -> None:
    """Print the JSON Schema of one kind of pack file, so that an editor completes and checks it."""
    import json

    from sot_engine.packs.schema import SCHEMAS
    from sot_engine.packs.schema import schema as made
    from sot_engine.packs.shelf import read_pack

    if kind not in SCHEMAS:
        message = f"'{kind}' is not one of {', '.join(SCHEMAS)}"
        raise typer.BadParameter(message, param_hint="KIND")
    typer.echo(json.dumps(made(kind, read_pack(pack)), ensure_ascii=False, indent=2))


app.command()(prove)
