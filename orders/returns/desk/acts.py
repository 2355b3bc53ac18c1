"""What can be done to a return from its page: each act with its form, who may, and what it says when done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from orders.fulfilment.label_forms import HandForm
from orders.returns import arriving, asking, deciding, labelling, losing, refunding, rules
from orders.returns.desk.forms import ApproveForm, DeclineForm, PaidForm, WhyForm
from orders.returns.desk.queues import DECIDE, RECEIVE, SETTLE
from orders.returns.models import Return, ReturnState
from orders.returns.states import ALLOWED, ReturnRefused

S = ReturnState


@dataclass(frozen=True)
class Act:
    """One thing to do: the button, who may, what is asked, and what is said when it is done."""

    name: str
    button: str
    permission: str
    run: Callable[[Return, Any, Any], Any]
    done: str
    form: type[forms.Form] = forms.Form


def _buy(ret: Return, told: Any, actor: Any) -> None:
    if labelling.buy(ret.pk, actor=actor) is None:
        ret.refresh_from_db()
        raise ReturnRefused(ret.label_problem or "The carrier has not answered yet. It is asked again.")


ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act(
            "approve",
            "Approve",
            DECIDE,
            lambda ret, told, actor: deciding.approve(ret, actor=actor, **told),
            "Approved. She gets the label and what to do by mail.",
            ApproveForm,
        ),
        Act(
            "decline",
            "Decline",
            DECIDE,
            lambda ret, told, actor: deciding.decline(ret, actor=actor, **told),
            "Declined. She reads why by mail.",
            DeclineForm,
        ),
        Act(
            "receive",
            "It is here",
            RECEIVE,
            lambda ret, told, actor: arriving.receive(ret, actor=actor),
            "Received. Next its pieces are held against how they left.",
        ),
        Act("buy", "Buy the label", DECIDE, _buy, "The label is bought. She has it by mail."),
        Act(
            "label",
            "Record a label bought elsewhere",
            DECIDE,
            lambda ret, told, actor: labelling.record_by_hand(ret, actor=actor, **told),
            "The label is recorded. She has it by mail.",
            HandForm,
        ),
        Act(
            "withdraw",
            "Withdraw it for her",
            DECIDE,
            lambda ret, told, actor: asking.withdraw(ret, actor=actor),
            "Withdrawn.",
        ),
        Act(
            "lost",
            "The carrier has lost it",
            DECIDE,
            lambda ret, told, actor: losing.lost(ret, actor=actor, refund=False, **told),
            "Written down. She is told by mail; accounting says what becomes of her money.",
            WhyForm,
        ),
        Act(
            "refund",
            "Refund her",
            SETTLE,
            lambda ret, told, actor: losing.lost(ret, actor=actor, refund=True, **told),
            "Her money is on its way. She is told by mail.",
            WhyForm,
        ),
        Act(
            "close",
            "Refund nothing",
            SETTLE,
            lambda ret, told, actor: losing.close(ret, actor=actor, **told),
            "Closed. Nothing goes back.",
            WhyForm,
        ),
        Act(
            "paid",
            "She got her money another way",
            SETTLE,
            lambda ret, told, actor: refunding.paid_another_way(ret, actor=actor, **told),
            "Written down. As far as her money goes, it is over.",
            PaidForm,
        ),
    )
}


def of(ret: Return) -> list[Act]:
    """What the state of a return allows, the step that is due first."""
    return [ACTS[name] for name in _allowed(ret)]


def is_due(ret: Return) -> bool:
    """Whether the first of its acts is what the day asks for; else a person chooses, or all of them are exceptions."""
    if ret.state == S.REQUESTED:
        return ret.suggestion.get("verdict") == rules.APPROVE
    if ret.state == S.APPROVED and ret.label is None:
        return True
    return ret.state == S.LOST or (bool(ret.at_our_door_at) and ret.received_at is None)


def _allowed(ret: Return) -> list[str]:
    reached = ALLOWED[ReturnState(ret.state)]
    open_ways = {
        "approve": S.APPROVED in reached,
        "decline": S.DECLINED in reached,
        "lost": S.LOST in reached,
        "refund": ret.state == S.LOST,
        "close": ret.state == S.LOST,
        "buy": S.LAPSED in reached and ret.label is None,
        "label": S.LAPSED in reached and ret.label is None,
        "paid": ret.state == S.REFUNDING,
        "receive": S.RECEIVED in reached and ret.decided_at is not None and _may_come(ret),
        "withdraw": S.WITHDRAWN in reached,
    }
    names = [name for name, is_open in open_ways.items() if is_open]
    return sorted(names, key="receive".__ne__) if ret.at_our_door_at else names


def _may_come(ret: Return) -> bool:
    return ret.state != S.CLOSED or arriving.was_given_up(ret)
