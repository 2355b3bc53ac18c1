"""Lists of stolen and counterfeit numbers: good rows are kept, bad ones named by line, hostile files survived."""

import pytest

from authentication.models import FlaggedList, FlaggedNumber, SerialAlarm
from authentication.serials import lists
from authentication.serials.keeping import decrypted, slow_digest
from authentication.serials.lists import ListRefused, bring_in, digest_waiting
from tests.factories.catalog import a_designer, draft_item
from tests.factories.people import staff
from tests.factories.serials import a_serial

pytestmark = pytest.mark.django_db
HEAD = "brand,serial number,status,report\n"


def brought(text: str | bytes) -> FlaggedList:
    return bring_in(text if isinstance(text, bytes) else text.encode(), "Register, November", actor=staff())


def test_good_rows_are_kept_and_bad_ones_named() -> None:
    a_designer("Rolex", aliases=["RLX"])
    rows = [
        "Rolex,K 123456,stolen,R-1",
        "rlx,K123457,Fake,",
        ",ANY999,counterfeit,",
        "Nobody,K1,stolen,",
        "Rolex,,stolen,",
        "Rolex,K9,borrowed,",
        "Rolex,k-123456,stolen,again",
        f"Rolex,{'9' * 61},stolen,",
        f"Rolex,K8,stolen,{'x' * 501}",
        "",
        "Rolex,K7",
    ]
    made = brought(HEAD + "\n".join(rows))
    assert (made.rows, made.taken) == (10, 3)
    assert made.refused == [
        [5, "We don't know the designer."],
        [6, "The number is missing, or longer than 60 signs."],
        [7, "It says neither stolen nor counterfeit."],
        [8, "It stands in this file before."],
        [9, "The number is missing, or longer than 60 signs."],
        [10, "A cell is broken or far too long."],
        [12, "It says neither stolen nor counterfeit."],
    ]
    kept = [(decrypted(row.ciphertext), row.why, row.line) for row in FlaggedNumber.objects.all()]
    assert kept == [("K 123456", "stolen", 2), ("K123457", "counterfeit", 3), ("ANY999", "counterfeit", 4)]
    assert "123456" not in str(list(FlaggedList.objects.values()))


def test_a_piece_that_is_here_already_meets_the_list() -> None:
    item = draft_item(designer=a_designer("Rolex"))
    serial = a_serial("K123456", item)
    a_serial("K123456", draft_item(designer=a_designer("Chanel")))
    brought(HEAD + "Rolex,k-123456,stolen,R-1")
    assert not SerialAlarm.objects.exists()
    assert digest_waiting() == 1
    assert digest_waiting() == 0
    assert SerialAlarm.objects.get().serial == serial


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "names no column number and no column why"),
        (b"a,b\n1,2\n", "names no column number"),
        (b"number,why\n", "It is empty"),
        (b"number,why\nK1,borrowed\n", "Line 2: It says neither stolen nor counterfeit"),
        (b"number,why\nK1\x00,stolen\n", "can't be read"),
        (b"\xff\xfe\x00\x00" * 10, "names no column|can't be read"),
        (b"number,why\n" + b'"' + b"x" * 200_000, "can't be read"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50, "names no column|can't be read"),
        (b"number,why\n" * 200_000, "larger than 2 MB"),
    ],
)
def test_a_file_that_is_none(content: bytes, says: str) -> None:
    with pytest.raises(ListRefused, match=says):
        brought(content)
    assert not FlaggedList.objects.exists()


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_ROWS", 3)
    with pytest.raises(ListRefused, match="more than 3 rows"):
        brought("number,why\n" + "".join(f"K{n},stolen\n" for n in range(4)))
    assert not FlaggedNumber.objects.exists()


def test_the_same_file_twice() -> None:
    brought("number,why\nK1,stolen\n")
    with pytest.raises(ListRefused, match="before"):
        bring_in(b"number,why\nK1,stolen\n", "Again", actor=None)
    assert FlaggedList.objects.count() == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_files_of_spreadsheets(encoding: str) -> None:
    hermes = a_designer("Hermès")
    brought("number,why,designer\r\nK1,stolen,Hermès\r\n".encode(encoding))
    assert FlaggedNumber.objects.get().designer == hermes


def test_an_open_quotation_mark_swallows_no_line() -> None:
    made = brought(HEAD + 'Rolex house,x,x,\n,"K1,stolen,\n,"K2,stolen,\n,K345678,stolen,\n')
    assert (made.taken, FlaggedNumber.objects.count()) == (1, 1)
    assert decrypted(FlaggedNumber.objects.get().ciphertext) == "K345678"
    assert made.refused[1] == [4, "The number goes over several lines: a quotation mark is open."]


def test_what_nobody_sees_is_no_part_of_a_number() -> None:
    brought(HEAD + ",\u202eK12\u200b345\ufeff,stolen,\n")
    digest_waiting()
    assert FlaggedNumber.objects.get().digest == slow_digest("k 12-345")


def test_formulas_are_text() -> None:
    brought('number,why,reference\n"=HYPERLINK(""x"")",stolen,=1+1\n')
    assert FlaggedNumber.objects.get().reference == "=1+1"
