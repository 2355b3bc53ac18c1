"""Two people at one return at the same moment: one of them comes first, and the other sees it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError

from consignment.models import PayoutHold
from orders.models import OrderEvent
from orders.payments.models import Refund
from orders.returns import arriving, asking, inspecting, sweeping, transit
from orders.returns.asking import Wanted
from orders.returns.models import Return, ReturnReminder
from orders.returns.states import ReturnRefused
from tests.factories import consignment as consigned
from tests.factories import returns as make
from tests.races.together import Rendezvous, together

pytestmark = pytest.mark.django_db(transaction=True)


def judging(ret: Return) -> list[Callable[[], Any]]:
    piece, bench, other = ret.pieces.get(), make.bench(), make.manager()
    return [
        lambda: inspecting.accept(piece, actor=bench),
        lambda: inspecting.refuse(piece, reason="Worn.", actor=other),
    ]


def unlocked(pk: int) -> Return:
    return Return.objects.select_related("order__contact").get(pk=pk)


def verdicts() -> int:
    return OrderEvent.objects.filter(kind__in=["return_accepted", "return_refused"]).count()


def test_canary_without_the_locks_only_the_database_stops_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    ret = make.inspected()
    monkeypatch.setattr(inspecting, "lock_return", unlocked)
    monkeypatch.setattr(inspecting, "_locked", Rendezvous(2).after(inspecting._locked))
    answers = together(judging(ret))
    assert not [answer for answer in answers if isinstance(answer, ReturnRefused)], answers
    assert [type(answer) for answer in answers if isinstance(answer, Exception)] == [IntegrityError]
    assert verdicts() == 1


def test_of_two_verdicts_one_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    ret = make.inspected()
    monkeypatch.setattr(inspecting, "_locked", Rendezvous(2).after(inspecting._locked))
    answers = together(judging(ret))
    refused = [answer for answer in answers if isinstance(answer, ReturnRefused)]
    assert len(refused) == 1, answers
    assert verdicts() == 1
    piece = ret.pieces.get()
    assert Refund.objects.count() == (1 if piece.verdict == "accepted" else 0)
    assert piece.item.state == ("draft" if piece.verdict == "accepted" else "sold")


def test_two_who_accept_ask_for_one_refund() -> None:
    ret = make.inspected()
    piece, bench, other = ret.pieces.get(), make.bench(), make.manager()
    rivals = [lambda: inspecting.accept(piece, actor=bench), lambda: inspecting.accept(piece, actor=other)]
    answers = together(rivals)
    assert sum(isinstance(answer, ReturnRefused) for answer in answers) == 1, answers
    assert Refund.objects.count() == 1


@pytest.mark.parametrize("_round", range(3))
def test_a_parcel_is_opened_while_she_withdraws(_round: int) -> None:
    ret = make.approved(order=make.shipped_order(consigned.listed().item))
    bench = make.bench()
    together([lambda: asking.withdraw(ret), lambda: arriving.receive(ret, actor=bench)])
    now = make.fresh(ret)
    assert (now.state, now.ended_at, ret.pieces.get().over_at) == ("received", None, None)
    assert PayoutHold.objects.filter(lifted_at=None).count() == 1


def test_two_tabs_ask_for_one_return() -> None:
    order = make.shipped_order()
    wanted = [Wanted(order.lines.get().pk, "changed_mind")]
    answers = together([lambda: asking.ask(order, wanted)] * 2)
    assert sum(isinstance(answer, ReturnRefused) for answer in answers) == 1, answers
    assert Return.objects.count() == 1


def test_two_machines_remind_once() -> None:
    make.carer()
    ret = make.requested()
    due = ret.due_at
    together([lambda: sweeping.sweep(due)] * 3)
    assert ReturnReminder.objects.count() == 1


def test_two_rounds_record_the_first_scan_once() -> None:
    ret = make.approved()
    at = ret.asked_at
    together([lambda: transit.on_its_way(ret, at)] * 2)
    assert OrderEvent.objects.filter(kind="return_in_transit").count() == 1
