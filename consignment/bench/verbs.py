"""What can be done to a consigned piece from its page: each verb with its form, who may, and what it says when done.

`next_of` names the one step that is due: the page's filled button. The others stand below it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from authentication.cases import standing
from authentication.models import Case
from consignment.bench.forms import (
    ConsentForm,
    IntakeForm,
    LabelForm,
    PriceForm,
    ReasonForm,
    VerdictForm,
    WordForm,
)
from consignment.bench.queues import CHANGE, HOLD, RECEIVE
from consignment.covenant import consents
from consignment.curation import examination, preparing, pricing
from consignment.logistics import inbound, journeys, outbound, receiving
from consignment.logistics.forms import AddressForm
from consignment.models import Consignment, Journey
from consignment.pieces import leaving
from consignment.pieces.states import ConsignmentRefused
from logistics import by_hand

S = Consignment.State
Act = Callable[[Consignment, Any, Any], Any]


@dataclass(frozen=True)
class Verb:
    """One thing to do: its name on the button, its form if it asks anything, the permission, what happened then."""

    name: str
    button: str
    act: Act
    done: str
    permission: str = CHANGE
    form: type[forms.Form] | None = None
    heading: str = ""


def _address(consignment: Consignment, form: Any, actor: Any) -> None:
    journey = _journey(consignment)
    journeys.address_told(journey.pk, form.address(consignment.agreement.offer.submission), actor=actor)


def _label_by_hand(consignment: Consignment, form: Any, actor: Any) -> None:
    journey = _journey(consignment)
    if journey.address is None:
        raise ConsignmentRefused("Her address isn't known: type it first.")
    journey.consignment = consignment
    purpose = journeys.PURPOSE[Journey.Way(journey.way)]
    label = by_hand.record(journeys.dispatch_of(journey), purpose, actor=actor, **form.cleaned_data)
    journeys.labelled(journey.pk, label, actor=actor)


def _buy(consignment: Consignment, form: Any, actor: Any) -> None:
    journey = _journey(consignment)
    if journeys.buy(journey.pk, actor=actor) is None:
        journey.refresh_from_db()
        raise ConsignmentRefused(journey.problem or "The carrier has not answered yet. It is asked again.")


def _mail_label(consignment: Consignment, form: Any, actor: Any) -> None:
    journey = _journey(consignment)
    journey.consignment = consignment
    inbound.send_again(journey, actor=actor)


def _recall(consignment: Consignment, form: Any, actor: Any) -> None:
    asked = consignment.consents.filter(answer="").first()
    if asked is None:
        raise ConsignmentRefused("She isn't being asked anything.")
    consents.take_back(asked, actor=actor)


def _journey(consignment: Consignment) -> Journey:
    journey = journeys.current(consignment)
    if journey is None:
        raise ConsignmentRefused("It isn't on its way anywhere.")
    return journey


def _said(verb: Callable[..., Any], word: str = "reason") -> Act:
    """A verb of the room that takes the primary key, who did it and a reason."""
    return lambda c, form, actor: verb(c.pk, actor=actor, **{word: form.cleaned_data["said"]})


def _plain(verb: Callable[..., Any]) -> Act:
    return lambda c, form, actor: verb(c.pk, actor=actor)


VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb(
            "address",
            "Buy the label to this address",
            _address,
            "The label is being bought.",
            form=AddressForm,
        ),
        Verb("buy", "Buy the label", _buy, "The label is bought.", RECEIVE),
        Verb(
            "label",
            "Record a label bought elsewhere",
            _label_by_hand,
            "The label is recorded.",
            RECEIVE,
            LabelForm,
        ),
        Verb("mail", "Mail the label again", _mail_label, "She has the label by mail again."),
        Verb(
            "receive",
            "Receive it",
            lambda c, form, actor: receiving.receive(c.pk, form.intake(), actor=actor),
            "It is received. Its owner has the receipt by mail.",
            RECEIVE,
            IntakeForm,
        ),
        Verb(
            "missing", "It never arrived", _said(inbound.never_arrived, "said"), "Closed.", CHANGE, WordForm
        ),
        Verb(
            "examine",
            "Have it reviewed",
            _plain(examination.examine),
            "It is in our authenticators’ queue.",
        ),
        Verb(
            "judge",
            "Save text and reason",
            lambda c, form, actor: preparing.judge(c.pk, form.verdict(), actor=actor),
            "Text and reason are saved.",
            form=VerdictForm,
        ),
        Verb("prepared", "It is prepared", _plain(preparing.prepared), "It is prepared."),
        Verb(
            "approve",
            "Approve the price",
            lambda c, form, actor: pricing.approve(c.pk, form.cleaned_data["price"], actor=actor),
            "The price is approved.",
            form=PriceForm,
        ),
        Verb("publish", "List it", _plain(pricing.publish), "It is listed. Its owner has a mail."),
        Verb("back", "Take it back for work", _said(pricing.take_back), "It is taken back.", form=ReasonForm),
        Verb(
            "ask",
            "Ask her to consent",
            lambda c, form, actor: consents.ask(c.pk, **form.cleaned_data, actor=actor),
            "She is asked by mail.",
            form=ConsentForm,
        ),
        Verb("recall", "Take the question back", _recall, "She isn't asked any more."),
        Verb(
            "reject",
            "Reject it",
            _said(leaving.reject),
            "It is rejected; its owner reads why.",
            form=ReasonForm,
        ),
        Verb("withdraw", "Withdraw it for her", _said(leaving.withdraw, "said"), "Withdrawn.", form=WordForm),
        Verb("renew", "Renew it", _plain(leaving.renew), "It stays for another term."),
        Verb("hold", "Keep it for legal reasons", _said(leaving.hold), "It is kept.", HOLD, ReasonForm),
        Verb(
            "send", "Buy the label back", _plain(outbound.begin), "The label back is being bought.", RECEIVE
        ),
        Verb(
            "lift",
            "Lift the hold and send it back",
            _said(outbound.begin, "said"),
            "Lifted.",
            HOLD,
            ReasonForm,
        ),
        Verb(
            "gone",
            "Handed to the carrier",
            _plain(outbound.handed_to_carrier),
            "It is on its way back.",
            RECEIVE,
        ),
        Verb("delivered", "It is back with its owner", _plain(outbound.delivered), "Closed.", RECEIVE),
    )
}
OTHERS: dict[str, tuple[str, ...]] = {
    S.AGREED: ("label", "withdraw"),
    S.AWAITED: ("mail", "missing", "withdraw"),
    S.IN_TRANSIT: ("missing",),
    S.RECEIVED: ("reject", "withdraw", "hold"),
    S.CLEARED: ("judge", "reject", "withdraw", "hold"),
    S.PREPARED: ("judge", "ask", "reject", "withdraw", "hold"),
    S.APPROVED: ("back", "ask", "reject", "withdraw", "hold"),
    S.LISTED: ("ask", "back", "withdraw", "hold"),
    S.REJECTED: ("label", "hold"),
    S.WITHDRAWN: ("renew", "label", "hold"),
    S.RETURNING: ("delivered",),
    S.LEGAL_HOLD: ("label", "gone"),
}


def next_of(consignment: Consignment, journey: Journey | None) -> str:
    """The step that is due now: a verb's name, or nothing where nobody at the bench can go on."""
    rule = NEXT.get(S(consignment.state))
    return rule(consignment, journey) if callable(rule) else rule or ""


