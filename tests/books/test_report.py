"""The tax report: it adds up to the orders and to captured money, in any mixture of sales and refunds."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.books import report, sheets
from orders.books.models import RefundPart, TaxedSale, TaxReversal
from orders.order.models import Order
from orders.payments import refunds
from orders.payments.models import Payment
from orders.payments.refunds import booking
from orders.tax.local import LocalTables, waived
from portero.core import spreadsheets
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import confirmed_order, pending_order
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db
ZERO = Decimal("0.00")
DAY = timedelta(days=1)
PLACES: list[dict[str, Any]] = [
    {},
    {"line4": "Beverly Hills", "state": "CA", "postcode": "90210"},
    {"line4": "Miami", "state": "FL", "postcode": "33131"},
    {"line4": "Baltimore", "state": "MD", "postcode": "21201"},
    {"line4": "Columbus", "state": "OH", "postcode": "43215"},
]
SALES = st.lists(
    st.tuples(
        st.sampled_from(PLACES),
        st.decimals(min_value="50.00", max_value="9000.00", places=2),
        st.decimals(min_value="0.00", max_value="1.00", places=2),
    ),
    min_size=1,
    max_size=3,
)


def today() -> tuple[date, date]:
    now = timezone.localdate()
    return now - DAY, now + 2 * DAY


def give_back(order: Order, amount: Decimal) -> None:
    payment = order.payments.get()
    refund = refunds.request(payment, amount, reason="Agreed.")
    with transaction.atomic():
        booking.done(refund, payment)


@settings(max_examples=6)
@given(sales=SALES)
def test_it_adds_up_to_the_orders_and_to_the_money(
    sales: list[tuple[dict[str, Any], Decimal, Decimal]],
) -> None:
    with transaction.atomic():
        for place, price, part in sales:
            order = confirmed_order(listed_item(price=price), **place)
            if back := (order.total_incl_tax * part).quantize(ZERO):
                give_back(order, back)
        pending_order(listed_item())  # nobody has paid it
        _adds_up()
        transaction.set_rollback(True)


def _adds_up() -> None:
    found = [report.of_state(state, *today()) for state in report.states_sold_to(*today())]
    captured = sum((p.captured_amount for p in Payment.objects.all()), ZERO)
    returned = sum((p.refunded_amount for p in Payment.objects.all()), ZERO)
    tax = sum((c.amount for s in report.paid_sales() for c in s.order.tax_components.all()), ZERO)
    assert sum((one.of("total") for one in found), ZERO) == captured
    assert sum((one.tax for one in found), ZERO) == tax
    assert sum((one.gross_back + one.tax_back for one in found), ZERO) == returned
    for one in found:
        assert one.of("gross") + one.tax + one.of("border") == one.of("total")
        assert one.of("taxable") + one.of("exempt") + one.of("untaxed") == one.of("gross")
        assert one.of("tax") == one.tax
        assert one.net_tax == one.tax - one.tax_back >= 0
        assert ZERO <= one.taxable_back <= one.of("taxable")
        assert all(
            ZERO <= row.tax_back <= row.tax and ZERO <= row.base_back <= row.base for row in one.levied
        )


def test_new_york_by_jurisdiction_and_rate() -> None:
    confirmed_order(listed_item(price=Decimal("1000.00")))
    found = report.of_state("NY", *today())
    delivery = found.of("gross") - 1000
    rows = [(row.level, row.percent.normalize(), row.base) for row in found.levied]
    assert rows == [
        ("state", Decimal(4), 1000 + delivery),
        ("city", Decimal("4.5"), 1000 + delivery),
        ("district", Decimal("0.375"), 1000 + delivery),
    ]


def test_a_buyer_with_a_certificate_is_exempt_not_untaxed(monkeypatch: pytest.MonkeyPatch) -> None:
    taxed = LocalTables.quote
    monkeypatch.setattr(LocalTables, "quote", lambda self, sale: waived(taxed(self, sale), "NY-118"))
    confirmed_order(listed_item(price=Decimal("1000.00")))
    found = report.of_state("NY", *today())
    assert found.of("exempt") == found.of("gross") > 1000
    assert [found.of("taxable"), found.of("untaxed"), found.tax] == [ZERO, ZERO, ZERO]


def test_duties_stand_beside_the_sales_and_go_back_beside_them() -> None:
    order = confirmed_order(abroad_item("JP", price=Decimal("1000.00"), made_in="FR"))
    found = report.of_state("NY", *today())
    assert found.of("border") > 0
    assert found.of("gross") + found.tax + found.of("border") == order.payments.get().captured_amount
    give_back(order, order.total_incl_tax)
    back = report.of_state("NY", *today())
    assert (back.gross_back, back.net_tax) == (order.total_excl_tax, ZERO)


def test_a_sale_counts_by_its_tax_day_and_a_refund_by_the_day_it_was_done() -> None:
    order = confirmed_order(listed_item(price=Decimal("1000.00")))
    on = order.taxed_sale.on
    give_back(order, order.total_incl_tax)
    assert report.of_state("NY", on - DAY, on).sold == []
    whole = report.of_state("NY", on, on + DAY)
    assert (len(whole.sold), whole.net_tax) == (1, ZERO)
    later = report.of_state("NY", on + DAY, on + 2 * DAY)
    assert (later.sold, later.tax_back) == ([], ZERO)


def test_a_refund_on_its_way_is_not_given_back_yet() -> None:
    order = confirmed_order(listed_item())
    refunds.request(order.payments.get(), Decimal("100.00"), reason="Agreed.")
    assert TaxReversal.objects.exists()
    assert RefundPart.objects.exists()
    assert report.of_state("NY", *today()).tax_back == ZERO


def test_the_tables_say_the_same_as_the_report() -> None:
    confirmed_order(listed_item(price=Decimal("1000.00")))
    found = report.of_state("NY", *today())
    orders, levied = (rows_of(found, name) for name in ("orders", "levied"))
    assert sum(Decimal(row["captured"]) for row in orders) == found.of("total")
    assert sum(Decimal(row["tax"]) for row in levied if row["row"] == "jurisdiction") == found.tax
    assert [row["net tax"] for row in levied if row["row"] == "sum"] == [f"{found.net_tax}"]


def rows_of(found: report.Report, name: str) -> list[dict[str, str]]:
    file = io.StringIO()
    sheets.WRITERS[name](found, file)
    return list(csv.DictReader(io.StringIO(file.getvalue())))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", " =1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    file = io.StringIO()
    spreadsheets.write(file, ["a", "b"], [[cell, Decimal("-1.00")]])
    row = list(csv.reader(io.StringIO(file.getvalue())))[1]
    assert row == [f"'{cell}", "-1.00"]


def test_the_command_writes_it(capsys: Any) -> None:
    confirmed_order(listed_item(price=Decimal("1000.00")))
    since, until = (day.isoformat() for day in today())
    call_command("tax_report", "--state", "ny", "--from", since, "--to", until)
    said = capsys.readouterr().out
    assert "NY, " in said
    assert "New York State (state)" in said
    with pytest.raises(CommandError):
        call_command("tax_report", "--state", "NY", "--from", until, "--to", since)


def test_the_page_shows_it_and_gives_it_as_csv() -> None:
    confirmed_order(listed_item(price=Decimal("1000.00")))
    desk, since, until = at_work(staff("Accounting")), *today()
    asked = {"state": "NY", "since": since.isoformat(), "until": until.isoformat()}
    page = desk.get(reverse("books:tax-report"), asked).content.decode()
    assert "New York State" in page
    answer = desk.get(reverse("books:tax-report"), asked | {"table": "orders"})
    assert answer["Content-Type"].startswith("text/csv")
    assert TaxedSale.objects.get().order.number in answer.content.decode()
    wrong = desk.get(reverse("books:tax-report"), asked | {"until": asked["since"]})
    assert wrong.status_code == 422
