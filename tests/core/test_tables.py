"""Every kind of file a city may send: the good ones, the broken ones, and what the sender is told."""

import io
import json
import time as stopwatch
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula

from core.tables import REASONS, Column, ImportReport, Rejected, Table, TableError, read_table, sentence
from core.tables.files import MAX_BYTES, MAX_UNPACKED_BYTES
from core.tables.rows import MAX_ROWS

COLUMNS = (
    Column("code", ("Organisationskennziffer", "Kennziffer", "OKZ", "Nr"), required=True),
    Column("name", ("Bezeichnung", "Amt"), required=True),
    Column("phone", ("Telefon", "Tel")),
    Column("body", ("Beschreibung",), prose=True),
)
DEPARTMENTS = "OKZ;Amt;Telefon\n10;Hauptamt;07321 4711\n20;Kämmerei „Süd“ – Größe;+49 7321 4712\n"


def read(text: str | bytes, filename: str = "aemter.csv") -> Table:
    data = text.encode() if isinstance(text, str) else text
    return read_table(data, filename, columns=COLUMNS)


def codes(table: Table) -> list[tuple[int, str, str]]:
    return [(one.line, one.field, one.reason_code) for one in table.rejected]


def error(data: str | bytes, filename: str = "aemter.csv") -> TableError:
    with pytest.raises(TableError) as caught:
        read(data, filename)
    assert sentence(caught.value.rejected)
    return caught.value


