"""`sot visit`: what is done to an entry: edit, assess, review, sign, cosign, amend."""

from typing import Annotated, Any, Literal, cast, get_args

import typer

from sot_engine.cli.asking import (
    By,
    FromStdin,
    ask_choice,
    ask_own_password,
    ask_person,
    ask_text,
    ask_yes,
    on_terminal,
    records_open,
)
from sot_engine.cli.assess_line import Choice
from sot_engine.cli.tell import tell_misplaced
from sot_engine.domain.chart import AddendumKind, ChartEntry
from sot_engine.store.database import Database

VisitId = Annotated[str, typer.Argument(metavar="ID", help="The id of a visit, or its first letters.")]


def said(entry: ChartEntry, then: str = "") -> None:
    """What became of an entry, the id first, and what comes next."""
    typer.echo(f"{entry.id}  {entry.stage.replace('_', ' ')}")
    if then:
        typer.echo(then, err=True)


def edit(  # noqa: PLR0913, PLR0917  # typer makes an option of each parameter
    visit: VisitId,
    by: By = None,
    exam: Annotated[
        str | None, typer.Option("--exam", metavar="FILE", help="A visit file instead of the exam.")
    ] = None,
    history: Annotated[str | None, typer.Option("--history", help="What the patient told.")] = None,
    plan: Annotated[str | None, typer.Option("--plan", help="What is planned.")] = None,
    blocks: Annotated[
        str | None, typer.Option("--blocks", metavar="FILE", help="A file of blocks used; or `suggested`.")
    ] = None,
    response: Annotated[
        str | None, typer.Option("--response", help="What was seen with the blocks, those given or those on record.")
    ] = None,
    score: Annotated[
        list[str] | None,
        typer.Option("--score", help="NPRS=6, PSFS=4.5, ODI=24; NDI=18@9/10 where 9 of 10 were answered."),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", help="Take out what was entered by mistake: blocks, or a measure, as NPRS."),
    ] = None,
) -> None:
    """Change a draft; without options the exam is opened in an editor."""
    from sot_engine.cli.charts.editing import edited_visit, kept_when_refused, read_edit
    from sot_engine.workflow.charts.edit_visit import Edit, edit_visit, refuse_sealed
    from sot_engine.workflow.charts.open_entry import open_entry

    with records_open() as records:
        opened = open_entry(records, visit)
        refuse_sealed(opened.entry)
        if all(given is None for given in (exam, history, plan, blocks, response, score, without)):
            if not on_terminal():
                message = "nothing to change was given"
                options = "--exam, --history, --plan, --blocks, --response, --score or --without"
                raise typer.BadParameter(message, param_hint=options)
            typed = edited_visit(*opened)
            told = Edit(visit=typed)
        else:
            typed = None
            told = read_edit(opened, exam, history, plan, (blocks, response), (score or [], without or []))
        with kept_when_refused(opened, typed):
            entry = edit_visit(records, opened.entry.id, ask_person(records, by), told, shown=opened.entry)
    if told.visit:
        tell_misplaced(told.visit, opened.pack)
    said(entry, "" if entry.assessment else f"Next: sot visit assess {entry.id}")


def assess(
    visit: VisitId,
    by: By = None,
    commit: Annotated[
        Choice | None, typer.Option("--commit", help="The practitioner's choice among the candidates of a mixed exam.")
    ] = None,
    *,
    again: Annotated[
        bool, typer.Option("--again", help="Only compare: what was kept against what comes out today.")
    ] = False,
) -> None:
    """Assess an entry with the pack that it was recorded in, and keep what comes out."""
    from sot_engine.cli.output import show_sheet
    from sot_engine.reports.entry import entry_sheet
    from sot_engine.workflow.charts.assess_visit import assess_visit
    from sot_engine.workflow.charts.open_entry import open_entry

    with records_open() as records:
        if again:
            raise typer.Exit(_again(records, visit))
        entry = assess_visit(records, visit, ask_person(records, by), commit=commit)
        pack = open_entry(records, entry.id).pack
    show_sheet(entry_sheet(entry, pack, whole=True))
    typer.echo(f"Next: sot visit review {entry.id}", err=True)


