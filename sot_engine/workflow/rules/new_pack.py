"""Start a pack or a rule from a template that passes every check; nothing that is there is ever written over."""

import re
from pathlib import Path

from sot_engine.domain.finding import Finding
from sot_engine.domain.pack import Pack
from sot_engine.errors import MachineLacks, PackReference
from sot_engine.packs.shelf import pack_folder, pack_ids, read_pack
from sot_engine.packs.template import FINDINGS, SOURCES, cases_text, changes_text, pack_text, rule_text
from sot_engine.source.nearest import did_you_mean

RULE = re.compile(r"[A-Z][A-Za-z0-9]*(-[A-Za-z0-9]+)+\Z")
"""What a rule is called, and no pack."""
PACK = re.compile(r"[a-z][a-z0-9-]*\Z")


def is_rule(name: str) -> bool:
    """Whether a name is that of a rule, as C2-23."""
    return RULE.match(name) is not None


def new_pack(where: str, extends: str | None = None) -> tuple[Path, ...]:
    """Write a new pack with one rule and its cases; gives the files.

    Errors: PackReference when the name will not do or is taken, PackNotFound for what it extends, MachineLacks.
    """
    folder = Path(where)
    if not PACK.match(folder.name):
        message = f'"{folder.name}" is no name for a pack'
        raise PackReference(message, hint="small letters, digits and hyphens: my-school; a rule is called as C2-23")
    if folder.exists() or folder.name in pack_ids():
        message = f'"{where}" exists already; nothing was written'
        raise PackReference(message, hint="choose another name")
    files = {"pack.yaml": pack_text(folder.name, extends), "CHANGES.md": changes_text(folder.name)}
    if extends:
        base = read_pack(extends)
        finding = next(iter(base.findings.values()))
        name = next(free for free in (f"N-{number:02}" for number in range(1, 100)) if free not in base.rule)
        files |= {
            "rules.yaml": rule_text(name, finding, _source(base, finding)),
            "cases/rules.yaml": cases_text(name, finding),
        }
    else:
        files |= _alone()
    return _written(folder, files)


def _alone() -> dict[str, str]:
    finding = Finding(
        id="first_finding", kind="sign", sided=True, position="standing", family="posture", name="First finding",
        asks="", how="", recorded="", reliability="", cite=(),
    )  # fmt: skip
    return {
        "sources.yaml": SOURCES,
        "findings.yaml": FINDINGS,
        "rules.yaml": rule_text("N-01", finding, "SOURCE"),
        "cases/rules.yaml": cases_text("N-01", finding),
    }


def new_rule(name: str, pack: str, finding: str | None = None) -> tuple[Path, ...]:
    """Write a new rule of a pack with its cases, each in a file of its own; gives the files.

    Errors: PackReference when the rule exists or the finding does not, MachineLacks, whatever is wrong with the pack.
    """
    known, folder = read_pack(pack, fresh=True), pack_folder(pack)
    if name in known.rule:
        message = f"rule {name} exists already, {known.rule[name].at}; nothing was written"
        raise PackReference(message, hint="ids are never reused")
    about = known.findings[_finding(known, finding)]
    file = f"{name.lower()}.yaml"
    text = rule_text(name, about, _source(known, about))
    return _written(folder, {file: text, f"cases/{file}": cases_text(name, about)})


def _source(pack: Pack, about: Finding) -> str:
    """A source of the finding's own page, or else the first of the pack: its author names the right one."""
    return (*(key for key in about.cite if key in pack.sources), *pack.sources)[0]


def _finding(pack: Pack, name: str | None) -> str:
    if name is None:
        return next(iter(pack.findings))
    if name not in pack.findings:
        message = f'no finding is called "{name}"'
        raise PackReference(message, hint=did_you_mean(name, pack.findings, "see findings.yaml for the closed list"))
    return name


def _written(folder: Path, files: dict[str, str]) -> tuple[Path, ...]:
    there = [folder / name for name in files if (folder / name).exists()]
    if there:
        message = f"{there[0]} exists already; nothing was written"
        raise PackReference(message, hint="move it away or choose another name")
    try:
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            with (folder / name).open("x", encoding="utf-8") as file:
                file.write(text)
    except OSError as error:
        message = f"{folder} cannot be written: {error.strerror}"
        raise MachineLacks(message, hint="choose a folder of your own") from error
    return tuple(folder / name for name in files)
