"""States without a registration are off, however complete their rows; staff see that, and what is unchecked."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from orders.tax.border.models import DutyRate
from orders.tax.models import Rate, Registration, ShippingRule
from tests.factories.people import at_work, staff
from tests.tax.asking import ask, question

pytestmark = pytest.mark.django_db
SEVEN = {"CA", "CT", "FL", "IL", "MD", "NJ", "NY"}
AUSTIN = {"city": "Austin", "county": "Travis", "state": "TX", "zip": "78701"}
RATES = "/staff/tax/rate/?jurisdiction__state__exact="


@pytest.fixture
def accountant() -> Client:
    return at_work(staff("Accounting"))


def test_seven_states_are_registered_and_the_other_states_rules_are_loaded_unverified() -> None:
    assert set(Registration.objects.values_list("state", flat=True)) == SEVEN
    others = ShippingRule.objects.exclude(state__in=SEVEN)
    assert others.count() == 45  # 43 states, Washington, Puerto Rico
    assert set(others.values_list("confidence", flat=True)) == {"unverified"}


def test_a_state_is_off_until_a_registration_turns_it_on() -> None:
    asked = question("Miami", "watch:100.00", "2026-03-02", to=AUSTIN)
    off = ask(asked)
    assert (off["tax"], off["warnings"]) == ("0.00", ["No tax registration in TX."])
    Registration.objects.create(state="TX", name="Texas", since=date(2026, 3, 2), source="a test")
    assert ask(asked)["tax"] == "8.25"
    assert "unverified" in ask(asked)["warnings"][-1]
    assert ask(asked | {"date": "2026-03-01"})["tax"] == "0.00"


@pytest.mark.parametrize(("state", "word"), [("TX", "Off: not registered"), ("CT", "In use")])
def test_the_list_of_rates_says_whether_a_row_is_charged(accountant: Client, state: str, word: str) -> None:
    page = accountant.get(RATES + state).content.decode()
    assert word in page
    other = {"Off: not registered": "In use", "In use": "Off: not registered"}[word]
    assert other not in page


def test_a_new_registration_says_how_much_is_unverified(accountant: Client) -> None:
    facts = {
        "state": "TX",
        "name": "Texas",
        "since": "2026-12-01",
        "until": "",
        "source": "Comptroller, permit",
        "reason": "The threshold was crossed.",
    }
    page = accountant.post("/staff/tax/registration/add/", facts, follow=True).content.decode()
    assert Registration.objects.filter(state="TX").exists()
    unchecked = Rate.objects.filter(jurisdiction__state="TX").count() + 2
    assert f"Texas: {unchecked} rates and rules are unverified" in page


def test_a_second_open_duty_is_refused_in_words(accountant: Client) -> None:
    row = DutyRate.objects.filter(until=None).first()
    assert row is not None
    told = {"country": row.country, "code": row.code, "made_in": row.made_in, "kind": row.kind}
    more = {
        "percent": "7",
        "since": "2027-01-01",
        "source": "Tariff",
        "confidence": "verified",
        "reason": "New.",
    }
    before = DutyRate.objects.count()
    page = accountant.post(reverse("admin:border_dutyrate_add"), told | more).content.decode()
    assert "Such a row without a last day is there already. End it first." in page
    assert DutyRate.objects.count() == before
