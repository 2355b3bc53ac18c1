"""Rows written at once and together: the same rows, fewer statements, nothing half."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from catalog.models import Hold
from orders.models import OrderEvent
from orders.payments.models import Payment, PaymentEvent
from portero.core.mail.models import Mail
from portero.core.own_words import every, first, only
from portero.core.rows import AT_ONCE, Together
from tests.factories.orders import pending_order

pytestmark = pytest.mark.django_db
HOLD = "select * from catalog_hold where id = %s"


def a_mail(about: str) -> Mail:
    return Mail(kind="order_link", about=about, to="clara@example.com")


def facts(mail: Mail) -> dict[str, Any]:
    return {name: value for name, value in vars(mail).items() if name not in {"_state", "id", "about"}}


def test_at_once_writes_what_save_writes() -> None:
    one, other = a_mail("one"), a_mail("other")
    other.created_at = one.created_at
    other.due_at = one.due_at
    one.save(force_insert=True)
    AT_ONCE.add(other)
    assert facts(Mail.objects.get(pk=one.pk)) == facts(Mail.objects.get(pk=other.pk))
    assert not other._state.adding


def test_a_change_of_a_row_that_is_not_there_is_an_error() -> None:
    with pytest.raises(DatabaseError):
        AT_ONCE.change(Mail(pk=9_999, state=Mail.State.SENT), "state")


def test_a_change_touches_the_named_columns_only() -> None:
    mail = a_mail("one")
    AT_ONCE.add(mail)
    Mail.objects.filter(pk=mail.pk).update(subject="Somebody else's")
    mail.attempts = 3
    AT_ONCE.change(mail, "attempts")
    assert Mail.objects.values_list("subject", "attempts").get() == ("Somebody else's", 3)


def test_together_is_one_statement_and_one_for_the_keys(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    order = pending_order()
    events = [OrderEvent(order=order, kind=kind, data={"n": n}) for n, kind in enumerate("abc")]
    mail, rows = a_mail("one"), Together()
    for event in events:
        rows.add(event)
    rows.add(mail, named=True)
    order.shipping_method = "By hand"
    rows.change(order, "shipping_method")
    with django_assert_num_queries(2):
        rows.write()
    written = order.events.filter(kind__in="abc").values_list("kind", "data")
    assert list(written) == [("a", {"n": 0}), ("b", {"n": 1}), ("c", {"n": 2})]
    assert Mail.objects.filter(about="one").get().pk == mail.pk
    order.refresh_from_db()
    assert order.shipping_method == "By hand"


def test_rows_name_others_of_the_same_writing() -> None:
    payment = Payment(order=pending_order(), attempt=1, provider="stripe", amount=1)
    with Together() as rows:
        rows.add(payment, named=True)
        rows.add(PaymentEvent(payment=payment, kind="begun"))
    assert PaymentEvent.objects.get().payment_id == payment.pk == Payment.objects.get().pk


def test_what_the_database_refuses_leaves_nothing() -> None:
    AT_ONCE.add(a_mail("one"))
    rows = Together()
    rows.add(a_mail("two"))
    rows.add(a_mail("one"))
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.write()
    assert list(Mail.objects.values_list("about", flat=True)) == ["one"]


def test_unless_there_leaves_the_row_that_was_first() -> None:
    AT_ONCE.add(a_mail("one"))
    with Together() as rows:
        rows.add(a_mail("one"), unless_there=True)
        rows.add(a_mail("two"), unless_there=True)
    assert sorted(Mail.objects.values_list("about", flat=True)) == ["one", "two"]


def test_an_error_before_the_end_writes_nothing() -> None:
    with pytest.raises(RuntimeError):
        _interrupted()
    assert not Mail.objects.exists()


def _interrupted() -> None:
    with Together() as rows:
        rows.add(a_mail("one"))
        raise RuntimeError("something else went wrong")


def test_own_words_give_models() -> None:
    pending_order()
    hold = Hold.objects.get()
    assert only(Hold, HOLD, hold.pk) == hold
    assert every(Hold, HOLD, hold.pk) == [hold]
    assert first(Hold, HOLD, 0) is None
    with pytest.raises(Hold.DoesNotExist):
        only(Hold, HOLD, 0)
