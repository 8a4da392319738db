"""A pack's folder to a Pack, or to all of its faults together."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path as FilePath
from typing import Any

from sot_engine.domain import condition as c
from sot_engine.domain.finding import Finding, Vocabulary
from sot_engine.domain.pack import Apart, Decision, Pack, Source
from sot_engine.domain.rule import RECORDED_ONLY, STRATUM_OF, Effect, Placement, Rule
from sot_engine.errors import PackError, PackFaults, PackReference, PackShape, PackSyntax, Place, raise_faults
from sot_engine.packs.apart import read_apart
from sot_engine.packs.content import content_hash, pack_files, read_file
from sot_engine.packs.effect import read_effect
from sot_engine.packs.head import LANGUAGE, Head
from sot_engine.packs.promise import read_promises
from sot_engine.packs.shape import shape
from sot_engine.packs.soundness import ill_formed, read_retest, unsound
from sot_engine.packs.spelling import Scope, read_condition
from sot_engine.source.document import Document, Path
from sot_engine.source.nearest import did_you_mean

NOT_RULES = ("pack.yaml", "findings.yaml", "sources.yaml", "apart.yaml")
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\Z")


def read_folder(folder: FilePath, base: Pack | None = None, name: str | None = None) -> Pack:
    """Read and validate a pack, on top of the one that it extends when there is one.

    Errors: PackSyntax, PackShape, PackReference; PackFaults with all of them when there are several.
    """
    return Reader(folder, base, name or folder.as_posix()).pack()


def read_head(folder: FilePath, name: str) -> Head:
    """Read `pack.yaml` alone, to learn what the pack extends."""
    reader = Reader(folder, None, name)
    head = reader.head()
    raise_faults(reader.faults, PackFaults)
    if head is None:
        message = "pack.yaml could not be read"
        raise PackShape(message, where=Place(f"{name}/pack.yaml"))
    return head


class Reader:
    """Reads one folder and gathers faults as it goes."""

    def __init__(self, folder: FilePath, base: Pack | None, name: str) -> None:
        """Nothing is read yet. `name` is how messages call the folder."""
        self.folder, self.base, self.name = folder, base, name
        self._head = Document(None, f"{name}/pack.yaml", {})
        self._found_at: dict[str, Place] = {}
        self._keys: set[str] | None = None
        self._unread: set[str] = set()
        """Ids of rules that are there and have faults: what names them is not at fault for it."""
        self.faults: list[PackError] = []

    def pack(self) -> Pack:
        """Read everything, then raise every fault or give the pack."""
        head = self.head()
        sources = self._sources()
        findings = self._findings()
        rules = self._rules(findings)
        apart = self._apart(findings)
        known = {rule.id: rule for rule in (*(self.base.rules if self.base else ()), *rules)}
        theorems = self.base.theorems if self.base else ()
        if any(isinstance(fault, PackSyntax) for fault in self.faults):
            raise_faults(self.faults, PackFaults)  # what is said of rules in a file that cannot be read would be false
        if head:
            self._check_head(head, known)
            scope = Scope(self._head, findings, frozenset(), self.faults, "in the pack's head")
            unread = frozenset(self._unread)
            theorems += read_promises(head.theorems, head.exceptions, known, scope, theorems, unread)
        self._check_citations(findings, rules)
        self._check_positions(rules)
        raise_faults(self.faults, PackFaults)
        if head is None:
            message = "pack.yaml could not be read"
            raise PackShape(message, where=Place(f"{self.name}/pack.yaml"))
        return replace(self._joined(head, findings, rules, sources), theorems=theorems, apart=apart)

    def _document(self, file: str) -> Document | None:
        """One file as a document, or a fault; a file that is not there gives None without one."""
        path = self.folder / file
        if not path.is_file():
            return None
        try:
            return read_file(path, f"{self.name}/{file}")
        except PackSyntax as error:
            self.faults.append(error)
        return None

    def _fault(
        self, message: str, where: Place, hint: str, kind: type[PackError] = PackShape, context: str = ""
    ) -> None:
        self.faults.append(kind(message, where=where, hint=hint, context=context))

    def head(self) -> Head | None:
        """Read and validate `pack.yaml`."""
        document = self._document("pack.yaml")
        if document is None:
            if not self.faults:
                self._fault("a pack needs a pack.yaml", Place(f"{self.name}/pack.yaml"), "copy one from rules/")
            return None
        self._head = document
        head = shape(Head, document.data, document, (), "in the pack's head", self.faults)
        if head and head.language != LANGUAGE:
            self._fault(f'the language "{head.language}" is not known', document.place("language"), f"use {LANGUAGE}")
        return head

    def _sources(self) -> dict[str, Source]:
        before = len(self.faults)
        document = self._document("sources.yaml")
        found: dict[str, Source] = {}
        if document and not isinstance(document.data, dict):
            self._fault("sources.yaml holds keys with sources", document.place(), "write KEY: {author: ...}")
        elif document:
            self._keys = {*document.data, *(self.base.sources if self.base else ())}
            for key, raw in document.data.items():
                source = shape(Source, raw, document, (key,), f"in source {key}", self.faults)
                if source:
                    found[key] = source
        elif self.base or len(self.faults) == before:
            self._keys = set(self.base.sources) if self.base else set()
        return {**(self.base.sources if self.base else {}), **found}

    def _findings(self) -> Vocabulary:
        document = self._document("findings.yaml")
        known: dict[str, Finding] = dict(self.base.findings) if self.base else {}
        read: list[tuple[Path, dict[str, Any], Finding]] = []
        for path, raw in self._entries(document):
            finding = self._finding(raw, document, path) if document else None
            if finding and finding.id in known:
                self._fault(f'finding "{finding.id}" exists already', _at(document, path), "give it another id")
            elif finding:
                known[finding.id] = finding
                self._found_at[finding.id] = _at(document, (*path, "cite"))
                read.append((path, raw, finding))
        for path, raw, finding in read:
            known[finding.id] = self._asked(finding, raw, document, path, known)
        return known

    def _finding(self, raw: dict[str, Any], document: Document, path: Path) -> Finding | None:
        plain = {name: value for name, value in raw.items() if name not in {"retest", "asked_when"}}
        context = f"in finding {raw.get('id', '?')}"
        finding = shape(Finding, plain, document, path, context, self.faults)
        if finding is None:
            return None
        for wrong in ill_formed(finding):
            self._fault(wrong, document.place(*path), "see findings.yaml in the pack language", context=context)
        return finding

    def _asked(
        self, finding: Finding, raw: dict[str, Any], document: Document | None, path: Path, known: Vocabulary
    ) -> Finding:
        """Add what reads other findings: when it is asked, and how its re-test is read."""
        if document is None:
            return finding
        scope = Scope(document, known, frozenset(), self.faults, f"in finding {finding.id}", on_a_side=finding.sided)
        if "asked_when" in raw:
            asked = read_condition(raw["asked_when"], (*path, "asked_when"), scope)
            finding = replace(finding, asked_when=asked)
        if "retest" in raw:
            finding = replace(finding, retest=read_retest(finding, raw["retest"], (*path, "retest"), scope))
        return finding

    def _entries(self, document: Document | None) -> Iterable[tuple[Path, dict[str, Any]]]:
        """The maps of a file that holds a list of them."""
        if document is None:
            return
        if not isinstance(document.data, list):
            self._fault("this file holds a list", document.place(), "start each entry with `- id:`")
            return
        for number, raw in enumerate(document.data):
            if isinstance(raw, dict):
                yield (number,), raw
            else:
                self._fault("an entry is a map of keys", document.place(number), "start it with `- id:`")

    def _apart(self, findings: Vocabulary) -> tuple[Apart, ...]:
        """What the pack and the one below it keep apart, in the order of their ids."""
        before = self.base.apart if self.base else ()
        document = self._document("apart.yaml")
        if document is None:
            return before
        scope = Scope(document, findings, frozenset(), self.faults, "in apart.yaml", may_ask_absence=True)
        found = read_apart(self._entries(document), before, scope)
        for path, one in found:
            self._check_keys(one.cite, document.place(*path, "cite"), f"in {one.id}, under cite")
        return tuple(sorted((*before, *(one for _, one in found)), key=lambda one: one.id))

    def _rules(self, findings: Vocabulary) -> tuple[Rule, ...]:
        raws = [
            (document, path, raw)
            for file in pack_files(self.folder)
            if file.name not in NOT_RULES and (document := self._document(file.name))
            for path, raw in self._entries(document)
        ]
        referable = {str(raw.get("id")) for _, _, raw in raws if _stratum(raw) in RECORDED_ONLY}
        if self.base:
            referable |= {rule.id for rule in self.base.rules if rule.stratum in RECORDED_ONLY}
        every = frozenset(str(raw.get("id")) for _, _, raw in raws) - referable
        known = {rule.id: f"in {self.base.id}" for rule in self.base.rules} if self.base else {}
        rules = []
        for document, path, raw in raws:
            rule = self._rule(raw, document, path, findings, frozenset(referable), every)
            if rule and rule.id in known:
                hint = "ids are never reused; retire the old rule and give this one its own id"
                self._fault(f"rule {rule.id} exists already, {known[rule.id]}", rule.at, hint)
            elif rule:
                known[rule.id] = f"in {rule.at}"
                rules.append(rule)
            else:
                self._unread.add(str(raw.get("id")))
        return tuple(sorted(rules, key=lambda rule: rule.id))

    def _rule(
        self,
        raw: dict[str, Any],
        document: Document,
        path: Path,
        findings: Vocabulary,
        referable: frozenset[str],
        later: frozenset[str],
    ) -> Rule | None:
        name = raw.get("id", "without an id")
        plain = dict(raw)
        before = len(self.faults)
        scope = Scope(document, findings, referable, self.faults, f"in rule {name}, under then", later=later)
        effect = read_effect(raw.get("then"), (*path, "then"), scope) if "then" in raw else None
        if effect:
            plain["then"] = self._effect(effect[0], document, (*path, "then"), name)
            concluded = effect[1] not in RECORDED_ONLY
            scope = replace(scope, context=f"in rule {name}, under when", may_read_conclusions=concluded)
            if "when" in raw:
                plain["when"] = read_condition(raw["when"], (*path, "when"), scope)
        if effect is None or plain.get("when") is None or plain.get("then") is None:
            stand_in: dict[str, Any] = {"when": c.AnyOf(()), "then": Effect(verb="advises")}
            plain |= {key: value for key, value in stand_in.items() if key in raw}
        rule = shape(Rule, plain, document, path, f"in rule {name}", self.faults)
        if rule is None or len(self.faults) > before:
            return None
        rule = replace(rule, at=document.place(*path), mark=mark_of(raw))
        for wrong, hint in unsound(rule):
            self._fault(wrong, rule.at, hint, context=f"in rule {rule.id}")
        return rule

    def _effect(self, plain: dict[str, Any], document: Document, path: Path, name: str) -> Effect | None:
        if plain.get("placement"):
            context = f"in rule {name}, under then"
            placement = shape(Placement, plain["placement"], document, path, context, self.faults)
            return Effect(**{**plain, "placement": placement}) if placement else None
        return Effect(**plain)

    def _check_head(self, head: Head, known: Mapping[str, Rule]) -> None:
        where = self._head.place()
        for number, review in enumerate(head.reviewed_by):
            if not _DAY.match(review.date):
                here = self._head.place("reviewed_by", number, "date")
                self._fault(f'"{review.date}" is not a date', here, "write 2026-11-30", context="in the pack's head")
        for name in ("differs",) if self.base else ("categories", "decision"):
            if not getattr(head, name):
                self._fault(f'"{name}" is missing', where, f"add {name}: ...", context="in the pack's head")
        below = self.base.rule if self.base else {}
        for number, name in enumerate(head.retires):
            if name not in below:
                hint = did_you_mean(name, below, "name a rule of the pack that is extended")
                told = (f'no rule of the pack below is called "{name}"', self._head.place("retires", number), hint)
                self._fault(*told, PackReference, "in the pack's head, under retires")
        if head.decision:
            self._check_decision(head.decision, known)
        for name, page in (head.categories or {}).items():
            self._check_keys(page.cite, self._head.place("categories", name, "cite"), f"in category {name}")
        for number, order in enumerate(head.orders):
            self._check_keys(order.cite, self._head.place("orders", number, "cite"), "in an order of treatment")

    def _check_decision(self, decision: Decision, known: Mapping[str, Rule]) -> None:
        context = "in the pack's head, under decision"
        where = self._head.place("decision", "outcomes")
        if not decision.established or not all(line.of for line in decision.established):
            where = self._head.place("decision", "established")
            self._fault(
                "established asks for at least one sum", where, "add {of: [kept], at_least: 1}", context=context
            )
        if sorted(decision.outcomes) != sorted({"refer", "contradictory", "mixed", "supported", "insufficient"}):
            self._fault("outcomes names each of the five once", where, "see rules/sot-core/pack.yaml", context=context)
        elif decision.outcomes[0] != "refer" or decision.outcomes[-1] != "insufficient":
            self._fault("refer comes first and insufficient last", where, "a stop always wins", context=context)
        for category, names in decision.side.items():
            for name in names:
                rule = known.get(name)
                if rule is None and name in self._unread:
                    continue
                if rule is None or not rule.is_sided or rule.category != category:
                    where = self._head.place("decision", "side", category)
                    others = [known for known in known if known != name]
                    hint = did_you_mean(name, () if rule else others, "name an each_side rule of that category")
                    message = f'side of {category}: "{name}" is not a rule of it that has sides'
                    self._fault(message, where, hint, PackReference, context)

    def _check_citations(self, findings: Vocabulary, rules: tuple[Rule, ...]) -> None:
        for rule in rules:
            if not rule.cite:
                context = f"in rule {rule.id}"
                self._fault("a rule cites at least one source", rule.at, "add cite: [KEY]", context=context)
            variants = rule.then.placement.variants if rule.then.placement else ()
            keys = (*rule.cite, *(key for variant in variants for key in variant.cite))
            self._check_keys(keys, rule.at, f"in rule {rule.id}, under cite")
        for name, where in self._found_at.items():
            self._check_keys(findings[name].cite, where, f"in finding {name}, under cite")

    def _check_positions(self, rules: tuple[Rule, ...]) -> None:
        """Gates on a position are asked before it is known which placement fits, so a category has one position."""
        known: dict[str | None, str] = {}
        for rule in (*(self.base.rules if self.base else ()), *rules):
            if rule.then.placement:
                position = known.setdefault(rule.category, rule.then.placement.position)
                if position != rule.then.placement.position:
                    message = (
                        f"placements of Category {rule.category} lie {position} and {rule.then.placement.position}"
                    )
                    self._fault(message, rule.at, "keep to one position a category", context=f"in rule {rule.id}")

    def _check_keys(self, keys: Iterable[str], where: Place, context: str) -> None:
        """Every key is one of the sources; where those could not be read there is nothing to hold it to."""
        for key in keys if self._keys is not None else ():
            if key not in (self._keys or ()):
                hint = did_you_mean(key, self._keys or (), "add it to sources.yaml")
                self._fault(f'no source is called "{key}"', where, hint, PackReference, context)

    def _joined(self, head: Head, findings: Vocabulary, rules: tuple[Rule, ...], sources: Mapping[str, Source]) -> Pack:
        base = self.base
        own = content_hash(self.folder)
        kept = tuple(rule for rule in base.rules if rule.id not in head.retires) if base else ()
        decision = head.decision or (base.decision if base else None)
        if decision is None:
            message = "the pack says nothing of how a category is decided"
            raise PackShape(message, where=Place(f"{self.name}/pack.yaml"))
        told = ("id", "version", "title", "status", "purpose", "use", "misuse", "differs", "extends")
        simple: dict[str, Any] = {name: getattr(head, name) for name in told}
        return Pack(
            **simple,
            sha256=sha256(f"{base.sha256}+{own}".encode()).hexdigest() if base else own,
            findings=findings,
            rules=tuple(sorted((*kept, *rules), key=lambda rule: rule.id)),
            sources=sources,
            decision=decision,
            categories=head.categories or (base.categories if base else {}),
            notices=(*(base.notices if base else ()), *head.notices),
            orders=(*(base.orders if base else ()), *head.orders),
            questions=(*(base.questions if base else ()), *head.questions),
            exceptions=(*(one for one in base.exceptions if not set(one.rules) & set(head.retires)), *head.exceptions)
            if base
            else head.exceptions,
            accepted=head.accepted,
            reviewed_by=(*(base.reviewed_by if base else ()), *head.reviewed_by),
            retired=(*(base.retired if base else ()), *head.retires),
        )


def mark_of(raw: Mapping[str, Any]) -> str:
    """A hash of a rule as it is written, its status aside; comments and the order of its keys do not count."""
    written = {name: part for name, part in raw.items() if name != "status"}
    return sha256(json.dumps(written, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]


def _stratum(raw: dict[str, Any]) -> str | None:
    then = raw.get("then")
    verbs = [STRATUM_OF[verb] for verb in then if verb in STRATUM_OF] if isinstance(then, dict) else []
    return verbs[0] if verbs else None


def _at(document: Document | None, path: Path) -> Place:
    return document.place(*path) if document else Place("")
