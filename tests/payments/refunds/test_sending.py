"""A refund leaves once, whatever answers get lost, and ends where the provider says it is."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from orders.payments import refunds, tasks
from orders.payments.calls import call
from orders.payments.gateway import Declined, RefundStanding, Refused, Unknown
from orders.payments.models import GatewayCall, Payment, Refund
from portero.core.models import Mail
from tests.payments.refunds.driver import Books

pytestmark = pytest.mark.django_db
TEN = Decimal("10.00")


def asked(payment: Payment, amount: Decimal = TEN) -> Refund:
    return refunds.request(payment, amount, reason="A scratch we had not described.")


def later(refund: Refund, minutes: int = 10) -> None:
    """Time passes for one refund: it is due, and its call can't be under way any more."""
    Refund.objects.filter(pk=refund.pk, next_try_at__isnull=False).update(next_try_at=timezone.now())
    GatewayCall.objects.update(started_at=timezone.now() - timedelta(minutes=minutes))


def test_it_is_sent_once_and_booked(books: Books, payment: Payment) -> None:
    refund = asked(payment)
    assert refunds.send(refund.pk) is True
    assert refunds.send(refund.pk) is False
    refund.refresh_from_db()
    payment.refresh_from_db()
    assert (refund.state, refund.reference, refund.next_try_at) == ("done", "re_1", None)
    assert refund.done_at is not None
    assert (payment.refunded_amount, books.total()) == (TEN, TEN)
    assert books.asked == [f"{payment.order.number}-1-refund-1"]
    assert [e.kind for e in payment.order.events.filter(kind__startswith="refund")] == [
        "refund_requested",
        "refunded",
    ]


def test_a_refund_that_the_bank_works_on_is_asked_about_until_it_is_done(
    books: Books, payment: Payment
) -> None:
    books.standing = RefundStanding.PENDING
    refund = asked(payment)
    refunds.send(refund.pk)
    refund.refresh_from_db()
    assert (refund.state, refund.reference) == ("sent", "re_1")
    assert Mail.objects.filter(kind="refund_on_its_way").count() == 1
    books.settle(books.asked[0], RefundStanding.DONE)
    later(refund)
    tasks.sweep_refunds()
    refund.refresh_from_db()
    assert (refund.state, len(books.asked)) == ("done", 1)
    assert Mail.objects.filter(kind="refund_done").count() == 1


def test_before_the_charge_has_settled_it_waits_and_comes_again_under_a_new_key(
    books: Books, payment: Payment
) -> None:
    books.standing = RefundStanding.NOT_YET
    refund = asked(payment)
    refunds.send(refund.pk)
    refund.refresh_from_db()
    assert (refund.state, refund.problem) == ("ready", "Not now.")
    assert refund.next_try_at is not None
    assert refund.next_try_at > timezone.now() + timedelta(minutes=50)
    books.standing = RefundStanding.DONE
    later(refund)
    refunds.send(refund.pk)
    refund.refresh_from_db()
    assert (refund.state, refund.problem) == ("done", "")
    assert [key[-1] for key in books.asked] == ["1", "2"]


def test_a_void_of_the_unsettled_charge_is_told_as_one(books: Books, payment: Payment) -> None:
    books.voids = True
    refund = asked(payment, payment.captured_amount)
    refunds.send(refund.pk)
    refund.refresh_from_db()
    assert (refund.state, refund.voided) == ("done", True)
    assert "disappears from your Visa ending 4242" in Mail.objects.get(kind="refund_done").text


def test_an_answer_that_got_lost_is_looked_up_and_nothing_is_sent_again(
    books: Books, payment: Payment
) -> None:
    books.after = Unknown("No answer.")
    refund = asked(payment)
    with pytest.raises(Unknown):
        refunds.send(refund.pk)
    refund.refresh_from_db()
    assert refund.state == "ready"
    books.after = None
    later(refund)
    assert refunds.send(refund.pk) is True
    refund.refresh_from_db()
    assert (refund.state, len(books.asked), books.total()) == ("done", 1, TEN)
    assert list(refund.calls.values_list("outcome", flat=True)) == ["done"]


def test_what_never_arrived_is_sent_again_under_its_key_but_not_while_it_may_be_under_way(
    books: Books, payment: Payment
) -> None:
    books.before = Unknown("No answer.")
    refund = asked(payment)
    with pytest.raises(Unknown):
        refunds.send(refund.pk)
    books.before = None
    later(refund, minutes=0)
    assert refunds.send(refund.pk) is False
    assert len(books.asked) == 1
    later(refund)
    assert refunds.send(refund.pk) is True
    assert (len(books.asked), len(set(books.asked)), books.total()) == (2, 1, TEN)


