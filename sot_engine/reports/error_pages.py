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
    "A010": ErrorPage(
        "Nobody can be compared",
        "Agreement needs patients who were examined by two people, or twice by the same one. Exams of the same patient "
        "are found by the reference of the patient, which has to be written alike everywhere.",
        "A010 40 exams, and no patient was seen by two examiners or twice by one",
        "Compare the references of the patients in the inputs, letter by letter. Give one input an examiner, or one "
        "input in which each exam names its examiner.",
    ),
    "C010": ErrorPage(
        "A category that cannot be committed",
        "A practitioner may commit one of the categories that a mixed exam lists. This exam lists others, or none.",
        "C010 category III cannot be committed; candidates are I, II",
        "Leave --commit out and read the candidates first.",
    ),
    "T010": ErrorPage(
        "A table of exams that cannot be read",
        "The file is missing, empty, cut off in the middle, or not what its name says; or a quotation mark is opened "
        "and never closed.",
        "exams.parquet: T010 it is not a whole Parquet file",
        "Export the table again. A table is Parquet (.parquet), CSV (.csv), JSON lines (.jsonl) or a database URL.",
    ),
    "T020": ErrorPage(
        "Columns that a table of exams cannot have",
        "A column is missing, has a name that the pack does not know, stands there twice, or holds another type than "
        "it can. Nothing is guessed: a misspelled column would otherwise pass for one that was never recorded.",
        'exams.csv: T020 no column is called "heel_tensoin__left"',
        "`sot registry schema` lists the columns. Where findings were truly never recorded, `--partial` reads the "
        "columns that are not there as not recorded.",
    ),
    "T030": ErrorPage(
        "A run that is in the way",
        "Beside the result lies what an earlier run left when it was stopped, and it was made from another table, "
        "another pack or with other options; or another run is writing to the same place at this moment.",
        "result.parquet: T030 result.parquet.parts holds another run",
        "Wait for the other run, choose another place for --out, or start anew with --fresh.",
    ),
    "M010": ErrorPage(
        "The machine lacks something",
        "A library is missing or does not fit, the disk is full, or a folder may not be written to.",
        "report.json: M010 the result cannot be written: permission denied",
        "Do what the hint says: install the library, free some space, or choose another place for --out.",
    ),
    "M020": ErrorPage(
        "The cluster cannot do it",
        "No Dask scheduler answers at the address, it has no workers, its workers lack the same version of the program "
        "or do not see the folders, or too many of them were lost in the middle. Nothing was written under the name of "
        "the result.",
        "M020 no Dask scheduler answers at tcp://10.0.0.1:8786",
        "Do what the hint says, and run the same command again: parts that are done are not done again. "
        "docs/registries.md says how a cluster is set up.",
    ),
}
