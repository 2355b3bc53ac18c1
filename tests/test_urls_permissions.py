"""Every address of the shop × {anonymous, another customer, wrong role, right person}.

The resolver is walked: an address without a row fails. Rooms keep their rows in tests/permissions/.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from django.utils.text import slugify
from pytest_django import DjangoDbBlocker, Settings

from authentication.bench import looking
from catalog.models import LandingText
from logistics.models import CarrierMessage, Label
from orders.access import token_for
from orders.books.models import NexusRule
from orders.delivery.models import DeliveryCharge, Zone
from orders.fulfilment.models import Astray, Breach, HandOver, Pause, Reminder
from orders.invoices import issuing
from orders.invoices.models import Seller
from orders.models import DeliveryOption
from orders.payments import refunds
from orders.payments.models import Difference, Dispute, ReconciliationRun
from orders.routes.models import Release, RouteRule
from orders.tax.border.models import BorderFee, CountryRule, DutyRate, ImportTax, TariffHeading
from orders.tax.exemptions import certificates
from orders.tax.models import (
    Boundary,
    Rate,
    RefundRule,
    Registration,
    ResaleCertificate,
    RoundingRule,
    ShippingRule,
    TaxAnswer,
    TaxRule,
)
from portero.core import audit
from portero.core.mail import outbox
from portero.core.models import FigureValue
from portero.core.sealing import rotation
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import confirmed_order, paid_payment, pending_order
from tests.factories.people import a_client, at_work, signed_in, staff
from tests.factories.wires import arrives
from tests.permissions import (
    accounts,
    catalog,
    certified,
    claim_desk,
    codes,
    concierge,
    condition,
    consigned,
    consignment,
    fulfilment,
    logistics,
    orders,
    promise,
    return_desk,
    returns,
    sell,
    wires,
    workbench,
)
from tests.permissions import staff as staff_rows
from tests.permissions.table import Table, World
from tests.shared import made_once

pytestmark = pytest.mark.django_db
TABLE: Table = {
    **accounts.TABLE,
    **staff_rows.TABLE,
    **catalog.TABLE,
    **certified.TABLE,
    **codes.TABLE,
    **condition.TABLE,
    **orders.TABLE,
    **fulfilment.TABLE,
    **promise.TABLE,
    **return_desk.TABLE,
    **returns.TABLE,
    **claim_desk.TABLE,
    **wires.TABLE,
    **logistics.TABLE,
    **concierge.TABLE,
    **consignment.TABLE,
    **consigned.TABLE,
    **sell.TABLE,
    **workbench.TABLE,
}
WATCHED = (
    "accounts",
    "authentication",
    "basket",
    "books",
    "border",
    "catalog",
    "catalogue",
    "concierge",
    "consignment",
    "delivery",
    "fulfilment",
    "logistics",
    "invoices",
    "order",
    "orders",
    "partner",
    "payments",
    "promise",
    "readdressing",
    "returns",
    "routes",
    "tax",
)
# What /healthz answers depends on the worker, not on the person: tests/portero asks it.
ELSEWHERE = {"healthz"}
COUNT = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
PEOPLE = ("anonymous", "another customer", "wrong role", "right person")


def _names(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _names(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        elif isinstance(entry, URLPattern) and entry.name:
            yield prefix + entry.name


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(_names(get_resolver())) - ELSEWHERE == set(TABLE)


def test_every_model_on_the_staff_site_is_in_the_table() -> None:
    assert staff_rows.registered() == set(staff_rows.MODELS)


@pytest.fixture(scope="module")
def same_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once for all its visitors: it takes longer than most of their requests."""
    with made_once(django_db_blocker):
        yield _world()


@pytest.fixture
def world(same_world: World, settings: Settings) -> World:
    """No provider is reached from here."""
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    return same_world


