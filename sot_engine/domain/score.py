"""The total of an outcome measure, as it is typed: `NPRS=6`, or with what was answered, `ODI=24@9/10`."""

import re
from typing import cast, get_args

from sot_engine.domain.chart import Measure, Score

_TYPED = re.compile(
    r"(?P<measure>[A-Za-z]+)=(?P<value>\d{1,3}(\.\d{1,2})?)(@(?P<answered>\d{1,2})/(?P<items>\d{1,2}))?\Z"
)


def read_score(text: str, at: str) -> Score:
    """Read one score; `at` is when it was taken.

    Errors: ValueError with what is wrong, and how it is written.
    """
    found = _TYPED.match(text.strip())
    measure = found["measure"].upper() if found else ""
    if not found or measure not in get_args(Measure):
        message = f'"{text}" is no score: write NPRS=6, PSFS=4.5, ODI=24 or NDI=18@9/10'
        raise ValueError(message)
    answered, items = found["answered"], found["items"]
    if items and int(answered) > int(items):
        message = f'"{text}": more were answered than there are'
        raise ValueError(message)
    return Score(
        measure=cast("Measure", measure), value=float(found["value"]), at=at,
        answered=int(answered) if answered else None, items=int(items) if items else None,
    )  # fmt: skip
