"""What can go wrong, drawn once.

::

    SotError                      .code .message .where .context .hint
    ├─ PackError                  exit 3
    │  ├─ PackNotFound     P001   no pack of that name
    │  ├─ PackSyntax       P010   a file is not YAML
    │  ├─ PackShape        P020   a key is missing, unknown or of the wrong kind
    │  ├─ PackReference    P030   a name that nothing in the pack carries
    │  ├─ PackLimit        P040   a rule expands to more than the engine bears
    │  ├─ PackUnearned     P050   a status that was not earned
    │  ├─ PackDiffers      P060   a note needs the pack that its visit was assessed with
    │  └─ PackFaults       P000   several of these, in file order
    ├─ VisitError                 exit 3
    │  ├─ VisitSyntax      V010   a file is neither YAML nor JSON
    │  ├─ VisitShape       V020   a key is missing, unknown or of the wrong kind
    │  ├─ UnknownFinding   V030   no finding of that name
    │  ├─ ImpossibleValue  V040   a value or a side that the finding cannot have
    │  └─ VisitFaults      V000   several of these, in file order
    ├─ TableError                 exit 3
    │  ├─ TableUnreadable  T010   a table of exams that is missing, empty, cut off or of another kind
    │  ├─ TableShape       T020   a column is missing, unknown, twice there or of the wrong type
    │  └─ RunConflict      T030   exit 2: an earlier result has this name, or an earlier or another run holds the place
    ├─ NothingToCompare    A010   exit 3: no patient was seen by two examiners
    ├─ PracticeError              exit 3
    │  ├─ CaseRefused      L040   a case that cannot be practised as it is, or that no pack gives
    │  ├─ BlueprintRefused L050   a blueprint of an exam that cannot be used as it is
    │  ├─ ResultBroken     L060   exit 4: a result of an exam is not as it was sealed
    │  ├─ ResultUnreadable L070   a file of a result that cannot be opened
    │  └─ PracticeFaults   L000   several of these, in file order
    ├─ ClockSetBack        L010   exit 6: the clock is behind the last answer that was kept
    ├─ ProgressUnreadable  L020   exit 3: a file of exported progress that is none
    ├─ LearnerUnnamed      L030   exit 2: a learner's name that no file can have
    ├─ NoteShape           N010   exit 3: a file is not a note that this program wrote
    ├─ JournalDamaged      J010   exit 4: what an exam under way was kept in was changed from outside
    ├─ JournalForeign      J020   exit 3: an exam that was begun under another pack or program
    ├─ JournalInUse        J030   exit 2: an exam that is open in another window
    ├─ CommitRefused       C010   exit 2: a category that this exam does not leave open
    ├─ EnginesDisagree     E010   exit 5: the two readings differ; nothing is shown
    ├─ EngineFailed        E020   exit 5
    ├─ ClusterLost         M020   exit 6: a scheduler, its workers, or what they need
    ├─ ExportRefused       X010   exit 1: an entry that cannot leave the practice in this way
    ├─ MachineLacks        M010   exit 6: an extra, a library, disk or permission
    ├─ SigningRefused      S010   exit 1: what is missing before this may be signed, all of it together
    └─ RecordError                exit 4
       ├─ NotFound         R010   exit 3: no visit, patient or person of that name
       ├─ AlreadySigned    R020   exit 1: a signed entry is never changed, only added to
       ├─ SealBroken       R030   a row is not what was recorded
       ├─ StoreUnavailable R040   the database cannot be opened, read or written
       └─ NotTakenIn       R050   exit 3: a backup or an export that cannot be taken in, or not here

An outcome of an exam (refer, contradictory, mixed, insufficient) is a value and never one of these.
"""

from sot_engine.errors.fault import Faults
from sot_engine.errors.fault import Place as Place
from sot_engine.errors.fault import SotError as SotError
from sot_engine.errors.fault import raise_faults as raise_faults


class PackError(SotError):
    """A rule pack that cannot be used as it is."""

    exit_code = 3


class PackNotFound(PackError):
    """No pack of that name is on the shelf."""

    code = "P001"


class PackSyntax(PackError):
    """A file of a pack is not YAML 1.2, or uses a part of it that packs do without."""

    code = "P010"


class PackShape(PackError):
    """A key is missing, unknown or holds the wrong kind of value."""

    code = "P020"


class PackReference(PackError):
    """A finding, word, source, rule or category is named that the pack does not have."""

    code = "P030"


class PackLimit(PackError):
    """A rule or a pack expands to more cases than the live engine bears."""

    code = "P040"


class PackUnearned(PackError):
    """A rule claims a review status without what that status needs."""

    code = "P050"


class PackDiffers(PackError):
    """A note needs the pack that its visit was assessed with, and was given another."""

    code = "P060"


class VisitError(SotError):
    """A visit file that cannot be read as it is."""

    exit_code = 3


class VisitSyntax(VisitError):
    """The text is neither YAML 1.2 nor JSON."""

    code = "V010"


