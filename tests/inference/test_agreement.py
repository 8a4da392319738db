"""The measures against published worked examples, and against the libraries that have them."""

from collections.abc import Iterable, Sequence
from math import isfinite, sqrt
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa
from statsmodels.stats.proportion import proportion_confint

from sot_engine.domain.agreement import MEASURES, Estimate, Measure, Scale
from sot_engine.domain.condition import Value
from sot_engine.inference.agreement import NO_VARIATION, Rated, Sample, bias, estimate, prevalence, standard_error
from sot_engine.inference.student import t_quantile, wilson
from tests.strategies import law

EXACT = 1e-9


def sample(rows: Iterable[Sequence[Value | None]], scale: Scale = "words") -> Sample:
    """A sample of one thing: a row a patient, a column an examiner."""
    return Sample.of(([Rated("it", tuple(row))] for row in rows), {"it": scale})


def crossed(table: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """The rows behind a table of two examiners."""
    return [(one, two) for one, line in enumerate(table) for two, number in enumerate(line) for _ in range(number)]


def value(measure: Measure, of: Sample) -> float:
    """The value of a measure, which has to be there."""
    found = estimate(measure, of)
    assert found.value is not None, found.note
    return found.value


# --- Published worked examples ---

ABSTRACTORS = crossed([[13, 0, 0], [0, 20, 7], [0, 4, 56]])
"""100 pregnancies by two abstractors, as Gwet prints them in the vignette of the R package irrCAC 1.0, 2019."""


@pytest.mark.parametrize(
    ("measure", "published", "error"),
    [
        ("kappa", 0.7964094, 0.05891072),
        ("fleiss", 0.7962397, 0.05905473),
        ("ac1", 0.8493305, 0.04321747),
        ("pabak", 0.835, 0.04693346),
        ("agreement", 0.89, 0.03128898),
    ],
)
def test_two_abstractors_as_gwet_prints_them(measure: Measure, published: float, error: float) -> None:
    assert value(measure, sample(ABSTRACTORS)) == pytest.approx(published, abs=5e-8)
    ours = standard_error(measure, sample(ABSTRACTORS))
    assert ours is not None
    assert ours * sqrt(99 / 100) == pytest.approx(
        error, abs=5e-8
    )  # his functions for tables divide by n, ours by n - 1


FOUR = [
    (1, 1, None, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4),
    (4, 4, 4, 4), (1, 1, 2, 1), (2, 2, 2, 2), (None, 5, 5, 5), (None, None, 1, 1), (None, None, 3, None),
]  # fmt: skip
"""Four observers of twelve units, some not seen: Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011; the
same data in Gwet, Handbook of Inter-Rater Reliability, 4th ed. 2014, and as `cac.raw4raters` in irrCAC."""


@pytest.mark.parametrize(
    ("measure", "published", "error", "low"),
    [("ac1", 0.77544, 0.14295, 0.46081), ("fleiss", 0.76117, 0.15302, 0.42438)],
)
def test_four_observers_with_gaps_as_gwet_prints_them(
    measure: Measure, published: float, error: float, low: float
) -> None:
    found = estimate(measure, sample(FOUR))
    assert found.value == pytest.approx(published, abs=5e-6)
    assert standard_error(measure, sample(FOUR)) == pytest.approx(error, abs=5e-6)
    assert found.low == pytest.approx(low, abs=5e-6)
    assert found.high == 1


@pytest.mark.parametrize(("scale", "published"), [("words", 0.743), ("steps", 0.815), ("measure", 0.849)])
def test_alpha_of_four_observers_as_krippendorff_prints_it(scale: Scale, published: float) -> None:
    assert value("alpha", sample(FOUR, scale)) == pytest.approx(published, abs=5e-4)


def test_alpha_of_two_observers_of_ten_articles_as_krippendorff_prints_it() -> None:
    """The first example of Computing Krippendorff's Alpha-Reliability, 2011: binary, complete, alpha 0.095."""
    one, two = (0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0)
    assert value("alpha", sample(zip(one, two, strict=True))) == pytest.approx(0.095, abs=5e-4)


def test_fleiss_kappa_of_fourteen_raters_as_it_is_printed() -> None:
    """Ten subjects, fourteen raters, five classes, kappa 0.210: the example that textbooks give with Fleiss 1971."""
    counts = [
        (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
    ]  # fmt: skip
    rows = [[word for word, number in enumerate(row) for _ in range(number)] for row in counts]
    assert value("fleiss", sample(rows)) == pytest.approx(0.210, abs=5e-4)
    assert value("fleiss", sample(rows)) == pytest.approx(fleiss_kappa(np.array(counts)), abs=EXACT)


def test_kappa_falls_with_prevalence_and_ac1_does_not() -> None:
    """The paradox of Feinstein and Cicchetti, J Clin Epidemiol 1990;43:543-9: 85 % agreement, kappa 0.70 and 0.32."""
    balanced, skewed = sample(crossed([[40, 9], [6, 45]])), sample(crossed([[80, 10], [5, 5]]))
    assert value("agreement", balanced) == value("agreement", skewed) == pytest.approx(0.85)
    assert value("kappa", balanced) == pytest.approx(0.70, abs=5e-3)
    assert value("kappa", skewed) == pytest.approx(0.32, abs=5e-3)
    assert value("pabak", balanced) == value("pabak", skewed) == pytest.approx(0.70)
    assert value("ac1", skewed) > value("ac1", balanced) > value("kappa", skewed)


def test_the_indices_of_byrt_bishop_and_carlin() -> None:
    rows = [(one == 0, two == 0) for one, two in crossed([[80, 10], [5, 5]])]
    assert prevalence(rows) == pytest.approx((80 - 5) / 100)
    assert bias(rows) == pytest.approx((10 - 5) / 100)
    assert bias([(True, True, False), (True, False, False)]) == 1
    assert (prevalence([(True, None)]), bias([(True, None)])) == (None, None)


# --- Against the libraries ---


def tables(most: int = 3) -> st.SearchStrategy[list[tuple[int, int]]]:
    """Rows of two examiners who use at least two values."""
    cells = st.integers(0, most)
    rows = st.lists(st.tuples(cells, cells), min_size=2, max_size=40)
    return rows.filter(lambda found: len({value for row in found for value in row}) > 1)


@law
@given(tables())
def test_kappa_is_that_of_scikit_learn_and_its_error_that_of_statsmodels(rows: list[tuple[int, int]]) -> None:
    one, two = zip(*rows, strict=True)
    assert value("kappa", sample(rows)) == pytest.approx(cohen_kappa_score(one, two), abs=EXACT)
    table = np.zeros((4, 4))
    for row in rows:
        table[row] += 1
    with np.errstate(invalid="ignore"):  # it divides zero by zero where one examiner recorded a single value
        theirs, number = cohens_kappa(table), len(rows)
    error = standard_error("kappa", sample(rows))
    assert error is not None
    assert error**2 * (number - 1) / number == pytest.approx(max(theirs.var_kappa, 0), abs=EXACT)


@law
@given(tables(), st.sampled_from(("steps", "measure")))
def test_weighted_kappa_is_that_of_scikit_learn(rows: list[tuple[int, int]], scale: Scale) -> None:
    one, two = zip(*rows, strict=True)
    theirs = cohen_kappa_score(one, two, labels=[0, 1, 2, 3], weights="linear" if scale == "steps" else "quadratic")
    assert value("weighted_kappa", sample(rows, scale)) == pytest.approx(theirs, abs=EXACT)


@law
@given(st.lists(st.tuples(*[st.integers(0, 2)] * 4), min_size=2, max_size=30))
def test_fleiss_kappa_is_that_of_statsmodels(rows: list[tuple[int, ...]]) -> None:
    found = estimate("fleiss", sample(rows))
    if len({value for row in rows for value in row}) == 1:
        assert found.value is None
        return
    assert found.value == pytest.approx(fleiss_kappa(aggregate_raters(np.array(rows))[0]), abs=EXACT)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 7, 11, 30, 199, 1_999, 2_000, 50_000])
