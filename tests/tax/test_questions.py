"""`tax_quote`: lines in, lines out, and what can't be used is said without stopping."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command

from orders.tax.answers import answer_line
from tests.tax.asking import ask, question

pytestmark = pytest.mark.django_db


def test_every_line_is_answered_and_an_unusable_one_does_not_stop_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    good = json.dumps(question("Chevy Chase", "handbag:2000.00"))
    bad = [
        "not json",
        '{"id": "B"}',
        '"\xff"',
        '{"id": 1.5, "x": "\\ud800"}',
        "[" * 100_000,
        "{" + '"id": NaN}',
    ]
    lines = "\n".join([good, *bad, "", good]).encode("latin-1")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))
    out = io.StringIO()
    call_command("tax_quote", stdout=out)
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [a.get("tax") for a in answers] == ["120.00", *[None] * len(bad), "120.00"]
    assert (answers[1]["id"], answers[2]["id"]) == (None, "B")
    assert all("error" in answer for answer in answers[1:-1])
    assert "error" in answers[1]
    assert "items" in answers[2]["error"]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"date": "2026-02-30"}, "date"),
        ({"shipping": "-1"}, "shipping"),
        ({"shipping": "NaN"}, "shipping"),
        ({"handling": "1.005"}, "handling"),
        ({"items": []}, "items"),
        ({"items": [{"category": "boat", "price": "1"}]}, "category"),
        ({"items": [{"category": "watch", "price": "1", "quantity": 0}]}, "quantity"),
        ({"items": [{"category": "watch"}]}, "price"),
        ({"refund": {"items": [1]}}, "refund"),
        ({"pickup_offered": "yes"}, "pickup_offered"),
        ({"destination": None}, "destination"),
        ({"destination": {"state": "ZZ"}}, "state"),
        ({"destination": {"state": "FL", "country": "Nowhere"}}, "country"),
        ({"date": "1995-03-02"}, "1995"),
    ],
)
def test_an_unusable_question_is_answered_with_what_is_wrong(change: dict[str, Any], word: str) -> None:
    asked = question("Miami", "watch:100.00") | change
    answer = answer_line(json.dumps(asked), assume_registered=True)
    assert set(answer) == {"id", "error"}
    assert word in answer["error"]


@pytest.mark.parametrize("state", ["TX", "PR", "AE"])
def test_without_a_registration_there_is_no_tax_but_a_warning(state: str) -> None:
    answer = ask(question("Miami", "watch:100.00", to={"state": state, "county": "", "zip": ""}))
    assert (answer["tax"], len(answer["warnings"])) == ("0.00", 1)
    assert state in answer["warnings"][0]


def test_an_unregistered_state_can_be_quoted_and_says_that_it_is_unverified() -> None:
    asked = question("Miami", "watch:100.00", to={"state": "TX", "county": "", "zip": ""})
    answer = ask(asked, assume_registered=True)
    assert answer["tax"] == "6.25"
    assert "unverified" in answer["warnings"][-1]


@pytest.mark.parametrize(
    ("country", "origin", "expected"),
    [("US", "US", ("0.00", "0.00")), ("US", "FR", ("100.00", "0.00")), ("DE", "US", ("31.80", "207.44"))],
)
def test_duty_and_import_tax_where_a_border_is_crossed(
    country: str, origin: str, expected: tuple[str, str]
) -> None:
    asked = question("Miami", "handbag:1000.00", "2026-11-02", shipping="60.00", to={"country": country})
    asked["items"][0] |= {"made_in": "FR", "ships_from": origin}
    answer = ask(asked)
    assert (answer["duty"], answer["import_tax"]) == expected


@pytest.mark.parametrize(
    ("to", "matched", "ambiguous", "expected"),
    [
        ({"city": "Beverly Hills", "zip": "90210"}, "city", False, "97.50"),
        ({"city": "SANTA  MONICA", "zip": ""}, "city", False, "107.50"),
        ({"city": "Bakersfield", "zip": "93301"}, "city", False, "82.50"),
        ({"city": "", "zip": "", "county": "Kern County"}, "county", False, "82.50"),
        ({"city": "", "zip": "", "county": "LOS ANGELES"}, "county", False, "97.50"),
        ({"city": "", "county": "Kern County"}, "county", True, "82.50"),
        ({"city": ""}, "zip", True, "97.50"),
        ({"city": "Beverly Hills", "county": "Nowhere"}, "city", False, "97.50"),
        ({"city": "", "zip": ""}, "state", True, "72.50"),
    ],
)
def test_the_nearest_known_place_decides(
    to: dict[str, str], matched: str, ambiguous: bool, expected: str
) -> None:
    asked = question("Beverly Hills", "handbag:1000.00", to={"county": ""} | to)
    answer = ask(asked)
    assert (answer["matched"], answer["ambiguous"], answer["tax"]) == (matched, ambiguous, expected)


@pytest.mark.parametrize(
    ("material", "state", "ships_from", "said"),
    [
        ("python", "CA", "US", ["items[0]: California law forbids the sale of python"]),
        ("python", "FL", "US", []),
        ("python-embossed calfskin", "CA", "US", []),
        ("crocodile", "FL", "FR", ["items[0]: It is a protected or exotic skin"]),
        ("crocodile", "FL", "US", []),
        ("", "CA", "US", []),
    ],
)
def test_goods_that_may_not_go_there_are_named(
    material: str, state: str, ships_from: str, said: list[str]
) -> None:
    asked = question("Miami", "handbag:100.00", to={"state": state, "city": "", "county": "", "zip": ""})
    asked["items"][0] |= {"material": material, "ships_from": ships_from, "made_in": "FR"}
    named = [warning for warning in ask(asked)["warnings"] if warning.startswith("items[")]
    assert [warning[: len(start)] for warning, start in zip(named, said, strict=True)] == said
