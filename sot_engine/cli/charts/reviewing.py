"""Answers to suggestions: read from a command line, or asked one after another."""

from collections.abc import Iterator, Sequence

import typer

from sot_engine.cli.asking import ask_choice, ask_text
from sot_engine.domain.chart import Answer, ChartEntry, Suggestion, Verdict
from sot_engine.domain.pack import Pack
from sot_engine.domain.review import choices, decided_otherwise


def read_answers(  # one list for each option
    entry: ChartEntry,
    accept: Sequence[str],
    change: Sequence[str],
    reject: Sequence[str],
    reason: Sequence[str],
    *,
    accept_rest: bool,
) -> tuple[Answer, ...]:
    """Put the options of one command line together, by the key of each suggestion.

    Errors: BadParameter for a suggestion that is answered twice or a reason without an answer.
    """
    why = dict(_pair(word, "--reason") for word in reason)
    why = {_key(entry, name): text for name, text in why.items()}
    told: list[Answer] = [_answer(entry, name, "accepted", why) for name in accept]
    told += [
        _answer(entry, name, "changed", why, instead) for name, instead in (_pair(one, "--change") for one in change)
    ]
    told += [_answer(entry, name, "rejected", why) for name in reject]
    named = [answer.suggestion for answer in told]
    if accept_rest:
        told += [_answer(entry, one.key, "accepted", why) for one in entry.unanswered if one.key not in named]
    _refuse_twice([answer.suggestion for answer in told], why)
    return tuple(told)


def _refuse_twice(named: Sequence[str], why: dict[str, str]) -> None:
    twice = sorted({name for name in named if named.count(name) > 1})
    idle = sorted(why.keys() - set(named))
    if twice or idle:
        message = f"{twice[0]} is answered twice" if twice else f"a reason for {idle[0]}, and no answer to it"
        raise typer.BadParameter(message)


def _pair(word: str, option: str) -> tuple[str, str]:
    name, mark, value = word.partition("=")
    if not mark or not value.strip():
        message = f"write {option} KEY=..., not {word!r}"
        raise typer.BadParameter(message, param_hint=option)
    return name.strip(), value.strip()


def _key(entry: ChartEntry, name: str) -> str:
    """The key of a suggestion; of a modification its rule is enough."""
    known = {one.value: one.key for one in entry.suggestions if one.kind == "modification"}
    return known.get(name, name)


def _answer(entry: ChartEntry, name: str, verdict: Verdict, why: dict[str, str], instead: str | None = None) -> Answer:
    key = _key(entry, name)
    return Answer(suggestion=key, verdict=verdict, instead=instead, reason=why.get(key, ""))


def ask_answers(entry: ChartEntry, pack: Pack) -> tuple[Answer, ...]:
    """Show the assessment whole, then each suggestion that has no answer yet, and ask.

    Who decides has to see what fired for and against, what was not tested, the sources and their grades.
    """
    if entry.assessment:
        from sot_engine.cli.output import show_sheet
        from sot_engine.reports.result import result_sheet

        show_sheet(result_sheet(entry.assessment, entry.visit, pack))
        if not entry.unanswered:
            typer.echo("Nothing is left to answer; that the assessment was read is kept.", err=True)
    return tuple(_asked(entry, pack))


def _asked(entry: ChartEntry, pack: Pack) -> Iterator[Answer]:
    answers = dict(entry.answers)
    for one in entry.unanswered:
        _show(one)
        verdict: Verdict = ask_choice("", f"{one.key}: {one.value}", None, ["accepted", "changed", "rejected"])  # type: ignore[assignment]  # one of them
        instead = _instead(one, pack) if verdict == "changed" else None
        follows = one.kind == "placement" and decided_otherwise(answers) is not None
        reason = ask_text("--reason", "Reason:", None) if verdict != "accepted" or one.needs_reason or follows else ""
        answers[one.key] = Answer(suggestion=one.key, verdict=verdict, instead=instead, reason=reason)
        yield answers[one.key]


def _show(one: Suggestion) -> None:
    from sot_engine.reports.text import wrapped

    rules = f"  ({', '.join(one.rules)}; `sot learn {one.rules[0]}`)" if one.rules else ""
    typer.echo("\n" + "\n".join(wrapped(f"{one.says}{rules}")))


def _instead(one: Suggestion, pack: Pack) -> str:
    known = choices(one, pack)
    return ask_choice("--change", "Instead:", None, known) if known else ask_text("--change", "Instead:", None)