def test_the_quantile_of_t_is_that_of_scipy(freedom: int) -> None:
    assert t_quantile(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), abs=1e-9)


@pytest.mark.parametrize(("hits", "number"), [(0, 1), (1, 1), (3, 10), (10, 10), (440, 1_000)])
def test_wilsons_interval_is_that_of_statsmodels(hits: int, number: int) -> None:
    assert wilson(hits / number, number) == pytest.approx(proportion_confint(hits, number, method="wilson"), abs=EXACT)


# --- Laws ---


@law
@given(st.lists(st.tuples(*[st.one_of(st.none(), st.integers(0, 2))] * 3), max_size=20), st.sampled_from(MEASURES))
def test_every_measure_is_a_number_or_a_sentence(rows: list[tuple[int | None, ...]], measure: Measure) -> None:
    for scale in ("words", "steps", "measure"):
        found = estimate(measure, sample(rows, scale))
        if found.value is None:
            assert found.note
            assert (found.low, found.high, found.by) == (None, None, "")
            continue
        assert isfinite(found.value)
        assert found.value <= 1 + 1e-12
        if found.low is None or found.high is None:
            assert found.note
        else:
            assert found.low <= found.value + 1e-12
            assert found.value - 1e-12 <= found.high <= 1


@law
@given(tables(), st.sampled_from(MEASURES), st.randoms(use_true_random=False))
def test_the_order_of_patients_and_of_examiners_changes_nothing(
    rows: list[tuple[int, int]], measure: Measure, chance: Random
) -> None:
    turned = [row[::-1] for row in rows]
    chance.shuffle(turned)
    ours, theirs = (estimate(measure, sample(one, "steps")) for one in (rows, turned))
    numbers = [(one.value, one.low, one.high) for one in (ours, theirs)]
    assert numbers[0] == pytest.approx(numbers[1], abs=EXACT)
    assert (ours.by, ours.note) == (theirs.by, theirs.note)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_error_is_about_what_leaving_out_one_patient_after_another_gives(measure: Measure) -> None:
    """The jackknife knows nothing of our formulas, and comes close to them where there are many patients."""
    rows = [(one, max(0, one + shift), two) for one in range(4) for shift in (0, 0, 1, -1) for two in (one, one, 2)] * 2
    kept = [value(measure, sample(rows[:at] + rows[at + 1 :], "steps")) for at in range(len(rows))]
    mean = sum(kept) / len(kept)
    jackknife = sqrt((len(kept) - 1) / len(kept) * sum((one - mean) ** 2 for one in kept))
    assert standard_error(measure, sample(rows, "steps")) == pytest.approx(jackknife, rel=0.08)


