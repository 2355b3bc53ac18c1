"""What the database itself refuses of an order's sums, whoever writes them."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from orders.order.models import Order
from orders.payments import refunds
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import confirmed_order

pytestmark = pytest.mark.django_db
COMPONENT = (
    "insert into tax_taxcomponent (order_id, line_id, jurisdiction, level, percent, base, amount, of, rule, source,"
    " matched, ambiguous, at) values ({order}, {line}, 'X', 'state', 1, {base}, {amount}, 'price', '', '', 'state',"
    " false, now())"
)
BORDER = (
    "insert into border_bordercharge (order_id, line_id, kind, name, code, made_in, origin, country, region, percent,"
    " base, amount, source, provider, reference, guaranteed, flagged, at) select order_id, line_id, 'fee', 'More',"
    " code, made_in, origin, country, region, percent, base, 5, source, provider, reference, guaranteed, flagged, at"
    " from border_bordercharge limit 1"
)
STATEMENTS = {
    "gross": "update order_order set total_incl_tax = total_incl_tax + 1 where id = {order}",
    "price of a line": "update order_line set line_price_excl_tax = line_price_excl_tax + 1 where order_id = {order}",
    "tax added later": COMPONENT.replace("{line}", "null").replace("{base}, {amount}", "100, 1"),
    "negative tax": COMPONENT.replace("{line}", "null").replace("{base}, {amount}", "-100, 0"),
    "tax on another order's line": COMPONENT.replace("{line}", "{other}").replace(
        "{base}, {amount}", "100, 0"
    ),
    "duty added later": BORDER,
    "a refund's sum": "update payments_refund set amount = amount - 1",
    "a refund's payment": "update payments_refund set payment_id = null, wire_id = null",
}


@pytest.mark.parametrize("what", STATEMENTS)
def test_it_refuses(what: str) -> None:
    order = confirmed_order(abroad_item("JP", price=Decimal("1000.00"), made_in="FR"))
    other = confirmed_order(listed_item()).lines.get()
    refunds.request(order.payments.get(), Decimal("100.00"), reason="Agreed.")
    connection.check_constraints()
    before = Order.objects.values_list("total_incl_tax", "total_excl_tax").get(pk=order.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        _write(STATEMENTS[what].format(order=order.pk, other=other.pk))
    connection.check_constraints()
    assert Order.objects.values_list("total_incl_tax", "total_excl_tax").get(pk=order.pk) == before


def _write(statement: str) -> None:
    """As a transaction that ends here."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.check_constraints()