def workbook(*rows: list[Any], formats: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for place, number_format in (formats or {}).items():
        sheet[place].number_format = number_format
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def repacked(data: bytes, part: str, change: Any) -> bytes:
    """The workbook with one part replaced."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return kept.getvalue()


# --- good files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_usual_csv_reads_alike(encoding: str, delimiter: str, ending: str) -> None:
    table = read(DEPARTMENTS.replace(";", delimiter).replace("\n", ending).encode(encoding))
    assert [(row.line, row["code"], row["name"]) for row in table.rows] == [
        (2, "10", "Hauptamt"),
        (3, "20", "Kämmerei „Süd“ – Größe"),
    ]
    assert table.rejected == []
    assert table.columns == {"code", "name", "phone"}


def test_a_workbook_reads_like_the_csv() -> None:
    rows = [line.split(";") for line in DEPARTMENTS.splitlines()]
    assert read(workbook(*rows), "aemter.xlsx") == read(DEPARTMENTS)


def test_values_of_a_workbook_become_text_as_the_sheet_shows_it() -> None:
    data = workbook(
        ["Nr", "Amt", "Telefon"],
        [7, 12.0, 1.5],
        [date(2026, 1, 6), datetime.fromisoformat("2026-01-06T09:30"), True],
        formats={"A2": "000"},
    )
    first, second = read(data, "aemter.xlsx").rows
    assert (first["code"], first["name"], first["phone"]) == ("007", "12", "1.5")
    assert (second["code"], second["name"], second["phone"]) == ("2026-01-06", "2026-01-06T09:30:00", "1")


@pytest.mark.parametrize(
    "heading",
    ["code", "CODE ", "Organisations-Kennziffer*", "organisationskennziffer:", "Nr.", "OKZ", "„Nr“"],
)
def test_headings_are_known_however_they_are_written(heading: str) -> None:
    assert read(f"{heading};Bezeichnung\n10;Hauptamt\n").rows[0]["code"] == "10"


def test_unknown_columns_are_named_and_ignored_and_a_missing_one_is_empty() -> None:
    table = read("Fax;OKZ;Amt;;Fax\n1;10;Hauptamt;x;2\n")
    assert table.ignored == ("Fax", "Fax")
    assert table.rows[0]["phone"] == ""
    assert "phone" not in table.columns


def test_cells_are_trimmed_and_only_prose_keeps_its_lines() -> None:
    row = read('OKZ;Amt;Beschreibung\n 10 ;"Amt für\nOrdnung";"- eins\r\n- zwei"\n').rows[0]
    assert (row["code"], row["name"], row["body"]) == ("10", "Amt für Ordnung", "- eins\n- zwei")


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = 'sep=;\n\nOKZ;Amt\n10;"Amt\nfür Ordnung"\n;;\n20;Kämmerei\n'
    assert [row.line for row in read(text).rows] == [4, 7]
    data = workbook(["OKZ", "Amt"], [None, None], ["10", "Hauptamt"])
    assert [row.line for row in read(data, "x.xlsx").rows] == [3]


def test_quoted_delimiters_do_not_mislead_the_guess() -> None:
    row = read('"Nr",Amt,"Telefon"\n10,"Amt; für; Ordnung; usw.",1\n').rows[0]
    assert row["name"] == "Amt; für; Ordnung; usw."


def test_a_workbook_named_csv_is_still_a_workbook() -> None:
    assert len(read(workbook(["OKZ", "Amt"], ["10", "Hauptamt"]), "aemter.csv").rows) == 1


# --- files that are no table


@pytest.mark.parametrize(
    ("data", "filename", "code"),
    [
        (b"", "a.csv", "empty_file"),
        (b" \r\n\t\n", "a.csv", "empty_file"),
        (b"\xef\xbb\xbf", "a.csv", "empty_file"),
        (b"\xff\xfe", "a.csv", "empty_file"),
        (b";;;\n;;;\n", "a.csv", "missing_column"),
        (b"OKZ;Amt\n", "a.csv", "no_rows"),
        (b"OKZ;Amt\n;;\n\n", "a.csv", "no_rows"),
        (b"%PDF-1.7\n1 0 obj", "a.csv", "file_type"),
        (b"\x89PNG\r\n\x1a\n", "a.csv", "file_type"),
        (b"<html><table>", "a.csv", "file_type"),
        (b"OKZ;Amt\n10;Hauptamt\n", "a.xlsx", "file_type"),
        (b"OKZ;Amt\n10;Hauptamt\n", "a.docx", "file_type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "old_excel"),
        (b"PK\x03\x04 and no archive", "a.xlsx", "damaged_file"),
        (b"OKZ;Amt\n10;H\x00auptamt\n", "a.csv", "nul_bytes"),
        ("OKZ;Amt\n10;Hauptamt\n".encode("utf-16-le"), "a.csv", "nul_bytes"),
        ("OKZ;Amt\n10;Haupt\x00amt\n".encode("utf-16"), "a.csv", "nul_bytes"),
        ("OKZ;Amt\n10;Müller\n".encode("cp850"), "a.csv", "encoding"),
        ("OKZ;Amt\n10;Kämmerei\n".encode() + "20;Größe\n".encode("cp1252"), "a.csv", "encoding"),
        (b"\xef\xbb\xbfOKZ;Amt\n10;K\xe4mmerei\n", "a.csv", "encoding"),
        (b"\xff\xfeO\x00K\x00Z", "a.csv", "encoding"),
        (b"Sehr geehrte Damen und Herren\n", "a.csv", "missing_column"),
        (b"OKZ;Telefon\n10;1\n", "a.csv", "missing_column"),
        (b"OKZ;Amt;Nr\n10;Hauptamt;11\n", "a.csv", "duplicate_column"),
        (b'OKZ;Amt\n10;"Hauptamt\n20;Rest\n', "a.csv", "unclosed_quote"),
        (b'OKZ;Amt\n10;"Haupt"amt\n', "a.csv", "stray_quote"),
        (b'OKZ;Amt\n10;"' + b"x" * 200_000, "a.csv", "unclosed_quote"),
        (b"OKZ;Amt" + b";x" * 100 + b"\n", "a.csv", "too_many_columns"),
        (b"OKZ;Amt\n" + b"1;x\n" * (MAX_ROWS + 1), "a.csv", "too_many_rows"),
        (b"OKZ;Amt\n" + b"\n" * 100_000 + b"1;x", "a.csv", "too_many_rows"),
        (b"x" * (MAX_BYTES + 1), "a.csv", "file_too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_table_is_refused_with_its_reason(data: bytes, filename: str, code: str) -> None:
    assert error(data, filename).code == code


def test_an_error_says_where_it_is() -> None:
    assert error(b"OKZ;Amt\n10;H\x00auptamt\n").line == 2
    assert error('OKZ;Amt\n10;"Amt\nfür"\n20;"offen\n30;x\n').line == 4
    missing = error("Nr;Telefon\n10;1\n")
    assert (missing.line, missing.field, "“Bezeichnung”" in sentence(missing.rejected)) == (1, "name", True)
    twice = error("\nOKZ;Amt;Nr.\n10;Hauptamt;11\n")
    assert (twice.line, twice.field, twice.value) == (2, "code", "Nr.")


def test_as_many_rows_as_allowed_are_read() -> None:
    assert len(read("OKZ;Amt\n" + "1;x\n" * MAX_ROWS).rows) == MAX_ROWS


def test_other_archives_are_no_workbook() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert error(kept.getvalue(), "a.xlsx").code == "file_type"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<w/>")
        with archive.open("xl/sharedStrings.xml", "w") as part:
            for _ in range(MAX_UNPACKED_BYTES // 2**20 + 1):
                part.write(bytes(2**20))
    assert len(kept.getvalue()) < 2**20
    began = stopwatch.process_time()
    assert error(kept.getvalue(), "a.xlsx").code == "unpacked_too_large"
    assert stopwatch.process_time() - began < 0.5


def test_an_archive_of_very_many_parts_is_refused() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for number in range(1001):
            archive.writestr(f"xl/{number}.xml", "")
    assert error(kept.getvalue(), "a.xlsx").code == "unpacked_too_large"


def test_entities_that_multiply_are_refused() -> None:
    layers = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "xxxxxxxxxx">{layers}]>'.encode()

    def arm(sheet: bytes) -> bytes:
        assert b"<t>x</t>" in sheet
        return bomb + sheet.replace(b"<t>x</t>", b"<t>&e11;</t>")

    data = repacked(workbook(["OKZ", "Amt"], ["1", "x"]), "xl/worksheets/sheet1.xml", arm)
    began = stopwatch.process_time()
    assert error(data, "a.xlsx").code == "damaged_file"
    assert stopwatch.process_time() - began < 2


def test_a_workbook_that_lies_about_its_size_is_read_as_it_is() -> None:
    def lie(sheet: bytes) -> bytes:
        return sheet.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"', 1)

    original = workbook(["OKZ", "Amt"], ["10", "Hauptamt"])
    data = repacked(original, "xl/worksheets/sheet1.xml", lie)
    assert data != original
    assert [row.line for row in read(data, "a.xlsx").rows] == [2]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_damaged_workbook_is_refused(part: str) -> None:
    data = repacked(workbook(["OKZ", "Amt"], ["1", "x"]), part, lambda content: content[: len(content) // 2])
    assert error(data, "a.xlsx").code == "damaged_file"


def test_a_workbook_without_content_is_empty() -> None:
    assert error(workbook(), "a.xlsx").code == "empty_file"
    assert error(workbook(["OKZ", "Amt"]), "a.xlsx").code == "no_rows"


def test_a_workbook_has_limits_too() -> None:
    assert error(workbook(["OKZ", "Amt", *["x"] * 99]), "a.xlsx").code == "too_many_columns"


# --- rows that are wrong, beside good ones


def test_good_rows_are_read_beside_rejected_ones() -> None:
    table = read("OKZ;Amt;Telefon\n10;Hauptamt;1\n20;;2\n30;=1+1;3\n;;\n40;Bauamt\n50;Forst;5;x\n60;Schule;6;\n")
    assert [row["code"] for row in table.rows] == ["10", "60"]
    assert codes(table) == [
        (3, "name", "missing_value"),
        (4, "name", "formula"),
        (6, "", "too_few_cells"),
        (7, "", "too_many_cells"),
    ]
    assert table.rejected[2].params == {"cells": 2, "expected": 3}
    assert sentence(table.rejected[3]) == "The row has 4 cells, the heading row 3."


def test_everything_wrong_with_a_row_is_told_at_once() -> None:
    assert codes(read("OKZ;Amt;Telefon\n;=1;@x\n")) == [
        (2, "code", "missing_value"),
        (2, "name", "formula"),
        (2, "phone", "formula"),
    ]


@pytest.mark.parametrize("cell", ["=1+1", "  =1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+A1", "＝1+1", "- x", "+x"])
def test_a_formula_in_a_csv_is_rejected(cell: str) -> None:
    rejected = read(f"OKZ;Amt\n10;{cell}\n").rejected
    assert [(one.line, one.field, one.value, one.reason_code) for one in rejected] == [
        (2, "name", cell.strip(), "formula")
    ]


@pytest.mark.parametrize("cell", ["+49 (0)7321 327-1234", "-12,5 %", "-3.141", "-", "+1/2", "a=b", "x@y.de"])
def test_numbers_phone_numbers_and_dashes_are_no_formulas(cell: str) -> None:
    assert read(f'OKZ;Amt\n10;"{cell}"\n').rows[0]["name"] == cell


def test_prose_may_begin_with_a_list_but_not_with_a_formula() -> None:
    table = read("OKZ;Amt;Beschreibung\n1;a;- eins\n2;b;+ zwei\n3;c;-1+A1\n4;d;=A1\n5;e;@A1\n")
    assert [row["body"] for row in table.rows] == ["- eins", "+ zwei"]
    assert [one.line for one in table.rejected] == [4, 5, 6]


def test_a_long_run_of_signs_is_judged_at_once() -> None:
    began = stopwatch.process_time()
    assert codes(read("OKZ;Amt;Beschreibung\n1;a;+" + "1 " * 14_000 + "x\n")) == [(2, "body", "formula")]
    assert stopwatch.process_time() - began < 1


def test_formulas_and_errors_in_a_workbook_are_rejected() -> None:
    data = workbook(["OKZ", "Amt", "Tel"], ["1", "=1+1", ""], ["2", "b", "#REF!"], ["3", "ok", "1"])
    table = read(data, "a.xlsx")
    assert codes(table) == [(2, "name", "formula"), (3, "phone", "error_value")]
    assert [one.value for one in table.rejected] == ["=1+1", "#REF!"]
    assert [row["code"] for row in table.rows] == ["3"]


def test_formulas_kept_as_text_and_array_formulas_are_rejected() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(["OKZ", "Amt"], ["1", "x"], ["2", "y"])))
    sheet = book.worksheets[0]
    sheet["B2"].value = "=HYPERLINK(1)"
    sheet["B2"].data_type = "s"
    sheet["B3"] = ArrayFormula("B3", "=SUM(A1:A2)")
    assert codes(read(saved(book), "a.xlsx")) == [(2, "name", "formula"), (3, "name", "formula")]


@pytest.mark.parametrize("cell", ["x\x07y", "x\x1by", "x\x85y", "x\x9by"])
def test_control_characters_are_rejected(cell: str) -> None:
    assert codes(read(f"OKZ;Amt;Beschreibung\n1;a;{cell}\n")) == [(2, "body", "control_character")]


@pytest.mark.parametrize("word", ["Kämmerei", "Größe", "Ämter", "Öffnung", "Über", "Café", "„Süd“"])
def test_wrongly_converted_letters_are_rejected(word: str) -> None:
    garbled = word.encode().decode("cp1252", errors="replace")
    assert codes(read(f"OKZ;Amt\n1;{garbled}\n")) == [(2, "name", "garbled")]
    assert read(f"OKZ;Amt\n1;{word}\n").rows[0]["name"] == word


def test_cells_have_a_longest_length_and_reports_a_shorter_one() -> None:
    table = read(f"OKZ;Amt\n1;{'x' * 500}\n2;{'y' * 501}\n")
    assert [row["code"] for row in table.rows] == ["1"]
    assert table.rejected == [Rejected(3, "name", "y" * 100, "too_long", {"max": 500})]
    assert sentence(table.rejected[0]) == "The text is longer than 500 characters."


# --- whatever comes


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_reason(data: bytes) -> None:
    for start in (b"", b"OKZ;Amt\n", b"PK\x03\x04"):
        try:
            read(start + data)
        except TableError as refused:
            assert sentence(refused.rejected)  # noqa: PT017


_cell = st.text("abcäöüß ;,\"'\t|x", min_size=1, max_size=8).filter(str.strip)


@given(st.lists(st.tuples(_cell, _cell), min_size=1, max_size=5), st.sampled_from(",;\t"))
def test_what_a_program_writes_is_read_back(rows: list[tuple[str, str]], delimiter: str) -> None:
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in [("OKZ", "Amt"), *rows]]
    table = read("\n".join(delimiter.join(row) for row in quoted))
    assert [(row["code"], row["name"]) for row in table.rows] == [
        (" ".join(code.split()), " ".join(name.split())) for code, name in rows
    ]


# --- the report


def test_the_report_has_the_shape_scripts_rely_on() -> None:
    report = ImportReport(created=3, changed=2, unchanged=1)
    report.rejected.append(Rejected(4, "name", "=1", "formula"))
    reason = "The cell contains a formula. Replace it by its result."
    rejected = [{"line": 4, "field": "name", "value": "=1", "reason": reason}]
    counts = {"created": 3, "changed": 2, "unchanged": 1}
    assert json.loads(json.dumps(report.as_json())) == {**counts, "rejected": rejected, "applied": False}


def test_callers_add_reasons_and_translate_them() -> None:
    german = {"Nobody knows %(who)s.": "%(who)s ist nicht bekannt."}

    def say(rejected: Rejected) -> str:
        reasons = {"unknown_head": "Nobody knows %(who)s."}
        return sentence(rejected, translate=lambda text: german.get(text, text), reasons=reasons)

    report = ImportReport(rejected=[Rejected(2, "head", "x", "unknown_head", {"who": "x"})])
    report.rejected.append(Rejected(3, "name", "", "missing_value"))
    reasons = [one["reason"] for one in report.as_json(say)["rejected"]]
    assert reasons == ["x ist nicht bekannt.", "This cell must not be empty."]


def test_every_reason_is_a_whole_sentence() -> None:
    params: dict[str, str | int] = {"max": 1, "column": "Amt", "cells": 1, "expected": 2}
    for code in REASONS:
        assert sentence(Rejected(1, "", "", code, params)).endswith(".")