@law
@given(tables(), st.sampled_from(("agreement", "kappa", "ac1")))
def test_patients_who_are_all_there_twice_do_not_make_an_interval_smaller(
    rows: list[tuple[int, int]], measure: Measure
) -> None:
    """Both rows of a patient say the same, so the second adds nothing."""
    once = sample(rows)
    twice = Sample.of(([Rated("it", row), Rated("it", row)] for row in rows), {"it": "words"})
    assert value(measure, twice) == pytest.approx(value(measure, once), abs=EXACT)
    assert standard_error(measure, twice) == pytest.approx(standard_error(measure, once), abs=EXACT)


def test_pooling_two_findings_keeps_the_chance_of_each() -> None:
    """Two findings, each held to one value by everybody: pooled, nothing was told apart, and kappa does not say 1."""
    patients = [[Rated("rare", ("absent", "absent")), Rated("common", ("present", "present"))]] * 10
    found = estimate("kappa", Sample.of(patients, {"rare": "words", "common": "words"}))
    assert (found.value, found.note) == (None, NO_VARIATION)


# --- Sentences ---


@pytest.mark.parametrize(
    ("rows", "measure", "scale", "sentence"),
    [
        ([], "kappa", "words", "no patient has this recorded by two examiners"),
        ([("a", None), (None, "b")], "agreement", "words", "no patient has this recorded by two examiners"),
        ([("a", "b")], "kappa", "words", "one patient is not enough"),
        ([("absent", "absent")] * 9, "kappa", "words", "all recorded the same value, so that nothing shows"),
        ([(0, 0)] * 9, "alpha", "steps", "all recorded the same value, so that nothing shows"),
        ([("a", "b"), ("b", "b")], "weighted_kappa", "words", "the values are words and have no distance; see kappa"),
        ([(1.5, 2), (3, 3)], "ac1", "measure", "a measure is a number on a ruler"),
    ],
)
def test_where_there_is_no_number_a_sentence_says_why(
    rows: list[tuple[Value | None, ...]], measure: Measure, scale: Scale, sentence: str
) -> None:
    found = estimate(measure, sample(rows, scale))
    assert found.value is None
    assert found.note.startswith(sentence)


def test_without_a_disagreement_there_is_a_value_and_no_interval_but_for_plain_agreement() -> None:
    of = sample([("a", "a"), ("b", "b")] * 5)
    kappa, agreement, pabak = (estimate(measure, of) for measure in ("kappa", "agreement", "pabak"))
    assert kappa == Estimate("kappa", 1.0, note="no disagreement was seen, so that there is no interval")
    assert (agreement.value, agreement.by) == (1, "Wilson")
    assert agreement.low == pytest.approx(0.7224672)
    assert agreement.high == pytest.approx(1)
    assert pabak.low == pytest.approx(2 * 0.7224672 - 1)


def test_light_is_the_mean_of_the_kappas_of_all_pairs() -> None:
    rows = [(1, 1, 2), (2, 2, 2), (1, 2, 1), (3, 3, 3), (2, 1, 2), (3, 3, 1)]
    pairs = [value("kappa", sample([(row[one], row[two]) for row in rows])) for one, two in ((0, 1), (0, 2), (1, 2))]
    assert value("kappa", sample(rows)) == pytest.approx(sum(pairs) / 3, abs=EXACT)
