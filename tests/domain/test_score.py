import pytest

from sot_engine.domain.chart import Score
from sot_engine.domain.score import read_score


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("NPRS=6", Score(measure="NPRS", value=6, at="now")),
        ("psfs=4.5", Score(measure="PSFS", value=4.5, at="now")),
        ("NDI=18@9/10", Score(measure="NDI", value=18, at="now", answered=9, items=10)),
    ],
)
def test_a_score_is_read(text: str, score: Score) -> None:
    assert read_score(text, "now") == score


@pytest.mark.parametrize("text", ["", "NPRS", "NPRS=x", "SF36=3", "NPRS=-1", "NPRS=1000", "ODI=3@9", "NDI=18@11/10"])
def test_what_is_no_score_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no score|more were answered"):
        read_score(text, "now")