def test_while_the_provider_is_silent_nothing_is_sent_again(books: Books, payment: Payment) -> None:
    books.after = Unknown("No answer.")
    refund = asked(payment)
    with pytest.raises(Unknown):
        refunds.send(refund.pk)
    books.after, books.silent = None, True
    later(refund)
    with pytest.raises(Unknown):
        refunds.send(refund.pk)
    assert len(books.asked) == 1
    assert Refund.objects.get().state == "ready"


def test_killed_after_the_provider_acted_it_is_one_refund(
    books: Books, payment: Payment, monkeypatch: pytest.MonkeyPatch
) -> None:
    refund = asked(payment)

    def die(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("orders.payments.refunds.booking.book", die)
        with pytest.raises(KeyboardInterrupt):
            refunds.send(refund.pk)
    later(refund)
    refunds.send(refund.pk)
    refund.refresh_from_db()
    assert (refund.state, len(books.asked), books.total()) == ("done", 1, TEN)


@pytest.mark.parametrize("no", [Declined("The account is closed."), Refused("Not enough money.")])
def test_a_refusal_frees_the_sum_and_is_tried_again_under_a_new_key(
    books: Books, payment: Payment, no: Exception
) -> None:
    books.before = no
    refund = asked(payment)
    assert refunds.send(refund.pk) is True
    refund.refresh_from_db()
    payment.refresh_from_db()
    assert (refund.state, refund.problem, payment.refunded_amount) == ("failed", str(no), Decimal(0))
    assert list(refunds.waiting()) == [refund]
    books.before = None
    later(refund)
    assert refunds.send(refund.pk) is True
    refund.refresh_from_db()
    assert (refund.state, [key[-1] for key in books.asked]) == ("done", ["1", "2"])
    assert not refunds.waiting().exists()


def test_after_three_more_tries_only_staff_try_again(books: Books, payment: Payment) -> None:
    books.before = Refused("Not enough money.")
    refund = asked(payment)
    for _ in range(6):
        refunds.send(refund.pk)
        later(refund)
    refund.refresh_from_db()
    assert (len(books.asked), refund.state, refund.next_try_at) == (4, "failed", None)


def test_asking_anew_keeps_a_failed_one_from_going_out_by_itself(books: Books, payment: Payment) -> None:
    books.before = Refused("Not enough money.")
    failed = asked(payment)
    refunds.send(failed.pk)
    books.before = None
    again = asked(payment)
    failed.refresh_from_db()
    assert failed.next_try_at is None
    refunds.send(failed.pk)
    refunds.send(again.pk)
    assert books.total() == TEN


def test_a_failed_one_whose_sum_went_back_otherwise_is_not_taken_up(books: Books, payment: Payment) -> None:
    books.before = Refused("Not enough money.")
    failed = asked(payment, payment.captured_amount)
    refunds.send(failed.pk)
    books.before = None
    asked(payment)
    Refund.objects.filter(pk=failed.pk).update(next_try_at=timezone.now())
    assert refunds.send(failed.pk) is False
    failed.refresh_from_db()
    assert (failed.state, failed.next_try_at, books.total()) == ("failed", None, Decimal(0))


def test_two_refunds_of_one_payment_never_share_a_key(payment: Payment) -> None:
    first, second = asked(payment), asked(payment)
    key = f"{payment.order.number}-1-refund-2"
    GatewayCall.objects.create(key=key, payment=payment, operation="refund", refund=first)
    with call(payment, "refund", refund=second) as given:
        assert given == f"{payment.order.number}-1-refund-3" != key


def test_another_sum_than_we_asked_for_is_not_believed(books: Books, payment: Payment) -> None:
    books.standing = RefundStanding.PENDING
    refund = asked(payment)
    refunds.send(refund.pk)
    books.refunds = {
        k: type(t)(RefundStanding.DONE, t.reference, Decimal("1.00")) for k, t in books.refunds.items()
    }
    later(refund)
    refunds.send(refund.pk)
    refund.refresh_from_db()
    payment.refresh_from_db()
    assert (refund.state, payment.needs_review) == ("sent", True)
    assert refund.problem == "The provider says 1.00, we asked for 10.00."
    assert not Mail.objects.filter(kind="refund_done").exists()
