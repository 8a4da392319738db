"""The page of every error code: what it means, how it looks, what to do."""

from typing import NamedTuple

from sot_engine.reports.sheet import Entry, Section, Sheet


class ErrorPage(NamedTuple):
    """What a person needs who met this code."""

    title: str
    means: str
    example: str
    do: str


def error_page(code: str) -> Sheet:
    """The page of one code."""
    page = PAGES[code]
    parts = (("What it means", page.means), ("How it looks", page.example), ("What to do", page.do))
    return Sheet(f"ERROR {code}", page.title, sections=tuple(Section(name, (Entry(text),)) for name, text in parts))


PAGES = {
    "P000": ErrorPage(
        "Several faults of a pack",
        "More than one thing is wrong with the files of a rule pack. All of it is listed, in the order of the files.",
        "P000 3 faults",
        "Repair them one by one; each line above this one has its own code and its own page. `sot rules check` reads "
        "the pack again.",
    ),
    "P001": ErrorPage(
        "No pack of that name",
        "Neither the packs that come with the program nor the folders of SOT_PACKS hold a pack with this id.",
        'P001 no pack is called "sot-cor"',
        "Check the spelling: the nearest name is offered. A path with a slash names a folder directly. "
        "`sot rules check` lists the packs that are found.",
    ),
    "P010": ErrorPage(
        "A file of a pack is not YAML",
        "The file is not YAML 1.2, a key is written twice, or it uses a part of YAML that packs do without: anchors, "
        "tags, a second document.",
        'category-2.yaml:40: P010 the key "says" is written twice',
        "Go to the line that is named. Text with a colon in it needs quotes; a list has the same indent on each line.",
    ),
    "P020": ErrorPage(
        "A key of a pack is missing, unknown or of the wrong kind",
        "Every key of a rule, a finding or a source is listed in docs/pack-language.md; nothing else loads, so that a "
        "misspelled key cannot be overlooked.",
        'category-2.yaml:11: P020 "cite" is missing',
        "Compare with docs/pack-language.md, or let the editor help: `sot rules schema` writes a JSON Schema.",
    ),
    "P030": ErrorPage(
        "A name that nothing in the pack carries",
        "A rule speaks of a finding, a word, a source, a rule or a category that the pack does not have.",
        'category-2.yaml:11: P030 no finding is called "arm_fosa_upper"',
        "Take the nearest name that is offered, or add the finding, the source or the rule first.",
    ),
    "P040": ErrorPage(
        "A rule expands to more than the engine bears",
        "Alternatives within alternatives multiply. Past a fixed number of cases the live engine is not given the "
        "rule, so that it can never answer late or in part.",
        "P040 rule C2-30 expands to more than 4096 cases",
        "Split the rule, or name fewer alternatives in one place.",
    ),
    "P050": ErrorPage(
        "A status that was not earned",
        "A rule is called reviewed without a named reviewer and a date, a case that fires it, a near miss for each "
        "condition and a case where the finding was not recorded.",
        "category-2.yaml:30: P050 rule C2-03 is called reviewed and lacks an unrecorded case",
        "Add what is missing, or go back to `status: draft`.",
    ),
    "V000": ErrorPage(
        "Several faults of a visit file",
        "More than one thing is wrong with the visit file. All of them are listed, in the order of the file, and "
        "nothing was assessed.",
        "V000 2 faults",
        "Repair them one by one; each line above this one has its own code and its own page.",
    ),
    "V010": ErrorPage(
        "A visit file that cannot be read",
        "The file is missing, too large, not UTF-8, or neither YAML 1.2 nor JSON; or a key is written twice.",
        'visit.yaml:12: V010 the key "heel_tension" is written twice',
        "Go to the line that is named. examples/ holds whole visit files to start from.",
    ),
    "V020": ErrorPage(
        "A key of a visit file is missing, unknown or of the wrong kind",
        "A visit has the keys schema, visit, patient and findings, and may have complaint, after_blocking, not_done "
        "and confidence. The time of the exam needs its time zone.",
        'visit.yaml:3: V020 "2026-03-14T09:30:00" has no time zone',
        "Write what the hint says. Leave out a key for what was not tested; never write null.",
    ),
    "V030": ErrorPage(
        "A finding that the pack does not know",
        "Only findings of the pack can be recorded, so that nothing is guessed and nothing is dropped.",
        'visit.yaml:14: V030 no finding is called "heel_tensoin"',
        "Take the nearest name that is offered. `sot learn` lists every finding; `sot learn ID` has the page of one.",
    ),
    "V040": ErrorPage(
        "A value or a side that the finding cannot have",
        "The value is outside the range, not one of the words, on a side that the finding does not have, or stands "
        "both among the findings and in not_done.",
        'visit.yaml:15: V040 "first_rib_pain" cannot be 11',
        "The hint lists what it takes; `sot learn ID` says how the finding is recorded.",
    ),
    "E000": ErrorPage(
        "Something that nobody foresaw",
        "The program met a state that it has no answer for. Nothing of the exam in question was shown.",
        "E000 something that nobody foresaw: KeyError: 'x'",
        "Please report it, with the command and, if you may share them, the findings. With SOT_DEBUG=1 the command "
        "shows where it happened.",
    ),
    "E010": ErrorPage(
        "The two readings disagree",
        "Every exam is read twice, by the live engine and by a second reading that shares no code with it. They came "
        "to different conclusions, so nothing is shown.",
        "E010 the two engines differ in evidence: C2-03['left'] against nothing",
        "Do not work around it. Please report the findings and the pack; until then assess by hand.",
    ),
    "E020": ErrorPage(
        "The live engine stopped early",
        "The engine did not reach the end of its reading, so that its answer could be a part of the truth. Nothing is "
        "shown.",
        "E020 the live engine stopped before it had concluded",
        "Run the command again. If it stays, please report the findings and the pack.",
    ),
    "C010": ErrorPage(
        "A category that cannot be committed",
        "A practitioner may commit one of the categories that a mixed exam lists. This exam lists others, or none.",
        "C010 category III cannot be committed; candidates are I, II",
        "Leave --commit out and read the candidates first.",
    ),
    "M010": ErrorPage(
        "The machine lacks something",
        "A library is missing or does not fit, the disk is full, or a folder may not be written to.",
        "report.json: M010 the result cannot be written: permission denied",
        "Do what the hint says: install the library, free some space, or choose another place for --out.",
    ),
    "J010": ErrorPage(
        "A journal that was changed",
        "Every key of an exam under way is written into a journal, each line with a sum over all before it. A line "
        "does not read, is missing, or was changed; a last line that is cut short is no fault and is left out.",
        "2026-03-14-0930-a1b2c3.exam:12: J010 this line was changed after it was written",
        "Keep the file as it is and copy it somewhere first. Delete the named line and all below it to go on from "
        "there, and record again what they held.",
    ),
    "J020": ErrorPage(
        "An exam that was begun under another pack or program",
        "The pack or the program has changed since the exam was begun, so the keys that were recorded could mean "
        "something else now. Nothing is guessed and nothing is lost.",
        "J020 this exam was begun under sot-core 1.0.0, which has changed since",
        "`sot exam --finish` writes what was recorded as a visit file, checked against the pack as it is now. Or go "
        "back to the pack and the program that it was begun with.",
    ),
    "J030": ErrorPage(
        "An exam that is open in another window",
        "Two windows must not write into one journal, or keys would be lost.",
        "J030 this exam is open in another window",
        "Go on there, or leave it there with q first.",
    ),
}