def _world() -> World:
    owner = a_client()
    item = listed_item()
    order = pending_order(listed_item(title="Kelly 28"), user=owner)
    figure = FigureValue.objects.create(name="return_days", value=14, reason="test")
    shipment = confirmed_order(listed_item(title="Constance 18")).shipments.get()
    now = timezone.now()
    payment = paid_payment(order)
    rows = {
        "order_order": order,
        "payments_payment": payment,
        "payments_refund": refunds.request(payment, Decimal("10.00"), reason="A scratch."),
        "payments_dispute": _disputed(shipment.order),
        "payments_incomingwire": arrives("70.00"),
        **_reconciled(),
        "fulfilment_shipment": shipment,
        "fulfilment_breach": Breach.objects.create(shipment=shipment, happened_at=now),
        "fulfilment_pause": Pause.objects.create(
            shipment=shipment, kind="staff", began_at=now, ended_at=now, why="She asked us to wait."
        ),
        "fulfilment_astray": Astray.objects.create(shipment=shipment, kind="silent", look_by=now),
        "fulfilment_handover": HandOver.objects.create(carrier="USPS", opened_by=owner),
        "fulfilment_reminder": Reminder.objects.create(shipment=shipment, kind="first", due_at=now),
        "logistics_label": Label.objects.create(
            reference="R-1", purpose="return", driver="manual", insured_for=1
        ),
        "logistics_carriermessage": CarrierMessage.objects.create(event_id="evt_1", kind="tracker.updated"),
        "invoices_paper": issuing.invoice(shipment.order.pk),
        "invoices_seller": Seller.objects.get(),
        "books_nexusrule": NexusRule.objects.get(state="OH"),
        "accounts_user": owner,
        "core_auditentry": audit.record("test.happened", "something"),
        "core_mail": outbox.write(
            "order_received", about="order:R-1", to="c@example.com", subject="S", text="T"
        ),
        "core_figurevalue": figure,
        "core_signingkey": rotation.rotate(),
        "orders_deliveryoption": DeliveryOption.objects.get(speed="standard", lane="domestic"),
        "delivery_zone": Zone.objects.get(name="Europe"),
        "delivery_deliverycharge": DeliveryCharge.objects.first(),
        "tax_registration": Registration.objects.get(state="NY"),
        "tax_rate": Rate.objects.get(jurisdiction__name="New York"),
        "tax_resalecertificate": _certificate(owner),
        "tax_taxanswer": TaxAnswer.objects.create(order=shipment.order, provider="Stripe Tax"),
        "tax_boundary": Boundary.objects.get(city="Yonkers"),
        **{
            f"tax_{model._meta.model_name}": model.objects.filter(state="NY").first()
            for model in (TaxRule, ShippingRule, RoundingRule, RefundRule)
        },
        **{
            f"border_{model._meta.model_name}": model.objects.first()
            for model in (TariffHeading, DutyRate, CountryRule, ImportTax, BorderFee)
        },
        "catalog_item": item,
        **{
            f"catalog_{word}": getattr(item, word)
            for word in ("designer", "style", "category", "colour", "material", "hardware")
        },
    }
    rows |= condition.rows()
    rows["catalog_landingtext"] = LandingText.objects.create(style=item.style, intro="Made since 1984.")
    rows |= concierge.rows(owner, item)
    rows |= consigned.rows()
    rows |= codes.rows()
    rows |= consignment.rows(owner)
    rows |= sell.rows(owner)
    rows |= workbench.rows()
    rows |= certified.rows()
    abroad = pending_order(abroad_item(title="Pochette"))
    rows["border_bordercharge"] = abroad.border_charges.first()
    rows["routes_routerule"] = RouteRule.objects.first()
    rows["routes_release"] = Release.objects.create(
        item=item, origin="US", country="US", region="CA", reason="Ayers, looked at.", given_by=owner
    )
    rows |= return_desk.rows()
    rows |= promise.rows()
    rows |= claim_desk.rows()
    return World(
        owner=owner, order=order, token=token_for(order), item=item, rows=rows, signed_in=_signed_in(owner)
    )


