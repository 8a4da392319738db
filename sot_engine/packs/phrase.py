"""Every sentence of a pack that a practitioner may read as its own claim, and where it stands."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sot_engine.domain.finding import Finding
from sot_engine.domain.rule import Placement, Rule
from sot_engine.errors import Place
from sot_engine.packs.own import Own

FORBIDDEN = re.compile(
    r"\bthe patient has\b"
    r"|\b(?<!not a )diagnos(is|es|ed|tic)\b"
    r"|\b(?<!not )confirm(s|ed|ing)?\b"
    r"|\brealign\w*|\bcorrects?\b|\bcorrected\b|\bcures?\b|\bheals?\b"
    r"|\bsafe(ly|st)?\b|\bno contraindications?\b|\boptimal(ly)?\b"
    r"|\d ?(%|per ?cent)",
    re.IGNORECASE,
)
"""What no output of ours says: see the words of docs/limits.md. Numbers from the literature stand under reliability."""

CLAIMED = re.compile(
    r"\b(FDA|HIPAA|GDPR|ISO)\b"
    r"|\b(certified|endorsed|approved|accredited|recommended) by\b"
    r"|\bclinically proven\b|\bproven\b|\b(is|are|highly|most) effective\b|\bbenefits?\b|\baccura(te|cy)\b"
    r"|\brules? out\b|\byou have\b|\bguarantee\w*"
    r"|\bprobab\w*|\blikelihoods?\b|(?<!\d)(?<!\d )\bper ?cent\w*",
    re.IGNORECASE,
)
"""What a rule never claims in its title or in what it says: standing, proof, benefit, accuracy, how likely it is."""

SPOKEN = ("title", "says", "send", "cautions")
"""The parts that a practitioner reads as the rule's own word."""


class Phrase(NamedTuple):
    """A text, which part of what it is, and where it stands."""

    about: str
    part: str
    text: str
    file: str
    where: Place | None = None


def phrases(own: Own, findings: Iterable[Finding]) -> Iterator[Phrase]:
    """The texts of a pack's own head, findings and rules; what a source measured (reliability) and `how` left out."""
    pack = own.pack
    for name in ("title", "purpose", "use", "differs"):
        yield Phrase(pack.id, name, getattr(pack, name), "pack.yaml")
    if own.base is None:
        yield from (
            Phrase(pack.id, f"category {name}", page.says, "pack.yaml") for name, page in pack.categories.items()
        )
    for finding in findings:
        for part in ("name", "asks", "recorded"):
            yield Phrase(finding.id, part, getattr(finding, part), "findings.yaml")
    for rule in own.rules:
        yield from (Phrase(rule.id, part, text, "", rule.at) for part, text in _texts(rule))


def _texts(rule: Rule) -> Iterator[tuple[str, str]]:
    yield from (("title", rule.title), ("says", rule.says), ("why", rule.why), ("note", rule.evidence.note))
    yield from (("cautions", text) for text in rule.cautions)
    if rule.then.send:
        yield "send", rule.then.send
    if rule.then.placement:
        yield from _placed(rule.then.placement)


def _placed(placement: Placement) -> Iterator[tuple[str, str]]:
    for part in ("confidence", "monitor", "time", "end_point"):
        yield part, getattr(placement, part)
    yield from (("variants", variant.says) for variant in placement.variants)
    yield from (("basis", block.basis) for block in placement.blocks)
