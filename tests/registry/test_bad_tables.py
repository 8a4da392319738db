"""What cannot be read is said with its line and its reason; the rest goes on; nothing is ever read wrong in silence."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sot_engine.errors import TableShape, TableUnreadable
from tests.registry.refusals import Change, parquet, refused
from tests.registry.runs import agree, rejects, run, whole_table

# --- Columns ---


@pytest.mark.parametrize(
    ("change", "message", "hint"),
    [
        (lambda t: t.drop("heel_tension__left"), "column heel_tension__left is missing", "--partial"),
        (lambda t: t.drop("exam_id"), "column exam_id is missing", "sot registry schema"),
        (lambda t: t.drop("onset", "pain_now"), "2 columns are: pain_now, onset; missing", "--partial"),
        (lambda t: t.rename({"onset": "onsett"}), 'no column is called "onsett"', 'did you mean "onset"?'),
        (lambda t: t.with_columns(onset=pl.lit(value=True)), "column onset holds yes or no", "one of: sudden"),
        (lambda t: t.with_columns(onset=pl.lit(3)), "column onset holds numbers", "one of: sudden"),
        (lambda t: t.with_columns(pain_now=pl.lit(date(2026, 1, 1))), "pain_now holds dates or times", "from 0 to 10"),
        (lambda t: t.with_columns(pain_now=[[1]] * t.height), "pain_now holds lists or records", "from 0 to 10"),
        (lambda t: t.with_columns(exam_id=pl.lit(1.5)), "exam_id holds numbers", "the name of the exam"),
    ],
)
def test_a_table_with_wrong_columns_is_refused(tmp_path: Path, change: Change, message: str, hint: str) -> None:
    found = refused(tmp_path, "in.parquet", parquet(change(whole_table()), tmp_path))
    assert isinstance(found, TableShape)
    assert message in found.message
    assert hint in found.hint


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    text = whole_table().write_csv().replace("onset", "pain_now", 1)
    assert "the column pain_now is twice there" in str(refused(tmp_path, "in.csv", text.encode()))


def test_a_partial_table_counts_findings_without_a_column_as_not_recorded(tmp_path: Path) -> None:
    seldom = whole_table().with_columns(skin_breakdown=None)
    run_of = {"whole": seldom, "partial": seldom.drop("skin_breakdown")}
    for name, frame in run_of.items():
        frame.write_parquet(tmp_path / f"{name}.parquet")
        run(tmp_path / f"{name}.parquet", tmp_path / f"{name}.out.parquet", partial=name == "partial")
    one, two = (pl.read_parquet(tmp_path / f"{name}.out.parquet") for name in run_of)
    assert one.equals(two)


def test_a_partial_table_still_needs_the_exam_and_the_age(tmp_path: Path) -> None:
    whole_table().drop("age_years").write_parquet(tmp_path / "in.parquet")
    with pytest.raises(TableShape, match="column age_years is missing"):
        run(tmp_path / "in.parquet", tmp_path / "out.parquet", partial=True)


def test_columns_beside_the_exam_are_allowed_and_left_behind(tmp_path: Path) -> None:
    more = {"patient": "P-1", "examiner": "A. Example", "examined_at": "2026-03-14", "confidence__onset": "unsure"}
    whole_table().with_columns(**{name: pl.lit(value) for name, value in more.items()}).write_parquet(
        tmp_path / "in.parquet"
    )
    run(tmp_path / "in.parquet", tmp_path / "out.parquet")
    agree(tmp_path / "out.parquet")
    assert set(more).isdisjoint(pl.read_parquet_schema(tmp_path / "out.parquet"))


# --- Files ---


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("in.parquet", b"", "it is not a whole Parquet file"),
        ("in.parquet", b"PAR1 and then something else PAR1", "it is not a whole Parquet file"),
        ("in.csv", b"", "it is empty"),
        ("in.jsonl", b"", "it is empty"),
        ("in.csv", b"exam_id;age_years\n1;2\n", "the columns are not separated by commas"),
        ("in.csv", b"\xff\xfe\x00", "the first line is not CSV in UTF-8"),
        ("in.xlsx", b"PK", 'what ".xlsx" is, is not known'),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    assert message in refused(tmp_path, name, content).message


def test_a_parquet_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    content = parquet(whole_table(), tmp_path)
    assert isinstance(refused(tmp_path, "in.parquet", content[: len(content) // 2]), TableUnreadable)


def test_a_parquet_file_that_was_damaged_inside_is_refused(tmp_path: Path) -> None:
    content = bytearray(parquet(whole_table(), tmp_path))
    content[10:4_000] = bytes(3_990)
    assert isinstance(refused(tmp_path, "in.parquet", bytes(content)), TableUnreadable)


@pytest.mark.parametrize("name", ["in.parquet", "in.csv"])
def test_a_table_without_exams_is_refused(tmp_path: Path, name: str) -> None:
    empty = whole_table().head(0)
    content = parquet(empty, tmp_path) if name == "in.parquet" else empty.write_csv().encode()
    assert "no exams" in refused(tmp_path, name, content).message


@pytest.mark.parametrize("name", ["none.parquet", "none.csv", "none.jsonl"])
def test_a_file_that_is_not_there_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(TableUnreadable, match="there is no such file"):
        run(tmp_path / name, tmp_path / "out.parquet")


def test_a_folder_without_a_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableUnreadable, match=r"holds no \.parquet file"):
        run(tmp_path, tmp_path / "out.parquet")


def test_a_quotation_that_never_ends_is_refused_with_its_line(tmp_path: Path) -> None:
    lines = whole_table().write_csv().splitlines()
    lines[7] = f'"{lines[7]}'
    found = refused(tmp_path, "in.csv", "\n".join(lines).encode())
    assert "opened and never closed" in found.message
    assert found.where is not None
    assert found.where.line == 8


# --- Rows ---


WRONG: tuple[tuple[str, str | None, str], ...] = (
    ("pain_now", "11", "it takes a whole number from 0 to 10"),
    ("pain_now", "-1", "it takes a whole number from 0 to 10"),
    ("pain_now", "4.5", "it takes a whole number from 0 to 10"),
    ("pain_now", "nan", "it takes a whole number from 0 to 10"),
    ("pain_now", "inf", "it takes a whole number from 0 to 10"),
    ("pain_now", "some", "it takes a whole number from 0 to 10"),
    ("lateral_sway_mm", "12.34", "it takes a number from 0 to 150, at most one decimal"),
    ("onset", "sudenly", "it takes one of: "),
    ("onset", " sudden", "it takes one of: "),
    ("bladder_bowel_change", "Present", "it takes one of: absent, present, equivocal"),
    ("soto_test__left", "same>worse>better>same", "it takes words in order, joined with >, of: same, "),
    ("age_years", None, "it takes a whole number from 0 to 130"),
    ("age_years", "131", "it takes a whole number from 0 to 130"),
    ("exam_id", None, "it takes the name of the exam"),
    ("committed", "IV", "it takes one of: I, II, III"),
)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_value_that_cannot_be_makes_its_row_a_reject(tmp_path: Path, ending: str) -> None:
    """One row for each of the mistakes above, from the fortieth on."""
    rows = whole_table().cast(pl.String).rows(named=True)
    for place, (column, value, _) in enumerate(WRONG, start=40):
        rows[place][column] = value
    wrong = pl.DataFrame(rows, schema=dict.fromkeys(whole_table().columns, pl.String))
    getattr(wrong, f"write_{ending}")(tmp_path / f"in.{ending}")
    found = run(tmp_path / f"in.{ending}", tmp_path / "out.parquet")
    told = rejects(found)
    first = 42 if ending == "csv" else 41
    assert [int(one["line"]) for one in told] == list(range(first, first + len(WRONG)))
    assert [(one["column"], one["value"]) for one in told] == [(column, value or "") for column, value, _ in WRONG]
    assert [one["reason"].startswith(reason) for one, (_, _, reason) in zip(told, WRONG, strict=True)] == [True] * 15
    assert {one["exam_id"] for one in told} == {"", *(f"E{place}" for place in range(40, 55) if place != 53)}
    assert found.rejected == len(WRONG)
    agree(tmp_path / "out.parquet", without=range(40, 55))


@pytest.mark.parametrize(
    ("kind", "value"),
    [(pl.Float64, 4.5), (pl.Float64, float("nan")), (pl.Int64, 11), (pl.Int64, -1), (pl.Int8, -1), (pl.UInt64, 2**63)],
)
def test_a_number_that_cannot_be_makes_its_row_a_reject_in_every_type(
    tmp_path: Path, kind: type[pl.DataType], value: float
) -> None:
    numbers = pl.Series("pain_now", [value, *[3] * (whole_table().height - 1)], dtype=kind, strict=False)
    whole_table().with_columns(numbers).write_parquet(tmp_path / "in.parquet")
    (told,) = rejects(run(tmp_path / "in.parquet", tmp_path / "out.parquet"))
    assert (told["line"], told["exam_id"], told["column"]) == ("1", "E0", "pain_now")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("E40,35", "it has 2 cells where the heading has 300"),
        ("E40" + "," * 400, "it has 401 cells where the heading has 300"),
        ('E40,"35" years', "it is no line of CSV: "),
    ],
)
def test_a_torn_line_of_csv_is_a_reject(tmp_path: Path, line: str, reason: str) -> None:
    lines = whole_table().write_csv().splitlines()
    reason = reason.replace("300", str(whole_table().width))
    (tmp_path / "in.csv").write_text("\n".join([*lines[:41], line, *lines[42:]]), "utf-8")
    found = run(tmp_path / "in.csv", tmp_path / "out.parquet")
    (told,) = rejects(found)
    assert told["line"] == "42"
    assert told["reason"].startswith(reason)
    agree(tmp_path / "out.parquet", without=[40])


def test_two_torn_lines_that_make_up_for_one_another_are_both_rejects(tmp_path: Path) -> None:
    lines = whole_table().write_csv().splitlines()
    lines[10], lines[20] = lines[10].rpartition(",")[0], f"{lines[20]},"
    (tmp_path / "in.csv").write_text("\n".join(lines), "utf-8")
    assert [told["line"] for told in rejects(run(tmp_path / "in.csv", tmp_path / "out.parquet"))] == ["11", "21"]
    agree(tmp_path / "out.parquet", without=[9, 19])


def test_a_return_inside_a_cell_is_never_dropped_from_it(tmp_path: Path) -> None:
    lines = whole_table().write_csv().splitlines()
    lines[11], lines[41] = lines[11].replace("E10,", "E10\r,"), lines[41].replace(",", ",\r,", 1).removesuffix(",")
    (tmp_path / "in.csv").write_bytes("\n".join(lines).encode())
    told = rejects(run(tmp_path / "in.csv", tmp_path / "out.parquet"))
    assert [one["line"] for one in told] == ["12", "42"]
    assert {one["reason"] for one in told} == {"it is no line of CSV: new-line character seen in unquoted field"}
    agree(tmp_path / "out.parquet", without=[10, 40])


def test_a_line_in_another_encoding_is_a_reject(tmp_path: Path) -> None:
    lines = whole_table().write_csv().encode().splitlines()
    lines[41] = lines[41].replace(b"E40", b"E4\xe9")
    (tmp_path / "in.csv").write_bytes(b"\n".join(lines))
    (told,) = rejects(run(tmp_path / "in.csv", tmp_path / "out.parquet"))
    assert (told["line"], told["reason"]) == ("42", "it is not UTF-8 text")
    agree(tmp_path / "out.parquet", without=[40])


def test_a_name_with_a_line_break_does_not_shift_the_lines_of_rejects(tmp_path: Path) -> None:
    lines = whole_table().write_csv().splitlines()
    lines[3] = lines[3].replace("E2", '"E2\nand more"')
    lines[5] = lines[5].replace("E4", "")
    (tmp_path / "in.csv").write_text("\n".join(lines), "utf-8")
    (told,) = rejects(run(tmp_path / "in.csv", tmp_path / "out.parquet"))
    assert told["line"] == "7"


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("{", "", "it is no line of JSON"),
        ("[1]", "", "it is no object with columns"),
        ('{"exam_id": "x", "age_years": 4, "heel": 1}', "heel", "no column is called so"),
        ('{"exam_id": "x", "age_years": 4, "onsett": 1}', "onsett", 'no column is called so; did you mean "onset"?'),
        ('{"exam_id": "x", "age_years": true}', "age_years", "it takes a whole number from 0 to 130"),
        ('{"exam_id": "x", "age_years": "40"}', "age_years", "it takes a whole number from 0 to 130"),
        ('{"exam_id": "x", "age_years": 40, "onset": 3}', "onset", "it takes one of: "),
        ('{"exam_id": "x", "age_years": 40, "onset": ""}', "onset", "it takes one of: "),
        ('{"exam_id": "x", "age_years": 40, "soto_test__left": []}', "soto_test__left", "it takes words"),
        ('{"exam_id": "x", "age_years": NaN}', "age_years", "it takes a whole number"),
        ('{"exam_id": "x", "age_years": 40, "pain_now": 1e400}', "pain_now", "it takes a whole number"),
        ('{"exam_id": "x", "age_years": 40, "age_years": 41}', "age_years", "the key is written twice"),
        ('{"exam_id": "x"}', "age_years", "it takes a whole number from 0 to 130"),
        ('{"age_years": 40}', "exam_id", "it takes the name of the exam"),
        ('{"exam_id": "x", "age_years": 40, "soto_test__left": ["same", 3]}', "soto_test__left", "it takes words"),
        (r'{"exam_id": "\ud800", "age_years": 40}', "exam_id", "it takes the name of the exam"),
        (r'{"exam_id": "x", "age_years": 40, "soto_test__left": ["\ud800"]}', "soto_test__left", "it takes words"),
        ('{"schema": "sot-visit/1"}', "", "V020 "),
    ],
)
def test_a_line_of_json_that_is_no_exam_is_a_reject(tmp_path: Path, line: str, column: str, reason: str) -> None:
    good = '{"exam_id": "A", "age_years": 40}'
    (tmp_path / "in.jsonl").write_text("\n".join([good, "", line, good.replace("A", "B")]), "utf-8")
    found = run(tmp_path / "in.jsonl", tmp_path / "out.parquet")
    told = rejects(found)
    assert {(one["line"], one["column"]) for one in told} == {("3", column)}
    assert told[0]["reason"].startswith(reason)
    assert pl.read_parquet(tmp_path / "out.parquet")["exam_id"].to_list() == ["A", "B"]


def test_a_line_that_is_not_utf_8_is_a_reject(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(b'{"exam_id": "\xff", "age_years": 40}\n')
    (told,) = rejects(run(tmp_path / "in.jsonl", tmp_path / "out.parquet"))
    assert told["reason"] == "it is not UTF-8 text"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("A,heel_tensoin__left,2", 'no column is called so; did you mean "heel_tension__left"?'),
        ("A,onset,", "leave the row out when it was not tested; it takes one of: "),
        ("A,age_years,41", "this exam records it more than once"),
        ("A,pain_now,11", "it takes a whole number from 0 to 10"),
    ],
)
def test_an_exam_of_which_one_row_cannot_be_read_is_a_reject(tmp_path: Path, row: str, reason: str) -> None:
    (tmp_path / "in.csv").write_text(f"exam_id,finding,value\nA,age_years,40\nB,age_years,50\n{row}\n", "utf-8")
    found = run(tmp_path / "in.csv", tmp_path / "out.parquet")
    assert any(told["reason"].startswith(reason) and told["exam_id"] == "A" for told in rejects(found))
    assert pl.read_parquet(tmp_path / "out.parquet")["exam_id"].to_list() == ["B"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("exam_id,finding,value,when,who\n", 'no column of the long layout is called "who"'),
        ("finding,value\nx,y\n", "the column exam_id is missing"),
        ("exam_id,finding,value,value\n", "the column value is twice there"),
    ],
)
def test_a_long_table_with_wrong_columns_is_refused(tmp_path: Path, text: str, message: str) -> None:
    assert message in refused(tmp_path, "in.csv", f"{text}x,y\n".encode()).message


def test_a_torn_line_of_a_long_table_is_a_reject(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("exam_id,finding,value\nA,age_years,40\nA,onset\n,onset,sudden\n", "utf-8")
    told = rejects(run(tmp_path / "in.csv", tmp_path / "out.parquet"))
    assert [(one["line"], one["reason"]) for one in told] == [
        ("3", "it has 2 cells where the heading has 3"), ("4", "it names no exam"),
    ]  # fmt: skip
