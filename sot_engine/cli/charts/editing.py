"""What `sot visit edit` is given: options, or an exam that was changed in an editor."""

import os
import shlex
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import get_args

import typer

from sot_engine.cli.asking import ask_yes
from sot_engine.cli.tell import tell
from sot_engine.domain.chart import BlocksUsed, BlockUsed, ChartEntry, Measure
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import DAY, Visit
from sot_engine.errors import MachineLacks, VisitError
from sot_engine.intake.visit_file import read_visit
from sot_engine.intake.visit_text import visit_yaml
from sot_engine.workflow.charts.edit_visit import Edit
from sot_engine.workflow.charts.open_entry import Opened

SUGGESTED = "suggested"
REMOVABLE = ("blocks", *get_args(Measure))
"""What can be taken out of a draft again."""


def read_edit(  # one for each option
    opened: Opened,
    exam: str | None,
    history: str | None,
    plan: str | None,
    blocks: tuple[str | None, str | None],
    scores: tuple[Sequence[str], Sequence[str]],
) -> Edit:
    """Put the options of one command line together; beside blocks their response, beside scores what is taken out.

    Errors: VisitError for a file that cannot be read; BadParameter for a score, for blocks that were not suggested, and
    for a response without blocks.
    """
    from sot_engine.domain.score import read_score
    from sot_engine.workflow.moment import now

    day, at = opened.entry.visit.examined_at, now()
    if at[:DAY] != day[:DAY]:
        at = day  # entered later: it is of the day of the exam, and of no hour that anybody knows
    try:
        told = [read_score(text, at) for text in scores[0]]
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--score") from None
    without = [name if name == "blocks" else name.upper() for name in scores[1]]
    unknown = [name for name in without if name not in REMOVABLE]
    if unknown:
        message = f"{unknown[0]} is none of {', '.join(REMOVABLE)}"
        raise typer.BadParameter(message, param_hint="--without")
    return Edit(
        visit=read_visit(exam, opened.pack) if exam else None,
        history=history,
        plan=plan,
        blocks=_blocks(opened, *blocks, are_taken_out="blocks" in without),
        scores=told,
        without_blocks="blocks" in without,
        without_scores=[measure for measure in get_args(Measure) if measure in without],
    )


def _blocks(opened: Opened, given: str | None, response: str | None, *, are_taken_out: bool) -> BlocksUsed | None:
    """The blocks given, with the response; a response alone belongs to those on record."""
    if given is None and response is None:
        return None
    kept = None if are_taken_out else opened.entry.blocks
    used = kept if given is None else _given(opened, given)
    if response is None:
        return used
    if used is None:
        message = "no blocks are on record or given, and a response is to blocks"
        raise typer.BadParameter(message, param_hint="--response")
    if given is not None and used.response:
        message = "the file of blocks has a response too; give one of the two"
        raise typer.BadParameter(message, param_hint="--response")
    return replace(used, response=response)


def _given(opened: Opened, given: str) -> BlocksUsed:
    if given != SUGGESTED:
        from sot_engine.intake.blocks_file import read_blocks

        return read_blocks(given, opened.pack)
    placement = opened.entry.assessment.placement if opened.entry.assessment else None
    if placement is None or placement.position is None:
        message = "no placement is suggested"
        raise typer.BadParameter(message, param_hint="--blocks")
    used = tuple(BlockUsed(side=one.side, landmark=one.landmark, direction_deg=one.direction_deg)
                 for one in placement.blocks)  # fmt: skip
    return BlocksUsed(position=placement.position, blocks=used, placement=placement.id)


def edited_visit(entry: ChartEntry, pack: Pack) -> Visit:
    """The exam as it is after somebody changed it in their editor; faults are told, and it is opened again.

    Errors: VisitError when they give up; BadParameter when there is no editor.
    """
    with tempfile.TemporaryDirectory(prefix="sot-edit-") as folder:
        path = Path(folder) / f"{entry.id}.yaml"
        path.touch(mode=0o600)
        path.write_text(visit_yaml(entry.visit, pack), encoding="utf-8")
        while True:
            _open_editor(path)
            try:
                return read_visit(path, pack)
            except VisitError as error:
                tell(error)
                if not ask_yes("Open it again? Otherwise nothing is changed."):
                    raise


@contextmanager
def kept_when_refused(opened: Opened, typed: Visit | None) -> Iterator[None]:
    """When an exam that was typed in the editor is not recorded, it is written to a file, which is told."""
    try:
        yield
    except (Exception, KeyboardInterrupt):
        if typed:
            path = _kept(typed, opened)
            command = shlex.join(["sot", "visit", "edit", opened.entry.id, "--exam", str(path or "FILE")])
            where = "is in a file" if path else "stands above, since no file can be written"
            typer.echo(f"What you wrote {where}. In the place of the exam that is there:\n  {command}", err=True)
        raise


def _kept(typed: Visit, opened: Opened) -> Path | None:
    """The file that holds what was typed: here, or where the records are; else it is shown, and nothing is lost."""
    from sot_engine.store.address import data_folder
    from sot_engine.workflow.exams.keep_visit import keep_visit

    for folder in (Path(), data_folder()):
        with suppress(MachineLacks):
            return keep_visit(typed, opened.pack, folder / f"visit-{opened.entry.id}.yaml", is_named=False)
    typer.echo(visit_yaml(typed, opened.pack), err=True)
    return None


def _open_editor(path: Path) -> None:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        subprocess.run([*shlex.split(editor), str(path)], check=True)  # noqa: S603  # the editor that the user chose
    except (OSError, subprocess.CalledProcessError):
        message = "the editor could not be started or failed; set EDITOR, or give --exam FILE"
        raise typer.BadParameter(message, param_hint="EDITOR") from None
