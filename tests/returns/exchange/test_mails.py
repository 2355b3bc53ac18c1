"""What the mails of a return say where it is an exchange: her word for it, and what becomes of the piece she wants."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from orders.payments.models import Refund
from orders.payments.refunds import asking
from orders.returns import deciding, losing, sweeping
from orders.returns.exchanging import completing
from orders.returns.models import Return
from portero.core.models import Mail
from tests.factories import exchanges as make
from tests.factories import returns
from tests.returns.pages.steps import said

pytestmark = pytest.mark.django_db


def wanted_of(ret: Return) -> str:
    item = make.exchange_of(ret).wanted
    return f"{item.designer.name} {item.title}"


def received(ret: Return) -> Return:
    return returns.received(returns.in_transit(returns.approved(ret)))


def test_what_is_held_for_her_is_named_until_her_piece_is_judged() -> None:
    ret = make.wanted()
    other = wanted_of(ret)
    ret = returns.approved(ret)
    sweeping.sweep(timezone.now() + timedelta(days=4))
    reminder = said("return_reminder")
    assert f"Your exchange {ret.number}" not in reminder
    assert f"your parcel of exchange {ret.number}" in reminder
    assert f"the {other} is no longer held for you then" in reminder
    returns.received(returns.in_transit(ret))
    here = said("return_received")
    assert f"Your parcel of exchange {ret.number} has arrived." in here
    assert f"The {other} stays held for you meanwhile." in here
    assert f"See exchange {ret.number}" in here


def test_what_ends_an_exchange_says_that_nothing_is_held_any_more() -> None:
    declined, lapsed, refused, lost = make.wanted(), make.wanted(), make.wanted(), make.wanted()
    deciding.decline(declined, actor=returns.carer(), reason="It was made to your measure.")
    returns.refused(returns.inspected(received(refused)))
    returns.in_transit(returns.approved(lost))
    losing.lost(lost, actor=returns.manager(), reason="No scan for weeks.", refund=False)
    losing.close(lost, actor=returns.manager(), reason="It was never handed over.")
    returns.approved(lapsed)
    for days in (4, 6):
        sweeping.sweep(timezone.now() + timedelta(days=days))
    ends = {
        "return_declined": declined,
        "return_refused": refused,
        "return_lost": lost,
        "return_lapsed": lapsed,
    }
    for kind, ret in ends.items():
        text = said(kind)
        assert f"he {wanted_of(ret)} is no longer held for you." in text, kind
        assert f"See exchange {ret.number}" in text, kind
        assert "return" not in text.replace("/returns/", "").lower(), kind


def test_after_its_exchange_has_ended_it_is_a_return_like_any_other() -> None:
    ret = returns.in_transit(returns.approved(make.wanted()))
    exchange = make.exchange_of(ret)
    exchange.over_at, exchange.why = timezone.now(), "We could not keep it."
    exchange.save(update_fields=["over_at", "why"])
    Return.objects.filter(pk=ret.pk).update(kind="return")
    returns.received(returns.fresh(ret))
    text = said("return_received")
    assert f"Your parcel of return {ret.number} has arrived." in text
    assert "held for you" not in text


def test_the_rest_of_an_exchange_says_what_it_is_the_rest_of() -> None:
    ret = make.accepted(make.wanted(make.hers("2000.00"), make.of_price("1500.00")))
    returns.arrives(Refund.objects.get(payment__order=ret.order, amount=Decimal("500.82")))
    text = said("return_refunded")
    name = f"{ret.pieces.get().item.designer.name} {ret.pieces.get().item.title}"
    new = make.new_order(ret).number
    assert (
        f"We have refunded $500.82 to your Visa ending 4242: what the {name} gave beyond order {new}" in text
    )
    assert f"Paid order {new}: −$1,676.68 In all: $500.82" in text
    assert text.count(make.exchange_of(ret).wanted.number) == 0
    assert not Mail.objects.filter(kind="refund_done").exists()


def test_where_nothing_is_left_of_its_price_one_mail_says_so() -> None:
    ret = returns.inspected(received(make.wanted(make.hers("2000.00"))))
    other, paid = wanted_of(ret), ret.order.payments.get()
    asking.request(paid, paid.captured_amount, reason="Made at the provider.")
    ret = returns.accepted(ret)
    assert not completing.complete(ret.pk)
    text = said("return_accepted")
    assert (
        f"has gone back to you already, so nothing more follows. The {other} is no longer held for you."
        in text
    )
    assert "$0.00" not in text
    assert not Mail.objects.filter(kind="exchange_over").exists()
