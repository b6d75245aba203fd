"""Tables that people hand in: encodings, limits, and messages that name what is wrong."""

import io
import zipfile

import openpyxl
import pytest

from core import tables
from core.errors import InvalidRows
from core.tables import NotATable, TableTooLarge, UnknownEncoding, WrongColumns, read_table

CSV = "code,name\nXH-Z13,徐汇区生态环境局\nXH-Z14,徐汇区建设和管理委员会\n"


def cells(content, **options):
    options.setdefault("required", ["code", "name"])
    return [(row.number, row.cells) for row in read_table(content, "file.csv", **options).rows]


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_the_encodings_of_chinese_offices_are_found(encoding):
    assert cells(CSV.encode(encoding)) == [
        (2, {"code": "XH-Z13", "name": "徐汇区生态环境局"}),
        (3, {"code": "XH-Z14", "name": "徐汇区建设和管理委员会"}),
    ]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (CSV.encode().replace("环".encode(), "环".encode()[:2], 1), 2),
        ("code,name\nA,ok\nB,Straße für Übung\n".encode("latin-1"), 3),
        (CSV.encode("big5", errors="replace").replace(b"?", b"\xff\xff"), 2),
    ],
)
def test_other_bytes_are_refused_with_their_line(content, line):
    with pytest.raises(UnknownEncoding) as caught:
        cells(content)
    assert caught.value.params == {"file": "file.csv", "line": line}


def test_a_workbook_is_known_by_its_content_and_gives_text():
    content = workbook(["code", "name"], [310104003, "徐汇区天平路街道"], [None, None], [4.0, "  甲　乙 "])
    assert cells(content) == [
        (2, {"code": "310104003", "name": "徐汇区天平路街道"}),
        (4, {"code": "4", "name": "甲 乙"}),
    ]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"%PDF-1.7\0\0", b"PK\x03\x04 not a zip", b"\xd0\xcf\x11\xe0\0\0"])
def test_a_file_of_another_kind_is_no_table(content):
    with pytest.raises(NotATable):
        cells(content)


def test_a_zip_that_is_no_workbook_is_no_table():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(NotATable):
        cells(out.getvalue())


def test_entities_in_a_workbook_are_not_expanded():
    content = workbook(["code", "name"], ["A", "B"])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w") as copy:
        for member in archive.infolist():
            data = archive.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                data = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + data.split(b"?>", 1)[-1]
            copy.writestr(member.filename, data)
    with pytest.raises(NotATable):
        cells(out.getvalue())


def test_an_archive_that_would_unpack_to_too_much_is_never_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", bytes(tables.LARGEST_UNPACKED + 1))
    assert len(out.getvalue()) < 1_000_000
    with pytest.raises(TableTooLarge):
        cells(out.getvalue())


def test_an_archive_with_too_many_parts_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(tables.MOST_MEMBERS + 1):
            archive.writestr(f"part{number}", b"")
    with pytest.raises(TableTooLarge) as caught:
        cells(out.getvalue())
    assert "201" in caught.value.params["size"]


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    with pytest.raises(TableTooLarge):
        cells(CSV.encode())


def test_wrong_columns_are_named_missing_and_unknown():
    with pytest.raises(WrongColumns) as caught:
        cells(b"code,nam,code\nA,B,C\n", optional=["kind"])
    assert caught.value.params == {
        "file": "file.csv", "missing": "name", "unknown": "nam, code", "required": "code, name", "optional": "kind",
    }  # fmt: skip


def test_a_row_longer_than_the_heading_is_named():
    with pytest.raises(InvalidRows) as caught:
        cells(b"code,name\nA,B\nC,D,E\n")
    assert [row[:2] for row in caught.value.rows] == [(3, "")]
    assert "E" in caught.value.rows[0][2]


def test_a_row_shorter_than_the_heading_has_empty_cells():
    assert cells(b"code,name\nA\n") == [(2, {"code": "A", "name": ""})]


def test_quotation_marks_that_do_not_match_are_an_error():
    with pytest.raises(InvalidRows):
        cells(b'code,name\nA,"B\n')
