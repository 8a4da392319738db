"""`sot registry agree`: how far examiners who recorded the same patients agree."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from sot_engine.cli.registry.apart import must_have_places
from sot_engine.domain.agreement import Agreement
from sot_engine.domain.pack import Pack

Format = Literal["screen", "text", "csv", "json", "svg"]
_LEAST_DRAWS = 200


def agree(  # noqa: PLR0913  # one for each option
    inputs: Annotated[
        list[str],
        typer.Argument(help="A table, folder or file for each examiner, or one input that names them.", metavar="IN"),
    ],
    *,
    pack: Annotated[str, typer.Option("--pack", help="The pack, by its id or a path to its folder.")] = "sot-core",
    extended: Annotated[list[str] | None, typer.Option("--with", help="A pack that extends it; repeatable.")] = None,
    format_: Annotated[Format, typer.Option("--format", help="How to show it.")] = "screen",
    out: Annotated[str | None, typer.Option(help="Write to this file.")] = None,
    finding: Annotated[str | None, typer.Option(help="Every measure of this finding.", metavar="ID")] = None,
    bootstrap: Annotated[
        int | None,
        typer.Option(min=_LEAST_DRAWS, max=100_000, metavar="N", help="Intervals from so many draws of the patients."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="Another seed gives other draws.")] = 1,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a result that is there.")] = False,
) -> None:
    """Measure how far examiners of the same patients agree: by finding, side, family and conclusion."""
    from sot_engine.cli.output import output
    from sot_engine.cli.tell import tell
    from sot_engine.packs.shelf import read_pack
    from sot_engine.workflow.registry.measure_agreement import measure_agreement

    must_have_places(inputs, [Path(out)] if out and out != "-" else [], replace=replace)
    read = read_pack(pack, tuple(extended or ()))
    _check_finding(finding, format_, read)
    measured = measure_agreement(inputs, read, resamples=bootstrap or 0, seed=seed)
    found = tuple(one for one in (measured.between, measured.within) if one)
    with output(out) as write:
        write(_rendered(found, read, format_, finding))
    sys.stdout.flush()
    raise typer.Exit(max((tell(fault) for fault in measured.faults), default=0))


def _check_finding(finding: str | None, format_: Format, pack: Pack) -> None:
    if finding is None:
        return
    if format_ not in {"screen", "text"}:
        message = "it goes with the formats screen and text"
        raise typer.BadParameter(message, param_hint="--finding")
    if finding not in pack.findings:
        from sot_engine.errors import UnknownFinding
        from sot_engine.source.nearest import did_you_mean

        message = f'no finding is called "{finding}"'
        raise UnknownFinding(message, hint=did_you_mean(finding, pack.findings, "`sot learn` lists every finding"))


def _rendered(found: tuple[Agreement, ...], pack: Pack, format_: Format, finding: str | None) -> str:
    if format_ in {"csv", "json"}:
        from sot_engine.reports.agreement_table import agreement_csv, agreement_json

        return agreement_csv(found, pack) if format_ == "csv" else agreement_json(found, pack)
    if format_ == "svg":
        from sot_engine.registry.agreement_plot import agreement_svg

        return agreement_svg(found[0], pack.findings)
    from sot_engine.reports.agreement_lines import agreement_lines, finding_lines

    parts = [finding_lines(one, pack, finding) if finding else agreement_lines(one, pack) for one in found]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"
