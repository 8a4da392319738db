"""What was suggested for the blocks and decided, what was done, what was seen, and what comes next: Plan."""

from collections.abc import Iterator
from datetime import timedelta

from sot_engine.domain.assessment import Assessment
from sot_engine.domain.chart import BlocksUsed, BlockUsed, ChartEntry
from sot_engine.domain.pack import Pack
from sot_engine.domain.review import lies_as
from sot_engine.reports import wording as w
from sot_engine.reports.names import amount_words
from sot_engine.reports.note_decision import decision_sections, is_followed
from sot_engine.reports.note_exam import paragraphs
from sot_engine.reports.placed import before_after, guidance_entries, placement_section
from sot_engine.reports.sheet import Entry, Section

OTHERWISE = "The documented placement is not drawn, because the practitioner decided otherwise."
OTHER_GROUND = "The documented placement is not drawn, because what it follows from was decided otherwise."


def plan_sections(entry: ChartEntry, pack: Pack) -> Iterator[Section]:
    """The documented placement, the decisions on it, the blocks used, the re-test, guidance, and the plan."""
    found = entry.assessment
    if found:
        yield _documented(found, entry, pack)
    yield from decision_sections(entry, "placement", "modification")
    yield blocks_section(entry.blocks, pack)
    yield from _again(entry, pack)
    if found:
        yield from _guidance(found, entry, pack)
    yield Section("Plan of care", tuple(paragraphs(entry.plan)) or (Entry("No plan was recorded."),))


def _documented(found: Assessment, entry: ChartEntry, pack: Pack) -> Section:
    """The placement for review, its variants counted; not drawn when something else was decided."""
    section = placement_section(found, entry.visit, pack)
    kept = tuple(one for one in section.entries if one.label != "variant")
    count = len(section.entries) - len(kept)
    if count:
        word = "variant is" if count == 1 else "variants are"
        kept += (Entry(f"{count} documented {word} on the page of {found.placement.id}.", ">", "variants"),)
    if section.figure and not is_followed(entry):
        placed = entry.answers.get("placement")
        why = OTHER_GROUND if placed is None or placed.verdict == "accepted" else OTHERWISE
        return Section(section.title, (*kept, Entry(why)))
    return section._replace(entries=kept)


def blocks_section(used: BlocksUsed | None, pack: Pack) -> Section:
    """The blocks as they were placed: where, from when to when, what was seen."""
    if used is None:
        return Section("Blocks used", (Entry("No use of blocks was recorded."),))
    entries = [Entry(f"{w.FACING[used.position].capitalize()}. {_followed(used, pack)}")]
    entries += [Entry(_block(block), ">", "block") for block in used.blocks]
    entries.append(Entry(_times(used), "", "time"))
    entries.append(Entry(used.response or "none was recorded.", "", "response"))
    if used.adverse_response:
        entries.append(Entry(used.adverse_response, "!", "adverse response"))
    else:
        entries.append(Entry("none was recorded.", "", "adverse response"))
    return Section("Blocks used", tuple(entries))


def _followed(used: BlocksUsed, pack: Pack) -> str:
    """Which documented placement was followed, and whether what was recorded is what it says."""
    if used.placement is None:
        return "No documented placement was named."
    rule = pack.rule.get(used.placement)
    if rule is None or rule.then.placement is None:
        return f"The placement named is {used.placement}, which this pack does not document."
    same = lies_as(used, rule.then.placement)
    return f"The placement named is {used.placement}{'.' if same else '; what was recorded differs from it.'}"


def _block(block: BlockUsed) -> str:
    where = f"{block.side}, under the {w.landmark_words(block.landmark)}"
    way = "direction not recorded" if block.direction_deg is None else _direction(block.direction_deg)
    return f"{where}; {way}; wedge {block.wedge or 'not recorded'}"


def _direction(degrees: int) -> str:
    return f"thin edge at {w.direction_words(degrees)}"


def _times(used: BlocksUsed) -> str:
    start = f"started {used.started_at}" if used.started_at else "start not recorded"
    stop = f"stopped {used.stopped_at}" if used.stopped_at else "stop not recorded"
    return f"{start}, {stop}{_lasted(used)}"


def _lasted(used: BlocksUsed) -> str:
    """How long the blocks lay, where both times can be read."""
    if used.lasted is None:
        return ""
    if used.lasted < timedelta(0):
        return "; the stop recorded lies before the start"
    minutes, seconds = divmod(int(used.lasted.total_seconds()), 60)
    return f"; {amount_words(minutes, 'minute')}{f' {seconds} s' if seconds else ''}"


def _again(entry: ChartEntry, pack: Pack) -> Iterator[Section]:
    """Before and after, in the order of the vocabulary."""
    after = entry.visit.after
    told = (before_after(key, after[key], entry.visit, pack) for key in pack.keys.by_key if key in after)
    entries = [Entry(words, "", name) for name, _, words in (line.partition(": ") for line in told)]
    yield Section("Re-test after blocking", tuple(entries) or (Entry("Nothing was tested again."),))


def _guidance(found: Assessment, entry: ChartEntry, pack: Pack) -> Iterator[Section]:
    """What the rules say of the re-test and beside it; what was found stands under Re-test already."""
    first, rest = guidance_entries(found, entry.visit, pack)
    if first or rest:
        yield Section("Guidance", (*first, *rest))
