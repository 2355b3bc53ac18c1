"""What can be done to a claim from its page: each verb with its form, who may, and what it says when done.

The inspection and the decision have pages of their own; which verb is due when stands in `steps`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from authentication.bench.forms import OutsideForm
from consignment.bench.forms import LabelForm
from orders.promise import (
    answering,
    appointments,
    arriving,
    back_labels,
    by_hand,
    deciding,
    going_back,
    late,
    losing,
    opening,
    otherwise,
    outside,
    reviewing,
    sending,
)
from orders.promise.desk.forms import AppointmentForm, BackForm, ByHandForm, ReasonForm, SpiteForm
from orders.promise.desk.queues import ANSWER, ASK, DECIDE, RECEIVE, SETTLE
from orders.promise.models import Choice

Act = Callable[[Any, Any, Any], Any]


@dataclass(frozen=True)
class Verb:
    """One thing to do: its name, the words on the button, what happened then, the permission, the form if it asks.

    `about` says beforehand what it will do; `summary` opens it where it isn't the step that is due.
    """

    name: str
    button: str
    act: Act
    done: str
    permission: str = ANSWER
    form: type[forms.Form] | None = None
    about: str = ""
    summary: str = ""


def _plain(verb: Callable[..., Any]) -> Act:
    return lambda claim, form, actor: verb(claim, actor=actor)


def _told(verb: Callable[..., Any]) -> Act:
    """A verb of the room that takes by name what the form asks."""
    return lambda claim, form, actor: verb(claim, actor=actor, **form.cleaned_data)


def _chosen(choice: Choice) -> Act:
    return lambda claim, form, actor: answering.choose(claim, choice, actor=actor)


BY_CARE = (
    Verb(
        "label",
        "Send her the label",
        _plain(sending.send_label),
        "The label is bought, and on its way to her by mail.",
        about="A prepaid, insured label to us is bought and mailed to her.",
    ),
    Verb(
        "typed",
        "Send her this label",
        _told(sending.send_typed),
        "The label is recorded, and on its way to her by mail.",
        form=LabelForm,
        summary="Record a label bought elsewhere",
    ),
    Verb(
        "decline",
        "Decline the claim",
        _told(opening.decline),
        "It is declined. She has the reason by mail.",
        form=ReasonForm,
        about="For what the Promise doesn’t cover. Her other rights stay as they are.",
        summary="Decline it",
    ),
    Verb(
        "appointment",
        "Offer this time",
        _told(appointments.answer),
        "She has the time by mail.",
        form=AppointmentForm,
        summary="Answer her wish for an appointment",
    ),
    Verb(
        "confident",
        "She is confident",
        _plain(answering.confident),
        "Noted. The piece goes back to her.",
        about="She has told us so by telephone or mail.",
        summary="She told us that she is confident",
    ),
    Verb(
        "not_confident",
        "She is not confident",
        _plain(answering.not_confident),
        "Noted. Somebody outside the house decides.",
        about="She has told us so by telephone or mail.",
        summary="She told us that she is still not confident",
    ),
    Verb(
        "refund",
        "She wants all of her money",
        _chosen(Choice.REFUND),
        "Noted.",
        about="She has told us so by telephone or mail. What is still with her comes to us first.",
        summary="She told us that she wants the refund",
    ),
    Verb(
        "allowance",
        "She takes the allowance",
        _chosen(Choice.ALLOWANCE),
        "Noted. The allowance is on its way.",
        about="She has told us so by telephone or mail.",
        summary="She told us that she takes the allowance",
    ),
)
AT_THE_TABLE = (
    Verb(
        "receive",
        "Receive it",
        _plain(arriving.receive),
        "It is received. She has a mail, and you have the piece.",
        RECEIVE,
        about="The parcel is on the table. Whoever opens it has the piece, and won’t judge it.",
        summary="It is here: receive it",
    ),
    Verb(
        "back_label",
        "Buy the label back",
        _plain(back_labels.buy),
        "The label is bought: print it, and hand the parcel over.",
        RECEIVE,
        about="To where the order was delivered, insured for what she paid, with a signature.",
    ),
    Verb(
        "send",
        "It is with the carrier",
        _told(back_labels.send),
        "It is on its way back. She has the tracking number by mail.",
        RECEIVE,
        BackForm,
        about="Pack it as it came, with its tag, and insure it for what she paid.",
    ),
    Verb(
        "delivered",
        "She has it again",
        _plain(going_back.delivered),
        "Noted.",
        RECEIVE,
        about="The carrier has delivered it. Nothing needs to be done where the carrier tells us by itself.",
    ),
)
FOUND_AFTER_ALL = (
    Verb(
        "too_late",
        "Send it back to her",
        _told(late.too_late),
        "It goes back to her. She has the reason by mail.",
        DECIDE,
        ReasonForm,
        about="She told us in time, and sent it after all its days. The usual thing is to go on with it all the same; "
        "if it can’t be judged any more, it goes back to her as it came.",
        summary="It was sent too late: send it back",
    ),
    Verb(
        "undelivered",
        "It is here again",
        _plain(going_back.came_back),
        "Noted. It is to be sent once more.",
        RECEIVE,
        about="The carrier brought it back to us undelivered. What was decided stands.",
        summary="It came back to us undelivered",
    ),
    Verb(
        "turned_up",
        "It is here: take it in",
        _plain(losing.turned_up),
        "It is ours again, a draft, and others review it anew.",
        RECEIVE,
        about="It was lost, her money went back, and now it is found. No money moves.",
        summary="It has turned up: take it in",
    ),
)
BY_EXPERTS = (
    Verb(
        "begin",
        "Begin the review",
        _plain(reviewing.begin),
        "Its review is open, and on the authenticators’ bench.",
        DECIDE,
    ),
    Verb(
        "ask",
        "Mail her the link",
        lambda claim, form, actor: outside.ask(claim, actor=actor, **form.cleaned_data),
        "The link is on its way. Her word decides.",
        ASK,
        OutsideForm,
        about="She is still not confident: an authenticator outside our house decides. She isn’t told what we found.",
    ),
)
BY_ACCOUNTING = (
    Verb(
        "take_back",
        "Refund her everything",
        _told(deciding.take_back),
        "The refund is on its way, and the piece is ours again.",
        DECIDE,
        SpiteForm,
        about="She chose the full refund, and the piece is here. It is reviewed and graded anew before it is offered.",
    ),
    Verb(
        "refund_again",
        "Ask for the refund again",
        _plain(deciding.refund_again),
        "The refund is asked for.",
        SETTLE,
    ),
    Verb(
        "by_hand",
        "We paid it by hand",
        _told(by_hand.record),
        "It is booked. Above the limit it waits among the refunds for another person.",
        SETTLE,
        ByHandForm,
        about="By bank transfer or check, because it can’t go back to where it came from. It is booked as a refund: "
        "its tax is reversed, and she gets a credit note. Above the limit of wires another person approves it first, "
        "among the refunds: pay it then, and mark it paid there. Not for what her bank took back: that is a dispute.",
        summary="It is paid by bank transfer or check: book it",
    ),
    Verb(
        "otherwise",
        "Her money went back before",
        _told(otherwise.paid_otherwise),
        "It is closed. She has the reason by mail.",
        SETTLE,
        ReasonForm,
        about="Her bank took it back, and its dispute is recorded as lost; or it was refunded at its payment: our "
        "books know of all of it, and nothing more is booked. A piece that is here stays here.",
        summary="Her bank took it back, or it was refunded before: close it",
    ),
    Verb(
        "lost",
        "The carrier has lost it",
        _told(losing.lost),
        "Noted. She has a mail.",
        SETTLE,
        ReasonForm,
        about="She is told at once that the risk was ours.",
        summary="The carrier has lost it",
    ),
    Verb(
        "lost_refund",
        "Refund her everything",
        _told(losing.refund),
        "The refund is on its way.",
        SETTLE,
        ReasonForm,
        about="It won’t be found: all that is left of what she paid goes back to her.",
        summary="It won’t be found: refund everything",
    ),
    Verb(
        "lost_close",
        "Close it without a refund",
        _told(losing.close),
        "It is closed. She has the reason by mail.",
        SETTLE,
        ReasonForm,
        summary="Nothing is owed: close it",
    ),
)
VERBS: dict[str, Verb] = {
    verb.name: verb for verb in (*BY_CARE, *AT_THE_TABLE, *FOUND_AFTER_ALL, *BY_EXPERTS, *BY_ACCOUNTING)
}
