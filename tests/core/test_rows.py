"""Rows written at once and together: the same rows, fewer statements, nothing half."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from catalog.models import Hold, Item
from orders.fulfilment.models import Shipment
from orders.models import Claim, Contact, OrderEvent
from orders.order.models import Order
from orders.payments.models import Payment, PaymentEvent
from portero.core.mail.models import Mail
from portero.core.own_words import done, every, first, found, joined, only
from portero.core.postgres.prepared import Prepared
from portero.core.row_statements import kinds_of, values_of
from portero.core.rows import AT_ONCE, ROWS_AT_ONCE, Together
from tests.factories.orders import pending_order

pytestmark = pytest.mark.django_db
HOLD = "select * from catalog_hold where id = %s"
WITH_PAYMENT = """
    select own.*, payment.*, own.number from order_order own
    left join payments_payment payment on payment.order_id = own.id where own.id = %s
"""


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
    with Together() as warm:  # a process learns once where the keys of mails come from
        warm.add(a_mail("none"), named=True)
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


def test_the_last_row_brings_its_key_in_the_same_round_trip(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    order, mail, rows = pending_order(), a_mail("one"), Together()
    rows.add_last(mail)
    rows.add(OrderEvent(order=order, kind="a", data={}))
    with django_assert_num_queries(1):
        rows.write()
    assert Mail.objects.get(about="one") == mail
    assert order.events.filter(kind="a").count() == 1


def test_the_last_row_has_no_key_where_one_was_there_already() -> None:
    AT_ONCE.add(a_mail("one"))
    again, rows = a_mail("one"), Together()
    rows.add_last(again, unless_there=True)
    rows.write()
    assert not again.pk
    assert Mail.objects.count() == 1


def test_only_one_row_can_be_the_last() -> None:
    rows = Together()
    rows.add_last(a_mail("one"))
    with pytest.raises(ValueError, match=r"core\.Mail is to be the last one already\."):
        rows.add_last(a_mail("two"))


def test_words_of_its_own_are_written_in_their_place(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    rows = Together()
    rows.add(a_mail("one"))
    rows.do("update core_mail set subject = %s where about = %s", "changed", "one")
    rows.add(a_mail("two"))
    with django_assert_num_queries(1):
        rows.write()
    subjects = Mail.objects.order_by("about").values_list("subject", flat=True)
    assert [subject == "changed" for subject in subjects] == [True, False]


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


def test_joined_rows_are_models_and_a_missing_one_is_none() -> None:
    order = pending_order()
    assert joined((Order, Payment), WITH_PAYMENT, order.pk) == [(order, None, order.number)]
    payment = Payment.objects.create(order=order, attempt=1, provider="stripe", amount=order.total_incl_tax)
    ((read, paid, number),) = joined((Order, Payment), WITH_PAYMENT, order.pk)
    assert (read, paid, number) == (order, payment, order.number)
    assert (paid.amount, paid.details) == (order.total_incl_tax, {})


def test_own_words_without_a_model() -> None:
    order = pending_order()
    asked = "select number from order_order where id = any(%s)"
    assert found(asked, [order.pk]) == [(order.number,)]
    assert found(asked, []) == []
    renamed = "update order_order set shipping_method = %s where id = %s"
    assert (done(renamed, "By hand", order.pk), done(renamed, "By hand", 0)) == (1, 0)


def test_a_column_that_a_newer_release_adds_disturbs_nobody() -> None:
    pending_order()
    hold = Hold.objects.get()
    assert only(Hold, HOLD, hold.pk) == hold
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table catalog_hold add column added_later text default 'x'")
    assert only(Hold, HOLD, hold.pk) == hold


def test_values_go_to_the_database_as_django_prepares_them() -> None:
    pending_order()
    kinds: tuple[type[Model], ...] = (Order, Contact, OrderEvent, Hold, Item, Claim, Shipment)
    rows = [row for kind in kinds for row in kind._default_manager.all()]
    assert {type(row) for row in rows} == set(kinds)
    for row in rows:
        fields = row._meta.local_concrete_fields
        prepared = [field.get_db_prep_save(field.value_from_object(row), connection) for field in fields]
        for field, one, other in zip(
            fields, values_of(row, kinds_of(fields), new=False), prepared, strict=True
        ):
            if not getattr(field, "auto_now", False):
                assert adapted(one) == adapted(other), field


def adapted(value: object) -> bytes:
    with connection.cursor() as cursor:
        sent: bytes = cursor.mogrify("%s", [value])
    return sent


def test_a_statement_made_by_two_threads_at_once_is_prepared_once() -> None:
    words = ("twice", "", "select 1")
    assert Prepared(*words).rows([]) == Prepared(*words).rows([]) == [(1,)]


def test_rows_of_one_table_are_one_statement_in_their_order() -> None:
    order, rows = pending_order(), Together()
    kinds = [f"k{n}" for n in range(ROWS_AT_ONCE + 2)]
    for kind in kinds:
        rows.add(OrderEvent(order=order, kind=kind, data={}))
    with CaptureQueriesContext(connection) as asked:
        rows.write()
    (sent,) = [query["sql"].lower().count("execute ") for query in asked]
    assert sent == 2  # eight rows and two
    assert list(order.events.filter(kind__in=kinds).order_by("pk").values_list("kind", flat=True)) == kinds


def test_rows_with_and_without_keys_are_written_apart() -> None:
    own, other, third = a_mail("one"), a_mail("two"), a_mail("three")
    with Together() as rows:
        rows.add(own)
        rows.add(other, named=True)
        rows.add(third)
    assert list(Mail.objects.order_by("about").values_list("about", flat=True)) == ["one", "three", "two"]
    assert Mail.objects.get(about="two").pk == other.pk


def test_a_time_that_the_field_sets_is_set() -> None:
    item = pending_order().lines.get().product.item
    before = item.updated_at
    AT_ONCE.change(item, "updated_at")
    assert Item.objects.get(pk=item.pk).updated_at > before


def test_keys_of_expected_rows_come_with_the_first_ones(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    order = pending_order()
    with Together() as warm:  # a process learns once where these keys come from
        warm.add(a_mail("none"), named=True)
        warm.add(Payment(order=order, attempt=9, provider="stripe", amount=1, state="cancelled"), named=True)
    payment = Payment(order=order, attempt=1, provider="stripe", amount=1)
    mails, rows = [a_mail("one"), a_mail("two"), a_mail("three")], Together()
    rows.expect(Payment, Mail)
    rows.add(mails[0], named=True)
    with django_assert_num_queries(1):
        rows.give_keys()
        rows.add(mails[1], named=True)
        rows.add(payment, named=True)
        rows.give_keys()
    assert all((mails[0].pk, mails[1].pk, payment.pk))
    rows.add(mails[2], named=True)
    assert not mails[2].pk  # nobody expected a third
    with django_assert_num_queries(2):
        rows.write()
    about = dict(Mail.objects.filter(kind="order_link").exclude(about="none").values_list("pk", "about"))
    assert about == {mail.pk: mail.about for mail in mails}
    assert Payment.objects.get(attempt=1) == payment


def test_what_was_expected_in_vain_does_no_harm(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rows = Together()
    rows.expect(Payment, Payment)
    with django_assert_num_queries(0):
        rows.give_keys()  # nothing names a key: nothing is drawn
    mail = a_mail("one")
    rows.add(mail, named=True)
    rows.write()
    assert Mail.objects.get() == mail
    assert not Payment.objects.exists()
    later = Payment(order=pending_order(), attempt=1, provider="stripe", amount=1)
    rows.add(later, named=True)
    rows.write()
    assert Payment.objects.get() == later


def test_added_are_the_new_rows_of_one_model() -> None:
    order, rows = pending_order(), Together()
    mails = [a_mail("one"), a_mail("two")]
    rows.add(mails[0])
    rows.add(OrderEvent(order=order, kind="a", data={}))
    rows.do("update core_mail set subject = %s", "changed")
    rows.add(mails[1], named=True)
    rows.change(Mail(pk=7), "subject")
    assert list(map(id, rows.added(Mail))) == list(map(id, mails))
    assert rows.added(Payment) == []


def test_a_row_still_knows_what_it_names_when_that_got_its_key() -> None:
    payment = Payment(order=pending_order(), attempt=1, provider="stripe", amount=1)
    event = PaymentEvent(payment=payment, kind="begun")
    with Together() as rows:
        rows.add(payment, named=True)
        rows.add(event)
    assert event.payment is payment
    assert event.payment_id == payment.pk
