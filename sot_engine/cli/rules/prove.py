"""`sot rules prove`: the theorems of packs, each proved or shown to fail by an exam."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sot_engine.workflow.rules.prove_pack import Proved, Told

PackNames = Annotated[
    list[str] | None, typer.Argument(help="Packs by id or path; all on the shelf when none is named.")
]
TheoremName = Annotated[str | None, typer.Option("--theorem", help="Only this theorem.", metavar="NAME")]
Folder = Annotated[
    Path | None, typer.Option("--witness", help="Write the exams that show a failure here, as visit files.")
]


def prove(packs: PackNames = None, theorem: TheoremName = None, witness: Folder = None) -> None:
    """Prove theorems of packs over every possible exam; one that fails comes with a smallest exam that shows it."""
    from sot_engine.workflow.rules.prove_pack import prove_packs, theorem_names, write_witnesses

    names = tuple(packs or ())
    if theorem is not None and theorem not in (known := theorem_names(names)):
        message = f"'{theorem}' is not one of {', '.join(known)}"
        raise typer.BadParameter(message, param_hint="--theorem")
    failed = False
    for proved in prove_packs(names, theorem):
        failed = failed or bool(proved.failures)
        for line in lines(proved):
            typer.echo(line)
        for path in write_witnesses(proved, witness) if witness and proved.failures else ():
            typer.echo(f"        written: {path}")
    raise typer.Exit(1 if failed else 0)


def lines(proved: "Proved") -> Iterator[str]:
    """One theorem in words: proved or not, what fails and the exam that shows it, and the exceptions of the pack."""
    from sot_engine.reports.text import folded

    head = "FAILED" if proved.failures else "proved"
    claims = f"({proved.claims} claim{'' if proved.claims == 1 else 's'}, {proved.seconds:.2f} s)"
    said = f"{head}  {proved.pack.id}: {proved.name}: {proved.says}"
    whole = f"{said} {claims}"
    yield from [whole] if whole in folded(whole) else (*folded(said), f"        {claims}")
    for told in proved.excused:
        yield from folded(f"        stated exception: {told.says}. {told.excuse}")
    for told in proved.failures:
        yield from folded(f"        {told.says} [{', '.join(told.about)}]")
        yield from _shown(told)


def _shown(told: "Told") -> Iterator[str]:
    """The exams that show a failure, as the files are written: nobody could copy one of which lines were broken."""
    from sot_engine.reports.text import folded

    if not told.exams:
        return
    yield f"        {'a smallest exam' if told.smallest else 'a small exam'} that shows it:"
    for exam in told.exams:
        yield from (f"          {line}" for line in exam.text.splitlines())
        yield from folded(f"        the direct reading says: {exam.says}")
    yield f"        the direct reading {'shows it too' if told.confirmed else 'DOES NOT SHOW IT: the readings differ'}"
