"""Her piece is accepted: the order of the other one is placed, and what hers came to pays it as far as it goes.

A verdict of staff never waits for this: it is a step of its own afterwards, done once, whoever asks for it.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from catalog import holds
from catalog.listing import ListingRefused
from catalog.locks import lock_items
from catalog.models import Item, ListingState
from consignment.pieces.locks import lock_listed
from orders import confirmation, placement
from orders.books.splitting import Split, cut
from orders.locks import lock_order
from orders.order.models import Order
from orders.payments import crediting
from orders.payments.locks import lock_payments
from orders.payments.models import Payment, Refund
from orders.payments.refunds import spreading
from orders.payments.refunds.states import RefundRefused
from orders.quote import Quote
from orders.returns import refunding
from orders.returns.exchanging import ending, holding, mails, offering, placing
from orders.returns.exchanging.following import waiting_of
from orders.returns.exchanging.models import Exchange
from orders.returns.locks import lock_return
from orders.returns.models import Return, ReturnState
from orders.returns.states import ReturnRefused
from orders.returns.telling import tell

logger = logging.getLogger(__name__)
GONE = "The other piece isn’t for sale any more."
NOT_THERE = "The other piece can’t be sent to your address any more."
AGAIN_AFTER = timedelta(hours=1)


class NotToBeHad(Exception):
    """The wanted piece can't become her order; the message is a sentence for her."""


def complete(ret_pk: int, now: datetime | None = None) -> bool:
    """Place the order of an exchange whose piece was accepted; else give the money back. True if this call did either.

    Of two that try at once the second finds it done.
    """
    now = now or timezone.now()
    exchange = Exchange.objects.select_related("wanted", "ret__order__contact").get(ret=ret_pk)
    if not exchange.is_waiting or exchange.ret.state != ReturnState.REFUNDING:
        return False
    if exchange.wanted.price is not None:  # providers far away are asked outside of transactions
        offering.quote_of(exchange.ret.order, exchange.wanted)
    try:
        return _place(ret_pk, now)
    except (NotToBeHad, ListingRefused) as no:
        return _instead(ret_pk, str(no) if isinstance(no, NotToBeHad) else GONE, now)
    except (placement.PiecesLost, holds.HeldBySomebodyElse):
        return _instead(ret_pk, GONE, now)
    except (RefundRefused, ReturnRefused) as no_money:
        return _stuck(ret_pk, str(no_money), now)


@transaction.atomic
def _place(ret_pk: int, now: datetime) -> bool:
    ret, exchange = _waiting(ret_pk)
    if exchange is None:
        return False
    _payments(
        ret
    )  # payments before pieces (docs/locking.md), and what they are consigned under, if they are sold at once
    lock_listed([exchange.wanted_id])
    (item,) = lock_items([exchange.wanted_id])
    quote = _quoted(ret, exchange, item)
    order = placing.place(ret, item, quote, now=now)
    found = refunding.reckoned(ret)
    credit = min(found.total, order.total_incl_tax)
    own, rest = cut(found, credit)
    sources = _set_aside(ret, order, own)
    _give_rest(ret, rest, after=sources[-1])
    ret.refund = sources[0]
    ret.save(update_fields=["refund"])
    exchange.order, exchange.try_at = order, None
    exchange.save(update_fields=["order", "try_at"])
    tell(ret, "exchange_placed", at=now, item=item.number, new_order=order.number, credit=str(credit))
    if credit == order.total_incl_tax:
        _confirm(order, now)
    else:
        mails.exchange_to_pay(exchange, order, now + holding.pay_time())
    return True


def _waiting(ret_pk: int) -> tuple[Return, Exchange | None]:
    ret = lock_return(ret_pk)
    return ret, (waiting_of(ret) if ret.state == ReturnState.REFUNDING and ret.refund_id is None else None)


def _quoted(ret: Return, exchange: Exchange, item: Item) -> Quote:
    """What it costs now. Raises NotToBeHad."""
    if item.state != ListingState.LISTED or item.price is None or holding.hold_of(exchange) is None:
        raise NotToBeHad(GONE)
    quote = offering.quote_of(ret.order, item)
    if quote.stopped:
        raise NotToBeHad(NOT_THERE)
    return quote


def _set_aside(ret: Return, order: Order, split: Split) -> list[Refund]:
    """What of her old order pays the new one: credits of an earlier exchange first, so that card money is left over."""
    payments = _payments(ret)[::-1]
    sources: list[Refund] = []
    told = {"return": ret.number, "order": ret.order.number}
    for payment, part in spreading.parts_of(payments, split.total):
        own, split = cut(split, part)
        before = sources[-1] if sources else None
        why = f"Exchange {ret.number}"
        credit = crediting.set_aside(payment, part, order, reason=why, split=own, told=told, rest_of=before)
        if credit.source is not None:
            sources.append(credit.source)
    return sources


def _give_rest(ret: Return, rest: Split, *, after: Refund) -> None:
    """What her piece came to beyond the new order goes back to her."""
    if rest.total:
        why = f"Exchange {ret.number}"
        spreading.request(_payments(ret), rest.total, reason=why, split=rest, after=after)


def _payments(ret: Return) -> list[Payment]:
    payments = spreading.captured(lock_payments(ret.order))
    for payment in payments:
        payment.order = ret.order
    return payments


def _confirm(order: Order, now: datetime) -> None:
    """Nothing is left to pay."""
    locked = lock_order(order.pk)
    confirmation.confirm(locked, at=now)
    crediting.use(lock_payments(locked), locked, at=now)


@transaction.atomic
def _instead(ret_pk: int, why: str, now: datetime) -> bool:
    """Her money goes back; as we could not keep our word, without the fee, as it was reckoned at the verdict."""
    ret, exchange = _waiting(ret_pk)
    if exchange is None:
        return False
    try:
        refunding.pay_out(ret)
    except ReturnRefused as disputed:
        return _later(exchange, str(disputed), now)
    ending.over(exchange, why, at=now)
    return True


@transaction.atomic
def _stuck(ret_pk: int, why: str, now: datetime) -> bool:
    _, exchange = _waiting(ret_pk)
    return _later(exchange, why, now) if exchange is not None else False


def _later(exchange: Exchange, why: str, now: datetime) -> bool:
    """Her bank takes the money back itself, or some of it went back: nothing moves before that is seen to by staff."""
    logger.error("exchange %s waits: %s", exchange.ret.number, why)
    if not exchange.ret.order.events.filter(kind="exchange_waits", reason=why[:300]).exists():
        tell(exchange.ret, "exchange_waits", reason=why, public=False, at=now)
    exchange.try_at = now + AGAIN_AFTER
    exchange.save(update_fields=["try_at"])
    return False