class VisitShape(VisitError):
    """A key is missing, unknown or holds the wrong kind of value."""

    code = "V020"


class UnknownFinding(VisitError):
    """The pack has no finding of that name."""

    code = "V030"


class ImpossibleValue(VisitError):
    """A value or a side that the finding cannot have, or two entries that exclude each other."""

    code = "V040"


class PackFaults(Faults, PackError):
    """All faults of a pack together."""

    code = "P000"


class VisitFaults(Faults, VisitError):
    """All faults of a visit file together."""

    code = "V000"


class TableError(SotError):
    """A table of exams that cannot be read as it is."""

    exit_code = 3


class TableUnreadable(TableError):
    """The table is missing, empty, cut off, or not what its name says."""

    code = "T010"


class TableShape(TableError):
    """A column is missing, unknown, twice there or of the wrong type."""

    code = "T020"


class RunConflict(TableError):
    """An earlier result has this name, or an earlier or another run holds the place of this one."""

    code = "T030"
    exit_code = 2


class PracticeError(SotError):
    """A case, a blueprint or a result of an exam that cannot be used as it is."""

    exit_code = 3


class CaseRefused(PracticeError):
    """A case that cannot be practised: nobody knows it, the pack gives none such, or it is not what it claims."""

    code = "L040"


class BlueprintRefused(PracticeError):
    """A blueprint of an exam that cannot be used as it is."""

    code = "L050"


class ResultBroken(PracticeError):
    """The result of an exam does not read as it was sealed."""

    code = "L060"
    exit_code = 4


class ResultUnreadable(PracticeError):
    """The file of a result is not there, or cannot be opened: nothing is known of what stands in it."""

    code = "L070"


class PracticeFaults(Faults, PracticeError):
    """All faults of a file of cases or of a blueprint together."""

    code = "L000"


class NoteShape(SotError):
    """A file is not a note that this program wrote, or a part of it is missing."""

    code = "N010"
    exit_code = 3


class EnginesDisagree(SotError):
    """The two readings of one exam differ, so nothing is shown."""

    code = "E010"
    exit_code = 5


class EngineFailed(SotError):
    """The live engine stopped before it had concluded."""

    code = "E020"
    exit_code = 5


class NothingToCompare(SotError):
    """Agreement was asked for, and no patient was seen by two examiners, or twice by one."""

    code = "A010"
    exit_code = 3


class CommitRefused(SotError):
    """A practitioner may commit one of the categories that a mixed exam lists, and no other."""

    code = "C010"
    exit_code = 2


class ExportRefused(SotError):
    """A chart entry cannot leave the practice as it is, or not in this way."""

    code = "X010"
    exit_code = 1


class JournalDamaged(SotError):
    """The journal of an exam under way does not read as it was written."""

    code = "J010"
    exit_code = 4


class JournalForeign(SotError):
    """An exam under way was begun under another pack or by another program, so its keys may mean something else."""

    code = "J020"
    exit_code = 3


class JournalInUse(SotError):
    """An exam under way is open in another window, and two must not write into one journal."""

    code = "J030"
    exit_code = 2


class MachineLacks(SotError):
    """The machine lacks a library, disk space or a permission."""

    code = "M010"
    exit_code = 6


def extra(name: str) -> str:
    """What to do where a part of the program was left out when it was installed, which is done from its own folder."""
    return f'in the folder of sot-engine: uv tool install ".[{name}]", or the same with pipx or pip'


class SigningRefused(SotError):
    """A signature that was not given: everything that is missing, together."""

    code = "S010"
    exit_code = 1


class RecordError(SotError):
    """Records that cannot be used in this way, or at all."""

    exit_code = 4


class NotFound(RecordError):
    """The records hold no visit, patient or person of that name: what was typed is wrong, and the records are whole."""

    code = "R010"
    exit_code = 3


class AlreadySigned(RecordError):
    """What was signed is never changed; an amendment is added to it. The act was refused, and the records are whole."""

    code = "R020"
    exit_code = 1


class SealBroken(RecordError):
    """A row is not what was recorded: changed, missing or out of order."""

    code = "R030"


class StoreUnavailable(RecordError):
    """The database cannot be opened, read or written; nothing of what was recorded is lost."""

    code = "R040"


class NotTakenIn(RecordError):
    """A file is no backup or export of records, or is not whole, or there are records already where it would go."""

    code = "R050"
    exit_code = 3


class ClockSetBack(SotError):
    """The clock says an earlier time than the last answer that was kept."""

    code = "L010"
    exit_code = 6


class ProgressUnreadable(SotError):
    """A file of exported progress cannot be read as one; nothing of it was taken in."""

    code = "L020"
    exit_code = 3


class LearnerUnnamed(SotError):
    """A learner is called something that cannot be the name of a file."""

    code = "L030"
    exit_code = 2


class ClusterLost(SotError):
    """A scheduler does not answer, has no workers, or its workers cannot do what is asked."""

    code = "M020"
    exit_code = 6
