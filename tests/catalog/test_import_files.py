"""What files look like when they come from elsewhere: encodings, delimiters, broken quotes, no header."""

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.importing import records
from catalog.importing.records import open_csv
from catalog.importing.refusals import Unusable
from catalog.models import Item
from tests.catalog.csv_files import imported, reasons, row, written


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.django_db
def test_encoding_and_delimiter_are_found(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [row(f"R-{n}", title="Écharpe en soie d’été", price=f"{n},50") for n in range(1, 4)]
    file = written(tmp_path / "a.csv", *rows, encoding=encoding, delimiter=delimiter)
    assert imported(file).created == 3
    assert {(item.title, item.designer.name) for item in Item.objects.select_related("designer")} == {
        ("Écharpe en soie d’été", "Hermès")
    }
    assert Item.objects.get(source_reference="R-2").price == Decimal("2.50")


@pytest.mark.django_db
def test_lines_are_physical_lines(tmp_path: Path) -> None:
    rows = [row("R-1", description="one\ntwo\nthree"), row("R-2", price="abc"), row("R-3", designer="")]
    report = imported(written(tmp_path / "a.csv", *rows))
    assert reasons(report) == [(5, "price", "not_a_number"), (6, "designer", "no_designer")]
    assert Item.objects.get().description == "one\ntwo\nthree"


@pytest.mark.django_db
def test_a_quote_that_never_closes_costs_its_own_line_only(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", *[row(f"R-{n}") for n in range(1, 301)])
    lines = file.read_text().splitlines(keepends=True)
    lines[1] = lines[1].replace("R-1,", '"R-1,')
    lines[299] = lines[299].replace("R-299,", '"R-299,')
    file.write_text("".join(lines))
    report = imported(file)
    assert (report.rows, report.created) == (300, 298)
    assert reasons(report) == [(2, "", "unreadable"), (300, "", "unreadable")]


@pytest.mark.django_db
def test_bytes_that_are_not_text_cost_their_own_row(tmp_path: Path) -> None:
    rows = [row(f"R-{n}", title="Étole") for n in range(1, 31)]
    file = written(tmp_path / "a.csv", *rows)
    lines = file.read_bytes().splitlines(keepends=True)
    lines[3] = lines[3].replace("É".encode(), b"\xc9\xff")
    lines[4] = lines[4].replace(b"Birkin", b"Bir\0kin")
    file.write_bytes(b"".join(lines))
    report = imported(file)
    assert report.created == 28
    assert reasons(report) == [(4, "", "encoding"), (5, "style", "binary")]


@pytest.mark.django_db
def test_blank_and_near_empty_lines(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", row("R-1"))
    file.write_text(file.read_text() + "\n,,,,,,,\nR-2\n,,,,,12,,\n")
    report = imported(file)
    assert (report.rows, report.created, report.blank_lines) == (3, 1, 2)
    assert reasons(report) == [(5, "designer", "no_designer"), (6, "reference", "no_reference")]


@pytest.mark.django_db
def test_cells_beyond_the_header_are_refused(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", row("R-1"))
    file.write_text(file.read_text() + file.read_text().splitlines()[1].replace("12500", "12,500") + "\n")
    assert reasons(imported(file)) == [(3, "", "too_many_cells")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "There is no file"),
        (b"", "is empty"),
        (b"\n\n", "has no header"),
        (b"PK\x03\x04\0\0\0\0rest\n", "isn't a CSV file"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    file = tmp_path / "a.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Unusable, match=sentence), open_csv(file):
        pass


@pytest.mark.django_db
def test_a_missing_column_is_named_with_what_to_write(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Stock number;Marke\n1;Gucci\n")
    with pytest.raises(Unusable) as problem:
        imported(file)
    assert "No column holds: category." in str(problem.value)
    assert 'category = "the name of its column"' in str(problem.value)
    assert not Item.objects.exists()


@pytest.mark.django_db
def test_a_file_without_a_header_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("1,Gucci,Bag,100\n2,Gucci,Bag,200\n")
    with pytest.raises(Unusable, match="columns are: 1, Gucci, Bag, 100"):
        imported(file)


@pytest.mark.django_db
def test_a_header_below_titles_and_comments_and_once_more_in_the_middle(tmp_path: Path) -> None:
    head = "sku,brand,category,price\n"
    file = tmp_path / "a.csv"
    file.write_text(f"# Sale 4711\n# exported today\n\n{head}1,Gucci,Bags,100\n{head}2,Gucci,Bags,x\n")
    report = imported(file)
    assert (report.rows, report.created, report.lines_above_header) == (3, 1, 2)
    assert reasons(report) == [(6, "", "header_again"), (7, "price", "not_a_number")]


@pytest.mark.django_db
def test_excels_line_for_the_delimiter(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('sep=;\nsku;"Price, USD";brand;category\n1;100;Gucci;Bags\n')
    assert (imported(file).created, Item.objects.get().price) == (1, Decimal(100))


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "utf-16", "utf-32", "gb18030"])
@pytest.mark.django_db
def test_japanese_columns_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    rows = [
        {
            "商品番号": "J1",
            "ブランド": "エルメス",
            "カテゴリ": "バッグ",
            "価格": "￥１２８，０００",
            "ランク": "AB",
        }
    ]
    file = written(tmp_path / "a.csv", *rows, encoding=encoding)
    report = imported(file, {"money": {"rates": {"JPY": "0.0067"}}})
    item = Item.objects.get()
    assert (report.created, item.designer.name, item.price, item.grade) == (
        1,
        "エルメス",
        Decimal("857.60"),
        "good",
    )


@pytest.mark.django_db
def test_a_cut_utf16_file_costs_its_last_row(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", row("R-1"), row("R-2"), encoding="utf-16")
    file.write_bytes(file.read_bytes()[:-3])
    report = imported(file)
    assert (report.created, reasons(report)) == (1, [(3, "", "encoding")])


@pytest.mark.django_db
def test_a_line_without_end_is_not_kept_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "LONGEST_LINE", 1_000)
    file = written(tmp_path / "a.csv", row("R-1"), row("R-2", description="x" * 5_000), row("R-3"))
    report = imported(file)
    assert (report.created, [code for _, _, code in reasons(report)]) == (2, ["binary"])


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04rest", "an Excel or zip file"),
        (b"\x1f\x8brest", "compressed"),
        (b"%PDF-1.4", "a PDF"),
        (b"<!DOCTYPE html>", "a web page"),
        (b'[{"sku": 1}]', "JSON"),
    ],
)
def test_a_file_of_another_kind_is_told_what_it_is(tmp_path: Path, content: bytes, kind: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(Unusable, match=kind), open_csv(tmp_path / "a.csv"):
        pass


def test_a_folder_is_told_from_a_file(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="is a directory"), open_csv(tmp_path):
        pass
