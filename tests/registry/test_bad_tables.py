"""What cannot be read is said with its line and its reason; the rest goes on; nothing is ever read wrong in silence."""

import json
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import create_engine, text

from sot_engine.errors import MachineLacks, RunConflict, SotError, TableShape, TableUnreadable
from sot_engine.registry.machine import reading, writing
from tests.databases import new_server_database
from tests.registry.runs import Quiet, agree, rejects, run, whole_table

Change = Callable[[pl.DataFrame], pl.DataFrame]


def refused(tmp_path: Path, name: str, content: bytes) -> SotError:
    """What is said of a file that cannot be read at all; nothing is left behind."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SotError) as found:
        run(tmp_path / name, tmp_path / "out.parquet")
    assert not (tmp_path / "out.parquet").exists()
    assert found.value.exit_code == 3
    return found.value


def parquet(frame: pl.DataFrame, tmp_path: Path) -> bytes:
    frame.write_parquet(tmp_path / "whole.parquet")
    return (tmp_path / "whole.parquet").read_bytes()


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


# --- Databases ---


def database(tmp_path: Path, *names: str | None) -> str:
    path = tmp_path / "exams.db"
    with sqlite3.connect(path) as opened:
        opened.execute("create table exams (exam_id text, age_years integer, pain_now integer)")
        opened.executemany("insert into exams values (?, 40, 3)", [(name,) for name in names])
    opened.close()
    return f"sqlite:///{path}"


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("A", "A", "B"), "1 rows have an exam_id that stands there twice"),
        (("A", None), "1 rows have no exam_id"),
        ((), "it holds no exams"),
    ],
)
def test_a_database_whose_exams_are_not_named_one_by_one_is_refused(
    tmp_path: Path, names: tuple[str | None, ...], message: str
) -> None:
    with pytest.raises(SotError, match=message):
        run(database(tmp_path, *names), tmp_path / "out.parquet", partial=True)


def test_a_table_that_a_database_does_not_have_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(TableUnreadable, match='no table is called "exam"') as found:
        run(database(tmp_path, "A"), tmp_path / "out.parquet", within="exam")
    assert found.value.hint == 'did you mean "exams"?'


def test_a_wrong_value_in_a_database_is_a_reject(tmp_path: Path) -> None:
    url = database(tmp_path, "A", "B", "C")
    with sqlite3.connect(tmp_path / "exams.db") as opened:
        opened.execute("update exams set pain_now = 'much' where exam_id = 'B'")
        opened.execute("update exams set pain_now = 11 where exam_id = 'C'")
    opened.close()
    told = rejects(run(url, tmp_path / "out.parquet", partial=True))
    assert [(one["line"], one["exam_id"], one["column"]) for one in told] == [
        ("2", "B", "pain_now"), ("3", "C", "pain_now"),
    ]  # fmt: skip


def test_a_database_without_its_driver_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(MachineLacks, match="driver of this database is not installed"):
        run("mysql+nodriver://user@host/name", tmp_path / "out.parquet")


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    with pytest.raises(TableUnreadable) as found:
        run("postgresql+psycopg://user:secret@127.0.0.1:1/none", tmp_path / "out.parquet")
    assert "secret" not in str(found.value)


@pytest.mark.parametrize("address", ["://", "sqlite:///no/such/folder/exams.db"])
def test_an_address_that_leads_nowhere_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(SotError) as found:
        run(address, tmp_path / "out.parquet")
    assert found.value.exit_code == 3


# --- The place of the result ---


def test_what_another_run_left_is_not_gone_on_with(tmp_path: Path) -> None:
    whole_table().write_parquet(tmp_path / "in.parquet")
    left = tmp_path / "out.parquet.parts"
    left.mkdir()
    (left / "run.json").write_text(json.dumps({"table": "another"}), "utf-8")
    with pytest.raises(RunConflict, match="holds another run, which differs in: pack, partial, sides"):
        run(tmp_path / "in.parquet", tmp_path / "out.parquet")
    run(tmp_path / "in.parquet", tmp_path / "out.parquet", fresh=True)
    agree(tmp_path / "out.parquet")
    assert not left.exists()


def test_two_runs_do_not_write_to_one_place(tmp_path: Path) -> None:
    from sot_engine.registry.resume import claimed

    whole_table().write_parquet(tmp_path / "in.parquet")
    with claimed(tmp_path / "out.parquet.parts", {}, fresh=False), pytest.raises(RunConflict, match="another run"):
        run(tmp_path / "in.parquet", tmp_path / "out.parquet")


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    whole_table().write_parquet(tmp_path / "in.parquet")
    with pytest.raises(MachineLacks, match="there is no folder"):
        run(tmp_path / "in.parquet", tmp_path / "in.parquet/out.parquet")


def test_a_file_that_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stat(path: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    (tmp_path / "in.csv").write_text("exam_id\n", "utf-8")
    monkeypatch.setattr("sot_engine.registry.opening.heading", stat)
    with pytest.raises(TableUnreadable, match="you may not read it"):
        run(tmp_path / "in.csv", tmp_path / "out.parquet")


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("No space left on device (os error 28)", MachineLacks, "the disk is full"),
        ("Permission denied (os error 13)", MachineLacks, "permission denied"),
        ("parquet: File out of specification: Page offset overflow", TableUnreadable, "not a whole Parquet file"),
        ("something else\nand more", TableUnreadable, "it cannot be read: something else"),
    ],
)
def test_what_polars_says_becomes_our_error(text: str, kind: type[SotError], message: str) -> None:
    with pytest.raises(kind, match=message), reading("in.parquet"):
        raise pl.exceptions.ComputeError(text)


def test_what_cannot_be_written_for_another_reason_is_said(tmp_path: Path) -> None:
    text = "something else"
    with pytest.raises(MachineLacks, match=f"the result cannot be written: {text}"), writing(tmp_path):
        raise pl.exceptions.ShapeError(text)


# --- Folders of Parquet ---


def folder_of_two(tmp_path: Path, change: Change) -> Path:
    """A folder of two files, of which the second is changed."""
    (tmp_path / "in").mkdir()
    whole_table()[:60].write_parquet(tmp_path / "in/a.parquet")
    change(whole_table()[60:]).write_parquet(tmp_path / "in/b.parquet")
    return tmp_path / "in"


@pytest.mark.parametrize("cut", ["in the middle", "to nothing", "damaged inside"])
def test_the_file_of_a_folder_that_cannot_be_read_is_named(tmp_path: Path, cut: str) -> None:
    folder = folder_of_two(tmp_path, lambda table: table)
    second = folder / "b.parquet"
    whole = second.read_bytes()
    damaged = whole[:10] + bytes(3_000) + whole[3_010:]
    second.write_bytes({"in the middle": whole[: len(whole) // 2], "to nothing": b"", "damaged inside": damaged}[cut])
    with pytest.raises(TableUnreadable, match="not a whole Parquet file") as found:
        run(folder, tmp_path / "out.parquet")
    assert found.value.where is not None
    assert found.value.where.file == str(second)
    assert not (tmp_path / "out.parquet").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop("onset"), "the column onset is missing"),
        (lambda t: t.with_columns(weather=1), 'no column is called "weather"'),
        (lambda t: t.with_columns(pain_now=pl.lit(value=True)), "the column pain_now holds yes or no"),
    ],
)
def test_a_column_that_one_file_of_a_folder_lost_or_changed_is_told_with_the_file(
    tmp_path: Path, change: Change, message: str
) -> None:
    with pytest.raises(TableShape, match=message) as found:
        run(folder_of_two(tmp_path, change), tmp_path / "out.parquet")
    assert found.value.where is not None
    assert found.value.where.file.endswith("in/b.parquet")


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.select(reversed(t.columns)),
        lambda t: t.with_columns(pl.col("first_rib_pain__left", "age_years").cast(pl.Int64)),
        lambda t: t.with_columns(pl.col("lateral_sway_mm", "first_rib_pain__left").cast(pl.String)),
        lambda t: t.with_columns(pl.col("lateral_sway__left").cast(pl.String)),
        lambda t: t.with_columns(
            pl.col("lateral_sway__left").cast(pl.String).cast(pl.Enum(["equivocal", "present", "absent"]))
        ),
        lambda t: t.with_columns(patient=pl.lit("P-1")),
    ],
    ids=["order", "wider numbers", "numbers as text", "words as text", "other places of words", "beside the exam"],
)
def test_files_of_a_folder_may_differ_in_the_order_and_the_types_of_their_columns(
    tmp_path: Path, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sot_engine.registry.parquet_source.ROWS", 50)
    run(folder_of_two(tmp_path, change), tmp_path / "out.parquet")
    agree(tmp_path / "out.parquet")


def test_a_reject_of_a_folder_has_the_row_among_all_its_files(tmp_path: Path) -> None:
    wrong = pl.when(pl.col("exam_id") == "E70").then(99).otherwise(pl.col("pain_now"))
    folder = folder_of_two(tmp_path, lambda table: table.with_columns(pain_now=wrong))
    (told,) = rejects(run(folder, tmp_path / "out.parquet"))
    assert (told["line"], told["exam_id"], told["value"]) == ("71", "E70", "99")
    agree(tmp_path / "out.parquet", without=[70])


def test_a_long_table_that_was_damaged_is_refused(tmp_path: Path) -> None:
    tall = [(f"A{place}", "age_years", "40") for place in range(20_000)]
    content = parquet(pl.DataFrame(tall, schema=["exam_id", "finding", "value"], orient="row"), tmp_path)
    found = refused(tmp_path, "in.parquet", content[:10] + bytes(3_000) + content[3_010:])
    assert isinstance(found, TableUnreadable)


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_table_that_changes_while_it_is_read_gives_no_result(tmp_path: Path, ending: str) -> None:
    table = tmp_path / f"in.{ending}"
    getattr(whole_table(), f"write_{ending}")(table)

    class Writes(Quiet):
        def step(self, done: object) -> None:
            super().step(done)
            getattr(whole_table().head(60), f"write_{ending}")(table)

    with pytest.raises(TableUnreadable, match="it changed while it was read"):
        run(table, tmp_path / "out.parquet", Writes())
    assert not (tmp_path / "out.parquet").exists()
    run(table, tmp_path / "out.parquet", fresh=True)
    assert pl.read_parquet(tmp_path / "out.parquet").height == 60


def test_a_database_that_grows_while_it_is_read_gives_no_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sot_engine.registry.database_source.ROWS", 2)
    url = new_server_database()
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as opened:
        opened.execute(text("create table exams (exam_id text, age_years integer)"))
        opened.execute(text("insert into exams values ('A', 40), ('B', 41), ('C', 42), ('E', 43)"))

    class Writes(Quiet):
        def step(self, done: object) -> None:
            super().step(done)
            with engine.begin() as opened:
                opened.execute(text("insert into exams values (:name, 40)"), {"name": f"D{len(self.parts)}"})

    with pytest.raises(TableUnreadable, match="it changed while it was read"):
        run(url, tmp_path / "out.parquet", Writes(), partial=True)
    engine.dispose()
    assert not (tmp_path / "out.parquet").exists()