def _signed_in(owner: Any) -> dict[str, Client]:
    """Everybody has signed in once: that takes longer than many of their requests."""
    roles = {role for row in TABLE.values() for role in (row.right, row.wrong)} - {"owner"}
    clients = {"owner": signed_in(owner), "other": signed_in(a_client("dora@example.com"))}
    return clients | {
        role: at_work(staff(role, email=f"{slugify(role)}@portero.example")) for role in sorted(roles)
    }


def _certificate(owner: Any) -> ResaleCertificate:
    """What a client sent us to buy without tax."""
    return certificates.submit(
        owner,
        business="Madison Resale LLC",
        number="NY-118",
        states=["NY"],
        expires_on=timezone.localdate(),
        upload=SimpleUploadedFile("c.pdf", b"%PDF-1.4 %%EOF"),
    )


def _disputed(order: Any) -> Dispute:
    """A chargeback that was typed from a letter."""
    payment = order.payments.get()
    facts: dict[str, Any] = {"amount": payment.amount, "reason": "fraudulent", "due_by": timezone.now()}
    facts["entered_by"] = a_client("typist@portero.example")
    return Dispute.objects.create(payment=payment, provider="authorizenet", reference="CB-1", **facts)


def _reconciled() -> dict[str, Any]:
    """A run that found money nobody knows."""
    now = timezone.now()
    told = {"state": "done", "finished_at": now, "since": now - timedelta(days=1), "until": now}
    run = ReconciliationRun.objects.create(provider="stripe", **told)
    found = {"kind": "missing_here", "reference": "pi_x", "about": "captured there", "at": now}
    difference = Difference.objects.create(provider="stripe", found_in=run, last_seen_in=run, **found)
    return {"payments_reconciliationrun": run, "payments_difference": difference}


def _browsers(world: World, right: str, wrong: str) -> list[Client]:
    """A fresh browser for each of the four people."""
    return [Client(), *(world.browser(who) for who in ("other", wrong, right))]


def _written() -> dict[str, int]:
    """How many rows were written so far in each table that a shop lives on, by PostgreSQL's own count.

    Whoever writes what was there before is counted, and whoever takes back what he wrote. That a visitor got an
    empty bag of her own is no change.
    """
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if (model._meta.app_label in WATCHED or model is FigureValue) and model._meta.label != "basket.Basket"
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        return {table: rows for table, rows in cursor.fetchall() if table in tables}


@pytest.mark.parametrize("name", TABLE)
def test_each_person_gets_the_answer_of_the_table(name: str, world: World) -> None:
    row = TABLE[name]
    address = row.address(name, world)
    browsers = _browsers(world, row.right, row.wrong)
    answers = tuple(browser.get(address).status_code for browser in browsers)
    assert dict(zip(PEOPLE, answers, strict=True)) == dict(zip(PEOPLE, row.get, strict=True))


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.post])
def test_nobody_changes_what_is_not_hers(name: str, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # A second between two answers would count as looking at the piece.
    monkeypatch.setattr(looking, "time", SimpleNamespace(time=lambda: 1_000_000.0))
    row = TABLE[name]
    assert row.post
    address, form = row.address(name, world), row.form(world)
    for position, browser in enumerate(_browsers(world, row.right, row.wrong)):
        before = _written()
        assert browser.post(address, form).status_code == row.post[position], PEOPLE[position]
        if position not in row.may_change:
            assert _written() == before, f"{PEOPLE[position]} changed something"


def test_canary_what_is_written_is_counted_also_when_it_is_taken_back(world: World) -> None:
    before = _written()
    with transaction.atomic():
        world.item.save(update_fields=["title"])
        transaction.set_rollback(True)
    assert {table for table, rows in _written().items() if rows != before[table]} == {
        "catalog_item",
        "catalog_change",
    }
