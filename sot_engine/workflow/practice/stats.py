"""How a learner stands under one pack."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from sot_engine.domain.pack import Pack
from sot_engine.domain.standing import Standing
from sot_engine.packs.shelf import read_pack
from sot_engine.practice.cards import cards_of, deck_of
from sot_engine.practice.damage import check_there
from sot_engine.practice.learner import NOBODY_NAMED, learners, progress_path
from sot_engine.practice.stats import Kept, stand
from sot_engine.workflow.practice.open_progress import read_progress


class Stood(NamedTuple):
    """How a learner stands, and the pack that it is about."""

    standing: Standing
    pack: Pack


def practice_stats(learner: str, pack: str, with_: Sequence[str] = ()) -> Stood:
    """Work out how a learner stands; who gave no name and has nothing kept stands at the beginning.

    Errors: NotFound for a name of which nothing is kept; whatever is wrong with the pack, the name or the progress.
    """
    read = read_pack(pack, tuple(with_))
    deck = deck_of(read)
    kept = Kept(answers=(), attempts=(), known={})
    check_there(progress_path(learner))
    if learner != NOBODY_NAMED or progress_path(learner).exists():
        with read_progress(learner) as progress:
            kept = Kept(answers=progress.answers(), attempts=progress.attempts(), known=progress.known(deck))
    standing = stand(learner, deck, cards_of(read), kept, datetime.now(UTC), None)
    return Stood(replace(standing, learners=learners()), read)
