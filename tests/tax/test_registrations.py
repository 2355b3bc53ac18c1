"""Registrations are data: staff change them with a reason, and every page that names the states follows."""

import re
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from orders.tax.destination import state_names
from orders.tax.models import Rate, Registration
from orders.tax.registered import sentence, states_with_tax
from portero.core.models import AuditEntry
from tests.factories.people import at_work, staff

TEXTS = ("templates", "catalog", "accounts", "orders", "portero", "logistics")
HOME = "New York"  # the city of our office


@pytest.fixture
def desk(db: None) -> Client:
    return at_work(staff("Accounting"))


def ohio(**more: Any) -> dict[str, Any]:
    told = {"state": "oh", "name": "Ohio", "since": "2020-01-01", "until": "", "source": "The state's letter"}
    return told | {"reason": "We crossed the threshold."} | more


PAGES = ("/fragments/tax-states/", "/about/delivery-and-returns/")


def test_a_registration_changes_the_pages_and_the_trail(desk: Client, client: Client) -> None:
    assert all("Ohio" not in client.get(page).content.decode() for page in PAGES)
    assert desk.post(reverse("admin:tax_registration_add"), ohio()).status_code == 302
    row = Registration.objects.get(state="OH")
    for page in PAGES:
        assert "New Jersey, New York and Ohio." in client.get(page).content.decode()
    entry = AuditEntry.objects.get(action="tax.added", target_key=str(row.pk))
    assert entry.reason == "We crossed the threshold."
    change = reverse("admin:tax_registration_change", args=[row.pk])
    assert desk.post(change, ohio(until="2021-01-01", reason="Sold out there.")).status_code == 302
    assert all("Ohio" not in client.get(page).content.decode() for page in PAGES)
    assert AuditEntry.objects.get(action="tax.changed", target_key=str(row.pk)).reason == "Sold out there."


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"state": "ZZ"}, {"state": "NY"}, {"until": "2019-01-01"}])
def test_what_can_not_be_is_refused(desk: Client, wrong: dict[str, str]) -> None:
    before = Registration.objects.count()
    assert desk.post(reverse("admin:tax_registration_add"), ohio(**wrong)).status_code == 200
    assert Registration.objects.count() == before


def test_an_overlap_is_refused_in_words(desk: Client) -> None:
    page = desk.post(reverse("admin:tax_registration_add"), ohio(state="NY", name="New York"))
    assert "The state is registered at that time already." in page.content.decode()
    backwards = desk.post(reverse("admin:tax_registration_add"), ohio(until="2019-01-01"))
    assert "It ends before it begins." in backwards.content.decode()


@pytest.mark.parametrize(
    ("since", "refused"),
    [(date(2025, 12, 31), True), (date(2026, 1, 1), False)],
)
def test_the_database_knows_no_two_registrations_at_a_time(db: None, since: date, refused: bool) -> None:
    Registration.objects.filter(state="CT").update(until=date(2026, 1, 1))
    again = Registration(state="CT", name="Connecticut", since=since, source="a test")
    with pytest.raises(IntegrityError) if refused else nullcontext(), transaction.atomic():
        again.save()
    assert Registration.objects.filter(state="CT").count() == (1 if refused else 2)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "Another rate of this jurisdiction is in force then. End it first."),
        ({"since": "1980-01-01", "until": "1979-01-01"}, "It ends before it begins."),
        ({"percent": "-1"}, "A rate is at least 0 and less than 100 percent."),
    ],
)
def test_a_rate_that_can_not_be_is_refused_in_words(desk: Client, wrong: dict[str, str], said: str) -> None:
    chicago = Rate.objects.get(jurisdiction__name="Chicago")
    told = {"jurisdiction": chicago.jurisdiction_id, "percent": "1.5", "since": "2026-12-01", "until": ""}
    more = {"source": "The city's ordinance", "confidence": "verified"}
    page = desk.post(reverse("admin:tax_rate_add"), told | more | wrong)
    assert said in page.content.decode()
    assert Rate.objects.filter(jurisdiction=chicago.jurisdiction_id).count() == 1


@pytest.mark.django_db
def test_the_states_of_a_day() -> None:
    Registration.objects.filter(state="CT").update(until=date(2026, 1, 1))
    assert "Connecticut" in states_with_tax(date(2025, 12, 31))
    assert "Connecticut" not in states_with_tax(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["Ohio"], "Sales tax is charged on deliveries to Ohio."),
        (["Ohio", "Utah"], "Sales tax is charged on deliveries to Ohio and Utah."),
    ],
)
def test_the_sentence(names: list[str], said: str) -> None:
    assert sentence(names) == said


def test_no_page_mail_or_view_lists_states_by_hand() -> None:
    names = "|".join(re.escape(name) for name in state_names().values() if name != HOME)
    listed = re.compile(rf"\b({names})\b(,| and| or)\s+(the )?({names}|{HOME})\b")
    taxed = re.compile(rf"(?i)tax[^.<]*\b({names}|{HOME})\b")
    files = [
        p for top in TEXTS for p in Path(settings.BASE_DIR, top).rglob("*") if p.suffix in {".html", ".txt"}
    ]
    assert len(files) > 100
    assert [str(p) for p in files if listed.search(p.read_text()) or taxed.search(p.read_text())] == []
    code = list(Path(settings.BASE_DIR, "orders/views").rglob("*.py"))
    assert [str(p) for p in code if listed.search(p.read_text())] == []
