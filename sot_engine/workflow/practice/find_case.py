"""Find a case to practise: drawn anew, by its id, or from a file of a teacher's own; and list what there is."""

import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from sot_engine.domain.assessment import Assessment
from sot_engine.domain.pack import Apart, Pack
from sot_engine.domain.rule import Category
from sot_engine.domain.visit import Visit
from sot_engine.errors import CaseRefused, MachineLacks, SotError
from sot_engine.inference.assess import assess
from sot_engine.intake.visit_file import MAX_BYTES, read_visit_document
from sot_engine.packs.shelf import pack_cases, pack_folder
from sot_engine.practice.case import Case, odd_together
from sot_engine.practice.difficulty import DIFFICULTIES, SAYS, WITHOUT_CATEGORY, Difficulty
from sot_engine.practice.generator import Generator
from sot_engine.practice.own_case import KEY, OWN, own_case
from sot_engine.practice.pack_case import PREFIX, is_for_practice, pack_case
from sot_engine.source.document import Document, Unreadable
from sot_engine.source.nearest import did_you_mean

SEEDS = 1_000_000_000
YAML = (".yaml", ".yml")
_DRAWN = re.compile(r"([a-z]+)(?:-(I|II|III))?-(\d{1,9})\Z")


class Wish(NamedTuple):
    """What a student asked for: a case by name, or what it should be like."""

    case: str | None = None
    difficulty: Difficulty | None = None
    category: Category | None = None
    seed: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing was asked for."""
        return self == Wish()


def find_case(pack: Pack, called: str, wish: Wish) -> Case:
    """The case that is wished for; what is left open is left to chance. `called` is how the pack was named.

    Errors: CaseRefused, PracticeFaults, VisitError for a file; EnginesDisagree, EngineFailed.
    """
    if wish.case is None:
        able = [one for one in DIFFICULTIES if not (wish.category and one in WITHOUT_CATEGORY)]
        seed = secrets.randbelow(SEEDS) if wish.seed is None else wish.seed
        by_seed = Random(seed).choice(able)  # noqa: S311  # a case, and no secret
        difficulty = by_seed if wish.difficulty is None else wish.difficulty
        return Generator(pack).draw(difficulty, seed, wish.category)
    drawn = _DRAWN.match(wish.case)
    if drawn and drawn[1] in DIFFICULTIES:
        return Generator(pack).draw(drawn[1], int(drawn[3]), drawn[2])  # type: ignore[arg-type]  # both looked up
    if wish.case.startswith(PREFIX):
        return _of_pack(pack, called, wish.case)
    if Path(wish.case).suffix in {*YAML, ".json"} or Path(wish.case).is_file():
        return read_own_case(Path(wish.case), pack)
    message = f'no case is called "{wish.case}"'
    hint = did_you_mean(wish.case, DIFFICULTIES, "`sot practice cases` lists them; a file ends in .yaml")
    if wish.case.startswith(OWN):
        hint = "a case of a teacher's own is found by its file: give that, as in --case piano.yaml"
    raise CaseRefused(message, hint=hint)


def _of_pack(pack: Pack, called: str, name: str) -> Case:
    golden_cases = pack_cases(pack, pack_folder(called))
    known = {f"{PREFIX}{golden.id}": golden for golden in golden_cases if is_for_practice(golden)}
    if name not in known:
        message = f'the pack {pack.id} has no case "{name.removeprefix(PREFIX)}" to practise'
        raise CaseRefused(message, hint=did_you_mean(name, known, "`sot practice cases` lists them"))
    return pack_case(known[name], pack)


def read_own_case(path: Path, pack: Pack) -> Case:
    """A visit file, with or without a part under `case:`, as a case.

    Errors: CaseRefused, PracticeFaults, VisitError; EnginesDisagree, EngineFailed.
    """
    document = _document(path)
    return own_case(path.stem, _visit(document, pack), document, pack)


def assess_own_case(path: Path, pack: Pack) -> tuple[Visit, Assessment]:
    """What the engine makes of a visit file of a teacher's own, whatever stands under `case:`.

    Errors: CaseRefused, VisitError; EnginesDisagree, EngineFailed.
    """
    visit = _visit(_document(path), pack)
    return visit, assess(pack, visit)


def _visit(document: Document, pack: Pack) -> Visit:
    """The visit of a case: all of its file but the part under `case:`."""
    data = document.data
    if not isinstance(data, dict):
        message = "a case is a visit file: a map of keys"
        raise CaseRefused(message, where=document.place(), hint="start with `schema: sot-visit/1`")
    return read_visit_document(
        Document({name: part for name, part in data.items() if name != KEY}, document.file, document.lines), pack
    )


def _document(path: Path) -> Document:
    from sot_engine.source.yaml_text import read_yaml

    file = path.as_posix()
    try:
        if path.stat().st_size > MAX_BYTES:
            message = f"the case {file} is larger than {MAX_BYTES // 1000} kB"
            raise CaseRefused(message, hint="a case holds one exam")
        return read_yaml(path.read_text(encoding="utf-8-sig"), file)
    except OSError as error:
        message = f"the case {file} cannot be read: {(error.strerror or str(error)).lower()}"
        raise CaseRefused(message, hint="check the name and the permission") from None
    except UnicodeDecodeError:
        message = f"the case {file} is not UTF-8 text"
        raise CaseRefused(message, hint="save it as UTF-8") from None
    except Unreadable as error:
        message = f"{file}, line {error.line}: {error.message}"
        raise CaseRefused(message, hint=error.hint or "compare with examples/") from None


class Listed(NamedTuple):
    """A case that can be practised, or what is wrong with a file."""

    name: str
    says: str
    case: Case | None = None
    fault: SotError | None = None
    odd: tuple[Apart, ...] = ()
    """What it holds together though the pack keeps it apart in invented cases."""


def list_cases(pack: Pack, called: str, folder: Path | None = None) -> Iterator[Listed]:
    """Everything that can be practised: by difficulty and of the pack; or each file of a folder tried, or one file.

    Errors: CaseRefused when there is no such folder.
    """
    if folder is None:
        yield from (Listed(f"{name}-SEED", SAYS[name]) for name in DIFFICULTIES)
        for golden in pack_cases(pack, pack_folder(called)):
            if is_for_practice(golden):
                yield Listed(f"{PREFIX}{golden.id}", f"from {', '.join(golden.cite)}")
        return
    if not folder.is_dir() and not folder.is_file():
        message = f"{folder} is no folder"
        raise CaseRefused(message, hint="name the folder that holds your cases")
    for path in (folder,) if folder.is_file() else sorted(one for one in folder.iterdir() if one.suffix in YAML):
        try:
            case = read_own_case(path, pack)
            odd = odd_together(pack, case.visit)
            yield Listed(path.as_posix(), case.title or "without a title", case, odd=odd)
        except MachineLacks:
            raise
        except SotError as fault:
            yield Listed(path.as_posix(), "", None, fault)
