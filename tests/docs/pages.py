"""The pages of docs/ that are made from the code; `python -m tests.docs.pages` writes them anew."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from typer import Context
from typer.main import get_command

from sot_engine import errors
from sot_engine.cli.app import app
from sot_engine.reports.error_pages import PAGES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
MADE = "<!-- Made from the code: python -m tests.docs.pages -->\n"

EXIT_CODES = """\
Exit codes: 0 done, 1 a check failed or a signature was refused, 2 a wrong command line, 3 a wrong visit, pack or input
file, 4 a broken record, 5 the engines disagree or failed, 6 the machine lacks something, 130 interrupted; a batch exits
with the highest.
"""


SETTINGS = """\
## Settings

| variable | what it sets |
|---|---|
| `SOT_DATA_DIR` | the folder of records, exams under way and progress; else the user's own data folder |
| `SOT_DATABASE` | where the records are, a file or an address; [Records](records.md) has the kinds |
| `SOT_KEY_STDIN` | `1`: the key of an encrypted database is the first line of standard input |
| `SOT_PERSON` | who does this, as `--by` |
| `SOT_EXAMINER` | who examines, for every exam |
| `SOT_LEARNER` | whose progress it is, as `--learner` |
| `SOT_SALT` | the salt of de-identified exports |
| `SOT_PACKS` | folders with packs of your own; a pack on the shelf is one of theirs, or comes along |
| `SOT_CACHE_DIR` | the folder of packs that were read once and are kept for a quick start |
| `SOT_DEBUG` | `1`: an error that nobody foresaw is shown whole |
| `NO_COLOR` | anything: no colours |

"""


def error_classes() -> dict[str, type[errors.SotError]]:
    """Every error that can be raised, by code."""
    found = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.SotError)]
    own = [kind for kind in found if "code" in vars(kind) and kind is not errors.SotError]
    return {kind.code: kind for kind in sorted(own, key=lambda kind: kind.code)}


def errors_page() -> str:
    """Every error code: what it means, how it looks, what to do, and the exit code."""
    lines = [MADE, "# Every error code\n"]
    lines.append("An error says what, where and what to do; `sot learn P030` prints the entry of a code.\n")
    for code, kind in error_classes().items():
        page = PAGES[code]
        lines += [f"## {code} {page.title}\n", f"{page.means}\n", f"```text\n{page.example}\n```\n"]
        lines += [f"{page.do}\n", f"Raised as `{kind.__name__}`; exit code {kind.exit_code}.\n"]
    return "\n".join(lines)


def commands_page() -> str:
    """Every command with what it takes, from the commands themselves."""
    root: Any = get_command(app)
    lines = [MADE, "# Every command\n", f"{EXIT_CODES}\n", SETTINGS]
    for words, command in _commands(root, ("sot",)):
        lines += [f"## {' '.join(words)}\n", f"{' '.join(command.help.split())}\n", *_parameters(words, command)]
    return "\n".join(lines)


def _commands(group: Any, above: tuple[str, ...]) -> Any:
    context = Context(group, info_name=above[-1])
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if hasattr(command, "list_commands"):
            yield from _commands(command, (*above, name))
        else:
            yield (*above, name), command


def _parameters(words: tuple[str, ...], command: Any) -> list[str]:
    context = Context(command, info_name=" ".join(words))
    usage = " ".join(command.collect_usage_pieces(context))
    rows = [part for parameter in command.params if (part := _row(parameter))]
    table = ["| takes | what for |", "|---|---|", *rows, ""] if rows else []
    return [f"```text\n{' '.join(words)} {usage}\n```\n", *table]


def _row(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"| `{parameter.metavar or parameter.name.upper()}` | {parameter.help or ''} |"
    if parameter.name == "help":
        return ""
    told = [parameter.help or "", *_taken(parameter)]
    return f"| `{', '.join(parameter.opts)}` | {' '.join(filter(None, told))} |"


def _taken(parameter: Any) -> Iterator[str]:
    """What an option may be, what it is when it is left out, and the variable that sets it."""
    choices, default = _words(parameter.type_descriptor.annotation), parameter.default
    if choices:
        yield f"One of {', '.join(f'`{choice}`' for choice in choices)}."
    if isinstance(default, str | int | float) and not isinstance(default, bool) and default != "":
        yield f"Without it `{default}`."
    if parameter.envvar:
        yield f"Or `{parameter.envvar}`."


def _words(kind: Any) -> tuple[str, ...]:
    """The words of a closed list, wherever it stands in a type."""
    if get_origin(kind) is Literal:
        return tuple(map(str, get_args(kind)))
    return tuple(word for part in get_args(kind) for word in _words(part))


def reading_page() -> str:
    """How to read a rule, from the README of the rules, with links as the site has them."""
    text = (ROOT / "rules/README.md").read_text(encoding="utf-8")
    text = text.replace("[`docs/pack-language.md`](../docs/pack-language.md)", "[the pack language](pack-language.md)")
    assert not re.search(r"\]\(\.\./", text), "a link of rules/README.md leads out of the site"
    return f"{MADE}\n{text}"


PAGES_MADE = {"errors.md": errors_page, "commands.md": commands_page, "reading-a-rule.md": reading_page}


if __name__ == "__main__":
    for name, made in PAGES_MADE.items():
        (DOCS / name).write_text(made(), encoding="utf-8")