def _again(records: Database, visit: str) -> int:
    from sot_engine.workflow.charts.reassess_visit import reassess_visit

    found = reassess_visit(records, visit)
    stamp = f"{found.kept.pack.id} {found.kept.pack.version} ({found.kept.pack.sha256[:12]})"
    same = "the same, byte for byte" if found.is_same else "NOT the same"
    typer.echo(f"Assessed again with its own pack {stamp}: {same}.")
    if found.kept.engine != found.today.engine:
        typer.echo(f"Then by sot-engine {found.kept.engine.sot_engine}, now by {found.today.engine.sot_engine}.")
    return 0 if found.is_same else 1


def review(  # noqa: PLR0913  # typer makes an option of each parameter
    visit: VisitId,
    by: By = None,
    accept: Annotated[
        list[str] | None, typer.Option("--accept", metavar="KEY", help="Accept one: category, side, placement, D-21.")
    ] = None,
    change: Annotated[
        list[str] | None,
        typer.Option(
            "--change",
            metavar="KEY=VALUE",
            help="Change one, with --reason: into another category, side or undetermined, placement or none.",
        ),
    ] = None,
    reject: Annotated[
        list[str] | None, typer.Option("--reject", metavar="KEY", help="Reject one, with --reason.")
    ] = None,
    reason: Annotated[
        list[str] | None, typer.Option("--reason", metavar="KEY=TEXT", help="Why, as placement=TEXT.")
    ] = None,
    *,
    accept_rest: Annotated[bool, typer.Option("--accept-rest", help="Accept whatever is not named.")] = False,
    read: Annotated[bool, typer.Option("--read", help="Nothing was suggested, and the assessment was read.")] = False,
) -> None:
    """Answer each suggestion: accept it, change it with a reason, or reject it with a reason."""
    from sot_engine.cli.charts.reviewing import ask_answers, read_answers
    from sot_engine.domain.review import signature_lacks
    from sot_engine.workflow.charts.edit_visit import refuse_sealed
    from sot_engine.workflow.charts.open_entry import open_entry
    from sot_engine.workflow.charts.review_visit import review_visit

    with records_open() as records:
        opened = open_entry(records, visit)
        refuse_sealed(opened.entry)
        given = (accept or [], change or [], reject or [], reason or [])
        if any(given) or accept_rest or read:
            answers = read_answers(opened.entry, *given, accept_rest=accept_rest)
        elif on_terminal():
            answers = ask_answers(*opened)
        else:
            message = "no answer was given"
            raise typer.BadParameter(message, param_hint="--accept, --change, --reject, --accept-rest or --read")
        entry = review_visit(records, opened.entry.id, ask_person(records, by), answers, shown=opened.entry)
    if entry.stage != "reviewed":
        said(entry, f"Next: sot visit review {entry.id}")
        return
    lacks = [f"Before it can be signed: {lack}" for lack in signature_lacks(entry, opened.pack)]
    said(entry, "\n".join(lacks) or f"Next: sot visit sign {entry.id}")


def sign(visit: VisitId, by: By = None, *, password_stdin: FromStdin = False) -> None:
    """Sign an entry; the password is asked for again. What is missing is listed, and then nothing is signed."""
    from sot_engine.workflow.charts.sign_visit import sign_visit

    _sign(visit, by, sign_visit, password_stdin=password_stdin)


def cosign(visit: VisitId, by: By = None, *, password_stdin: FromStdin = False) -> None:
    """Co-sign the entry of a student."""
    from sot_engine.workflow.charts.sign_visit import cosign_visit

    _sign(visit, by, cosign_visit, password_stdin=password_stdin)


