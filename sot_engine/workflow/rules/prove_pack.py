"""Prove packs: every theorem of each, and for one that fails an exam that shows it, read by the direct reading too."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import Firing, Reading
from sot_engine.domain.rule import Effect
from sot_engine.errors import MachineLacks, extra
from sot_engine.inference.direct import Direct
from sot_engine.intake.visit_text import visit_yaml
from sot_engine.packs.shelf import pack_ids, read_pack

if TYPE_CHECKING:
    from sot_engine.proofs.theorem import Broken, Proof, Theorem


class Shown(NamedTuple):
    """One exam of a witness: as a visit file, and what the direct reading says of it."""

    file: str
    text: str
    says: str


class Told(NamedTuple):
    """A claim that does not hold, the exams that show it, and whether the direct reading shows it in them too."""

    about: tuple[str, ...]
    says: str
    exams: tuple[Shown, ...]
    smallest: bool
    confirmed: bool
    excuse: str | None = None


class Proved(NamedTuple):
    """One theorem of one pack, tried."""

    pack: Pack
    name: str
    says: str
    claims: int
    seconds: float
    failures: tuple[Told, ...]
    excused: tuple[Told, ...]


def theorem_names(names: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The names of every theorem of these packs, of all on the shelf when none is named."""
    found = (theorem.name for name in names or pack_ids() for theorem in _theorems(read_pack(name)))
    return tuple(dict.fromkeys(found))


def prove_packs(names: tuple[str, ...] = (), theorem: str | None = None) -> Iterator[Proved]:
    """Prove every theorem of each pack, or the one that is named.

    Errors: MachineLacks without z3-solver; whatever is wrong with a pack.
    """
    for name in names or pack_ids():
        yield from prove_pack(read_pack(name), theorem, name)


def prove_pack(pack: Pack, theorem: str | None = None, called: str | None = None) -> Iterator[Proved]:
    """Prove every theorem of one pack, or the one that is named; `called` is how a command line names the pack."""
    chosen = [one for one in _theorems(pack) if theorem in {None, one.name}]
    from sot_engine.proofs.prover import prove
    from sot_engine.proofs.theorem import Ground

    for proof in prove(Ground(pack), chosen) if chosen else ():
        yield _told(pack, proof, called or pack.id)


def write_witnesses(proved: Proved, folder: Path) -> Iterator[Path]:
    """Write the exams that show what fails, as visit files that `sot assess` runs."""
    folder.mkdir(parents=True, exist_ok=True)
    for told in proved.failures:
        for exam in told.exams:
            path = folder / exam.file
            path.write_text(exam.text, encoding="utf-8")
            yield path


def _theorems(pack: Pack) -> "tuple[Theorem, ...]":
    try:
        from sot_engine.proofs.theorems import theorems_of
    except ModuleNotFoundError as error:
        if error.name != "z3":
            raise
        message = "proofs need z3-solver, which is not installed"
        raise MachineLacks(message, hint=extra("proofs")) from None
    return theorems_of(pack)


def _told(pack: Pack, proof: "Proof", called: str) -> Proved:
    theorem = proof.theorem
    return Proved(
        pack=pack,
        name=theorem.name,
        says=theorem.says,
        claims=proof.claims,
        seconds=proof.seconds,
        failures=tuple(_shown(pack, called, theorem.name, broken) for broken in proof.broken),
        excused=tuple(
            _shown(pack, called, theorem.name, broken)._replace(excuse=_excuse(pack, theorem.name, broken))
            for broken in proof.excused
        ),
    )


def _excuse(pack: Pack, theorem: str, broken: "Broken") -> str:
    stated = ((one.theorem, one.rules, one.why) for one in pack.exceptions)
    return next(why for name, rules, why in stated if (name, rules) == (theorem, broken.about))


def _shown(pack: Pack, called: str, theorem: str, broken: "Broken") -> Told:
    """Have the direct reading read the witness."""
    witness, sight = broken.witness, broken.sight
    if witness is None or sight is None:
        return Told(broken.about, broken.says, (), smallest=False, confirmed=False)
    direct = Direct(pack if sight.probe is None else _probed(pack, broken))
    readings = [direct.read(visit, witness.commit) for visit in witness.visits]  # type: ignore[arg-type]  # a category
    confirmed = sight.seen(readings)
    slug = "-".join((pack.id, theorem, *broken.about)).replace(" ", "-")
    names = [f"{slug}-{number}.yaml" if number > 1 else f"{slug}.yaml" for number in range(1, len(readings) + 1)]
    exams = tuple(
        Shown(name, _head(broken.says, name, called, witness.commit) + visit_yaml(visit, pack), in_words(reading, pack))
        for name, visit, reading in zip(names, witness.visits, readings, strict=True)
    )
    return Told(broken.about, broken.says, exams, witness.smallest, confirmed)


def _probed(pack: Pack, broken: "Broken") -> Pack:
    """The pack with the condition in question as one more sentence of guidance, so that a reading tells its answer."""
    from sot_engine.proofs.theorem import PROBE

    if broken.sight is None or broken.sight.probe is None:
        return pack
    probe = replace(pack.rules[0], id=PROBE, when=broken.sight.probe, then=Effect(verb="advises"))
    return replace(pack, rules=(*pack.rules, probe))


def _head(says: str, file: str, called: str, commit: str | None) -> str:
    """What stands above a visit file: what it shows, and how it is assessed."""
    option = f" --commit {commit}" if commit else ""
    return f"# {says}\n# sot assess {file} --pack {called}{option}\n"


def in_words(reading: Reading, pack: Pack) -> str:
    """What a reading concludes, in one line, with the rules of the pack that fired."""
    named = reading.category or reading.committed or reading.lean
    firings = (
        *reading.stops, *reading.contradictions, *reading.evidence, *reading.gates, *reading.guidance,
    )  # fmt: skip
    concluded = " ".join(word for word in (reading.outcome, named, reading.side) if word)
    placement = f"placement {reading.placement} {reading.placement_rule or ''}".rstrip()
    fired = ", ".join(_one(firing) for firing in firings if firing.rule in pack.rule)
    return f"{concluded}; {placement}; fired: {fired or 'nothing'}"


def _one(firing: Firing) -> str:
    return f"{firing.rule} ({' and '.join(firing.sides)})" if firing.sides else firing.rule
