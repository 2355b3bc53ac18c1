"""A rate file is loaded whole, reported row by row, and read again without a write; a wrong one leaves no trace."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from orders.tax.loading import lines
from orders.tax.models import Boundary, Jurisdiction, Rate, TablesStamp
from tests.tax.asking import ask, question, tax
from tests.tax.loading.files import CDTFA, COMPONENTS, refused, run, written

pytestmark = pytest.mark.django_db
TULSA = {"city": "Tulsa", "county": "Tulsa County", "state": "OK", "zip": "74103"}
# No local rate of Oklahoma is in our own tables.
ROWS = [
    "OK,district,Tulsa Transit,Oklahoma,1.000,1990-07-01,,x",
    "OK,county,Tulsa County,Oklahoma,0.000,1990-07-01,,x",
    "OK,city,Tulsa,Tulsa County,1.000,1990-07-01,,x",
    "OK,county,Creek County,Tulsa Transit,0.500,1990-07-01,,x",
]


def _tables() -> tuple[object, ...]:
    stamp = TablesStamp.objects.values_list("value", flat=True).get()
    return Jurisdiction.objects.count(), Rate.objects.count(), Boundary.objects.count(), stamp


def test_components_reach_their_places_and_are_unverified(tmp_path: Path) -> None:
    report = run(written(tmp_path, COMPONENTS, *ROWS))
    assert report[0] == "line 2: new: Tulsa Transit (OK district) 1% from 1990-07-01"
    assert report[-1] == "4 new, 0 changed, 0 unchanged, 0 kept, 0 refused"
    answer = ask(question("Miami", "watch:100.00", to=TULSA), assume_registered=True)
    assert (answer["tax"], answer["matched"]) == ("5.50", "city")
    assert "unverified" in answer["warnings"][-1]
    creek = question("Miami", "watch:100.00", to=TULSA | {"city": "", "county": "Creek", "zip": ""})
    assert ask(creek, assume_registered=True)["tax"] == "6.00"


def test_a_file_read_again_writes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, COMPONENTS, *ROWS)
    run(path)
    before = _tables()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert run(path)[-1] == "0 new, 0 changed, 4 unchanged, 0 kept, 0 refused"
    written_now = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert (written_now, _tables()) == ([], before)


def test_a_dry_run_reports_and_writes_nothing(tmp_path: Path) -> None:
    before = _tables()
    report = run(written(tmp_path, COMPONENTS, *ROWS), dry_run=True)
    assert report[-2:] == [
        "4 new, 0 changed, 0 unchanged, 0 kept, 0 refused",
        "A dry run: nothing was written.",
    ]
    assert _tables() == before


def test_a_new_rate_ends_the_old_one_on_its_first_day(tmp_path: Path) -> None:
    report = run(written(tmp_path, COMPONENTS, "CT,state,Connecticut,,6.5,2027-01-01,,x"))
    assert report[0] == "line 2: changed: Connecticut (CT state) 6.5% from 2027-01-01; instead of 6.35%"
    days = (
        Rate.objects.filter(jurisdiction__name="Connecticut").order_by("since").values_list("since", "until")
    )
    assert list(days)[-1] == (date(2027, 1, 1), None)
    assert tax("Greenwich", "handbag:100.00", "2026-12-31") == "6.35"
    assert tax("Greenwich", "handbag:100.00", "2027-01-01") == "6.50"


def test_what_is_known_better_is_kept_unless_the_first_day_is_named(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        COMPONENTS,
        "CA,city,Beverly Hills,Los Angeles County,0.75,2017-01-01,,x",
        "NY,county,Suffolk County,New York,5,2005-06-01,,x",
    )
    assert run(path)[-1] == "0 new, 0 changed, 0 unchanged, 2 kept, 0 refused"
    assert tax("Beverly Hills", "handbag:1000.00") == "97.50"
    since = date(2027, 1, 1)
    assert run(path, since=since)[-1] == "1 new, 1 changed, 0 unchanged, 0 kept, 0 refused"
    assert tax("Beverly Hills", "handbag:1000.00", "2026-12-31") == "97.50"
    assert tax("Beverly Hills", "handbag:1000.00", "2027-01-01") == "105.00"


def test_the_list_of_california_is_taken_apart(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        CDTFA,
        "CA,Los Angeles County,County,Los Angeles,0.1,2027-04-01,",
        "CA,Beverly Hills,City,Los Angeles,0.1,2027-04-01,",
        "CA,Malibu,City,Los Angeles,10.75%,2027-04-01,",
        "CA,Monterey County Unincorporated Area,County,Monterey,0.0875,2027-04-01,",
        "CA,Del Rey Oaks,City,Monterey,0.08,2027-04-01,",
    )
    report = run(path, "cdtfa")
    assert report[0].startswith("line 2: changed: Los Angeles County (CA county) 2.75% from 2027-04-01")
    assert report[2].startswith("line 3: unchanged: Beverly Hills")
    assert report[1].startswith("line 5: unchanged: Monterey County Unincorporated Area (CA district) 1.5%")
    assert tax("Beverly Hills", "handbag:1000.00", "2027-03-31") == "97.50"
    assert tax("Beverly Hills", "handbag:1000.00", "2027-04-01") == "100.00"
    malibu = question("Beverly Hills", "handbag:1000.00", "2027-04-01", to={"city": "Malibu", "zip": "90265"})
    assert ask(malibu)["tax"] == "107.50"


def test_a_list_without_days_needs_the_first_one(tmp_path: Path) -> None:
    path = written(tmp_path, "location,type,county,rate", "Los Angeles County,County,Los Angeles,0.1")
    assert "--since" in refused(path, "cdtfa")[0]
    assert run(path, "cdtfa", since=date(2027, 4, 1))[-1].startswith("0 new, 1 changed")


def test_a_streamlined_file_names_states_and_counties_by_code(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "13,45,13,0.04,0.04,0,0,20110101,29991231",
        "13,00,121,0.03,0.03,0.03,0.03,20110101,20121231",
        "13,00,121,0.04,0.0375,0.03,0.03,20130101,29991231",
        "13,01,04000,0.019,0.019,0.019,0.019,20221001,29991231",
    )
    report = run(path, "sst")
    assert report[0] == "line 1: unchanged: Georgia (GA state) 4% from 2011-01-01"
    assert report[3].endswith("1.9% from 2022-10-01; no address reaches it until a boundary says so")
    fulton = {"city": "Roswell", "county": "Fulton", "state": "GA", "zip": "30075"}
    for on, expected in (("2012-12-31", "7.00"), ("2013-01-01", "7.75")):
        assert (
            ask(question("Miami", "watch:100.00", on, to=fulton), assume_registered=True)["tax"] == expected
        )
    assert Rate.objects.get(jurisdiction__name="City 04000").percent == Decimal("1.9")


@pytest.mark.parametrize(
    ("bad", "column", "word"),
    [
        ("OK,city,Paris,,-1,1990-07-01,,x", "rate_pct", "-1"),
        ("OK,city,Paris,,100.5,1990-07-01,,x", "rate_pct", "100.5"),
        ("OK,city,Paris,,NaN,1990-07-01,,x", "rate_pct", "NaN"),
        ("OK,city,Paris,,sNaN,1990-07-01,,x", "rate_pct", "sNaN"),
        ("OK,city,Paris,,1.00001,1990-07-01,,x", "rate_pct", "decimals"),
        ("OK,city,Paris,,one,1990-07-01,,x", "rate_pct", "number"),
        ("OK,city,Paris,,1,1990-02-30,,x", "valid_from", "1990-02-30"),
        ("OK,city,Paris,,1,,,x", "valid_from", "empty"),
        ("OK,city,Paris,,1,1990-07-01,1990-06-30,x", "valid_to", "before"),
        ("Texas,city,Paris,,1,1990-07-01,,x", "state", "Texas"),
        ("OK,town,Paris,,1,1990-07-01,,x", "jurisdiction_type", "town"),
        ("OK,city,,,1,1990-07-01,,x", "jurisdiction", "empty"),
        (f"OK,city,{'P' * 81},,1,1990-07-01,,x", "jurisdiction", "longer"),
        (f"OK,city,Paris,{'L' * 81},1,1990-07-01,,x", "parent", "longer"),
        ("OK,city,Tulsa,Tulsa County,2,1995-07-01,,x", "days", "line 4"),
        (ROWS[2], "days", "line 4"),
    ],
)
def test_one_wrong_row_keeps_the_whole_file_out(tmp_path: Path, bad: str, column: str, word: str) -> None:
    before = _tables()
    error, report = refused(written(tmp_path, COMPONENTS, *ROWS, bad))
    assert "nothing was written" in error
    assert report[4].startswith(f"line 6: refused: {column}: ")
    assert word in report[4]
    assert report[-1] == "4 new, 0 changed, 0 unchanged, 0 kept, 1 refused"
    assert _tables() == before


@pytest.mark.parametrize(
    ("kind", "told", "word"),
    [
        ("components", ["a,b,c", "1,2,3"], "wrong columns: state"),
        ("components", [], "empty"),
        ("components", ["", "  "], "empty"),
        ("components", [COMPONENTS, *ROWS, "OK,city"], "line 6 has 2 columns"),
        ("components", [COMPONENTS + ",state", *ROWS], "twice"),
        ("components", [COMPONENTS, *ROWS, 'OK,"city'], "line"),
        ("components", [COMPONENTS, "OK,city," + "x" * 200_000], "field larger"),
        ("sst", [COMPONENTS, *ROWS], "wrong columns: line 1 has 8"),
        ("cdtfa", [COMPONENTS, *ROWS], "wrong columns: location"),
    ],
)
def test_what_is_no_rate_file_is_refused(tmp_path: Path, kind: str, told: list[str], word: str) -> None:
    before = _tables()
    error, _ = refused(written(tmp_path, *told), kind)
    assert "rates.csv is refused, nothing was written" in error
    assert word in error
    assert _tables() == before


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    before = _tables()
    spanish = "CA,city,La Cañada Flintridge,Los Angeles County,0.75,2026-01-01,,x"
    error, _ = refused(written(tmp_path, COMPONENTS, *ROWS, spanish, encoding=encoding))
    assert "not UTF-8" in error
    assert _tables() == before


def test_a_spreadsheets_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    assert run(written(tmp_path, COMPONENTS, *ROWS, encoding="utf-8-sig"))[-1].startswith("4 new")


def test_a_file_that_is_too_large_or_missing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, COMPONENTS, *ROWS)
    monkeypatch.setattr(lines, "LARGEST", 100)
    assert "larger than" in refused(path)[0]
    assert "not a file" in refused(tmp_path / "nothing.csv")[0]


def test_more_rates_than_any_jurisdiction_ever_had_are_refused(tmp_path: Path) -> None:
    before = _tables()
    days = (f"{1000 + n}-01-01" for n in range(501))
    rows = [f"OK,city,Tulsa,Tulsa County,1,{day},{day},x" for day in days]
    assert "line 502: more than 500 rates of Tulsa" in refused(written(tmp_path, COMPONENTS, *rows))[0]
    assert _tables() == before


def test_a_fault_in_the_middle_of_writing_undoes_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise IntegrityError("somebody pulled the plug")

    before = _tables()
    monkeypatch.setattr(Boundary.objects, "bulk_create", breaks)
    with pytest.raises(IntegrityError, match="plug"):
        run(written(tmp_path, COMPONENTS, *ROWS))
    assert _tables() == before
