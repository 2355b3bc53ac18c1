"""In which county she lives is asked where the answer changes the sales tax, and nowhere else."""

from decimal import Decimal

import pytest

from orders.addressing.county import known, question
from orders.tax.calculator import TaxableLine
from orders.tax.models import Registration

pytestmark = pytest.mark.django_db
HANDBAG = [TaxableLine("1", "handbag", Decimal(1000))]
SCARF = [TaxableLine("1", "scarf", Decimal(95))]


def told(city: str, state: str, postcode: str) -> dict[str, str]:
    return {"country": "US", "line4": city, "state": state, "postcode": postcode, "line1": "1 Main Street"}


@pytest.mark.parametrize(
    ("city", "state", "postcode", "counties"),
    [
        ("Floral Park", "NY", "11001", ("Nassau County", "Queens County")),
        ("Millerton", "NY", "12546", ("Dutchess County", "Columbia County")),
        ("Brewster", "NY", "10509", None),  # Putnam and Westchester tax alike
        ("Bronx", "NY", "10463", None),  # both counties are New York City
        ("Mount Vernon", "NY", "10550", None),  # a city of one county decides
        ("New York", "NY", "10021", None),
        ("Greenwich", "CT", "06830", None),
        ("Dallas", "TX", "75287", None),  # no registration, no tax
    ],
)
def test_the_county_is_asked_only_where_the_tax_differs(
    city: str, state: str, postcode: str, counties: tuple[str, ...] | None
) -> None:
    asked = question(told(city, state, postcode), HANDBAG, "")
    assert (asked.counties if asked else None) == counties


def test_abroad_there_are_no_counties() -> None:
    assert question(told("Toronto", "ON", "M5V 2T6") | {"country": "CA"}, HANDBAG, "") is None


def test_without_a_registration_nothing_is_asked() -> None:
    Registration.objects.filter(state="NY").delete()
    assert question(told("Floral Park", "NY", "11001"), HANDBAG, "") is None


@pytest.mark.parametrize(
    ("chosen", "is_open", "answer", "county"),
    [
        ("", True, "", ""),
        ("Kings County", True, "", ""),
        ("Queens County", False, "Queens County", "Queens County"),
        ("unsure", False, "unsure", ""),
    ],
)
def test_an_answer_is_one_of_the_choices(chosen: str, *, is_open: bool, answer: str, county: str) -> None:
    asked = question(told("Floral Park", "NY", "11001"), HANDBAG, chosen)
    assert asked is not None
    assert (asked.open, asked.answer, known(asked.answer)) == (is_open, answer, county)


def test_her_pieces_decide_whether_it_matters() -> None:
    brewster = told("Brewster", "NY", "10509")
    asked = question(brewster, SCARF, "")
    assert asked is not None
    assert asked.counties == ("Putnam County", "Westchester County")
    assert question(brewster, HANDBAG, "") is None