def _to_label(consignment: Consignment, journey: Journey | None) -> str:
    return "buy" if journey is not None and journey.address else "address"


def _to_examine(consignment: Consignment, journey: Journey | None) -> str:
    """Nothing to do here while a case is open or its end is about to be followed."""
    latest = standing.latest_of(consignment.item_id)
    return "examine" if latest is None or latest.state == Case.State.CLOSED else ""


def _to_prepare(consignment: Consignment, journey: Journey | None) -> str:
    item = consignment.item
    return "prepared" if item is not None and item.description else "judge"


def _way_back(consignment: Consignment, journey: Journey | None) -> str:
    if journey is None:
        return "" if consignment.state == S.LEGAL_HOLD else "send"
    return "gone" if journey.label_id else "buy"


Rule = Callable[[Consignment, Journey | None], str]
NEXT: dict[str, str | Rule] = {
    S.AGREED: _to_label,
    **dict.fromkeys((S.AWAITED, S.IN_TRANSIT, S.NOT_RECEIVED, S.RETURNING), "receive"),
    S.RECEIVED: _to_examine,
    S.CLEARED: _to_prepare,
    S.PREPARED: "approve",
    S.APPROVED: "publish",
    **dict.fromkeys((S.REJECTED, S.WITHDRAWN, S.LEGAL_HOLD), _way_back),
}


def others_of(consignment: Consignment, due: str) -> list[str]:
    """What else may be done, without the step that is due.

    What is kept for legal reasons waits for nothing: lifting the hold is no step of the day, and comes before the rest.
    Whoever is being asked about the price isn't asked a second thing; the question can be taken back.
    """
    if consignment.state == S.LEGAL_HOLD and not due:
        return ["lift"]
    names = [name for name in OTHERS.get(consignment.state, ()) if name != due]
    if "ask" in names and consignment.consents.filter(answer="").exists():
        names[names.index("ask")] = "recall"
    return names