def _sign(visit: str, by: str | None, verb: Any, *, password_stdin: bool) -> None:
    from sot_engine.cli.output import show_sheet
    from sot_engine.reports.entry import entry_sheet
    from sot_engine.workflow.charts.open_entry import open_entry
    from sot_engine.workflow.charts.sign_visit import refuse_unready

    with records_open() as records:
        opened = open_entry(records, visit)
        person = ask_person(records, by)
        if on_terminal() and not password_stdin:
            show_sheet(entry_sheet(*opened))
            refuse_unready(*opened)
        password = ask_own_password(records, person, from_stdin=password_stdin)
        entry = verb(records, opened.entry.id, person, password, shown=opened.entry)
    waits = f"Next, a practitioner: sot visit cosign {entry.id}" if not entry.is_sealed else ""
    said(entry, waits or f"Seal: {entry.seal}")


Kind = Literal["addendum", "correction", "delayed_entry", "entered_in_error"]
_WRONG_PATIENT = "recorded_for_the_wrong_patient"
"""How the menu offers what `--move-to` does."""
_OFFERED = (*get_args(Kind), _WRONG_PATIENT)


def amend(  # noqa: PLR0913  # typer makes an option of each parameter
    visit: VisitId,
    by: By = None,
    kind: Annotated[
        Kind | None, typer.Option("--kind", help="What is added; for a visit of another patient see --move-to.")
    ] = None,
    text: Annotated[str | None, typer.Option("--text", help="The words to be added.")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why.")] = None,
    move_to: Annotated[
        str | None, typer.Option("--move-to", metavar="REF", help="Recorded for the wrong patient: to this chart.")
    ] = None,
    *,
    new_patient: Annotated[bool, typer.Option("--new-patient", help="With --move-to: the patient may be new.")] = False,
    password_stdin: FromStdin = False,
) -> None:
    """Add a dated, named and reasoned amendment to a signed entry; the original stays as it is."""
    from sot_engine.workflow.charts.amend_visit import WITHOUT_TEXT, Amendment, amend_visit, refuse_amendment
    from sot_engine.workflow.charts.open_entry import open_entry

    if kind and move_to:
        message = "--move-to is an amendment of its own kind; leave --kind out"
        raise typer.BadParameter(message)
    with records_open() as records:
        visit = open_entry(records, visit).entry.id
        told_kind = _WRONG_PATIENT if move_to else ask_choice("--kind", "What is added?", kind, _OFFERED)
        if told_kind == _WRONG_PATIENT:
            told_kind = "moved"
            move_to, new_patient = _other_chart(records, move_to, may_be_new=new_patient)
        told_text = text or "" if told_kind in WITHOUT_TEXT else ask_text("--text", "What is to be added:", text)
        told_reason = ask_text("--reason", "Reason:", reason)
        told = Amendment(kind=cast("AddendumKind", told_kind), reason=told_reason, text=told_text, move_to=move_to,
                         new_patient=new_patient)  # fmt: skip
        person = ask_person(records, by)
        refuse_amendment(records, visit, person, told)
        password = ask_own_password(records, person, from_stdin=password_stdin)
        entry = amend_visit(records, visit, person, password, told)
    said(entry)


def _other_chart(records: Database, given: str | None, *, may_be_new: bool) -> tuple[str, bool]:
    """To whose chart a visit moves, and whether that patient may be new; asked where it was not given.

    Errors: NotFound for a reference that nobody has, and that is not of a new patient.
    """
    from sot_engine.errors import NotFound
    from sot_engine.workflow.charts.find_patient import find_patient

    if given:
        return given, may_be_new
    ref = ask_text("--move-to", "Reference of the patient whose visit it is:", None)
    try:
        find_patient(records, ref)
    except NotFound:
        if not may_be_new and not ask_yes("No patient has this reference yet. Is it a new patient?"):
            raise
        return ref, True
    return ref, may_be_new
