"""The mails about an exchange, each written into the outbox in the caller's transaction, once per exchange."""

from datetime import datetime
from typing import Any

from orders.access import link_to
from orders.fulfilment.models import Shipment
from orders.mail_facts import piece_of
from orders.mails import post_about
from orders.order.models import Order
from orders.payments.credited import sum_of
from orders.returns.exchanging.models import Exchange
from orders.returns.exchanging.offering import Offer
from orders.returns.exchanging.told import name_of
from portero.core.money import dollars
from portero.core.words import moment


def exchange_held(exchange: Exchange, found: Offer, until: datetime) -> None:
    """The piece is kept for her: until when, what hers gives, what the other one costs, and what happens else."""
    facts = {"until": moment(until), "to_pay": _sum(found.to_pay), "to_get": _sum(found.to_get)}
    _post("exchange_held", exchange, back=_sum(exchange.back), cost=_sum(exchange.cost), **facts)


def exchange_to_pay(exchange: Exchange, order: Order, until: datetime) -> None:
    """Her piece is accepted, and a difference is left to pay: how much, where, and until when."""
    credit = sum_of(order.payments.all())
    facts = {"new_order": order.number, "cost": _sum(order.total_incl_tax), "credit": _sum(credit)}
    due = _sum(order.total_incl_tax - credit)
    link = link_to(order, "orders:pay")
    _post("exchange_to_pay", exchange, due=due, until=moment(until), pay_link=link, **facts)


def exchange_over(exchange: Exchange) -> None:
    """The other piece could not be kept: why, and that hers is now a return like any other."""
    _post("exchange_over", exchange, why=exchange.why)


def _post(kind: str, exchange: Exchange, **facts: Any) -> None:
    ret = exchange.ret
    link = link_to(ret.order, "returns:show", ret.number)
    about = f"order:{ret.order.number}:exchange-{ret.number}"
    item, wanted = exchange.wanted, name_of(exchange)
    pieces = [piece_of(item, Shipment(origin=item.ships_from, origin_city=item.ships_from_city))]
    post_about(kind, ret.order, about=about, ret=ret, link=link, wanted=wanted, pieces=pieces, **facts)


def _sum(amount: Any) -> str:
    return dollars(amount, cents=True) if amount else ""
