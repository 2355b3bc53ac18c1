"""What happens when a claim's clock rings: she is reminded, staff are called, and what nobody answers goes on."""

from datetime import datetime

from accounts.models import User
from accounts.roles import ADMINISTRATOR
from orders.mail_facts import piece_of
from orders.promise import answering, clock, mails, payable, states
from orders.promise.clock import Ring
from orders.promise.models import Claim, ClaimReminder, ClaimState
from portero.core.mail import outbox
from portero.core.words import moment

S, What = ClaimState, ClaimReminder.What
CARE = "Customer care"
CALLED = (CARE, ADMINISTRATOR)
WORDS = {
    S.OPENED: "answer it with a label, or decline it",
    S.LABEL_SENT: "call her: her piece isn’t on its way, and we owe her a refund for it",
    S.IN_TRANSIT: "find out where its parcel is",
    S.LOST: "decide what we owe her",
    S.RECEIVED: "unpack it and begin the review",
    S.UNDER_REVIEW: "decide it",
    S.DECIDED_NOT_AUTHENTIC: "ask for the refund",
    S.DECIDED_CONDITION: "call her: she hasn’t chosen",
    S.THIRD_PARTY: "get the word of the authenticator outside",
    S.GOING_BACK: "see that it gets back to her",
    S.REFUNDING: "see to the refund",
}

NOTHING_TO_GIVE = "see what becomes of her money: none of it can go back as usual"


def ring(claim: Claim, now: datetime) -> None:
    """Do all that is due for a locked claim, and set what rings next. A reminder that a deadline has overtaken is
    recorded, and nobody gets a mail about it.
    """  # fmt: skip
    step = clock.STEPS.get(ClaimState(claim.state))
    if step is None or claim.due_at is None:
        claim.ring_at = None
        claim.save(update_fields=["ring_at"])
        return
    due_at = claim.due_at
    left = clock.rings(step, due_at, due_at - clock.length(step))
    due, later = [r for r in left if r.at <= now], [r for r in left if r.at > now]
    claim.ring_at = later[0].at if later else None
    claim.save(update_fields=["ring_at"])
    for number, one in enumerate(due, start=1):
        if _record(claim, one, due_at, now) and number == len(due):
            _act(claim, one, now)


def _record(claim: Claim, one: Ring, due_at: datetime, now: datetime) -> bool:
    """Write that it rang; False if it did before."""
    _, fresh = ClaimReminder.objects.get_or_create(
        claim=claim, state=claim.state, what=one.what, due_at=due_at, defaults={"noticed_at": now}
    )
    return fresh


def _act(claim: Claim, one: Ring, now: datetime) -> None:
    payable.look(claim)
    if one.what == What.REMINDER and claim.refund_problem:
        return  # nothing is there to be chosen: it stands among those to settle
    if one.what == What.REMINDER:
        mails.claim_reminder(claim)
        states.append(claim, "reminded", public=False, at=now)
    elif claim.state == S.LABEL_SENT and not claim.choice:
        _lapse(claim, now)
    elif claim.state == S.DECIDED_AUTHENTIC:
        answering.confident(claim, now=now)
    else:
        _call(claim, now)


def _lapse(claim: Claim, now: datetime) -> None:
    """The parcel never came. What we decided for her from her photographs doesn't lapse: staff call her."""
    states.move(claim, S.LAPSED, at=now)
    mails.claim_lapsed(claim)


def _call(claim: Claim, now: datetime) -> None:
    """Staff are late: customer care and the manager read it, once."""
    if claim.due_at is None:
        return
    states.append(claim, "overdue", public=False, at=now, state=claim.state, due_at=claim.due_at)
    stamp = claim.due_at.strftime("%Y%m%d%H%M%S")
    context = {
        "claim": claim,
        "order": claim.order,
        "pieces": [piece_of(claim.item, claim.shipment_line.shipment)],
        "due": moment(claim.due_at),
        "what": NOTHING_TO_GIVE if claim.refund_problem else WORDS[ClaimState(claim.state)],
    }
    people = User.objects.filter(is_active=True, is_staff=True, groups__name__in=CALLED)
    for address in people.order_by("email").values_list("email", flat=True).distinct():
        about = f"order:{claim.order.number}:claim-{claim.number}:{stamp}"
        outbox.post("claim_due", about=about, to=address, context=context)
