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
        "P040 rule C2-30 expands to more than 200 cases",
        "Split the rule, or name fewer alternatives in one place.",
    ),
    "P050": ErrorPage(
        "A status that was not earned",
        "A rule is called reviewed without a named reviewer and a date, a case that fires it, a near miss for each "
        "condition and a case where the finding was not recorded.",
        "category-2.yaml:30: P050 rule C2-03 is called reviewed and lacks an unrecorded case",
        "Add what is missing, or go back to `status: draft`.",
    ),
    "P060": ErrorPage(
        "Another pack than the visit was assessed with",
        "A note prints the titles and sources of the rules that fired. They are those of the pack with which the visit "
        "was assessed, and another pack, or another version of the same, was given.",
        "P060 the visit was assessed with sot-core 1.0.0, and this is another content of it",
        "Give the pack whose hash the message names; records keep every pack that was used. Or assess the visit again.",
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
        "E000 something that nobody foresaw: KeyError at inference/direct.py:88",
        "Please report it, with these lines and the command. With SOT_DEBUG=1 the command shows all of it, which may "
        "hold what the patient told: look before you share that.",
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
        "A result or a run that is in the way",
        "A result of this name is there already, and is not written over without a word. Or beside it lies what an "
        "earlier run left when it was stopped, made from another table, another pack or with other options. Or another "
        "run is writing to the same place at this moment.",
        "result.parquet: T030 something of this name is there already",
        "Choose another name, or write over the result with --replace. A run that was stopped is begun anew with "
        "--fresh; another run is waited for.",
    ),
    "X010": ErrorPage(
        "An entry that cannot leave in this way",
        "A chart entry holds something that the export cannot carry, such as a time without its zone, or a "
        "de-identified export was asked for with a salt that is short enough to be guessed. Nothing was written.",
        "X010 the salt has fewer than 16 bytes",
        "Do what the hint says. The entry itself is as it was.",
    ),
    "M010": ErrorPage(
        "The machine lacks something",
        "A library is missing or does not fit, the disk is full, or a folder may not be written to.",
        "report.json: M010 the result cannot be written: permission denied",
        "Do what the hint says: install the library, free some space, or choose another place for --out.",
    ),
    "S010": ErrorPage(
        "A signature that was refused",
        "Something is missing before this may be signed or added: a suggestion that nobody answered, a stop question "
        "that was not asked, a category to commit to, a written reason, the right password, or a person who may sign. "
        "Everything that is missing is listed together, and nothing was signed.",
        "S010 k7qf2m9x cannot be signed yet\n  the placement C2-L was not reviewed",
        "Do what each line asks for, then sign again. `sot visit show ID` has the visit as it stands.",
    ),
    "R010": ErrorPage(
        "Not in the records",
        "The records hold no visit, patient or person of that name, or the beginning of an id fits several.",
        'R010 no visit is called "k7qf"',
        "`sot visit list` and `sot people list` have the ids. The first letters of one are enough when no other "
        "begins with them.",
    ),
    "R020": ErrorPage(
        "Already signed",
        "What was signed is never changed: neither by this program, nor, where triggers guard the tables, by another "
        "one that opens the database.",
        "R020 k7qf2m9x was signed on 2026-03-14",
        "`sot visit amend ID` adds a dated, named and reasoned amendment; the original stays as it is.",
    ),
    "R030": ErrorPage(
        "The chain of records is broken",
        "Each row holds the hash of the one before it. Somewhere a row is not what was recorded: it was changed, "
        "taken away, put elsewhere, or added behind a seal, outside of this program. Or every row is whole, and a "
        "trigger by which the database refuses such changes is gone, off or written otherwise, or one of somebody "
        "else's is there.",
        "R030 row 211 is not what was recorded",
        "Keep the database as it is and work on a copy. `sot records verify` lists every visit concerned; compare them "
        "with the last good backup, and tell whoever is responsible for the records. A backup that is restored has "
        "its own triggers, and no others.",
    ),
    "R040": ErrorPage(
        "The database cannot be used",
        "It cannot be opened, read or written: the folder may be read-only, the disk full, the file damaged or of a "
        "newer version, the key wrong, or the server away. Nothing that was recorded before is lost; what was being "
        "recorded just now was not written at all.",
        "records.db: R040 the database cannot be written: the disk is full",
        "Do what the hint says. A damaged file: `sot records restore BACKUP --replace` puts a backup in its place and "
        "keeps the damaged one beside it.",
    ),
    "R050": ErrorPage(
        "Not taken in",
        "A file that was to be restored or imported is missing, is no backup or export of records, or is not whole; or "
        "there are records already where it would go. Nothing was taken in, and what is there stays as it is.",
        "notes.json: R050 this is no export of records, or it is damaged",
        "Check the name. Into records that are there already: `sot records restore BACKUP --replace` sets them aside; "
        "an export goes into an empty database, which `SOT_DATABASE` names.",
    ),
    "L000": ErrorPage(
        "Several faults of cases or of a blueprint",
        "More than one thing is wrong with files that a teacher wrote. All of it is listed, in the order of the files.",
        "L000 2 faults",
        "Repair them one by one; each line above this one has its own code and its own page.",
    ),
    "L010": ErrorPage(
        "The clock was set back",
        "The clock of this machine says an earlier time than the last answer that was kept. When a card comes back is "
        "worked out from these times, so nothing is asked before one of the two is right. Every answer is still there.",
        "L010 the clock says 2026-03-14 09:30, before the last answer of 2026-03-20 18:02",
        "Set the clock right and give the same command again. If the clock is right now and was wrong at the last "
        "answer, add --trust-clock.",
    ),
    "L020": ErrorPage(
        "A file of exported progress that cannot be read",
        "The file is not what `sot practice export --format json` writes: it is no JSON, it is of a newer version, or "
        "one of its answers or attempts is damaged. Nothing of it was taken in.",
        "anna.json:1: L020 this is no exported progress",
        "Go to the line that is named, or export it again where it came from.",
    ),
    "L030": ErrorPage(
        "A learner's name that no file can have",
        "Progress is kept in one file per learner, named after the learner; this name is empty, too long, or holds a "
        "slash or a sign that cannot be seen.",
        'L030 no learner can be called "../anna"',
        "Choose a short name of letters, digits and blanks.",
    ),
    "L040": ErrorPage(
        "A case that cannot be practised",
        "Nobody knows a case of that name, the pack gives no case of that kind, or a teacher's case file is not in "
        "order: a key of its `case:` part is unknown, or the engine comes to another answer than the file expects.",
        "my-cases/piano.yaml:9: L040 the case expects category II; with this pack, category is III, not II",
        "`sot practice cases` lists what there is and checks a folder. A copy without its `case:` part can be read "
        "with `sot assess`, which says why the engine answers as it does; then change it, or what is expected.",
    ),
    "L050": ErrorPage(
        "A blueprint that cannot be used",
        "The file from which an exam is made has a key that is missing, unknown or of the wrong kind, asks for "
        "nothing, or asks for more of one kind than the pack gives.",
        'exam.yaml:4: L050 no case is called "suported I"',
        "Compare with the example in docs/practice-teachers.md. Every key but `schema` and `title` may be left out.",
    ),
    "L060": ErrorPage(
        "A result that is not as it was sealed",
        "The hash over the content of the result, or over its marks, does not fit any more: something was changed "
        "after the exam ended. It may also be no result at all.",
        "ann.json: L060 the exam was changed after it was sealed",
        "Ask for the file as it was written, and compare the seal with the one that the student saw at the end. The "
        "hash shows that something was changed; it does not show by whom, and it is no legal signature.",
    ),
    "L070": ErrorPage(
        "A result that cannot be opened",
        "No file of that name is there, it may not be read, or it is far too large for the result of an exam. Nothing "
        "is known of what stands in it.",
        "ann.json: L070 the result cannot be read: no such file or directory",
        "Check the name and the permission.",
    ),
    "N010": ErrorPage(
        "Not a note that this program wrote",
        "A note was to be read back from JSON, and the text is not JSON, or a part that every note has is missing.",
        "note.json: N010 this is not a note of the form sot-note/1",
        "Write the note again from its visit. A note that was changed by hand is not read.",
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
