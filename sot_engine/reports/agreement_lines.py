"""Agreement between examiners as lines of text: a table of at most 80 columns, or every measure of one finding."""

from collections.abc import Iterator

from sot_engine.domain.agreement import Agreement, Estimate, Group, Line, Measure
from sot_engine.domain.pack import Pack
from sot_engine.reports.names import clean, listed
from sot_engine.reports.text import wrapped

MEASURE_NAMES: dict[Measure, str] = {
    "agreement": "percent agreement",
    "kappa": "Cohen's kappa",
    "weighted_kappa": "weighted kappa",
    "fleiss": "Fleiss' kappa",
    "pabak": "PABAK",
    "ac1": "Gwet's AC1",
    "alpha": "Krippendorff's alpha",
}
_TITLES: dict[Group, str] = {
    "conclusion": "What the pack concludes",
    "all": "All findings together",
    "family": "By family of findings",
    "side": "By side",
    "confidence": "By confidence mark",
    "examiners": "By pair of examiners",
    "both_sides": "By finding, both sides",
    "finding": "By finding and side",
}
_MARKED = {"sure": "all were sure", "unsure": "somebody was unsure"}
_NAME, _NUMBER, _PART, _MEASURE = 27, 4, 19, 30
TWO = 2
_KINDS = {"between": "BETWEEN EXAMINERS", "within": "THE SAME EXAMINER AGAIN"}
_FOOT = (
    "In brackets: the 95 % interval. w: weighted kappa, for grades and measures. f: Fleiss' kappa, for 3 or more "
    "examiners.\n"
    "Kappa is low where nearly all exams hold the same value, however well examiners agree; read it beside AC1. The "
    "format csv has every measure; --finding ID shows those of one finding.\n"
    "This compares recordings. It does not say whether a finding means what is taught about it."
)


def agreement_lines(found: Agreement, pack: Pack) -> Iterator[str]:
    """The whole table of one comparison."""
    yield from _head(found)
    told: dict[str, int] = {}
    for group, title in _TITLES.items():
        lines = [line for line in found.group(group) if line.rows]
        if lines:
            yield ""
            yield f"{title:<{_NAME}}{'both':>{_NUMBER}} same   {'AC1':<{_PART}} kappa"
            for line in lines:
                yield from _row(line, pack, told)
    if told:
        yield ""
        for note, number in told.items():
            yield from wrapped(note, f"({number}) ")
    yield ""
    for words in _FOOT.splitlines():
        yield from wrapped(words)


def _head(found: Agreement) -> Iterator[str]:
    yield _KINDS[found.kind]
    who = listed(map(clean, found.examiners))
    patients = f"{found.patients} patient{'' if found.patients == 1 else 's'}"
    yield from wrapped(f"{patients}. Compared: {who}. Pack {found.pack} {found.version}.")
    for remark in found.remarks:
        yield from wrapped(clean(remark))


def _row(line: Line, pack: Pack, told: dict[str, int]) -> Iterator[str]:
    """One line of the table; a name that is too long has a line to itself."""
    name = f"  {line_name(line, pack)}"
    agreed = line.estimate("agreement")
    share = "   -" if agreed is None or agreed.value is None else f"{100 * agreed.value:>3.0f}%"
    chosen, mark = _kappa(line)
    parts = (_cell(line.estimate("ac1"), told), _cell(chosen, told) + mark)
    numbers = f"{line.rows:>{_NUMBER}} {share}  {parts[0]:<{_PART}} {parts[1]}".rstrip()
    if len(name) > _NAME:
        yield from wrapped(name.strip(), "  ")
        name = ""
    yield f"{name:<{_NAME}} {numbers}"


def _kappa(line: Line) -> tuple[Estimate | None, str]:
    """The kappa that suits a line: weighted where values have a distance, Fleiss' for more than two examiners."""
    weighted = line.estimate("weighted_kappa")
    if weighted:
        return weighted, " w" if weighted.value is not None else ""
    if line.examiners > TWO:
        return line.estimate("fleiss"), " f"
    return line.estimate("kappa"), ""


def _cell(one: Estimate | None, told: dict[str, int]) -> str:
    """A value with its interval; where there is none, the number of the sentence that says why."""
    if one is None:
        return "-"
    if one.value is None:
        return f"-  ({told.setdefault(one.note, len(told) + 1)})"
    if one.low is None or one.high is None:
        return f"{one.value:5.2f}  ({told.setdefault(one.note, len(told) + 1)})"
    return f"{one.value:5.2f} [{one.low:5.2f},{one.high:5.2f}]"


def line_name(line: Line, pack: Pack) -> str:
    """What a line is about, as people read it."""
    if line.group in {"finding", "both_sides"}:
        base, _, side = line.item.partition(".")
        return f"{pack.findings[base].name}{f', {side}' if side else ''}"
    if line.group == "examiners":
        return clean(line.item)
    text = _MARKED.get(line.item, clean(line.item).replace("_", " "))
    return text[:1].upper() + text[1:]


def finding_lines(found: Agreement, pack: Pack, finding: str) -> Iterator[str]:
    """Every measure of one finding, on each side and over both."""
    yield from _head(found)
    lines = [line for line in found.group("finding", "both_sides") if line.item.partition(".")[0] == finding]
    for line in lines:
        yield ""
        name = line_name(line, pack) + (", both sides together" if line.group == "both_sides" else "")
        yield from wrapped(f"{name} [{line.item}]")
        yield from wrapped(_counted(line), "  ")
        yield from _measured(line)
        if line.prevalence is not None and line.bias is not None:
            yield f"  {'prevalence index':<{_MEASURE}} {line.prevalence:5.2f}   bias index {line.bias:5.2f}"
    if not lines:
        yield ""
        yield from wrapped(f"No patient has {pack.findings[finding].name} [{finding}] recorded in this comparison.")


def _counted(line: Line) -> str:
    alone = f"; {line.alone} by one examiner alone" if line.alone else ""
    return f"recorded by two or more {line.rows} times in {line.patients} patients{alone}"


def _measured(line: Line) -> Iterator[str]:
    for one in line.estimates:
        mean = ", mean of pairs" if line.examiners > TWO and one.measure in {"kappa", "weighted_kappa"} else ""
        name = f"  {MEASURE_NAMES[one.measure] + mean:<{_MEASURE}} "
        if one.value is None:
            yield from wrapped(one.note, f"{name}    -   ")
        elif one.low is None or one.high is None:
            yield from wrapped(one.note, f"{name}{one.value:5.2f}   ")
        else:
            yield f"{name}{one.value:5.2f}   [{one.low:5.2f},{one.high:5.2f}]  {one.by}"
